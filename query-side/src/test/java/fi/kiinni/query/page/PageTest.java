package fi.kiinni.query.page;

import static fi.kiinni.query.FakeCommandApi.Answer.problem;
import static fi.kiinni.query.page.Browser.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.initiative.InitiativeEvent.PilotDecided;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.query.FakeCommandApi;
import fi.kiinni.query.FakeCommandApi.Answer;
import fi.kiinni.query.FakeCommandApi.Asked;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.web.reactive.function.BodyInserters;

class PageTest {

    private static final FakeCommandApi API = new FakeCommandApi();
    private static final RunningQuerySide QUERY_SIDE =
            new RunningQuerySide("kiinni.command-api=" + API.address(), "kiinni.demo=true");
    private static final Actor COORDINATOR = RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR);

    private static String initiative = "";

    @BeforeAll
    static void start() {
        initiative = QUERY_SIDE.newInitiative(List.of(
                Stories.started("Työkykypassi <b>"),
                new CurrentStateMapped("Hajanaista\ntoimintaa", BusinessDate.parse("2014-09"))));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(initiative) == 2
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        API.close();
    }

    private static String found(String page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        assertThat(matcher.find()).as(pattern + " in\n" + page).isTrue();
        return matcher.group(1);
    }

    private static @Nullable String location(EntityExchangeResult<byte[]> result) {
        return result.getResponseHeaders().getFirst("Location");
    }

    private static void answer(String command, Answer answer) {
        API.asked();
        API.answer("/api/initiatives/" + initiative + "/" + command, _ -> answer);
    }

    private static Answer done(long version) {
        return Answer.of(200, Map.of("initiative", initiative, "version", version, "events", List.of("Some")));
    }

    @Nested
    class AnAuditTrail {

        @Test
        void of_an_initiative_tells_who_did_what_when_and_by_which_command() {
            String page = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", Role.AUDITOR))
                    .page("/initiatives/" + initiative + "/audit");
            assertThat(page)
                    .contains(
                            "Kirjausketju",
                            "Työkykypassi &lt;b&gt;",
                            "Kaisa Koordinaattori (koordinaattori)",
                            "9/2014",
                            "Hajanaista\ntoimintaa",
                            "InitiativeStarted",
                            "CurrentStateMapped")
                    .containsPattern("<code>[0-9a-f]{64}</code>")
                    // It follows what others do.
                    .contains("id=\"trail\" data-live")
                    .doesNotContain("<b>")
                    // Whose it is by name, and the business date once.
                    .contains("Savon ammatti- ja aikuisopisto", "<dt>Koskee aikaa</dt>")
                    .doesNotContain("Mistä alkaen tieto pitää paikkansa");
            assertThat(page.indexOf("InitiativeStarted")).isLessThan(page.indexOf("CurrentStateMapped"));
            assertThat(Browser.of(QUERY_SIDE, COORDINATOR).page("/initiatives/" + initiative))
                    .contains("href=\"/initiatives/" + initiative + "/audit\"");
        }

        @Test
        void has_the_business_date_once_under_the_name_that_it_has() {
            String decided = UUID.randomUUID().toString();
            QUERY_SIDE.append(
                    "Initiative",
                    decided,
                    1,
                    List.of(
                            Stories.started("Päätetty"),
                            new PilotDecided(
                                    new UUID(7, 7),
                                    PilotChoice.GO,
                                    "Tarve",
                                    "Johto",
                                    BusinessDate.parse("2014-10-02"),
                                    null,
                                    null)),
                    Map.of("provider", "sakky", "by", "paattaja", "role", "DECISION_MAKER", "command", "DecidePilot"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> QUERY_SIDE.bean(Overview.class).version(decided) == 2);

            String page = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", Role.AUDITOR))
                    .page("/initiatives/" + decided + "/audit");

            String entry = page.substring(page.indexOf("kirjasi päätöksen kokeilusta"));
            assertThat(entry).containsOnlyOnce("<dt>Päätöspäivä</dt><dd class=\"text\">2.10.2014</dd>");
            assertThat(entry).doesNotContain("Koskee aikaa", "Käyttöönottopäätös", new UUID(7, 7).toString());
            assertThat(entry).contains("<dt>Päätös kokeilusta</dt>");
        }

        @Test
        void of_accounts_is_linked_for_those_who_keep_or_audit_them() {
            QUERY_SIDE.postgres.execute("INSERT INTO account_change (changed_by, role, what, provider, subject, detail)"
                    + " VALUES ('paakayttaja', 'ADMINISTRATOR', 'RolesChanged', 'sakky', 'jasen', '{\"roles\": [\"MEMBER\", \"COORDINATOR\"]}'),"
                    + " ('jasen', null, 'PasswordSet', 'sakky', 'jasen', '{}'),"
                    + " ('yllapitaja', 'OPERATOR', 'ProviderAdded', 'sakky', 'sakky', '{}')");
            Browser administrator = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR));
            assertThat(administrator.page("/initiatives")).contains("href=\"/audit\"");
            assertThat(administrator.page("/audit"))
                    .contains(
                            "Paula Pääkäyttäjä muutti rooleja: Jaana Jäsen.",
                            "työryhmän jäsen",
                            "koordinaattori",
                            "<dt>Henkilö</dt><dd class=\"text\">Jaana Jäsen (jasen)</dd>",
                            "<dt>Rooli</dt><dd class=\"text\">pääkäyttäjä</dd>",
                            "Jaana Jäsen vaihtoi oman salasanansa.",
                            "<dt>Koulutuksen järjestäjä</dt><dd class=\"text\">Savon ammatti- ja aikuisopisto (sakky)</dd>",
                            "<dt>Muutoksen numero</dt>")
                    .doesNotContain("koko lokissa", "Ketä koskee");
            assertThat(Browser.of(QUERY_SIDE, COORDINATOR).page("/initiatives")).doesNotContain("href=\"/audit\"");
        }
    }

    @Nested
    class SigningIn {

        @Test
        void is_where_a_stranger_is_sent_and_from_where_they_come_back() {
            API.answer(
                    "/api/tokens",
                    _ -> Answer.of(
                            200,
                            Map.of(
                                    "token", RunningQuerySide.token(COORDINATOR),
                                    "expiresAt", Instant.now().plusSeconds(600).toString())));
            Browser browser = Browser.at(QUERY_SIDE);

            EntityExchangeResult<byte[]> sent = browser.get("/initiatives/" + initiative);
            assertThat(sent.getStatus()).isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(location(sent)).isEqualTo("/sign-in?to=%2Finitiatives%2F" + initiative);

            String asking = Objects.requireNonNull(location(sent));
            assertThat(browser.page(asking)).contains("Kirjaudu sisään", "koordinaattori", "kiinni-demo");
            EntityExchangeResult<byte[]> in = browser.post(
                    asking,
                    "/sign-in",
                    Map.of(
                            "username",
                            "koordinaattori",
                            "password",
                            "kiinni-demo",
                            "to",
                            "/initiatives/" + initiative));
            assertThat(in.getStatus()).isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(location(in)).isEqualTo("/initiatives/" + initiative);
            ResponseCookie cookie =
                    Objects.requireNonNull(in.getResponseCookies().getFirst("kiinni"));
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.getSameSite()).isEqualTo("Lax");
            assertThat(browser.page("/initiatives/" + initiative)).contains("Kaisa Koordinaattori");

            browser.post("/initiatives", "/sign-out", Map.of());
            assertThat(location(browser.get("/initiatives"))).isEqualTo("/sign-in?to=%2Finitiatives");
        }

        @Test
        void never_leads_to_another_site() {
            API.answer(
                    "/api/tokens",
                    _ -> Answer.of(
                            200,
                            Map.of(
                                    "token",
                                    "t",
                                    "expiresAt",
                                    Instant.now().plusSeconds(600).toString())));
            for (String elsewhere :
                    List.of("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "")) {
                EntityExchangeResult<byte[]> in = Browser.at(QUERY_SIDE)
                        .post("/sign-in", "/sign-in", Map.of("username", "x", "password", "y", "to", elsewhere));
                assertThat(location(in)).as(elsewhere).isEqualTo("/");
            }
        }

        @Test
        void says_what_is_wrong_and_keeps_the_user_name() {
            API.answer("/api/tokens", _ -> problem(401, "wrong-credentials", Map.of()));
            EntityExchangeResult<byte[]> refused = Browser.at(QUERY_SIDE)
                    .post("/sign-in", "/sign-in", Map.of("username", "jasen", "password", "väärä"));

            assertThat(refused.getStatus()).isEqualTo(HttpStatus.UNAUTHORIZED);
            assertThat(text(refused))
                    .contains("Käyttäjätunnus tai salasana on väärin.", "value=\"jasen\"")
                    .doesNotContain("väärä");
        }

        @Test
        void begins_with_the_operator_whom_the_logged_link_makes() {
            API.asked();
            API.answer("/api/first-operator", _ -> problem(403, "link-not-valid", Map.of()));
            Browser browser = Browser.at(QUERY_SIDE);
            String link = "/first-operator?token=a-b_c";
            Map<String, String> operator = Map.of(
                    "token", "a-b_c", "username", " ylläpitäjä ", "name", "Ylläpitäjä", "password", "pitkä salasana");

            EntityExchangeResult<byte[]> used = browser.post(link, "/first-operator", operator);
            assertThat(used.getStatus()).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(text(used))
                    .contains("Linkki ei kelpaa", "value=\"a-b_c\"", "value=\"ylläpitäjä\"", "token=a-b_c&amp;lang=sv")
                    .doesNotContain("pitkä salasana");

            API.answer(
                    "/api/first-operator",
                    _ -> problem(
                            422,
                            "invalid",
                            Map.of("errors", List.of(Map.of("field", "password", "problem", "too-short")))));
            assertThat(text(browser.post(link, "/first-operator", operator)))
                    .contains("id=\"password-error\">teksti on liian lyhyt")
                    .contains("<a href=\"#password\">Salasana: teksti on liian lyhyt</a>")
                    .contains("aria-describedby=\"password-hint password-error\"")
                    .doesNotContain("href=\"#username\"");

            API.answer("/api/first-operator", _ -> Answer.of(201, Map.of("person", "p", "username", "ylläpitäjä")));
            EntityExchangeResult<byte[]> made = browser.post(link, "/first-operator", operator);
            assertThat(location(made)).isEqualTo("/sign-in");
            assertThat(API.asked())
                    .last()
                    .satisfies(asked -> assertThat(asked.body())
                            .isEqualTo(Map.of(
                                    "token", "a-b_c",
                                    "username", "ylläpitäjä",
                                    "name", "Ylläpitäjä",
                                    "password", "pitkä salasana")));
        }

        /** So that failures count against who guesses, and not against everybody who uses the pages. */
        @Test
        void tells_the_command_side_who_asks_and_nothing_that_they_say_of_themselves() {
            API.asked();
            API.answer("/api/tokens", _ -> problem(401, "wrong-credentials", Map.of()));
            Browser.saying(
                            QUERY_SIDE,
                            Map.of(
                                    "X-Forwarded-For", "203.0.113.7",
                                    "Forwarded", "for=203.0.113.7",
                                    "Kiinni-Client-Address", "203.0.113.7",
                                    "Kiinni-Side-Secret", "guessed"))
                    .post("/sign-in", "/sign-in", Map.of("username", "jasen", "password", "x"));

            assertThat(API.asked()).singleElement().satisfies(asked -> {
                assertThat(asked.client()).isEqualTo("127.0.0.1");
                assertThat(asked.secret()).isEqualTo(RunningQuerySide.SECRET);
            });
        }

        @Test
        void says_when_to_try_again() {
            API.answer(
                    "/api/tokens",
                    _ -> new Answer(
                            429, Map.of("type", "urn:kiinni:problem:too-many-attempts"), Map.of("Retry-After", "300")));
            EntityExchangeResult<byte[]> refused =
                    Browser.at(QUERY_SIDE).post("/sign-in", "/sign-in", Map.of("username", "jasen", "password", "x"));

            assertThat(refused.getStatus()).isEqualTo(HttpStatus.TOO_MANY_REQUESTS);
            assertThat(text(refused)).contains("noin 5 minuutin kuluttua");
        }

        @Test
        void is_asked_for_again_when_the_token_has_expired() {
            Browser browser = Browser.at(QUERY_SIDE);
            browser.with("kiinni", RunningQuerySide.expiredToken(COORDINATOR));

            assertThat(location(browser.get("/initiatives"))).isEqualTo("/sign-in?to=%2Finitiatives");
            assertThat(browser.page("/sign-in")).contains("Kirjaudu sisään");
        }
    }

    @Nested
    class AnInitiative {

        @Test
        void shows_its_state_its_timeline_and_what_the_gate_lacks_in_words() {
            assertThat(Browser.of(QUERY_SIDE, COORDINATOR).page("/initiatives/" + initiative))
                    .contains("lang=\"fi\"")
                    .contains("Työkykypassi &lt;b&gt;")
                    .doesNotContain("<b>")
                    .contains("Kiinni kehittämiseen", "tavoitetila on kuvattu", "viimeisin päätös kokeilusta")
                    .contains("Kaisa Koordinaattori kartoitti nykytilan.", "9/2014", "Hajanaista\ntoimintaa")
                    .doesNotContain("??", "field.", "event.");
        }

        @Test
        void is_not_there_for_another_provider_or_an_operator() {
            Actor other = new Actor("toinen", "raseko", Set.of(Role.COORDINATOR), Set.of());
            Actor operator = new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of());
            for (Actor stranger : List.of(other, operator)) {
                EntityExchangeResult<byte[]> result =
                        Browser.of(QUERY_SIDE, stranger).get("/initiatives/" + initiative);
                assertThat(result.getStatus()).isEqualTo(HttpStatus.NOT_FOUND);
                assertThat(text(result)).contains("Sivua ei löydy").doesNotContain("Työkykypassi");
            }
            assertThat(Browser.of(QUERY_SIDE, operator).page("/initiatives")).contains("Ylläpitäjä ei näe");
        }

        @Test
        void is_read_by_an_auditor_with_a_grant_who_is_offered_no_form() {
            Actor auditor = new Actor("auditoija", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
            assertThat(Browser.of(QUERY_SIDE, auditor).page("/initiatives/" + initiative))
                    .contains("Työkykypassi")
                    .doesNotContain("class=\"command\"");
            assertThat(Browser.of(QUERY_SIDE, auditor).page("/initiatives"))
                    .contains("Työkykypassi", "Savon ammatti- ja aikuisopisto");
        }

        @Test
        void offers_the_forms_that_the_actor_may_use() {
            String coordinators = Browser.of(QUERY_SIDE, COORDINATOR).page("/initiatives/" + initiative);
            String deciders = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("paattaja", Role.DECISION_MAKER))
                    .page("/initiatives/" + initiative);
            String outsiders = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", Role.MEMBER))
                    .page("/initiatives/" + initiative);

            assertThat(coordinators)
                    .contains("/move-to-pilot\"", "/define-measure\"", "/appoint-member\"")
                    .doesNotContain("/decide-pilot\"", "/waive-requirement\"", "/resume-initiative\"");
            assertThat(deciders)
                    .contains("/decide-pilot\"", "/decide-adoption\"", "/stop-initiative\"")
                    .doesNotContain("/define-measure\"", "/post-comment\"");
            assertThat(outsiders).doesNotContain("class=\"command\"");
        }
    }

    @Nested
    class AForm {

        private final String page = "/initiatives/" + initiative;

        @Test
        void has_an_address_at_which_its_fields_may_be_filled_beforehand() {
            assertThat(Browser.of(QUERY_SIDE, COORDINATOR).page(page + "/appoint-member?person=jasen&hours=10"))
                    .contains("action=\"" + page + "/appoint-member\"", "href=\"" + page + "\"", "value=\"10\"")
                    .containsPattern("value=\"jasen\"[^>]* selected>");
            assertThat(Browser.of(QUERY_SIDE, COORDINATOR)
                            .get(page + "/fly-away")
                            .getStatus())
                    .isEqualTo(HttpStatus.NOT_FOUND);
        }

        private EntityExchangeResult<byte[]> post(String command, Map<String, String> fields) {
            return Browser.of(QUERY_SIDE, COORDINATOR).post(page, page + "/" + command, fields);
        }

        @Test
        void becomes_the_commands_json_with_dates_and_numbers_as_people_write_them() {
            answer("define-measure", done(2));
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("name", " Osallistuneet ");
            fields.put("kind", "REACH");
            fields.put("baseline", "1 234,5");
            fields.put("baselineOn", "15.9.2014");
            fields.put("target", "−2");
            fields.put("targetOn", "9/2015");
            fields.put("everyMonths", "6");
            fields.put("band", "");
            fields.put("effectiveOn", "2014");
            fields.put("why", "rivi 1\r\nrivi 2");
            fields.put("key", "abc");

            EntityExchangeResult<byte[]> result = post("define-measure", fields);

            assertThat(result.getStatus()).isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(location(result)).isEqualTo(page + "?version=2#measures");
            Asked asked = API.asked().getFirst();
            assertThat(asked.key()).isEqualTo("abc");
            assertThat(asked.authorization()).startsWith("Bearer ey");
            assertThat(asked.body())
                    .isEqualTo(Map.of(
                            "name", "Osallistuneet",
                            "kind", "REACH",
                            "baseline", 1234.5,
                            "baselineOn", "2014-09-15",
                            "target", -2,
                            "targetOn", "2015-09",
                            "everyMonths", 6,
                            "effectiveOn", "2014",
                            "why", "rivi 1\nrivi 2"));
        }

        @Test
        void makes_lists_of_lines_and_rows() {
            answer("decide-adoption", done(2));
            post(
                    "decide-adoption",
                    Map.of(
                            "options", "Otetaan käyttöön\r\n\r\n Ei oteta ",
                            "conditions[1].what", "Koulutus",
                            "conditions[1].due", "2015",
                            "overturnedBy.text", "Käyttö loppuu",
                            "supersedes", ""));
            assertThat(API.asked().getFirst().body())
                    .isEqualTo(Map.of(
                            "options", List.of("Otetaan käyttöön", "Ei oteta"),
                            "conditions", List.of(Map.of("what", "Koulutus", "due", "2015")),
                            "overturnedBy", Map.of("text", "Käyttö loppuu")));
        }

        @Test
        void that_was_prefilled_sends_only_what_was_touched() {
            answer("describe-initiative", done(2));
            Browser browser = Browser.of(QUERY_SIDE, COORDINATOR);
            String shown = browser.page(page + "/describe-initiative");
            Map<String, String> fields = new LinkedHashMap<>();
            for (String field : List.of("title", "need")) {
                fields.put("was-" + field, found(shown, "name=\"was-" + field + "\" value=\"([^\"]*)\""));
            }
            fields.put("title", "Työkykypassi <b>");
            fields.put("need", "Uusi tarve");
            browser.post(page, page + "/describe-initiative", fields);

            assertThat(API.asked().getFirst().body()).isEqualTo(Map.of("need", "Uusi tarve"));
        }

        @Test
        void that_is_refused_says_at_the_field_what_is_wrong_and_keeps_what_was_written() {
            answer(
                    "record-funding",
                    problem(
                            422,
                            "invalid",
                            Map.of(
                                    "errors",
                                    List.of(
                                            Map.of("field", "amount", "problem", "unreadable", "detail", "x"),
                                            Map.of("field", "source", "problem", "missing", "detail", "x")))));
            EntityExchangeResult<byte[]> refused = post("record-funding", Map.of("amount", "paljon", "key", "k1"));

            assertThat(refused.getStatus()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
            assertThat(text(refused))
                    .contains("value=\"paljon\"", "id=\"record-funding-amount-error\"", "aria-invalid=\"true\"")
                    .contains("Rahoittaja: tieto puuttuu", "href=\"#record-funding-source\"")
                    .contains("name=\"key\" value=\"k1\"");
        }

        @Test
        void that_meets_a_closed_gate_is_told_everything_that_is_missing() {
            answer(
                    "move-to-pilot",
                    problem(409, "gate-closed", Map.of("gate", "PILOT", "missing", List.of("TARGET_STATE"))));
            EntityExchangeResult<byte[]> refused = post("move-to-pilot", Map.of());

            assertThat(refused.getStatus()).isEqualTo(HttpStatus.CONFLICT);
            assertThat(text(refused))
                    .containsPattern("(?s)class=\"summary\".*Siirtyminen ei ole vielä.*tavoitetila on kuvattu.*</div>");
        }

        @Test
        void is_told_calmly_when_the_command_side_is_away() {
            answer("pause-initiative", problem(503, "store-away", Map.of()));
            EntityExchangeResult<byte[]> refused = post("pause-initiative", Map.of("reason", "Kesä"));

            assertThat(refused.getStatus()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(text(refused)).contains("Palvelu on hetken poissa käytöstä", ">Kesä</textarea>");
        }

        @Test
        void without_its_token_is_refused() {
            QUERY_SIDE
                    .client()
                    .post()
                    .uri(page + "/pause-initiative")
                    .accept(MediaType.TEXT_HTML)
                    .cookie("kiinni", RunningQuerySide.token(COORDINATOR))
                    .body(BodyInserters.fromFormData("reason", "x"))
                    .exchange()
                    .expectStatus()
                    .isForbidden()
                    .expectBody(String.class)
                    .value(text -> assertThat(text).contains("Sinulla ei ole oikeutta tähän."));
        }

        @Test
        void shows_on_the_next_page_what_it_changed() {
            API.answer("/api/initiatives/" + initiative + "/map-current-state", _ -> {
                long next = QUERY_SIDE.bean(Overview.class).version(initiative) + 1;
                QUERY_SIDE.append(
                        "Initiative",
                        initiative,
                        next,
                        List.of(new CurrentStateMapped("Nähdään heti", BusinessDate.parse("2015"))));
                return done(next);
            });
            Browser browser = Browser.of(QUERY_SIDE, COORDINATOR);
            EntityExchangeResult<byte[]> result =
                    browser.post(page, page + "/map-current-state", Map.of("description", "Nähdään heti"));

            assertThat(browser.page(Objects.requireNonNull(location(result)))).contains("Nähdään heti");
        }
    }

    @Nested
    class ALanguage {

        @Test
        void is_finnish_unless_the_browser_or_the_reader_wants_another() {
            Browser browser = Browser.at(QUERY_SIDE);
            assertThat(browser.page("/sign-in")).contains("<html lang=\"fi\"", "Kirjaudu sisään");
            EntityExchangeResult<byte[]> chosen = browser.get("/sign-in?to=%2Fstrategy&lang=sv");
            assertThat(location(chosen)).isEqualTo("/sign-in?to=%2Fstrategy");
            assertThat(browser.page("/sign-in")).contains("<html lang=\"sv\"", "Logga in");
            QUERY_SIDE
                    .client()
                    .get()
                    .uri("/sign-in")
                    .header("Accept-Language", "de, en-GB;q=0.8")
                    .exchange()
                    .expectBody(String.class)
                    .value(text -> assertThat(text).contains("<html lang=\"en\""));
        }
    }

    @Nested
    class EveryPage {

        @Test
        void runs_nothing_inline_and_says_so() {
            for (String path : List.of("/initiatives", "/initiatives/new", "/initiatives/" + initiative, "/strategy")) {
                EntityExchangeResult<byte[]> result =
                        Browser.of(QUERY_SIDE, COORDINATOR).get(path);
                assertThat(result.getStatus()).as(path).isEqualTo(HttpStatus.OK);
                assertThat(result.getResponseHeaders().getFirst("Content-Security-Policy"))
                        .contains("default-src 'none'")
                        .doesNotContain("unsafe");
                assertThat(text(result))
                        .doesNotContainPattern("<script(?![^>]* src=)[^>]*>")
                        .doesNotContainPattern("<script[^>]*>[^<]")
                        .doesNotContain("style=", "<style", "onclick");
            }
        }

        @Test
        void that_does_not_exist_says_so_in_words() {
            EntityExchangeResult<byte[]> result =
                    Browser.of(QUERY_SIDE, COORDINATOR).get("/nowhere");
            assertThat(result.getStatus()).isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(text(result)).contains("Sivua ei löydy");
        }
    }

    @Nested
    class Accounts {

        private final Browser administrator =
                Browser.of(QUERY_SIDE, RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR));

        private static List<Asked> changes() {
            return API.asked();
        }

        private static void accept(String path) {
            API.asked();
            API.answer(path, _ -> Answer.of(200, Map.of("username", "jasen", "person", "jasen")));
        }

        @Test
        void are_shown_to_the_administrator_with_everybody_of_the_directory_and_what_can_be_done() {
            QUERY_SIDE.postgres.execute("INSERT INTO auditor_grant VALUES ('sakky', 'toinen', '2099-12-31')");
            assertThat(administrator.page("/initiatives")).contains("href=\"/accounts\"", "href=\"/account\"");
            assertThat(Browser.of(QUERY_SIDE, COORDINATOR).page("/initiatives")).doesNotContain("href=\"/accounts\"");
            assertThat(administrator.page("/accounts"))
                    .contains(
                            "Jaana Jäsen",
                            "työryhmän jäsen",
                            "/accounts/change-roles?of=jasen",
                            "/accounts/disable-account?of=jasen",
                            "Kaisa Koordinaattori",
                            "/accounts/add-account?of=koordinaattori",
                            "Toni Toinen (toinen), Raseko",
                            "31.12.2099",
                            "/accounts/withdraw-grant?of=toinen")
                    .doesNotContain("/accounts/add-account?of=jasen", "Yrjö Ylläpitäjä");
        }

        @Test
        void give_somebody_of_the_directory_an_account() {
            accept("/api/accounts");
            String form = administrator.page("/accounts/add-account?of=koordinaattori");
            assertThat(form)
                    .contains("Kaisa Koordinaattori", "value=\"COORDINATOR\"")
                    .doesNotContain("OPERATOR");

            EntityExchangeResult<byte[]> given = administrator.post(
                    "/accounts/add-account?of=koordinaattori",
                    "/accounts/add-account",
                    Map.of(
                            "of", "koordinaattori",
                            "username", " kaisa ",
                            "roles", "COORDINATOR",
                            "password", " pitkä salasana "));

            assertThat(given.getStatus()).isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(location(given)).isEqualTo("/accounts");
            assertThat(changes())
                    .singleElement()
                    .extracting(Asked::body)
                    .isEqualTo(Map.of(
                            "person", "koordinaattori",
                            "username", "kaisa",
                            "roles", List.of("COORDINATOR"),
                            "password", " pitkä salasana "));
        }

        @Test
        void tell_what_is_wrong_at_its_field_and_keep_what_was_written_but_no_password() {
            API.answer(
                    "/api/providers",
                    _ -> problem(
                            422,
                            "invalid",
                            Map.of(
                                    "errors",
                                    List.of(Map.of(
                                            "field", "administrator.password",
                                            "problem", "too-short",
                                            "detail", "…")))));
            Browser operator = Browser.of(QUERY_SIDE, new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of()));
            String refused = text(operator.post(
                    "/providers/add-provider",
                    "/providers/add-provider",
                    Map.of(
                            "provider", "lappia",
                            "name", "Ammattiopisto <Lappia>",
                            "administrator.username", "lapinpaa",
                            "administrator.password", "suppea")));
            assertThat(refused)
                    .contains(
                            "href=\"#administrator-password\"",
                            "id=\"administrator-password-error\"",
                            "value=\"Ammattiopisto &lt;Lappia>\"",
                            "value=\"lapinpaa\"")
                    .doesNotContain("suppea");
            assertThat(changes())
                    .last()
                    .extracting(asked -> asked.body().get("administrator"))
                    .isEqualTo(Map.of("username", "lapinpaa", "name", "", "password", "suppea"));
            assertThat(operator.page("/providers"))
                    .contains("Raseko", "Savon ammatti- ja aikuisopisto", "Paula Pääkäyttäjä");
        }

        @Test
        void take_a_day_in_the_finnish_manner_and_a_user_name_that_is_odd_in_an_address() {
            accept("/api/grants");
            accept("/api/grants/a%2Fb%20c/withdraw");
            administrator.post(
                    "/accounts/grant", "/accounts/grant", Map.of("auditor", "toinen", "until", "31.12.2027"));
            administrator.post("/accounts/withdraw-grant?of=x", "/accounts/withdraw-grant", Map.of("of", "a/b c"));
            assertThat(changes())
                    .extracting(Asked::path, asked -> asked.body().get("until"))
                    .containsExactly(tuple("/api/grants", "2027-12-31"), tuple("/api/grants/a%2Fb%20c/withdraw", null));
        }

        @Test
        void of_ones_own_end_this_session_too_when_the_password_is_changed() {
            accept("/api/accounts/me/change-password");
            Browser member = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", Role.MEMBER));
            assertThat(member.page("/account"))
                    .contains("Jaana Jäsen", "/account/change-password", "/account/end-sessions");
            EntityExchangeResult<byte[]> changed = member.post(
                    "/account/change-password",
                    "/account/change-password",
                    Map.of("current", "vanha", "password", "aivan uusi sana"));
            assertThat(location(changed)).isEqualTo("/sign-in?after=password-changed");
            assertThat(changes())
                    .singleElement()
                    .extracting(Asked::body)
                    .isEqualTo(Map.of("current", "vanha", "password", "aivan uusi sana"));
            assertThat(member.page("/sign-in?after=password-changed")).contains("Salasana on vaihdettu.");
            assertThat(member.get("/account").getStatus()).isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(member.page("/sign-in?after=nobody")).doesNotContain("sign-in.after");
        }
    }
}
