package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.AdoptionDecided;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.initiative.InitiativeEvent.InitiativeDescribed;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.page.Browser.Page;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
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

    private static AdoptionDecided decided(UUID id, @Nullable UUID supersedes, String on) {
        return new AdoptionDecided(
                id,
                AdoptionChoice.ADOPT,
                List.of(),
                "Perusteet " + on,
                List.of(),
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
