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
    private @Nullable Look latest;
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

    /**
     * @param shown up to where in the log every view shows everything
     * @param reached where the last view is, loaded or following
     */
    private record Look(long nanos, long shown, long reached) {

        static Look at(List<Place> places) {
            return new Look(
                    System.nanoTime(),
                    places.stream().mapToLong(Place::whole).min().orElse(0),
                    places.stream().mapToLong(Place::position).min().orElse(0));
        }
    }

    /** Whether the views may be shown. While they may not, this looks at the stores, at most four times a second. */
    public boolean isCaughtUp() {
        return caughtUp || look().shown() >= headAtStart();
    }

    /** How far the last view is on its way to the head that was there at the start. */
    public Distance untilCaughtUp() {
        return new Distance(Math.min(look().reached(), headAtStart()), headAtStart());
    }

    private synchronized long headAtStart() {
        if (headAtStart == null) {
            headAtStart = head.getAsLong();
        }
        return headAtStart;
    }

    private synchronized Look look() {
        if (latest == null || System.nanoTime() - latest.nanos() > LOOK_AGAIN_NANOS) {
            List<Place> all = places.get();
            latest = Look.at(all);
            if (!caughtUp && latest.shown() >= headAtStart() && !all.isEmpty()) {
                caughtUp = true;
                log.info("The views have caught up with the log at position {}", headAtStart());
            }
        }
        return latest;
    }

    /** Up to where in the log every view has followed, or further. */
    public long position() {
        return look().shown();
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
