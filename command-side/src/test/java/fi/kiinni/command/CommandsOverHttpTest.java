package fi.kiinni.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.log.TestPostgres;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
        classes = CommandSide.class,
        webEnvironment = RANDOM_PORT,
        properties = "spring.config.name=command-side")
class CommandsOverHttpTest {

    private static final TestPostgres.Database DATABASE = TestPostgres.newDatabase();
    private static final String PASSWORD = "a password of the test";
    private static final Map<String, Object> DESCRIPTION =
            Map.of("title", "Työkykypassi", "need", "Työkyky vaihtelee.", "language", "fi");
    private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {};

    @LocalServerPort
    private int port;

    @Autowired
    private Accounts accounts;

    @Autowired
    private JdbcClient log;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", DATABASE::url);
        properties.add("spring.datasource.username", DATABASE::username);
        properties.add("spring.datasource.password", DATABASE::password);
    }

    private WebTestClient coordinator;
    private WebTestClient decider;
    private WebTestClient member;
    private WebTestClient stranger;
    private WebTestClient administrator;

    @BeforeEach
    void people() {
        accounts.seedProvider("sakky", "Savon ammatti- ja aikuisopisto");
        accounts.seedProvider("raseko", "Raseko");
        coordinator = signedIn("koordinaattori", "sakky", Role.COORDINATOR);
        decider = signedIn("paattaja", "sakky", Role.DECISION_MAKER);
        member = signedIn("jasen", "sakky", Role.MEMBER);
        administrator = signedIn("paakayttaja", "sakky", Role.ADMINISTRATOR);
        stranger = signedIn("toinen", "raseko", Role.COORDINATOR);
    }

    @Test
    void anInitiativeIsStarted() {
        ResponseSpec answer = post(coordinator, "/api/initiatives", DESCRIPTION);

        Map<String, Object> body =
                body(answer.expectStatus().isCreated().expectHeader().valueEquals("ETag", "\"1\""));

        assertThat(body)
                .containsOnlyKeys("initiative", "version", "events")
                .containsEntry("version", 1)
                .containsEntry("events", List.of("InitiativeStarted"));
        String id = Objects.toString(body.get("initiative"));
        answer.expectHeader().valueEquals("Location", "/api/initiatives/" + id);
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
    }

    @Test
    void whatIsCreatedIsNamed() {
        String initiative = start();

        Map<String, Object> answer = ok(post(coordinator, to(initiative, "define-measure"), measure()));

        assertThat(created(answer)).containsOnlyKeys("measure");
        ok(post(
                coordinator,
                to(initiative, "retire-measure"),
                Map.of("measure", created(answer).get("measure"), "reason", "Toinen kertoo enemmän")));
    }

    @Test
    void theGateOpensWhenNothingIsMissing() {
        String initiative = start();
        String move = to(initiative, "move-to-pilot");
        problem(post(coordinator, move, Map.of()), 409, "gate-closed")
                .value(body -> assertThat(body)
                        .containsEntry("gate", "PILOT")
                        .containsEntry(
                                "missing",
                                List.of(
                                        "TARGET_STATE",
                                        "CURRENT_STATE",
                                        "MIRROR_OF_DEVELOPMENT",
                                        "LIVE_MEASURE",
                                        "PILOT_PLANNED",
                                        "PILOT_DECISION_GO")));
        Map<String, Object> strategy = ok(post(
                administrator,
                "/api/strategy/publish-strategy",
                Map.of("name", "S", "from", "2025", "until", "2030", "goals", List.of(Map.of("text", "Hyvinvointi")))));
        List<?> goals = (List<?>) Objects.requireNonNull(created(strategy).get("goals"));
        ok(post(coordinator, to(initiative, "describe-initiative"), Map.of("targetState", "Passi on osa tutkintoa.")));
        ok(post(coordinator, to(initiative, "map-current-state"), Map.of("description", "Tuki vaihtelee.")));
        ok(post(
                coordinator,
                to(initiative, "mirror-strategy"),
                Map.of(
                        "strategyVersion",
                        strategy.get("version"),
                        "goals",
                        goals,
                        "assessment",
                        "SUPPORTS",
                        "reflection",
                        "Tukee.")));
        ok(post(coordinator, to(initiative, "define-measure"), measure()));
        ok(post(
                coordinator,
                to(initiative, "plan-pilot"),
                Map.of(
                        "scope",
                        "Tekniikka",
                        "groups",
                        List.of("1. vuosi"),
                        "startsOn",
                        "2030-01",
                        "endsOn",
                        "2030-05",
                        "questions",
                        List.of("Riittääkö aika?"))));
        ok(post(
                decider,
                to(initiative, "decide-pilot"),
                Map.of("choice", "GO", "grounds", "Tarve on selvä.", "body", "Johtoryhmä", "decidedOn", "2014-09")));

        assertThat(ok(post(coordinator, move, Map.of()))).containsEntry("events", List.of("MovedToPilot"));
    }

    @Nested
    class RefusalsComeInTheirOrder {

        @Test
        void malformedBeforeUnknown() {
            ResponseSpec answer = coordinator
                    .post()
                    .uri(to(UUID.randomUUID().toString(), "post-comment"))
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"text\": ")
                    .exchange();

            problem(answer, 400, "malformed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "\"text\"", "null", "{\"text\": 1, \"text\": 2}", "{} {}"})
        void whatIsNoSingleObjectIsMalformed(String body) {
            ResponseSpec answer = coordinator
                    .post()
                    .uri(to(start(), "post-comment"))
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(body)
                    .exchange();

            problem(answer, 400, "malformed");
        }

        @Test
        void unknownBeforeNotAllowed() {
            String initiative = start();

            problem(post(stranger, to(initiative, "post-comment"), Map.of()), 404, "unknown-initiative");
            problem(post(decider, to("no-uuid", "post-comment"), Map.of()), 404, "unknown-initiative");
            problem(post(decider, to("sakky", "post-comment"), Map.of()), 404, "unknown-initiative");
        }

        @Test
        void notAllowedBeforeInvalid() {
            String initiative = start();

            problem(post(member, to(initiative, "post-comment"), Map.of("txt", 1)), 403, "not-allowed");
            problem(post(member, "/api/initiatives", Map.of()), 403, "not-allowed");
        }

        @Test
        void invalidBeforeConflictListingEveryField() {
            problem(
                            postIfMatch(
                                    to(start(), "decide-pilot"),
                                    "\"7\"",
                                    Map.of(
                                            "choice", "MAYBE",
                                            "grounds", " ",
                                            "body", "x".repeat(201),
                                            "decidedOn", "2014-13",
                                            "colour", "green",
                                            "effectiveOn", 2014)),
                            422,
                            "invalid")
                    .value(body -> assertThat(errors(body))
                            .containsOnly(
                                    "choice unreadable",
                                    "grounds missing",
                                    "body too-long",
                                    "decidedOn unreadable",
                                    "colour unknown",
                                    "effectiveOn unreadable"));
        }

        @Test
        void conflictBeforeWhatNeedsTheState() {
            String initiative = start();
            Map<String, Object> unknown = Map.of("request", UUID.randomUUID(), "reason", "x");

            ResponseSpec conflict = coordinator
                    .post()
                    .uri(to(initiative, "withdraw-decision-request"))
                    .header("If-Match", "\"7\"")
                    .bodyValue(unknown)
                    .exchange();
            problem(conflict, 412, "conflict")
                    .value(body -> assertThat(body).containsEntry("expected", 7).containsEntry("version", 1));
            problem(post(coordinator, to(initiative, "withdraw-decision-request"), unknown), 409, "unknown-request");
        }

        private ResponseSpec postIfMatch(String path, String version, Map<String, Object> body) {
            return decider.post()
                    .uri(path)
                    .header("If-Match", version)
                    .bodyValue(body)
                    .exchange();
        }
    }

    @Test
    void whoInsistsOnAVersionLearnsWhatChangedSince() {
        String initiative = start();
        ok(post(coordinator, to(initiative, "post-comment"), Map.of("text", "Hei")));

        ResponseSpec answer = coordinator
                .post()
                .uri(to(initiative, "map-current-state"))
                .header("If-Match", "\"1\"")
                .bodyValue(Map.of("description", "Nyt"))
                .exchange();

        problem(answer, 412, "conflict")
                .value(body -> assertThat(body)
                        .containsEntry("changed", List.of(Map.of("version", 2, "event", "CommentPosted"))));
    }

    @Test
    void whoInsistsOnAPartIsHeldUpOnlyByWhatChangedThere() {
        String initiative = start();
        ok(post(coordinator, to(initiative, "post-comment"), Map.of("text", "Hei")));

        ok(mapSeeing("\"1\"", initiative));
        problem(mapSeeing("\"1\"", initiative), 412, "conflict")
                .value(body -> assertThat(body)
                        .containsEntry("expected", 1)
                        .containsEntry("version", 3)
                        .containsEntry("changed", List.of(Map.of("version", 3, "event", "CurrentStateMapped"))));
        problem(mapSeeing("*", initiative), 400, "malformed");
        problem(mapSeeing("\"4\"", initiative), 412, "conflict");
        ok(mapSeeing("\"3\"", initiative));
    }

    private ResponseSpec mapSeeing(String version, String initiative) {
        return coordinator
                .post()
                .uri(to(initiative, "map-current-state"))
                .header("If-Part-Match", version)
                .bodyValue(Map.of("description", "Nyt"))
                .exchange();
    }

    @Test
    void peopleWhoAreNotInTheDirectoryAreUnknown() {
        Map<String, Object> appointment = Map.of("person", "toinen", "seat", "MEMBER");

        problem(post(coordinator, to(start(), "appoint-member"), appointment), 409, "unknown-person");
    }

    @Test
    void textsSurviveAsTheyWereWritten() {
        String text =
                "Äitiys, öljy, Åbo; 👩🏽‍🏫 😀; עברית و عربي; <script>alert('x')</script> {{7*7}} ${x}\r\n\ttoinen rivi\n\"lainaus\" \\ '";
        String initiative = start();

        ok(post(coordinator, to(initiative, "post-comment"), Map.of("text", text)));

        assertThat(log.sql(
                                "select convert_from(payload, 'UTF8')::jsonb ->> 'text' from event where aggregate_identifier = ? and sequence_number = 1")
                        .param(initiative)
                        .query(String.class)
                        .single())
                .isEqualTo(text);
    }

    @Nested
    class AnIdempotencyKey {

        @Test
        void givesTheFirstAnswerAgain() {
            String initiative = start();
            String path = to(initiative, "post-comment");
            Map<String, Object> first = ok(post(coordinator, path, Map.of("text", "Hei"), "k1"));
            ok(post(coordinator, path, Map.of("text", "Muuta")));

            Map<String, Object> second = ok(post(coordinator, path, Map.of("text", "Hei"), "k1"));

            assertThat(second).isEqualTo(first);
            assertThat(events(initiative)).isEqualTo(3);
        }

        @Test
        void startsOneInitiativeOnly() {
            Map<String, Object> first = body(post(coordinator, "/api/initiatives", DESCRIPTION, "start-1")
                    .expectStatus()
                    .isCreated());

            assertThat(body(post(coordinator, "/api/initiatives", DESCRIPTION, "start-1")
                            .expectStatus()
                            .isCreated()))
                    .isEqualTo(first);
        }

        @Test
        void isNotForAnotherRequest() {
            String path = to(start(), "post-comment");
            ok(post(coordinator, path, Map.of("text", "Hei"), "k2"));

            problem(post(coordinator, path, Map.of("text", "Muuta"), "k2"), 422, "key-reused");
        }

        @Test
        void isForTheSameRequestHoweverItsFieldsAreOrdered() {
            String path = to(start(), "define-measure");
            String fields =
                    "\"name\":\"M\",\"kind\":\"USE\",\"unit\":\"kpl\",\"direction\":\"UP\",\"baseline\":1,\"target\":2,"
                            + "\"baselineOn\":\"2023\",\"followedIn\":\"PILOT\"";
            Map<String, Object> first = ok(send(coordinator, path, "{" + fields + ",\"targetOn\":\"2024\"}", "k2b"));

            assertThat(ok(send(coordinator, path, "{ \"targetOn\": \"2024\", " + fields + "}", "k2b")))
                    .isEqualTo(first);
        }

        @Test
        void belongsToItsAccountAndRoute() {
            String initiative = start();
            ok(post(coordinator, to(initiative, "post-comment"), Map.of("text", "Hei"), "k3"));

            ok(post(coordinator, to(start(), "post-comment"), Map.of("text", "Hei"), "k3"));
            ok(post(
                    decider,
                    to(initiative, "waive-requirement"),
                    Map.of("gate", "PILOT", "requirement", "LIVE_MEASURE", "reason", "Ei tiedossa"),
                    "k3"));
            assertThat(events(initiative)).isEqualTo(3);
        }

        @Test
        void doesNotRememberARefusal() {
            String path = to(start(), "move-to-pilot");
            problem(post(coordinator, path, Map.of(), "k4"), 409, "gate-closed");
            for (String requirement : List.of(
                    "TARGET_STATE",
                    "CURRENT_STATE",
                    "MIRROR_OF_DEVELOPMENT",
                    "LIVE_MEASURE",
                    "PILOT_PLANNED",
                    "PILOT_DECISION_GO")) {
                ok(post(
                        decider,
                        path.replace("move-to-pilot", "waive-requirement"),
                        Map.of("gate", "PILOT", "requirement", requirement, "reason", "Ei tiedossa")));
            }

            ok(post(coordinator, path, Map.of(), "k4"));
        }
    }

    @Test
    void theLogNamesNoJavaClass() {
        String initiative = start();

        assertThat(log.sql("select type || ' ' || payload_type from event where aggregate_identifier = ?")
                        .param(initiative)
                        .query(String.class)
                        .single())
                .isEqualTo("Initiative InitiativeStarted");
    }

    @Test
    void theLogSaysWhoDidItInWhichRoleFromWhichCommandOnWhoseWordAndWhy() {
        String initiative = start();
        ok(post(
                coordinator,
                to(initiative, "map-current-state"),
                Map.of(
                        "description",
                        "Nyt",
                        "effectiveOn",
                        "2014-09",
                        "assertedBy",
                        "jasen",
                        "why",
                        "Kirjattiin vasta nyt")));

        String metaData = log.sql(
                        "select convert_from(meta_data, 'UTF8') from event where aggregate_identifier = ? and sequence_number = 1")
                .param(initiative)
                .query(String.class)
                .single();

        assertThat(metaData)
                .contains(
                        "\"provider\":\"sakky\"",
                        "\"by\":\"koordinaattori\"",
                        "\"role\":\"COORDINATOR\"",
                        "\"command\":\"MapCurrentState\"",
                        "\"assertedBy\":\"jasen\"",
                        "\"why\":\"Kirjattiin vasta nyt\"");
    }

    @Test
    void everyCommandIsDescribedWithItsFieldsAndLimits() {
        JsonNode api = Objects.requireNonNull(coordinator
                .get()
                .uri("/api/openapi")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());

        JsonNode schemas = api.at("/components/schemas");
        for (Class<?> command : InitiativeCommand.class.getPermittedSubclasses()) {
            assertThat(schemas.path(command.getSimpleName()).path("properties").propertyNames())
                    .as(command.getSimpleName())
                    .contains("effectiveOn", "assertedBy", "why")
                    .containsAll(Stream.of(command.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        }
        JsonNode start = schemas.path("StartInitiative");
        assertThat(start.path("required"))
                .map(JsonNode::asString)
                .containsExactlyInAnyOrder("title", "need", "language");
        assertThat(start.at("/properties/title/maxLength").asInt()).isEqualTo(200);
        assertThat(start.at("/properties/need/maxLength").asInt()).isEqualTo(10_000);
        assertThat(start.at("/properties/language/enum"))
                .map(JsonNode::asString)
                .containsExactly("fi", "sv", "en");
        assertThat(start.at("/additionalProperties").isBoolean()).isTrue();
        assertThat(api.path("paths").propertyNames())
                .contains(
                        "/api/initiatives", "/api/initiatives/{id}/decide-adoption", "/api/strategy/publish-strategy");
    }

    /** Tokens outlive a test: one sign-in for each account is enough. */
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private WebTestClient signedIn(String username, String provider, Role role) {
        WebTestClient client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 << 20))
                .defaultHeader("Content-Type", MediaType.APPLICATION_JSON_VALUE)
                .build();
        String token = TOKENS.computeIfAbsent(username, _ -> {
            accounts.seedPerson(username, provider, "Henkilö " + username);
            accounts.seedAccount(username, username, Set.of(role), PASSWORD);
            return Objects.toString(ok(client.post()
                            .uri("/api/tokens")
                            .bodyValue(Map.of("username", username, "password", PASSWORD))
                            .exchange())
                    .get("token"));
        });
        return client.mutate().defaultHeader("Authorization", "Bearer " + token).build();
    }

    @Nested
    class WhatIf {

        @Test
        void tells_what_the_gate_would_say_and_writes_nothing() {
            String initiative = start();

            Map<String, Object> answer = ok(post(
                    member,
                    to(initiative, "gate"),
                    supposing(
                            Map.of("command", "map-current-state", "body", Map.of("description", "Nykytila")),
                            Map.of("command", "define-measure", "body", measure()))));

            assertThat(answer)
                    .containsEntry("version", 1)
                    .containsEntry("events", List.of("CurrentStateMapped", "MeasureDefined"));
            assertThat(missing(answer, "now")).contains("CURRENT_STATE", "LIVE_MEASURE", "TARGET_STATE");
            assertThat(missing(answer, "then"))
                    .contains("TARGET_STATE")
                    .doesNotContain("CURRENT_STATE", "LIVE_MEASURE");
            assertThat(answer).extractingByKey("then").asInstanceOf(MAP).containsEntry("gate", "PILOT");
            assertThat(ok(post(coordinator, to(initiative, "post-comment"), Map.of("text", "Hei"))))
                    .containsEntry("version", 2);
        }

        @Test
        void goes_through_the_gate_if_the_facts_would_let_it() {
            Map<String, Object> answer = ok(post(
                    coordinator,
                    to(start(), "gate"),
                    Map.of(
                            "commands",
                            Stream.concat(
                                            Stream.of(
                                                            "TARGET_STATE",
                                                            "CURRENT_STATE",
                                                            "MIRROR_OF_DEVELOPMENT",
                                                            "LIVE_MEASURE",
                                                            "PILOT_PLANNED",
                                                            "PILOT_DECISION_GO")
                                                    .map(requirement -> Map.of(
                                                            "command",
                                                            "waive-requirement",
                                                            "body",
                                                            Map.of(
                                                                    "gate",
                                                                    "PILOT",
                                                                    "requirement",
                                                                    requirement,
                                                                    "reason",
                                                                    "Jos"))),
                                            Stream.of(Map.of("command", "move-to-pilot", "body", Map.of())))
                                    .toList())));

            assertThat(answer).extractingByKey("then").asInstanceOf(MAP).containsEntry("phase", "PILOT");
            assertThat(answer).extractingByKey("now").asInstanceOf(MAP).containsEntry("phase", "DEVELOPMENT");
        }

        @Test
        void refuses_as_the_command_itself_would_be_and_says_which() {
            String gate = to(start(), "gate");
            Map<String, Object> comment = Map.of("command", "post-comment", "body", Map.of("text", "Hei"));

            problem(
                            post(
                                    coordinator,
                                    gate,
                                    supposing(comment, Map.of("command", "move-to-pilot", "body", Map.of()))),
                            409,
                            "gate-closed")
                    .value(body -> assertThat(body).containsEntry("supposed", 1).containsKey("missing"));
            problem(
                            post(
                                    coordinator,
                                    gate,
                                    supposing(comment, Map.of("command", "post-comment", "body", Map.of()))),
                            422,
                            "invalid")
                    .value(body ->
                            assertThat(String.valueOf(body.get("errors"))).contains("commands[1].body.text"));
            problem(post(coordinator, gate, supposing(Map.of("command", "fly", "body", Map.of()))), 422, "invalid")
                    .value(body ->
                            assertThat(String.valueOf(body.get("errors"))).contains("commands[0].command"));
            problem(post(coordinator, gate, Map.of("commands", List.of())), 422, "invalid");
            problem(
                    post(
                            coordinator,
                            gate,
                            supposing(Map.of(
                                    "command",
                                    "appoint-member",
                                    "body",
                                    Map.of("person", "tuntematon", "seat", "MEMBER")))),
                    409,
                    "unknown-person");
        }

        @Test
        void is_for_whoever_may_read_it() {
            String gate = to(start(), "gate");
            Map<String, Object> suppositions =
                    supposing(Map.of("command", "post-comment", "body", Map.of("text", "Hei")));

            ok(post(administrator, gate, suppositions));
            problem(post(stranger, gate, suppositions), 404, "unknown-initiative");
        }

        private static Map<String, Object> supposing(Map<?, ?>... commands) {
            return Map.of("commands", List.of(commands));
        }

        private static List<String> missing(Map<String, Object> answer, String when) {
            Map<?, ?> gate = (Map<?, ?>) Objects.requireNonNull(answer.get(when));
            return ((List<?>) Objects.requireNonNull(gate.get("missing")))
                    .stream().map(Object::toString).toList();
        }
    }

    private String start() {
        return Objects.toString(body(post(coordinator, "/api/initiatives", DESCRIPTION)
                        .expectStatus()
                        .isCreated())
                .get("initiative"));
    }

    private long events(String initiative) {
        return log.sql("select count(*) from event where aggregate_identifier = ?")
                .param(initiative)
                .query(Long.class)
                .single();
    }

    private static Map<String, Object> measure() {
        return Map.of(
                "name", "Passin suorittaneet",
                "kind", "REACH",
                "unit", "opiskelijaa",
                "direction", "UP",
                "baseline", 0,
                "baselineOn", "2014-08",
                "target", 120,
                "targetOn", "2015-12",
                "followedIn", "PILOT");
    }

    private static String to(String initiative, String command) {
        return "/api/initiatives/" + initiative + "/" + command;
    }

    private static ResponseSpec send(WebTestClient client, String path, String json, String key) {
        return client.post()
                .uri(path)
                .header("Idempotency-Key", key)
                .bodyValue(json)
                .exchange();
    }

    private static ResponseSpec post(WebTestClient client, String path, Map<String, ?> body) {
        return post(client, path, body, null);
    }

    private static ResponseSpec post(WebTestClient client, String path, Map<String, ?> body, @Nullable String key) {
        return client.post()
                .uri(path)
                .headers(headers -> {
                    if (key != null) {
                        headers.set("Idempotency-Key", key);
                    }
                })
                .bodyValue(body)
                .exchange();
    }

    private static Map<String, Object> ok(ResponseSpec answer) {
        return body(answer.expectStatus().isOk());
    }

    private static Map<String, Object> body(ResponseSpec answer) {
        return Objects.requireNonNull(answer.expectBody(OBJECT).returnResult().getResponseBody());
    }

    private static WebTestClient.BodySpec<Map<String, Object>, ?> problem(
            ResponseSpec answer, int status, String name) {
        answer.expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
        answer.expectStatus().isEqualTo(status);
        return answer.expectBody(OBJECT)
                .value(body -> assertThat(body).containsEntry("type", "urn:kiinni:problem:" + name));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> created(Map<String, Object> answer) {
        return (Map<String, Object>) Objects.requireNonNull(answer.get("created"));
    }

    private static Stream<String> errors(Map<String, Object> problem) {
        return ((List<?>) Objects.requireNonNull(problem.get("errors")))
                .stream().map(error -> (Map<?, ?>) error).map(error -> error.get("field") + " " + error.get("problem"));
    }
}
