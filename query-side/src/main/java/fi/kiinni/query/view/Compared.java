package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import fi.kiinni.query.view.Digests.Told;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * How two generations of a view compare while both follow the log. They are read one after the other, so a document that is being changed
 * is seen at different versions: it is looked at until both were seen at the same one, and only that is compared.
 */
final class Compared {

    /** For how long documents are looked at that were not seen at the same version. */
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private static final Told ABSENT = new Told(0, "");

    private final Side read;
    private final Side built;
    private final SortedSet<String> differing = new TreeSet<>();

    private Compared(List<MongoCollection<Document>> read, List<MongoCollection<Document>> built) {
        this.read = new Side(read);
        this.built = new Side(built);
    }

    static Compared of(List<MongoCollection<Document>> read, List<MongoCollection<Document>> built) {
        Compared compared = new Compared(read, built);
        compared.compare();
        return compared;
    }

    /** Of the generation that is read, by id; of documents that were seen at the same version in both, of that version. */
    SortedMap<String, Told> read() {
        return read.told;
    }

    /** The same of the one that was built. */
    SortedMap<String, Told> built() {
        return built.told;
    }

    /** Those that are not the same at the same version, or that one of the two has not, or does not go on with. */
    SortedSet<String> differing() {
        return differing;
    }

    private void compare() {
        SortedSet<String> open = new TreeSet<>(read.told.keySet());
        open.addAll(built.told.keySet());
        open.removeIf(id -> Objects.equals(read.told.get(id), built.told.get(id)));
        read.note(open);
        built.note(open);
        open.removeIf(this::isDecided);
        long begun = System.nanoTime();
        while (!open.isEmpty() && System.nanoTime() - begun < WITHIN.toNanos()) {
            pause();
            read.look(open);
            built.look(open);
            open.removeIf(this::isDecided);
        }
        for (String id : open) {
            if (read.moved(id) && built.moved(id)) {
                // Both go on with it, and too fast to be caught at the same version: nothing that could be held against
                // it.
                read.tell(id, built.told.getOrDefault(id, ABSENT));
            } else {
                differing.add(id);
            }
        }
    }

    private boolean isDecided(String id) {
        NavigableMap<Long, String> one = read.seen(id);
        NavigableMap<Long, String> other = built.seen(id);
        for (long version : one.descendingKeySet()) {
            @Nullable String digest = other.get(version);
            if (digest != null) {
                read.tell(id, new Told(version, Objects.requireNonNull(one.get(version))));
                built.tell(id, new Told(version, digest));
                if (!digest.equals(one.get(version))) {
                    differing.add(id);
                }
                return true;
            }
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Comparing was broken off", e);
        }
    }

    private static final class Side {

        private final List<MongoCollection<Document>> documents;
        private final SortedMap<String, Told> told;
        /** Digests by version, of the documents that are looked at. */
        private final Map<String, NavigableMap<Long, String>> seen = new HashMap<>();

        Side(List<MongoCollection<Document>> documents) {
            this.documents = documents;
            told = Digests.of(documents);
        }

        void look(Collection<String> ids) {
            SortedMap<String, Told> now = Digests.of(documents, ids);
            ids.forEach(id -> tell(id, now.getOrDefault(id, ABSENT)));
            note(ids);
        }

        void note(Collection<String> ids) {
            for (String id : ids) {
                Told now = told.getOrDefault(id, ABSENT);
                seen(id).put(now.version(), now.digest());
            }
        }

        void tell(String id, Told now) {
            if (now.equals(ABSENT)) {
                told.remove(id);
            } else {
                told.put(id, now);
            }
        }

        NavigableMap<Long, String> seen(String id) {
            return seen.computeIfAbsent(id, _ -> new TreeMap<>());
        }

        boolean moved(String id) {
            return seen(id).size() > 1;
        }
    }
}
