package fi.kiinni.edge;

import fi.kiinni.edge.ProblemException.FieldProblem;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON object that somebody sent: readable, but not yet looked into. The two steps keep the order in which refusals
 * are decided: malformed first, then whether the caller may, and only then what is wrong with the fields.
 *
 * @param <T> a record; its components are the fields that may be sent, with Jakarta Validation's constraints on them
 */
public final class Body<T> {

    private final ObjectNode json;
    private final Class<T> type;
    private final Reader reader;

    private Body(ObjectNode json, Class<T> type, Reader reader) {
        this.json = json;
        this.type = type;
        this.reader = reader;
    }

    /**
     * The fields.
     *
     * @throws ProblemException 422 {@code invalid} with every field that is unknown, unreadable or breaks a constraint
     */
    public T read() {
        Bound<T> bound = bind();
        T value = bound.fields();
        Map<String, FieldProblem> problems = new LinkedHashMap<>();
        bound.unreadable().forEach(problem -> problems.put(problem.field(), problem));
        for (ConstraintViolation<T> violation : reader.validator.validate(value)) {
            String field = violation.getPropertyPath().toString();
            problems.putIfAbsent(field, broken(field, violation));
        }
        if (!problems.isEmpty()) {
            throw ProblemException.invalid(List.copyOf(problems.values()));
        }
        return value;
    }

    /** The fields as far as they can be read, for whoever holds them against the constraints later. */
    public Bound<T> bind() {
        Map<String, FieldProblem> problems = new LinkedHashMap<>();
        T fields = reader.bind(withoutUnreadable(problems), type);
        return new Bound<>(fields, List.copyOf(problems.values()));
    }

    /**
     * What could be read of a body.
     *
     * @param fields those that could not be read are null
     * @param unreadable the fields that are unknown or cannot be read
     */
    public record Bound<T>(T fields, List<FieldProblem> unreadable) {}

    /** What was sent, field by field, for whoever compares requests. */
    public JsonNode json() {
        return json;
    }

    /** The part of this body that has the fields of that record, whether or not they were sent. */
    public <P> Body<P> part(Class<P> fields) {
        return new Body<>(json.deepCopy().retain(names(fields)), fields, reader);
    }

    /** An object within this body, as a body of its own. */
    public <P> Body<P> within(ObjectNode object, Class<P> fields) {
        return new Body<>(object, fields, reader);
    }

    /** The part of this body that does not have the fields of that record. */
    public Body<T> without(Class<?> fields) {
        return new Body<>(json.deepCopy().remove(names(fields)), type, reader);
    }

    private static List<String> names(Class<?> fields) {
        return Stream.of(fields.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private ObjectNode withoutUnreadable(Map<String, FieldProblem> problems) {
        Map<String, Type> known = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            known.put(component.getName(), component.getGenericType());
        }
        ObjectNode readable = reader.mapper.createObjectNode();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            String name = field.getKey();
            @Nullable Type expected = known.get(name);
            if (expected == null) {
                problems.put(name, unknown(name, known.keySet()));
                continue;
            }
            try {
                requireStorable(field.getValue());
                reader.mapper
                        .readerFor(reader.mapper.constructType(expected))
                        .readValue(reader.mapper.treeAsTokens(field.getValue()));
                readable.set(name, field.getValue());
            } catch (JacksonException e) {
                FieldProblem problem = unreadable(name, e);
                problems.put(problem.field(), problem);
            } catch (IllegalArgumentException e) {
                problems.put(name, new FieldProblem(name, "unreadable", "It has characters that are not text."));
            }
        }
        return readable;
    }

    /** Neither NUL nor half of a surrogate pair can be stored as text. */
    private static void requireStorable(JsonNode value) {
        if (value.isString()) {
            boolean text = value.stringValue()
                    .codePoints()
                    .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
            if (!text) {
                throw new IllegalArgumentException("not text");
            }
        }
        value.forEach(Body::requireStorable);
    }

    private static FieldProblem unknown(String field, Set<String> known) {
        String names = known.isEmpty() ? "nothing" : String.join(", ", known);
        return new FieldProblem(field, "unknown", "There is no such field; known are: " + names + ".");
    }

    private static FieldProblem unreadable(String name, JacksonException problem) {
        StringBuilder field = new StringBuilder(name);
        for (JacksonException.Reference step : problem.getPath()) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append('.').append(step.getPropertyName());
            }
        }
        if (problem instanceof UnrecognizedPropertyException inner) {
            Set<String> known = new HashSet<>();
            if (inner.getKnownPropertyIds() != null) {
                inner.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
            }
            return unknown(field.toString(), known);
        }
        return new FieldProblem(field.toString(), "unreadable", "This value is not of the kind that the field takes.");
    }

    private static FieldProblem broken(String field, ConstraintViolation<?> violation) {
        Annotation rule = violation.getConstraintDescriptor().getAnnotation();
        @Nullable Object value = violation.getInvalidValue();
        return switch (rule) {
            case NotNull _, NotBlank _, NotEmpty _ -> new FieldProblem(field, "missing", "This field is needed.");
            case CodePointLength length
            when value instanceof CharSequence text ->
                text.codePoints().count() > length.max()
                        ? new FieldProblem(field, "too-long", "At most " + length.max() + " characters.")
                        : new FieldProblem(field, "too-short", "At least " + length.min() + " characters.");
            default -> new FieldProblem(field, "invalid", violation.getMessage());
        };
    }

    /** Reads the bodies of functional routes; a controller's method takes a {@code Body<…>} as it takes an actor. */
    public static final class Reader {

        private final JsonMapper mapper;
        private final Validator validator;

        public Reader(JsonMapper mapper, Validator validator) {
            this.mapper = strict(mapper);
            this.validator = validator;
        }

        /**
         * Reads the whole body.
         *
         * @return the body, {@code {}} if nothing was sent; or 400 {@code malformed}, 413 {@code too-large}
         */
        public <T> Mono<Body<T>> read(ServerRequest request, Class<T> type) {
            return read(request.exchange(), type);
        }

        <T> Mono<Body<T>> read(ServerWebExchange exchange, Class<T> type) {
            return DataBufferUtils.join(exchange.getRequest().getBody())
                    .map(Reader::bytes)
                    .defaultIfEmpty(new byte[0])
                    .map(bytes -> new Body<>(parse(bytes), type, this));
        }

        private static byte[] bytes(DataBuffer buffer) {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            DataBufferUtils.release(buffer);
            return bytes;
        }

        private ObjectNode parse(byte[] bytes) {
            if (bytes.length == 0) {
                return mapper.createObjectNode();
            }
            try {
                if (mapper.readTree(bytes) instanceof ObjectNode object) {
                    return object;
                }
            } catch (JacksonException e) {
                String where = e.getLocation() == null
                        ? ""
                        : " Line " + e.getLocation().getLineNr() + ", column "
                                + e.getLocation().getColumnNr() + ".";
                throw new ProblemException(EdgeProblem.MALFORMED, "The body is not well-formed JSON." + where);
            }
            throw new ProblemException(EdgeProblem.MALFORMED, "The body must be a JSON object.");
        }

        private <T> T bind(ObjectNode json, Class<T> type) {
            return mapper.treeToValue(json, type);
        }

        /** Nothing is guessed: a number is not a text, an empty text is not nothing, a name is not given twice. */
        private static JsonMapper strict(JsonMapper mapper) {
            return mapper.rebuild()
                    .enable(
                            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                            DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(LogicalType.Textual, text -> {
                        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                        text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                        text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                    })
                    .build();
        }
    }
}
