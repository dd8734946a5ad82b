package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.FieldProblem;
import fi.kiinni.command.rule.People;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Scenario;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command leads to, and what refuses it beside what refuses every command. */
class InitiativeCommandTest {

    @Nested
    class WhenSomebodyStartsAnInitiative {

        @Test
        void it_is_theirs_to_coordinate() {
            given().when(KOORDINAATTORI, Sample.START_INITIATIVE)
                    .thenEvents(new InitiativeStarted(
                            PROVIDER,
                            KOORDINAATTORI.person(),
                            "Työkykypassi",
                            "Työkyky on osa osaamista",
                            Language.fi,
                            RECORDED))
                    .thenAnswer(new Answer(ID, null, 1, List.of("InitiativeStarted"), null));
        }

        @Test
        void letters_emoji_other_directions_and_line_breaks_survive() {
            String text = "Åäö ÅÄÖ 👩‍🔧\r\nשלום\tمرحبا \u202bأ\u202c";
            given().when(KOORDINAATTORI, new StartInitiative("Äö 🌱", text, Language.sv))
                    .thenEvents(new InitiativeStarted(
                            PROVIDER, KOORDINAATTORI.person(), "Äö 🌱", text, Language.sv, RECORDED));
        }

        @Test
        void it_may_have_begun_long_before_it_is_recorded() {
            given().with(new Attribution(on("2014"), "rehtori", "Pöytäkirjasta"))
                    .when(KOORDINAATTORI, Sample.START_INITIATIVE)
                    .thenEvents(new InitiativeStarted(
                            PROVIDER,
                            KOORDINAATTORI.person(),
                            "Työkykypassi",
                            "Työkyky on osa osaamista",
                            Language.fi,
                            on("2014")));
        }

        @Test
        void it_is_not_started_twice() {
            given(STARTED).when(KOORDINAATTORI, Sample.START_INITIATIVE).thenRefused(new Refusal.StartedTwice());
        }
    }

    @Nested
    class WhenItIsDescribed {

        @Test
        void what_is_given_is_described() {
            given(STARTED)
                    .when(
                            KOORDINAATTORI,
                            new DescribeInitiative(
                                    "Passi", "Tarve", "Opiskelijat", "Tavoite", List.of("työkyky", "arki")))
                    .thenEvents(new InitiativeDescribed(
                            "Passi", "Tarve", "Opiskelijat", "Tavoite", List.of("työkyky", "arki"), RECORDED))
                    .thenAnswer(new Answer(ID, null, 2, List.of("InitiativeDescribed"), null));
        }

        @Test
        void what_is_not_given_is_not_mentioned() {
            given(STARTED)
                    .when(KOORDINAATTORI, new DescribeInitiative(null, null, null, null, List.of()))
                    .thenEvents(new InitiativeDescribed(null, null, null, null, List.of(), RECORDED));
        }

        @Test
        void something_must_be_given() {
            given(STARTED)
                    .when(KOORDINAATTORI, new DescribeInitiative(null, null, null, null, null))
                    .thenInvalid("title missing");
        }
    }

    @Nested
    class WhenTheCurrentStateIsMapped {

        @Test
        void it_is_mapped() {
            given(STARTED, JASEN_APPOINTED)
                    .when(JASEN, new MapCurrentState("Joka kymmenes suorittaa"))
                    .thenEvents(new CurrentStateMapped("Joka kymmenes suorittaa", RECORDED));
        }
    }

    @Nested
    class WhenAMemberIsAppointed {

        @Test
        void they_get_a_seat_and_hours() {
            given(STARTED)
                    .when(KOORDINAATTORI, new AppointMember("jasen", Seat.MEMBER, new BigDecimal("7.5")))
                    .thenEvents(new MemberAppointed("jasen", Seat.MEMBER, new BigDecimal("7.5"), RECORDED));
        }

        @Test
        void a_decision_maker_may_do_it_too() {
            given(STARTED)
                    .when(PAATTAJA, new AppointMember("varakoordinaattori", Seat.COORDINATOR, null))
                    .thenEvents(new MemberAppointed("varakoordinaattori", Seat.COORDINATOR, null, RECORDED));
        }

        @Test
        void who_leads_acts_as_coordinator_even_if_they_decide_as_well() {
            given(STARTED)
                    .when(
                            People.of(KOORDINAATTORI.person(), Role.DECISION_MAKER, Role.COORDINATOR, Role.MEMBER),
                            new AppointMember("jasen", Seat.MEMBER, null))
                    .thenEventsAs(Role.COORDINATOR, new MemberAppointed("jasen", Seat.MEMBER, null, RECORDED));
        }

        @Test
        void nobody_outside_the_directory_is_appointed() {
            given(STARTED)
                    .when(KOORDINAATTORI, new AppointMember("tuntematon", Seat.MEMBER, null))
                    .thenRefused(new Refusal.UnknownPerson("tuntematon"));
        }

        @Test
        void the_last_coordinator_keeps_the_seat() {
            given(STARTED, JASEN_APPOINTED)
                    .when(KOORDINAATTORI, new AppointMember(KOORDINAATTORI.person(), Seat.MEMBER, null))
                    .thenRefused(new Refusal.LastCoordinator(KOORDINAATTORI.person()));
        }

        @Test
        void one_of_two_coordinators_may_become_a_member() {
            given(STARTED, new MemberAppointed("varakoordinaattori", Seat.COORDINATOR, null, START))
                    .when(KOORDINAATTORI, new AppointMember(KOORDINAATTORI.person(), Seat.MEMBER, null))
                    .thenEvents(new MemberAppointed(KOORDINAATTORI.person(), Seat.MEMBER, null, RECORDED));
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "0.0000001", "1E+15", "1E+999999999"})
        void hours_are_a_number_of_a_sane_size(String hours) {
            given(STARTED)
                    .when(KOORDINAATTORI, new AppointMember("jasen", Seat.MEMBER, new BigDecimal(hours)))
                    .thenInvalid("hours invalid");
        }
    }

    @Nested
    class WhenAMemberIsReleased {

        @Test
        void they_leave_with_a_reason() {
            given(STARTED, JASEN_APPOINTED)
                    .when(PAATTAJA, new ReleaseMember("jasen", "Siirtyi"))
                    .thenEvents(new MemberReleased("jasen", "Siirtyi", RECORDED));
        }

        @Test
        void only_members_are_released() {
            given(STARTED)
                    .when(KOORDINAATTORI, new ReleaseMember("jasen", "Siirtyi"))
                    .thenRefused(new Refusal.NotAMember("jasen"));
            given(STARTED, JASEN_APPOINTED, new MemberReleased("jasen", "Siirtyi", SPRING))
                    .when(KOORDINAATTORI, new ReleaseMember("jasen", "Siirtyi"))
                    .thenRefused(new Refusal.NotAMember("jasen"));
        }

        @Test
        void the_last_coordinator_stays() {
            given(STARTED, JASEN_APPOINTED)
                    .when(PAATTAJA, new ReleaseMember(KOORDINAATTORI.person(), "Siirtyi"))
                    .thenRefused(new Refusal.LastCoordinator(KOORDINAATTORI.person()));
        }

        @Test
        void one_of_two_coordinators_may_leave() {
            given(STARTED, new MemberAppointed("varakoordinaattori", Seat.COORDINATOR, null, START))
                    .when(KOORDINAATTORI, new ReleaseMember(KOORDINAATTORI.person(), "Siirtyi"))
                    .thenEvents(new MemberReleased(KOORDINAATTORI.person(), "Siirtyi", RECORDED));
        }

        @Test
        void who_was_released_no_longer_works_on_it() {
            given(STARTED, JASEN_APPOINTED, new MemberReleased("jasen", "Siirtyi", SPRING))
                    .when(JASEN, new MapCurrentState("Nyt"))
                    .thenRefused(new Refusal.NotAllowed(List.of(Entitlement.TEAM)));
        }
    }

    @Nested
    class WhenFundingIsRecorded {

        @Test
        void it_has_a_source_an_amount_and_a_period_that_may_end_in_the_future() {
            given(STARTED)
                    .when(KOORDINAATTORI, funding("120000.00", "2019", "2030"))
                    .thenEvents(
                            new FundingRecorded("ESR", new BigDecimal("120000.00"), on("2019"), on("2030"), RECORDED));
        }

        @Test
        void it_does_not_end_before_it_starts() {
            given(STARTED)
                    .when(KOORDINAATTORI, funding("1", "2020-02", "2020-01-31"))
                    .thenInvalid("until dates-contradict");
        }

        @Test
        void it_may_begin_and_end_with_the_same_month() {
            given(STARTED)
                    .when(KOORDINAATTORI, funding("1", "2020-02", "2020-02"))
                    .thenAccepted();
        }

        @Test
        void it_does_not_start_in_the_future() {
            given(STARTED)
                    .when(KOORDINAATTORI, funding("1", "2025-06-16", "2026"))
                    .thenInvalid("from dates-contradict");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-0.01", "0.001", "1000000000000000"})
        void the_amount_is_in_euros_and_cents(String amount) {
            given(STARTED).when(KOORDINAATTORI, funding(amount, "2019", "2020")).thenInvalid("amount invalid");
        }

        private static RecordFunding funding(String amount, String from, String until) {
            return new RecordFunding("ESR", new BigDecimal(amount), on(from), on(until));
        }
    }

    @Nested
    class WhenTheStrategyIsMirrored {

        @Test
        void it_is_the_mirror_of_the_phase() {
            given(STARTED).when(KOORDINAATTORI, mirror(1, WELLBEING)).thenEvents(mirrored(Phase.DEVELOPMENT));
            given(STARTED, MOVED).when(KOORDINAATTORI, mirror(1, WELLBEING)).thenEvents(mirrored(Phase.PILOT));
        }

        @Test
        void it_may_be_an_earlier_version_of_the_strategy() {
            given(STARTED).when(KOORDINAATTORI, mirror(2, WORKING_LIFE)).thenAccepted();
        }

        @Test
        void that_version_must_have_been_published() {
            given(STARTED).when(KOORDINAATTORI, mirror(3, WELLBEING)).thenRefused(new Refusal.NoStrategy(3));
            given(STARTED).when(KOORDINAATTORI, mirror(0, WELLBEING)).thenInvalid("strategyVersion invalid");
        }

        @Test
        void its_goals_are_those_of_that_version() {
            given(STARTED)
                    .when(KOORDINAATTORI, mirror(1, WORKING_LIFE, WELLBEING, NOBODY_MADE_THIS))
                    .thenRefused(new Refusal.UnknownGoal(1, List.of(WORKING_LIFE, NOBODY_MADE_THIS)));
        }

        @ParameterizedTest
        @EnumSource
        void only_a_conflict_leans_on_no_goal(Assessment assessment) {
            var outcome = given(STARTED).when(KOORDINAATTORI, new MirrorStrategy(1, List.of(), assessment, "Ristissä"));
            if (assessment == Assessment.CONFLICTS) {
                outcome.thenEvents(
                        new StrategyMirrored(Phase.DEVELOPMENT, 1, List.of(), assessment, "Ristissä", RECORDED));
            } else {
                outcome.thenInvalid("goals missing");
            }
        }

        private static MirrorStrategy mirror(int version, UUID... goals) {
            return new MirrorStrategy(version, List.of(goals), Assessment.SUPPORTS_PARTLY, "Tukee osin");
        }

        private static StrategyMirrored mirrored(Phase phase) {
            return new StrategyMirrored(
                    phase, 1, List.of(WELLBEING), Assessment.SUPPORTS_PARTLY, "Tukee osin", RECORDED);
        }
    }

    @Nested
    class WhenAMeasureIsDefined {

        @Test
        void it_gets_an_id_that_the_answer_names() {
            given(STARTED)
                    .when(KOORDINAATTORI, measure("0.5", 6))
                    .thenEvents(new MeasureDefined(
                            made(1),
                            "Suorittaneet",
                            MeasureKind.REACH,
                            "%",
                            Direction.UP,
                            new BigDecimal("-13.5"),
                            START,
                            new BigDecimal("50"),
                            AUTUMN,
                            new BigDecimal("0.5"),
                            6,
                            FollowedIn.EVERYDAY_LIFE,
                            RECORDED))
                    .thenAnswer(new Answer(ID, null, 2, List.of("MeasureDefined"), Map.of("measure", made(1))));
        }

        @ParameterizedTest
        @CsvSource({"2014-09-15, 2014-09-15", "2014, 2014-01", "2014-09-15, 2014-09", "2014-09-15, 2013"})
        void its_target_is_after_its_baseline(String baselineOn, String targetOn) {
            given(STARTED)
                    .when(KOORDINAATTORI, defineMeasure(baselineOn, targetOn))
                    .thenInvalid("targetOn dates-contradict");
        }

        @Test
        void its_target_may_lie_in_the_future_but_not_its_baseline() {
            given(STARTED)
                    .when(KOORDINAATTORI, defineMeasure("2025-06-15", "2030"))
                    .thenAccepted();
            given(STARTED)
                    .when(KOORDINAATTORI, defineMeasure("2025-06-16", "2030"))
                    .thenInvalid("baselineOn dates-contradict");
        }

        @ParameterizedTest
        @CsvSource({"-0.1, 6, band", "0.0000001, 6, band", "1, 0, everyMonths", "1, 121, everyMonths"})
        void its_numbers_are_sane(String band, int everyMonths, String field) {
            given(STARTED).when(KOORDINAATTORI, measure(band, everyMonths)).thenInvalid(field + " invalid");
        }

        private static DefineMeasure measure(String band, int everyMonths) {
            return new DefineMeasure(
                    "Suorittaneet",
                    MeasureKind.REACH,
                    "%",
                    Direction.UP,
                    new BigDecimal("-13.5"),
                    START,
                    new BigDecimal("50"),
                    AUTUMN,
                    new BigDecimal(band),
                    everyMonths,
                    FollowedIn.EVERYDAY_LIFE);
        }
    }

    @Nested
    class WhenAMeasureIsRetargeted {

        @Test
        void the_new_target_has_a_reason() {
            given(STARTED, MEASURE_DEFINED)
                    .when(KOORDINAATTORI, retarget(MEASURE, "2014-09-02"))
                    .thenEvents(
                            new MeasureRetargeted(MEASURE, BigDecimal.TEN, on("2014-09-02"), "Liian kova", RECORDED));
        }

        @Test
        void it_must_be_there_and_live() {
            given(STARTED, MEASURE_DEFINED)
                    .when(KOORDINAATTORI, retarget(NOBODY_MADE_THIS, "2030"))
                    .thenRefused(new Refusal.UnknownMeasure(NOBODY_MADE_THIS));
            given(STARTED, MEASURE_DEFINED, new MeasureRetired(MEASURE, "Ei mittaa", SPRING))
                    .when(KOORDINAATTORI, retarget(MEASURE, "2030"))
                    .thenRefused(new Refusal.UnknownMeasure(MEASURE));
        }

        @ParameterizedTest
        @ValueSource(strings = {"2014-09", "2014-09-01", "2014", "2013-12-31"})
        void the_new_target_too_is_after_the_baseline(String targetOn) {
            given(STARTED, MEASURE_DEFINED)
                    .when(KOORDINAATTORI, retarget(MEASURE, targetOn))
                    .thenRefused(
                            new Refusal.DatesContradict("targetOn", targetOn + " is not after the baseline's 2014-09"));
        }

        private static RetargetMeasure retarget(UUID measure, String targetOn) {
            return new RetargetMeasure(measure, BigDecimal.TEN, on(targetOn), "Liian kova");
        }
    }

    @Nested
    class WhenAMeasureIsRetired {

        private final RetireMeasure retire = new RetireMeasure(MEASURE, "Ei mittaa");

        @Test
        void it_has_a_reason() {
            given(STARTED, MEASURE_DEFINED)
                    .when(KOORDINAATTORI, retire)
                    .thenEvents(new MeasureRetired(MEASURE, "Ei mittaa", RECORDED));
        }

        @Test
        void it_must_be_there_and_live() {
            given(STARTED).when(KOORDINAATTORI, retire).thenRefused(new Refusal.UnknownMeasure(MEASURE));
            given(STARTED, MEASURE_DEFINED, new MeasureRetired(MEASURE, "Ei mittaa", SPRING))
                    .when(KOORDINAATTORI, retire)
                    .thenRefused(new Refusal.UnknownMeasure(MEASURE));
        }
    }

    @Nested
    class WhenAPilotIsPlanned {

        @Test
        void it_may_lie_in_the_past_or_in_the_future() {
            for (String year : List.of("2014", "2030")) {
                given(STARTED)
                        .when(KOORDINAATTORI, plan(year + "-03", year + "-09-30"))
                        .thenEvents(new PilotPlanned(
                                "Yksi ala",
                                List.of("TE14", "TE15"),
                                on(year + "-03"),
                                on(year + "-09-30"),
                                List.of("Ehditäänkö?"),
                                RECORDED));
            }
        }

        @Test
        void it_does_not_end_before_it_starts() {
            given(STARTED).when(KOORDINAATTORI, plan("2030-03", "2030-02-28")).thenInvalid("endsOn dates-contradict");
        }

        @Test
        void it_may_last_a_day() {
            given(STARTED)
                    .when(KOORDINAATTORI, plan("2030-03-01", "2030-03-01"))
                    .thenAccepted();
        }

        private static PlanPilot plan(String startsOn, String endsOn) {
            return new PlanPilot("Yksi ala", List.of("TE14", "TE15"), on(startsOn), on(endsOn), List.of("Ehditäänkö?"));
        }
    }

    @Nested
    class WhenADecisionIsRequested {

        @Test
        void the_request_gets_an_id_that_the_answer_names() {
            given(STARTED)
                    .when(
                            KOORDINAATTORI,
                            new RequestDecision(
                                    DecisionSubject.ADOPTION,
                                    "Johtoryhmä",
                                    "Otetaan käyttöön",
                                    "Tulokset",
                                    on("2030-01")))
                    .thenEvents(new DecisionRequested(
                            made(1),
                            DecisionSubject.ADOPTION,
                            "Johtoryhmä",
                            "Otetaan käyttöön",
                            "Tulokset",
                            on("2030-01"),
                            RECORDED))
                    .thenAnswer(new Answer(ID, null, 2, List.of("DecisionRequested"), Map.of("request", made(1))));
        }
    }

    @Nested
    class WhenADecisionRequestIsWithdrawn {

        private final WithdrawDecisionRequest withdraw = new WithdrawDecisionRequest(REQUEST, "Ennenaikainen");

        @Test
        void it_has_a_reason() {
            given(STARTED, REQUESTED)
                    .when(KOORDINAATTORI, withdraw)
                    .thenEvents(new DecisionRequestWithdrawn(REQUEST, "Ennenaikainen", RECORDED));
        }

        @Test
        void it_must_be_open() {
            given(STARTED).when(KOORDINAATTORI, withdraw).thenRefused(new Refusal.UnknownRequest(REQUEST));
            given(STARTED, REQUESTED, new DecisionRequestWithdrawn(REQUEST, "Ennenaikainen", SPRING))
                    .when(KOORDINAATTORI, withdraw)
                    .thenRefused(new Refusal.UnknownRequest(REQUEST));
        }

        @Test
        void once_the_body_has_decided_on_it_it_is_no_longer_open() {
            given(STARTED, REQUESTED, adoptionDecided(ADOPTION, AdoptionChoice.ADOPT, null))
                    .when(KOORDINAATTORI, withdraw)
                    .thenRefused(new Refusal.UnknownRequest(REQUEST));
        }

        @Test
        void a_decision_on_something_else_leaves_it_open() {
            given(STARTED, REQUESTED, GO).when(KOORDINAATTORI, withdraw).thenAccepted();
        }
    }

    @Nested
    class WhenThePilotIsDecided {

        @Test
        void go_is_a_decision_with_an_id_that_the_answer_names() {
            given(STARTED)
                    .when(PAATTAJA, decidePilot(PilotChoice.GO, null, null))
                    .thenEvents(decided(PilotChoice.GO, null, null))
                    .thenAnswer(new Answer(ID, null, 2, List.of("PilotDecided"), Map.of("decision", made(1))));
        }

        @Test
        void hold_changes_nothing_else_but_is_reviewed() {
            given(STARTED)
                    .when(PAATTAJA, decidePilot(PilotChoice.HOLD, "2030", null))
                    .thenEvents(decided(PilotChoice.HOLD, on("2030"), null));
            given(STARTED)
                    .when(PAATTAJA, decidePilot(PilotChoice.HOLD, null, null))
                    .thenInvalid("reviewOn missing");
        }

        @Test
        void stop_stops_the_initiative_on_that_day_and_leaves_what_was_learnt() {
            given(STARTED)
                    .with(new Attribution(null, "rehtori", "Kokous"))
                    .when(PAATTAJA, decidePilot(PilotChoice.STOP, null, "Aloitetaan ajoissa"))
                    .thenEvents(
                            decided(PilotChoice.STOP, null, "Aloitetaan ajoissa"),
                            new InitiativeStopped("Tarve on selvä", "Aloitetaan ajoissa", made(1), START))
                    .thenAnswer(new Answer(
                            ID, null, 3, List.of("PilotDecided", "InitiativeStopped"), Map.of("decision", made(1))));
            given(STARTED)
                    .when(PAATTAJA, decidePilot(PilotChoice.STOP, null, null))
                    .thenInvalid("lessons missing");
        }

        @Test
        void a_review_and_what_was_learnt_may_stand_beside_any_choice() {
            given(STARTED)
                    .when(PAATTAJA, decidePilot(PilotChoice.GO, "2030", "Kerättiin kokemuksia"))
                    .thenEvents(decided(PilotChoice.GO, on("2030"), "Kerättiin kokemuksia"));
        }

        @Test
        void it_may_be_entered_in_any_phase_and_on_top_of_another() {
            given(STARTED, GO, MOVED)
                    .when(PAATTAJA, decidePilot(PilotChoice.HOLD, "2030", null))
                    .thenAccepted();
        }

        @Test
        void it_has_happened() {
            given(STARTED).when(PAATTAJA, on(on("2025-06-16"), null)).thenInvalid("decidedOn dates-contradict");
        }

        @Test
        void it_is_not_reviewed_before_it_is_decided() {
            given(STARTED).when(PAATTAJA, on(on("2015-03"), on("2015-02-28"))).thenInvalid("reviewOn dates-contradict");
            given(STARTED).when(PAATTAJA, on(on("2015-03"), on("2015-03-01"))).thenAccepted();
        }

        @Test
        void the_day_of_the_decision_is_its_business_date() {
            given(STARTED)
                    .with(new Attribution(on("2014-09-01"), null, null))
                    .when(PAATTAJA, decidePilot(PilotChoice.GO, null, null))
                    .thenInvalid("effectiveOn dates-contradict");
            given(STARTED)
                    .with(new Attribution(START, null, null))
                    .when(PAATTAJA, decidePilot(PilotChoice.GO, null, null))
                    .thenAccepted();
        }

        private static PilotDecided decided(
                PilotChoice choice, @Nullable BusinessDate reviewOn, @Nullable String lessons) {
            return new PilotDecided(made(1), choice, "Tarve on selvä", "Johtoryhmä", START, reviewOn, lessons);
        }

        private static DecidePilot on(BusinessDate decidedOn, @Nullable BusinessDate reviewOn) {
            return new DecidePilot(PilotChoice.GO, "Tarve on selvä", "Johtoryhmä", decidedOn, reviewOn, null);
        }

        private static BusinessDate on(String date) {
            return People.on(date);
        }
    }

    @Nested
    class WhenItMovesToThePilot {

        private final MoveToPilot move = new MoveToPilot();

        @Test
        void the_gate_lets_it_through_by_the_present_rules() {
            given(READY)
                    .when(KOORDINAATTORI, move)
                    .thenEvents(new MovedToPilot(1, RECORDED))
                    .thenAnswer(new Answer(ID, null, READY.size() + 1, List.of("MovedToPilot"), null));
        }

        @Test
        void the_closed_gate_names_everything_that_is_missing() {
            given(STARTED)
                    .when(KOORDINAATTORI, move)
                    .thenRefused(new Refusal.GateClosed(
                            Gate.PILOT,
                            List.of(
                                    Requirement.TARGET_STATE,
                                    Requirement.CURRENT_STATE,
                                    Requirement.MIRROR_OF_DEVELOPMENT,
                                    Requirement.LIVE_MEASURE,
                                    Requirement.PILOT_PLANNED,
                                    Requirement.PILOT_DECISION_GO)));
        }

        @Test
        void it_does_not_move_twice() {
            given(ready(MOVED))
                    .when(KOORDINAATTORI, move)
                    .thenRefused(new Refusal.WrongStatus(Status.ACTIVE, Phase.PILOT));
        }

        @Test
        void it_does_not_move_before_it_started() {
            given(READY)
                    .with(new Attribution(on("2014-08-31"), null, null))
                    .when(KOORDINAATTORI, move)
                    .thenRefused(new Refusal.DatesContradict(
                            "effectiveOn", "2014-08-31 is before it came into its present phase, 2014-09"));
            given(READY)
                    .with(new Attribution(START, null, null))
                    .when(KOORDINAATTORI, move)
                    .thenEvents(new MovedToPilot(1, START));
        }

        @Test
        void once_resumed_it_moves() {
            given(ready(PAUSED, new InitiativeResumed("Rahoitus varmistui", AUTUMN)))
                    .when(KOORDINAATTORI, move)
                    .thenEvents(new MovedToPilot(1, RECORDED));
        }
    }

    @Nested
    class WhenAdoptionIsDecided {

        @Test
        void the_whole_decision_is_recorded_and_the_answer_names_it_and_its_conditions() {
            given(STARTED, MEASURE_DEFINED)
                    .when(
                            PAATTAJA,
                            new DecideAdoption(
                                    AdoptionChoice.ADOPT_WITH_CONDITIONS,
                                    List.of("Jätetään hankkeeksi", "Luovutaan"),
                                    "Tulokset riittävät",
                                    List.of(new Evidence("Raportti", "https://example.org/r", "a".repeat(64))),
                                    "Johtoryhmä",
                                    "§ 12",
                                    SPRING,
                                    AUTUMN,
                                    on("2030"),
                                    List.of(
                                            new DecideAdoption.Condition("Koulutus", "rehtori", AUTUMN),
                                            new DecideAdoption.Condition("Tunnit", "jasen", on("2030"))),
                                    new DecideAdoption.Overturned(
                                            "Osuus jää alle",
                                            MEASURE,
                                            OverturnedBy.Comparison.BELOW,
                                            new BigDecimal("20")),
                                    null,
                                    null))
                    .thenEvents(new AdoptionDecided(
                            made(1),
                            AdoptionChoice.ADOPT_WITH_CONDITIONS,
                            List.of("Jätetään hankkeeksi", "Luovutaan"),
                            "Tulokset riittävät",
                            List.of(new fi.kiinni.initiative.Evidence(
                                    "Raportti", "https://example.org/r", "a".repeat(64))),
                            "Johtoryhmä",
                            "§ 12",
                            SPRING,
                            AUTUMN,
                            on("2030"),
                            List.of(
                                    new Condition(made(2), "Koulutus", "rehtori", AUTUMN),
                                    new Condition(made(3), "Tunnit", "jasen", on("2030"))),
                            new OverturnedBy(
                                    "Osuus jää alle", MEASURE, OverturnedBy.Comparison.BELOW, new BigDecimal("20")),
                            null,
                            null))
                    .thenAnswer(new Answer(
                            ID,
                            null,
                            3,
                            List.of("AdoptionDecided"),
                            Map.of("decision", made(1), "conditions", List.of(made(2), made(3)))));
        }

        @ParameterizedTest
        @EnumSource(names = {"ADOPT", "EXTEND_PILOT", "DEFER"})
        void it_stops_nothing_and_needs_no_pilot_before_it(AdoptionChoice choice) {
            given(STARTED)
                    .when(PAATTAJA, decideAdoption(choice, null))
                    .thenEvents(decided(
                            decideAdoption(choice, null), choice == AdoptionChoice.DEFER ? AUTUMN : null, null, null));
        }

        @Test
        void deferring_needs_a_review() {
            given(STARTED)
                    .when(PAATTAJA, dated(AdoptionChoice.DEFER, SPRING, null, null))
                    .thenInvalid("reviewOn missing");
        }

        @Test
        void rejecting_stops_the_initiative_on_that_day_and_leaves_what_was_learnt() {
            given(STARTED)
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.REJECT, null))
                    .thenEvents(
                            decided(decideAdoption(AdoptionChoice.REJECT, null), null, null, "Aloitetaan ajoissa"),
                            new InitiativeStopped("Tulokset riittävät", "Aloitetaan ajoissa", made(1), SPRING));
            given(STARTED)
                    .when(PAATTAJA, dated(AdoptionChoice.REJECT, SPRING, null, null))
                    .thenInvalid("lessons missing");
        }

        @Test
        void it_has_happened_and_neither_comes_into_force_nor_is_reviewed_before() {
            given(STARTED)
                    .when(PAATTAJA, dated(AdoptionChoice.ADOPT, on("2025-06-16"), null, null))
                    .thenInvalid("decidedOn dates-contradict");
            given(STARTED)
                    .when(PAATTAJA, dated(AdoptionChoice.ADOPT, SPRING, on("2015-02"), on("2015-02")))
                    .thenInvalid("inForceFrom dates-contradict", "reviewOn dates-contradict");
            given(STARTED)
                    .when(PAATTAJA, dated(AdoptionChoice.ADOPT, SPRING, SPRING, SPRING))
                    .thenAccepted();
        }

        @Test
        void conditions_belong_to_a_conditional_adoption_and_to_no_other() {
            given(STARTED)
                    .when(PAATTAJA, conditional(AdoptionChoice.ADOPT_WITH_CONDITIONS, null))
                    .thenInvalid("conditions missing");
            given(STARTED)
                    .when(PAATTAJA, conditional(AdoptionChoice.ADOPT_WITH_CONDITIONS, List.of()))
                    .thenInvalid("conditions missing");
            given(STARTED)
                    .when(
                            PAATTAJA,
                            conditional(
                                    AdoptionChoice.ADOPT,
                                    List.of(new DecideAdoption.Condition("Koulutus", "rehtori", AUTUMN))))
                    .thenInvalid("conditions contradiction");
            given(STARTED)
                    .when(PAATTAJA, conditional(AdoptionChoice.ADOPT, List.of()))
                    .thenAccepted();
        }

        @Test
        @SuppressWarnings("NullAway") // as it arrives when nothing was sent
        void a_condition_says_what_by_whom_and_until_when() {
            given(STARTED)
                    .when(
                            PAATTAJA,
                            conditional(
                                    AdoptionChoice.ADOPT_WITH_CONDITIONS,
                                    List.of(
                                            new DecideAdoption.Condition("Koulutus", "rehtori", AUTUMN),
                                            new DecideAdoption.Condition(null, null, null))))
                    .thenInvalid(
                            "conditions[1].due missing", "conditions[1].owner missing", "conditions[1].what missing");
        }

        @Test
        void who_sees_to_a_condition_must_be_in_the_directory() {
            given(STARTED)
                    .when(
                            PAATTAJA,
                            conditional(
                                    AdoptionChoice.ADOPT_WITH_CONDITIONS,
                                    List.of(new DecideAdoption.Condition("Koulutus", "tuntematon", AUTUMN))))
                    .thenRefused(new Refusal.UnknownPerson("tuntematon"));
        }

        @ParameterizedTest
        @CsvSource({
            "javascript:alert(1), , link",
            "ftp://example.org, , link",
            "example.org/raportti, , link",
            "'https://example.org/a b', , link",
            "https://example.org, abc, sha256",
            "https://example.org, zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz, sha256"
        })
        void evidence_is_a_link_with_a_digest(String link, @Nullable String sha256, String field) {
            given(STARTED)
                    .when(PAATTAJA, evident(new Evidence("Raportti", link, sha256)))
                    .thenInvalid("evidence[0]." + field + " invalid");
        }

        @Test
        @SuppressWarnings("NullAway") // as it arrives when nothing was sent
        void evidence_needs_a_title_and_a_link() {
            given(STARTED)
                    .when(PAATTAJA, evident(new Evidence(null, null, null)))
                    .thenInvalid("evidence[0].link missing", "evidence[0].title missing");
        }

        @Test
        void what_would_overturn_it_may_be_said_in_words_alone() {
            given(STARTED)
                    .when(PAATTAJA, overturned(new DecideAdoption.Overturned("Jos rahat loppuvat", null, null, null)))
                    .thenAccepted();
        }

        @ParameterizedTest
        @CsvSource({"true,,", ",BELOW,", ",,1", "true,ABOVE,", "true,,1", ",BELOW,1"})
        void a_measure_a_comparison_and_a_value_overturn_together_or_not_at_all(
                @Nullable Boolean measure, OverturnedBy.@Nullable Comparison comparison, @Nullable BigDecimal value) {
            given(STARTED, MEASURE_DEFINED)
                    .when(
                            PAATTAJA,
                            overturned(new DecideAdoption.Overturned(
                                    "Jos", measure == null ? null : MEASURE, comparison, value)))
                    .thenInvalid("overturnedBy contradiction");
        }

        @Test
        void the_measure_that_would_overturn_it_is_there_and_live() {
            var overturned = overturned(new DecideAdoption.Overturned(
                    "Osuus jää alle", MEASURE, OverturnedBy.Comparison.BELOW, BigDecimal.TEN));
            given(STARTED).when(PAATTAJA, overturned).thenRefused(new Refusal.UnknownMeasure(MEASURE));
            given(STARTED, MEASURE_DEFINED, new MeasureRetired(MEASURE, "Ei mittaa", SPRING))
                    .when(PAATTAJA, overturned)
                    .thenRefused(new Refusal.UnknownMeasure(MEASURE));
        }

        @ParameterizedTest
        @EnumSource(names = "DEFER", mode = EnumSource.Mode.EXCLUDE)
        void a_new_decision_names_the_one_in_force_as_superseded(AdoptionChoice choice) {
            InitiativeEvent inForce = adoptionDecided(ADOPTION, AdoptionChoice.ADOPT, null);

            given(STARTED, inForce)
                    .when(PAATTAJA, decideAdoption(choice, null))
                    .thenRefused(new Refusal.MustSupersede(ADOPTION));
            given(STARTED, inForce)
                    .when(PAATTAJA, decideAdoption(choice, NOBODY_MADE_THIS))
                    .thenRefused(new Refusal.UnknownDecision(NOBODY_MADE_THIS));
            given(STARTED, inForce)
                    .when(PAATTAJA, decideAdoption(choice, ADOPTION))
                    .thenAccepted();
        }

        @Test
        void deferring_changes_nothing_and_supersedes_nothing() {
            InitiativeEvent inForce = adoptionDecided(ADOPTION, AdoptionChoice.ADOPT, null);

            given(STARTED, inForce)
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.DEFER, null))
                    .thenAccepted();
            given(STARTED, inForce)
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.DEFER, ADOPTION))
                    .thenInvalid("supersedes contradiction");
            given(STARTED, inForce, adoptionDecided(made(8), AdoptionChoice.DEFER, null))
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.ADOPT, null))
                    .thenRefused(new Refusal.MustSupersede(ADOPTION));
        }

        @Test
        void it_is_superseded_even_before_the_day_from_which_it_is_in_force() {
            InitiativeEvent fromNextYear = new AdoptionDecided(
                    ADOPTION,
                    AdoptionChoice.ADOPT,
                    List.of(),
                    "Tulokset riittävät",
                    List.of(),
                    "Johtoryhmä",
                    null,
                    SPRING,
                    on("2026"),
                    null,
                    List.of(),
                    null,
                    null,
                    null);

            given(STARTED, fromNextYear)
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.ADOPT, null))
                    .thenRefused(new Refusal.MustSupersede(ADOPTION));
        }

        @Test
        void only_the_decision_in_force_can_be_superseded() {
            given(STARTED)
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.ADOPT, ADOPTION))
                    .thenRefused(new Refusal.UnknownDecision(ADOPTION));
            given(
                            STARTED,
                            adoptionDecided(ADOPTION, AdoptionChoice.ADOPT, null),
                            adoptionDecided(made(8), AdoptionChoice.EXTEND_PILOT, ADOPTION))
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.ADOPT, ADOPTION))
                    .thenRefused(new Refusal.UnknownDecision(ADOPTION));
        }

        private static DecideAdoption dated(
                AdoptionChoice choice,
                BusinessDate decidedOn,
                @Nullable BusinessDate inForceFrom,
                @Nullable BusinessDate reviewOn) {
            return new DecideAdoption(
                    choice,
                    List.of(),
                    "Tulokset",
                    null,
                    "Johtoryhmä",
                    null,
                    decidedOn,
                    inForceFrom,
                    reviewOn,
                    null,
                    null,
                    null,
                    null);
        }

        private static DecideAdoption conditional(
                AdoptionChoice choice, @Nullable List<DecideAdoption.Condition> conditions) {
            return new DecideAdoption(
                    choice,
                    List.of(),
                    "Tulokset",
                    null,
                    "Johtoryhmä",
                    null,
                    SPRING,
                    null,
                    null,
                    conditions,
                    null,
                    null,
                    null);
        }

        private static DecideAdoption evident(Evidence evidence) {
            return new DecideAdoption(
                    AdoptionChoice.ADOPT,
                    List.of(),
                    "Tulokset",
                    List.of(evidence),
                    "Johtoryhmä",
                    null,
                    SPRING,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        private static DecideAdoption overturned(DecideAdoption.Overturned overturnedBy) {
            return new DecideAdoption(
                    AdoptionChoice.ADOPT,
                    List.of(),
                    "Tulokset",
                    null,
                    "Johtoryhmä",
                    null,
                    SPRING,
                    null,
                    null,
                    null,
                    overturnedBy,
                    null,
                    null);
        }

        private static AdoptionDecided decided(
                DecideAdoption command,
                @Nullable BusinessDate reviewOn,
                @Nullable UUID supersedes,
                @Nullable String lessons) {
            return new AdoptionDecided(
                    made(1),
                    command.choice(),
                    command.options(),
                    command.grounds(),
                    List.of(),
                    command.body(),
                    null,
                    SPRING,
                    null,
                    reviewOn,
                    List.of(),
                    null,
                    supersedes,
                    lessons);
        }
    }

    @Nested
    class WhenARequirementIsWaived {

        @TestFactory
        Stream<DynamicTest> any_that_the_gate_asks_for_can_be_and_no_other() {
            return Stream.of(Gate.values())
                    .flatMap(gate -> Stream.of(Requirement.values())
                            .map(requirement -> DynamicTest.dynamicTest(gate + " " + requirement, () -> {
                                Scenario.Outcome outcome = given(STARTED)
                                        .when(PAATTAJA, new WaiveRequirement(gate, requirement, "Ei tiedossa"));
                                if (Rules.CURRENT.of(gate).contains(requirement)) {
                                    outcome.thenEvents(
                                            new RequirementWaived(gate, requirement, "Ei tiedossa", RECORDED));
                                } else {
                                    outcome.thenInvalid("requirement contradiction");
                                }
                            })));
        }

        @Test
        void it_can_be_waived_again_with_another_reason() {
            given(STARTED, NEED_WAIVED)
                    .when(PAATTAJA, new WaiveRequirement(Gate.PILOT, Requirement.NEED, "Ei kirjattu"))
                    .thenEvents(new RequirementWaived(Gate.PILOT, Requirement.NEED, "Ei kirjattu", RECORDED));
        }
    }

    @Nested
    class WhenAWaiverIsWithdrawn {

        private final WithdrawWaiver withdraw = new WithdrawWaiver(Gate.PILOT, Requirement.NEED, "Löytyi");

        @Test
        void it_has_a_reason() {
            given(STARTED, NEED_WAIVED)
                    .when(PAATTAJA, withdraw)
                    .thenEvents(new WaiverWithdrawn(Gate.PILOT, Requirement.NEED, "Löytyi", RECORDED));
        }

        @Test
        void it_must_be_in_force() {
            Refusal unknown = new Refusal.UnknownWaiver(Gate.PILOT, Requirement.NEED);

            given(STARTED).when(PAATTAJA, withdraw).thenRefused(unknown);
            given(STARTED, new RequirementWaived(Gate.PILOT, Requirement.TARGET_STATE, "Ei tiedossa", SPRING))
                    .when(PAATTAJA, withdraw)
                    .thenRefused(unknown);
            given(STARTED, NEED_WAIVED, new WaiverWithdrawn(Gate.PILOT, Requirement.NEED, "Löytyi", AUTUMN))
                    .when(PAATTAJA, withdraw)
                    .thenRefused(unknown);
        }
    }

    @Nested
    class WhenItIsPausedResumedOrStopped {

        @Test
        void it_pauses_with_a_reason() {
            given(STARTED)
                    .when(KOORDINAATTORI, new PauseInitiative("Rahoitus auki"))
                    .thenEvents(new InitiativePaused("Rahoitus auki", RECORDED));
        }

        @Test
        void its_coordinator_resumes_it_after_a_pause() {
            given(STARTED, PAUSED)
                    .when(KOORDINAATTORI, new ResumeInitiative("Rahoitus varmistui"))
                    .thenEvents(new InitiativeResumed("Rahoitus varmistui", RECORDED));
        }

        @Test
        void it_stops_with_a_reason_and_what_was_learnt() {
            given(STARTED, PAUSED)
                    .when(PAATTAJA, new StopInitiative("Rahoitus loppui", "Aloitetaan ajoissa"))
                    .thenEvents(new InitiativeStopped("Rahoitus loppui", "Aloitetaan ajoissa", null, RECORDED));
        }

        @Test
        void a_decision_maker_revives_a_stopped_one() {
            given(STARTED, STOPPED)
                    .when(PAATTAJA, new ResumeInitiative("Uusi rahoitus"))
                    .thenEvents(new InitiativeResumed("Uusi rahoitus", RECORDED));
        }

        @Test
        void who_holds_both_roles_acts_in_the_one_that_lets_them() {
            var both = People.of(KOORDINAATTORI.person(), Role.COORDINATOR, Role.DECISION_MAKER);

            given(STARTED, STOPPED)
                    .when(both, new ResumeInitiative("Uusi rahoitus"))
                    .thenEventsAs(Role.DECISION_MAKER, new InitiativeResumed("Uusi rahoitus", RECORDED));
            given(STARTED, PAUSED)
                    .when(both, new ResumeInitiative("Uusi rahoitus"))
                    .thenEventsAs(Role.COORDINATOR, new InitiativeResumed("Uusi rahoitus", RECORDED));
        }
    }

    @Nested
    class WhenACommentIsPosted {

        @Test
        void it_gets_an_id_that_the_answer_names() {
            given(STARTED, JASEN_APPOINTED, STOPPED)
                    .when(JASEN, new PostComment("Harmi!", "pilot", List.of("rehtori", "koordinaattori")))
                    .thenEvents(new CommentPosted(
                            made(1), "Harmi!", "pilot", List.of("rehtori", "koordinaattori"), RECORDED))
                    .thenAnswer(new Answer(ID, null, 4, List.of("CommentPosted"), Map.of("comment", made(1))));
        }

        @Test
        void it_may_mention_nobody() {
            given(STARTED)
                    .when(KOORDINAATTORI, new PostComment("Hyvä!", null, null))
                    .thenEvents(new CommentPosted(made(1), "Hyvä!", null, List.of(), RECORDED));
        }

        @Test
        void whom_it_mentions_must_be_in_the_directory() {
            given(STARTED)
                    .when(KOORDINAATTORI, new PostComment("Hyvä!", null, List.of("rehtori", "tuntematon")))
                    .thenRefused(new Refusal.UnknownPerson("tuntematon"));
        }
    }

    @Nested
    class WhenSomeFieldsCouldNotBeRead {

        @Test
        @SuppressWarnings("NullAway") // what could not be read is null
        void each_is_told_once_beside_those_that_are_missing() {
            given(STARTED)
                    .withUnreadable(
                            unreadable("startsOn", FieldProblem.UNREADABLE),
                            unreadable("questions[0]", FieldProblem.UNREADABLE),
                            unreadable("scopes", FieldProblem.UNKNOWN))
                    .when(KOORDINAATTORI, new PlanPilot(null, List.of(), null, AUTUMN, null))
                    .thenInvalid("startsOn unreadable", "questions[0] unreadable", "scopes unknown", "scope missing");
        }

        @Test
        void what_is_missing_only_because_it_could_not_be_read_is_no_contradiction() {
            given(STARTED, MEASURE_DEFINED)
                    .withUnreadable(unreadable("overturnedBy.value", FieldProblem.UNREADABLE))
                    .when(
                            PAATTAJA,
                            new DecideAdoption(
                                    AdoptionChoice.ADOPT,
                                    List.of(),
                                    "Tulokset",
                                    null,
                                    "Johtoryhmä",
                                    null,
                                    SPRING,
                                    null,
                                    null,
                                    null,
                                    new DecideAdoption.Overturned(
                                            "Osuus jää alle", MEASURE, OverturnedBy.Comparison.BELOW, null),
                                    null,
                                    null))
                    .thenInvalid("overturnedBy.value unreadable");
        }

        private static FieldProblem unreadable(String field, String problem) {
            return new FieldProblem(field, problem, "Not what the field takes");
        }
    }
}
