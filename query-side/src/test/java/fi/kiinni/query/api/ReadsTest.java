package fi.kiinni.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.ActionPlanned;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.InitiativeEvent.CommentRetracted;
import fi.kiinni.initiative.InitiativeEvent.DecisionRequestWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.DecisionRequested;
import fi.kiinni.initiative.InitiativeEvent.InitiativeDescribed;
import fi.kiinni.initiative.InitiativeEvent.InitiativePaused;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.Reads;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class ReadsTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor GRANTED_AUDITOR =
            new Actor("auditoija", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
    private static final Actor GRANTED_MEMBER = new Actor("toinen", "raseko", Set.of(Role.MEMBER), Set.of("sakky"));
    private static final Actor OPERATOR = new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of());
    private static final BusinessDate TODAY = BusinessDate.parse("2026-03-01");

    private static final List<String> INITIATIVES = new ArrayList<>();

    @BeforeAll
    static void given() {
        for (int number = 0; number < 5; number++) {
            INITIATIVES.add(QUERY_SIDE.newInitiative(List.of(Stories.started("Toiminta " + number))));
        }
        QUERY_SIDE.append("Initiative", INITIATIVES.getFirst(), 2, List.of(new InitiativePaused("Kesä", TODAY)));
        QUERY_SIDE.append(
                "Initiative",
                INITIATIVES.get(1),
                2,
                IntStream.range(0, 120)
                        .mapToObj(number -> new CommentPosted(UUID.randomUUID(), "k" + number, null, List.of(), TODAY))
                        .toList());
        QUERY_SIDE.append(
                "Strategy",
                "sakky",
                1,
                List.of(new StrategyPublished(
                        1,
                        "Strategia 2030",
                        TODAY,
                        TODAY,
                        List.of(new Goal(UUID.randomUUID(), "Hyvinvointi")),
                        TODAY)));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(QUERY_SIDE.bean(Overview.class).version(INITIATIVES.get(1)))
                    .isEqualTo(121);
            assertThat(QUERY_SIDE.bean(Timeline.class).has(INITIATIVES.get(1), 121))
                    .isTrue();
            assertThat(QUERY_SIDE.bean(Overview.class).version(INITIATIVES.getFirst()))
                    .isEqualTo(2);
            assertThat(QUERY_SIDE.bean(Overview.class).version(INITIATIVES.getLast()))
                    .isEqualTo(1);
            assertThat(QUERY_SIDE.views().getCollection("strategy").countDocuments())
                    .isEqualTo(1);
        });
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static ResponseSpec get(Actor actor, String path) {
        return QUERY_SIDE.as(actor).get().uri(path).exchange();
    }

    private static Map<?, ?> json(Actor actor, String path) {
        Map<?, ?> body = get(actor, path)
                .expectStatus()
                .isOk()
                .expectBody(Map.class)
                .returnResult()
                .getResponseBody();
        return body == null ? Map.of() : body;
    }

    private static List<?> items(Actor actor, String path) {
        return json(actor, path).get("items") instanceof List<?> list ? list : List.of();
    }

    @Test
    void who_asks_for_more_than_there_is_memory_for_is_told() {
        assertThatThrownBy(() -> QUERY_SIDE
                        .bean(Reads.class)
                        .blocking(() -> {
                            throw new OutOfMemoryError("more than there is");
                        })
                        .block(Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(EdgeProblem.BUSY));
    }

    @Nested
    class AList {

        @Test
        void is_paged_latest_activity_first_without_losing_or_repeating_any() {
            List<Object> seen = new ArrayList<>();
            @Nullable Object next = "";
            while (next != null) {
                String more = next.equals("") ? "" : "&next=" + next;
                Map<?, ?> page = json(MEMBER, "/api/initiatives?limit=2" + more);
                if (page.get("items") instanceof List<?> items) {
                    items.forEach(item -> seen.add(((Map<?, ?>) item).get("initiative")));
                }
                next = page.get("next");
            }
            assertThat(seen).hasSize(5).containsExactlyInAnyOrderElementsOf(INITIATIVES);
        }

        @Test
        void has_what_the_contract_promises_of_each_and_can_be_narrowed_down() {
            List<?> paused = items(MEMBER, "/api/initiatives?status=PAUSED&phase=DEVELOPMENT&q=toiminta 0");
            assertThat(paused).hasSize(1);
            assertThat((Map<?, ?>) paused.getFirst())
                    .hasFieldOrPropertyWithValue("initiative", INITIATIVES.getFirst())
                    .hasFieldOrPropertyWithValue("provider", "sakky")
                    .hasFieldOrPropertyWithValue("title", "Toiminta 0")
                    .hasFieldOrPropertyWithValue("phase", "DEVELOPMENT")
                    .hasFieldOrPropertyWithValue("status", "PAUSED")
                    .hasFieldOrPropertyWithValue("version", 2)
                    .hasFieldOrPropertyWithValue("since", "2014-09");
            assertThat(items(MEMBER, "/api/initiatives?phase=PILOT")).isEmpty();
        }

        @Test
        void is_of_ones_own_provider_and_for_auditors_of_granted_ones() {
            assertThat(items(GRANTED_AUDITOR, "/api/initiatives")).hasSize(5);
            assertThat(items(GRANTED_AUDITOR, "/api/initiatives?provider=raseko"))
                    .isEmpty();
            assertThat(items(GRANTED_MEMBER, "/api/initiatives")).isEmpty();
            get(GRANTED_MEMBER, "/api/initiatives?provider=sakky")
                    .expectStatus()
                    .isNotFound();
            get(OPERATOR, "/api/initiatives").expectStatus().isForbidden();
        }

        @Test
        void names_every_parameter_that_cannot_be_read() {
            get(MEMBER, "/api/initiatives?phase=LATER&limit=1000&next=x")
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:kiinni:problem:invalid")
                    .jsonPath("$.errors[*].field")
                    .isEqualTo(List.of("phase", "limit", "next"));
        }

        @Test
        void takes_numbers_in_the_digits_that_are_described() {
            for (String limit : List.of("٢", "+2", "2 ", "0x2", "-2", "99999999999999999999")) {
                get(MEMBER, "/api/initiatives?limit=" + limit).expectStatus().isEqualTo(422);
            }
        }
    }

    @Nested
    class AnInitiative {

        @Test
        void is_answered_with_its_state_and_its_version_for_an_etag() {
            get(MEMBER, "/api/initiatives/" + INITIATIVES.getFirst())
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("ETag", "\"2\"")
                    .expectBody()
                    .jsonPath("$.initiative")
                    .isEqualTo(INITIATIVES.getFirst())
                    .jsonPath("$.description.need")
                    .isEqualTo("Opiskelijoiden työkyky")
                    .jsonPath("$.team.koordinaattori.seat")
                    .isEqualTo("COORDINATOR")
                    .jsonPath("$.nextGate.to")
                    .isEqualTo("PILOT")
                    .jsonPath("$.nextGate.missing[0]")
                    .isEqualTo("TARGET_STATE");
        }

        @Test
        void of_another_provider_is_as_unknown_as_one_that_never_was() {
            for (Actor stranger : List.of(GRANTED_MEMBER, OPERATOR)) {
                for (String path : List.of("", "/timeline")) {
                    get(stranger, "/api/initiatives/" + INITIATIVES.getFirst() + path)
                            .expectStatus()
                            .isNotFound();
                }
            }
            get(MEMBER, "/api/initiatives/" + UUID.randomUUID())
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:kiinni:problem:not-found");
            get(GRANTED_AUDITOR, "/api/initiatives/" + INITIATIVES.getFirst())
                    .expectStatus()
                    .isOk();
        }

        @Test
        void is_for_nobody_without_a_token() {
            WebTestClient stranger = QUERY_SIDE.client();
            stranger.get().uri("/api/initiatives").exchange().expectStatus().isUnauthorized();
        }
    }

    @Nested
    class ATimeline {

        @Test
        void is_paged_in_the_order_of_recording() {
            List<Object> versions = new ArrayList<>();
            @Nullable Object next = "0";
            while (next != null) {
                Map<?, ?> page =
                        json(MEMBER, "/api/initiatives/" + INITIATIVES.get(1) + "/timeline?limit=50&next=" + next);
                if (page.get("items") instanceof List<?> items) {
                    items.forEach(item -> versions.add(((Map<?, ?>) item).get("version")));
                }
                next = page.get("next");
            }
            assertThat(versions).isEqualTo(IntStream.rangeClosed(1, 121).boxed().toList());
        }

        @Test
        void has_what_the_contract_promises_of_each_entry() {
            get(MEMBER, "/api/initiatives/" + INITIATIVES.getFirst() + "/timeline")
                    .expectBody()
                    .jsonPath("$.items[1].event")
                    .isEqualTo("InitiativePaused")
                    .jsonPath("$.items[1].version")
                    .isEqualTo(2)
                    .jsonPath("$.items[1].position")
                    .isNumber()
                    .jsonPath("$.items[1].recordedAt")
                    .isNotEmpty()
                    .jsonPath("$.items[1].effectiveOn")
                    .isEqualTo("2026-03-01")
                    .jsonPath("$.items[1].by")
                    .isEqualTo("koordinaattori")
                    .jsonPath("$.items[1].assertedBy")
                    .doesNotExist()
                    .jsonPath("$.items[1].data.reason")
                    .isEqualTo("Kesä")
                    .jsonPath("$.next")
                    .doesNotExist();
        }
    }

    /** Recorded by a member who was told so, with its fields changed in the middle. */
    @Nested
    class ThePast {

        private static String initiative = "";

        @BeforeAll
        static void given() {
            initiative = QUERY_SIDE.newInitiative(List.of(Stories.started("Ennen")));
            QUERY_SIDE.append(
                    "Initiative",
                    initiative,
                    2,
                    List.of(new InitiativeDescribed(null, null, null, "Ensin", null, BusinessDate.parse("2015-01"))));
            QUERY_SIDE.append(
                    "Initiative",
                    initiative,
                    3,
                    List.of(new InitiativeDescribed("Jälkeen", null, null, "Sitten", null, BusinessDate.parse("2016"))),
                    Map.of(
                            "provider", "sakky",
                            "by", "jasen",
                            "role", "MEMBER",
                            "assertedBy", "paattaja",
                            "why", "Kokous 4/2016",
                            "command", "DescribeInitiative"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> QUERY_SIDE.bean(Overview.class).version(initiative) == 3
                            && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        }

        private static String path(String rest) {
            return "/api/initiatives/" + initiative + rest;
        }

        private static Object recordedAt(int version) {
            return Objects.requireNonNull(
                    ((Map<?, ?>) items(MEMBER, path("/timeline")).get(version - 1)).get("recordedAt"));
        }

        @Test
        void is_shown_by_version_by_instant_and_by_day() {
            for (String then : List.of("version=2", "at=" + recordedAt(2), "effectiveOn=2015-12-31")) {
                Map<?, ?> shown = json(MEMBER, path("?" + then));
                assertThat((Map<?, ?>) shown).as(then).hasFieldOrPropertyWithValue("title", "Ennen");
                assertThat((Map<?, ?>) shown.get("description"))
                        .as(then)
                        .hasFieldOrPropertyWithValue("targetState", "Ensin");
            }
            assertThat(json(MEMBER, path("?version=2")).get("version")).isEqualTo(2);
            assertThat(json(MEMBER, path("")).get("title")).isEqualTo("Jälkeen");
            assertThat(json(MEMBER, path("?version=3&effectiveOn=2015-06-01")).get("asOf"))
                    .isEqualTo(Map.of("version", 3, "effectiveOn", "2015-06-01"));
        }

        @Test
        void before_the_start_is_not_yet() {
            for (String then : List.of("at=2001-01-01T00:00:00Z", "effectiveOn=2001-01-01")) {
                get(MEMBER, path("?" + then))
                        .expectStatus()
                        .isNotFound()
                        .expectBody()
                        .jsonPath("$.type")
                        .isEqualTo("urn:kiinni:problem:not-yet");
            }
        }

        @Test
        void that_cannot_be_meant_is_named() {
            get(MEMBER, path("?at=2026-01-01T00:00:00Z&version=1&effectiveOn=yesterday"))
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.errors[*].field")
                    .isEqualTo(List.of("version", "effectiveOn"))
                    .jsonPath("$.errors[*].problem")
                    .isEqualTo(List.of("contradiction", "unreadable"));
            get(MEMBER, path("?version=4"))
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.errors[0].problem")
                    .isEqualTo("out-of-range");
            get(MEMBER, path("/audit?clock=SUN&from=x&to=y&event=Nothing&limit=0"))
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.errors[*].field")
                    .value(fields -> assertThat((List<?>) fields)
                            .extracting(Object::toString)
                            .containsExactlyInAnyOrder("clock", "from", "to", "event", "limit"));
            get(MEMBER, path("/diff"))
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.errors[0].field")
                    .isEqualTo("from");
            get(MEMBER, path("/diff?from=3&to=2"))
                    .expectStatus()
                    .isEqualTo(422)
                    .expectBody()
                    .jsonPath("$.errors[0].field")
                    .isEqualTo("to");
        }

        @Test
        void differs_from_what_came_later_in_what_changed_and_by_whom() {
            get(MEMBER, path("/diff?from=2"))
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.from.title")
                    .isEqualTo("Ennen")
                    .jsonPath("$.to.version")
                    .isEqualTo(3)
                    .jsonPath("$.changes[?(@.path == '/description/targetState')].before")
                    .isEqualTo("Ensin")
                    .jsonPath("$.changes[?(@.path == '/description/targetState')].after")
                    .isEqualTo("Sitten")
                    .jsonPath("$.events.items[*].by")
                    .isEqualTo(List.of("jasen"));
        }

        @Test
        void is_told_to_an_auditor_in_words_with_who_why_and_by_which_command() {
            get(GRANTED_AUDITOR, path("/audit"))
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("Content-Language", "fi")
                    .expectBody()
                    .jsonPath("$.items.length()")
                    .isEqualTo(3)
                    .jsonPath("$.items[2].by")
                    .isEqualTo("jasen")
                    .jsonPath("$.items[2].byName")
                    .isEqualTo("Jaana Jäsen")
                    .jsonPath("$.items[2].role")
                    .isEqualTo("MEMBER")
                    .jsonPath("$.items[2].assertedByName")
                    .isEqualTo("Pekka Päättäjä")
                    .jsonPath("$.items[2].why")
                    .isEqualTo("Kokous 4/2016")
                    .jsonPath("$.items[2].command")
                    .isEqualTo("DescribeInitiative")
                    .jsonPath("$.items[2].effectiveOn")
                    .isEqualTo("2016")
                    .jsonPath("$.items[2].fields[?(@.field == 'targetState')].label")
                    .isEqualTo("Tavoitetila")
                    .jsonPath("$.items[2].fields[?(@.field == 'targetState')].lines[0]")
                    .isEqualTo("Sitten")
                    .jsonPath("$.items[2].hash")
                    .value(hash -> assertThat(hash.toString()).matches("[0-9a-f]{64}"));
            assertThat(items(MEMBER, path("/audit?by=jasen"))).hasSize(1);
            assertThat(items(MEMBER, path("/audit?event=InitiativeDescribed"))).hasSize(2);
            assertThat(items(MEMBER, path("/audit?clock=EFFECTIVE&from=2015-01-01&to=2015-12-31")))
                    .hasSize(1);
            assertThat(items(MEMBER, path("/audit?to=2015-12-31"))).isEmpty();
            assertThat(items(MEMBER, path("/audit?from=2100-01-01"))).isEmpty();
            LocalDate today = LocalDate.now(ZoneId.of("Europe/Helsinki"));
            assertThat(items(MEMBER, path("/audit?from=" + today.minusDays(1) + "&to=" + today)))
                    .hasSize(3);
            assertThat(items(MEMBER, path("/audit?to=" + recordedAt(2)))).hasSize(2);
            assertThat(items(MEMBER, path("/audit?from=" + recordedAt(3)))).hasSize(1);
            assertThat(items(MEMBER, path("/audit?q=KOKOUS 4"))).hasSize(1);
            assertThat(json(MEMBER, path("/audit?limit=2")).get("next")).isEqualTo("2");
            assertThat(items(MEMBER, path("/audit?limit=2&next=2"))).hasSize(1);
        }

        /** What was withdrawn is gone from the state, not from the words. */
        @Test
        void names_what_is_gone_and_whose_it_is() {
            UUID request = new UUID(9, 1);
            UUID comment = new UUID(9, 2);
            BusinessDate day = BusinessDate.parse("2016");
            String initiative = QUERY_SIDE.newInitiative(List.of(
                    Stories.started("Työkykypassi"),
                    new DecisionRequested(
                            request, DecisionSubject.PILOT, "Johtoryhmä", "Kokeillaan", "Tarve on.", day, day),
                    new DecisionRequestWithdrawn(request, "Liian varhain", day),
                    new CommentPosted(comment, "Hyvin sujui", null, List.of(), day),
                    new CommentRetracted(comment, "Väärä toiminta", day)));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> QUERY_SIDE.bean(Overview.class).version(initiative) == 5);

            get(MEMBER, "/api/initiatives/" + initiative + "/audit")
                    .expectBody()
                    .jsonPath("$.items[0].fields[?(@.field == 'provider')].lines[0]")
                    .isEqualTo("Savon ammatti- ja aikuisopisto")
                    .jsonPath("$.items[2].fields[?(@.field == 'request')].lines[0]")
                    .isEqualTo("Kokeillaan")
                    .jsonPath("$.items[4].fields[?(@.field == 'comment')].lines[0]")
                    .isEqualTo("Hyvin sujui");
        }

        @Test
        void says_since_when_the_gate_lacks_something_and_who_could_help() {
            String measure = "$.requirements[?(@.requirement == 'CURRENT_STATE')]";
            get(MEMBER, path("/gate"))
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("ETag", "\"3\"")
                    .expectBody()
                    .jsonPath("$.gate")
                    .isEqualTo("PILOT")
                    .jsonPath("$.open")
                    .isEqualTo(false)
                    .jsonPath("$.requirements[0].answer")
                    .isEqualTo("MET")
                    .jsonPath(measure + ".answer")
                    .isEqualTo("MISSING")
                    .jsonPath(measure + ".missingSince.event")
                    .isEqualTo("InitiativeStarted")
                    .jsonPath(measure + ".missingSince.effectiveOn")
                    .isEqualTo("2014-09")
                    .jsonPath(measure + ".remedies[0].command")
                    .isEqualTo("MapCurrentState")
                    .jsonPath(measure + ".remedies[0].people[0].name")
                    .isEqualTo("Kaisa Koordinaattori");
        }

        @Test
        void is_compared_however_much_it_is() {
            BusinessDate day = BusinessDate.parse("2026-01-01");
            List<InitiativeEvent> life = new ArrayList<>(List.of(
                    new InitiativeStarted("lappia", "neljas", "Paljon toimenpiteitä", "Tarve", Language.fi, day)));
            for (int number = 0; number < 1_500; number++) {
                life.add(new ActionPlanned(
                        new UUID(7, number), "Sovi tunnit", Phase.STRUCTURES, "jasen", day, null, day));
            }
            String large = QUERY_SIDE.newInitiative(life);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> QUERY_SIDE.bean(Overview.class).version(large) == life.size());

            Actor theirs = new Actor("neljas", "lappia", Set.of(Role.COORDINATOR), Set.of());
            Map<?, ?> diff = json(theirs, "/api/initiatives/" + large + "/diff?from=1499&to=1501");

            assertThat(diff.get("changes")).asInstanceOf(LIST).hasSize(2);
        }
    }

    @Nested
    class TheTrailOfAccounts {

        private static final Actor ADMINISTRATOR = RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR);

        @BeforeAll
        static void given() {
            QUERY_SIDE.postgres.execute(
                    "INSERT INTO account_change (changed_by, role, what, provider, subject, detail) VALUES"
                            + " ('paakayttaja', 'ADMINISTRATOR', 'RolesChanged', 'sakky', 'jasen', '{\"roles\": [\"MEMBER\", \"AUDITOR\"]}'),"
                            + " ('toinen', 'ADMINISTRATOR', 'AccountAdded', 'raseko', 'toinen', '{}'),"
                            + " ('yllapitaja', 'OPERATOR', 'Granted', 'sakky', 'toinen', '{\"until\": \"2026-12-31\"}')");
        }

        @Test
        void is_told_to_who_keeps_them() {
            get(ADMINISTRATOR, "/api/audit")
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.items[*].change")
                    .isEqualTo(List.of("RolesChanged", "Granted"))
                    .jsonPath("$.items[0].byName")
                    .isEqualTo("Paula Pääkäyttäjä")
                    .jsonPath("$.items[0].role")
                    .isEqualTo("ADMINISTRATOR")
                    .jsonPath("$.items[0].sentence")
                    .isEqualTo("Paula Pääkäyttäjä muutti rooleja: Jaana Jäsen.")
                    .jsonPath("$.items[0].fields[0].lines")
                    .isEqualTo(List.of("työryhmän jäsen", "auditoija"))
                    .jsonPath("$.items[1].subjectName")
                    .isEqualTo("Toni Toinen")
                    .jsonPath("$.items[1].fields[0].lines[0]")
                    .isEqualTo("31.12.2026");
        }

        @Test
        void is_paged() {
            Map<?, ?> first = json(ADMINISTRATOR, "/api/audit?limit=1");
            assertThat(items(ADMINISTRATOR, "/api/audit?limit=1&next=" + first.get("next")))
                    .singleElement()
                    .hasFieldOrPropertyWithValue("change", "Granted");
        }

        @Test
        void is_of_a_granted_provider_for_an_auditor_and_of_operators_for_an_operator() {
            assertThat(items(GRANTED_AUDITOR, "/api/audit?provider=sakky")).hasSize(2);
            assertThat(items(GRANTED_AUDITOR, "/api/audit")).hasSize(1);
            assertThat(items(OPERATOR, "/api/audit")).singleElement().hasFieldOrPropertyWithValue("change", "Granted");
            get(ADMINISTRATOR, "/api/audit?provider=raseko").expectStatus().isNotFound();
        }
    }

    @Nested
    class AStrategy {

        @Test
        void is_answered_with_its_versions_to_those_who_may_see_it() {
            for (String path : List.of("/api/strategy", "/api/strategy?provider=sakky")) {
                get(MEMBER, path)
                        .expectStatus()
                        .isOk()
                        .expectBody()
                        .jsonPath("$.versions[0].goals[0].text")
                        .isEqualTo("Hyvinvointi");
            }
            get(GRANTED_AUDITOR, "/api/strategy?provider=sakky").expectStatus().isOk();
            get(GRANTED_MEMBER, "/api/strategy?provider=sakky").expectStatus().isNotFound();
            get(OPERATOR, "/api/strategy").expectStatus().isForbidden();
        }
    }

    @Test
    void the_api_is_described() {
        QUERY_SIDE
                .client()
                .get()
                .uri("/api/openapi")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.paths['/api/initiatives/{id}/timeline'].get.parameters[*].name")
                .isEqualTo(List.of("id", "limit", "next"));
    }
}
