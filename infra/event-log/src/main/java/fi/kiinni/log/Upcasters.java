package fi.kiinni.log;

import java.util.function.Consumer;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How earlier revisions of events are read: each step makes of one revision of one event the next one, on its way out of the log. What is
 * stored, and so its hash, stays as it is. The rule for it is in {@code infra/decisions/0010}.
 */
final class Upcasters {

    /** In the order in which they came to be. None is ever changed or taken away. */
    static final EventUpcaster CHAIN = new EventUpcasterChain(
            // Which decision stopped it was not recorded, and nobody is made to say now what was not said then.
            new Step("InitiativeStopped", 1, fields -> {}));

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Upcasters() {}

    /** From one revision of an event to the next. */
    static final class Step extends SingleEventUpcaster {

        private final SimpleSerializedType from;
        private final SimpleSerializedType to;
        private final Consumer<ObjectNode> change;

        /** @param change of the fields as they were stored */
        Step(String event, int from, Consumer<ObjectNode> change) {
            this.from = new SimpleSerializedType(event, Integer.toString(from));
            this.to = new SimpleSerializedType(event, Integer.toString(from + 1));
            this.change = change;
        }

        @Override
        protected boolean canUpcast(IntermediateEventRepresentation event) {
            return from.equals(event.getType());
        }

        @Override
        protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
            return event.upcastPayload(to, byte[].class, this::changed);
        }

        private byte[] changed(byte[] stored) {
            try {
                ObjectNode fields = JSON.readValue(stored, ObjectNode.class);
                change.accept(fields);
                return JSON.writeValueAsBytes(fields);
            } catch (JacksonException e) {
                // Jackson's message would quote the event's contents.
                throw new SerializationException("Cannot read %s revision %s from the log: at %s, %s"
                        .formatted(
                                from.getName(),
                                from.getRevision(),
                                e.getLocation(),
                                e.getClass().getSimpleName()));
            }
        }
    }
}
