package fi.kiinni.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OpenAPI document that an application gives of itself, for holding exchanges against it: an answer's status, format,
 * headers and body must be declared, a request that was accepted must be as described, and one that is as described is not
 * called unreadable.
 */
public final class Contract {

    private static final String DOCUMENT = "https://kiinni.example/openapi";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What every answer may have, in lower case. */
    private static final Set<String> ANYWHERE = Set.of(
            "cache-control",
            "connection",
            "content-encoding",
            "content-language",
            "content-length",
            "content-security-policy",
            "content-type",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "date",
            "permissions-policy",
            "referrer-policy",
            "strict-transport-security",
            "transfer-encoding",
            "vary",
            "x-content-type-options",
            "x-frame-options");

    /** Statuses of what is not described because there is nothing, by the problem that says so. */
    private static final Map<Integer, Set<String>> NOWHERE = Map.of(
            400, Set.of("malformed"),
            401, Set.of("not-signed-in", "invalid-token"),
            404, Set.of("not-found"),
            405, Set.of("method-not-allowed"),
            413, Set.of("too-large"),
            415, Set.of("not-json"));

    /** Of lines there may be none. */
    private static final Set<String> MAY_BE_EMPTY = Set.of("application/jsonl");

    /** What the HTTP server itself answers, without a body, to what is no request by RFC 9110 and 9112, or has too long a line or header. */
    private static final Set<Integer> NO_REQUEST = Set.of(400, 414, 431);

    /** Where the fault is seen in a field alone, so that its schema must know of it. */
    private static final Set<String> SEEN_BY_THE_SCHEMA = Set.of("unreadable", "too-long", "too-short");

    private static final Pattern OUR_INSIDES = Pattern.compile(
            "\\tat |\\b(?:java|fi\\.kiinni|org\\.\\w+|tools\\.jackson|com\\.mongodb)\\.\\w+\\.|Exception\\b");

    private final JsonNode document;
    private final Schema schemas;
    private final Map<String, Schema> known = new ConcurrentHashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    /**
     * A request and its answer.
     *
     * @param path without the query
     * @param query as it was sent
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Exchange(
            String method,
            String path,
            @Nullable String query,
            byte[] sent,
            int status,
            HttpHeaders headers,
            byte[] body) {

        @Override
        public String toString() {
            return "%s %s%s %s -> %d %s"
                    .formatted(method, path, query == null ? "" : "?" + query, text(sent), status, text(body));
        }

        private static String text(byte[] bytes) {
            String text = new String(bytes, 0, Math.min(bytes.length, 2_000), UTF_8);
            return bytes.length > 2_000 ? text + "…" : text;
        }
    }

    /** @param described as the document has it */
    public record Operation(String method, String path, JsonNode described) {

        private boolean takes(String other) {
            return Pattern.matches(
                    Stream.of(path.split("(?=\\{)|(?<=})", -1))
                            .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                            .reduce("", String::concat),
                    other);
        }

        private String pointer() {
            return "#/paths/" + escaped(path) + "/" + method.toLowerCase(Locale.ROOT);
        }
    }

    private Contract(JsonNode document) {
        this.document = document;
        this.schemas = SchemaRegistry.withDialect(
                        Dialects.getOpenApi31(),
                        registry -> registry.schemas(Map.of(DOCUMENT, document.toString()))
                                .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                        .formatAssertionsEnabled(true)
                                        .build()))
                .getSchema(SchemaLocation.of(DOCUMENT));
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        // A path without variables is meant before one with them.
        operations.sort(Comparator.comparing(operation -> operation.path().contains("{")));
    }

    /** @param address of the running application, such as {@code http://localhost:8080} */
    public static Contract of(String address) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new Contract(JSON.readTree(client.send(
                            HttpRequest.newBuilder(URI.create(address + "/api/openapi"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Operation> operations() {
        return operations;
    }

    /** A part of the document, references followed. */
    public JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? document.at(part.get("$ref").asString().substring(1)) : part;
    }

    /** What is wrong with it; nothing if it is no exchange of the API. */
    public List<String> complaints(Exchange exchange) {
        if (!exchange.path().startsWith("/api/") || exchange.path().startsWith("/api/openapi")) {
            return List.of();
        }
        if (NO_REQUEST.contains(exchange.status()) && exchange.body().length == 0) {
            return List.of();
        }
        List<String> complaints = new ArrayList<>();
        Optional<Operation> operation = operations.stream()
                .filter(candidate -> candidate.method().equals(exchange.method()) && candidate.takes(exchange.path()))
                .findFirst();
        if (operation.isPresent()) {
            checkAnswer(operation.get(), exchange, complaints);
            checkParameters(operation.get(), exchange, complaints);
            checkRequest(operation.get(), exchange, complaints);
        } else if (!List.of("HEAD", "OPTIONS").contains(exchange.method())) {
            checkNowhere(exchange, complaints);
        }
        if (exchange.status() >= 400 && OUR_INSIDES.matcher(detail(exchange)).find()) {
            complaints.add("it shows our insides");
        }
        return complaints.isEmpty() ? List.of() : List.of(exchange + ": " + String.join("; ", complaints));
    }

    private static String detail(Exchange exchange) {
        @Nullable JsonNode body = json(exchange.body());
        return body == null ? "" : body.path("detail").asString("");
    }

    private static void checkNowhere(Exchange exchange, List<String> complaints) {
        @Nullable JsonNode body = json(exchange.body());
        boolean expected = body != null
                && NOWHERE.getOrDefault(exchange.status(), Set.of()).stream()
                        .anyMatch(problem -> body.path("type").asString("").equals("urn:kiinni:problem:" + problem));
        if (!expected) {
            complaints.add("no such operation is described");
        }
    }

    private void checkAnswer(Operation operation, Exchange exchange, List<String> complaints) {
        JsonNode answer = operation.described().path("responses").path(Integer.toString(exchange.status()));
        if (answer.isMissingNode()) {
            complaints.add("the status is not described");
            return;
        }
        checkHeaders(operation, answer, exchange, complaints);
        @Nullable MediaType type = exchange.headers().getContentType();
        String format = type == null ? "" : type.getType() + "/" + type.getSubtype();
        if (exchange.body().length == 0) {
            if (answer.has("content") && !MAY_BE_EMPTY.contains(format)) {
                complaints.add("a body is described, and there is none");
            }
            return;
        }
        if (!answer.path("content").has(format)) {
            complaints.add("the format «" + format + "» is not described");
        } else if (format.endsWith("json")) {
            complaints.addAll(check(
                    operation.pointer() + "/responses/" + exchange.status() + "/content/" + escaped(format) + "/schema",
                    exchange.body()));
        }
    }

    private void checkHeaders(Operation operation, JsonNode answer, Exchange exchange, List<String> complaints) {
        JsonNode described = answer.path("headers");
        described.properties().forEach(header -> {
            @Nullable String value = exchange.headers().getFirst(header.getKey());
            if (value == null && !header.getValue().path("required").asBoolean()) {
                return;
            }
            if (value == null) {
                complaints.add("the header " + header.getKey() + " is missing");
                return;
            }
            boolean number = header.getValue().at("/schema/type").asString("").equals("integer");
            check(
                            operation.pointer() + "/responses/" + exchange.status() + "/headers/" + header.getKey()
                                    + "/schema",
                            (number ? value : JSON.writeValueAsString(value)).getBytes(UTF_8))
                    .forEach(complaint -> complaints.add(header.getKey() + ": " + complaint));
        });
        exchange.headers().headerNames().stream()
                .filter(name -> !ANYWHERE.contains(name.toLowerCase(Locale.ROOT)))
                .filter(name -> described.propertyNames().stream().noneMatch(name::equalsIgnoreCase))
                .forEach(name -> complaints.add("the header " + name + " is not described"));
    }

    /** Of a parameter that is given twice the first one counts; an empty one is as none; names of constants have either case. */
    private void checkParameters(Operation operation, Exchange exchange, List<String> complaints) {
        if (exchange.status() >= 300 || exchange.query() == null) {
            return;
        }
        MultiValueMap<String, String> sent = UriComponentsBuilder.newInstance()
                .query(exchange.query())
                .build()
                .getQueryParams();
        JsonNode parameters = operation.described().path("parameters");
        for (int index = 0; index < parameters.size(); index++) {
            JsonNode parameter = parameters.get(index);
            @Nullable String first = sent.getFirst(parameter.path("name").asString());
            if (first == null
                    || first.isEmpty()
                    || !parameter.path("in").asString().equals("query")) {
                continue;
            }
            JsonNode schema = resolved(parameter.path("schema"));
            String value = URLDecoder.decode(first, UTF_8);
            boolean number = schema.path("type").asString("").equals("integer");
            String written = schema.has("enum") ? value.toUpperCase(Locale.ROOT) : value;
            check(
                            operation.pointer() + "/parameters/" + index + "/schema",
                            (number ? written : JSON.writeValueAsString(written)).getBytes(UTF_8))
                    .forEach(complaint -> complaints.add("it was accepted against its description: "
                            + parameter.path("name").asString() + ": " + complaint));
        }
    }

    /** Nothing is no body, which is read as an empty object. A file is whatever it is. */
    private void checkRequest(Operation operation, Exchange exchange, List<String> complaints) {
        if (!operation.described().at("/requestBody/content").has("application/json")) {
            return;
        }
        byte[] sent = exchange.sent().length == 0 ? new byte[] {'{', '}'} : exchange.sent();
        List<String> wrong = check(operation.pointer() + "/requestBody/content/application~1json/schema", sent);
        if (exchange.status() < 300 && !wrong.isEmpty()) {
            complaints.add("it was accepted against its description: " + wrong);
        }
        @Nullable JsonNode body = json(exchange.body());
        if (exchange.status() == 422 && wrong.isEmpty() && isText(json(sent)) && body != null) {
            body.path("errors").forEach(error -> {
                if (SEEN_BY_THE_SCHEMA.contains(error.path("problem").asString(""))) {
                    complaints.add("the request is as described, and yet refused: " + error);
                }
            });
        }
    }

    /** That texts are such is described once for all, because no schema can tell. */
    private static boolean isText(@Nullable JsonNode value) {
        return value == null
                || (value.asString("")
                                .codePoints()
                                .noneMatch(
                                        c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                        && value.valueStream().allMatch(Contract::isText));
    }

    private List<String> check(String pointer, byte[] value) {
        @Nullable JsonNode json = json(value);
        if (json == null) {
            return List.of("it is no JSON");
        }
        // Asked of the registry, each would be read out of the whole document anew.
        Schema schema = known.computeIfAbsent(
                pointer,
                _ -> schemas.getRefSchema(SchemaLocation.of(DOCUMENT + pointer).getFragment()));
        try {
            return schema.validate(json).stream()
                    .map(com.networknt.schema.Error::toString)
                    .toList();
        } catch (JacksonException tooLarge) {
            return List.of("it has a number that no field takes: " + tooLarge.getMessage());
        }
    }

    private static @Nullable JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException | NumberFormatException notJson) {
            return null;
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D");
    }
}
