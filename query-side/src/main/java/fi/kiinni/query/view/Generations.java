package fi.kiinni.query.view;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which documents a view is read from. A generation of a view is a collection of its own; a new one is built beside the one that is
 * read, and is read only when it is whole. What is decided about that is kept beside the views, so that all processes go by it.
 */
public final class Generations {

    private final MongoDatabase database;
    private final MongoCollection<Document> decided;
    private final Map<String, State> states = new ConcurrentHashMap<>();

    Generations(MongoDatabase database) {
        this.database = database;
        this.decided = database.getCollection("generations");
    }

    /** @param number counts from 1 */
    record Generation(String view, int number) {

        /** Of its collection, its tokens and its dead letters. */
        String name() {
            return number == 1 ? view : view + "." + number;
        }
    }

    /** What a generation is built for. */
    public enum Purpose {
        /** To be read in place of the one before. */
        REBUILD,
        /** To be compared with the one that is read, and thrown away. */
        CHECK
    }

    /**
     * A generation that is being built.
     *
     * @param by the operator who asked for it
     * @param comparing since when a process compares it with the one that is read
     */
    public record Building(
            int number,
            Purpose purpose,
            String by,
            Instant since,
            @Nullable Instant comparing) {}

    /** A generation that is not read any more and will be thrown away. */
    record Retired(int number, Instant since) {}

    /**
     * What a generation held.
     *
     * @param position in the log up to which it had followed
     * @param value SHA-256 in hexadecimal digits
     */
    public record Digest(long position, long documents, String value, Instant at) {}

    /**
     * How a generation that was built compared with the one that was read.
     *
     * @param differing ids of documents that were not the same, at most ten
     * @param seconds it took
     */
    public record Outcome(
            Purpose purpose, int number, String by, Digest before, Digest built, List<String> differing, long seconds) {

        public boolean isSame() {
            return before.value().equals(built.value());
        }
    }

    /**
     * What is decided of a view.
     *
     * @param revision counts the decisions
     * @param latest the highest number that was ever given
     * @param digest as it was last computed
     * @param last the last generation that was built to its end
     */
    public record State(
            long revision,
            int current,
            int latest,
            @Nullable Building building,
            @Nullable Retired retired,
            @Nullable Digest digest,
            @Nullable Outcome last) {

        static final State FIRST = new State(0, 1, 1, null, null, null, null);

        State built(@Nullable Building next, int number) {
            return new State(revision, current, Math.max(latest, number), next, retired, digest, last);
        }

        State digested(Digest next) {
            return new State(revision, current, latest, building, retired, next, last);
        }

        /** Reads what was built from now on, or throws it away. */
        State finished(Building built, Outcome outcome, Instant now) {
            boolean isRead = built.purpose() == Purpose.REBUILD;
            return new State(
                    revision,
                    isRead ? built.number() : current,
                    latest,
                    null,
                    new Retired(isRead ? current : built.number(), now),
                    isRead ? outcome.built() : outcome.before(),
                    outcome);
        }

        State abandoned(Building given, Instant now) {
            return new State(revision, current, latest, null, new Retired(given.number(), now), digest, last);
        }

        State cleared() {
            return new State(revision, current, latest, building, null, digest, last);
        }

        private State revised() {
            return new State(revision + 1, current, latest, building, retired, digest, last);
        }
    }

    /** What the view is read from, for as long as one reading takes. */
    Supplier<MongoCollection<Document>> read(String view) {
        return () -> collection(current(view));
    }

    /** The same of what it keeps of the past. */
    Supplier<MongoCollection<Document>> readSnapshots(String view) {
        return () -> snapshots(current(view));
    }

    /** The view whose generation has that name. */
    static String view(String generation) {
        return generation.replaceFirst("\\..*", "");
    }

    /** The one that is read. */
    Generation current(String view) {
        return new Generation(view, state(view).current());
    }

    MongoCollection<Document> collection(Generation generation) {
        return database.getCollection(generation.name());
    }

    /** What the view keeps of the past beside its documents; empty of a view that keeps none. */
    MongoCollection<Document> snapshots(Generation generation) {
        return database.getCollection(generation.name() + ".snapshots");
    }

    /** Everything that belongs to it. */
    List<MongoCollection<Document>> all(Generation generation) {
        return List.of(collection(generation), snapshots(generation));
    }

    public State state(String view) {
        return states.getOrDefault(view, State.FIRST);
    }

    /** Looks what other processes have decided. */
    void look(String view) {
        @Nullable Document document = decided.find(Filters.eq("_id", view)).first();
        states.put(view, document == null ? State.FIRST : state(document));
    }

    private static State state(Document document) {
        return Documents.as(State.class, Documents.required(document, "state", Document.class));
    }

    /**
     * Decides, unless another process has decided meanwhile.
     *
     * @param decision answers the state that it was given if there is nothing to decide
     * @return whether it was decided so
     */
    boolean decide(String view, UnaryOperator<State> decision) {
        look(view);
        State before = state(view);
        State after = decision.apply(before);
        if (after.equals(before)) {
            return false;
        }
        Document document = new Document("_id", view)
                .append("revision", after.revised().revision())
                .append("state", Documents.of(after.revised()));
        boolean isDone;
        if (before.revision() == 0) {
            isDone = inserted(document);
        } else {
            isDone = decided.findOneAndReplace(
                            Filters.and(Filters.eq("_id", view), Filters.eq("revision", before.revision())), document)
                    != null;
        }
        look(view);
        return isDone;
    }

    private boolean inserted(Document document) {
        try {
            decided.insertOne(document);
            return true;
        } catch (MongoException another) {
            if (another.getCode() == 11000) {
                return false;
            }
            throw another;
        }
    }

    boolean isRead(Generation generation) {
        return current(generation.view()).equals(generation);
    }

    /** Those of the view that follow the log. */
    Stream<Generation> following(String view) {
        State state = state(view);
        return Stream.concat(
                        Stream.of(state.current()),
                        Stream.ofNullable(state.building()).map(Building::number))
                .map(number -> new Generation(view, number));
    }
}
