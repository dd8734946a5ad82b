package fi.kiinni.query.view;

import fi.kiinni.query.view.Rebuilds.Place;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the views are. They count as rebuilt when each has once reached the head that the log had at the first look;
 * from then on being a little behind is the ordinary state of things.
 */
public final class Progress {

    private static final Logger log = LoggerFactory.getLogger(Progress.class);
    private static final long LOOK_AGAIN_NANOS = 250_000_000;

    private final LongSupplier head;
    private final Supplier<List<Place>> places;
    private @Nullable Long headAtStart;
    private @Nullable Distance latest;
    private long lookedAt;
    private volatile boolean caughtUp;

    Progress(LongSupplier head, Supplier<List<Place>> places) {
        this.head = head;
        this.places = places;
    }

    /**
     * Where a view is, or the last of them.
     *
     * @param position in the log, 0 before the first event
     * @param head position of the log's last event
     */
    public record Distance(long position, long head) {

        public long behind() {
            return Math.max(0, head - position);
        }
    }

    /** Whether the views may be shown. While they may not, this looks at the stores, at most four times a second. */
    public boolean isCaughtUp() {
        return caughtUp || look().position() >= headAtStart();
    }

    /** How far the last view is on its way to the head that was there at the start. */
    public Distance untilCaughtUp() {
        return new Distance(
                Math.min(places.get().stream().mapToLong(Place::position).min().orElse(0), headAtStart()),
                headAtStart());
    }

    private synchronized long headAtStart() {
        if (headAtStart == null) {
            headAtStart = head.getAsLong();
        }
        return headAtStart;
    }

    private synchronized Distance look() {
        long now = System.nanoTime();
        if (latest == null || now - lookedAt > LOOK_AGAIN_NANOS) {
            List<Place> all = places.get();
            latest = new Distance(all.stream().mapToLong(Place::whole).min().orElse(0), headAtStart());
            lookedAt = now;
            if (!caughtUp && latest.position() >= headAtStart() && !all.isEmpty()) {
                caughtUp = true;
                log.info("The views have caught up with the log at position {}", headAtStart());
            }
        }
        return latest;
    }

    /** Up to where in the log every view has followed, or further. */
    public long position() {
        return look().position();
    }

    /** Where that view is now. */
    public Distance of(String view) {
        return new Distance(
                places.get().stream()
                        .filter(place -> place.collection().equals(view))
                        .mapToLong(Place::whole)
                        .min()
                        .orElse(0),
                head.getAsLong());
    }
}
