package fi.kiinni.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.mongodb.MongoTimeoutException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import fi.kiinni.Actor;
import fi.kiinni.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        classes = EdgeTest.Application.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.forward-headers-strategy=framework",
            // What its routes answer is tried here without being described.
            "spring.autoconfigure.exclude=fi.kiinni.edge.Exchanges"
        })
@ExtendWith(OutputCaptureExtension.class)
class EdgeTest {

    private static final RSAKey KEY = TokenForge.newKey("ours");
    private static final TokenForge FORGE = new TokenForge(KEY);
    private static final Actor MEMBER = new Actor("m-1", "sakky", Set.of(Role.MEMBER), Set.of("raseko"));
    private static final Actor OPERATOR = new Actor("o-1", null, Set.of(Role.OPERATOR), Set.of());
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    private int port;

    @Nested
    class WhoIsCalling {

        @Test
        void aControllerTakesTheActorOfTheToken() {
            assertThat(get("/api/me", FORGE.good(MEMBER)).json().get("person").stringValue())
                    .isEqualTo("m-1");
            assertThat(get("/api/me", FORGE.good(MEMBER))
                            .json()
                            .get("grantedProviders")
                            .get(0)
                            .stringValue())
                    .isEqualTo("raseko");
        }

        @Test
        void aFunctionalRouteTakesTheActorOfTheToken() {
            assertThat(get("/api/functional", FORGE.good(OPERATOR)).text()).isEqualTo("o-1 null [OPERATOR] []");
        }

        @Test
        void withoutATokenNothingIsToldButToSignIn() {
            Answer answer = get("/api/me", null);
            assertProblem(answer, 401, "not-signed-in");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"kiinni\"");
            assertProblem(get("/api/there-is-no-such-route", null), 401, "not-signed-in");
            assertProblem(get("/outside", null), 401, "not-signed-in");
        }

        @TestFactory
        Stream<DynamicTest> aBadTokenIsRefused() {
            return FORGE.bad(MEMBER, OPERATOR).entrySet().stream()
                    .map(bad -> DynamicTest.dynamicTest(bad.getKey(), () -> {
                        Answer answer = get("/api/me", bad.getValue());
                        assertProblem(answer, 401, "invalid-token");
                        assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
                    }));
        }

        @Test
        void anOldTokenDoesNotKeepAnybodyFromGettingANewOne() {
            assertThat(post("/api/tokens", FORGE.expired(MEMBER), "{\"text\":\"a\"}")
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void basicAuthenticationIsNoWayIn() {
            HttpRequest request = HttpRequest.newBuilder(address("/api/me"))
                    .header("Authorization", "Basic dXNlcjp1c2Vy")
                    .build();
            assertProblem(send(request), 401, "not-signed-in");
        }
    }

    @Nested
    class Refusals {

        @Test
        void areProblemsEvenWhereSpringRefuses() {
            String token = FORGE.good(MEMBER);
            assertProblem(get("/api/there-is-no-such-route", token), 404, "not-found");
            assertProblem(get("/api/me?number=x", token), 400, "malformed");
            Answer method = post("/api/me", token, "{}");
            assertProblem(method, 405, "method-not-allowed");
            assertThat(method.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            for (String format : List.of("image/png", "no format", "application/json;q=2")) {
                Answer refused = accepting(format, token);
                assertProblem(refused, 406, "not-acceptable");
                assertThat(refused.header("Accept")).isEqualTo("application/json");
            }
            assertThat(accepting("application/json;charset=utf-16", token).status())
                    .isEqualTo(200);
            assertProblem(get("/api//me", token), 400, "malformed");
        }

        /** Of one address a controller may take one method and a functional route another. */
        @Test
        void nameEveryMethodThatIsPossibleWhoeverTakesIt() {
            String token = FORGE.good(MEMBER);
            for (String method : List.of("GET", "DELETE")) {
                Answer functional = send(request(method, "/api/functional/only-posted", token));
                assertProblem(functional, 405, "method-not-allowed");
                assertThat(functional.header("Allow")).isEqualTo("POST, OPTIONS");
            }
            Answer shared = send(request("PUT", "/api/shared", token));
            assertProblem(shared, 405, "method-not-allowed");
            assertThat(shared.header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
            assertProblem(send(request("PUT", "/api/there-is-no-such-route", token)), 404, "not-found");
        }

        @Test
        void areNotWhatAskingForTheMethodsGets() {
            String token = FORGE.good(MEMBER);
            Answer shared = send(request("OPTIONS", "/api/shared", token));
            assertThat(shared.status()).isEqualTo(200);
            assertThat(shared.header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
            assertThat(send(request("OPTIONS", "/api/functional/only-posted", token))
                            .header("Allow"))
                    .isEqualTo("POST, OPTIONS");
            assertProblem(send(request("OPTIONS", "/api/nothing", token)), 404, "not-found");
            assertThat(send(HttpRequest.newBuilder(address("/api/shared"))
                                    .method("OPTIONS", BodyPublishers.noBody())
                                    .build())
                            .status())
                    .isEqualTo(401);
        }

        private HttpRequest request(String method, String path, String token) {
            return HttpRequest.newBuilder(address(path))
                    .header("Authorization", "Bearer " + token)
                    .method(method, BodyPublishers.noBody())
                    .build();
        }

        private Answer accepting(String format, String token) {
            return send(HttpRequest.newBuilder(address("/api/me"))
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", format)
                    .build());
        }

        @Test
        void sayWhenToComeBackWhileAStoreIsAway() {
            for (String store : List.of("jdbc", "spring", "mongo")) {
                Answer answer = get("/api/away/" + store, FORGE.good(MEMBER));
                assertProblem(answer, 503, "store-away");
                assertThat(answer.header("Retry-After")).isEqualTo("5");
            }
            Answer busy = get("/api/away/busy", FORGE.good(MEMBER));
            assertProblem(busy, 503, "busy");
            assertThat(busy.header("Retry-After")).isEqualTo("1");
        }

        @Test
        void hideAFaultOfOursBehindAnIncidentThatIsInTheLog(CapturedOutput log) {
            Answer answer = get("/api/away/bug", FORGE.good(MEMBER));
            assertProblem(answer, 500, "internal-error");
            assertThat(answer.text()).doesNotContain("secret", "Exception", "fi.kiinni");
            assertThat(log).contains(answer.json().get("incident").stringValue());
        }

        @Test
        void carryWhatWasThrownWithThem() {
            Answer answer = get("/api/refused", FORGE.good(MEMBER));
            assertProblem(answer, 409, "gate-closed");
            assertThat(answer.json().get("missing").get(0).stringValue()).isEqualTo("need");
        }
    }

    @Nested
    class PagesOutsideTheApi {

        @Test
        void showProblemsInTheirOwnWay() {
            Answer answer = html("/outside");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).isEqualTo("<p>not-signed-in</p>");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(answer.header("Content-Security-Policy")).isNotEmpty();
        }

        @Test
        void areNotWhatTheApiAnswersWith() {
            assertProblem(html("/api/me"), 401, "not-signed-in");
        }

        private Answer html(String path) {
            return send(HttpRequest.newBuilder(address(path))
                    .header("Accept", "text/html,*/*;q=0.8")
                    .build());
        }
    }

    @Nested
    class Bodies {

        @Test
        void areReadWithEveryCharacterKept() {
            String text = "Ääkköset 👩‍🏫 שלום\\nrivi";
            Answer answer = post("/api/echo", FORGE.good(MEMBER), "{\"text\":\"" + text + "\"}");
            assertThat(answer.json().get("text").stringValue()).isEqualTo(text.replace("\\n", "\n"));
        }

        @Test
        void thatAreNotAJsonObjectAreMalformed() {
            for (String body :
                    List.of("{", "[]", "null", "5", "{\"text\":\"a\"} x", "{\"text\":\"a\",\"text\":\"b\"}")) {
                assertProblem(post("/api/echo", FORGE.good(MEMBER), body), 400, "malformed");
                assertProblem(post("/api/functional", FORGE.good(MEMBER), body), 400, "malformed");
            }
        }

        @Test
        void areToldEverythingThatIsWrongAtOnce() {
            String body = "{\"text\":\" \",\"brief\":\"" + "👩".repeat(6)
                    + "\",\"people\":[{\"person\":\"a\",\"age\":1}],\"day\":true,\"note\":\"a\\u0000\"}";
            Answer answer = post("/api/echo", FORGE.good(MEMBER), body);
            assertProblem(answer, 422, "invalid");
            assertThat(answer.json().get("errors"))
                    .extracting(e -> e.get("field").stringValue() + " "
                            + e.get("problem").stringValue())
                    .containsExactlyInAnyOrder(
                            "text missing",
                            "brief too-long",
                            "people[0].age unknown",
                            "day unknown",
                            "note unreadable");
        }

        /** What could not be read is not missing besides, and does not hide what else could not be. */
        @Test
        void areToldEveryPartThatCannotBeReadAndNothingElseOfIt() {
            String body = "{\"must\":[{\"kind\":\"FRIDAY\",\"on\":\"2014-13\"},{\"kind\":\"GET\",\"on\":7},5],"
                    + "\"kinds\":[\"GET\",\"A\",\"POST\",\"B\"]}";
            Answer answer = post("/api/deep", FORGE.good(MEMBER), body);
            assertProblem(answer, 422, "invalid");
            assertThat(answer.json().get("errors"))
                    .extracting(e -> e.get("field").stringValue() + " "
                            + e.get("problem").stringValue() + " "
                            + e.get("detail").stringValue())
                    .containsExactlyInAnyOrder(
                            "must[0].kind unreadable One of GET, POST.",
                            "must[0].on unreadable A day, such as 2014-09-15.",
                            "must[1].on unreadable A day, such as 2014-09-15.",
                            "must[2] unreadable This value is not of the kind that the field takes.",
                            "kinds[1] unreadable One of GET, POST.",
                            "kinds[3] unreadable One of GET, POST.");
            Answer missing = post("/api/deep", FORGE.good(MEMBER), "{\"must\":[null,{\"kind\":\"GET\"}],\"kinds\":[]}");
            assertThat(missing.json().get("errors"))
                    .extracting(e -> e.get("field").stringValue() + " "
                            + e.get("problem").stringValue())
                    .containsExactlyInAnyOrder("must[0] missing", "must[1].on missing", "kinds missing");
        }

        @Test
        void mayBeAsLongInCodePointsAsTheRuleSays() {
            String body = "{\"text\":\"a\",\"brief\":\"" + "👩".repeat(5) + "\"}";
            assertThat(post("/api/echo", FORGE.good(MEMBER), body).status()).isEqualTo(200);
        }

        @Test
        void areNotGuessedAt() {
            for (String body :
                    List.of("{\"text\":5}", "{\"text\":\"a\",\"share\":\"\"}", "{\"text\":\"a\",\"share\":\" \"}")) {
                Answer answer = post("/api/echo", FORGE.good(MEMBER), body);
                assertProblem(answer, 422, "invalid");
                assertThat(answer.json().get("errors").get(0).get("problem").stringValue())
                        .isEqualTo("unreadable");
            }
        }

        @Test
        void areLookedIntoOnlyWhenTheHandlerWantsTo() {
            assertProblem(post("/api/forbidden", FORGE.good(MEMBER), "{\"unknown\":1}"), 403, "not-allowed");
            assertProblem(post("/api/forbidden", FORGE.good(MEMBER), "{"), 400, "malformed");
        }

        @Test
        void mustBeJson() {
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "nonsense", "*/*")) {
                HttpRequest request = HttpRequest.newBuilder(address("/api/echo"))
                        .header("Authorization", "Bearer " + FORGE.good(MEMBER))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString("{\"text\":\"a\"}"))
                        .build();
                assertProblem(send(request), 415, "not-json");
            }
        }

        @Test
        void ofTwoMegabytesAreRefusedWhateverTheySayOfTheirLength() {
            byte[] body = ("{\"text\":\"" + "a".repeat(2_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
            for (String route : List.of("/api/echo", "/api/functional")) {
                assertProblem(
                        send(json(route, FORGE.good(MEMBER), BodyPublishers.ofByteArray(body))), 413, "too-large");
                assertProblem(
                        send(json(
                                route,
                                FORGE.good(MEMBER),
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))),
                        413,
                        "too-large");
            }
        }

        @Test
        void upToTheLimitAreTaken() {
            String frame = "{\"text\":\"\"}";
            String fits = "{\"text\":\"" + "a".repeat(256 * 1024 - frame.length()) + "\"}";
            assertThat(post("/api/echo", FORGE.good(MEMBER), fits).status()).isEqualTo(200);
            assertProblem(post("/api/echo", FORGE.good(MEMBER), fits + " "), 413, "too-large");
        }

        @Test
        void areToldOfATooLongListOnceAndNotOfEachThingInIt() {
            String body = "{\"text\":\"a\",\"people\":[" + "{\"age\":1},".repeat(3) + "{\"person\":1}]}";
            Answer answer = post("/api/echo", FORGE.good(MEMBER), body);
            assertProblem(answer, 422, "invalid");
            assertThat(answer.json().get("errors"))
                    .singleElement()
                    .hasToString("{\"field\":\"people\",\"problem\":\"invalid\",\"detail\":\"At most 3 of them.\"}");
        }

        @Test
        void ofAStrangerAreNotLookedAt() {
            byte[] body = new byte[2_000_000];
            assertProblem(send(json("/api/echo", null, BodyPublishers.ofByteArray(body))), 401, "not-signed-in");
        }

        /** A sender who waits for the answer before sending on gets it. */
        @Test
        void needNotArriveForTheRefusal() throws IOException {
            try (Socket socket = new Socket("localhost", port)) {
                OutputStream out = socket.getOutputStream();
                out.write(("POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Authorization: Bearer " + FORGE.good(MEMBER)
                                + "\r\nContent-Length: 100000000\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                socket.setSoTimeout(5_000);
                byte[] start = socket.getInputStream().readNBytes(12);
                assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
            }
        }
    }

    @Nested
    class Headers {

        @Test
        void areOnEveryKindOfAnswer() {
            String token = FORGE.good(MEMBER);
            Map<String, Answer> answers = Map.of(
                    "ok", get("/api/me", token),
                    "functional", get("/api/functional", token),
                    "401", get("/api/me", null),
                    "400 of the firewall", get("/api//me", token),
                    "404", get("/api/nothing", token),
                    "405", post("/api/me", token, "{}"),
                    "413", post("/api/echo", token, "a".repeat(300_000)),
                    "500", get("/api/away/bug", token),
                    "open", post("/api/tokens", null, "{\"text\":\"a\"}"));
            assertThat(answers).allSatisfy((_, answer) -> {
                assertThat(answer.header("Content-Security-Policy"))
                        .startsWith("default-src 'none'; script-src 'self'")
                        .contains("frame-ancestors 'none'")
                        .doesNotContain("unsafe");
                assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
                assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
                assertThat(answer.header("Permissions-Policy")).contains("camera=()");
                assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
                assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
                assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
                assertThat(answer.header("Strict-Transport-Security")).isEmpty();
            });
        }

        @Test
        void askForHttpsOnlyOverHttps() {
            HttpRequest request = HttpRequest.newBuilder(address("/api/me"))
                    .header("Authorization", "Bearer " + FORGE.good(MEMBER))
                    .header("X-Forwarded-Proto", "https")
                    .build();
            assertThat(send(request).header("Strict-Transport-Security")).contains("max-age=31536000");
        }

        @Test
        void ofAHandlerStay() {
            assertThat(get("/api/cached", FORGE.good(MEMBER)).header("Cache-Control"))
                    .isEqualTo("max-age=60");
        }
    }

    private Answer get(String path, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    private Answer post(String path, @Nullable String token, String body) {
        return send(json(path, token, BodyPublishers.ofString(body)));
    }

    private HttpRequest json(String path, @Nullable String token, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .header("Content-Type", "application/json")
                .POST(body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static Answer send(HttpRequest request) {
        try {
            return new Answer(CLIENT.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertProblem(Answer answer, int status, String name) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("type").stringValue()).isEqualTo("urn:kiinni:problem:" + name);
        assertThat(answer.json().get("status").intValue()).isEqualTo(status);
        assertThat(answer.json().get("title").stringValue()).isNotBlank();
        assertThat(answer.json().get("detail").stringValue()).isNotBlank();
    }

    private record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String text() {
            return response.body();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(response.body());
        }

        String header(String name) {
            return String.join(", ", response.headers().allValues(name));
        }
    }

    record Person(String person) {}

    record Note(
            @NotBlank String text,
            @Nullable @CodePointLength(max = 5) String brief,
            @Nullable @Size(max = 3) List<Person> people,
            @Nullable String note,
            @Nullable BigDecimal share) {}

    record Deep(
            @NotEmpty List<@NotNull @Valid Must> must,
            @NotEmpty Set<@NotNull Kind> kinds) {}

    private enum Kind {
        GET,
        POST
    }

    record Must(@NotNull Kind kind, @NotNull LocalDate on) {}

    private enum TestProblem implements ProblemType {
        GATE_CLOSED;

        @Override
        public HttpStatus status() {
            return HttpStatus.CONFLICT;
        }

        @Override
        public String title() {
            return "The gate is closed";
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({EdgeConfiguration.class, Routes.class})
    static class Application {

        @Bean
        PublicKeys keys() {
            JWKSet keys = new JWKSet(KEY).toPublicJWKSet();
            return () -> keys;
        }

        @Bean
        PageErrors pageErrors() {
            return (exchange, problem) -> {
                byte[] page = ("<p>" + problem.type().problem() + "</p>").getBytes(StandardCharsets.UTF_8);
                return exchange.getResponse()
                        .writeWith(Mono.fromSupplier(
                                () -> exchange.getResponse().bufferFactory().wrap(page)));
            };
        }

        @Bean
        RouterFunction<ServerResponse> functional(Body.Reader bodies) {
            return route().GET(
                            "/api/functional",
                            request -> SignedIn.actor(request)
                                    .flatMap(actor -> ServerResponse.ok()
                                            .bodyValue(actor.person() + " " + actor.provider() + " " + actor.roles()
                                                    + " " + actor.grantedProviders())))
                    .POST(
                            "/api/functional",
                            request -> bodies.read(request, Note.class)
                                    .flatMap(body -> ServerResponse.ok().bodyValue(body.read())))
                    .POST("/api/{what}/only-posted", _ -> ServerResponse.ok().build())
                    .POST("/api/shared", _ -> ServerResponse.ok().build())
                    .build();
        }
    }

    @RestController
    static class Routes {

        @GetMapping(path = "/api/me", produces = "application/json")
        Actor me(Actor actor, @RequestParam(defaultValue = "1") int number) {
            return actor;
        }

        @PostMapping({"/api/echo", "/api/tokens"})
        Note echo(Body<Note> body) {
            return body.read();
        }

        @PostMapping("/api/deep")
        Deep deep(Body<Deep> body) {
            return body.read();
        }

        @PostMapping("/api/forbidden")
        Note forbidden(Body<Note> body) {
            throw ProblemException.notAllowed("Nobody may.");
        }

        @GetMapping("/api/shared")
        String shared() {
            return "";
        }

        @GetMapping("/api/refused")
        String refused() {
            throw new ProblemException(TestProblem.GATE_CLOSED, "Not yet.").with("missing", List.of("need"));
        }

        @GetMapping("/api/cached")
        ResponseEntity<String> cached() {
            return ResponseEntity.ok().header("Cache-Control", "max-age=60").body("");
        }

        @GetMapping("/api/away/{how}")
        Mono<String> away(@PathVariable String how) {
            return Mono.error(
                    switch (how) {
                        case "jdbc" -> new IllegalStateException(new SQLTransientConnectionException("secret"));
                        case "spring" -> new DataAccessResourceFailureException("secret");
                        case "mongo" -> new MongoTimeoutException("secret");
                        case "busy" -> new RejectedExecutionException("secret");
                        default -> new IllegalArgumentException("secret");
                    });
        }
    }
}
