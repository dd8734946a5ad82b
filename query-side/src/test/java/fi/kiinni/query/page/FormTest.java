package fi.kiinni.query.page;

import static fi.kiinni.query.FakeCommandApi.Answer.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.*;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.query.FakeCommandApi;
import fi.kiinni.query.FakeCommandApi.Answer;
import fi.kiinni.query.FakeCommandApi.Asked;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.page.Browser.Page;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;

/** The forms as a browser without scripts fills and sends them. */
class FormTest {

    private static final FakeCommandApi API = new FakeCommandApi();
    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide("kiinni.command-api=" + API.address());
    private static final BusinessDate ON = BusinessDate.parse("2015-03");
    private static final UUID MEASURE = new UUID(7, 1);
    private static final UUID RETIRED = new UUID(7, 2);
    private static final UUID ACTION = new UUID(7, 3);
    private static final UUID RESULT = new UUID(7, 4);
    private static final UUID DECISION = new UUID(7, 5);

    private static String initiative = "";
    private static long version;

    @BeforeAll
    static void start() {
        initiative = QUERY_SIDE.newInitiative(List.of(Stories.started("Työkykypassi")));
        version = 1;
        happens(
                new InitiativeDescribed(null, null, "Opiskelijat", null, List.of("työkyky", "hyvinvointi"), ON),
                new MemberAppointed("paattaja", Seat.MEMBER, BigDecimal.valueOf(7.5), ON),
                measure(MEASURE, "Suorittaneet"),
                measure(RETIRED, "Vanha mittari"),
                new MeasureRetired(RETIRED, "Ei mittaa", ON),
                new ActionPlanned(
                        ACTION,
                        "Koulutetaan opettajat",
                        Phase.PILOT,
                        "jasen",
                        BusinessDate.parse("2015-09-15"),
                        null,
                        ON),
                new PilotResultRecorded(
                        RESULT,
                        "Ehdittiin",
                        RETIRED,
                        new BigDecimal("12.5"),
                        ON,
                        List.of(new Evidence("Raportti", "https://example.org/r", "0f".repeat(32)))),
                new AdoptionDecided(
                        DECISION,
                        AdoptionChoice.ADOPT,
                        List.of("Ei oteta"),
                        "Hyvä",
                        List.of(),
                        "Johtoryhmä",
                        null,
                        ON,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null));
    }

    private static MeasureDefined measure(UUID id, String name) {
        return new MeasureDefined(
                id,
                name,
                MeasureKind.USE,
                "%",
                Direction.UP,
                BigDecimal.ONE,
                ON,
                BigDecimal.TEN,
                BusinessDate.parse("2016"),
                null,
                null,
                FollowedIn.PILOT,
                ON);
    }

    private static void happens(InitiativeEvent... events) {
        QUERY_SIDE.append("Initiative", initiative, version + 1, List.of(events));
        version += events.length;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(initiative) == version
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        API.close();
    }

    @Test
    void what_follows_beyond_a_commands_name_is_said_above_its_button() {
        for (String form : List.of("stop-initiative", "decide-pilot", "decide-adoption")) {
            assertThat(decider().open(page(form)).text())
                    .containsPattern("id=\"" + form + "-then\">[^<]+</p>\\s*<p class=\"buttons\">\\s*"
                            + "<button aria-describedby=\"" + form + "-then\"");
        }
        assertThat(decider().open(page("waive-requirement")).text()).doesNotContain("-then");
    }

    private static String page(String form) {
        return "/initiatives/" + initiative + "/" + form;
    }

    private static Answer done(long version) {
        return Answer.of(200, Map.of("initiative", initiative, "version", version, "events", List.of("Some")));
    }

    private static void answer(String command, Answer answer) {
        API.asked();
        API.answer("/api/initiatives/" + initiative + "/" + command, _ -> answer);
    }

    private static Browser coordinator() {
        return Browser.of(QUERY_SIDE, RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR));
    }

    private static Browser decider() {
        return Browser.of(QUERY_SIDE, RunningQuerySide.sakky("paattaja", Role.DECISION_MAKER, Role.MEMBER));
    }

    @Nested
    class WhatStandsAlready {

        @Test
        void is_in_the_fields_of_a_correction_and_only_what_was_touched_is_sent() {
            answer("correct-pilot-result", done(20));
            Browser browser = coordinator();
            String form = page("correct-pilot-result?result=" + RESULT);
            MultiValueMap<String, String> fields = browser.open(form).fields(page("correct-pilot-result"));

            assertThat(fields)
                    .containsEntry("finding", List.of("Ehdittiin"))
                    .containsEntry("measure", List.of(RETIRED.toString()))
                    .containsEntry("value", List.of("12,5"))
                    .containsEntry("observedOn", List.of("3/2015"))
                    .containsEntry("evidence[0].title", List.of("Raportti"))
                    .containsEntry("evidence[0].link", List.of("https://example.org/r"));

            browser.fill(form, Map.of("value", "13", "reason", "Väärin luettu"));
            assertThat(API.asked().getFirst().body())
                    .isEqualTo(Map.of("result", RESULT.toString(), "value", 13, "reason", "Väärin luettu"));

            browser.fill(form, Map.of("evidence[0].title", "", "evidence[0].link", "", "reason", "Väärä liite"));
            assertThat(API.asked().getFirst().body())
                    .isEqualTo(Map.of("result", RESULT.toString(), "evidence", List.of(), "reason", "Väärä liite"));

            browser.fill(form, Map.of("evidence[0].title", "Loppuraportti", "reason", "Nimi"));
            assertThat(API.asked().getFirst().body())
                    .isEqualTo(Map.of(
                            "result",
                            RESULT.toString(),
                            "evidence",
                            List.of(Map.of(
                                    "title", "Loppuraportti",
                                    "link", "https://example.org/r",
                                    "sha256", "0f".repeat(32))),
                            "reason",
                            "Nimi"));
        }

        @Test
        void cannot_be_emptied_without_a_word() {
            answer("describe-initiative", done(20));
            coordinator().fill(page("describe-initiative"), Map.of("targetGroup", "", "themes", ""));
            assertThat(API.asked().getFirst().body()).isEqualTo(Map.of("targetGroup", "", "themes", List.of()));
        }

        @Test
        void is_shown_when_a_member_is_appointed_again() {
            assertThat(coordinator()
                            .open(page("appoint-member?person=paattaja"))
                            .fields(page("appoint-member")))
                    .containsEntry("seat", List.of("MEMBER"))
                    .containsEntry("hours", List.of("7,5"));
        }

        @Test
        void is_replaced_by_a_new_decision_unless_somebody_says_otherwise() {
            assertThat(decider().open(page("decide-adoption")).fields(page("decide-adoption")))
                    .containsEntry("supersedes", List.of(DECISION.toString()));
        }
    }

    @Nested
    class AForm {

        @Test
        void knows_what_its_link_says_and_that_most_is_recorded_today() {
            MultiValueMap<String, String> fields = coordinator()
                    .open(page("record-measurement?measure=" + MEASURE))
                    .fields(page("record-measurement"));
            assertThat(fields).containsEntry("measure", List.of(MEASURE.toString()));
            assertThat(fields.getFirst("measuredOn")).matches("\\d{1,2}\\.\\d{1,2}\\.\\d{4}");
        }

        @Test
        void gets_another_row_without_losing_anything_and_gives_no_command() {
            API.asked();
            Page more = decider()
                    .fill(
                            page("decide-adoption"),
                            Map.of("conditions[0].what", "Koulutus", "grounds", "Syyt", "step", "row:conditions"));

            assertThat(more.status()).isEqualTo(HttpStatus.OK);
            assertThat(more.fields(page("decide-adoption")))
                    .containsEntry("conditions[0].what", List.of("Koulutus"))
                    .containsEntry("conditions[1].what", List.of(""))
                    .containsEntry("grounds", List.of("Syyt"));
            assertThat(more.text()).containsPattern("name=\"conditions\\[1].what\"[^>]*autofocus");
            assertThat(API.asked()).isEmpty();
        }

        @Test
        void tells_the_gate_of_the_requirement_that_is_waived() {
            answer("waive-requirement", done(20));
            decider().fill(page("waive-requirement?requirement=ADOPTION_PLAN"), Map.of("reason", "On jo"));
            assertThat(API.asked().getFirst().body())
                    .isEqualTo(Map.of("gate", "EVERYDAY_LIFE", "requirement", "ADOPTION_PLAN", "reason", "On jo"));
        }

        @Test
        void says_what_version_its_author_has_seen_and_comes_alone_where_a_script_asks() {
            answer("map-current-state", done(version + 1));
            Browser browser = coordinator();
            MultiValueMap<String, String> fields =
                    browser.open(page("map-current-state")).fields(page("map-current-state"));
            fields.set("description", "Nyt");
            Page given = browser.send(page("map-current-state"), fields, "HX-Request");

            Asked asked = API.asked().getFirst();
            assertThat(asked.seen()).isEqualTo("\"" + version + "\"");
            assertThat(given.status()).isEqualTo(HttpStatus.OK);
            assertThat(given.header("HX-Trigger"))
                    .contains("kiinni:given", "\"version\": " + (version + 1), "#description");
            assertThat(given.text()).isBlank();

            answer("map-current-state", problem(503, "store-away", Map.of()));
            Page refused = browser.send(page("map-current-state"), fields, "HX-Request");
            assertThat(refused.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
            assertThat(refused.text())
                    .contains("Palvelu on hetken poissa", ">Nyt</textarea>")
                    // Over a board of many it has to say whose it is.
                    .contains("<p class=\"eyebrow\">Työkykypassi</p>")
                    .doesNotContain("<html");
        }

        @Test
        void is_for_those_who_may_give_its_command() {
            assertThat(coordinator().open(page("decide-pilot")).status()).isEqualTo(HttpStatus.FORBIDDEN);
            Page impossible = coordinator().open(page("resume-initiative"));
            assertThat(impossible.text()).contains("Tämä ei ole mahdollista toiminnan nykyisessä vaiheessa");
        }
    }

    @Nested
    class WhatOnlySomeAnswersAskFor {

        private static final String ADOPTED = "choice=ADOPT ADOPT_WITH_CONDITIONS";

        /** What the tag around that field, or its own, tells scripts of it. */
        private static Map<String, String> told(String form, String field) {
            String tag = Pattern.compile("(?=<[^>]*data-(?:when|needed)=)")
                    .splitAsStream(form)
                    .filter(from -> from.contains("id=\"" + field + "\""))
                    .map(from -> from.substring(0, from.indexOf('>')))
                    .findFirst()
                    .orElse("");
            return Pattern.compile("data-(when|needed|stays)=\"([^\"]*)\"")
                    .matcher(tag)
                    .results()
                    .collect(Collectors.toMap(attribute -> attribute.group(1), attribute -> attribute.group(2)));
        }

        @Test
        void is_told_with_each_field() {
            String adoption = decider().open(page("decide-adoption")).text();
            assertThat(told(adoption, "decide-adoption-supersedes"))
                    .isEqualTo(Map.of("when", "choice=ADOPT ADOPT_WITH_CONDITIONS EXTEND_PILOT REJECT"));
            assertThat(told(adoption, "decide-adoption-conditions"))
                    .isEqualTo(
                            Map.of("when", "choice=ADOPT_WITH_CONDITIONS", "needed", "choice=ADOPT_WITH_CONDITIONS"));
            assertThat(told(adoption, "decide-adoption-reviewOn"))
                    .isEqualTo(Map.of(
                            "when", "choice=ADOPT ADOPT_WITH_CONDITIONS EXTEND_PILOT DEFER", "needed", "choice=DEFER"));
            assertThat(told(adoption, "decide-adoption-lessons"))
                    .isEqualTo(Map.of("when", "choice=REJECT", "needed", "choice=REJECT"));
            assertThat(told(adoption, "decide-adoption-inForceFrom")).isEqualTo(Map.of("when", ADOPTED));
            assertThat(told(adoption, "decide-adoption-overturnedBy")).isEqualTo(Map.of("when", ADOPTED));

            String pilot = decider().open(page("decide-pilot")).text();
            assertThat(told(pilot, "decide-pilot-reviewOn"))
                    .isEqualTo(Map.of("when", "choice=HOLD", "needed", "choice=HOLD"));
            assertThat(told(pilot, "decide-pilot-lessons"))
                    .isEqualTo(Map.of("when", "choice=STOP", "needed", "choice=STOP"));

            // A goal can be named that it conflicts with.
            assertThat(told(coordinator().open(page("mirror-strategy")).text(), "mirror-strategy-goals"))
                    .isEqualTo(Map.of("needed", "assessment=SUPPORTS SUPPORTS_PARTLY"));
        }

        @Test
        void stays_in_sight_when_something_is_written_or_wrong_there() {
            answer("decide-adoption", problem(422, "invalid-command", missing("lessons")));
            String refused = decider()
                    .fill(page("decide-adoption"), Map.of("choice", "REJECT", "inForceFrom", "2027"))
                    .text();
            assertThat(told(refused, "decide-adoption-lessons")).containsEntry("stays", "true");
            assertThat(told(refused, "decide-adoption-inForceFrom")).containsEntry("stays", "true");
            assertThat(told(refused, "decide-adoption-conditions")).doesNotContainKey("stays");
        }

        private static Map<String, Object> missing(String field) {
            return Map.of("errors", List.of(Map.of("field", field, "problem", "missing")));
        }

        @Test
        void is_not_asked_for_where_there_is_nothing_to_choose_from() {
            String other = QUERY_SIDE.newInitiative(List.of(Stories.started("Ennen päätöstä")));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> QUERY_SIDE.bean(Overview.class).version(other) == 1);
            assertThat(decider().open(page("decide-adoption")).text()).contains("name=\"supersedes\"");
            assertThat(decider()
                            .open("/initiatives/" + other + "/decide-adoption")
                            .text())
                    .contains("name=\"choice\"")
                    .doesNotContain("name=\"supersedes\"");
        }

        @Test
        void is_folded_away_while_it_may_be_left_out_and_is() {
            Pattern evidence = Pattern.compile(
                    "<details class=\"folded\"( open[^>]*)?>(?:(?!<details).)*id=\"decide-adoption-evidence\"",
                    Pattern.DOTALL);
            answer("decide-adoption", problem(422, "invalid-command", missing("grounds")));
            Browser browser = decider();
            assertThat(isOpen(evidence, browser.open(page("decide-adoption")))).isFalse();
            assertThat(isOpen(evidence, browser.fill(page("decide-adoption"), Map.of("choice", "ADOPT"))))
                    .isFalse();
            assertThat(isOpen(evidence, browser.fill(page("decide-adoption"), Map.of("evidence[0].title", "Raportti"))))
                    .isTrue();
            assertThat(isOpen(evidence, browser.fill(page("decide-adoption"), Map.of("step", "row:evidence"))))
                    .isTrue();
            answer("decide-adoption", problem(422, "invalid-command", missing("evidence[0].link")));
            assertThat(isOpen(evidence, browser.fill(page("decide-adoption"), Map.of("choice", "ADOPT"))))
                    .isTrue();
        }

        private static boolean isOpen(Pattern fold, Page page) {
            Matcher found = fold.matcher(page.text());
            assertThat(found.find()).as(page.text()).isTrue();
            return found.group(1) != null;
        }
    }

    @Nested
    class ARefusal {

        private void stands(String command, Answer refusal, Map<String, String> written, String at, String says) {
            answer(command, refusal);
            Page refused = decider().fill(page(command), written);
            assertThat(refused.status().value()).isEqualTo(refusal.status());
            assertThat(refused.text())
                    .as(command)
                    .contains("id=\"" + command + "-" + at + "-error\">" + says, "href=\"#" + command + "-" + at + "\"")
                    .containsPattern(
                            "class=\"[^\"]*\"[^>]*id=\"" + command + "-" + at + "\"|id=\"" + command + "-" + at + "\"");
        }

        @Test
        void stands_at_the_field_that_it_is_about() {
            stands(
                    "record-measurement",
                    problem(409, "unknown-measure", Map.of("measure", MEASURE.toString())),
                    Map.of("value", "1"),
                    "measure",
                    "Mittaria ei ole");
            stands(
                    "plan-action",
                    problem(409, "unknown-person", Map.of("person", "jasen")),
                    Map.of("responsible", "jasen"),
                    "responsible",
                    "Henkilöä ei ole hakemistossa");
            stands(
                    "release-member",
                    problem(409, "last-coordinator", Map.of("person", "koordinaattori")),
                    Map.of("person", "koordinaattori"),
                    "person",
                    "Työryhmässä on oltava koordinaattori");
            stands(
                    "complete-action",
                    problem(409, "dates-contradict", Map.of("field", "completedOn")),
                    Map.of("completedOn", "2014"),
                    "completedOn",
                    "Päivämäärät ovat ristiriidassa");
            stands(
                    "decide-adoption",
                    problem(409, "must-supersede", Map.of("decision", DECISION.toString())),
                    Map.of("supersedes", ""),
                    "supersedes",
                    "Aiempi käyttöönottopäätös on voimassa");
            stands(
                    "decide-adoption",
                    problem(
                            422,
                            "invalid",
                            Map.of(
                                    "errors",
                                    List.of(Map.of(
                                            "field", "conditions[0].due", "problem", "missing", "detail", "x")))),
                    Map.of("conditions[0].what", "Koulutus"),
                    "conditions-0-due",
                    "tieto puuttuu");
            stands(
                    "decide-adoption",
                    problem(
                            422,
                            "invalid",
                            Map.of(
                                    "errors",
                                    List.of(Map.of("field", "reviewOn", "problem", "missing", "detail", "x")))),
                    Map.of("choice", "DEFER"),
                    "reviewOn",
                    "kerro, milloin asia otetaan uudelleen esille");
        }

        @Test
        void of_a_correction_that_changes_nothing_says_so() {
            stands(
                    "correct-action",
                    problem(
                            422,
                            "invalid",
                            Map.of("errors", List.of(Map.of("field", "what", "problem", "missing", "detail", "x")))),
                    Map.of("reason", "x"),
                    "what",
                    "et ole muuttanut mitään");
        }

        @Test
        void of_a_move_links_to_the_forms_that_bring_what_is_missing() {
            answer(
                    "move-to-pilot",
                    problem(
                            409,
                            "gate-closed",
                            Map.of("gate", "PILOT", "missing", List.of("TARGET_STATE", "PILOT_DECISION_GO"))));
            Page refused = coordinator().fill(page("move-to-pilot"), Map.of());

            assertThat(refused.status()).isEqualTo(HttpStatus.CONFLICT);
            assertThat(refused.text())
                    .contains("tavoitetila on kuvattu", "href=\"" + page("describe-initiative") + "\"")
                    .contains("viimeisin päätös kokeilusta")
                    .doesNotContain("href=\"" + page("decide-pilot") + "\"");
        }
    }

    @Nested
    class TwoAtOnce {

        @Test
        void see_both_versions_of_the_part_and_the_later_one_decides() {
            Browser one = coordinator();
            Browser other = decider();
            MultiValueMap<String, String> ones =
                    one.open(page("describe-initiative")).fields(page("describe-initiative"));
            MultiValueMap<String, String> others =
                    other.open(page("describe-initiative")).fields(page("describe-initiative"));
            long seen = version;
            API.answer("/api/initiatives/" + initiative + "/describe-initiative", asked -> {
                if (!("\"" + version + "\"").equals(asked.seen())) {
                    return problem(
                            412,
                            "conflict",
                            Map.of(
                                    "expected", seen,
                                    "version", version,
                                    "changed", List.of(Map.of("version", version, "event", "InitiativeDescribed"))));
                }
                happens(new InitiativeDescribed(null, null, "Kaikki opiskelijat", "Joka päivä liikettä", null, ON));
                return done(version);
            });
            others.set("targetGroup", "Kaikki opiskelijat");
            others.set("targetState", "Joka päivä liikettä");
            assertThat(other.send(page("describe-initiative"), others).status()).isEqualTo(HttpStatus.SEE_OTHER);

            ones.set("targetGroup", "Aikuisopiskelijat");
            Page conflict = one.send(page("describe-initiative"), ones);

            assertThat(conflict.status()).isEqualTo(HttpStatus.PRECONDITION_FAILED);
            assertThat(conflict.text())
                    .contains("Joku muu ehti muuttaa tätä", "Kaisa Koordinaattori tarkensi toiminnan kuvausta.")
                    .containsPattern("(?s)Kun avasit lomakkeen</dt><dd class=\"text\">Opiskelijat</dd>.*Nyt</dt>"
                            + "<dd class=\"text\">Kaikki opiskelijat</dd>.*Sinä kirjoitit</dt>"
                            + "<dd class=\"text\">Aikuisopiskelijat</dd>")
                    .contains("Tallenna oma versioni", "href=\"" + page("describe-initiative") + "\"");
            MultiValueMap<String, String> again = conflict.fields(page("describe-initiative"));
            assertThat(again)
                    .containsEntry("targetGroup", List.of("Aikuisopiskelijat"))
                    .containsEntry("targetState", List.of("Joka päivä liikettä"))
                    .containsEntry("seen", List.of(Long.toString(version)));

            API.asked();
            answer("describe-initiative", done(version + 1));
            assertThat(one.send(page("describe-initiative"), again).status()).isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(API.asked().getFirst().body()).isEqualTo(Map.of("targetGroup", "Aikuisopiskelijat"));
        }
    }

    @Nested
    class WhatIf {

        private void gateSays(Map<String, Object> now, Map<String, Object> then) {
            API.asked();
            API.answer(
                    "/api/initiatives/" + initiative + "/gate",
                    _ -> Answer.of(
                            200,
                            Map.of(
                                    "initiative",
                                    initiative,
                                    "version",
                                    1,
                                    "now",
                                    now,
                                    "then",
                                    then,
                                    "events",
                                    List.of("X"))));
        }

        private static Map<String, Object> gate(String... missing) {
            return Map.of("phase", "DEVELOPMENT", "status", "ACTIVE", "gate", "PILOT", "missing", List.of(missing));
        }

        @Test
        void is_told_on_the_form_and_kept_for_more() {
            gateSays(gate("TARGET_STATE", "CURRENT_STATE"), gate("TARGET_STATE"));
            Browser browser = coordinator();
            Page tried = browser.fill(page("map-current-state"), Map.of("description", "Hajanaista", "step", "try"));

            assertThat(tried.status()).isEqualTo(HttpStatus.OK);
            assertThat(tried.text())
                    .contains("Mitään ei ole tallennettu", ">Hajanaista</textarea>")
                    .containsPattern("(?s)Nämä edellytykset täyttyisivät:.*nykytila on kartoitettu");
            List<Asked> asked = API.asked();
            assertThat(asked).map(Asked::path).containsExactly("/api/initiatives/" + initiative + "/gate");
            assertThat(asked.getFirst().body())
                    .isEqualTo(Map.of(
                            "commands",
                            List.of(Map.of(
                                    "command", "map-current-state", "body", Map.of("description", "Hajanaista")))));

            Page kept = browser.send(page("what-if"), tried.fields(page("what-if")));
            assertThat(kept.text()).contains("Kartoita nykytila", "Tarkenna kuvausta");
            MultiValueMap<String, String> open = kept.fields(page("describe-initiative"));
            open.set("step", "open");
            MultiValueMap<String, String> second =
                    browser.send(page("describe-initiative"), open).fields(page("describe-initiative"));
            second.set("targetState", "Liikettä");
            second.set("step", "try");
            API.asked();
            browser.send(page("describe-initiative"), second);
            assertThat((List<?>) API.asked().getFirst().body().get("commands")).hasSize(2);

            MultiValueMap<String, String> drop = kept.fields(page("what-if"));
            drop.set("drop", "0");
            API.asked();
            assertThat(browser.send(page("what-if"), drop).text()).doesNotContain("Oletukset");
            assertThat(API.asked()).isEmpty();
        }

        @Test
        void may_be_asked_by_whoever_reads_and_of_what_others_decide() {
            Browser auditor = Browser.of(QUERY_SIDE, RunningQuerySide.sakky("jasen", Role.AUDITOR));
            assertThat(auditor.open(page("what-if")).text()).contains("Mitä jos?", "Kirjaa päätös kokeilusta");
            Page form = auditor.open(page("decide-pilot?supposing=true"));
            assertThat(form.status()).isEqualTo(HttpStatus.OK);
            assertThat(form.text())
                    .contains("Katso, mitä seuraisi")
                    .doesNotContain(">Kirjaa päätös kokeilusta</button>\n    <");
        }

        @Test
        void is_refused_at_the_field() {
            API.answer(
                    "/api/initiatives/" + initiative + "/gate",
                    _ -> problem(
                            422,
                            "invalid",
                            Map.of(
                                    "supposed",
                                    0,
                                    "errors",
                                    List.of(Map.of(
                                            "field",
                                            "commands[0].body.description",
                                            "problem",
                                            "missing",
                                            "detail",
                                            "x")))));
            Page refused = coordinator().fill(page("map-current-state"), Map.of("step", "try"));
            assertThat(refused.status()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
            assertThat(refused.text()).contains("id=\"map-current-state-description-error\">tieto puuttuu");
        }

        @Test
        void carries_no_more_than_is_bounded_and_nothing_that_it_cannot_read() {
            Suppositions many = Suppositions.NONE;
            for (int n = 0; n < 30; n++) {
                many = many.and(CommandForm.POST_COMMENT, Map.of("text", "x"));
            }
            assertThat(many.all()).hasSize(20);
            assertThat(Suppositions.of(many.carried())).isEqualTo(many);
            for (String broken :
                    List.of("", "[", "[{\"command\":\"fly-away\",\"body\":{}}]", "[null]", "x".repeat(70_000))) {
                assertThat(Suppositions.of(broken).isEmpty()).as(broken).isTrue();
            }
        }
    }

    @Nested
    class EveryCommand {

        /** States in which, between them, everything is possible, each with who may do what is for them to do. */
        private List<String> livesInWhichEverythingHappens() {
            UUID condition = UUID.randomUUID();
            List<InitiativeEvent> full = List.of(
                    Stories.started("Kaikkea"),
                    new MemberAppointed("jasen", Seat.MEMBER, null, ON),
                    measure(MEASURE, "Suorittaneet"),
                    new MovedToPilot(1, ON),
                    new DecisionRequested(
                            UUID.randomUUID(), DecisionSubject.ADOPTION, "Johtoryhmä", "Otetaan", "Syy", ON, ON),
                    new PilotResultRecorded(RESULT, "Ehdittiin", null, null, ON, List.of()),
                    new ActionPlanned(ACTION, "Koulutetaan", Phase.PILOT, "jasen", ON, null, ON),
                    new FactorIdentified(
                            UUID.randomUUID(), FactorKind.HINDERING, FactorDomain.PROCESS, "Kiire", -1, ON),
                    new RequirementWaived(Gate.EVERYDAY_LIFE, Requirement.ADOPTION_PLAN, "On jo", ON),
                    new MeasurementRecorded(UUID.randomUUID(), MEASURE, BigDecimal.ONE, ON, "Rekisteri", null, null),
                    new AnchoredInStructure(UUID.randomUUID(), Structure.BUDGET, "Rahaa", ON, List.of()),
                    new CommentPosted(UUID.randomUUID(), "Hyvä", null, List.of(), ON),
                    new AdoptionDecided(
                            DECISION,
                            AdoptionChoice.ADOPT_WITH_CONDITIONS,
                            List.of("Ei"),
                            "Hyvä",
                            List.of(),
                            "Johtoryhmä",
                            null,
                            ON,
                            null,
                            null,
                            List.of(new Condition(condition, "Koulutus", "jasen", ON)),
                            null,
                            null,
                            null));
            List<List<InitiativeEvent>> lives = new ArrayList<>();
            lives.add(full);
            lives.add(List.of(Stories.started("Alussa")));
            lives.add(List.of(
                    Stories.started("Pyydetty"),
                    new DecisionRequested(
                            UUID.randomUUID(), DecisionSubject.PILOT, "Johtoryhmä", "Kokeillaan", "Syy", ON, ON)));
            lives.add(with(full, new MovedToStructures(1, ON)));
            lives.add(with(full, new MovedToEverydayLife(1, ON)));
            lives.add(with(full, new InitiativePaused("Kesä", ON)));
            lives.add(with(full, new DeclaredRooted(1, ON)));
            List<String> ids = lives.stream().map(QUERY_SIDE::newInitiative).toList();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> ids.stream()
                            .allMatch(id -> QUERY_SIDE.bean(Overview.class).version(id)
                                    == lives.get(ids.indexOf(id)).size()));
            return ids;
        }

        private static List<InitiativeEvent> with(List<InitiativeEvent> life, InitiativeEvent event) {
            List<InitiativeEvent> longer = new ArrayList<>(life);
            longer.add(event);
            return longer;
        }

        @Test
        void has_a_form_that_opens_and_a_link_to_it_where_one_would_look_for_it() {
            Browser everybody = Browser.of(
                    QUERY_SIDE,
                    new Actor(
                            "koordinaattori",
                            "sakky",
                            Set.of(Role.COORDINATOR, Role.DECISION_MAKER, Role.ADMINISTRATOR),
                            Set.of()));
            StringBuilder pages = new StringBuilder();
            for (String path : List.of("/initiatives", "/strategy")) {
                pages.append(everybody.open(path).text());
            }
            List<String> lives = livesInWhichEverythingHappens();
            lives.forEach(
                    id -> pages.append(everybody.open("/initiatives/" + id).text()));
            Set<String> linked = Pattern.compile("href=\"/(?:initiatives/[0-9a-f-]{36}|initiatives|strategy)/([a-z-]+)")
                    .matcher(pages)
                    .results()
                    .map(link -> link.group(1))
                    .collect(Collectors.toSet());
            assertThat(Arrays.stream(CommandForm.values())
                            .map(form -> form == CommandForm.START_INITIATIVE ? "new" : form.route())
                            .filter(route -> !linked.contains(route)))
                    .as("without a link")
                    .isEmpty();
            for (CommandForm form : CommandForm.values()) {
                String path = switch (form.part()) {
                    case LIST -> "/initiatives/new";
                    case STRATEGY -> "/strategy/publish-strategy";
                    default -> "/initiatives/" + lives.getFirst() + "/" + form.route();
                };
                Page opened = everybody.open(path);
                assertThat(opened.status()).as(path).isEqualTo(HttpStatus.OK);
                assertThat(opened.text()).as(path).doesNotContain("??").contains("action=\"" + path + "\"");
                Objects.requireNonNull(opened.fields(path).getFirst("key"));
            }
        }
    }
}
