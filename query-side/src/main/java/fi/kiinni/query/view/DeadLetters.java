package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/**
 * Which aggregates a view could not follow, and from which event on. The events themselves stay where they are, in the
 * log: a letter holds nothing that people wrote, and whatever comes after the event waits by not being read yet.
 */
final class DeadLetters {

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final MongoCollection<Document> collection;

    DeadLetters(MongoCollection<Document> collection) {
        this.collection = collection;
    }

    /**
     * The first event of an aggregate that a view could not show.
     *
     * @param attempts after which it was laid aside or left there, quick retries counted as one
     */
    record Letter(String view, String aggregate, long version, int attempts) {}

    /** Those of the aggregates that wait. */
    Set<String> waiting(String view, Collection<String> aggregates) {
        List<String> ids = aggregates.stream().map(id -> id(view, id)).toList();
        return collection
                .find(Filters.in("_id", ids))
                .projection(Projections.include("aggregate"))
                .into(new ArrayList<>())
                .stream()
                .map(document -> Documents.required(document, "aggregate", String.class))
                .collect(Collectors.toSet());
    }

    /** Lays the event aside; the cause is kept by its type alone, because messages may quote what people wrote. */
    void put(Letter letter, Recorded event, Throwable cause, Instant now) {
        Duration wait = Duration.ofSeconds(1L << Math.min(letter.attempts() - 1, 16));
        Document document = new Document("_id", id(letter.view(), letter.aggregate()))
                .append("view", letter.view())
                .append("aggregate", letter.aggregate())
                .append("version", letter.version())
                .append("position", event.position())
                .append("cause", cause.getClass().getName())
                .append("attempts", letter.attempts())
                .append("nextAttempt", Date.from(now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT)));
        collection.replaceOne(Filters.eq("_id", document.getString("_id")), document, UPSERT);
    }

    void remove(Letter letter) {
        collection.deleteOne(Filters.eq("_id", id(letter.view(), letter.aggregate())));
    }

    /** Letters of the view whose time has come. */
    List<Letter> due(String view, Instant now) {
        return collection
                .find(Filters.and(Filters.eq("view", view), Filters.lte("nextAttempt", Date.from(now))))
                .into(new ArrayList<>())
                .stream()
                .map(document -> new Letter(
                        view,
                        Documents.required(document, "aggregate", String.class),
                        Documents.required(document, "version", Long.class),
                        Documents.required(document, "attempts", Integer.class)))
                .toList();
    }

    long count(String view) {
        return collection.countDocuments(Filters.eq("view", view));
    }

    /** Forgets those of a view that there is no more. */
    void removeAll(String view) {
        collection.deleteMany(Filters.eq("view", view));
    }

    private static String id(String view, String aggregate) {
        return view + "/" + aggregate;
    }
}
