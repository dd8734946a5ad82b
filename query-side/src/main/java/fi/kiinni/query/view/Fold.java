package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import fi.kiinni.query.view.Latest.Held;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One document per aggregate: its whole state, as the domain folds it, with what lists and pages need beside it.
 *
 * <p>Writes are looked up by {@code _id} alone, because MongoDB-compatible servers scan for anything else; so the guard
 * is here and not in the filter: what is not newer than the document is passed over, and if the next version is not the
 * one after the document's (somebody with an old claim wrote last) the state is folded again from the log.
 */
final class Fold<S> implements View {

    private final Class<?> events;
    private final BiFunction<@Nullable S, Recorded, S> evolve;
    private final Function<S, Document> write;
    private final Latest<S> latest;
    private final MongoCollection<Document> collection;
    private final History history;
    private final Trace<S> trace;
    private final MongoCollection<Document> traces;

    /** What is not written yet, because more is on its way. If it never comes here, it is folded again from the log where it does. */
    private final Map<String, Folded> unfinished = new ConcurrentHashMap<>();

    /** What is kept of a value although others follow. */
    interface Trace<S> {

        /**
         * @param last the event after which it was so
         * @param next the value after the event that follows; absent if none does yet
         * @return documents, each to be kept until there is another with its id
         */
        List<Document> of(S value, Recorded last, @Nullable S next);
    }

    /**
     * @param write everything of the document but where it is in the log, made from the value alone
     * @param latest reads the value again
     * @param traces where what is kept of earlier values is written, before the document is
     */
    Fold(
            Class<?> events,
            BiFunction<@Nullable S, Recorded, S> evolve,
            Function<S, Document> write,
            Latest<S> latest,
            MongoCollection<Document> collection,
            History history,
            Trace<S> trace,
            MongoCollection<Document> traces) {
        this.events = events;
        this.evolve = evolve;
        this.write = write;
        this.latest = latest;
        this.collection = collection;
        this.history = history;
        this.trace = trace;
        this.traces = traces;
    }

    @Override
    public String name() {
        return collection.getNamespace().getCollectionName();
    }

    @Override
    public Class<?> events() {
        return events;
    }

    @Override
    public void project(Map<String, List<Recorded>> recorded, @Nullable String goesOn) {
        Map<String, Held<S>> stored = latest.of(recorded.keySet());
        Writes writes = new Writes();
        Writes ofTraces = new Writes();
        Map<String, Folded> folded = new HashMap<>();
        Map<String, Folded> known = new HashMap<>();
        recorded.forEach((id, newEvents) -> {
            boolean isNew = !stored.containsKey(id);
            Folded before = folded(stored.get(id));
            List<Document> kept = new ArrayList<>();
            Folded after = before.orUnfinished(id).after(newEvents.iterator(), kept);
            folded.put(id, after);
            if (after.version() != before.version() && after.isThere() && !id.equals(goesOn)) {
                after.trace(null, kept);
                writes.put(after.document(id), isNew);
                if (!isNew) {
                    known.put(id, after);
                }
            }
            kept.forEach(trace -> ofTraces.put(trace, isNew));
        });
        ofTraces.to(traces);
        writes.to(collection);
        // What is new nobody has asked for yet, and a load, where all is new, would only fill the memory with it.
        known.forEach((id, one) -> latest.hold(id, one.version(), Objects.requireNonNull(one.value)));
        folded.forEach((id, one) -> {
            if (id.equals(goesOn)) {
                unfinished.put(id, one);
            } else {
                unfinished.remove(id);
            }
        });
    }

    private Folded folded(@Nullable Held<S> before) {
        return before == null ? new Folded(null, 0, null) : new Folded(before.value(), before.version(), null);
    }

    /** The state after the event {@code last}; {@code last} is absent as long as nothing was added to what is stored. */
    private final class Folded {

        private final @Nullable S value;
        private final long version;
        private final @Nullable Recorded last;

        Folded(@Nullable S value, long version, @Nullable Recorded last) {
            this.value = value;
            this.version = version;
            this.last = last;
        }

        long version() {
            return version;
        }

        /** Not if even the first event was passed over. */
        boolean isThere() {
            return value != null;
        }

        Folded orUnfinished(String id) {
            @Nullable Folded further = unfinished.get(id);
            return further != null && further.version > version ? further : this;
        }

        Folded after(Iterator<Recorded> more, List<Document> kept) {
            Folded folded = this;
            while (more.hasNext()) {
                Recorded next = more.next();
                if (next.version() > folded.version + 1) {
                    folded = fromTheLog(next, kept);
                }
                if (next.version() == folded.version + 1) {
                    Folded following = new Folded(
                            next.isPassedOver() ? folded.value : evolve.apply(folded.value, next),
                            next.version(),
                            next);
                    folded.trace(following.value, kept);
                    folded = following;
                }
            }
            return folded;
        }

        void trace(@Nullable S next, List<Document> kept) {
            if (value != null && last != null) {
                kept.addAll(trace.of(value, last, next));
            }
        }

        /** Before the event. */
        private Folded fromTheLog(Recorded next, List<Document> kept) {
            Stream<Recorded> earlier =
                    history.from(next.aggregate(), 0).takeWhile(event -> event.version() < next.version());
            return new Folded(null, 0, null).after(earlier.iterator(), kept);
        }

        Document document(String id) {
            if (value == null || last == null) {
                throw new IllegalStateException("Nothing to write of " + name() + " " + id);
            }
            Document document = new Document("_id", id)
                    .append("version", version)
                    .append("position", last.position())
                    .append("lastActivity", Date.from(last.at()));
            document.putAll(write.apply(value));
            return document;
        }
    }
}
