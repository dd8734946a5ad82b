package fi.kiinni.query.page;

import static fi.kiinni.query.FakeCommandApi.Answer.problem;
import static fi.kiinni.query.page.Browser.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.*;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.query.FakeCommandApi;
import fi.kiinni.query.FakeCommandApi.Answer;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** The board, the gate and what waits for the reader, without scripts. */
class BoardTest {

    private static final FakeCommandApi API = new FakeCommandApi();
    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide("kiinni.command-api=" + API.address());

    private static final Actor COORDINATOR = RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR);
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor DECISION_MAKER = RunningQuerySide.sakky("paattaja", Role.DECISION_MAKER);
    private static final Actor OF_TWO = new Actor("auditoija", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
    private static final Actor OF_ANOTHER = new Actor("toinen", "raseko", Set.of(Role.COORDINATOR), Set.of());
    private static final UUID ACTION = new UUID(0, 1);
    private static final UUID MEASURE = new UUID(0, 2);
    private static final UUID REQUEST = new UUID(0, 3);

    private static String young = "";
    private static String old = "";
    private static String ready = "";
    private static String paused = "";
    private static String everyday = "";
    private static String rooted = "";

    @BeforeAll
    static void start() {
        young = started("Nuori ohjelma", "Läsnäolo", 3);
        old = started(
                "Vanha malli",
                "Keskeyttäminen",
                400,
                new MemberAppointed("jasen", Seat.MEMBER, null, ago(300)),
                new InitiativeDescribed(null, null, null, null, List.of("Hyvinvointi"), ago(300)),
                new ActionPlanned(ACTION, "Sovi tunnit", Phase.PILOT, "jasen", ago(10), null, ago(200)),
                new DecisionRequested(
                        REQUEST, DecisionSubject.PILOT, "Johtoryhmä", "Kokeillaan keväällä", "Tarve", ago(-9), ago(5)),
                new CommentPosted(new UUID(0, 4), "Mitä mieltä olet?", null, List.of("paattaja"), ago(1)));
        List<InitiativeEvent> waived = new ArrayList<>();
        Rules.CURRENT.of(Gate.PILOT).stream()
                .filter(requirement -> requirement != Requirement.NEED && requirement != Requirement.COORDINATOR)
                .forEach(requirement ->
                        waived.add(new RequirementWaived(Gate.PILOT, requirement, "Ei tietoa", ago(20))));
        ready = started("Valmis paketti", "Ohjaus", 30, waived.toArray(InitiativeEvent[]::new));
        paused = started("Tauolla oleva", "Kieli", 60, new InitiativePaused("Kesä", ago(40)));
        everyday = started(
                "Arjen tapa",
                "Työelämä",
                500,
                new MovedToPilot(1, ago(300)),
                new MovedToStructures(1, ago(250)),
                new MovedToEverydayLife(1, ago(200)),
                new MeasureDefined(
                        MEASURE,
                        "Läpäisy",
                        MeasureKind.OUTCOME,
                        "%",
                        Direction.UP,
                        BigDecimal.ONE,
                        ago(500),
                        BigDecimal.TEN,
                        ago(-300),
                        null,
                        6,
                        FollowedIn.EVERYDAY_LIFE,
                        ago(200)));
        rooted = started(
                "Juurtunut tapa", "Arki", 900, new MovedToEverydayLife(1, ago(800)), new DeclaredRooted(1, ago(100)));
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        API.close();
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneId.of("Europe/Helsinki"));
    }

    private static BusinessDate ago(long days) {
        return BusinessDate.of(today().minusDays(days));
    }

    private static String started(String title, String need, long daysAgo, InitiativeEvent... more) {
        List<InitiativeEvent> events = new ArrayList<>();
        events.add(new InitiativeStarted("sakky", "koordinaattori", title, need, Language.fi, ago(daysAgo)));
        events.addAll(List.of(more));
        String id = QUERY_SIDE.newInitiative(events);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == events.size()
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        return id;
    }

    private static Browser as(Actor actor) {
        return Browser.of(QUERY_SIDE, actor);
    }

    private static String page(Actor actor, String path) {
        return as(actor).page(path);
    }

    private static EntityExchangeResult<byte[]> post(Actor actor, String path, Map<String, String> fields) {
        return as(actor).post("/initiatives", path, fields);
    }

    /** From the column's or fold's mark to the end of its list. */
    private static String part(String page, String mark) {
        Matcher matcher = Pattern.compile(
                        "data-place=\"" + mark + "\".*?(?=data-place=|<details class=\"more how\"|</main>)",
                        Pattern.DOTALL)
                .matcher(page);
        assertThat(matcher.find()).as(mark + " in\n" + page).isTrue();
        return matcher.group();
    }

    /** The card's own markup. */
    private static String card(String page, String initiative) {
        Matcher matcher = Pattern.compile(
                        "<li class=\"initiative\" id=\"card-" + initiative
                                + "\".*?</li>\\s*(?=<li class=\"initiative\"|</ul>)",
                        Pattern.DOTALL)
                .matcher(page);
        assertThat(matcher.find()).as(initiative + " in\n" + page).isTrue();
        return matcher.group();
    }

    private static List<String> titles(String page) {
        return Pattern.compile("<h3><a href=\"/initiatives/[^\"]+\">([^<]+)</a>")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Nested
    class TheBoard {

        @Test
        void has_a_column_for_each_phase_with_its_count_and_what_has_been_there_longest_first() {
            String page = page(COORDINATOR, "/initiatives");

            assertThat(titles(part(page, "DEVELOPMENT")))
                    .containsExactly("Vanha malli", "Valmis paketti", "Nuori ohjelma");
            assertThat(part(page, "DEVELOPMENT")).contains("<span class=\"count\">3</span>", "1 valmis siirtymään");
            assertThat(part(page, "PILOT")).contains("<span class=\"count\">0</span>", "Ei toimintoja tässä vaiheessa");
            assertThat(titles(part(page, "EVERYDAY_LIFE"))).containsExactly("Arjen tapa");
            assertThat(page).contains("<strong>6 toimintaa</strong>");
        }

        @Test
        void folds_away_what_is_not_on_its_way_with_counts() {
            String page = page(COORDINATOR, "/initiatives");

            assertThat(titles(part(page, "PAUSED"))).containsExactly("Tauolla oleva");
            assertThat(card(page, paused)).contains("Keskeytettynä 5 viikkoa", "Kiinni kehittämiseen");
            assertThat(titles(part(page, "ROOTED"))).containsExactly("Juurtunut tapa");
            assertThat(card(page, rooted)).contains("Juurtuneena 3 kuukautta");
            assertThat(page).containsPattern("<details class=\"fold PAUSED\"[^>]*>(?!.*open)");
        }

        @Test
        void says_on_a_card_how_long_what_is_missing_what_is_late_and_what_is_new() {
            String page = page(COORDINATOR, "/initiatives");

            assertThat(card(page, old))
                    .contains("Vaiheessa 13 kuukautta", "Puuttuu 6", "1 toimenpide myöhässä", "Muutettu tänään")
                    .contains("Koordinaattori: </span><span>Kaisa Koordinaattori</span>")
                    .contains("href=\"/initiatives/" + old + "/gate\"");
            assertThat(card(page, young)).contains("Vaiheessa 3 päivää").doesNotContain("myöhässä");
            assertThat(card(page, ready)).contains("Valmis siirtymään").doesNotContain("Puuttuu");
        }

        @Test
        void offers_on_a_card_the_moves_that_its_reader_may_make() {
            String coordinators = card(page(COORDINATOR, "/initiatives"), everyday);
            String deciders = page(DECISION_MAKER, "/initiatives");

            assertThat(coordinators)
                    .contains("/return-to-phase\"", "/pause-initiative\"")
                    .contains("data-goes=\"DEVELOPMENT PILOT STRUCTURES PAUSED\"")
                    .doesNotContain("Totea juurtuneeksi", "/stop-initiative\"");
            assertThat(card(deciders, everyday))
                    .contains("Totea juurtuneeksi", "/stop-initiative\"", "data-goes=\"ROOTED STOPPED\"")
                    .doesNotContain("/return-to-phase\"");
            assertThat(card(page(COORDINATOR, "/initiatives"), young))
                    .contains(
                            "data-goes=\"PILOT PAUSED\"", "href=\"/initiatives/" + young + "/gate\">Siirrä kokeiluun");
            assertThat(card(page(COORDINATOR, "/initiatives"), paused)).contains("/resume-initiative\"");
            assertThat(card(page(MEMBER, "/initiatives"), old)).doesNotContain("data-goes", "<details");
            assertThat(card(page(OF_TWO, "/initiatives"), old)).doesNotContain("data-goes", "<details");
        }

        @Test
        void names_the_provider_to_who_sees_several_and_lets_them_choose_one() {
            assertThat(card(page(OF_TWO, "/initiatives"), old)).contains("Savon ammatti- ja aikuisopisto");
            assertThat(titles(page(OF_TWO, "/initiatives?provider=sakky"))).hasSize(6);
            assertThat(titles(page(OF_TWO, "/initiatives?provider=raseko"))).isEmpty();
            assertThat(card(page(MEMBER, "/initiatives"), old)).doesNotContain("Savon");
            // Another's is not found by its name either.
            assertThat(titles(page(OF_ANOTHER, "/initiatives?provider=sakky"))).isEmpty();
        }

        @Test
        void finds_by_what_stands_in_its_address() {
            assertThat(titles(page(MEMBER, "/initiatives?q=KESKEY"))).containsExactly("Vanha malli");
            assertThat(titles(page(MEMBER, "/initiatives?q=hyvin+vanha"))).containsExactly("Vanha malli");
            assertThat(titles(page(MEMBER, "/initiatives?overdue=on"))).containsExactly("Vanha malli");
            assertThat(titles(page(MEMBER, "/initiatives?mine=on"))).containsExactly("Vanha malli");
            assertThat(titles(page(MEMBER, "/initiatives?gate=open"))).containsExactly("Valmis paketti");
            assertThat(titles(page(MEMBER, "/initiatives?gate=closed")))
                    .containsExactly("Vanha malli", "Nuori ohjelma", "Arjen tapa");
            assertThat(titles(page(MEMBER, "/initiatives?gate=PILOT_PLANNED")))
                    .containsExactly("Vanha malli", "Nuori ohjelma");
            assertThat(titles(page(MEMBER, "/initiatives?phase=EVERYDAY_LIFE")))
                    .containsExactly("Arjen tapa", "Juurtunut tapa");
            assertThat(titles(page(MEMBER, "/initiatives?status=PAUSED"))).containsExactly("Tauolla oleva");
            assertThat(titles(page(MEMBER, "/initiatives?phase=nonsense&gate=x&from=y&provider=")))
                    .hasSize(6);
        }

        @Test
        void keeps_the_filters_in_its_form() {
            assertThat(page(MEMBER, "/initiatives?q=van%22ha&gate=PILOT_PLANNED&mine=on&phase=DEVELOPMENT"))
                    .contains("value=\"van&#34;ha\"")
                    .containsPattern("value=\"PILOT_PLANNED\"[^>]*selected")
                    .containsPattern("value=\"DEVELOPMENT\"[^>]*selected")
                    .containsPattern("name=\"mine\"[^>]*checked")
                    .contains(
                            "data-address=\"/initiatives?q=van%22ha&amp;phase=DEVELOPMENT&amp;gate=PILOT_PLANNED&amp;mine=on\"");
        }

        @Test
        void says_what_to_do_when_there_is_nothing() {
            assertThat(page(MEMBER, "/initiatives?q=olematon"))
                    .contains("Mikään toiminta ei vastaa hakua.", "Poista rajaukset");
            assertThat(page(OF_ANOTHER, "/initiatives")).contains("Aloita ensimmäinen", "href=\"/initiatives/new\"");
            Actor newMember = new Actor("uusi", "raseko", Set.of(Role.MEMBER), Set.of());
            assertThat(page(newMember, "/initiatives"))
                    .contains("Koordinaattori aloittaa ensimmäisen")
                    .doesNotContain("href=\"/initiatives/new\"");
        }

        @Test
        void shows_the_beginning_of_a_long_column_and_where_the_rest_is() {
            List<String> many = IntStream.range(0, 45)
                    .mapToObj(number -> startedElsewhere("Pitkä %02d".formatted(number), 100 - number))
                    .toList();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> many.stream()
                            .allMatch(id -> QUERY_SIDE.bean(Overview.class).version(id) == 1));
            Actor reader = new Actor("lukija", "gradia", Set.of(Role.AUDITOR), Set.of());

            String page = page(reader, "/initiatives");
            assertThat(titles(page)).hasSize(20).startsWith("Pitkä 00").endsWith("Pitkä 19");
            assertThat(page).contains("href=\"/initiatives?phase=DEVELOPMENT&amp;status=ACTIVE\">Näytä kaikki 45</a>");
            String alone = page(reader, "/initiatives?phase=DEVELOPMENT&status=ACTIVE");
            assertThat(titles(alone)).hasSize(26).endsWith("Pitkä 25");
            assertThat(alone)
                    .contains("href=\"/initiatives?phase=DEVELOPMENT&amp;status=ACTIVE&amp;from=26\">Seuraavat");
            String next = page(reader, "/initiatives?phase=DEVELOPMENT&status=ACTIVE&from=26");
            assertThat(titles(next)).hasSize(19).startsWith("Pitkä 26").endsWith("Pitkä 44");
            assertThat(next).doesNotContain("Seuraavat");
        }

        private String startedElsewhere(String title, long daysAgo) {
            String id = UUID.randomUUID().toString();
            QUERY_SIDE.append(
                    "Initiative",
                    id,
                    1,
                    List.of(new InitiativeStarted("gradia", "toinen", title, "Tarve", Language.fi, ago(daysAgo))));
            return id;
        }
    }

    @Nested
    class AGate {

        @Test
        void that_is_closed_names_everything_that_is_missing_with_the_form_that_brings_it() {
            assertThat(page(COORDINATOR, "/initiatives/" + young + "/gate"))
                    .contains("Siirtyminen: Kiinni kokeiluun", "Ennen siirtymistä puuttuu vielä 6 edellytystä.")
                    .contains(
                            "href=\"/initiatives/" + young + "/map-current-state\">Kartoita nykytila",
                            "href=\"/initiatives/" + young + "/define-measure?followedIn=PILOT\"",
                            "href=\"/initiatives/" + young + "/what-if\"")
                    .containsPattern("Puuttunut [0-9.]+ alkaen")
                    // What others bring is said to be theirs.
                    .contains("Voi kirjata: päättäjä")
                    .doesNotContain("/decide-pilot\"", "/waive-requirement", "name=\"to\"");
            assertThat(page(DECISION_MAKER, "/initiatives/" + young + "/gate"))
                    .contains("/decide-pilot\"", "/waive-requirement?gate=PILOT&amp;requirement=CURRENT_STATE\"")
                    .contains("Voi kirjata: työryhmä");
        }

        @Test
        void that_is_open_lets_through_who_may() {
            assertThat(page(COORDINATOR, "/initiatives/" + ready + "/gate"))
                    .contains(
                            "Kaikki edellytykset täyttyvät", "name=\"to\" value=\"PILOT\"", "Siirrä kokeiluun</button>")
                    .contains("Poikkeukset (6)", "seurattava mittari, jolla on lähtö- ja tavoitearvo – Ei tietoa");
            assertThat(page(MEMBER, "/initiatives/" + ready + "/gate"))
                    .contains("Siirron tekee työryhmän koordinaattori.")
                    .doesNotContain("name=\"to\"", "/what-if\"");
        }

        @Test
        void of_what_is_not_on_its_way_says_so() {
            assertThat(page(COORDINATOR, "/initiatives/" + paused + "/gate")).contains("Toiminta on keskeytetty.");
            assertThat(page(COORDINATOR, "/initiatives/" + rooted + "/gate"))
                    .contains("Toiminta on osa tavallista työtä");
        }

        @Test
        void is_gone_through_by_the_command_of_the_next_phase_and_back_to_the_board_with_its_filters() {
            API.asked();
            API.answer(
                    "/api/initiatives/" + ready + "/move-to-pilot",
                    _ -> Answer.of(200, Map.of("initiative", ready, "version", 7, "events", List.of("MovedToPilot"))));

            EntityExchangeResult<byte[]> moved = post(
                    COORDINATOR,
                    "/initiatives/" + ready + "/gate",
                    Map.of("to", "PILOT", "key", "k-1", "board", "/initiatives?q=%C3%A4+b&mine=on&evil=%0d"));

            assertThat(moved.getStatus()).isEqualTo(HttpStatus.SEE_OTHER);
            assertThat(moved.getResponseHeaders().getFirst("Location"))
                    .isEqualTo("/initiatives?q=%C3%A4%20b&mine=on&moved=" + ready + "&version=7");
            assertThat(API.asked()).singleElement().satisfies(asked -> {
                assertThat(asked.body()).isEmpty();
                assertThat(asked.key()).isEqualTo("k-1");
                assertThat(asked.authorization()).startsWith("Bearer ");
            });
            assertThat(page(COORDINATOR, "/initiatives?moved=" + ready + "&version=7"))
                    .contains("id=\"board-moved\">Valmis paketti: Kiinni kehittämiseen<");
            assertThat(page(COORDINATOR, "/initiatives?moved=" + ready + "&version=99"))
                    .contains("Se näkyy tällä sivulla hetken kuluttua");
            assertThat(page(OF_ANOTHER, "/initiatives?moved=" + ready + "&version=7"))
                    .doesNotContain("Valmis paketti");
        }

        @Test
        void that_turns_out_closed_opens_why() {
            API.answer(
                    "/api/initiatives/" + young + "/move-to-pilot",
                    _ -> problem(409, "gate-closed", Map.of("missing", List.of("CURRENT_STATE"))));

            EntityExchangeResult<byte[]> refused =
                    post(COORDINATOR, "/initiatives/" + young + "/gate", Map.of("to", "PILOT"));

            assertThat(refused.getStatus()).isEqualTo(HttpStatus.CONFLICT);
            assertThat(text(refused))
                    .contains("id=\"gate-why\"", "Siirtyminen ei ole vielä mahdollista", "/map-current-state\"");
        }

        @Test
        void leads_nowhere_else() {
            assertThat(post(COORDINATOR, "/initiatives/" + young + "/gate", Map.of("to", "NOWHERE"))
                            .getStatus())
                    .isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(post(COORDINATOR, "/initiatives/" + young + "/gate", Map.of())
                            .getStatus())
                    .isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(as(OF_ANOTHER).open("/initiatives/" + young + "/gate").status())
                    .isEqualTo(HttpStatus.NOT_FOUND);
        }
    }

    @Nested
    class MyActions {

        @Test
        void are_what_waits_for_the_reader_the_late_ones_first_each_with_its_form() {
            assertThat(page(MEMBER, "/my-actions"))
                    .contains("Omat tehtävät", "Myöhässä", "Sovi tunnit", "10 päivää myöhässä", "Vanha malli")
                    .contains(
                            "href=\"/initiatives/" + old + "/complete-action?action=" + ACTION + "\"",
                            "href=\"/initiatives/" + old + "/reschedule-action?action=" + ACTION + "\"");
            assertThat(page(COORDINATOR, "/my-actions"))
                    .contains("Läpäisy", "/record-measurement?measure=" + MEASURE, "2 viikkoa myöhässä")
                    .contains("Keskeytetyt toimintasi", "Tauolla oleva", "/resume-initiative\"")
                    .doesNotContain("Sovi tunnit");
            assertThat(page(DECISION_MAKER, "/my-actions"))
                    .contains("Päätöspyyntö · kokeilu", "Kokeillaan keväällä", "9 päivän päästä", "/decide-pilot\"")
                    .contains("Sinut on mainittu", "Mitä mieltä olet?", "Kaisa Koordinaattori");
        }

        @Test
        void can_be_none() {
            assertThat(page(new Actor("uusi", "sakky", Set.of(Role.MEMBER), Set.of()), "/my-actions"))
                    .contains("Mikään ei odota sinua juuri nyt.", "href=\"/initiatives\"");
        }

        @Test
        void are_linked_to_by_who_only_reads_if_there_are_any() {
            Actor reader = new Actor("lukija", "sakky", Set.of(Role.AUDITOR), Set.of());
            assertThat(page(reader, "/initiatives")).doesNotContain("/my-actions");
            Actor responsible = new Actor(MEMBER.person(), "sakky", Set.of(Role.AUDITOR), Set.of());
            assertThat(page(responsible, "/initiatives")).contains("href=\"/my-actions\"");
        }

        @Test
        void are_no_operators() {
            Actor operator = new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of());
            assertThat(as(operator).open("/my-actions").status()).isEqualTo(HttpStatus.FORBIDDEN);
            assertThat(page(operator, "/initiatives"))
                    .contains("Ylläpitäjä ei näe")
                    .doesNotContain("/my-actions");
            assertThat(page(MEMBER, "/initiatives")).contains("href=\"/my-actions\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fi", "sv", "en"})
    void every_page_is_in_the_readers_language_and_runs_nothing_inline(String language) {
        Map<String, String> sentence =
                new LinkedHashMap<>(Map.of("fi", "Vaiheessa", "sv", "I fasen", "en", "In phase for"));
        for (@Nullable String path : List.of("/initiatives", "/my-actions", "/initiatives/" + young + "/gate")) {
            for (Actor actor : List.of(COORDINATOR, MEMBER, DECISION_MAKER)) {
                String page = as(actor).with("lang", language).page(path);
                assertThat(page)
                        .contains("<html lang=\"" + language + "\"")
                        .doesNotContain("style=\"", "onclick")
                        .doesNotContainPattern("<script(?![^>]* src=)")
                        .doesNotContainPattern(">[^<]*\\b(board|gate|desk|time|By|TaskKind|command)\\.[A-Za-z-]+")
                        .doesNotContainPattern(">[^<]*\\{\\w+}");
            }
        }
        assertThat(as(COORDINATOR).with("lang", language).page("/initiatives")).contains(sentence.get(language));
    }
}
