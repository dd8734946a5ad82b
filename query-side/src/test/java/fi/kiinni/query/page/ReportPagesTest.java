package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.ActionPlanned;
import fi.kiinni.initiative.InitiativeEvent.DecisionRequested;
import fi.kiinni.initiative.InitiativeEvent.FactorIdentified;
import fi.kiinni.initiative.InitiativeEvent.InitiativeDescribed;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MeasureDefined;
import fi.kiinni.initiative.InitiativeEvent.MeasurementRecorded;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.InitiativeEvent.PilotDecided;
import fi.kiinni.initiative.InitiativeEvent.ReturnedToPhase;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.report.Report;
import fi.kiinni.query.report.ReportFiles;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reports as pages and as files, by the client that runs no scripts. */
class ReportPagesTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final UUID MEASURE = new UUID(6, 1);
    private static final UUID ACTION = new UUID(6, 2);

    private static String id = "";
    private static String asking = "";

    @BeforeAll
    static void given() {
        id = QUERY_SIDE.newInitiative(List.of());
        record(id, 1, "2021-01-15T10:00:00Z", Stories.started("Liikettä päivään"));
        record(
                id,
                2,
                "2021-01-16T10:00:00Z",
                new InitiativeDescribed(null, null, "Kaikki", "Liikutaan", null, on("2021-01-16")));
        record(
                id,
                3,
                "2021-01-17T10:00:00Z",
                new MeasureDefined(
                        MEASURE,
                        "Tauot",
                        MeasureKind.USE,
                        "kpl",
                        Direction.UP,
                        new BigDecimal("1"),
                        on("2021-01"),
                        new BigDecimal("3"),
                        on("2022"),
                        null,
                        null,
                        FollowedIn.PILOT,
                        on("2021-01-17")));
        record(
                id,
                4,
                "2021-02-01T10:00:00Z",
                new ActionPlanned(ACTION, "Koulutetaan", Phase.PILOT, "jasen", on("2021-06"), null, on("2021-02-01")));
        record(id, 5, "2021-03-01T10:00:00Z", new MovedToPilot(1, on("2021-03-01")));
        record(
                id,
                6,
                "2021-05-01T10:00:00Z",
                new MeasurementRecorded(
                        new UUID(6, 3), MEASURE, new BigDecimal("2.5"), on("2021-05"), "Kysely", null, null));
        record(
                id,
                7,
                "2021-05-02T10:00:00Z",
                new FactorIdentified(
                        new UUID(6, 4),
                        FactorKind.HINDERING,
                        FactorDomain.PROCESS,
                        "Aika ei riitä",
                        -1,
                        on("2021-05-02")));
        record(
                id,
                8,
                "2021-06-01T10:00:00Z",
                new ReturnedToPhase(Phase.DEVELOPMENT, "Lisää pohdittavaa", on("2021-06-01")));
        record(
                id,
                9,
                "2022-01-03T10:00:00Z",
                new InitiativeStopped("Rahoitus päättyi", "Malli kuvattiin", null, on("2022-01-03")));
        asking = QUERY_SIDE.newInitiative(List.of());
        record(asking, 1, "2022-08-01T10:00:00Z", Stories.started("Etäohjaus"));
        record(
                asking,
                2,
                "2022-08-02T10:00:00Z",
                new DecisionRequested(
                        new UUID(8, 1),
                        DecisionSubject.PILOT,
                        "Johtoryhmä",
                        "Kokeillaan keväällä",
                        "Tarve on selvä",
                        on("2022-09-15"),
                        on("2022-08-02")));
        record(
                asking,
                3,
                "2022-08-03T10:00:00Z",
                new DecisionRequested(
                        new UUID(8, 2),
                        DecisionSubject.ADOPTION,
                        "Hallitus",
                        "Otetaan käyttöön",
                        "Muut käyttävät jo",
                        on("2022-10-01"),
                        on("2022-08-03")));
        record(
                asking,
                4,
                "2022-09-15T10:00:00Z",
                new PilotDecided(
                        new UUID(8, 3), PilotChoice.GO, "Kannatettava", "Johtoryhmä", on("2022-09-15"), null, null));
        publish(1, "2021-01-01T10:00:00Z", "Vanha tavoite");
        publish(2, "2022-06-01T10:00:00Z", "Uusi tavoite");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 9
                        && QUERY_SIDE.bean(Overview.class).version(asking) == 4
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    private static void publish(int version, String at, String goal) {
        QUERY_SIDE.append(
                "Strategy",
                "sakky",
                version,
                List.of(new StrategyPublished(
                        version,
                        "Strategia " + version,
                        on("2021"),
                        on("2030"),
                        List.of(new Goal(new UUID(7, version), goal)),
                        on("2021-01-01"))),
                Map.of("provider", "sakky", "by", "paakayttaja", "role", "ADMINISTRATOR", "command", "PublishStrategy"),
                Instant.parse(at));
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    private static void record(String id, long version, String at, InitiativeEvent event) {
        QUERY_SIDE.append(
                "Initiative",
                id,
                version,
                List.of(event),
                Map.of("provider", "sakky", "by", "koordinaattori", "role", "COORDINATOR", "command", "Some"),
                Instant.parse(at));
    }

    private static String page(Role role, String path) {
        return browser(role).page(path);
    }

    private static Browser browser(Role role) {
        return Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", role));
    }

    private static HttpResponse<byte[]> api(Role role, String path, String accept) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + path))
                            .header(
                                    "Authorization",
                                    "Bearer " + RunningQuerySide.token(RunningQuerySide.sakky("jasen", role)))
                            .header("Accept", accept)
                            .header("Accept-Language", "fi")
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_rooting_plan_says_what_is_known_and_from_which_event() {
        String plan = page(Role.MEMBER, "/initiatives/" + id + "/rooting-plan");
        assertThat(plan)
                .contains("Juurruttamissuunnitelma: Liikettä päivään", "Päätös käyttöönotosta", "Toimintasuunnitelma")
                .contains("Tulokset ja mittaaminen", "Estävät ja edistävät tekijät", "Käyttöönottosuunnitelma")
                .contains("Kaikki", "Liikutaan", "Koulutetaan", "myöhässä", "Aika ei riitä", "Kysely")
                .contains("class=\"chart\"", "viimeisin arvo 2,5 (5/2021)")
                .contains("/initiatives/" + id + "/history?version=6")
                .contains("/rooting-plan/file.pdf?version=9", "/rooting-plan/file.docx?version=9");
        assertThat(plan.split("history\\?version=2\"", -1)).hasSizeGreaterThan(2);
    }

    @Test
    void each_statement_of_the_rooting_plan_names_the_events_that_it_is_known_from() {
        JsonNode plan = JsonMapper.shared()
                .readTree(api(Role.MEMBER, "/api/reports/rooting-plan/" + id, "application/json")
                        .body());
        List<String> unfounded = new ArrayList<>();
        List<String> founded = new ArrayList<>();
        plan.path("blocks").forEach(block -> {
            block.path("facts")
                    .forEach(fact -> fact.path("said")
                            .forEach(said -> (said.path("sources").isEmpty() ? unfounded : founded)
                                    .add(fact.path("label").asString() + ": "
                                            + said.path("text").asString())));
            block.path("rows").forEach(row -> {
                boolean isFounded =
                        row.valueStream().anyMatch(cell -> !cell.path("sources").isEmpty());
                (isFounded ? founded : unfounded).add(row.toString());
            });
        });
        assertThat(founded).hasSizeGreaterThan(15);
        assertThat(unfounded)
                .as("what has not been done yet has no event")
                .allMatch(text -> text.endsWith("Ei peilattu"));
    }

    @Test
    void the_rooting_plan_of_the_past_is_as_it_was() {
        String then = page(Role.MEMBER, "/initiatives/" + id + "/rooting-plan?version=4&on=2021-02-10");
        assertThat(then).contains("Tilanne 10.2.2021", "Koulutetaan", "avoinna").doesNotContain("Kysely", "myöhässä");
        String effective = page(Role.MEMBER, "/initiatives/" + id + "/rooting-plan?effectiveOn=2021-01-16");
        assertThat(effective)
                .contains("Sellaisena kuin toiminta oli 16.1.2021", "Liikutaan")
                .doesNotContain("Tauot");
    }

    @Test
    void reports_say_how_initiatives_flow() {
        String now = page(Role.MEMBER, "/reports/flow");
        assertThat(now).contains("Lisää pohdittavaa", "Malli kuvattiin", "/history?version=8", "2021/Q2");
        String before = page(Role.MEMBER, "/reports/flow?asOf=31.5.2021");
        assertThat(before)
                .contains("Tilanne päivän 31.5.2021 lopussa", "value=\"31.5.2021\"")
                .doesNotContain("Lisää pohdittavaa", "Malli kuvattiin");
        assertThat(page(Role.MEMBER, "/reports")).contains("/reports/flow", "/reports/factors");
        assertThat(page(Role.MEMBER, "/reports/factors")).contains("Yhtä alle viiden toiminnan ryhmää ei näytetä");
    }

    private static List<JsonNode> rows(String path, String table) {
        JsonNode report = JsonMapper.shared()
                .readTree(api(Role.MEMBER, path, "application/json").body());
        return report.path("blocks")
                .valueStream()
                .filter(block -> block.path("name").asString().equals(table))
                .flatMap(block -> block.path("rows").valueStream())
                .toList();
    }

    private static String text(JsonNode row, String... columns) {
        return Stream.of(columns)
                .map(column -> row.path(column).path("text").asString())
                .collect(Collectors.joining(" | "));
    }

    @Test
    void progress_says_what_happened_in_a_period_and_which_event_changed_which_figure() {
        String path = "/api/reports/progress/" + id + "?from=2021-02-15&asOf=2021-05-31";
        assertThat(rows(path, "figures-then-and-now"))
                .extracting(row -> text(row, "figure", "before", "after", "change"))
                .contains(
                        "Käynnissä: Kiinni kehittämiseen | 1 | 0 | −1",
                        "Käynnissä: Kiinni kokeiluun | 0 | 1 | +1",
                        "Avoimia toimenpiteitä | 1 | 1 | 0",
                        "Mittareita, joita ei ole vielä mitattu | 1 | 0 | −1",
                        "Mittareita, jotka eivät vielä ole tavoitteessa | 0 | 1 | +1",
                        "Ratkaisematta olevia estäviä tekijöitä | 0 | 1 | +1")
                .noneMatch(figure -> figure.startsWith("Päätösten täyttämättömiä ehtoja"));
        assertThat(rows(path, "causes"))
                .filteredOn(row -> text(row, "figure").equals("Käynnissä: Kiinni kokeiluun"))
                .singleElement()
                .satisfies(row -> assertThat(row.toString()).contains("/history?version=5\""));
        assertThat(rows(path, "changes-measured"))
                .singleElement()
                .satisfies(row -> assertThat(row.toString()).contains("Kysely", "/history?version=6\""));
        assertThat(rows(path, "targets-and-actuals"))
                .singleElement()
                .satisfies(row -> assertThat(text(row, "measure", "before", "after", "way", "standing"))
                        .isEqualTo("Tauot |  | 2,5 kpl | 75 % | ei vielä tavoitteessa"));
        String page = page(Role.MEMBER, "/initiatives/" + id + "/progress?from=2021-06-01&asOf=31.8.2021");
        assertThat(page)
                .contains("Etenemisraportti: Liikettä päivään", "Ajalta 1.6.2021 – 31.8.2021", "value=\"1.6.2021\"")
                .contains("Lisää pohdittavaa", "Määräaika meni ohi:", "myöhässä")
                .doesNotContain("Malli kuvattiin", "Kysely;");
        assertThat(page(Role.MEMBER, "/initiatives/" + id)).contains("/initiatives/" + id + "/progress");
    }

    @Test
    void progress_of_everything_leads_to_that_of_each() {
        String path = "/api/reports/progress?from=2021-05-01&asOf=2022-12-31";
        assertThat(rows(path, "moves"))
                .extracting(row -> text(row, "initiative", "what", "reason"))
                .containsExactly(
                        "Liikettä päivään | Palautettiin: Kiinni kehittämiseen | Lisää pohdittavaa",
                        "Liikettä päivään | Lopetettiin | Rahoitus päättyi",
                        "Etäohjaus | Aloitettiin | ");
        assertThat(rows(path, "decisions"))
                .extracting(row -> text(row, "initiative", "subject", "choice", "body"))
                .containsExactly("Etäohjaus | kokeilu | kokeilu aloitetaan | Johtoryhmä");
        assertThat(rows(path, "by-initiative"))
                .extracting(row -> text(row, "initiative", "MOVED", "DECIDED", "MEASURED", "DONE", "all"))
                .containsExactlyInAnyOrder("Liikettä päivään | 2 | 0 | 1 | 0 | 4", "Etäohjaus | 1 | 3 | 0 | 0 | 4");
        assertThat(rows(path, "measures-turned"))
                .extracting(row -> text(row, "measure", "before", "after"))
                .containsExactly("Tauot | ei mitattu | ei tavoitteessa");
        String page = page(Role.MEMBER, "/reports/progress?from=5/2021&asOf=2022");
        assertThat(page)
                .contains("Ajalta 1.5.2021 – 31.12.2022", "/progress?from=2021-05-01&amp;asOf=2022-12-31")
                .contains("asOf=2021-04-30&amp;phase=PILOT&amp;status=ACTIVE");
    }

    @Test
    void progress_goes_on_where_the_last_report_ended_that_was_handed_out() {
        String path = "/api/reports/progress/" + id;
        JsonMapper json = JsonMapper.shared();
        assertThat(json.readTree(api(Role.MEMBER, path + "?from=2021-01-01&asOf=2021-04-30", "application/json")
                                .body())
                        .path("standing")
                        .asString())
                .startsWith("Ajalta 1.1.2021 – 30.4.2021");
        api(Role.MEMBER, path + "?from=2021-01-01&asOf=2021-06-30&behind=after.OPEN_ACTIONS", "application/json");
        assertThat(page(Role.MEMBER, "/initiatives/" + id + "/progress?asOf=2021-12-31"))
                .as("what was counted in a figure is not the report")
                .contains("Ajalta 1.5.2021 – 31.12.2021");
        assertThat(page(Role.MEMBER, "/initiatives/" + id + "/progress?asOf=2021-04-20"))
                .contains("Ajalta 21.1.2021 – 20.4.2021");
        assertThat(page(Role.MEMBER, "/initiatives/" + asking + "/progress?asOf=2022-12-31"))
                .contains("Ajalta 1.10.2022 – 31.12.2022");
        String today =
                BusinessDate.of(LocalDate.now(ZoneId.of("Europe/Helsinki"))).toString();
        api(Role.MEMBER, path, "text/csv");
        api(Role.MEMBER, path + "?table=causes", "text/csv");
        assertThat(json.readTree(api(Role.MEMBER, path, "application/json").body())
                        .path("address")
                        .asString())
                .as("what is still to come of the last day is in the next report")
                .endsWith("?from=" + today + "&asOf=" + today);
    }

    @ParameterizedTest
    @CsvSource({"2022-02-02, 2022-02-01", "kohta, 2022-02-01", "2022-02-01, 2100-01-01"})
    void a_period_that_cannot_be_is_named(String from, String asOf) {
        for (String path : List.of("/initiatives/" + id + "/progress", "/reports/progress")) {
            EntityExchangeResult<byte[]> answer = browser(Role.MEMBER).get(path + "?from=" + from + "&asOf=" + asOf);
            assertThat(answer.getStatus().value()).isEqualTo(422);
            assertThat(Browser.text(answer)).contains("Päivää ei ymmärretty", "value=\"" + from + "\"");
        }
        for (String path : List.of("/api/reports/progress/" + id, "/api/reports/progress")) {
            HttpResponse<byte[]> answer = api(Role.MEMBER, path + "?from=" + from + "&asOf=" + asOf, "*/*");
            assertThat(answer.statusCode()).isEqualTo(422);
        }
    }

    @Test
    void a_meeting_pack_has_what_a_body_is_asked_for_with_what_is_known() {
        String all = page(Role.MEMBER, "/reports/meeting-pack?asOf=10.9.2022");
        assertThat(all)
                .contains("Kokeillaan keväällä", "Otetaan käyttöön", "Valitse taulukosta elin", "body=Johtoryhm%C3%A4")
                .contains("/initiatives/" + asking + "/history?version=2")
                .doesNotContain("Tarve on selvä");
        assertThat(page(Role.MEMBER, "/reports/meeting-pack?asOf=10.9.2022&body=hallitus"))
                .contains("Otetaan käyttöön", "Muut käyttävät jo", "Opiskelijoiden työkyky")
                .doesNotContain("Tarve on selvä", "Kannatettava", "Valitse taulukosta elin");
        assertThat(page(Role.MEMBER, "/reports/meeting-pack"))
                .contains("Muut käyttävät jo", "Kannatettava")
                .doesNotContain("Tarve on selvä");
        assertThat(page(Role.MEMBER, "/reports/meeting-pack?asOf=2021")).contains("Mitään päätöstä ei odoteta.");
        HttpResponse<byte[]> file =
                api(Role.MEMBER, "/api/reports/meeting-pack?asOf=2022-09-10&body=Hallitus", "application/pdf");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(new String(file.body(), 0, 5, StandardCharsets.ISO_8859_1)).isEqualTo("%PDF-");
    }

    @Test
    void what_was_learnt_can_be_searched() {
        assertThat(page(Role.MEMBER, "/reports/flow?q=KUVATTIIN+rahoitus"))
                .contains("Malli kuvattiin", "&amp;q=KUVATTIIN%20rahoitus");
        assertThat(page(Role.MEMBER, "/reports/flow?q=LIIKETT")).contains("Malli kuvattiin");
        assertThat(page(Role.MEMBER, "/reports/flow?q=kuvattiin+muuta"))
                .contains("kuvattiin muuta", "Ei yhtään lopetettua.")
                .doesNotContain("Malli kuvattiin");
    }

    @Test
    void the_strategy_is_reported_as_it_was_published_by_then() {
        assertThat(page(Role.MEMBER, "/reports/coverage"))
                .contains("Uusi tavoite")
                .doesNotContain("Vanha tavoite");
        assertThat(page(Role.MEMBER, "/reports/coverage?asOf=31.5.2022"))
                .contains("Vanha tavoite")
                .doesNotContain("Uusi tavoite");
        assertThat(page(Role.MEMBER, "/reports/coverage?asOf=2020")).contains("Strategiaa ei ollut vielä julkaistu.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"huomenna", "31.2.2021", "2100-01-01"})
    void a_day_that_cannot_be_is_named(String day) {
        EntityExchangeResult<byte[]> answer = browser(Role.MEMBER).get("/reports/flow?asOf=" + day);
        assertThat(answer.getStatus().value()).isEqualTo(422);
        assertThat(Browser.text(answer)).contains("Päivää ei ymmärretty, tai se on vasta tulossa", day);
    }

    @ParameterizedTest
    @CsvSource({
        "application/pdf, %PDF-1.",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document, PK",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, PK",
        "application/json, {",
        "*/*, {",
        "'application/json;q=0.5,application/pdf', %PDF-1."
    })
    void a_report_comes_in_the_form_that_is_asked_for_and_as_the_same_bytes(String accept, String begins) {
        for (String path : List.of(
                "/api/reports/rooting-plan/" + id + "?version=9&on=2022-02-01",
                "/api/reports/progress/" + id + "?from=2021-02-15&asOf=2021-05-31",
                "/api/reports/progress?from=2021-05-01&asOf=2022-12-31",
                "/api/reports/meeting-pack?asOf=2022-09-10",
                "/api/reports/flow?asOf=2022-02-01")) {
            HttpResponse<byte[]> file = api(Role.MEMBER, path, accept);
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(new String(file.body(), 0, begins.length(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(begins);
            assertThat(api(Role.MEMBER, path, accept).body()).isEqualTo(file.body());
        }
    }

    @Test
    void a_page_leads_to_its_files() {
        for (String path : List.of("/reports/flow?asOf=2022-02-01", "/initiatives/" + id + "/rooting-plan?version=9")) {
            Matcher link = Pattern.compile("download href=\"http://[^/]+(/[^\"]+)\"")
                    .matcher(page(Role.MEMBER, path).replace("&amp;", "&"));
            List<String> begins = new ArrayList<>();
            while (link.find()) {
                EntityExchangeResult<byte[]> file = browser(Role.MEMBER).get(link.group(1));
                assertThat(file.getResponseHeaders().getFirst("Content-Disposition"))
                        .startsWith("attachment; filename=");
                begins.add(
                        new String(file.getResponseBodyContent(), 0, 2, StandardCharsets.ISO_8859_1).substring(0, 1));
            }
            assertThat(begins).startsWith("%", "P", "P", "{").hasSizeGreaterThan(8);
        }
    }

    @Test
    void a_table_comes_as_csv() {
        HttpResponse<byte[]> file = api(Role.MEMBER, "/api/reports/flow?asOf=2022-02-01&table=returned", "text/csv");
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("-returned.csv");
        assertThat(new String(file.body(), StandardCharsets.UTF_8))
                .startsWith("\ufeffinitiative,on,from,to,reason,sources\r\n")
                .contains("2021-06-01", "Lisää pohdittavaa");
        for (String table : List.of("", "&table=nothing")) {
            HttpResponse<byte[]> refused = api(Role.MEMBER, "/api/reports/flow?asOf=2022-02-01" + table, "text/csv");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("table", "returned");
        }
    }

    @Test
    void a_report_tells_programs_its_figures() {
        JsonNode report = JsonMapper.shared()
                .readTree(api(Role.MEMBER, "/api/reports/flow?asOf=2022-02-01", "application/json")
                        .body());
        List<JsonNode> tables = new ArrayList<>();
        report.path("blocks").forEach(block -> {
            if (block.path("kind").asString().equals("table")) {
                tables.add(block);
            }
        });
        JsonNode returned = tables.stream()
                .filter(table -> table.path("name").asString().equals("returned"))
                .findFirst()
                .orElseThrow();
        assertThat(returned.path("rows")).hasSize(1);
        assertThat(returned.path("rows").get(0).path("on").path("value").asString())
                .isEqualTo("2021-06-01");
        assertThat(api(Role.MEMBER, "/api/reports/flow?asOf=2100-01-01", "*/*").statusCode())
                .isEqualTo(422);
        assertThat(api(Role.MEMBER, "/api/reports/nothing", "*/*").statusCode()).isEqualTo(404);
        assertThat(api(Role.MEMBER, "/api/reports/flow?provider=raseko", "*/*").statusCode())
                .isEqualTo(404);
    }

    @Test
    void every_file_is_a_look_that_the_provider_sees_and_so_is_an_auditors_look_at_the_past() {
        JdbcClient looks = QUERY_SIDE.bean(JdbcClient.class);
        Set<String> before = looks(looks);
        api(Role.DECISION_MAKER, "/api/reports/factors?asOf=2021-04-04", "application/pdf");
        page(Role.AUDITOR, "/reports/flow?asOf=2021-04-05");
        page(Role.MEMBER, "/reports/flow?asOf=2021-04-06");
        Set<String> after = looks(looks);
        after.removeAll(before);
        assertThat(after)
                .hasSize(2)
                .anySatisfy(look -> assertThat(look).contains("EXPORT", "factors", "2021-04-04", "pdf"))
                .anySatisfy(look -> assertThat(look).contains("HISTORY"));
    }

    @Test
    void so_is_every_file_of_a_rooting_plan_and_an_auditors_look_at_one_of_the_past() {
        JdbcClient looks = QUERY_SIDE.bean(JdbcClient.class);
        Set<String> before = looks(looks);
        api(Role.MEMBER, "/api/reports/rooting-plan/" + id + "?version=4", "application/json");
        page(Role.AUDITOR, "/initiatives/" + id + "/rooting-plan?version=5");
        page(Role.AUDITOR, "/initiatives/" + id + "/rooting-plan?on=2021-02-10");
        page(Role.MEMBER, "/initiatives/" + id + "/rooting-plan?version=6");
        Set<String> after = looks(looks);
        after.removeAll(before);
        assertThat(after)
                .hasSize(2)
                .anySatisfy(look -> assertThat(look).contains("EXPORT", "\"version\": \"4\"", "json"))
                .anySatisfy(look -> assertThat(look).contains("HISTORY", "\"version\": \"5\""));
    }

    @Test
    void a_rooting_plan_is_not_looked_at_on_two_days() {
        HttpResponse<byte[]> refused = api(
                Role.MEMBER,
                "/api/reports/rooting-plan/" + id + "?on=2021-02-10&effectiveOn=2021-02-09",
                "application/json");
        assertThat(refused.statusCode()).isEqualTo(422);
        JsonNode error = JsonMapper.shared().readTree(refused.body()).path("errors");
        assertThat(error).hasSize(1);
        assertThat(error.get(0).path("field").asString()).isEqualTo("on");
        assertThat(error.get(0).path("problem").asString()).isEqualTo("contradiction");
    }

    @Test
    void who_takes_a_file_can_ask_how_far_it_is_and_nobody_else() {
        Browser taker = browser(Role.MEMBER);
        taker.get("/reports/flow/file.pdf?asOf=2022-02-01&follow=taken");
        assertThat(howFar(taker, "taken")).isEqualTo("{\"percent\":100,\"hasFailed\":false}");
        taker.get("/reports/flow/file.csv?asOf=2022-02-01&table=nothing&follow=refused");
        assertThat(howFar(taker, "refused")).isEqualTo("{\"percent\":0,\"hasFailed\":true}");
        String unknown = "{\"hasFailed\":false}";
        assertThat(howFar(taker, "unknown")).isEqualTo(unknown);
        assertThat(howFar(Browser.of(QUERY_SIDE, RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR)), "taken"))
                .isEqualTo(unknown);
    }

    private static String howFar(Browser browser, String followed) {
        return new String(
                browser.get("/reports/files?follow=" + followed).getResponseBodyContent(), StandardCharsets.UTF_8);
    }

    @Test
    void whoever_asks_for_a_file_while_twenty_are_being_written_is_to_come_again() {
        ReportFiles files = QUERY_SIDE.bean(ReportFiles.class);
        Report report = report(List.of());
        List<BaseSubscriber<DataBuffer>> untaken = new ArrayList<>();
        try {
            for (int nth = 0; nth < 20; nth++) {
                untaken.add(untaken(files, report));
            }
            assertThat(untaken).as("refused").noneMatch(BaseSubscriber::isDisposed);
            HttpResponse<byte[]> refused = api(Role.MEMBER, "/api/reports/flow", "application/json");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("15");
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();

            untaken.removeFirst().cancel();
            untaken.add(untaken(files, report));
            assertThat(untaken).as("refused").noneMatch(BaseSubscriber::isDisposed);
        } finally {
            untaken.forEach(BaseSubscriber::cancel);
        }
        assertThat(api(Role.MEMBER, "/api/reports/flow", "application/json").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_file_for_which_there_is_not_enough_memory_breaks_off() {
        Report tooLarge = report(new AbstractList<>() {
            @Override
            public Report.Block get(int index) {
                throw new OutOfMemoryError("pretended");
            }

            @Override
            public int size() {
                return 1;
            }
        });
        Flux<DataBuffer> file = QUERY_SIDE
                .bean(ReportFiles.class)
                .file(
                        MockServerWebExchange.from(MockServerHttpRequest.get("/")),
                        RunningQuerySide.sakky("jasen", Role.MEMBER),
                        Mono.just(tooLarge),
                        ReportFiles.Format.JSON,
                        ',')
                .flatMapMany(answer -> Objects.requireNonNull(answer.getBody()));
        assertThatThrownBy(() -> file.blockLast(Duration.ofSeconds(20)))
                .hasMessage("There is not enough memory for the file");
    }

    private static Report report(List<Report.Block> blocks) {
        return new Report(
                Locale.of("fi"),
                "nimi",
                "Nimi",
                "Kenen",
                "Milloin",
                "Sisältö",
                "http://host/",
                Instant.EPOCH,
                new Report.Of("sakky", "flow", null),
                blocks);
    }

    /** A file that is asked for, and of which nothing is taken. */
    private static BaseSubscriber<DataBuffer> untaken(ReportFiles files, Report report) {
        BaseSubscriber<DataBuffer> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnError(Throwable refused) {}
        };
        files.file(
                        MockServerWebExchange.from(MockServerHttpRequest.get("/")),
                        RunningQuerySide.sakky("jasen", Role.MEMBER),
                        Mono.just(report),
                        ReportFiles.Format.JSON,
                        ',')
                .flatMapMany(answer -> Objects.requireNonNull(answer.getBody()))
                .subscribe(subscriber);
        return subscriber;
    }

    @ParameterizedTest
    @CsvSource({
        "flow, nonsense",
        "flow, stays.EVERYDAY_LIFE",
        "factors, hindering.PILOT.PROCESS",
        "coverage, goal.00000000-0000-0007-0000-000000000001",
        "progress, stays.DEVELOPMENT",
        "meeting-pack, stays.DEVELOPMENT"
    })
    void what_is_no_figure_of_a_report_has_nothing_behind_it(String report, String figure) {
        HttpResponse<byte[]> refused =
                api(Role.MEMBER, "/api/reports/" + report + "?asOf=2022-12-31&behind=" + figure, "application/json");
        assertThat(refused.statusCode()).isEqualTo(422);
        JsonNode problem = JsonMapper.shared().readTree(refused.body());
        assertThat(problem.path("type").asString()).endsWith(":invalid");
        assertThat(problem.path("errors")).hasSize(1);
        assertThat(problem.path("errors").get(0).path("field").asString()).isEqualTo("behind");
        assertThat(browser(Role.MEMBER)
                        .get("/reports/" + report + "?asOf=2022-12-31&behind=" + figure)
                        .getStatus()
                        .value())
                .isEqualTo(422);
    }

    @Test
    void a_figure_leads_to_what_is_behind_it_and_from_there_back_to_the_whole_report() {
        String path = "/reports/flow?asOf=2022-02-01";
        String whole = page(Role.MEMBER, path);
        String address = "http://127.0.0.1:" + QUERY_SIDE.port() + "/reports/flow?provider=sakky&amp;asOf=2022-02-01";
        assertThat(whole)
                .contains("\"" + address + "&amp;behind=stays.DEVELOPMENT\"")
                .doesNotContain("Koko raportti");
        String list = page(Role.MEMBER, path + "&behind=stays.DEVELOPMENT");
        assertThat(list)
                .contains("Kauanko vaiheet kestävät: Kiinni kehittämiseen", "<table id=\"behind\">")
                .contains("/initiatives/" + id + "/history?version=1\"")
                .contains("/initiatives/" + id + "/history?version=5\"")
                .contains("/initiatives/" + id + "/history?version=8\"")
                .doesNotContain("history?version=9\"", "<table id=\"days-in-phase\">");
        assertThat(Pattern.compile("<p class=\"pager\"><a href=\"([^\"]+)\">.*Koko raportti")
                        .matcher(list)
                        .results()
                        .map(link -> link.group(1)))
                .containsExactly(address);
        assertThat(rows("/api" + path + "&behind=stays.DEVELOPMENT", "behind")).hasSize(2);
        assertThat(rows("/api/reports/coverage?asOf=2022-12-31", "by-goal").toString())
                .as("nobody leans on it")
                .doesNotContain("behind=");
    }

    /** What stands on a page or in a report, in order: headings as their level and id, the rest as where it stands. */
    private record Part(int level, String id) {

        boolean isHeading() {
            return level > 0;
        }
    }

    private static final Pattern PART = Pattern.compile(
            "<h([234]) id=\"([^\"]+)\"|<p class=\"text\">|<dl class=\"list\">|<table id=|<p class=\"muted\">|<figure id=");

    private static List<Part> parts(String page) {
        String article = page.substring(page.indexOf("<article"), page.indexOf("</article>"));
        return PART.matcher(article)
                .results()
                .map(found -> found.group(1) == null
                        ? new Part(0, "")
                        : new Part(Integer.parseInt(found.group(1)), found.group(2)))
                .toList();
    }

    private static List<Part> parts(JsonNode report) {
        return report.path("blocks")
                .valueStream()
                .map(block -> block.path("kind").asString().equals("heading")
                        ? new Part(block.path("level").asInt(), block.path("id").asString())
                        : new Part(0, ""))
                .toList();
    }

    /** Of everything but headings, the headings that it stands under. */
    private static List<List<Part>> under(List<Part> parts) {
        List<List<Part>> under = new ArrayList<>();
        List<Part> headings = new ArrayList<>();
        for (Part part : parts) {
            if (part.isHeading()) {
                headings.removeIf(heading -> heading.level >= part.level);
                headings.add(part);
            } else {
                under.add(List.copyOf(headings));
            }
        }
        return under;
    }

    private static void ask(String title, String described, String body, int requests) {
        String asks = UUID.randomUUID().toString();
        List<InitiativeEvent> events = new ArrayList<>(List.of(
                new InitiativeStarted("raseko", "toinen", title, "Tarve", Language.fi, on("2022-08-01")),
                new InitiativeDescribed(null, null, described, described, null, on("2022-08-01"))));
        for (int nth = 1; nth <= requests; nth++) {
            events.add(new DecisionRequested(
                    new UUID(9, nth),
                    DecisionSubject.ADOPTION,
                    body,
                    "Ehdotus " + nth,
                    "Perustelu",
                    on("2022-10-01"),
                    on("2022-08-03")));
        }
        QUERY_SIDE.append(
                "Initiative",
                asks,
                1,
                events,
                Map.of("provider", "raseko", "by", "toinen", "role", "COORDINATOR", "command", "Some"),
                Instant.parse("2022-08-03T10:00:00Z"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(asks) == events.size()
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    @Test
    void a_long_report_goes_on_on_further_pages_each_under_the_headings_that_it_stands_under() {
        ask("Laaja", "Sanoja riittää. ".repeat(700), "Johtokunta", 3);
        ask("Suppea", "Kaikki", "Kunta", 33);
        Actor toinen = new Actor("toinen", "raseko", Set.of(Role.MEMBER), Set.of());
        for (String body : List.of("Johtokunta", "Kunta")) {
            String path = "/reports/meeting-pack?provider=raseko&asOf=2022-09-10&body=" + body;
            JsonNode whole = JsonMapper.shared()
                    .readTree(QUERY_SIDE
                            .as(toinen)
                            .get()
                            .uri("/api" + path)
                            .exchange()
                            .expectBody()
                            .returnResult()
                            .getResponseBodyContent());
            Browser browser = Browser.of(QUERY_SIDE, toinen);
            List<String> pages = new ArrayList<>(List.of(browser.page(path)));
            while (pages.getLast().contains("&amp;page=" + (pages.size() + 1) + "\"")) {
                pages.add(browser.page(path + "&page=" + (pages.size() + 1)));
            }
            assertThat(pages).hasSizeBetween(3, 25);
            List<List<Part>> shown = new ArrayList<>();
            Set<Part> headings = new LinkedHashSet<>();
            for (int nth = 1; nth <= pages.size(); nth++) {
                List<Part> parts = parts(pages.get(nth - 1));
                assertThat(parts.getLast().isHeading())
                        .as("page %s ends with a heading", nth)
                        .isFalse();
                List<List<Part>> under = under(parts);
                assertThat(parts.stream().takeWhile(Part::isHeading))
                        .as("page %s begins", nth)
                        .isEqualTo(under.getFirst());
                shown.addAll(under);
                headings.addAll(parts.stream().filter(Part::isHeading).toList());
                assertThat(pages.get(nth - 1).contains("&amp;page=" + (nth - 1) + "\""))
                        .as("page %s leads to the one before", nth)
                        .isEqualTo(nth > 1);
            }
            assertThat(shown).isEqualTo(under(parts(whole)));
            List<Part> all = parts(whole).stream().filter(Part::isHeading).toList();
            assertThat(headings).containsExactlyElementsOf(all);
            listsItsParts(
                    pages, all.stream().filter(heading -> heading.level == 2).toList());
        }
    }

    /** The list of contents leads to each part where it begins; where there are more than thirty, to those of the page. */
    private static void listsItsParts(List<String> pages, List<Part> chapters) {
        List<List<Part>> on = pages.stream().map(ReportPagesTest::parts).toList();
        for (int nth = 1; nth <= pages.size(); nth++) {
            String page = pages.get(nth - 1);
            List<String> listed = Pattern.compile("<li><a href=\"[^\"]+body=[a-zA-Z]+((?:&amp;page=\\d+)?#[^\"]+)\"")
                    .matcher(page.substring(page.indexOf("<nav class=\"contents\""), page.indexOf("<article")))
                    .results()
                    .map(link -> link.group(1).replace("&amp;", "&"))
                    .toList();
            int shown = nth;
            assertThat(listed)
                    .as("page %s", nth)
                    .containsExactlyElementsOf(chapters.stream()
                            .filter(chapter ->
                                    chapters.size() <= 30 || on.get(shown - 1).contains(chapter))
                            .map(chapter -> {
                                int first = chapters.size() > 30
                                        ? shown
                                        : IntStream.rangeClosed(1, pages.size())
                                                .filter(one -> on.get(one - 1).contains(chapter))
                                                .findFirst()
                                                .orElseThrow();
                                return (first == 1 ? "" : "&page=" + first) + "#" + chapter.id;
                            })
                            .toList());
        }
    }

    private static Set<String> looks(JdbcClient looks) {
        return new HashSet<>(looks.sql("SELECT kind || ' ' || asked::text || position FROM look")
                .query(String.class)
                .list());
    }
}
