package fi.kiinni.edge;

import fi.kiinni.BusinessDate;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;

/**
 * Java types as JSON Schema: a record by its components, a sealed type by the records that it permits. What is not
 * {@code @Nullable} is required, and a field that is not described is not possible. What is sent may say {@code null} for
 * nothing, and has the limits of Jakarta Validation's constraints; what is answered leaves out what is absent.
 */
public final class Schemas {

    /** Of days only those that there are. */
    private static final String BUSINESS_DATE = "^(?!0000)(\\d{4}"
            + "(-((0[13578]|1[02])(-(0[1-9]|[12]\\d|3[01]))?|(0[469]|11)(-(0[1-9]|[12]\\d|30))?|02(-(0[1-9]|1\\d|2[0-8]))?))?"
            + "|(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$";

    /** At least one character that can be seen. */
    private static final String VISIBLE = "[^\\p{Z}\\p{Cc}\\p{Cf}]";

    /** At least one character that Java does not take for white space. */
    private static final String NOT_BLANK =
            "[^\\u0009-\\u000d\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029" + "\\u205f\\u3000]";

    private final Map<String, Schema<?>> named = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();
    private final List<Limit> limits;

    /** A side's own constraint as it limits a value. */
    @FunctionalInterface
    public interface Limit {

        /** @param constraint any annotation that stands at the value */
        void on(Schema<?> value, Annotation constraint);
    }

    Schemas(Stream<Limit> limits) {
        this.limits = Stream.concat(Stream.of(Schemas::limit), limits).toList();
    }

    /** The body of a request, an object with the components of all these records. */
    @SafeVarargs
    public final Schema<?> sent(Class<? extends Record>... parts) {
        Schema<?> body = object();
        for (Class<? extends Record> part : parts) {
            addComponents(body, ResolvableType.forClass(part), true);
        }
        return body;
    }

    /** What is answered. A record is described once, under its name, and referred to. */
    public Schema<?> answered(Type type) {
        return value(ResolvableType.forType(type), List.of(), null, false);
    }

    /** Text with at least one character to be seen, of at most so many code points. */
    public static void text(Schema<?> value, int most) {
        value.minLength(1).maxLength(most).pattern(VISIBLE);
    }

    /** The schema that is referred to by this name, for whoever knows more of it than its type tells. */
    public Schema<?> named(String name) {
        return named.getOrDefault(name, new JsonSchema());
    }

    /** Describes something under a name, and refers to it. */
    public Schema<?> define(String name, Schema<?> schema) {
        named.put(name, schema);
        return reference(name);
    }

    Map<String, Schema<?>> all() {
        return named;
    }

    /** An object that has nothing yet, and nothing that is not described. */
    public static Schema<?> object() {
        Schema<?> object = of("object");
        object.setAdditionalProperties(false);
        return object;
    }

    /** One of these texts. */
    public static Schema<?> oneOf(String... texts) {
        return constants(List.of(texts));
    }

    /** Any value of that type of JSON Schema. */
    public static Schema<?> of(String type) {
        JsonSchema schema = new JsonSchema();
        schema.addType(type);
        return schema;
    }

    /** What is described under that name. */
    public static Schema<?> reference(String name) {
        JsonSchema reference = new JsonSchema();
        reference.set$ref("#/components/schemas/" + name);
        return reference;
    }

    private void addComponents(Schema<?> object, ResolvableType owner, boolean sent) {
        for (RecordComponent component : owner.toClass().getRecordComponents()) {
            ResolvableType type = ResolvableType.forType(component.getGenericType(), owner);
            Schema<?> value = value(type, annotations(component), component.getAnnotatedType(), sent);
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                object.addProperty(component.getName(), sent ? orNull(value) : value);
            } else {
                object.addProperty(component.getName(), value);
                object.addRequiredItem(component.getName());
            }
        }
    }

    /** Those of the field and, for constraints may stand at either, those of its type. */
    private static List<Annotation> annotations(RecordComponent component) {
        try {
            AnnotatedElement field = component.getDeclaringRecord().getDeclaredField(component.getName());
            return Stream.of(field, component.getAnnotatedType())
                    .map(AnnotatedElement::getAnnotations)
                    .flatMap(Arrays::stream)
                    .distinct()
                    .toList();
        } catch (NoSuchFieldException impossible) {
            throw new LinkageError(component.toString(), impossible);
        }
    }

    private Schema<?> value(
            ResolvableType type, List<Annotation> annotations, @Nullable AnnotatedType annotated, boolean sent) {
        Class<?> raw = type.toClass();
        Schema<?> value;
        if (Map.class.isAssignableFrom(raw)) {
            value = of("object");
            value.setAdditionalProperties(inner(type, annotated, 1, sent));
            if (type.getGeneric(0).toClass() != String.class) {
                value.setPropertyNames(inner(type, annotated, 0, sent));
            }
        } else if (Collection.class.isAssignableFrom(raw)) {
            value = of("array");
            value.setItems(inner(type, annotated, 0, sent));
        } else if (raw.isRecord() && sent) {
            value = object();
            addComponents(value, type, true);
        } else if (raw.isRecord() || raw.isSealed()) {
            value = component(type);
        } else if (raw.isEnum()) {
            value = constants(
                    Stream.of(raw.getEnumConstants()).map(Object::toString).toList());
        } else {
            value = scalar(raw);
        }
        if (sent) {
            annotations.forEach(annotation -> limits.forEach(limit -> limit.on(value, annotation)));
        }
        return value;
    }

    private Schema<?> inner(ResolvableType type, @Nullable AnnotatedType annotated, int index, boolean sent) {
        @Nullable
        AnnotatedType inner = annotated instanceof AnnotatedParameterizedType parameterized
                ? parameterized.getAnnotatedActualTypeArguments()[index]
                : null;
        List<Annotation> annotations = inner == null ? List.of() : List.of(inner.getAnnotations());
        return value(type.getGeneric(index), annotations, inner, sent);
    }

    private Schema<?> component(ResolvableType type) {
        String name = name(type);
        @Nullable String other = types.put(name, type.toString());
        if (other == null) {
            Schema<?> schema = type.toClass().isSealed() ? new JsonSchema() : object();
            named.put(name, schema);
            if (type.toClass().isSealed()) {
                for (Class<?> kind : type.toClass().getPermittedSubclasses()) {
                    schema.addAnyOfItem(component(ResolvableType.forClass(kind)));
                }
            } else {
                addComponents(schema, type, false);
            }
        } else if (!other.equals(type.toString())) {
            throw new IllegalStateException(
                    "%s and %s would both be called %s in the description of the API: rename one"
                            .formatted(other, type, name));
        }
        return reference(name);
    }

    private static String name(ResolvableType type) {
        Class<?> raw = type.toClass();
        @Nullable Class<?> outer = raw.getEnclosingClass();
        String within = outer != null && outer.isRecord() ? name(ResolvableType.forClass(outer)) + "." : "";
        String arguments = Stream.of(type.getGenerics()).map(Schemas::name).collect(Collectors.joining("And"));
        return within + raw.getSimpleName() + (arguments.isEmpty() ? "" : "Of" + arguments);
    }

    private static Schema<?> scalar(Class<?> type) {
        if (type == String.class) {
            return of("string");
        }
        if (type == UUID.class) {
            return of("string").format("uuid");
        }
        if (type == BusinessDate.class) {
            return of("string")
                    .pattern(BUSINESS_DATE)
                    .description("A day, a month or a year: 2014-09-15, 2014-09 or 2014");
        }
        if (type == LocalDate.class) {
            return of("string").format("date");
        }
        if (type == Instant.class) {
            return of("string").format("date-time");
        }
        if (type == BigDecimal.class) {
            return of("number");
        }
        if (type == int.class || type == Integer.class) {
            return of("integer")
                    .format("int32")
                    .minimum(BigDecimal.valueOf(Integer.MIN_VALUE))
                    .maximum(BigDecimal.valueOf(Integer.MAX_VALUE));
        }
        if (type == long.class || type == Long.class) {
            return of("integer").format("int64");
        }
        if (type == boolean.class || type == Boolean.class) {
            return of("boolean");
        }
        if (type == DataBuffer.class) {
            return of("string").description("A file");
        }
        if (type == Object.class) {
            return new JsonSchema();
        }
        throw new IllegalStateException("It is not known how %s looks in JSON".formatted(type));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as the library has it
    private static Schema<?> constants(List<String> names) {
        Schema texts = of("string");
        texts.setEnum(new ArrayList<>(names));
        return texts;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as the library has it
    private static Schema<?> orNull(Schema value) {
        value.addType("null");
        if (value.getEnum() != null) {
            value.getEnum().add(null);
        }
        return value;
    }

    private static void limit(Schema<?> value, Annotation constraint) {
        boolean list = value.getTypes().contains("array");
        switch (constraint) {
            case NotBlank _
            when value.getPattern() == null -> value.minLength(1).pattern(NOT_BLANK);
            case NotEmpty _ when list -> value.minItems(1);
            case NotEmpty _ -> value.minLength(1);
            case Size size -> value.minItems(size.min()).maxItems(size.max());
            case CodePointLength length -> {
                value.maxLength(length.max());
                if (length.min() > 0) {
                    value.minLength(length.min());
                }
            }
            case Pattern pattern -> value.pattern("^(?:" + pattern.regexp().replace("(?U)", "") + ")$");
            case Min min -> value.minimum(BigDecimal.valueOf(min.value()));
            case Max max -> value.maximum(BigDecimal.valueOf(max.value()));
            case PositiveOrZero _ -> value.minimum(BigDecimal.ZERO);
            case Digits digits -> {
                BigDecimal bound = BigDecimal.TEN.pow(digits.integer());
                value.setExclusiveMaximumValue(bound);
                if (value.getMinimum() == null) {
                    value.setExclusiveMinimumValue(bound.negate());
                }
                value.multipleOf(BigDecimal.ONE.movePointLeft(digits.fraction()));
            }
            default -> {}
        }
    }
}
