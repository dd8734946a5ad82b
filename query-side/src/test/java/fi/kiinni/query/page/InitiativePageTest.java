package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.*;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.OverturnedBy.Comparison;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of an initiative over whole lives, by the client that runs no scripts. */
class InitiativePageTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor COORDINATOR = RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR);
    private static final Actor DECISION_MAKER = RunningQuerySide.sakky("paattaja", Role.DECISION_MAKER);
    private static final Actor AUDITOR = RunningQuerySide.sakky("auditoija", Role.AUDITOR);

    private static final UUID BREAKS = id(1);
    private static final UUID GROUPS = id(2);
    private static final UUID STEPS = id(3);
    private static final UUID DIARY = id(4);
    private static final UUID FIRST_DECISION = id(5);
    private static final UUID DECISION = id(6);
    private static final UUID TRAINED = id(7);
    private static final UUID TRAINING = id(8);
    private static final UUID POSTERS = id(9);
    private static final UUID SURVEY = id(10);
    private static final UUID TIMETABLE = id(11);
    private static final UUID DECEMBER = id(12);
    private static final UUID ENTHUSIASM = id(13);
    private static final UUID WELLBEING = id(14);
    private static final UUID WORKING_HOURS = id(15);
    private static final UUID REQUEST = id(16);
    private static final UUID SAID = id(17);

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneId.of("Europe/Helsinki"));
    }

    private static BusinessDate day(int fromToday) {
        return BusinessDate.of(today().plusDays(fromToday));
    }

    private static BigDecimal number(String number) {
        return new BigDecimal(number);
    }

    /** From the first description to structures, back to the pilot, and on into everyday life; shows every part. */
    private static List<InitiativeEvent> life() {
        return List.of(
                Stories.started("Liikettä <i>päivään</i>"),
                new InitiativeDescribed(
                        null,
                        null,
                        "Kaikki opiskelijat",
                        "Tunti päivässä & yli",
                        List.of("hyvinvointi"),
                        on("2015-01")),
                new CurrentStateMapped("Istutaan\npaljon", on("2015-01")),
                new MemberAppointed("jasen", Seat.MEMBER, number("20"), on("2015-01")),
                new FundingRecorded("Kehittämisraha", number("12000"), on("2015"), on("2016"), on("2015")),
                new FundingRecorded("Jatkoraha", number("500"), on("2016"), day(30), on("2016")),
                new StrategyMirrored(
                        Phase.DEVELOPMENT,
                        1,
                        List.of(WELLBEING),
                        Assessment.SUPPORTS,
                        "Tukee liikkumista",
                        on("2015-02")),
                measure(BREAKS, "Liikuntatauot", "4", null, FollowedIn.PILOT),
                measure(STEPS, "Askeleet", "8000", null, FollowedIn.PILOT),
                new MeasureRetargeted(
                        BREAKS, number("3"), on("2016-05"), "Lukujärjestykseen mahtuu kolme", on("2015-03")),
                new MeasureRetired(STEPS, "Kaikilla ei ole mittaria", on("2015-03")),
                new PilotPlanned(
                        "Kaksi alaa",
                        List.of("Tekniikka"),
                        on("2015-08"),
                        on("2016-05"),
                        List.of("Ehditäänkö?"),
                        on("2015-03")),
                new PilotDecided(
                        id(20), PilotChoice.HOLD, "Odotetaan tiloja", "Johtoryhmä", on("2015-04"), on("2015-05"), null),
                new PilotDecided(id(21), PilotChoice.GO, "Tarve on selvä", "Johtoryhmä", on("2015-05-15"), null, null),
                new MovedToPilot(1, on("2015-08-10")),
                new InitiativePaused("Remontti", on("2015-10-01")),
                new InitiativeResumed("Valmistui", on("2015-11-01")),
                new PilotResultRecorded(
                        DIARY,
                        "Tauot pidettiin",
                        BREAKS,
                        number("2.5"),
                        on("2016-03"),
                        List.of(
                                new Evidence("Päiväkirja", "https://example.org/paivakirja", null),
                                new Evidence("Vaarallinen", "javascript:alert(1)", null))),
                new PilotResultRecorded(id(22), "Ilmapiiri parani", null, null, on("2016-03"), List.of()),
                new FactorIdentified(
                        TIMETABLE,
                        FactorKind.HINDERING,
                        FactorDomain.INNER_SETTING,
                        "Lukujärjestys ei jousta",
                        -2,
                        on("2016-03")),
                new FactorRated(TIMETABLE, -1, "Kaksi alaa järjesti tilaa", on("2016-04")),
                new FactorIdentified(
                        ENTHUSIASM,
                        FactorKind.PROMOTING,
                        FactorDomain.INDIVIDUALS,
                        "Opettajat innostuivat",
                        2,
                        on("2016-03")),
                new FactorIdentified(
                        id(23),
                        FactorKind.HINDERING,
                        FactorDomain.OUTER_SETTING,
                        "Bussit myöhästyvät",
                        -1,
                        on("2016-03")),
                new FactorResolved(id(23), "Aikataulu muuttui", on("2016-04")),
                new PilotConcluded(PilotOutcome.WORKS_WITH_CHANGES, "Ensimmäinen johtopäätös", on("2016-05")),
                new OperatingModelDescribed("Kolme taukoa", "Malli 1", on("2016-05")),
                new StrategyMirrored(
                        Phase.PILOT, 1, List.of(), Assessment.CONFLICTS, "Ristiriitainen peilaus", on("2016-05")),
                new MovedToStructures(1, on("2016-06-03")),
                new ReturnedToPhase(Phase.PILOT, "Kolmas ala kokeilee", on("2016-08-12")),
                new PilotConcluded(PilotOutcome.WORKS, "Kolmaskin ala pitää tauot", on("2016-11")),
                new RequirementWaived(
                        Gate.STRUCTURES, Requirement.MIRROR_OF_PILOT, "Strategia on uusittavana", on("2016-11")),
                new MovedToStructures(1, on("2016-12-02")),
                new DecisionProcessDescribed(
                        List.of(new DecisionStep("Valmistelu", "Työryhmä", "Koordinaattori", "Joulukuu")),
                        on("2016-12")),
                new AdoptionPlanDescribed(
                        "Kaikki opettajat",
                        "Kaikki alat",
                        "Syksystä",
                        "Iltapäivä",
                        "Vertaisohjaajat",
                        "koordinaattori",
                        on("2016-12")),
                adoption(FIRST_DECISION, AdoptionChoice.DEFER, "Odotetaan", null, null, List.of()),
                adoption(
                        DECISION,
                        AdoptionChoice.ADOPT_WITH_CONDITIONS,
                        "Kokeilu toimi",
                        on("2017-02-01"),
                        new OverturnedBy("Taukoja on alle yksi", BREAKS, Comparison.BELOW, number("1")),
                        List.of(
                                new Condition(TRAINED, "Opettajat on koulutettu", "koordinaattori", on("2017-05-31")),
                                new Condition(id(24), "Tilat on varattu", "jasen", on("2017-06")))),
                new ConditionFulfilled(TRAINED, "Kaikki kävivät", List.of(), on("2017-05-20")),
                new DecisionRequested(
                        REQUEST,
                        DecisionSubject.ADOPTION,
                        "Hallitus",
                        "Laajennetaan",
                        "Muutkin haluavat",
                        on("2017-04"),
                        on("2017-03")),
                new ActionPlanned(
                        TRAINING,
                        "Koulutetaan opettajat",
                        Phase.STRUCTURES,
                        "koordinaattori",
                        on("2017-03"),
                        "Opettajat",
                        on("2017-01")),
                new ActionRescheduled(TRAINING, on("2017-05"), "Hiihtoloma", on("2017-02")),
                new ActionCompleted(TRAINING, on("2017-05-20"), List.of()),
                new ActionPlanned(
                        POSTERS, "Tilataan julisteet", Phase.STRUCTURES, "jasen", on("2017-03"), null, on("2017-01")),
                new ActionDropped(POSTERS, "Opiskelijat tekevät ne", on("2017-02")),
                new ActionPlanned(
                        SURVEY,
                        "Kysytään kokemuksia",
                        Phase.EVERYDAY_LIFE,
                        "jasen",
                        on("2018-01"),
                        null,
                        on("2017-01")),
                new ActionPlanned(id(25), "Juhlitaan", Phase.EVERYDAY_LIFE, "jasen", day(1), null, on("2017-01")),
                new AnchoredInStructure(
                        WORKING_HOURS, Structure.WORKING_HOURS, "Kymmenen tuntia", on("2017-08"), List.of()),
                new MovedToEverydayLife(1, on("2017-08-11")),
                measure(GROUPS, "Liikkuvia ryhmiä", "80", 4, FollowedIn.EVERYDAY_LIFE),
                new MeasurementRecorded(
                        DECEMBER,
                        GROUPS,
                        number("56"),
                        on("2017-12"),
                        "Lukujärjestykset",
                        "Yksi ala puuttuu",
                        "Tauot sillekin"),
                new MeasurementRecorded(id(26), BREAKS, number("0.5"), on("2018-04"), "Kysely", null, null),
                new AdoptionReviewCalledFor(DECISION, id(26), on("2018-04")),
                new RootingReviewed("Puolet aloista", on("2018-01"), on("2018-03")),
                new RootingReviewed("Osa arkea kolmella alalla", on("2018-05"), on("2019-05")),
                new CommentPosted(SAID, "Hieno <b>alku</b>", "measures", List.of("koordinaattori"), on("2018")),
                new CommentPosted(id(18), "Tämä luku yllätti", DECEMBER.toString(), List.of(), on("2018")),
                new CommentPosted(id(19), "Vain aikajanalla", "jokin muu", List.of(), on("2013")));
    }

    private static MeasureDefined measure(
            UUID id, String name, String target, @Nullable Integer everyMonths, FollowedIn followedIn) {
        return new MeasureDefined(
                id,
                name,
                MeasureKind.USE,
                "kpl",
                Direction.UP,
                number("1"),
                on("2015-02"),
                number(target),
                on("2016-05"),
                null,
                everyMonths,
                followedIn,
                on("2015-02"));
    }

    private static AdoptionDecided adoption(
            UUID id,
            AdoptionChoice choice,
            String grounds,
            @Nullable BusinessDate inForceFrom,
            @Nullable OverturnedBy overturnedBy,
            List<Condition> conditions) {
        return new AdoptionDecided(
                id,
                choice,
                List.of("Jätetään kokeiluksi", "Otetaan käyttöön"),
                grounds,
                List.of(),
                "Johtoryhmä",
                "2/2017",
                on("2017-01-20"),
                inForceFrom,
                null,
                conditions,
                overturnedBy,
                choice == AdoptionChoice.DEFER ? null : FIRST_DECISION,
                null);
    }

    private static String lived = "";

    @BeforeAll
    static void start() {
        QUERY_SIDE.append(
                "Strategy",
                "sakky",
                1,
                List.of(new StrategyPublished(
                        1,
                        "Strategia 2015",
                        on("2015"),
                        on("2020"),
                        List.of(new Goal(WELLBEING, "Hyvinvoiva opiskelija")),
                        on("2015"))));
        lived = initiative(life());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static String initiative(List<? extends InitiativeEvent> events) {
        String id = QUERY_SIDE.newInitiative(events);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == events.size()
                        && QUERY_SIDE.bean(Timeline.class).has(id, events.size())
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
        return id;
    }

    private static String page(Actor actor, String initiative, String query, String language) {
        return Browser.of(QUERY_SIDE, actor).with("lang", language).page("/initiatives/" + initiative + query);
    }

    private static String page(Actor actor, String initiative) {
        return page(actor, initiative, "?version=1", "fi");
    }

    /** The text of a part as a reader has it, its tags left out. */
    private static String part(String page, String part) {
        Matcher section = Pattern.compile("(?s)<section[^>]* id=\"" + part + "\".*?</section>")
                .matcher(page);
        assertThat(section.find()).as(part).isTrue();
        return section.group();
    }

    private static String words(String html) {
        return html.replaceAll("(?s)<svg.*?</svg>", " ")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("&[lr]dquo;|&#39;", "'")
                .replaceAll("[\\s\\u00a0\\u202f]+", " ")
                .replace(" .", ".")
                .replace(" ,", ",");
    }

    private static String words(Actor actor, String initiative, String part) {
        return words(part(page(actor, initiative), part));
    }

    @Nested
    class Standing {

        @Test
        void tells_how_long_each_phase_took_with_pauses_and_returns() {
            String page = page(COORDINATOR, lived);
            assertThat(words(part(page, "standing")))
                    .contains("Kiinni kehittämiseen : vaihe on takana 11 kuukautta 9/2014 – 10.8.2015")
                    .containsPattern(
                            "Kiinni kokeiluun : vaihe on takana 13 kuukautta, josta keskeytyksissä 4 viikkoa 10.8.2015 – 2.12.2016")
                    .containsPattern("Kiinni rakenteisiin : vaihe on takana 11 kuukautta 3.6.2016 – 11.8.2017")
                    .contains("Kiinni arkeen : nykyinen vaihe");
            assertThat(part(page, "standing")).containsOnlyOnce("aria-current=\"step\"");
        }

        @Test
        void says_plainly_that_it_is_paused_stopped_or_rooted_since_when_and_why() {
            String paused = initiative(List.of(Stories.started("a"), new InitiativePaused("Kesä", on("2015-06"))));
            assertThat(words(COORDINATOR, paused, "standing"))
                    .contains("Keskeytetty toistaiseksi 6/2015, Kaisa Koordinaattori. Kesä", "Jatka toimintaa")
                    .doesNotContain("Keskeytä toistaiseksi");
            String stopped = initiative(List.of(
                    Stories.started("a"), new InitiativeStopped("Ei rahaa", "Aloita ajoissa", null, on("2015"))));
            assertThat(words(DECISION_MAKER, stopped, "standing"))
                    .contains(
                            "Juurruttaminen on lopetettu 2015",
                            "Ei rahaa",
                            "Mitä opittiin: Aloita ajoissa",
                            "Jatka toimintaa");
            assertThat(words(COORDINATOR, stopped, "standing")).doesNotContain("Jatka toimintaa");
            assertThat(words(COORDINATOR, stopped, "gate")).doesNotContain("puuttuu");
            String rooted = initiative(List.of(
                    Stories.started("a"),
                    new MovedToEverydayLife(1, on("2015")),
                    new DeclaredRooted(1, on("2016-02-01"))));
            assertThat(words(COORDINATOR, rooted, "standing"))
                    .contains("Toiminta on juurtunut 1.2.2016", "osa tavallista työtä")
                    .doesNotContain("nykyinen vaihe");
        }

        @Test
        void tells_when_the_pilot_is_planned_to_be() {
            String ahead = initiative(List.of(
                    Stories.started("a"),
                    new PilotPlanned("Ala", List.of(), on("2015-08"), on("2016-05"), List.of(), on("2015"))));
            assertThat(words(COORDINATOR, ahead, "standing"))
                    .contains("Kiinni kokeiluun : vaihe on edessä Suunniteltu 8/2015 – 5/2016");
        }

        @Test
        void says_why_it_came_back_to_a_phase() {
            String returned = initiative(List.of(
                    Stories.started("a"),
                    new MovedToPilot(1, on("2015")),
                    new ReturnedToPhase(Phase.DEVELOPMENT, "Suunnitelma puuttui", on("2016"))));
            assertThat(words(COORDINATOR, returned, "standing"))
                    .contains("Palattu tähän vaiheeseen: Suunnitelma puuttui");
        }
    }

    @Nested
    class TheGate {

        @Test
        void tells_what_is_missing_since_when_who_can_bring_it_and_leads_there() {
            String gate = part(page(MEMBER, lived), "gate");
            assertThat(words(gate))
                    .contains("Seuraavaksi: toiminta todetaan juurtuneeksi", "puuttuu vielä 3 edellytystä")
                    .contains("jokainen arjessa seurattu mittari on mitattu kahdesti")
                    .contains("Puuttunut 11.8.2017 alkaen · Voi kirjata: työryhmä")
                    .contains("3 edellytystä täyttyy");
            assertThat(gate)
                    .contains("/record-measurement?measure=" + GROUPS + "\"")
                    .contains("/complete-action?action=" + SURVEY + "\"", "/mirror-strategy\"")
                    .contains("href=\"/initiatives/" + lived + "/what-if\">Kokeile, millä kirjauksilla")
                    .doesNotContain("waive-requirement", "declare-rooted");
            assertThat(words(gate)).contains("Kirjaa mittaus : Liikkuvia ryhmiä");
            assertThat(part(page(DECISION_MAKER, lived), "gate"))
                    .contains("/waive-requirement?gate=ROOTED&amp;requirement=MEASURED_TWICE\"", "/declare-rooted\"")
                    .doesNotContain("/record-measurement");
            assertThat(part(page(AUDITOR, lived), "gate")).doesNotContain("class=\"command\"");
        }

        @Test
        void tells_who_waived_what_why_and_what_was_decided_for_a_day_to_come() {
            String waiting = initiative(List.of(
                    Stories.started("a"),
                    new MovedToStructures(1, on("2016")),
                    adoption(DECISION, AdoptionChoice.ADOPT, "Toimii", day(20), null, List.of()),
                    new RequirementWaived(
                            Gate.EVERYDAY_LIFE, Requirement.DECISION_PROCESS, "Kuvattu muualla", on("2016-02"))));
            String words = words(COORDINATOR, waiting, "gate");
            assertThat(words)
                    .contains("päätöksentekoprosessi on kuvattu Kuvattu muualla Kaisa Koordinaattori, 2/2016")
                    .contains("Päätös on tehty ja tulee voimaan " + format(today().plusDays(20))
                            + ". Edellytys täyttyy silloin.");
            assertThat(words(COORDINATOR, waiting, "decisions")).contains("otetaan käyttöön tulossa voimaan");
        }

        @Test
        void that_is_open_offers_the_move_to_those_who_may() {
            List<InitiativeEvent> events = new ArrayList<>(List.of(Stories.started("a")));
            for (Requirement requirement : Rules.CURRENT.of(Gate.PILOT)) {
                events.add(new RequirementWaived(Gate.PILOT, requirement, "Ei tiedossa", on("2015")));
            }
            String open = initiative(events);
            assertThat(words(COORDINATOR, open, "gate"))
                    .contains("Kaikki edellytykset täyttyvät", "Siirrä kokeiluun")
                    .doesNotContain("Siirtymisen kirjaa", "Kokeile, millä kirjauksilla");
            assertThat(words(AUDITOR, open, "gate"))
                    .contains("Siirtymisen kirjaa työryhmän koordinaattori (Kaisa Koordinaattori).")
                    .doesNotContain("Siirrä kokeiluun");
        }

        private static String format(LocalDate day) {
            return day.getDayOfMonth() + "." + day.getMonthValue() + "." + day.getYear();
        }
    }

    @Nested
    class TheRootingPlan {

        @Test
        void has_the_decision_with_its_conditions_and_what_would_overturn_it() {
            String decisions = part(page(MEMBER, lived), "decisions");
            assertThat(words(decisions))
                    .contains(
                            "otetaan käyttöön ehdoin voimassa Johtoryhmä · 20.1.2017 · Pöytäkirja 2/2017 · Voimassa alkaen 1.2.2017")
                    .contains("Liikuntatauot: 0,5, 4/2018")
                    .contains("Perustelut Kokeilu toimi", "Jätetään kokeiluksi Otetaan käyttöön")
                    .contains("Taukoja on alle yksi (Liikuntatauot alle 1)")
                    .contains(
                            "Opettajat on koulutettu Kaisa Koordinaattori · Määräaika 31.5.2017 Täytetty 20.5.2017: Kaikki kävivät")
                    .contains("Tilat on varattu Jaana Jäsen · Määräaika 6/2017 myöhässä Kirjaa ehto täytetyksi")
                    .contains("Päätöstä on pyydetty: Laajennetaan")
                    .contains("kokouspäivä on ohi, mutta päätöstä ei ole kirjattu")
                    .containsSubsequence("voimassa", "Yksi aiempi päätös", "korvattu uudella", "Odotetaan");
            assertThat(decisions)
                    .contains("/fulfil-condition?condition=" + id(24), "/correct-adoption-record?decision=" + DECISION)
                    .doesNotContain("/fulfil-condition?condition=" + TRAINED, "/withdraw-decision-request");
        }

        @Test
        void has_actions_by_phase_with_what_is_overdue_moved_and_dropped() {
            String page = page(MEMBER, lived);
            String actions = part(page, "actions");
            assertThat(words(actions))
                    .containsSubsequence(
                            "Kiinni rakenteisiin",
                            "Yksi tehty toimenpide",
                            "Koulutetaan opettajat Kaisa Koordinaattori · Kenelle: Opettajat · tehty 20.5.2017",
                            "Määräaika oli 3/2017. Siirron syy: Hiihtoloma",
                            "Yhdestä toimenpiteestä on luovuttu",
                            "Luovuttu 2/2017: Opiskelijat tekevät ne",
                            "Kiinni arkeen",
                            "Kysytään kokemuksia Jaana Jäsen · Määräaika 1/2018 myöhässä",
                            "Juhlitaan");
            assertThat(words(actions)).containsOnlyOnce("myöhässä");
            assertThat(actions)
                    .contains("/complete-action?action=" + SURVEY, "/reschedule-action?action=" + SURVEY)
                    .contains("/correct-action?action=" + TRAINING)
                    .doesNotContain("/complete-action?action=" + TRAINING);
            assertThat(words(page)).contains("Toimintasuunnitelma 1 myöhässä");
        }

        @Test
        void shows_in_which_of_the_nine_structures_it_is_anchored() {
            String anchors = part(page(MEMBER, lived), "anchors");
            assertThat(words(anchors))
                    .contains("työaika Kymmenen tuntia 8/2017 alkaen Peru kiinnitys")
                    .contains(
                            "Ei vielä kiinnitetty strategia talousarvio prosessi tehtävänkuva vuosikello laatujärjestelmä perehdytys opintorekisteri");
            assertThat(anchors)
                    .contains(
                            "/anchor-in-structure?structure=STUDY_RECORDS\"",
                            "/withdraw-anchor?anchor=" + WORKING_HOURS);
            assertThat(part(page(AUDITOR, lived), "anchors")).doesNotContain("/anchor-in-structure");
        }

        @Test
        void follows_each_measure_with_its_shifted_goals_values_and_a_chart() {
            String measures = part(page(MEMBER, lived), "measures");
            assertThat(words(measures))
                    .containsSubsequence(
                            "Liikuntatauot",
                            "0,5 kpl ei vielä tavoitteessa 4/2018",
                            "Lähtöarvo 1 kpl (2/2015) Tavoitearvo vähintään 3 kpl (5/2016)",
                            "Tavoitetta on muutettu kerran 3/2015: tavoite oli siihen asti 4 (5/2016). Muutoksen syy: Lukujärjestykseen mahtuu kolme",
                            "2 mitattua arvoa",
                            "4/2018 0,5 Kysely",
                            "3/2016 2,5 Tauot pidettiin (kokeilun tulos)",
                            "Liikkuvia ryhmiä",
                            "Mitataan seuraavan kerran viimeistään 30.4.2018 myöhässä",
                            "Tulkinta: Yksi ala puuttuu Korjaava toimenpide: Tauot sillekin",
                            "Yksi mittari, jota ei enää seurata",
                            "Askeleet",
                            "Seuranta lopetettu 3/2015: Kaikilla ei ole mittaria");
            assertThat(measures)
                    .contains(
                            "role=\"img\" aria-label=\"Liikuntatauot, kpl: lähtöarvo 1, tavoite 3, viimeisin arvo 0,5 (4/2018)\"")
                    .contains("<title>3/2016: 2,5 kpl</title>", "class=\"PILOT\"", "class=\"MEASUREMENT\"")
                    .contains("/record-measurement?measure=" + BREAKS, "/correct-measurement?measurement=" + DECEMBER)
                    .contains("/correct-pilot-result?result=" + DIARY)
                    .doesNotContain("/record-measurement?measure=" + STEPS)
                    .doesNotContain("style=");
        }

        @Test
        void weighs_what_hinders_against_what_promotes() {
            String factors = part(page(MEMBER, lived), "factors");
            assertThat(words(factors))
                    .containsSubsequence(
                            "Estävät tekijät",
                            "−1 Lukujärjestys ei jousta oma organisaatio · 3/2016 alkaen",
                            "4/2016 arvioitu uudelleen, aiemmin −2: Kaksi alaa järjesti tilaa",
                            "Edistävät tekijät",
                            "+2 Opettajat innostuivat",
                            "Yksi ratkaistu tekijä",
                            "Bussit myöhästyvät",
                            "Ratkaistu 4/2016: Aikataulu muuttui");
            assertThat(factors)
                    .contains("/rate-factor?factor=" + TIMETABLE)
                    .doesNotContain("/rate-factor?factor=" + id(23));
        }
    }

    @Nested
    class TheGroundwork {

        @Test
        void has_a_mirror_of_each_phase_and_says_which_was_voided() {
            assertThat(words(MEMBER, lived, "strategy-mirror"))
                    .containsSubsequence(
                            "Kiinni kehittämiseen tukee strategiaa Tukee liikkumista Hyvinvoiva opiskelija Strategia 2015 · 2/2015",
                            "Kiinni kokeiluun Ei peilattu Aiempi peilaus raukesi 12.8.2016",
                            "Ristiriitainen peilaus",
                            "Kiinni rakenteisiin Ei peilattu",
                            "Kiinni arkeen Ei vielä peilattu");
        }

        @Test
        void has_everything_else_that_was_described() {
            String page = page(MEMBER, lived);
            assertThat(words(part(page, "description")))
                    .contains("Kaikki opiskelijat", "Tunti päivässä &amp; yli", "Istutaan paljon", "hyvinvointi");
            assertThat(words(part(page, "pilot")))
                    .contains("Kaksi alaa", "8/2015 – 5/2016", "Ehditäänkö?")
                    .containsSubsequence(
                            "kokeilu aloitetaan Johtoryhmä · 15.5.2015 Tarve on selvä",
                            "Yksi aiempi päätös",
                            "päätös siirretään Johtoryhmä · 4/2015 · Tarkastellaan uudelleen 5/2015",
                            "Ilmapiiri parani",
                            "Johtopäätös: toimii Kolmaskin ala pitää tauot 11/2016",
                            "Toimintamalli: Malli 1 Kolme taukoa");
            assertThat(words(part(page, "adoption")))
                    .contains(
                            "Valmistelu Työryhmä · Koordinaattori · Joulukuu",
                            "Vertaisohjaajat",
                            "Kaisa Koordinaattori");
            assertThat(words(part(page, "people-part")))
                    .contains("Kaisa Koordinaattori koordinaattori", "Jaana Jäsen jäsen · 20 h")
                    .containsSubsequence(
                            "Jatkoraha 500 €", "päättyy pian", "Kehittämisraha 12 000 €", "2015 – 2016 päättynyt");
            assertThat(words(part(page, "reviews")))
                    .containsSubsequence(
                            "Osa arkea kolmella alalla 5/2018 · Seuraava arviointi 5/2019 ajankohta on ohi",
                            "Yksi aiempi arviointi",
                            "Puolet aloista");
        }

        @Test
        void says_that_a_conclusion_was_voided_by_a_return() {
            String returned = initiative(life().subList(0, 29));
            assertThat(words(MEMBER, returned, "pilot"))
                    .contains("”toimii muutoksin” raukesi 12.8.2016", "Ensimmäinen johtopäätös");
        }

        @Test
        void offers_to_release_everybody_but_the_last_coordinator() {
            assertThat(part(page(DECISION_MAKER, lived, "?all=people-part", "fi"), "people-part"))
                    .contains("/release-member?person=jasen\"")
                    .doesNotContain("/release-member?person=koordinaattori\"");
        }
    }

    @Nested
    class AComment {

        @Test
        void stands_at_its_part_and_on_the_timeline() {
            String page = page(MEMBER, lived);
            assertThat(words(part(page, "measures")))
                    .contains("Kaisa Koordinaattori", "Hieno &lt;b&gt;alku&lt;/b&gt;")
                    .contains("Liikkuvia ryhmiä: 56, 12/2017 Tämä luku yllätti", "Kaikki kommentit");
            assertThat(part(page, "measures"))
                    .contains("/post-comment?about=measures\"", "/retract-comment?comment=" + SAID)
                    .contains("aria-label=\"Kommentoi: Mittarit\"")
                    .contains("?what=comments#timeline");
            assertThat(words(part(page, "factors"))).doesNotContain("Kaikki kommentit");
            assertThat(words(part(page, "timeline")))
                    .contains("kommentoi: Hieno &lt;b&gt;alku", "kommentoi: Vain aikajanalla");
        }
    }

    @Nested
    class TheTimeline {

        private List<String> versions(String query) {
            Matcher entries =
                    Pattern.compile("<li id=\"v(\\d+)\"").matcher(part(page(MEMBER, lived, query, "fi"), "timeline"));
            List<String> versions = new ArrayList<>();
            while (entries.find()) {
                versions.add(entries.group(1));
            }
            return versions;
        }

        @Test
        void tells_both_clocks_and_orders_by_the_one_that_is_asked_for() {
            assertThat(versions("")).hasSize(12).startsWith("56", "55", "54");
            assertThat(words(part(page(MEMBER, lived, "", "fi"), "timeline")))
                    .contains("Viimeksi kirjattu on ensimmäisenä.")
                    .containsPattern("Kirjattu [0-9.]+ klo [0-9.]+ · Koskee aikaa 2013 #56");
            assertThat(versions("?clock=effective"))
                    .hasSize(12)
                    .startsWith("53", "51", "50", "55", "54", "52", "49")
                    .doesNotContain("56");
            assertThat(words(part(page(MEMBER, lived, "?clock=effective", "fi"), "timeline")))
                    .contains("Viimeisintä aikaa koskeva tieto on ensimmäisenä")
                    .containsPattern("Koskee aikaa 5/2018 · Kirjattu [0-9.]+ klo [0-9.]+ #53");
        }

        @Test
        void is_filtered_in_its_address_and_paged_within_that() {
            assertThat(versions("?what=comments")).containsExactly("56", "55", "54");
            assertThat(versions("?what=COMMENTS&person=jasen")).isEmpty();
            assertThat(versions("?what=nonsense&person=&clock=&after=x")).hasSize(12);
            String first = part(page(MEMBER, lived, "?person=koordinaattori&clock=effective", "fi"), "timeline");
            Matcher older = Pattern.compile("href=\"(/initiatives/[^\"]*after=\\d+)#timeline\"")
                    .matcher(first);
            assertThat(older.find()).isTrue();
            String query = older.group(1).substring(older.group(1).indexOf('?')).replace("&amp;", "&");
            assertThat(query).contains("person=koordinaattori", "clock=effective");
            assertThat(versions(query))
                    .hasSize(12)
                    .doesNotContainAnyElementsOf(versions("?person=koordinaattori&clock=effective"));
        }

        @Test
        void has_an_address_for_each_entry_and_leads_to_the_audit_trail() {
            String page = page(MEMBER, lived);
            assertThat(page).contains("/initiatives/" + lived + "/audit\"");
            // The requirement has been missing since the move into everyday life.
            assertThat(part(page, "gate")).contains("?after=48#v47\"");
            assertThat(versions("?after=48")).startsWith("47");
        }
    }

    @Nested
    class TheStrategy {

        private static final UUID PLACES = id(30);
        private static final UUID MOVING = id(31);
        private static final UUID HEARD = id(32);
        private static final Actor READER = new Actor("toinen", "raseko", Set.of(Role.MEMBER), Set.of());

        private static String ofRaseko(String title, InitiativeEvent... more) {
            List<InitiativeEvent> events = new ArrayList<>();
            events.add(new InitiativeStarted("raseko", "toinen", title, "Tarve", Language.fi, on("2016")));
            events.addAll(List.of(more));
            return initiative(events);
        }

        private static StrategyMirrored mirrored(Phase phase, int version, UUID goal) {
            return new StrategyMirrored(
                    phase, version, List.of(goal), Assessment.SUPPORTS_PARTLY, "Peilattu", on("2016"));
        }

        private static StrategyPublished published(int version, Goal... goals) {
            return new StrategyPublished(
                    version, "Rasekon strategia " + version, on("2016"), on("2020"), List.of(goals), on("2016"));
        }

        @Test
        void tells_of_each_goal_what_leans_on_it_and_what_leans_on_one_that_was_replaced() {
            QUERY_SIDE.append(
                    "Strategy",
                    "raseko",
                    1,
                    List.of(
                            published(1, new Goal(PLACES, "Työpaikat mukana")),
                            published(2, new Goal(MOVING, "Liikkuva <b>arki</b>"), new Goal(HEARD, "Kuultu"))),
                    Map.of("provider", "raseko", "by", "toinen", "role", "ADMINISTRATOR", "command", "Some"));
            String old = ofRaseko("Vanhan varassa", mirrored(Phase.DEVELOPMENT, 1, PLACES));
            String renewed = ofRaseko(
                    "Uudelleen peilattu",
                    mirrored(Phase.DEVELOPMENT, 1, PLACES),
                    new MovedToPilot(1, on("2016")),
                    mirrored(Phase.PILOT, 2, MOVING));
            ofRaseko(
                    "Lopetettu malli",
                    mirrored(Phase.DEVELOPMENT, 2, MOVING),
                    new InitiativeStopped("Ei rahaa", "Aloita ajoissa", null, on("2017")));
            initiative(List.of(Stories.started("Toisen järjestäjän"), mirrored(Phase.DEVELOPMENT, 2, MOVING)));

            String page = Browser.of(QUERY_SIDE, READER).page("/strategy?version=2");
            assertThat(words(page))
                    .containsSubsequence(
                            "Rasekon strategia 2 voimassa",
                            "Liikkuva &lt;b&gt;arki&lt;/b&gt; Tavoitteeseen nojaa yksi toiminta. Uudelleen peilattu Kiinni kokeiluun · tukee strategiaa osittain",
                            "Kuultu Mikään toiminta ei vielä nojaa tähän tavoitteeseen.",
                            "Nojaa aiempaan strategiaan",
                            "Vanhan varassa Rasekon strategia 1 · Kiinni kehittämiseen",
                            "Muut versiot Rasekon strategia 1 Versio 1")
                    .doesNotContain("Lopetettu malli", "Toisen järjestäjän", "Työpaikat mukana");
            assertThat(page)
                    .contains("id=\"strategy\" data-live", "/initiatives/" + renewed + "#strategy-mirror\"")
                    .contains("/initiatives/" + old + "#strategy-mirror\"", "href=\"/strategy?shown=1\"");

            assertThat(words(Browser.of(QUERY_SIDE, READER).page("/strategy?shown=1")))
                    .containsSubsequence(
                            "Rasekon strategia 1 korvattu",
                            "Työpaikat mukana Tavoitteeseen nojaa yksi toiminta. Vanhan varassa",
                            "Muut versiot Rasekon strategia 2")
                    .doesNotContain("Uudelleen peilattu", "Nojaa aiempaan");
            assertThat(words(Browser.of(QUERY_SIDE, READER).page("/strategy?shown=nonsense&only=x&from=y")))
                    .contains("Voimassa oleva strategia");
        }
    }

    @Test
    void every_part_that_the_contents_name_is_there_and_refreshed_by_itself() {
        String page = page(MEMBER, lived);
        Matcher links = Pattern.compile("href=\"#([a-z-]+)\"").matcher(page);
        int found = 0;
        while (links.find()) {
            if (!links.group(1).equals("content")) {
                assertThat(page).containsPattern("<section[^>]* id=\"" + links.group(1) + "\"[^>]* data-live");
                found++;
            }
        }
        assertThat(found).isEqualTo(14);
    }

    @Test
    void its_headings_are_an_outline_of_it() {
        List<String> all = Browser.headings(page(MEMBER, lived));
        assertThat(all.stream().filter(heading -> heading.startsWith("2")))
                .containsExactly(
                        "2 Missä mennään",
                        "2 Seuraavaksi: toiminta todetaan juurtuneeksi",
                        "2 Juurruttamissuunnitelma",
                        "2 Lähtökohdat ja toteutus",
                        "2 Aikajana",
                        // The dialog has its title when it is opened.
                        "2 ");
        assertThat(all.subList(all.indexOf("2 Juurruttamissuunnitelma"), all.indexOf("2 Lähtökohdat ja toteutus")))
                .filteredOn(heading -> heading.startsWith("3"))
                .containsExactly(
                        "3 1 Päätös käyttöönotosta",
                        "3 2 Toimintasuunnitelma",
                        "3 Kiinnitykset rakenteisiin",
                        "3 3 Tulokset ja mittaaminen",
                        "3 4 Estävät ja edistävät tekijät");
        assertThat(all).contains("4 Päätöksentekoprosessi", "4 työaika");
        assertThat(Browser.headings(page(MEMBER, lived, "?all=actions", "fi")).subList(1, 3))
                .containsExactly("2 Juurruttamissuunnitelma", "3 2 Toimintasuunnitelma");
        assertThat(Browser.headings(page(MEMBER, lived, "?all=reviews", "fi")).subList(1, 3))
                .containsExactly("2 Lähtökohdat ja toteutus", "3 Juurtumisen arvioinnit");
    }

    @Test
    void no_two_links_of_its_gate_of_one_name_lead_to_different_places() {
        for (Actor reader : List.of(MEMBER, DECISION_MAKER, AUDITOR)) {
            Map<String, Set<String>> places = Pattern.compile("(?s)<a ([^>]*)>(.*?)</a>")
                    .matcher(part(page(reader, lived), "gate"))
                    .results()
                    .collect(Collectors.groupingBy(
                            link -> attribute(link.group(1), "aria-label")
                                    .orElse(words(link.group(2)).strip()),
                            Collectors.mapping(
                                    link -> attribute(link.group(1), "href").orElse(""), Collectors.toSet())));
            assertThat(places)
                    .isNotEmpty()
                    .allSatisfy((name, led) -> assertThat(led).as(name).hasSize(1));
        }
    }

    private static Optional<String> attribute(String tag, String name) {
        return Pattern.compile(" ?" + name + "=\"([^\"]*)\"")
                .matcher(tag)
                .results()
                .findFirst()
                .map(value -> value.group(1));
    }

    @Test
    void what_people_wrote_is_text_and_only_safe_links_are_links() {
        assertThat(page(MEMBER, lived))
                .contains(
                        "Liikettä &lt;i&gt;päivään&lt;/i&gt;",
                        "href=\"https://example.org/paivakirja\"",
                        "javascript:alert(1)")
                .doesNotContain("<i>päivään", "<b>alku", "href=\"javascript");
    }

    @Test
    void nobody_but_the_team_and_decision_makers_is_offered_a_command() {
        Actor granted = new Actor("toinen", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
        for (Actor reader : List.of(AUDITOR, granted, RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR))) {
            assertThat(page(reader, lived)).contains("Liikuntatauot").doesNotContain("class=\"command\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fi", "sv", "en"})
    void is_in_the_language_of_its_reader_and_light(String language) {
        String page = page(MEMBER, lived, "", language);
        assertThat(page)
                .contains("<html lang=\"" + language + "\"")
                .contains(Map.of("fi", "11 kuukautta", "sv", "11 månader", "en", "11 months")
                        .get(language))
                .doesNotContainPattern("page\\.[a-z]")
                .doesNotContain("??", "part.", "timeline.", "time.lasting", "Requirement.");
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(60_000);
    }

    @Test
    void what_is_over_in_a_long_life_is_fetched_by_a_link() {
        List<InitiativeEvent> events = new ArrayList<>(life());
        for (int measure = 0; measure < 4; measure++) {
            events.add(measure(id(100 + measure), "Mittari " + measure, "9", null, FollowedIn.EVERYDAY_LIFE));
            for (int month = 1; month <= 12; month++) {
                events.add(new MeasurementRecorded(
                        id(200 + 20 * measure + month),
                        id(100 + measure),
                        number("" + month),
                        on("2018-%02d".formatted(month)),
                        "Kysely " + month,
                        null,
                        null));
            }
        }
        for (int action = 0; action < 26; action++) {
            UUID id = id(400 + action);
            events.add(new ActionPlanned(id, "Toimi " + action, Phase.PILOT, "jasen", on("2018"), null, on("2017")));
            if (action < 20) {
                events.add(new ActionCompleted(id, on("2018"), List.of()));
            }
            events.add(new RootingReviewed("Arvio " + action, on("2018"), on("2019")));
            events.add(new CommentPosted(id(500 + action), "Sanottua " + action, "actions", List.of(), on("2018")));
        }
        String initiative = initiative(events);

        String page = page(MEMBER, initiative, "", "fi");
        assertThat(words(part(page, "actions")))
                .contains("20 tehtyä toimenpidettä Toimi 19", "Toimi 25 Jaana Jäsen", "Näytä vielä 15", "Sanottua 25")
                .doesNotContain("Toimi 13 ", "Sanottua 21");
        assertThat(part(page, "actions")).contains("?all=actions#actions").doesNotContain("<details open");
        assertThat(part(page, "reviews")).contains("?all=reviews#reviews");

        String all = page(MEMBER, initiative, "?all=actions", "fi");
        assertThat(words(part(all, "actions"))).contains("Toimi 0 ", "Toimi 13 ");
        assertThat(part(all, "actions")).contains("<details open");
        assertThat(all).doesNotContain("id=\"measures\"", "id=\"gate\"").contains("Koko sivu");
        assertThat(words(part(page(MEMBER, initiative, "?all=measures", "fi"), "measures")))
                .contains("12 mitattua arvoa", "Näytä vielä 6")
                .doesNotContain("Kysely 6");
        assertThat(words(part(page(MEMBER, initiative, "?all=measure-" + id(103), "fi"), "measures")))
                .contains("Mittari 3", "Kysely 1 ")
                .doesNotContain("Mittari 2", "Näytä vielä");
        assertThat(words(part(page(MEMBER, initiative, "?all=reviews", "fi"), "reviews")))
                .contains("27 aiempaa arviointia Arvio 24", "Arvio 0");
        assertThat(page(MEMBER, initiative, "?all=nonsense", "fi")).contains("id=\"gate\"", "id=\"timeline\"");
    }
}
