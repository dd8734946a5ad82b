package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.AdoptionDecided;
import fi.kiinni.initiative.InitiativeEvent.AdoptionRecordCorrected;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.initiative.InitiativeEvent.FactorIdentified;
import fi.kiinni.initiative.InitiativeEvent.FactorResolved;
import fi.kiinni.initiative.InitiativeEvent.InitiativeDescribed;
import fi.kiinni.initiative.InitiativeEvent.MeasureDefined;
import fi.kiinni.initiative.InitiativeEvent.MeasurementRecorded;
import fi.kiinni.initiative.InitiativeEvent.MeasurementWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.InitiativeEvent.PilotResultCorrected;
import fi.kiinni.initiative.InitiativeEvent.PilotResultRecorded;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.page.Browser.Page;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.StatusAssertions;
import tools.jackson.databind.json.JsonMapper;

/** The past of an initiative, by the client that runs no scripts. */
class HistoryPageTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final UUID DECISION = new UUID(5, 1);
    private static final UUID LATER = new UUID(5, 2);

    private static String path = "";

    /** Recorded one after the other; the current state is mapped last, but was so before the move. */
    @BeforeAll
    static void given() {
        List<InitiativeEvent> life = List.of(
                Stories.started("Vanha nimi"),
                new InitiativeDescribed(null, null, "Opiskelijat", "Kaikki voivat hyvin", null, on("2015-01")),
                new MovedToPilot(1, on("2015-03")),
                decided(DECISION, null, "2015-04"),
                decided(LATER, DECISION, "2015-06"),
                new InitiativeDescribed("Uusi nimi", null, null, null, null, on("2016-02")),
                new CurrentStateMapped("Kartoitettu ennen siirtoa", on("2015-02")));
        String id = QUERY_SIDE.newInitiative(List.of());
        QUERY_SIDE.append(
                "Initiative",
                id,
                1,
                life.subList(0, 2),
                Map.of(
                        "provider",
                        "sakky",
                        "by",
                        "koordinaattori",
                        "role",
                        "COORDINATOR",
                        "command",
                        "StartInitiative"));
        append(id, 3, life.subList(2, 3), "MoveToPilot");
        append(id, 4, life.subList(3, 5), "DecideAdoption");
        append(id, 6, life.subList(5, 6), "DescribeInitiative");
        append(id, 7, life.subList(6, 7), "MapCurrentState");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == life.size()
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        path = "/initiatives/" + id;
    }

    private static void append(String id, long version, List<InitiativeEvent> events, String command) {
        QUERY_SIDE.append(
                "Initiative",
                id,
                version,
                events,
                Map.of("provider", "sakky", "by", "paattaja", "role", "DECISION_MAKER", "command", command));
    }

    private static AdoptionDecided decided(UUID id, @Nullable UUID supersedes, String on, Evidence... evidence) {
        return new AdoptionDecided(
                id,
                AdoptionChoice.ADOPT,
                List.of(),
                "Perusteet " + on,
                List.of(evidence),
                "Johtoryhmä",
                null,
                on(on),
                null,
                null,
                List.of(),
                null,
                supersedes,
                null);
    }

    private static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static Browser coordinator() {
        return Browser.of(QUERY_SIDE, RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR));
    }

    private static String history(String moment) {
        return coordinator().page(path + "/history?" + moment);
    }

    @Test
    void each_version_is_shown_as_it_was_with_what_made_it_so_and_nothing_can_be_done_there() {
        assertThat(coordinator().page(path)).contains("<h1>Uusi nimi</h1>", path + "/history\"");
        assertThat(history("version=1"))
                .contains("<h1>Vanha nimi</h1>", "(versio 1/7)", path + "/history?version=2\"")
                .doesNotContain(
                        "Uusi nimi", "Opiskelijat", "Kartoitettu", "rel=\"prev\"", "class=\"command\"", "what-if");
        assertThat(history("version=5"))
                .contains("<h1>Vanha nimi</h1>", "Perusteet 2015-06", "Opiskelijat", "data-changed=\"decisions\"")
                .contains("value=\"5\"", "max=\"7\"", "rel=\"prev\" href=\"" + path + "/history?version=4\"");
        assertThat(history("version=6")).contains("<h1>Uusi nimi</h1>").doesNotContain("Kartoitettu ennen siirtoa");
        assertThat(history("version=7"))
                .contains("Kartoitettu ennen siirtoa", "data-changed=\"description\"")
                .doesNotContain("rel=\"next\"");
        assertThat(history("version=700")).contains("(versio 7/7)");
        assertThat(history("at=2001-01-01T00:00:00Z")).contains("(versio 1/7)");
        assertThat(history("at=2090")).contains("(versio 7/7)");
    }

    @Test
    void what_was_so_on_a_day_is_told_by_what_is_known_now() {
        assertThat(history("effectiveOn=2015-02-15"))
                .contains(
                        "<h1>Vanha nimi</h1>",
                        "Kartoitettu ennen siirtoa",
                        "Opiskelijat",
                        "sen mukaan mitä nyt tiedetään")
                .doesNotContain("Perusteet", "Uusi nimi");
        assertThat(history("effectiveOn=2015-02-01"))
                .contains("rel=\"next\" href=\"" + path + "/history?effectiveOn=2015-03-01\"")
                .contains("rel=\"prev\" href=\"" + path + "/history?effectiveOn=2015-01-01\"");
        assertThat(history("effectiveOn=1.3.2015")).contains("Kartoitettu ennen siirtoa");
        assertThat(history("version=2")).contains("history?effectiveOn=2015-01-01\">Tiedon ajankohdan mukaan");
        assertThat(history("clock=effective&step=2")).contains("?effectiveOn=2015-01-01\"");
        assertThat(history("effectiveOn=1990")).contains("<h1>Vanha nimi</h1>");
    }

    @Test
    void a_step_leads_to_the_address_of_the_moment() {
        assertThat(coordinator().open(path + "/history?step=3").header("HX-Push-Url"))
                .isEqualTo(path + "/history?version=3");
        assertThat(coordinator().open(path + "/history?clock=effective&step=3").header("HX-Push-Url"))
                .isEqualTo(path + "/history?effectiveOn=2015-02-01");
    }

    @Test
    void a_decision_tells_what_was_known_and_what_came_later_about_the_time_before() {
        assertThat(history("version=3"))
                .contains("Mitä päätettäessä tiedettiin", "puuttui", path + "/history?version=2\"")
                .containsPattern("olisi muuttanut portin vastausta</h4>[\\s\\S]*Ei olisi puuttunut: [^<]+");
        assertThat(history("version=6")).doesNotContain("Mitä päätettäessä tiedettiin</h3>");
        assertThat(coordinator().page(path + "/history?decision=" + DECISION)).contains("(versio 4/7)");
        assertThat(coordinator()
                        .open(path + "/history?decision=" + new UUID(1, 1))
                        .status())
                .isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    void a_decision_tells_what_it_could_rest_on_as_it_stood_then_and_what_was_put_right_since() {
        UUID measure = new UUID(6, 1);
        UUID result = new UUID(6, 2);
        UUID measurement = new UUID(6, 3);
        UUID decision = new UUID(6, 4);
        UUID over = new UUID(6, 5);
        String id = QUERY_SIDE.newInitiative(List.of(
                Stories.started("Mihin nojattiin"),
                new MeasureDefined(
                        measure,
                        "Osallistujat",
                        MeasureKind.REACH,
                        "hlö",
                        Direction.UP,
                        BigDecimal.TEN,
                        on("2014"),
                        new BigDecimal(50),
                        on("2016"),
                        null,
                        null,
                        FollowedIn.PILOT,
                        on("2015-01")),
                new PilotResultRecorded(
                        result, "Moni tuli mukaan", measure, new BigDecimal(30), on("2015-02"), List.of()),
                new MeasurementRecorded(measurement, measure, new BigDecimal(41), on("2015-03"), "Kysely", null, null),
                new FactorIdentified(
                        new UUID(6, 6), FactorKind.PROMOTING, FactorDomain.PROCESS, "Innostus", 1, on("2015-03")),
                new FactorIdentified(
                        new UUID(6, 7), FactorKind.HINDERING, FactorDomain.PROCESS, "Kiire", -2, on("2015-03")),
                new FactorIdentified(
                        over, FactorKind.HINDERING, FactorDomain.PROCESS, "Ratkennut este", -2, on("2015-03")),
                new FactorResolved(over, "Sovittiin", on("2015-03")),
                decided(decision, null, "2015-04", new Evidence("Raportti", "https://example.org/raportti", null)),
                new PilotResultCorrected(
                        result, null, null, new BigDecimal(12), null, null, "Laskuvirhe", on("2015-05")),
                new MeasurementWithdrawn(measurement, "Väärä kysely", on("2015-05")),
                new AdoptionRecordCorrected(
                        decision,
                        null,
                        null,
                        List.of(new Evidence("Toinen raportti", "https://example.org/toinen", null)),
                        "Väärä liite",
                        on("2015-05")),
                new FactorResolved(new UUID(6, 7), "Aikaa on", on("2015-05")),
                decided(new UUID(6, 8), decision, "2015-06")));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 14
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());

        String page = coordinator().page("/initiatives/" + id + "/history?version=9");
        String known = page.substring(
                page.indexOf("Mitä päätettäessä tiedettiin</h3>"), page.indexOf("Katso toiminta juuri ennen päätöstä"));
        String to = "href=\"/initiatives/" + id + "/history?version=";
        assertThat(known)
                .containsSubsequence("Raportti</a>", to + 12, ">Korjattu myöhemmin (versio 12)</a>")
                .containsSubsequence(
                        "Osallistujat</th>",
                        "10 hlö (2014)",
                        "41 hlö (3/2015)",
                        "ei tavoitteessa",
                        to + 11,
                        ">Poistettu myöhemmin virheellisenä (versio 11)</a>",
                        "50 hlö")
                .containsSubsequence(
                        "Moni tuli mukaan",
                        "2/2015",
                        "Osallistujat: 30",
                        to + 10,
                        ">Korjattu myöhemmin (versio 10)</a>")
                .containsSubsequence("−2</span>", "Kiire", "+1</span>", "Innostus")
                .doesNotContain("Toinen raportti", "Osallistujat: 12", "Ratkennut este", "ei ollut kirjattu");
        assertThat(page).contains(to + "14\">Päätös korvattiin myöhemmin toisella (versio 14)</a>");
        assertThat(coordinator().page("/initiatives/" + id + "/history?version=14"))
                .containsSubsequence("12 hlö (2/2015)", "50 hlö", "Osallistujat: 12")
                .doesNotContain("Korjattu myöhemmin", "Poistettu myöhemmin", "Päätös korvattiin");
        assertThat(history("version=3")).contains("avoimia tekijöitä ei ollut kirjattu");

        decision(id, "9")
                .isOk()
                .expectBody()
                .jsonPath("$.decision.data.decision")
                .isEqualTo(decision.toString())
                .jsonPath("$.basis.results.items[0].result.value")
                .isEqualTo(30)
                .jsonPath("$.basis.measures.items[0].latest.value")
                .isEqualTo(41)
                .jsonPath("$.basis.measures.items[0].latest.changed.withdrawn")
                .isEqualTo(true)
                .jsonPath("$.basis.evidenceChanged.version")
                .isEqualTo(12)
                .jsonPath("$.basis.factors.items[*].factor.description")
                .isEqualTo(List.of("Kiire", "Innostus"))
                .jsonPath("$.lacked")
                .isNotEmpty()
                .jsonPath("$.supersededBy")
                .isEqualTo(14);
        decision(id, "2").isNotFound();
        decision(id, "1").isNotFound();
        decision(id, "99").isNotFound();
        decision(id, "x").isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
    }

    @Test
    void of_many_things_that_were_known_a_few_are_told_the_latest_and_strongest_first() {
        List<InitiativeEvent> life = new ArrayList<>(List.of(Stories.started("Paljon")));
        for (int i = 1; i <= 8; i++) {
            life.add(new PilotResultRecorded(new UUID(7, i), "Havainto " + i, null, null, on("201" + i), List.of()));
            life.add(new FactorIdentified(
                    new UUID(8, i), FactorKind.PROMOTING, FactorDomain.PROCESS, "Tekijä " + i, i / 4, on("2015")));
        }
        life.add(new MovedToPilot(1, on("2019")));
        String id = QUERY_SIDE.newInitiative(life);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == life.size()
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        String page = coordinator().page("/initiatives/" + id + "/history?version=" + life.size());
        assertThat(page.substring(
                        page.indexOf("Mitä päätettäessä tiedettiin</h3>"),
                        page.indexOf("Katso toiminta juuri ennen päätöstä")))
                .containsSubsequence("Havainto 8", "Havainto 7", "Havainto 3", "ja 2 muuta")
                .containsSubsequence("Tekijä 8", "Tekijä 4", "ja 2 muuta")
                .doesNotContain("Havainto 2", "Havainto 1<", "Tekijä 3");
    }

    private static StatusAssertions decision(String initiative, String version) {
        return QUERY_SIDE
                .as(RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR))
                .get()
                .uri("/api/initiatives/" + initiative + "/decisions/" + version)
                .exchange()
                .expectStatus();
    }

    @Test
    void a_decision_that_replaced_another_says_so_on_both() {
        assertThat(coordinator().page(path))
                .containsPattern("Kumoaa[^<]*|Korvaa[^<]*")
                .contains("korvattu päätöksellä: ", "/history?decision=" + DECISION, "/history?decision=" + LATER);
    }

    @Test
    void two_moments_stand_side_by_side_with_what_happened_between_and_why() {
        String page = coordinator().page(path + "/compare?from=2&to=7");
        assertThat(page)
                .contains("Vanha nimi", "Uusi nimi", "Perusteet 2015-04", "Kartoitettu ennen siirtoa")
                .contains("muuttunut", "lisätty", path + "/history?version=2\"")
                .containsPattern("Mitä välissä tapahtui[\\s\\S]*<p class=\"sentence\">");
        assertThat(coordinator().page(path + "/compare?from=6&to=6")).contains("Mikään ei ole toisin.");
        assertThat(coordinator().page(path + "/compare?from=7&to=2")).contains("value=\"2\"", "value=\"7\"");
        assertThat(coordinator().open(path + "/compare?from=x").status()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
        assertThat(coordinator().open(path + "/compare?with=" + new UUID(1, 1)).status())
                .isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    void the_audit_trail_is_searched_by_person_kind_phase_period_and_word() {
        String audit = path + "/audit?";
        assertThat(sentences(audit)).isEqualTo(7);
        assertThat(sentences(audit + "by=koordinaattori")).isEqualTo(2);
        assertThat(sentences(audit + "kind=decisions")).isEqualTo(2);
        assertThat(sentences(audit + "phase=DEVELOPMENT")).isEqualTo(3);
        assertThat(sentences(audit + "phase=PILOT&by=paattaja&kind=groundwork")).isEqualTo(2);
        assertThat(sentences(audit + "q=KARTOITETTU")).isEqualTo(1);
        assertThat(sentences(audit + "clock=effective&from=2015-02&to=3%2F2015"))
                .isEqualTo(2);
        assertThat(sentences(audit + "clock=effective&from=2015-04")).isEqualTo(3);
        assertThat(sentences(audit + "clock=effective&to=2015")).isEqualTo(6);
        assertThat(sentences(audit + "clock=recorded&to=2015")).isZero();
        assertThat(sentences(audit + "from=2100")).isZero();
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Helsinki"));
        assertThat(sentences(audit + "from=" + today.minusDays(1) + "&to=" + today))
                .isEqualTo(7);
        assertThat(coordinator().open(audit + "from=eilen").status()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
        assertThat(versions("phase=DEVELOPMENT&kind=MOVES&q=")).isEqualTo("[1,3]");
        assertThat(versions("phase=PILOT&kind=MOVES")).isEqualTo("[]");
        assertThat(versions("phase=PILOT&limit=3")).isEqualTo("[4,5,6]");
        assertThat(versions("phase=PILOT&limit=3&next=6")).isEqualTo("[7]");
        assertThat(versions("q=PERUSTEET 2015-06")).isEqualTo("[5]");
    }

    private static String versions(String asked) {
        return JsonMapper.shared()
                .readTree(QUERY_SIDE
                        .as(RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR))
                        .get()
                        .uri("/api" + path + "/audit?" + asked)
                        .exchange()
                        .expectBody()
                        .returnResult()
                        .getResponseBody())
                .path("items")
                .valueStream()
                .map(item -> item.path("version").asString())
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static int sentences(String address) {
        return coordinator().page(address).split("<h2 class=\"sentence\">", -1).length - 1;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void any_life_can_be_compared_and_looked_at_in_any_of_its_moments_and_is_light(long seed) {
        List<InitiativeEvent> life = new Stories(seed).life(120);
        String id = QUERY_SIDE.newInitiative(life);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == life.size()
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        for (int version = 1; version <= life.size(); version += 7) {
            for (String address : List.of(
                    "/compare?from=" + version,
                    "/history?version=" + version,
                    "/history?clock=effective&step=" + version)) {
                assertThat(coordinator().page("/initiatives/" + id + address).length())
                        .as(address)
                        .isLessThan(60_000);
            }
        }
        assertThat(coordinator()
                        .page("/initiatives/" + id + "/compare?with=" + path.replaceFirst(".*/", ""))
                        .length())
                .isLessThan(60_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version=x",
                "version=-1",
                "at=eilen",
                "effectiveOn=2015-13-01",
                "effectiveOn=2015&version=2",
                "step=0",
                "decision=7"
            })
    void a_moment_that_cannot_be_read_is_answered_with_how_to_write_one(String moment) {
        Page page = coordinator().open(path + "/history?" + moment);
        assertThat(page.status()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
        assertThat(page.text()).contains("Hetkeä ei ymmärretty.", "id=\"moment\"");
    }
}
