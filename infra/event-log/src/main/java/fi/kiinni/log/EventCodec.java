package fi.kiinni.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import java.time.DateTimeException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.ChainingConverter;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * The one place where an event becomes bytes and bytes become an event: JSON under the event's stored name and revision. The name of a Java
 * class is never stored, and the bytes choose no class. Fields that are absent are left out.
 *
 * <p>It reads what it writes, the latest revision of each event; {@link Upcasters} make that of earlier ones. Whatever else has to be done to
 * stored bytes, such as protecting fields, is done here.
 */
public final class EventCodec implements Serializer {

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final Converter converter = new ChainingConverter();
    private final JsonMapper json = JsonMapper.builder()
            .addModule(valueTypes())
            .changeDefaultPropertyInclusion(
                    always -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    /** Kept, since how a class is read is found out anew otherwise. */
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    private ObjectReader reader(Class<?> expected) {
        return expected == MetaData.class ? json.readerFor(TEXTS) : json.readerFor(expected);
    }

    /** How Kiinni's own value types look in JSON, in the log as over HTTP. */
    public static JacksonModule valueTypes() {
        return new SimpleModule("kiinni")
                .addSerializer(BusinessDate.class, ToStringSerializer.instance)
                .addDeserializer(BusinessDate.class, new BusinessDateReader());
    }

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> expectedRepresentation) {
        SerializedType type = typeForClass(object == null ? null : object.getClass());
        if (object instanceof MetaData metaData) {
            metaData.forEach((key, value) -> {
                if (!(value instanceof String)) {
                    throw new SerializationException("The metadata " + key + " of an event has to be a text");
                }
            });
        }
        try {
            return new SimpleSerializedObject<>(
                    converter.convert(json.writeValueAsBytes(object), byte[].class, expectedRepresentation),
                    expectedRepresentation,
                    type);
        } catch (JacksonException e) {
            throw new SerializationException("Cannot write " + type.getName() + " as JSON", e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws SerializationException if this version of Kiinni does not know the event's name or revision, or cannot read its bytes
     */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <S, T> @Nullable T deserialize(SerializedObject<S> serialized) {
        SerializedType type = serialized.getType();
        if (SerializedType.emptyType().equals(type)) {
            return null;
        }
        Class<?> expected = classForType(type);
        byte[] bytes = converter.convert(serialized, byte[].class).getData();
        try {
            @Nullable
            Object read = readers.computeIfAbsent(expected, this::reader).readValue(bytes);
            if (read == null) {
                throw new SerializationException("Cannot read " + type.getName() + " from the log: it is null");
            }
            return (T) (read instanceof Map<?, ?> texts ? MetaData.from((Map<String, ?>) texts) : read);
        } catch (JacksonException e) {
            // Jackson's message would quote the event's contents.
            throw new SerializationException(
                    "Cannot read " + type.getName() + " revision " + type.getRevision() + " from the log: at "
                            + e.getLocation() + ", " + e.getClass().getSimpleName());
        }
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> expectedRepresentation) {
        return converter.canConvert(byte[].class, expectedRepresentation);
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        if (SerializedType.emptyType().equals(type)) {
            return Void.class;
        }
        if (MetaData.class.getName().equals(type.getName())) {
            return MetaData.class;
        }
        Class<?> event;
        try {
            event = StoredEvents.classOf(type.getName());
        } catch (IllegalArgumentException unknown) {
            throw new SerializationException(
                    "The log holds an event named " + type.getName() + ", which this version of Kiinni does not know",
                    unknown);
        }
        if (!revisionOf(StoredEvents.of(event)).equals(type.getRevision())) {
            throw new SerializationException("The log holds revision " + type.getRevision() + " of " + type.getName()
                    + ", which this version of Kiinni cannot read");
        }
        return event;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Axon declares it
    public SerializedType typeForClass(@Nullable Class type) {
        if (type == null || type == Void.class || type == Void.TYPE) {
            return SimpleSerializedType.emptyType();
        }
        if (type == MetaData.class) {
            return new SimpleSerializedType(MetaData.class.getName(), null);
        }
        StoredEvents.Name stored;
        try {
            stored = StoredEvents.of(type);
        } catch (IllegalArgumentException unknown) {
            throw new SerializationException("Only events can be kept in the log", unknown);
        }
        return new SimpleSerializedType(stored.value(), revisionOf(stored));
    }

    @Override
    public Converter getConverter() {
        return converter;
    }

    private static String revisionOf(StoredEvents.Name stored) {
        return Integer.toString(stored.revision());
    }

    private static final class BusinessDateReader extends StdScalarDeserializer<BusinessDate> {

        BusinessDateReader() {
            super(BusinessDate.class);
        }

        @Override
        public BusinessDate deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (BusinessDate) context.handleUnexpectedToken(BusinessDate.class, parser);
            }
            String text = parser.getString();
            try {
                return BusinessDate.parse(text);
            } catch (DateTimeException e) {
                return (BusinessDate) context.handleWeirdStringValue(
                        BusinessDate.class, text, "a day, a month or a year is expected");
            }
        }
    }
}
