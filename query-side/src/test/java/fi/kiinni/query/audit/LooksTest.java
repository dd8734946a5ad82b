package fi.kiinni.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent.InitiativeDescribed;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.initiative.Language;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whose looks are recorded, that nothing is shown without, and who sees them. */
class LooksTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Actor ADMINISTRATOR = RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR);
    private static final Actor OF_RASEKO = new Actor("toinen", "raseko", Set.of(Role.AUDITOR), Set.of());
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    private static String own = "";
    private static String another = "";

    @BeforeAll
    static void given() {
        own = QUERY_SIDE.newInitiative(List.of(
                Stories.started("Työkykypassi"),
                new InitiativeDescribed("Toinen nimi", null, null, null, null, BusinessDate.parse("2016"))));
        another = QUERY_SIDE.newInitiative(List.of(new InitiativeStarted(
                "raseko", "toinen", "Keep Going", "Tarve", Language.fi, BusinessDate.parse("2019"))));
        QUERY_SIDE.postgres.execute(
                "INSERT INTO person VALUES ('tarkastaja', 'raseko', 'Taru Tarkastaja')",
                "INSERT INTO auditor_grant VALUES ('sakky', 'toinen', '2099-12-31'), ('sakky', 'tarkastaja', '2099-12-31')");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(own) == 2
                        && QUERY_SIDE.bean(Overview.class).version(another) == 1
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    /** Somebody who has not looked before. */
    private static Actor auditor(String provider, String... granted) {
        return new Actor("auditoija-" + UUID.randomUUID(), provider, Set.of(Role.AUDITOR), Set.of(granted));
    }

    /** An answer's status; of a stream, its beginning is enough. */
    private static int look(Actor actor, String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port()
                        + path.replace("{own}", own).replace("{another}", another)))
                .header("Authorization", "Bearer " + RunningQuerySide.token(actor))
                .header("Cookie", "kiinni=" + RunningQuerySide.token(actor))
                .header("Accept", path.contains("csv") ? "text/csv" : "*/*")
                .build();
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return body.read() < 0 ? 0 : answer.statusCode();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String read(Actor actor, String path) {
        return new String(
                QUERY_SIDE
                        .as(actor)
                        .get()
                        .uri(path)
                        .cookie("kiinni", RunningQuerySide.token(actor))
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody()
                        .returnResult()
                        .getResponseBody(),
                StandardCharsets.UTF_8);
    }

    private static List<JsonNode> looks(Actor reader, String query) {
        List<JsonNode> looks = new ArrayList<>();
        JSON.readTree(read(reader, "/api/looks" + query)).path("items").forEach(looks::add);
        return looks;
    }

    /** Latest first, as its provider sees them. */
    private static List<JsonNode> looksOf(Actor who) {
        return looks(ADMINISTRATOR, "?limit=200&person=" + who.person());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /initiatives/{own}/history?version=1                        | HISTORY     | {"version":"1"}
                    /initiatives/{own}/history?clock=effective&step=1           | HISTORY     | {"clock":"effective","step":"1"}
                    /api/initiatives/{own}?version=1                            | HISTORY     | {"version":"1"}
                    /api/initiatives/{own}?at=2099-01-01T00:00:00Z              | HISTORY     | {"at":"2099-01-01T00:00:00Z"}
                    /api/initiatives/{own}?effectiveOn=2016-01-01               | HISTORY     | {"effectiveOn":"2016-01-01"}
                    /initiatives/{own}/compare?from=1&to=2                      | COMPARISON  | {"from":"1","to":"2"}
                    /api/initiatives/{own}/diff?from=1                          | COMPARISON  | {"from":"1"}
                    /initiatives/{own}/audit?q=passi&phase=PILOT&after=0        | AUDIT_TRAIL | {"phase":"PILOT","q":"passi"}
                    /api/initiatives/{own}/audit?limit=1&by=jasen               | AUDIT_TRAIL | {"by":"jasen"}
                    /api/initiatives/{own}/audit?kind=MOVES&q=csv               | EXPORT      | {"kind":"MOVES","q":"csv","format":"csv"}
                    /initiatives/{own}/audit.csv?to=2016                        | EXPORT      | {"to":"2016","format":"csv"}
                    /initiatives/{own}/audit.jsonl                              | EXPORT      | {"format":"jsonl"}
                    /api/events?from=now&provider=sakky                         | FEED        | {"from":"now","provider":"sakky"}
                    """)
    void an_auditors_look_is_recorded_with_what_was_asked(String path, String kind, String asked) throws IOException {
        for (Actor who : List.of(auditor("raseko", "sakky"), auditor("sakky"))) {
            assertThat(look(who, path)).isEqualTo(200);
            assertThat(looksOf(who)).singleElement().satisfies(look -> {
                assertThat(look.path("kind").asString()).isEqualTo(kind);
                assertThat(look.path("asked")).isEqualTo(JSON.readTree(asked));
                assertThat(look.path("roles")).isEqualTo(JSON.readTree("[\"AUDITOR\"]"));
                assertThat(look.path("home").asString()).isEqualTo(who.provider());
                assertThat(look.path("initiative").asString("")).isEqualTo(kind.equals("FEED") ? "" : own);
            });
        }
    }

    @Test
    void who_looks_by_a_grant_is_named_with_their_provider_and_the_grants_last_day() throws IOException {
        Actor granted = new Actor("tarkastaja", "raseko", Set.of(Role.AUDITOR, Role.MEMBER), Set.of("sakky"));
        look(granted, "/api/initiatives/{own}/audit");
        look(granted, "/api/initiatives/{another}/audit");
        assertThat(looksOf(granted)).singleElement().satisfies(look -> {
            assertThat(look.path("personName").asString()).isEqualTo("Taru Tarkastaja");
            assertThat(look.path("homeName").asString()).isEqualTo("Raseko");
            assertThat(look.path("grantedUntil").asString()).isEqualTo("2099-12-31");
            assertThat(look.path("roles")).isEqualTo(JSON.readTree("[\"AUDITOR\"]"));
        });
        assertThat(looks(OF_RASEKO, "?person=tarkastaja&kind=AUDIT_TRAIL&initiative=" + another))
                .singleElement()
                .satisfies(look -> {
                    assertThat(look.has("grantedUntil")).isFalse();
                    assertThat(look.path("roles")).isEqualTo(JSON.readTree("[\"MEMBER\",\"AUDITOR\"]"));
                });
    }

    @Test
    void of_others_only_exports_and_connections_to_the_feed_are_recorded_but_of_everybody() throws IOException {
        Actor member = new Actor("muu-" + UUID.randomUUID(), "sakky", Set.of(Role.MEMBER), Set.of());
        for (String path : List.of(
                "/initiatives/{own}/history",
                "/initiatives/{own}/audit",
                "/initiatives/{own}/compare",
                "/api/initiatives/{own}?version=1",
                "/api/initiatives/{own}/diff?from=1",
                "/api/initiatives/{own}/audit")) {
            assertThat(look(member, path)).isEqualTo(200);
        }
        assertThat(looksOf(member)).isEmpty();
        look(auditor("sakky"), "/api/initiatives/{own}");
        look(member, "/initiatives/{own}/audit.csv");
        look(member, "/api/events");
        assertThat(looksOf(member).stream().map(look -> look.path("kind").asString() + look.path("roles")))
                .containsExactly("FEED[\"MEMBER\"]", "EXPORT[\"MEMBER\"]");
    }

    @Test
    void a_slider_is_one_look_and_every_export_is_one() throws IOException {
        Actor who = auditor("sakky");
        for (String step : List.of("step=1", "step=2", "version=1", "version=2", "clock=effective&step=1")) {
            look(who, "/initiatives/{own}/history?" + step);
        }
        look(who, "/api/initiatives/{own}?version=2");
        assertThat(looksOf(who)).hasSize(1);
        for (String search : List.of("q=a", "q=a&after=3", "q=b")) {
            look(who, "/initiatives/{own}/audit?" + search);
        }
        assertThat(looksOf(who)).hasSize(3);
        for (int n = 0; n < 2; n++) {
            look(who, "/initiatives/{own}/audit.csv");
            look(who, "/api/events?from=now");
        }
        assertThat(looksOf(who)).hasSize(7);
    }

    @Test
    void a_look_at_two_providers_is_told_to_both_and_one_that_is_refused_to_none() throws IOException {
        Actor who = auditor("raseko", "sakky");
        look(who, "/api/initiatives/{own}/diff?with={another}");
        look(who, "/initiatives/{another}/compare?with={own}&from=1");
        look(who, "/api/events");
        assertThat(looksOf(who)).hasSize(3);
        assertThat(looks(OF_RASEKO, "?person=" + who.person())).hasSize(3);

        Actor refused = auditor("sakky");
        assertThat(look(refused, "/api/initiatives/{another}/audit")).isEqualTo(404);
        assertThat(look(refused, "/initiatives/{another}/history")).isEqualTo(404);
        assertThat(look(refused, "/api/initiatives/{own}?version=x")).isEqualTo(422);
        assertThat(look(refused, "/api/events?from=x")).isEqualTo(422);
        assertThat(look(refused, "/api/initiatives/{own}/audit?q=csv&limit=1")).isEqualTo(422);
        assertThat(looksOf(refused)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/initiatives/{own}/history",
                "/initiatives/{own}/compare",
                "/initiatives/{own}/audit",
                "/initiatives/{own}/audit.csv",
                "/initiatives/{own}/rooting-plan?version=1",
                "/initiatives/{own}/rooting-plan/file.pdf",
                "/reports/flow?asOf=2024-01-01",
                "/api/reports/rooting-plan/{own}",
                "/api/reports/factors",
                "/api/initiatives/{own}?version=1",
                "/api/initiatives/{own}/diff?from=1",
                "/api/initiatives/{own}/audit",
                "/api/initiatives/{own}/audit?q=csv",
                "/api/events"
            })
    void what_cannot_be_recorded_is_not_shown(String path) throws IOException {
        Actor who = auditor("sakky");
        QUERY_SIDE.postgres.execute("ALTER TABLE look RENAME TO look_away");
        try {
            assertThat(look(who, path)).isEqualTo(503);
        } finally {
            QUERY_SIDE.postgres.execute("ALTER TABLE look_away RENAME TO look");
        }
        assertThat(look(who, path)).isEqualTo(200);
        assertThat(looksOf(who)).hasSize(1);
    }

    @Test
    void of_what_is_asked_as_much_is_kept_as_there_is_room_for() throws IOException {
        Actor who = auditor("sakky");
        String trees = "%F0%9F%8C%B1".repeat(220);
        assertThat(look(who, "/initiatives/{own}/audit?q=%00a%07" + trees)).isEqualTo(200);
        String asked = looksOf(who).getFirst().at("/asked/q").asString();
        assertThat(asked.codePointCount(0, asked.length())).isEqualTo(200);
        assertThat(asked).startsWith("a 🌱").endsWith("🌱");
    }

    @Test
    void they_are_shown_to_the_providers_own_administrators_and_auditors_latest_first_and_page_by_page()
            throws IOException {
        Actor who = auditor("raseko", "sakky");
        look(who, "/api/initiatives/{own}/audit");
        look(who, "/initiatives/{own}/history");
        look(who, "/initiatives/{own}/audit.csv");
        String person = "person=" + who.person();
        assertThat(looks(ADMINISTRATOR, "?" + person).stream()
                        .map(look -> look.path("kind").asString()))
                .containsExactly("EXPORT", "HISTORY", "AUDIT_TRAIL");
        assertThat(looks(auditor("sakky"), "?" + person)).hasSize(3);
        assertThat(looks(who, "?" + person)).isEmpty();
        assertThat(looks(OF_RASEKO, "?" + person)).isEmpty();
        assertThat(looks(ADMINISTRATOR, "?kind=HISTORY&" + person)).hasSize(1);
        assertThat(looks(ADMINISTRATOR, "?initiative=" + own + "&" + person)).hasSize(3);
        assertThat(looks(ADMINISTRATOR, "?initiative=" + another + "&" + person))
                .isEmpty();
        assertThat(QUERY_SIDE
                        .as(ADMINISTRATOR)
                        .get()
                        .uri(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + "/api/looks?person=%00"))
                        .exchange()
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .isEqualTo("{\"items\":[]}");

        List<String> kinds = new ArrayList<>();
        for (String next = ""; next != null; ) {
            JsonNode page = JSON.readTree(read(ADMINISTRATOR, "/api/looks?limit=1&" + person + next));
            page.path("items").forEach(look -> kinds.add(look.path("kind").asString()));
            next = page.has("next") ? "&next=" + page.path("next").asString() : null;
        }
        assertThat(kinds).containsExactly("EXPORT", "HISTORY", "AUDIT_TRAIL");
    }

    @Test
    void a_page_tells_who_looked_at_what_and_how() throws IOException {
        Actor granted = new Actor("toinen", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
        look(granted, "/initiatives/{own}/audit.csv?phase=pilot&by=koordinaattori&kind=moves&clock=effective&to=2016");
        assertThat(read(ADMINISTRATOR, "/looks?kind=EXPORT&person=toinen"))
                .contains(
                        "Toni Toinen (Raseko) vei kirjausketjun tiedostoon.",
                        "href=\"/initiatives/" + own + "\">Toinen nimi</a>",
                        "<dt>Lukuoikeus päättyy</dt><dd class=\"text\">31.12.2099</dd>",
                        "<dt>Vaihe</dt><dd class=\"text\">Kiinni kokeiluun</dd>",
                        "<dt>Kirjaaja</dt><dd class=\"text\">Kaisa Koordinaattori</dd>",
                        "<dd class=\"text\">Vaiheet, keskeytykset ja lopettaminen</dd>",
                        "<dt>Päättyen</dt><dd class=\"text\">2016</dd>")
                .doesNotContain("Keep Going");
        for (int n = 0; n < 31; n++) {
            look(granted, "/initiatives/{own}/audit.jsonl");
        }
        String first = read(ADMINISTRATOR, "/looks?kind=EXPORT&initiative=" + own);
        assertThat(first).contains("Vain toiminta", "href=\"/looks?kind=EXPORT&amp;initiative=" + own + "&amp;after=");
        String next = first.replaceFirst("(?s).*href=\"(/looks\\?kind[^\"]*after=\\d+)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(read(ADMINISTRATOR, next)).contains("<dd class=\"text\">2016</dd>");

        assertThat(read(ADMINISTRATOR, "/audit")).contains("href=\"/looks\"");
        String audit = "/initiatives/" + own + "/audit";
        assertThat(read(ADMINISTRATOR, audit)).contains("href=\"/looks?initiative=" + own + "\"");
        assertThat(read(granted, audit)).doesNotContain("/looks");
        assertThat(read(RunningQuerySide.sakky("jasen", Role.MEMBER), audit)).doesNotContain("/looks");
    }

    @Test
    void what_is_looked_at_again_and_again_costs_no_statement() throws IOException {
        Actor who = auditor("sakky");
        look(who, "/initiatives/{own}/history");
        QUERY_SIDE.postgres.execute("ALTER TABLE look RENAME TO look_away");
        try {
            assertThat(look(who, "/initiatives/{own}/history?step=2")).isEqualTo(200);
        } finally {
            QUERY_SIDE.postgres.execute("ALTER TABLE look_away RENAME TO look");
        }
        assertThat(QUERY_SIDE
                        .bean(JdbcClient.class)
                        .sql("SELECT count(*) FROM look WHERE person = ?")
                        .param(who.person())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }
}
