package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.allinone.Story.Step;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

/** A story that is told with everything that is refused on its way. */
final class ToldStory {

    private final RestClient api;
    private final Story story;

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

    /** What a reader with that account is shown. */
    Map<String, Object> read(String as, String path) {
        return Objects.requireNonNull(api.get()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(story.token(as)))
                .retrieve()
                .body(new ParameterizedTypeReference<Map<String, Object>>() {}));
    }
}
