package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** Somebody who works over the API. */
final class SignedInClient {

    private final RestClient api;

    SignedInClient(URI address, String username, String password) {
        RestClient anybody = RestClient.create(address.toString());
        JsonNode token = Objects.requireNonNull(anybody.post()
                .uri("/api/tokens")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("username", username, "password", password))
                .retrieve()
                .body(JsonNode.class));
        api = anybody.mutate()
                .defaultHeader("Authorization", "Bearer " + token.path("token").asString())
                .build();
    }

    JsonNode post(String path, Map<String, ?> body) {
        return Objects.requireNonNull(api.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .body(JsonNode.class));
    }

    /** What is shown, once the views show the log as it is. */
    String read(String path) {
        return Objects.requireNonNull(await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> api.get()
                                .uri(path)
                                .retrieve()
                                .onStatus(status -> status.value() == 503, (_, _) -> {})
                                .body(String.class),
                        shown -> shown != null && !shown.contains("urn:kiinni:problem:views-catching-up")));
    }

    /** Verifies the whole log, as its operator would. */
    static void verifies(int managementPort, long events) {
        JsonNode report = Objects.requireNonNull(RestClient.create("http://127.0.0.1:" + managementPort)
                .get()
                .uri("/actuator/eventlog")
                .retrieve()
                .body(JsonNode.class));
        assertThat(report.path("intact").asBoolean()).as("%s", report).isTrue();
        assertThat(report.path("guarded").asBoolean()).as("%s", report).isTrue();
        assertThat(report.path("checked").asLong()).as("%s", report).isEqualTo(events);
    }
}
