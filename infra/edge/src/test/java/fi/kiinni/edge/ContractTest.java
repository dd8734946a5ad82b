package fi.kiinni.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fi.kiinni.edge.ProblemException.FieldProblem;
import jakarta.validation.constraints.NotBlank;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** That what is not as described is found out: each way in which an exchange can differ. */
@SpringBootTest(
        classes = ContractTest.Application.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"spring.config.import=classpath:edge.yaml", "kiinni.command-api=http://localhost:1"})
class ContractTest {

    @LocalServerPort
    private int port;

    private final Exchanges exchanges;

    @Autowired
    ContractTest(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Test
    void what_is_described_gives_no_complaint() {
        post("nothing wrong", "{\"text\":\"ä\",\"brief\":null}");
        post("nothing wrong", "{\"text\":\" \"}");
        post("nothing wrong", "{\"text\":\"a\",\"more\":1}");
        post("nothing wrong", "{");
        exchanges.areAsDescribed();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a field more           | property 'more' is not defined
            a field less           | required property 'id' not found
            a field of another kind| string found, integer expected
            null for nothing       | null found, string expected
            no uuid                | does not match the uuid pattern
            no body                | a body is described, and there is none
            a status more          | the status is not described
            a header more          | the header X-More is not described
            a header less          | the header ETag is missing
            a header of other form | ETag:
            another format         | the format «text/plain» is not described
            a problem more         | does not have a value in the enumeration
            a member more          | property 'more' is not defined
            our insides            | it shows our insides
            a fault                | the status is not described
            refused for nothing    | the request is as described, and yet refused""")
    void what_is_not_described_is_found(String way, String complaint) {
        post(way, "{\"text\":\"a\"}");
        assertThatThrownBy(exchanges::areAsDescribed).hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                              | required property 'text' not found
            {"text":"\\u00a0 "}             |
            {"text":"\\u0009 "}             | does not match the regex pattern
            {"text":1}                      | integer found, string expected
            {"text":"a","brief":"123456"}   | must be at most 5 characters long
            {"text":"a","brief":"👩👩👩👩👩"}|
            {"text":"a","more":1}           | property 'more' is not defined""")
    void what_is_accepted_against_the_description_is_found(String body, @Nullable String complaint) {
        post("accepted unseen", body);
        if (complaint == null) {
            exchanges.areAsDescribed();
        } else {
            assertThatThrownBy(exchanges::areAsDescribed)
                    .hasMessageContaining("accepted against its description")
                    .hasMessageContaining(complaint);
        }
    }

    @Test
    void what_is_nowhere_is_answered_with_a_problem_that_says_so() {
        WebTestClient client = client();
        client.get().uri("/api/tokens/nothing%20wrong").exchange();
        client.post().uri("/api/nowhere").exchange();
        exchanges.areAsDescribed();
    }

    @Test
    void two_records_of_one_name_are_told_apart_by_somebody() {
        Schemas schemas = new Schemas(Stream.of());
        schemas.answered(Kept.class);
        assertThatThrownBy(() -> schemas.answered(Other.Kept.class))
                .hasMessageContaining("would both be called Kept")
                .hasMessageContaining("ContractTest$Other$Kept");
        assertThat(schemas.all()).containsKey("Kept");
    }

    private void post(String way, String body) {
        client().post()
                .uri("/api/tokens?way={way}", way)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectBody()
                .returnResult();
    }

    private WebTestClient client() {
        return WebTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    record Sent(
            @NotBlank String text,
            @Nullable @CodePointLength(max = 5) String brief) {}

    record Kept(UUID id, long version, @Nullable String text) {}

    private enum TestProblem implements ProblemType {
        ANOTHER;

        @Override
        public HttpStatus status() {
            return HttpStatus.FORBIDDEN;
        }

        @Override
        public String title() {
            return EdgeProblem.NOT_ALLOWED.title();
        }
    }

    interface Other {
        record Kept(String other) {}
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({EdgeConfiguration.class, Routes.class})
    static class Application {}

    @RestController
    static class Routes {

        @PostMapping("/api/tokens")
        @Refuses({"not-found", "not-allowed"})
        @SuppressWarnings({"unchecked", "rawtypes"})
        ResponseEntity<Kept> answer(@RequestParam String way, Body<Sent> body) {
            if (!way.equals("accepted unseen")) {
                body.read();
            }
            Map<String, Object> kept = new HashMap<>(Map.of("id", UUID.randomUUID(), "version", 1, "text", "a"));
            ResponseEntity.BodyBuilder ok = ResponseEntity.ok().eTag("1");
            return (ResponseEntity)
                    switch (way) {
                        case "a field more" -> ok.body(with(kept, "more", 1));
                        case "a field less" -> {
                            kept.remove("id");
                            yield ok.body(kept);
                        }
                        case "a field of another kind" -> ok.body(with(kept, "version", "1"));
                        case "null for nothing" ->
                            ok.contentType(MediaType.APPLICATION_JSON)
                                    .body("{\"id\":\"%s\",\"version\":1,\"text\":null}".formatted(UUID.randomUUID()));
                        case "no uuid" -> ok.body(with(kept, "id", "1-1-1-1-1"));
                        case "no body" -> ok.build();
                        case "a status more" ->
                            ResponseEntity.accepted().eTag("1").body(kept);
                        case "a header more" -> ok.header("X-More", "1").body(kept);
                        case "a header less" -> ResponseEntity.ok(kept);
                        case "a header of other form" ->
                            ResponseEntity.ok().eTag("W/\"1\"").body(kept);
                        case "another format" ->
                            ok.contentType(MediaType.TEXT_PLAIN).body("a");
                        case "a problem more" -> throw new ProblemException(TestProblem.ANOTHER, "x");
                        case "a member more" ->
                            throw ProblemException.notFound().with("more", 1);
                        case "our insides" -> throw ProblemException.notAllowed("java.lang.IllegalStateException: x");
                        case "a fault" -> throw new IllegalStateException("on purpose");
                        case "refused for nothing" ->
                            throw ProblemException.invalid(List.of(new FieldProblem("text", "unreadable", "x")));
                        default -> ok.body(kept);
                    };
        }

        private static Map<String, Object> with(Map<String, Object> kept, String field, Object value) {
            kept.put(field, value);
            return kept;
        }
    }
}
