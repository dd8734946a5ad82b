package fi.kiinni.query.view;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;

/**
 * How far one part of a {@link BulkLoad} is. It stands where the segment with the number of the part has its token afterwards, and is never
 * given to a processor.
 *
 * @param head position of the log's last event when the load began
 * @param gaps positions before it of which it was not decided then whether an event comes there
 * @param middle the aggregate that divides the parts
 * @param aggregate of the last event that was taken in
 * @param sequence of that event within its aggregate, -1 if there is none yet
 * @param taken events that the part has taken in
 */
record BulkLoadToken(long head, SortedSet<Long> gaps, String middle, String aggregate, long sequence, long taken)
        implements TrackingToken {

    static BulkLoadToken beginning(GapAwareTrackingToken head, String middle) {
        return new BulkLoadToken(head.getIndex(), new TreeSet<>(head.getGaps()), middle, "", -1, 0);
    }

    /** Where a part begins, of two. */
    BulkLoadToken of(int part) {
        return part == 0 || taken > 0 ? this : new BulkLoadToken(head, gaps, middle, middle, -1, 0);
    }

    BulkLoadToken after(List<? extends DomainEventMessage<?>> page) {
        DomainEventMessage<?> last = page.getLast();
        return new BulkLoadToken(
                head, gaps, middle, last.getAggregateIdentifier(), last.getSequenceNumber(), taken + page.size());
    }

    /** The aggregate at which the part ends; absent if it goes on to the end. */
    @Nullable
    String before(int part) {
        return part == 0 ? middle : null;
    }

    /** From where the segments follow the log afterwards. */
    GapAwareTrackingToken following() {
        return GapAwareTrackingToken.newInstance(head, gaps);
    }

    /** As a place in the log: where a reader of the log in its own order would be after as many events. */
    @Override
    public OptionalLong position() {
        return OptionalLong.of(Math.min(Math.max(0, head - 1), BulkLoad.PARTS * taken));
    }

    @Override
    public TrackingToken lowerBound(TrackingToken other) {
        throw new UnsupportedOperationException("A bulk load is not followed");
    }

    @Override
    public TrackingToken upperBound(TrackingToken other) {
        throw new UnsupportedOperationException("A bulk load is not followed");
    }

    @Override
    public boolean covers(TrackingToken other) {
        throw new UnsupportedOperationException("A bulk load is not followed");
    }
}
