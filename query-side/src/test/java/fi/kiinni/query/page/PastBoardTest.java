package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.ActionPlanned;
import fi.kiinni.initiative.InitiativeEvent.InitiativeDescribed;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;

/** The board and the list as of a day, of an initiative that has changed its name, its phase and its status since. */
class PastBoardTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Actor COORDINATOR = RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR);
    private static final Actor OF_ANOTHER = new Actor("toinen", "raseko", Set.of(Role.COORDINATOR), Set.of());

    private static String id = "";

    @BeforeAll
    static void given() {
        id = QUERY_SIDE.newInitiative(List.of());
        record(1, "2021-01-15T10:00:00Z", Stories.started("Vanha nimi"));
        record(
                2,
                "2021-01-16T10:00:00Z",
                new ActionPlanned(
                        new UUID(0, 1), "Sovi tunnit", Phase.PILOT, "jasen", on("2021-02-10"), null, on("2021-01-16")));
        // Already the first of March in Finland.
        record(3, "2021-02-28T22:30:00Z", new MovedToPilot(1, on("2021-02-28")));
        record(
                4,
                "2021-05-03T10:00:00Z",
                new InitiativeDescribed("Uusi nimi", null, null, null, null, on("2021-05-03")));
        record(
                5,
                "2022-01-03T10:00:00Z",
                new InitiativeStopped("Rahoitus päättyi", "Malli kuvattiin", null, on("2022-01-03")));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 5
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    private static void record(long version, String at, InitiativeEvent event) {
        QUERY_SIDE.append(
                "Initiative",
                id,
                version,
                List.of(event),
                Map.of("provider", "sakky", "by", "koordinaattori", "role", "COORDINATOR", "command", "Some"),
                Instant.parse(at));
    }

    private static String board(String query) {
        return Browser.of(QUERY_SIDE, COORDINATOR).page("/initiatives?" + query);
    }

    /** From a column's or fold's mark to the next. */
    private static String part(String page, String mark) {
        int from = page.indexOf("data-place=\"" + mark + "\"");
        int to = page.indexOf("data-place=", from + 1);
        return from < 0 ? "" : page.substring(from, to < 0 ? page.length() : to);
    }

    @Test
    void shows_each_initiative_where_it_stood_at_the_end_of_that_day() {
        String february = board("asOf=28.2.2021");
        assertThat(part(february, "DEVELOPMENT"))
                .contains("Vanha nimi", "Vaiheessa", "1 toimenpide myöhässä", "/history?at=2021-02-28");
        assertThat(part(february, "PILOT")).doesNotContain("nimi</a>");

        String march = board("asOf=2021-03-01");
        assertThat(part(march, "PILOT")).contains("Vanha nimi").doesNotContain("Uusi nimi");
        assertThat(part(march, "DEVELOPMENT")).doesNotContain("nimi</a>");

        assertThat(part(board("asOf=5/2021"), "PILOT")).contains("Uusi nimi");
        assertThat(part(board("asOf=2022"), "STOPPED")).contains("Uusi nimi");
        assertThat(part(board(""), "STOPPED")).contains("Uusi nimi", "href=\"/initiatives/" + id + "\"");
        assertThat(board("asOf=14.1.2021")).contains("Siihen mennessä ei ollut kirjattu yhtään toimintaa.");
    }

    @Test
    void is_filtered_as_it_was_then() {
        assertThat(board("asOf=2021-03-01&q=vanha")).contains("Vanha nimi");
        assertThat(board("asOf=2021-03-01&q=uusi"))
                .doesNotContain("Vanha nimi</a>")
                .contains("Mikään toiminta ei vastaa hakua.");
        assertThat(board("asOf=2021-02-09&overdue=on")).doesNotContain("Vanha nimi</a>");
        assertThat(board("asOf=2021-02-11&overdue=on")).contains("Vanha nimi</a>");
        assertThat(board("asOf=2021-03-01&phase=DEVELOPMENT")).doesNotContain("Vanha nimi</a>");
    }

    @Test
    void says_of_when_it_is_and_cannot_be_changed() {
        String past = board("asOf=31.3.2021&mine=on");

        assertThat(past)
                .contains("sellaisena kuin se oli kirjattu 31.3.2021")
                .contains("value=\"31.3.2021\"")
                .contains("href=\"/initiatives?mine=on&amp;asOf=2021-02-28\"")
                .contains("href=\"/initiatives?mine=on&amp;asOf=2021-04-30\"")
                .contains("href=\"/initiatives?mine=on\"")
                .doesNotContain("data-live", "Siirrä tai muuta tilaa", "board-move", "/initiatives/new");
        assertThat(board("asOf=2100-01-01")).contains("data-live").doesNotContain("sellaisena kuin se oli kirjattu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"huomenna", "31.2.2021", "0000"})
    void says_that_a_day_is_not_one_and_keeps_it(String entered) {
        assertThat(board("asOf=" + entered)).contains("Päivää ei ymmärretty.", "value=\"" + entered + "\"");
    }

    @Test
    void that_an_auditor_looked_is_recorded() {
        Actor auditor = RunningQuerySide.sakky("auditoija", Role.AUDITOR);
        Browser.of(QUERY_SIDE, auditor).page("/initiatives");
        Looks looks = QUERY_SIDE.bean(Looks.class);
        assertThat(looks.of("sakky", new Looks.Wanted(null, null, null), Long.MAX_VALUE, 9))
                .isEmpty();

        Browser.of(QUERY_SIDE, auditor).page("/initiatives?asOf=1.3.2021");

        assertThat(looks.of("sakky", new Looks.Wanted(null, null, null), Long.MAX_VALUE, 9))
                .singleElement()
                .returns("auditoija", Looks.Look::person)
                .returns(Looks.Kind.HISTORY, Looks.Look::kind)
                .returns(Map.of("asOf", "1.3.2021"), Looks.Look::asked);
    }

    @Test
    void is_listed_by_the_api_as_well() {
        String march = QUERY_SIDE
                .as(COORDINATOR)
                .get()
                .uri("/api/initiatives?asOf=2021-03-01")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        assertThat(JsonPath.<List<String>>read(march, "$.items[*].title")).containsExactly("Vanha nimi");
        assertThat(JsonPath.<String>read(march, "$.items[0].phase")).isEqualTo("PILOT");
        assertThat(JsonPath.<Integer>read(march, "$.items[0].version")).isEqualTo(3);
        QUERY_SIDE
                .as(OF_ANOTHER)
                .get()
                .uri("/api/initiatives?asOf=2021-03-01")
                .exchange()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(0);
        QUERY_SIDE
                .as(COORDINATOR)
                .get()
                .uri("/api/initiatives?asOf=tomorrow")
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo("asOf");
    }
}
