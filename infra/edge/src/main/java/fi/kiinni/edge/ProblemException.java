package fi.kiinni.edge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * A refusal on its way to the caller, as an RFC 9457 problem. Thrown (or signalled) from anywhere behind the edge. It
 * carries no stack trace: a refusal is an ordinary answer.
 */
public final class ProblemException extends RuntimeException {

    private final transient ProblemType type;
    private final String detail;
    private final transient Map<String, Object> properties;
    private final transient Map<String, String> headers;

    /** @param detail what was wrong this time and what to do about it; shown to the caller */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, Map.of(), Map.of());
    }

    private ProblemException(
            ProblemType type, String detail, Map<String, Object> properties, Map<String, String> headers) {
        super(type.problem(), null, false, false);
        this.type = type;
        this.detail = detail;
        this.properties = properties;
        this.headers = headers;
    }

    /** 422 {@code invalid}, listing every field that is wrong. */
    public static ProblemException invalid(List<FieldProblem> errors) {
        return new ProblemException(EdgeProblem.INVALID, "The errors name each field and what is wrong with it.")
                .with("errors", errors);
    }

    /** 404: for what does not exist and for what belongs to another provider. */
    public static ProblemException notFound() {
        return new ProblemException(EdgeProblem.NOT_FOUND, "It does not exist, or it is not yours to see.");
    }

    /** 403, with the reason. */
    public static ProblemException notAllowed(String detail) {
        return new ProblemException(EdgeProblem.NOT_ALLOWED, detail);
    }

    /** The same with one more member beside {@code type}, {@code title}, {@code status} and {@code detail}. */
    public ProblemException with(String property, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(properties);
        more.put(property, value);
        return new ProblemException(type, detail, more, headers);
    }

    /** The same with a response header. */
    public ProblemException withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ProblemException(type, detail, properties, more);
    }

    /** The same with {@code Retry-After}, rounded up to whole seconds and at least one. */
    public ProblemException retryAfter(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return withHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return detail;
    }

    public Map<String, Object> properties() {
        return properties;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The problem as JSON has it, in the order in which it is written. */
    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type.urn());
        json.put("title", type.title());
        json.put("status", type.status().value());
        json.put("detail", detail);
        json.putAll(properties);
        return json;
    }

    /**
     * What is wrong with one field of a body.
     *
     * @param field its JSON name, with a path such as {@code conditions[0].due} for inner ones
     * @param problem {@code missing}, {@code unknown}, {@code unreadable}, {@code too-long}, {@code too-short},
     *     {@code invalid}, or a name of the route's own
     * @param detail the rule, as a sentence
     */
    public record FieldProblem(String field, String problem, String detail) {}
}
