package fi.kiinni.allinone;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A story in JSON, told to the public API step by step; what a step creates can be named by those that follow. */
final class Story {

    static final String PASSWORD = "kiinni-demo";

    private static final JsonMapper JSON = new JsonMapper();

    private final RestClient api;
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, Object> kept = new HashMap<>();
    private String initiative = "";

    Story(RestClient api) {
        this.api = api;
    }

    /**
     * A step.
     *
     * @param chapter what begins with it, if something does
     * @param tell what happens, in words
     * @param as who takes it
     * @param to the command, or the whole path of a route
     * @param keep which of the answer's ids, such as {@code measure} or {@code conditions[0]}, is remembered under which name; a text
     *     in a later body that is the name in braces stands for it
     * @param refused how it is refused, if it is
     * @param shows what a reader sees after it: by what is added to the initiative's address, such as {@code ?effectiveOn=2024-07-01}, and
     *     by JSON pointer
     */
    record Step(
            @Nullable String chapter,
            @Nullable String tell,
            String as,
            String to,
            Map<String, Object> body,
            @Nullable Map<String, String> keep,
            @Nullable Refused refused,
            @Nullable Map<String, Map<String, Object>> shows) {}

    record Refused(String problem, @Nullable List<String> missing) {}

    static List<Step> steps(String name) throws IOException {
        try (InputStream file = new ClassPathResource("demo/" + name + ".json").getInputStream()) {
            return JSON.readValue(file, new TypeReference<>() {});
        }
    }

    /** The initiative that the story is about, once it is started. */
    String initiative() {
        return initiative;
    }

    /** @param key makes a step that is taken again the one that was taken */
    ResponseEntity<Map<String, Object>> take(Step step, @Nullable String key) {
        String path = switch (step.to()) {
            case "start-initiative" -> "/api/initiatives";
            case String to when to.startsWith("/") -> to;
            default -> "/api/initiatives/" + initiative + "/" + step.to();
        };
        ResponseEntity<Map<String, Object>> answer =
                post(path, token(step.as()), key, Objects.requireNonNull(filled(step.body())));
        if (answer.getStatusCode().is2xxSuccessful()) {
            remember(step, Objects.requireNonNull(answer.getBody()));
        }
        return answer;
    }

    String token(String as) {
        return tokens.computeIfAbsent(
                as,
                username -> Objects.toString(Objects.requireNonNull(
                                post("/api/tokens", null, null, Map.of("username", username, "password", PASSWORD))
                                        .getBody())
                        .get("token")));
    }

    private ResponseEntity<Map<String, Object>> post(
            String path, @Nullable String token, @Nullable String key, Object body) {
        return api.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                    if (key != null) {
                        headers.set("Idempotency-Key", key);
                    }
                })
                .body(body)
                .retrieve()
                .onStatus(_ -> true, (_, _) -> {})
                .toEntity(new ParameterizedTypeReference<>() {});
    }

    private void remember(Step step, Map<String, Object> answer) {
        // The strategy's answer has none.
        if (answer.get("initiative") != null) {
            initiative = Objects.toString(answer.get("initiative"));
        }
        if (step.keep() != null) {
            step.keep().forEach((what, as) -> kept.put(as, created(answer, what)));
        }
    }

    private static Object created(Map<String, Object> answer, String what) {
        if (what.equals("version")) {
            return Objects.requireNonNull(answer.get("version"));
        }
        Map<?, ?> created = (Map<?, ?>) Objects.requireNonNull(answer.get("created"));
        return what.endsWith("[0]")
                ? ((List<?>) Objects.requireNonNull(created.get(what.substring(0, what.length() - 3)))).getFirst()
                : Objects.requireNonNull(created.get(what));
    }

    private @Nullable Object filled(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> filled = new HashMap<>();
                map.forEach((key, inner) -> filled.put(key, filled(inner)));
                yield filled;
            }
            case List<?> list -> list.stream().map(this::filled).toList();
            case String text
            when text.startsWith("{") && text.endsWith("}") ->
                Objects.requireNonNull(kept.get(text.substring(1, text.length() - 1)), text);
            case null, default -> value;
        };
    }
}
