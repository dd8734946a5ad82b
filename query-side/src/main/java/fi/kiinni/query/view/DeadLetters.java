package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which aggregates a view could not follow, and from which event on. The events themselves stay where they are, in the
 * log: a letter holds nothing that people wrote, and whatever comes after the event waits by not being read yet.
 */
public final class DeadLetters {

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final MongoCollection<Document> collection;
    private final PassedOver passedOver;

    DeadLetters(MongoCollection<Document> collection, PassedOver passedOver) {
        this.collection = collection;
        this.passedOver = passedOver;
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
        String id = id(letter.view(), letter.aggregate());
        Date since = Optional.ofNullable(collection.find(Filters.eq("_id", id)).first())
                .filter(before -> Objects.equals(before.get("version"), letter.version()))
                .map(before -> Documents.required(before, "since", Date.class))
                .orElse(Date.from(now));
        Document document = new Document("_id", id)
                .append("since", since)
                .append("event", event.name())
                .append("view", letter.view())
                .append("aggregate", letter.aggregate())
                .append("version", letter.version())
                .append("position", event.position())
                .append("cause", cause.getClass().getName())
                .append("attempts", letter.attempts())
                .append("nextAttempt", Date.from(now.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT)));
        collection.replaceOne(Filters.eq("_id", id), document, UPSERT);
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

    /**
     * A letter as an operator sees it, without anything that people wrote.
     *
     * @param view with its generation, as the letter names it
     * @param event its stored name
     * @param position in the log
     * @param cause the type of the fault
     * @param attempts so far
     */
    public record Waiting(
            String view,
            String aggregate,
            long version,
            String event,
            long position,
            String cause,
            int attempts,
            Instant since,
            Instant nextAttempt) {}

    /** Of the generations that there are, the oldest first. */
    public List<Waiting> all() {
        return collection.find().into(new ArrayList<>()).stream()
                .map(document -> new Waiting(
                        Documents.required(document, "view", String.class),
                        Documents.required(document, "aggregate", String.class),
                        Documents.required(document, "version", Long.class),
                        Documents.required(document, "event", String.class),
                        Documents.required(document, "position", Long.class),
                        Documents.required(document, "cause", String.class),
                        Documents.required(document, "attempts", Integer.class),
                        Documents.required(document, "since", Date.class).toInstant(),
                        Documents.required(document, "nextAttempt", Date.class).toInstant()))
                .sorted(Comparator.comparingLong(Waiting::position).thenComparing(Waiting::view))
                .toList();
    }

    /** Has it tried at once. */
    public void retry(String view, String aggregate) {
        collection.updateOne(
                Filters.eq("_id", id(view, aggregate)), Updates.set("nextAttempt", Date.from(Instant.EPOCH)));
    }

    /**
     * Has the view do as if the event had not been recorded; the later ones of its aggregate come after it.
     *
     * @return whether there is such a letter
     */
    public boolean passOver(String view, String aggregate, String reason, String by) {
        @Nullable
        Document letter =
                collection.find(Filters.eq("_id", id(view, aggregate))).first();
        if (letter == null) {
            return false;
        }
        passedOver.add(
                new PassedOver.Event(
                        Generations.view(view), aggregate, Documents.required(letter, "version", Long.class)),
                reason,
                by);
        retry(view, aggregate);
        return true;
    }

    /** What was ever passed over, the latest first. */
    public List<PassedOver.Entry> passedOver() {
        return passedOver.entries();
    }

    /** Has it shown again, from when the view is built anew. */
    public void withdraw(long passedOverId, String by) {
        passedOver.withdraw(passedOverId, by);
    }

    private static String id(String view, String aggregate) {
        return view + "/" + aggregate;
    }
}
