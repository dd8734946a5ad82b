package fi.kiinni.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import fi.kiinni.Actor;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.JsonNode;

/** That faults are found: an application with one in each of its routes is asked. */
@SpringBootTest(
        classes = HostileInputTest.Application.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.config.import=classpath:edge.yaml",
            "logging.level.fi.kiinni.edge.ProblemHandler=off" // faults are what this is about
        })
class HostileInputTest {

    private static final RSAKey KEY = TokenForge.newKey("test");
    private static final String TOKEN = new TokenForge(KEY).good(new Actor("jasen", "sakky", Set.of(), Set.of()));

    @LocalServerPort
    private int port;

    private final Exchanges exchanges;

    @Autowired
    HostileInputTest(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Test
    void each_fault_is_found_and_told_with_the_request_that_shows_it() {
        Hostile hostile = new Hostile(exchanges, port).as(TOKEN);

        // Rare ones take more requests with one seed than with another.
        String told = "";
        for (int requests = 400; !unfound(told).isEmpty() && requests <= 12_000; requests += 400) {
            int most = requests;
            told = String.valueOf(catchThrowable(() -> hostile.areAnsweredAsDescribed(most)));
        }

        assertThat(unfound(told)).as(told).isEmpty();
        assertThat(told).contains("-Dkiinni.hostile.seed=").doesNotContain("/api/right");
    }

    private static List<String> unfound(String told) {
        return Stream.of(
                        "POST /api/ascii|a fault of ours",
                        "POST /api/null|a fault of ours",
                        "POST /api/large|a fault of ours",
                        "POST /api/unread|it was accepted against its description",
                        "POST /api/keyed|the status is not described",
                        "GET /api/things?|a fault of ours",
                        "GET /api/things/|a fault of ours")
                .filter(fault -> Stream.of(told.split("--- request", -1))
                        .noneMatch(request -> Stream.of(fault.split("\\|", -1)).allMatch(request::contains)))
                .toList();
    }

    @Test
    void a_body_of_more_values_than_anything_takes_is_malformed() {
        WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .defaultHeader("Authorization", "Bearer " + TOKEN)
                .build()
                .post()
                .uri("/api/right")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"text\":\"a\",\"number\":[" + "{},".repeat(20_000) + "{}]}")
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The body has more values, or deeper or longer ones, than anything takes.");
    }

    record Sent(
            @NotBlank @CodePointLength(max = 100) String text,
            @Nullable @Digits(integer = 15, fraction = 6) BigDecimal number) {}

    record Kept(String text) {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({EdgeConfiguration.class, Routes.class})
    static class Application {

        @Bean
        PublicKeys keys() {
            return () -> new JWKSet(KEY).toPublicJWKSet();
        }
    }

    @RestController
    @RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    static class Routes {

        @PostMapping("/api/right")
        Kept right(Actor actor, Body<Sent> body) {
            return new Kept(body.read().text());
        }

        @PostMapping("/api/ascii")
        Kept ascii(Actor actor, Body<Sent> body) {
            String text = body.read().text();
            return new Kept(failing(text.codePoints().anyMatch(c -> c > 0x7f), text));
        }

        @PostMapping("/api/null")
        Kept nothing(Actor actor, Body<Sent> body) {
            @Nullable JsonNode text = body.json().get("text");
            failing(text != null && text.isNull(), "x");
            return new Kept(body.read().text());
        }

        @PostMapping("/api/large")
        Kept large(Actor actor, Body<Sent> body, ServerWebExchange exchange) {
            failing(exchange.getRequest().getHeaders().getContentLength() >= ReceivedBodies.LARGEST - 1, "x");
            return new Kept(body.read().text());
        }

        @PostMapping("/api/unread")
        Kept unread(Actor actor, Body<Sent> body) {
            return new Kept(Objects.requireNonNullElse(body.bind().fields().text(), "x"));
        }

        @PostMapping("/api/keyed")
        ResponseEntity<Kept> keyed(
                Actor actor,
                Body<Sent> body,
                @RequestHeader(name = "If-Match", required = false) @Nullable String match) {
            Kept kept = new Kept(body.read().text());
            return match == null
                    ? ResponseEntity.ok(kept)
                    : ResponseEntity.accepted().body(kept);
        }

        @GetMapping("/api/things")
        Kept things(Actor actor, @RequestParam(defaultValue = "1") String limit) {
            return new Kept(Integer.toString(Integer.parseInt(limit)));
        }

        @GetMapping("/api/things/{id}")
        Kept thing(Actor actor, @PathVariable String id) {
            return new Kept(UUID.fromString(id).toString());
        }

        private static String failing(boolean fails, String otherwise) {
            if (fails) {
                throw new IllegalStateException("on purpose");
            }
            return otherwise;
        }
    }
}
