package fi.kiinni.query.view;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import fi.kiinni.log.EventCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG.Bits;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Values of the domain as documents and back, losing nothing: order, trailing zeros of numbers and any key survive. */
final class Documents {

    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(
                    _ -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            // A record is what it is made of; what else it can be asked is not kept with it.
            .changeDefaultVisibility(visibility -> visibility.withIsGetterVisibility(Visibility.NONE))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .addModule(EventCodec.valueTypes())
            // Without it, a map by an enum would come back in the enum's order instead of its own.
            .addModule(new SimpleModule().addAbstractTypeMapping(Map.class, LinkedHashMap.class))
            .build();

    /**
     * Whole documents to bring at once. The embedded server sends the first hundred and then all the others in one message, of which a
     * client takes 48 MB.
     */
    static final int WHOLE_AT_ONCE = 50;

    private static final DocumentCodec CODEC = new DocumentCodec();

    /** Bytes from which on it pays to compress them. */
    private static final int LARGE = 1 << 20;

    // In Java alone: the faster ones reach for what the JVM warns of.
    private static final LZ4Factory LZ4 = LZ4Factory.safeInstance();
    private static final XXHash32 CHECKSUM = XXHashFactory.safeInstance().hash32();

    private Documents() {}

    /** @param value a record; its absent components are left out */
    static Document of(Object value) {
        return document(JSON.convertValue(value, new TypeReference<LinkedHashMap<String, Object>>() {}));
    }

    static <T> T as(Class<T> type, Document document) {
        return fromPlain(type, plain(document));
    }

    /** From what {@link #plain} gives. */
    static <T> T fromPlain(Class<T> type, Map<String, Object> plain) {
        return JSON.convertValue(plain, type);
    }

    /** The document as maps, lists, strings, numbers and booleans. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> plain(Document document) {
        return (Map<String, Object>) value(document, Documents::read, Documents::decodedKey, new LinkedHashMap<>());
    }

    /**
     * A value as bytes, for what is only ever read as a whole: that costs a fraction of what a document does, and more of it has room
     * under MongoDB's 16 MB.
     */
    static Binary packed(Object value) {
        byte[] bytes = JSON.writeValueAsBytes(value);
        return new Binary(bytes.length < LARGE ? bytes : compressed(bytes));
    }

    static <T> T unpacked(Class<T> type, Binary packed) {
        byte[] bytes = packed.getData();
        return JSON.readValue(bytes[0] == '{' ? bytes : decompressed(bytes), type);
    }

    /** A document as bytes, to be read as a whole as well. */
    static Binary packed(Document document) {
        RawBsonDocument raw = new RawBsonDocument(document, CODEC);
        int from = raw.getByteOffset();
        return new Binary(Arrays.copyOfRange(raw.getBackingArray(), from, from + raw.getByteLength()));
    }

    static Document unpacked(Binary packed) {
        return new RawBsonDocument(packed.getData()).decode(CODEC);
    }

    private static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4);
        try (OutputStream compressing = new LZ4FrameOutputStream(
                compressed,
                BLOCKSIZE.SIZE_1MB,
                bytes.length,
                LZ4.fastCompressor(),
                CHECKSUM,
                Bits.BLOCK_INDEPENDENCE,
                Bits.CONTENT_SIZE)) {
            compressing.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] decompressed(byte[] bytes) {
        try (InputStream decompressing =
                new LZ4FrameInputStream(new ByteArrayInputStream(bytes), LZ4.safeDecompressor(), CHECKSUM)) {
            return decompressing.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Document document(Map<String, Object> map) {
        return (Document) value(map, Documents::written, Documents::encodedKey, new Document());
    }

    private static Object value(
            Object value, UnaryOperator<Object> scalar, UnaryOperator<String> key, Map<String, Object> empty) {
        return switch (value) {
            case Map<?, ?> map -> {
                map.forEach((name, inner) -> {
                    if (inner != null) {
                        empty.put(
                                key.apply((String) name),
                                value(
                                        inner,
                                        scalar,
                                        key,
                                        empty instanceof Document ? new Document() : new LinkedHashMap<>()));
                    }
                });
                yield empty;
            }
            case List<?> list ->
                list.stream()
                        .map(inner -> value(
                                inner, scalar, key, empty instanceof Document ? new Document() : new LinkedHashMap<>()))
                        .toList();
            default -> scalar.apply(value);
        };
    }

    /** Decimal128 holds 34 digits; a longer number is kept as text. */
    private static Object written(Object scalar) {
        if (scalar instanceof BigDecimal number) {
            try {
                return new Decimal128(number);
            } catch (NumberFormatException tooLong) {
                return number.toString();
            }
        }
        return scalar;
    }

    private static Object read(Object scalar) {
        return scalar instanceof Decimal128 number ? number.bigDecimalValue() : scalar;
    }

    /** A field's name in MongoDB must not have a dot or begin with a dollar; a person's id may. */
    static String encodedKey(String key) {
        return key.replace("%", "%25").replace(".", "%2E").replace("$", "%24").replace("\0", "%00");
    }

    private static String decodedKey(String key) {
        return key.replace("%00", "\0").replace("%24", "$").replace("%2E", ".").replace("%25", "%");
    }

    /** @throws IllegalStateException if the field is absent */
    static <T> T required(Document document, String field, Class<T> type) {
        @Nullable T value = document.get(field, type);
        if (value == null) {
            throw new IllegalStateException("No " + field + " in a document of the views");
        }
        return value;
    }
}
