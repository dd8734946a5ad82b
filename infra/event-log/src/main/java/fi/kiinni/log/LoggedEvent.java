package fi.kiinni.log;

import java.io.Serial;
import java.util.TreeSet;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;

/** An event as whoever follows the log is given it. */
public final class LoggedEvent<T> extends GenericTrackedDomainEventMessage<T> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long position;

    private LoggedEvent(TrackingToken token, DomainEventMessage<T> event, long position) {
        super(
                token,
                event.getType(),
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                event,
                event::getTimestamp);
        this.position = position;
    }

    /** @param before the token of the event that was read before it, or from which reading began */
    static LoggedEvent<?> of(TrackedEventMessage<?> message, GapAwareTrackingToken before) {
        GapAwareTrackingToken token = (GapAwareTrackingToken) message.trackingToken();
        long position = token.getIndex() > before.getIndex() ? token.getIndex() : filled(before, token);
        return new LoggedEvent<>(token, (DomainEventMessage<?>) message, position);
    }

    /** Gaps that were given up meanwhile lie before the one that was filled. */
    private static long filled(GapAwareTrackingToken before, GapAwareTrackingToken after) {
        TreeSet<Long> gone = new TreeSet<>(before.getGaps());
        gone.removeAll(after.getGaps());
        return gone.last();
    }

    /** Its own place in the log as a whole; its token's is that of the newest event which was read by then. */
    public long position() {
        return position;
    }

    /** Axon's processors give an event the token of the segment that takes it. */
    @Override
    public LoggedEvent<T> withTrackingToken(TrackingToken token) {
        return new LoggedEvent<>(token, this, position);
    }
}
