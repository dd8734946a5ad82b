package fi.kiinni.query.feed;

import fi.kiinni.StoredEvents;
import fi.kiinni.log.LogPages.Logged;
import fi.kiinni.query.view.Timeline.Entry;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.springframework.http.MediaType;

/**
 * An event as CloudEvents 1.0 has it, in the JSON event format.
 *
 * @param id unique among all events, for ever
 * @param source where what it happened to can be read
 * @param type {@code fi.kiinni.}, the event's name, and the revision of its fields
 * @param subject id of the initiative, or of a strategy its provider's
 * @param time of recording
 * @param provider whose it is
 * @param data what the timeline says of it
 */
record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String datacontenttype,
        String provider,
        Entry data) {

    private static final String INITIATIVE = "Initiative";

    /** @throws RuntimeException if what is stored cannot be read */
    static CloudEvent of(Logged logged) {
        DomainEventMessage<?> event = logged.event();
        String provider = provider(event);
        String subject = event.getAggregateIdentifier();
        return new CloudEvent(
                "1.0",
                event.getIdentifier(),
                event.getType().equals(INITIATIVE)
                        ? "/api/initiatives/" + subject
                        : "/api/strategy?provider=" + provider,
                type(event.getPayloadType()),
                subject,
                event.getTimestamp(),
                MediaType.APPLICATION_JSON_VALUE,
                provider,
                Entry.of(event, logged.event().position()));
    }

    /** Whose it is; empty for what belongs to nobody. */
    static String provider(DomainEventMessage<?> event) {
        return event.getMetaData().get("provider") instanceof String provider ? provider : "";
    }

    static String type(Class<?> event) {
        return "fi.kiinni." + StoredEvents.of(event).value() + "."
                + StoredEvents.of(event).revision();
    }
}
