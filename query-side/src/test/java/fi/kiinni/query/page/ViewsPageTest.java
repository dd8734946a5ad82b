package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.DeadLetters;
import fi.kiinni.query.view.Generations;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class ViewsPageTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide("kiinni.views.keep=300ms");
    private static final Duration SOON = Duration.ofSeconds(30);

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static Browser operator() {
        return Browser.of(QUERY_SIDE, new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of()));
    }

    private static Browser auditor() {
        return Browser.of(QUERY_SIDE, RunningQuerySide.sakky("tarkastaja", Role.AUDITOR));
    }

    private static HttpStatus press(Browser browser, String to, Map<String, String> fields) {
        return HttpStatus.valueOf(browser.post("/views", to, fields).getStatus().value());
    }

    private static Generations.State overview() {
        return QUERY_SIDE.bean(Generations.class).state("overview");
    }

    @Test
    void an_operator_has_a_view_built_anew_and_everybody_who_may_sees_how_it_went() {
        String id = QUERY_SIDE.newInitiative(new Stories(3).life(30));
        await().atMost(SOON).until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 30);
        assertThat(operator().page("/views"))
                .contains("<h1>Näkymät</h1>", "Kokoa uudelleen", "Kaikki tapahtumat näkyvät.");
        int before = overview().current();
        await("what was read before is thrown away")
                .atMost(SOON)
                .until(() -> press(operator(), "/views/overview", Map.of("act", "rebuild")) == HttpStatus.SEE_OTHER);
        await().atMost(SOON).until(() -> overview().current() > before);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(auditor().page("/views"))
                        .contains("Sama sisältö", "Koottiin uudelleen")
                        .doesNotContain("<button name=\"act\""));
        assertThat(press(operator(), "/views/overview", Map.of("act", "abandon")))
                .isEqualTo(HttpStatus.CONFLICT);
        assertThat(press(operator(), "/views/overview", Map.of("act", "fly"))).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(press(operator(), "/views/nothing", Map.of("act", "check"))).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(press(auditor(), "/views/overview", Map.of("act", "check"))).isEqualTo(HttpStatus.FORBIDDEN);
        QUERY_SIDE
                .as(RunningQuerySide.sakky("tarkastaja", Role.AUDITOR))
                .get()
                .uri("/api/views")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items[0].view")
                .isEqualTo("overview")
                .jsonPath("$.items[0].generation")
                .isEqualTo(overview().current())
                .jsonPath("$.items[0].digest.documents")
                .isNumber();
    }

    @Test
    void what_a_reader_sees_says_up_to_where_it_shows_everything() {
        String id = QUERY_SIDE.newInitiative(List.of(Stories.started("Paikka")));
        await().atMost(SOON).until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 1);
        long position = QUERY_SIDE.bean(Overview.class).find(id).orElseThrow().position();
        await().atMost(SOON)
                .untilAsserted(() -> QUERY_SIDE
                        .as(RunningQuerySide.sakky("jasen", Role.MEMBER))
                        .get()
                        .uri("/api/initiatives")
                        .exchange()
                        .expectHeader()
                        .valueMatches("Kiinni-Position", "[0-9]+")
                        .expectHeader()
                        .value(
                                "Kiinni-Position",
                                value -> assertThat(Long.parseLong(value)).isGreaterThanOrEqualTo(position)));
        assertThat(Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", Role.MEMBER))
                        .page("/initiatives/" + id))
                .containsPattern("Näkyvissä lokin tapahtumaan [0-9]+ asti");
    }

    @Test
    void an_event_that_cannot_be_shown_is_told_without_what_is_in_it_and_passed_over_with_a_reason() {
        String id = QUERY_SIDE.newInitiative(List.of(Stories.started("Salainen")));
        await().atMost(SOON).until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 1);
        QUERY_SIDE.postgres.execute("""
                INSERT INTO event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,
                    payload_revision, payload, meta_data, hash)
                VALUES ('%s', '%s', 1, 'Initiative', '2026-01-01T10:00:00.000Z', 'CurrentStateMapped', '1',
                    convert_to('{"description":"Salaisuus', 'UTF8'), convert_to('{"by":"jasen"}', 'UTF8'), '')""".formatted(UUID.randomUUID(), id));
        QUERY_SIDE.append(
                "Initiative", id, 3, List.of(new CurrentStateMapped("Sen jälkeen", BusinessDate.parse("2015"))));
        await().atMost(SOON)
                .until(() -> QUERY_SIDE.bean(DeadLetters.class).all().size() == 2);

        assertThat(operator().page("/views"))
                .contains("CurrentStateMapped", id, "Yritä heti uudelleen")
                .doesNotContain("Salaisuus");
        Map<String, String> pass = Map.of("act", "pass", "view", "overview", "aggregate", id);
        assertThat(Browser.text(operator().post("/views", "/views/letters", pass)))
                .contains("tieto puuttuu", "aria-invalid=\"true\"");
        assertThat(press(
                        operator(),
                        "/views/letters",
                        Map.of("act", "pass", "view", "overview", "aggregate", id, "reason", "Levy rikki")))
                .isEqualTo(HttpStatus.SEE_OTHER);
        assertThat(press(
                        operator(),
                        "/views/letters",
                        Map.of("act", "pass", "view", "timeline", "aggregate", id, "reason", "Levy rikki")))
                .isEqualTo(HttpStatus.SEE_OTHER);
        await().atMost(SOON).until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 3);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(auditor().page("/views"))
                        .contains(
                                "Kaikki tapahtumat näkyvät.",
                                "Ohitetut tapahtumat",
                                "Levy rikki",
                                "Ohitti yllapitaja"));

        long passed = QUERY_SIDE.bean(DeadLetters.class).passedOver().stream()
                .filter(one -> one.event().view().equals("overview"))
                .findFirst()
                .orElseThrow()
                .id();
        assertThat(press(operator(), "/views/letters", Map.of("act", "withdraw", "passed", Long.toString(passed))))
                .isEqualTo(HttpStatus.SEE_OTHER);
        assertThat(operator().page("/views")).contains("Ohituksen perui yllapitaja");

        // Its past cannot be folded any more, and says so.
        QUERY_SIDE
                .as(RunningQuerySide.sakky("jasen", Role.MEMBER))
                .get()
                .uri("/api/initiatives/" + id + "?version=3")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.CONFLICT)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:kiinni:problem:unreadable-event")
                .jsonPath("$.version")
                .isEqualTo(2);
        for (String read : List.of("audit", "diff?from=1&to=3")) {
            QUERY_SIDE
                    .as(RunningQuerySide.sakky("jasen", Role.MEMBER))
                    .get()
                    .uri("/api/initiatives/" + id + "/" + read)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(HttpStatus.CONFLICT);
        }
        Browser member = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", Role.MEMBER));
        for (String page : List.of("", "?effectiveOn=2015-01-01")) {
            assertThat(Browser.text(member.get("/initiatives/" + id + "/history" + page)))
                    .contains(
                            "Historiaa ei voi näyttää: yksi tapahtuma on lukukelvoton.",
                            "Toiminnan versiota 2 ei pysty lukemaan lokista.")
                    .doesNotContain("Salaisuus");
        }
        assertThat(member.page("/initiatives/" + id + "/history?version=1")).contains("Salainen");
        assertThat(member.page("/initiatives/" + id)).contains("Sen jälkeen");

        // What is built anew cannot show it, and waits until that is seen to.
        assertThat(press(operator(), "/views/overview", Map.of("act", "rebuild")))
                .isEqualTo(HttpStatus.SEE_OTHER);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(operator().page("/views"))
                        .contains(
                                "mutta sitä ei vielä verrata eikä oteta käyttöön", "rakenteilla oleva rakennuskerta"));
        assertThat(read(new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of())))
                .contains("\"stage\":\"WAITS_FOR_DEAD_LETTERS\"", "\"deadLettersOfBuilding\":1");
        String built = QUERY_SIDE.bean(DeadLetters.class).all().getFirst().view();
        assertThat(press(
                        operator(),
                        "/views/letters",
                        Map.of("act", "pass", "view", built, "aggregate", id, "reason", "Levy yhä rikki")))
                .isEqualTo(HttpStatus.SEE_OTHER);
        await().atMost(SOON)
                .until(() ->
                        QUERY_SIDE.bean(Generations.class).state("overview").building() == null);
        assertThat(operator().page("/views")).contains("Levy yhä rikki").doesNotContain("eikä oteta käyttöön");
        assertThat(QUERY_SIDE.bean(Overview.class).version(id)).isEqualTo(3);
    }

    @Test
    void ids_are_told_to_those_alone_who_may_read_what_they_are_of() {
        InitiativeStarted started = Stories.started("Muiden");
        String others = UUID.randomUUID().toString();
        QUERY_SIDE.append(
                "Initiative",
                others,
                1,
                List.of(new InitiativeStarted(
                        "raseko",
                        started.coordinator(),
                        started.title(),
                        started.need(),
                        started.language(),
                        started.effectiveOn())),
                Map.of("provider", "raseko", "by", "toinen"));
        String own = QUERY_SIDE.newInitiative(List.of(Stories.started("Oma")));
        await().atMost(SOON)
                .until(() -> QUERY_SIDE.bean(Overview.class).version(others) == 1
                        && QUERY_SIDE.bean(Overview.class).version(own) == 1);
        for (String id : List.of(others, own)) {
            QUERY_SIDE
                    .views()
                    .getCollection("dead_letters")
                    .insertOne(new Document("_id", "timeline/" + id)
                            .append("view", "timeline")
                            .append("aggregate", id)
                            .append("version", 2L)
                            .append("event", "CurrentStateMapped")
                            .append("position", 1L)
                            .append("cause", "java.lang.IllegalStateException")
                            .append("attempts", 1)
                            .append("since", Instant.now())
                            .append("nextAttempt", Instant.now().plusSeconds(3600)));
            QUERY_SIDE.views().getCollection("timeline").deleteOne(Filters.eq("_id", id + "/0"));
        }
        try {
            assertThat(press(operator(), "/views/timeline", Map.of("act", "check")))
                    .isEqualTo(HttpStatus.SEE_OTHER);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(operator().page("/views")).contains(others + "/0", own + "/0"));
            assertThat(auditor().page("/views"))
                    .contains(own, own + "/0", "Lisäksi yksi, joka koskee toista koulutuksen järjestäjää.")
                    .doesNotContain(others);
            assertThat(Browser.of(QUERY_SIDE, new Actor("tarkastaja", "sakky", Set.of(Role.AUDITOR), Set.of("raseko")))
                            .page("/views"))
                    .contains(others, own)
                    .doesNotContain("Lisäksi yksi");
            assertThat(read(RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR)))
                    .contains(own)
                    .doesNotContain(others);
            assertThat(read(new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of())))
                    .contains(own, others);
        } finally {
            QUERY_SIDE.bean(DeadLetters.class).all().stream()
                    .filter(letter -> letter.aggregate().equals(others)
                            || letter.aggregate().equals(own))
                    .forEach(letter -> QUERY_SIDE
                            .views()
                            .getCollection("dead_letters")
                            .deleteOne(Filters.eq("_id", "timeline/" + letter.aggregate())));
        }
    }

    private static String read(Actor actor) {
        return Objects.requireNonNull(QUERY_SIDE
                .as(actor)
                .get()
                .uri("/api/views")
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }
}
