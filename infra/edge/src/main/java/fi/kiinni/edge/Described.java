package fi.kiinni.edge;

import static org.springframework.http.HttpHeaders.ACCEPT;
import static org.springframework.http.HttpHeaders.ETAG;
import static org.springframework.http.HttpHeaders.RETRY_AFTER;
import static org.springframework.http.HttpHeaders.WWW_AUTHENTICATE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpStatus;

/** An operation of the API as it is described: what it takes, what it gives, and which problems it can answer with. */
public final class Described {

    private final Operation operation;
    private final Schemas schemas;
    private final Map<HttpStatus, Map<String, Schema<?>>> problems = new TreeMap<>();
    private final Map<String, Type> also = new TreeMap<>();

    /** Nothing is known of it but what each operation can refuse. */
    public Described(Operation operation, Schemas schemas) {
        this.operation = operation;
        this.schemas = schemas;
        operation.setResponses(new ApiResponses());
        operation.setSecurity(List.of());
        refuses(
                EdgeProblem.MALFORMED,
                EdgeProblem.TOO_SLOW,
                EdgeProblem.TOO_LARGE,
                EdgeProblem.NOT_JSON,
                EdgeProblem.BUSY,
                EdgeProblem.STORE_AWAY);
    }

    /** It is for who is signed in. */
    public Described takesToken() {
        operation.setSecurity(List.of(new SecurityRequirement().addList(ApiDescription.TOKEN)));
        return refuses(EdgeProblem.NOT_SIGNED_IN, EdgeProblem.INVALID_TOKEN);
    }

    /** It takes a JSON object with the components of these records; nothing at all is read as {@code {}}. */
    @SafeVarargs
    public final Described takes(String name, Class<? extends Record>... parts) {
        Schema<?> body = schemas.sent(parts);
        return takes(schemas.define(name, body), body.getRequired() != null);
    }

    /** It takes a JSON object, and needs one. */
    public Described takes(Schema<?> body) {
        return takes(body, true);
    }

    private Described takes(Schema<?> body, boolean required) {
        operation.setRequestBody(new RequestBody()
                .required(required)
                .content(new Content().addMediaType(APPLICATION_JSON_VALUE, new MediaType().schema(body))));
        return refuses(EdgeProblem.INVALID);
    }

    /** What it refuses from here on may also say this. */
    public Described mayAlsoSay(String member, Type type) {
        also.put(member, type);
        return this;
    }

    /** What it gives, in any of these formats; only JSON is described. An answer's {@code version} is its ETag, too. */
    Described gives(HttpStatus status, Type answer, Collection<String> formats) {
        ApiResponse given =
                new ApiResponse().description(status.getReasonPhrase()).content(new Content());
        operation.getResponses().addApiResponse(Integer.toString(status.value()), given);
        for (String format : formats) {
            MediaType described = new MediaType();
            if (format.equals(APPLICATION_JSON_VALUE)) {
                described.schema(schemas.answered(answer));
                addVersion(given, answer);
            }
            given.getContent().addMediaType(format, described);
        }
        return this;
    }

    private void addVersion(ApiResponse given, Type answer) {
        Class<?> type = ResolvableType.forType(answer).toClass();
        boolean versioned = type.isRecord()
                && Stream.of(type.getRecordComponents())
                        .anyMatch(component -> component.getName().equals("version"));
        if (versioned) {
            given.addHeaderObject(ETAG, version());
        }
    }

    /** Whoever says by {@code If-None-Match} that they have the version that there is, is not given it again. */
    Described givesNothingTwice() {
        boolean versioned = operation.getResponses().values().stream()
                .anyMatch(answer ->
                        answer.getHeaders() != null && answer.getHeaders().containsKey(ETAG));
        if (versioned) {
            operation
                    .getResponses()
                    .addApiResponse(
                            Integer.toString(HttpStatus.NOT_MODIFIED.value()),
                            new ApiResponse()
                                    .description("If-None-Match names the version that there is")
                                    .addHeaderObject(ETAG, version()));
        }
        return this;
    }

    /** What it gives, in JSON. */
    public ApiResponse gives(HttpStatus status, Schema<?> answer) {
        ApiResponse given = new ApiResponse()
                .description(status.getReasonPhrase())
                .content(new Content().addMediaType(APPLICATION_JSON_VALUE, new MediaType().schema(answer)));
        operation.getResponses().addApiResponse(Integer.toString(status.value()), given);
        return given;
    }

    /** An answer's version as its ETag. */
    public static Header version() {
        return header("The version, such as \"7\"", Schemas.of("string").pattern("^\"\\d+\"$"));
    }

    public Described refuses(ProblemType... types) {
        for (ProblemType type : types) {
            refuses(type, type.members());
        }
        return this;
    }

    /** A problem with what it says beside what all say, as {@link ProblemType#members()} has it. */
    public Described refuses(ProblemType type, Map<String, Type> members) {
        Map<String, Schema<?>> kinds = problems.computeIfAbsent(type.status(), _ -> new TreeMap<>());
        Map<String, Type> all = new TreeMap<>(members);
        also.forEach((member, kind) -> all.put(member + "?", kind));
        String name = Stream.concat(Stream.of("problem", type.problem()), also.keySet().stream())
                .collect(Collectors.joining("-"));
        kinds.put(type.urn(), schemas.define(name, problem(type, all)));
        operation.getResponses().addApiResponse(Integer.toString(type.status().value()), refusal(type.status(), kinds));
        return this;
    }

    private Schema<?> problem(ProblemType type, Map<String, Type> members) {
        Schema<?> status = Schemas.of("integer");
        status.setConst(type.status().value());
        Schema<?> problem = Schemas.object()
                .addProperty("type", Schemas.oneOf(type.urn()))
                .addProperty("title", Schemas.oneOf(type.title()))
                .addProperty("status", status)
                .addProperty("detail", Schemas.of("string").minLength(1));
        List.of("type", "title", "status", "detail").forEach(problem::addRequiredItem);
        members.forEach((name, member) -> {
            boolean optional = name.endsWith("?");
            String given = optional ? name.substring(0, name.length() - 1) : name;
            problem.addProperty(given, schemas.answered(member));
            if (!optional) {
                problem.addRequiredItem(given);
            }
        });
        return problem;
    }

    private static ApiResponse refusal(HttpStatus status, Map<String, Schema<?>> kinds) {
        Schema<?> body = kinds.values().iterator().next();
        if (kinds.size() > 1) {
            Discriminator type = new Discriminator().propertyName("type");
            kinds.forEach((urn, kind) -> type.mapping(urn, kind.get$ref()));
            body = new JsonSchema().oneOf(List.copyOf(kinds.values())).discriminator(type);
        }
        ApiResponse refusal = new ApiResponse()
                .description(status.getReasonPhrase())
                .content(new Content().addMediaType(APPLICATION_PROBLEM_JSON_VALUE, new MediaType().schema(body)));
        switch (status) {
            case UNAUTHORIZED -> refusal.addHeaderObject(WWW_AUTHENTICATE, header("Bearer", Schemas.of("string")));
            case UNSUPPORTED_MEDIA_TYPE ->
                refusal.addHeaderObject(ACCEPT, header("What can be read", Schemas.of("string")));
            case NOT_ACCEPTABLE -> refusal.addHeaderObject(ACCEPT, header("What can be given", Schemas.of("string")));
            case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE ->
                refusal.addHeaderObject(
                        RETRY_AFTER,
                        header("Seconds to wait", Schemas.of("integer").minimum(BigDecimal.ONE)));
            default -> {}
        }
        return refusal;
    }

    /** A header that is always there. */
    public static Header header(String description, Schema<?> schema) {
        return new Header().description(description).required(true).schema(schema);
    }
}
