package fi.kiinni.query.view;

import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * An event with its places in the log.
 *
 * @param position in the log as a whole
 */
record Recorded(DomainEventMessage<?> message, long position) {

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

    /** @throws RuntimeException if what is stored cannot be read */
    Object event() {
        return message.getPayload();
    }

    @Nullable
    String about(String key) {
        return (String) message.getMetaData().get(key);
    }
}
