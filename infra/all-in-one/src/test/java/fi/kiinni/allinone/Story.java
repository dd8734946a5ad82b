package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A story in JSON, told to the public API step by step; what a step creates can be named by those that follow. */
final class Story {

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
     * @param as who takes it
     * @param to the command, or the whole path of a route
     * @param keep which of the answer's ids, such as {@code measure} or {@code conditions[0]}, is remembered under which name; a text
     *     in a later body that is the name in braces stands for it
     * @param refused how it is refused, if it is
     */
    private record Step(
            String as,
            String to,
            Map<String, Object> body,
            @Nullable Map<String, String> keep,
            @Nullable Refused refused) {}

    private record Refused(String problem, @Nullable List<String> missing) {}

    /** @return id of the initiative that the story is about */
    String tell(String name) throws IOException {
        for (Step step : steps(name)) {
            ResponseEntity<Map<String, Object>> answer = post(step);
            Map<String, Object> body = Objects.requireNonNull(answer.getBody());
            if (step.refused() != null) {
                assertThat(body)
                        .as("%s", step)
                        .containsEntry(
                                "type", "urn:kiinni:problem:" + step.refused().problem());
                if (step.refused().missing() != null) {
                    assertThat(body)
                            .as("%s", step)
                            .containsEntry("missing", step.refused().missing());
                }
                continue;
            }
            assertThat(answer.getStatusCode().is2xxSuccessful())
                    .as("%s: %s", step, body)
                    .isTrue();
            if (body.get("initiative") != null) {
                initiative = body.get("initiative").toString();
            }
            if (step.keep() != null) {
                step.keep().forEach((what, as) -> kept.put(as, created(body, what)));
            }
        }
        return initiative;
    }

    /** What a reader with that account is shown. */
    Map<String, Object> read(String as, String path) {
        return Objects.requireNonNull(api.get()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(token(as)))
                .retrieve()
                .body(new ParameterizedTypeReference<Map<String, Object>>() {}));
    }

    private static List<Step> steps(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(Story.class.getResourceAsStream("/stories/" + name + ".json"))) {
            return JSON.readValue(file, new TypeReference<>() {});
        }
    }

    private ResponseEntity<Map<String, Object>> post(Step step) {
        String path = switch (step.to()) {
            case "start-initiative" -> "/api/initiatives";
            case String to when to.startsWith("/") -> to;
            default -> "/api/initiatives/" + initiative + "/" + step.to();
        };
        return post(path, token(step.as()), Objects.requireNonNull(filled(step.body())));
    }

    private String token(String as) {
        return tokens.computeIfAbsent(
                as,
                username -> Objects.toString(Objects.requireNonNull(
                                post("/api/tokens", null, Map.of("username", username, "password", "kiinni-demo"))
                                        .getBody())
                        .get("token")));
    }

    private ResponseEntity<Map<String, Object>> post(String path, @Nullable String token, Object body) {
        return api.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                })
                .body(body)
                .retrieve()
                .onStatus(status -> true, (_, _) -> {})
                .toEntity(new ParameterizedTypeReference<>() {});
    }

    private Object created(Map<String, Object> answer, String what) {
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
