package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.allinone.Story.Step;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A story that is told with everything that is refused on its way, and looked at where it says what is to be seen. */
final class ToldStory {

    private static final String READER = "auditoija";

    private final RestClient api;
    private final Story story;
    private long version;

    ToldStory(RestClient api) {
        this.api = api;
        this.story = new Story(api);
    }

    /** @return id of the initiative that the story is about */
    String tell(String name) throws IOException {
        for (Step step : Story.steps(name)) {
            ResponseEntity<Map<String, Object>> answer = story.take(step, null);
            Map<String, Object> body = Objects.requireNonNull(answer.getBody());
            if (step.refused() == null) {
                assertThat(answer.getStatusCode().is2xxSuccessful())
                        .as("%s: %s", step, body)
                        .isTrue();
                version = ((Number) Objects.requireNonNull(body.get("version"))).longValue();
                look(step);
                continue;
            }
            assertThat(body)
                    .as("%s", step)
                    .containsEntry(
                            "type", "urn:kiinni:problem:" + step.refused().problem());
            if (step.refused().missing() != null) {
                assertThat(body)
                        .as("%s", step)
                        .containsEntry("missing", step.refused().missing());
            }
        }
        return story.initiative();
    }

    private void look(Step step) {
        if (step.shows() == null) {
            return;
        }
        seen();
        step.shows().forEach((at, shown) -> {
            JsonNode seen = read(READER, address() + at);
            shown.forEach(
                    (pointer, value) -> assertThat(JsonMapper.shared().treeToValue(seen.at(pointer), Object.class))
                            .as("%s: %s%s", step.tell(), at, pointer)
                            .isEqualTo(value));
        });
    }

    /** The initiative, when what happened last can be seen. */
    JsonNode seen() {
        return await().until(
                        () -> api.get()
                                .uri(address())
                                .headers(headers -> headers.setBearerAuth(story.token(READER)))
                                .retrieve()
                                .onStatus(_ -> true, (_, _) -> {})
                                .body(JsonNode.class),
                        seen -> seen != null && seen.path("version").asLong() == version);
    }

    private String address() {
        return "/api/initiatives/" + story.initiative();
    }

    /** What a reader with that account is shown. */
    JsonNode read(String as, String path) {
        return Objects.requireNonNull(api.get()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(story.token(as)))
                .retrieve()
                .body(JsonNode.class));
    }
}
