package fi.kiinni.query.view;

import fi.kiinni.StoredEvents;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * An event with its places in the log.
 *
 * @param position in the log as a whole
 * @param isPassedOver whether the view that takes it does as if nothing had happened
 */
record Recorded(DomainEventMessage<?> message, long position, boolean isPassedOver) {

    Recorded(DomainEventMessage<?> message, long position) {
        this(message, position, false);
    }

    /** The id of the initiative, or the slug of the strategy's provider. */
    String aggregate() {
        return message.getAggregateIdentifier();
    }

    /** Counts from 1 within the aggregate. */
    long version() {
        return message.getSequenceNumber() + 1;
    }

    Instant at() {
        return message.getTimestamp();
    }

    /** Its stored name. */
    String name() {
        return StoredEvents.of(message.getPayloadType()).value();
    }

    /** @throws UnreadableEvent if what is stored cannot be read */
    Object event() {
        try {
            return message.getPayload();
        } catch (RuntimeException unreadable) {
            throw new UnreadableEvent(version(), unreadable);
        }
    }

    @Nullable
    String about(String key) {
        return (String) message.getMetaData().get(key);
    }
}
