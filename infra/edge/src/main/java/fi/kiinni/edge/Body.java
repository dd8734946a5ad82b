package fi.kiinni.edge;

import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException.FieldProblem;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON object that somebody sent: readable, but not yet looked into. The two steps keep the order in which refusals
 * are decided: malformed first, then whether the caller may, and only then what is wrong with the fields.
 *
 * @param <T> a record; its components are the fields that may be sent, with Jakarta Validation's constraints on them
 */
public final class Body<T> {

    /** How the validator calls what is in a list or set. */
    private static final Pattern ELEMENT = Pattern.compile("\\.<(?:list|iterable) element>");

    /** Unreadable parts of one field that are listed. */
    private static final int MOST_PROBLEMS = 20;

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
            String field =
                    ELEMENT.matcher(violation.getPropertyPath().toString()).replaceAll("");
            // What is missing because it could not be read is told once.
            if (problems.keySet().stream().noneMatch(told -> isWithin(told, field))) {
                problems.put(field, broken(field, violation));
            }
        }
        if (!problems.isEmpty()) {
            throw ProblemException.invalid(List.copyOf(problems.values()));
        }
        return value;
    }

    /** Whether the path leads to the field or into it, as {@code goals[0].text} leads into {@code goals}. */
    private static boolean isWithin(String path, String field) {
        return path.equals(field) || path.startsWith(field + ".") || path.startsWith(field + "[");
    }

    /** The fields as far as they can be read, for whoever holds them against the constraints later. */
    public Bound<T> bind() {
        Map<String, FieldProblem> problems = new LinkedHashMap<>();
        ObjectNode fields = acceptable(problems);
        try {
            return new Bound<>(reader.bind(fields, type), List.copyOf(problems.values()));
        } catch (JacksonException first) {
            // Not the first is told but every one: each field is tried by itself.
            T readable = reader.bind(readable(fields, problems), type);
            return new Bound<>(readable, List.copyOf(problems.values()));
        }
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
        return new Body<>(reader.mapper.createObjectNode().setAll(json).retain(names(fields)), fields, reader);
    }

    /** An object within this body, as a body of its own. */
    public <P> Body<P> within(ObjectNode object, Class<P> fields) {
        return new Body<>(object, fields, reader);
    }

    /** The part of this body that does not have the fields of that record. */
    public Body<T> without(Class<?> fields) {
        return new Body<>(reader.mapper.createObjectNode().setAll(json).remove(names(fields)), type, reader);
    }

    private static List<String> names(Class<?> fields) {
        return Stream.of(fields.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Without what need not be looked into. */
    private ObjectNode acceptable(Map<String, FieldProblem> problems) {
        Map<String, RecordComponent> known = components();
        ObjectNode acceptable = reader.mapper.createObjectNode();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            String name = field.getKey();
            @Nullable RecordComponent expected = known.get(name);
            if (expected == null) {
                problems.put(name, unknown(name, known.keySet()));
                continue;
            }
            @Nullable Size size = expected.getAccessor().getAnnotation(Size.class);
            if (size != null && field.getValue().isArray() && field.getValue().size() > size.max()) {
                // What is in it is not looked at: a complaint about each would be far more than what was sent.
                problems.put(name, new FieldProblem(name, "invalid", "At most " + size.max() + " of them."));
                continue;
            }
            if (!isStorable(field.getValue())) {
                problems.put(name, new FieldProblem(name, "unreadable", "It has characters that are not text."));
                continue;
            }
            acceptable.set(name, field.getValue());
        }
        return acceptable;
    }

    private ObjectNode readable(ObjectNode fields, Map<String, FieldProblem> problems) {
        Map<String, RecordComponent> known = components();
        ObjectNode readable = reader.mapper.createObjectNode();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String name = field.getKey();
            Type expected = Objects.requireNonNull(known.get(name)).getGenericType();
            List<FieldProblem> unreadable = unreadable(name, field.getValue(), reader.mapper.constructType(expected));
            unreadable.forEach(problem -> problems.put(problem.field(), problem));
            if (unreadable.isEmpty()) {
                readable.set(name, field.getValue());
            }
        }
        return readable;
    }

    private Map<String, RecordComponent> components() {
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.put(component.getName(), component);
        }
        return components;
    }

    /** Neither NUL nor half of a surrogate pair can be stored as text. */
    private static boolean isStorable(JsonNode value) {
        if (value.isString()) {
            return value.stringValue()
                    .codePoints()
                    .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        }
        return value.valueStream().allMatch(Body::isStorable);
    }

    private static FieldProblem unknown(String field, Set<String> known) {
        String names = known.isEmpty() ? "nothing" : String.join(", ", known);
        return new FieldProblem(field, "unknown", "There is no such field; known are: " + names + ".");
    }

    /** Everything in the value that cannot be read: each time without what was found before. */
    private List<FieldProblem> unreadable(String name, JsonNode value, JavaType type) {
        List<FieldProblem> found = new ArrayList<>();
        Parts left = new Parts(value.deepCopy());
        while (found.size() < MOST_PROBLEMS) {
            try {
                reader.mapper.readerFor(type).readValue(reader.mapper.treeAsTokens(left.value));
                break;
            } catch (JacksonException e) {
                found.add(unreadable(name + left.named(e.getPath()), e));
                if (!left.remove(e.getPath())) {
                    break;
                }
            }
        }
        return found;
    }

    /** A value out of which parts are taken; those that stay keep their names. */
    private static final class Parts {

        private final JsonNode value;
        private final IdentityHashMap<ArrayNode, List<Integer>> places = new IdentityHashMap<>();

        Parts(JsonNode value) {
            this.value = value;
        }

        String named(List<JacksonException.Reference> path) {
            StringBuilder name = new StringBuilder();
            JsonNode at = value;
            for (JacksonException.Reference step : path) {
                if (at instanceof ArrayNode list && list.has(step.getIndex())) {
                    name.append('[').append(places(list).get(step.getIndex())).append(']');
                } else if (step.getPropertyName() != null) {
                    name.append('.').append(step.getPropertyName());
                }
                at = next(at, step);
            }
            return name.toString();
        }

        /** Whether there was such a part. */
        boolean remove(List<JacksonException.Reference> path) {
            JsonNode owner = value;
            for (JacksonException.Reference step : path.subList(0, Math.max(0, path.size() - 1))) {
                owner = next(owner, step);
            }
            if (path.isEmpty()) {
                return false;
            }
            JacksonException.Reference last = path.getLast();
            return switch (owner) {
                case ObjectNode object -> object.remove(last.getPropertyName()) != null;
                case ArrayNode list
                when list.has(last.getIndex()) -> {
                    places(list).subList(last.getIndex(), last.getIndex() + 1).clear();
                    list.remove(last.getIndex());
                    yield true;
                }
                default -> false;
            };
        }

        private static JsonNode next(JsonNode at, JacksonException.Reference step) {
            return step.getPropertyName() == null ? at.path(step.getIndex()) : at.path(step.getPropertyName());
        }

        private List<Integer> places(ArrayNode list) {
            return places.computeIfAbsent(
                    list,
                    all -> IntStream.range(0, all.size()).boxed().collect(Collectors.toCollection(ArrayList::new)));
        }
    }

    private static FieldProblem unreadable(String field, JacksonException problem) {
        if (problem instanceof UnrecognizedPropertyException inner) {
            Set<String> known = new TreeSet<>();
            if (inner.getKnownPropertyIds() != null) {
                inner.getKnownPropertyIds().forEach(id -> known.add(String.valueOf(id)));
            }
            return unknown(field, known);
        }
        return new FieldProblem(field, "unreadable", kind(problem));
    }

    private static String kind(JacksonException problem) {
        @Nullable
        Class<?> type = problem instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type != null && type.isEnum()) {
            return "One of "
                    + Stream.of(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", ")) + ".";
        }
        return type == BusinessDate.class
                ? "A day, a month or a year, such as 2014-09-15, 2014-09 or 2014."
                : type == LocalDate.class
                        ? "A day, such as 2014-09-15."
                        : "This value is not of the kind that the field takes.";
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
            } catch (StreamConstraintsException e) {
                throw new ProblemException(
                        EdgeProblem.MALFORMED,
                        "The body has more values, or deeper or longer ones, than anything takes.");
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
                    .withCoercionConfigDefaults(
                            all -> all.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                                    .setAcceptBlankAsEmpty(false))
                    .withCoercionConfig(LogicalType.Textual, text -> {
                        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                        text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                        text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                    })
                    .build();
        }
    }
}
