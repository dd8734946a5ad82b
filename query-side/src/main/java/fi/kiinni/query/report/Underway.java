package fi.kiinni.query.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fi.kiinni.Actor;
import java.time.Duration;
import java.util.Optional;

/** The files that are being written, or were of late, for who waits for them; each process knows its own. */
public final class Underway {

    private static final int MOST = 1_000;

    private static final Duration KEPT = Duration.ofMinutes(30);

    private final Cache<Key, Made> all =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    private record Key(String person, String name) {}

    Underway() {}

    /** How far a file is. */
    public static final class Made {

        static final int WHOLE = 100;

        private volatile int percent;
        private volatile boolean hasFailed;

        Made() {}

        /** Of the work that is done; 100 when the whole file was taken. */
        public int percent() {
            return percent;
        }

        /** Whether it will not be there: it could not be written, or nobody took it to its end. */
        public boolean hasFailed() {
            return hasFailed;
        }

        void come(int done) {
            percent = Math.max(percent, done);
        }

        void fail() {
            hasFailed = true;
        }

        /** No more is written. */
        void end() {
            hasFailed = percent < WHOLE;
        }
    }

    /** @param name by which the actor asks for it later; one of their own that has it is forgotten */
    Made begin(Actor actor, String name) {
        Made made = new Made();
        all.put(new Key(actor.person(), name), made);
        return made;
    }

    Optional<Made> find(Actor actor, String name) {
        return Optional.ofNullable(all.getIfPresent(new Key(actor.person(), name)));
    }
}
