package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.initiative.ActionStatus;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each command of the pilot and of the phases after it leads to, and what refuses it beside what refuses every command. */
class RootingCommandTest {

    private static final List<InitiativeCommand.Evidence> GIVEN =
            List.of(new InitiativeCommand.Evidence("Raportti", "https://example.org/raportti", null));
    private static final List<Evidence> EVIDENCE =
            List.of(new Evidence("Raportti", "https://example.org/raportti", null));
    private static final BigDecimal VALUE = new BigDecimal("48");

    /** A command that names something which is not there. */
    private static void isUnknown(InitiativeCommand command, Refusal refusal, InitiativeEvent... before) {
        given(ready(before)).when(KOORDINAATTORI, command).thenRefused(refusal);
    }

    private static Answer created(int version, String event, String kind) {
        return new Answer(ID, null, READY.size() + version, List.of(event), Map.of(kind, made(1)));
    }

    /** A correction says nothing of when it was so: that is said by the fact. */
    private static void standsAtTheDateOfTheFact(
            InitiativeCommand correction, BusinessDate fact, InitiativeEvent... before) {
        given(ready(before))
                .with(new Attribution(fact, null, null))
                .when(KOORDINAATTORI, correction)
                .thenEffectiveOn(fact);
        given(ready(before))
                .with(new Attribution(on("2015-04"), null, null))
                .when(KOORDINAATTORI, correction)
                .thenRefused(new Refusal.DatesContradict(
                        "effectiveOn",
                        "2015-04 differs from the date of the fact, %s, at which this stands".formatted(fact)));
    }

    @Nested
    class WhenAPilotResultIsRecorded {

        @Test
        void it_is_known_by_an_id() {
            given(READY)
                    .when(JASEN, new RecordPilotResult("Joka toinen suoritti", MEASURE, VALUE, SPRING, GIVEN))
                    .thenEvents(
                            new PilotResultRecorded(made(1), "Joka toinen suoritti", MEASURE, VALUE, SPRING, EVIDENCE))
                    .thenAnswer(created(1, "PilotResultRecorded", "result"));
        }

        @Test
        void it_may_be_words_alone() {
            given(READY)
                    .when(JASEN, new RecordPilotResult("Sujui", null, null, SPRING, null))
                    .thenEvents(new PilotResultRecorded(made(1), "Sujui", null, null, SPRING, List.of()));
        }

        @Test
        void a_value_is_one_of_a_measure_that_is_live() {
            given(READY)
                    .when(JASEN, new RecordPilotResult("Sujui", null, VALUE, SPRING, null))
                    .thenInvalid("measure missing");
            isUnknown(
                    new RecordPilotResult("Sujui", NOBODY_MADE_THIS, VALUE, SPRING, null),
                    new Refusal.UnknownMeasure(NOBODY_MADE_THIS));
            isUnknown(
                    new RecordPilotResult("Sujui", MEASURE, VALUE, SPRING, null),
                    new Refusal.UnknownMeasure(MEASURE),
                    new MeasureRetired(MEASURE, "Ei mittaa", SPRING));
        }

        @Test
        void what_was_observed_does_not_lie_ahead() {
            given(READY)
                    .when(JASEN, new RecordPilotResult("Sujui", null, null, on("2025-06-16"), null))
                    .thenInvalid("observedOn dates-contradict");
        }
    }

    @Nested
    class WhenAPilotResultIsCorrected {

        @Test
        void what_is_given_replaces_what_was() {
            given(ready(RESULT_RECORDED))
                    .when(JASEN, correct("Lähes puolet", MEASURE, VALUE, AUTUMN, GIVEN))
                    .thenEvents(new PilotResultCorrected(
                            RESULT, "Lähes puolet", MEASURE, VALUE, AUTUMN, EVIDENCE, "Laskuvirhe", SPRING));
        }

        @Test
        void something_must_be_given() {
            given(ready(RESULT_RECORDED))
                    .when(JASEN, correct(null, null, null, null, null))
                    .thenInvalid("finding missing");
        }

        @Test
        void a_value_needs_a_measure_here_or_there() {
            InitiativeEvent words = new PilotResultRecorded(RESULT, "Sujui", null, null, SPRING, List.of());
            given(ready(words))
                    .when(JASEN, correct(null, null, VALUE, null, null))
                    .thenInvalid("measure missing");
            given(ready(words))
                    .when(JASEN, correct(null, MEASURE, VALUE, null, null))
                    .thenAccepted();
            given(ready(RESULT_RECORDED))
                    .when(JASEN, correct(null, null, VALUE, null, null))
                    .thenAccepted();
        }

        @Test
        void the_measure_may_have_been_retired_since_but_must_be_one() {
            given(ready(RESULT_RECORDED, new MeasureRetired(MEASURE, "Ei mittaa", AUTUMN)))
                    .when(JASEN, correct(null, MEASURE, null, null, null))
                    .thenAccepted();
            isUnknown(
                    correct(null, NOBODY_MADE_THIS, null, null, null),
                    new Refusal.UnknownMeasure(NOBODY_MADE_THIS),
                    RESULT_RECORDED);
        }

        @Test
        void it_must_be_there_and_not_withdrawn() {
            isUnknown(correct("x", null, null, null, null), new Refusal.UnknownPilotResult(RESULT));
            isUnknown(
                    correct("x", null, null, null, null),
                    new Refusal.UnknownPilotResult(RESULT),
                    RESULT_RECORDED,
                    new PilotResultWithdrawn(RESULT, "Väärä", SPRING));
        }

        @Test
        void it_was_not_observed_in_the_future() {
            given(ready(RESULT_RECORDED))
                    .when(JASEN, correct(null, null, null, on("2025-07"), null))
                    .thenInvalid("observedOn dates-contradict");
        }

        @Test
        void it_stands_at_the_first_date_even_after_another_correction() {
            standsAtTheDateOfTheFact(
                    correct("x", null, null, null, null),
                    SPRING,
                    RESULT_RECORDED,
                    new PilotResultCorrected(RESULT, null, null, null, AUTUMN, null, "Päivä", SPRING));
        }

        private static CorrectPilotResult correct(
                @Nullable String finding,
                @Nullable UUID measure,
                @Nullable BigDecimal value,
                @Nullable BusinessDate observedOn,
                @Nullable List<InitiativeCommand.Evidence> evidence) {
            return new CorrectPilotResult(RESULT, finding, measure, value, observedOn, evidence, "Laskuvirhe");
        }
    }

    @Nested
    class WhenAPilotResultIsWithdrawn {

        @Test
        void it_never_was() {
            given(ready(RESULT_RECORDED))
                    .when(JASEN, new WithdrawPilotResult(RESULT, "Väärä toiminta"))
                    .thenEvents(new PilotResultWithdrawn(RESULT, "Väärä toiminta", SPRING));
        }

        @Test
        void it_must_be_there() {
            isUnknown(new WithdrawPilotResult(RESULT, "Väärä"), new Refusal.UnknownPilotResult(RESULT));
        }

        @Test
        void it_stands_at_the_date_of_the_fact() {
            standsAtTheDateOfTheFact(new WithdrawPilotResult(RESULT, "Väärä"), SPRING, RESULT_RECORDED);
        }
    }

    @Nested
    class WhenThePilotEnds {

        @ParameterizedTest
        @EnumSource
        void it_is_concluded_whatever_it_showed(PilotOutcome outcome) {
            given(ready(MOVED))
                    .when(KOORDINAATTORI, new ConcludePilot(outcome, "Opittiin"))
                    .thenEvents(new PilotConcluded(outcome, "Opittiin", RECORDED));
        }

        @Test
        void the_operating_model_is_described() {
            given(READY)
                    .when(JASEN, new DescribeOperatingModel("Kolme jaksoa", "Malli 1.0"))
                    .thenEvents(new OperatingModelDescribed("Kolme jaksoa", "Malli 1.0", RECORDED));
        }
    }

    @Nested
    class WhenAdoptionIsPrepared {

        @Test
        void the_decision_process_has_steps() {
            given(READY)
                    .when(
                            JASEN,
                            new DescribeDecisionProcess(List.of(
                                    new DescribeDecisionProcess.Step("Esitys", "Työryhmä", "Koordinaattori", "Syksy"),
                                    new DescribeDecisionProcess.Step("Päätös", "Johtoryhmä", "Rehtori", "Talvi"))))
                    .thenEvents(new DecisionProcessDescribed(
                            List.of(
                                    new DecisionStep("Esitys", "Työryhmä", "Koordinaattori", "Syksy"),
                                    new DecisionStep("Päätös", "Johtoryhmä", "Rehtori", "Talvi")),
                            RECORDED));
        }

        @Test
        void a_process_without_steps_is_none_and_a_step_has_all_its_parts() {
            given(READY).when(JASEN, new DescribeDecisionProcess(List.of())).thenInvalid("steps invalid");
            given(READY)
                    .when(
                            JASEN,
                            new DescribeDecisionProcess(
                                    List.of(new DescribeDecisionProcess.Step("Esitys", " ", "x".repeat(201), "Syksy"))))
                    .thenInvalid("steps[0].body missing", "steps[0].role too-long");
        }

        @Test
        void the_adoption_plan_names_somebody_who_is_known() {
            given(READY)
                    .when(JASEN, new DescribeAdoptionPlan("Kuka", "Missä", "Milloin", "Koulutus", "Tuki", "rehtori"))
                    .thenEvents(new AdoptionPlanDescribed(
                            "Kuka", "Missä", "Milloin", "Koulutus", "Tuki", "rehtori", RECORDED));
            isUnknown(
                    new DescribeAdoptionPlan("Kuka", "Missä", "Milloin", "Koulutus", "Tuki", "tuntematon"),
                    new Refusal.UnknownPerson("tuntematon"));
        }
    }

    @Nested
    class WhenThePilotIsExtended {

        @ParameterizedTest
        @EnumSource(names = {"STRUCTURES", "EVERYDAY_LIFE"})
        void in_a_later_phase_it_goes_back_there(Phase phase) {
            given(in(phase))
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.EXTEND_PILOT, null))
                    .thenEvents(
                            adoptionDecided(made(1), AdoptionChoice.EXTEND_PILOT, null),
                            new ReturnedToPhase(Phase.PILOT, "Tulokset riittävät", SPRING))
                    .thenAnswer(new Answer(
                            ID,
                            null,
                            in(phase).size() + 2,
                            List.of("AdoptionDecided", "ReturnedToPhase"),
                            Map.of("decision", made(1))));
        }

        @ParameterizedTest
        @EnumSource(names = {"DEVELOPMENT", "PILOT"})
        void in_the_pilot_or_before_it_stays(Phase phase) {
            given(in(phase))
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.EXTEND_PILOT, null))
                    .thenEvents(adoptionDecided(made(1), AdoptionChoice.EXTEND_PILOT, null));
        }

        @Test
        void it_goes_back_even_from_a_pause() {
            given(then(in(Phase.STRUCTURES), PAUSED))
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.EXTEND_PILOT, null))
                    .thenEvents(
                            adoptionDecided(made(1), AdoptionChoice.EXTEND_PILOT, null),
                            new ReturnedToPhase(Phase.PILOT, "Tulokset riittävät", SPRING));
        }

        @Test
        void it_cannot_go_back_before_it_came() {
            given(ready(MOVED, new MovedToStructures(1, AUTUMN)))
                    .when(PAATTAJA, decideAdoption(AdoptionChoice.EXTEND_PILOT, null))
                    .thenRefused(new Refusal.DatesContradict(
                            "decidedOn", "2015-03 is before it came into its present phase, 2015-09"));
        }
    }

    @Nested
    class WhenTheRecordOfAnAdoptionIsCorrected {

        @Test
        void the_clerical_parts_are_replaced() {
            given(ready(ADOPTED))
                    .when(JASEN, new CorrectAdoptionRecord(ADOPTION, "Hallitus", "§ 12", GIVEN, "Väärä numero"))
                    .thenEvents(new AdoptionRecordCorrected(
                            ADOPTION, "Hallitus", "§ 12", EVIDENCE, "Väärä numero", SPRING));
        }

        @Test
        void also_of_a_decision_that_has_been_superseded() {
            given(ready(ADOPTED, adoptionDecided(made(9), AdoptionChoice.ADOPT, ADOPTION)))
                    .when(JASEN, new CorrectAdoptionRecord(ADOPTION, null, "§ 12", null, "Väärä numero"))
                    .thenEvents(new AdoptionRecordCorrected(ADOPTION, null, "§ 12", null, "Väärä numero", SPRING));
        }

        @Test
        void something_must_be_given_and_the_decision_be_there() {
            given(ready(ADOPTED))
                    .when(JASEN, new CorrectAdoptionRecord(ADOPTION, null, null, null, "Väärä"))
                    .thenInvalid("body missing");
            isUnknown(
                    new CorrectAdoptionRecord(ADOPTION, "x", null, null, "Väärä"),
                    new Refusal.UnknownDecision(ADOPTION));
        }

        @Test
        void it_stands_at_the_date_of_the_decision() {
            standsAtTheDateOfTheFact(
                    new CorrectAdoptionRecord(ADOPTION, "Hallitus", null, null, "Väärä"), SPRING, ADOPTED);
        }
    }

    @Nested
    class WhenAConditionIsFulfilled {

        @Test
        void it_says_how() {
            given(ready(ADOPTED_WITH_A_CONDITION))
                    .when(JASEN, new FulfilCondition(CONDITION, "Koulutettu", GIVEN))
                    .thenEvents(new ConditionFulfilled(CONDITION, "Koulutettu", EVIDENCE, RECORDED));
        }

        @Test
        void it_is_one_of_the_adoption_in_force_that_is_still_open() {
            FulfilCondition fulfil = new FulfilCondition(CONDITION, "Koulutettu", null);
            Refusal refusal = new Refusal.UnknownCondition(CONDITION);
            isUnknown(fulfil, refusal);
            isUnknown(
                    fulfil,
                    refusal,
                    ADOPTED_WITH_A_CONDITION,
                    new ConditionFulfilled(CONDITION, "Jo", List.of(), AUTUMN));
            isUnknown(
                    fulfil,
                    refusal,
                    ADOPTED_WITH_A_CONDITION,
                    adoptionDecided(made(9), AdoptionChoice.ADOPT, ADOPTION));
        }
    }

    @Nested
    class WhenAnActionIs {

        private static final ActionCorrected NOTHING_OF_COMPLETION = new ActionCorrected(
                ACTION, "Perehdytys", Phase.PILOT, "varajasen", on("2030"), "Ohjaajat", null, null, "Virhe", SPRING);

        @Test
        void planned_it_is_known_by_an_id() {
            given(READY)
                    .when(JASEN, new PlanAction("Koulutus", Phase.STRUCTURES, "rehtori", on("2030"), "Opettajat"))
                    .thenEvents(new ActionPlanned(
                            made(1), "Koulutus", Phase.STRUCTURES, "rehtori", on("2030"), "Opettajat", RECORDED))
                    .thenAnswer(created(1, "ActionPlanned", "action"));
            isUnknown(
                    new PlanAction("Koulutus", Phase.STRUCTURES, "tuntematon", on("2030"), null),
                    new Refusal.UnknownPerson("tuntematon"));
        }

        @Test
        void open_it_can_be_rescheduled_completed_or_dropped() {
            given(ready(ACTION_PLANNED))
                    .when(JASEN, new RescheduleAction(ACTION, on("2030"), "Kiire"))
                    .thenEvents(new ActionRescheduled(ACTION, on("2030"), "Kiire", RECORDED));
            given(ready(ACTION_PLANNED))
                    .when(JASEN, new CompleteAction(ACTION, AUTUMN, GIVEN))
                    .thenEvents(new ActionCompleted(ACTION, AUTUMN, EVIDENCE));
            given(ready(ACTION_PLANNED))
                    .when(JASEN, new DropAction(ACTION, "Ei tarvita"))
                    .thenEvents(new ActionDropped(ACTION, "Ei tarvita", RECORDED));
        }

        @ParameterizedTest
        @EnumSource(names = {"COMPLETED", "DROPPED"})
        void no_longer_open_it_cannot(ActionStatus status) {
            InitiativeEvent closed =
                    status == ActionStatus.COMPLETED ? ACTION_COMPLETED : new ActionDropped(ACTION, "Ei", SPRING);
            for (InitiativeCommand command : List.of(
                    new RescheduleAction(ACTION, on("2030"), "Kiire"),
                    new CompleteAction(ACTION, AUTUMN, null),
                    new DropAction(ACTION, "Ei tarvita"))) {
                isUnknown(command, new Refusal.UnknownAction(ACTION), ACTION_PLANNED, closed);
                isUnknown(command, new Refusal.UnknownAction(ACTION));
            }
        }

        @Test
        void completed_then_not_in_the_future() {
            given(ready(ACTION_PLANNED))
                    .when(JASEN, new CompleteAction(ACTION, on("2025-06-16"), null))
                    .thenInvalid("completedOn dates-contradict");
        }

        @Test
        void corrected_it_stands_where_it_was_planned() {
            CorrectAction correction = new CorrectAction(
                    ACTION, "Perehdytys", Phase.PILOT, "varajasen", on("2030"), "Ohjaajat", null, null, "Virhe");
            given(ready(ACTION_PLANNED)).when(JASEN, correction).thenEvents(NOTHING_OF_COMPLETION);
            standsAtTheDateOfTheFact(correction, SPRING, ACTION_PLANNED);
        }

        @Test
        void corrected_then_in_something_and_with_people_who_are_known() {
            given(ready(ACTION_PLANNED)).when(JASEN, correct(null, null, null)).thenInvalid("what missing");
            isUnknown(correct("tuntematon", null, null), new Refusal.UnknownPerson("tuntematon"), ACTION_PLANNED);
            isUnknown(correct("rehtori", null, null), new Refusal.UnknownAction(ACTION));
            given(ready(ACTION_PLANNED, ACTION_COMPLETED))
                    .when(JASEN, correct(null, on("2025-07"), null))
                    .thenInvalid("completedOn dates-contradict");
        }

        @Test
        void completed_its_day_and_evidence_can_be_corrected_and_else_not() {
            given(ready(ACTION_PLANNED, ACTION_COMPLETED))
                    .when(JASEN, correct(null, AUTUMN, GIVEN))
                    .thenEvents(new ActionCorrected(
                            ACTION, null, null, null, null, null, AUTUMN, EVIDENCE, "Virhe", SPRING));
            isUnknown(correct(null, AUTUMN, null), new Refusal.NotCompleted(ACTION), ACTION_PLANNED);
            isUnknown(correct(null, null, GIVEN), new Refusal.NotCompleted(ACTION), ACTION_PLANNED);
        }

        private static CorrectAction correct(
                @Nullable String responsible,
                @Nullable BusinessDate completedOn,
                @Nullable List<InitiativeCommand.Evidence> evidence) {
            return new CorrectAction(ACTION, null, null, responsible, null, null, completedOn, evidence, "Virhe");
        }
    }

    @Nested
    class WhenItIsAnchored {

        @Test
        void the_anchor_is_known_by_an_id() {
            given(READY)
                    .when(JASEN, new AnchorInStructure(Structure.BUDGET, "Talousarviossa", SPRING, GIVEN))
                    .thenEvents(new AnchoredInStructure(made(1), Structure.BUDGET, "Talousarviossa", SPRING, EVIDENCE))
                    .thenAnswer(created(1, "AnchoredInStructure", "anchor"));
        }

        @Test
        void it_holds_already() {
            given(READY)
                    .when(JASEN, new AnchorInStructure(Structure.BUDGET, "Talousarviossa", on("2025-07"), null))
                    .thenInvalid("since dates-contradict");
        }

        @Test
        void an_anchor_is_withdrawn_once() {
            InitiativeEvent withdrawn = new AnchorWithdrawn(ANCHOR, "Poistui", RECORDED);
            given(ready(ANCHORED))
                    .when(JASEN, new WithdrawAnchor(ANCHOR, "Poistui"))
                    .thenEvents(withdrawn);
            isUnknown(new WithdrawAnchor(ANCHOR, "Poistui"), new Refusal.UnknownAnchor(ANCHOR), ANCHORED, withdrawn);
        }
    }

    @Nested
    class WhenItIsMeasured {

        @Test
        void the_measurement_is_known_by_an_id() {
            given(READY)
                    .when(JASEN, measure("48"))
                    .thenEvents(
                            new MeasurementRecorded(made(1), MEASURE, VALUE, AUTUMN, "Rekisteri", "Hyvä", "Jatketaan"))
                    .thenAnswer(created(1, "MeasurementRecorded", "measurement"));
        }

        @Test
        void the_measure_is_live_and_the_day_is_past() {
            isUnknown(measure("48"), new Refusal.UnknownMeasure(MEASURE), new MeasureRetired(MEASURE, "Ei", SPRING));
            given(READY)
                    .when(JASEN, new RecordMeasurement(MEASURE, VALUE, on("2025-07"), "Rekisteri", null, null))
                    .thenInvalid("measuredOn dates-contradict");
        }

        @Test
        void beyond_what_would_overturn_the_adoption_in_force_it_calls_for_a_review() {
            given(ready(ADOPTED_WITH_A_CONDITION))
                    .when(JASEN, measure("19.9"))
                    .thenEvents(
                            new MeasurementRecorded(
                                    made(1), MEASURE, new BigDecimal("19.9"), AUTUMN, "Rekisteri", "Hyvä", "Jatketaan"),
                            new AdoptionReviewCalledFor(ADOPTION, made(1), AUTUMN));
        }

        @Test
        void it_calls_for_a_review_even_if_it_was_measured_before_the_decision() {
            given(ready(ADOPTED_WITH_A_CONDITION))
                    .when(JASEN, new RecordMeasurement(MEASURE, BigDecimal.ONE, START, "Rekisteri", null, null))
                    .thenEvents(
                            new MeasurementRecorded(made(1), MEASURE, BigDecimal.ONE, START, "Rekisteri", null, null),
                            new AdoptionReviewCalledFor(ADOPTION, made(1), START));
        }

        @Test
        void at_the_limit_or_after_another_decision_it_does_not() {
            given(ready(ADOPTED_WITH_A_CONDITION))
                    .when(JASEN, measure("20"))
                    .thenEvents(new MeasurementRecorded(
                            made(1), MEASURE, new BigDecimal("20"), AUTUMN, "Rekisteri", "Hyvä", "Jatketaan"));
            given(ready(ADOPTED_WITH_A_CONDITION, adoptionDecided(made(9), AdoptionChoice.ADOPT, ADOPTION)))
                    .when(JASEN, measure("1"))
                    .thenEvents(new MeasurementRecorded(
                            made(1), MEASURE, BigDecimal.ONE, AUTUMN, "Rekisteri", "Hyvä", "Jatketaan"));
        }

        private static RecordMeasurement measure(String value) {
            return new RecordMeasurement(MEASURE, new BigDecimal(value), AUTUMN, "Rekisteri", "Hyvä", "Jatketaan");
        }
    }

    @Nested
    class WhenAMeasurementIsCorrectedOrWithdrawn {

        @Test
        void what_is_given_replaces_what_was() {
            given(ready(MEASURED))
                    .when(
                            JASEN,
                            new CorrectMeasurement(
                                    MEASUREMENT, MEASURE, BigDecimal.ONE, SPRING, "Kysely", "Huono", "Toisin", "Virhe"))
                    .thenEvents(new MeasurementCorrected(
                            MEASUREMENT,
                            MEASURE,
                            BigDecimal.ONE,
                            SPRING,
                            "Kysely",
                            "Huono",
                            "Toisin",
                            "Virhe",
                            AUTUMN));
        }

        @Test
        void it_stands_at_the_date_of_the_fact() {
            standsAtTheDateOfTheFact(correct(null, BigDecimal.ONE, null), AUTUMN, MEASURED);
            standsAtTheDateOfTheFact(new WithdrawMeasurement(MEASUREMENT, "Väärä"), AUTUMN, MEASURED);
        }

        @Test
        void something_must_be_given_that_is_so_and_is_there() {
            given(ready(MEASURED)).when(JASEN, correct(null, null, null)).thenInvalid("measure missing");
            given(ready(MEASURED))
                    .when(JASEN, correct(null, null, on("2025-07")))
                    .thenInvalid("measuredOn dates-contradict");
            isUnknown(correct(NOBODY_MADE_THIS, null, null), new Refusal.UnknownMeasure(NOBODY_MADE_THIS), MEASURED);
            isUnknown(correct(null, BigDecimal.ONE, null), new Refusal.UnknownMeasurement(MEASUREMENT));
        }

        @Test
        void a_corrected_value_may_call_for_a_review_but_only_once() {
            InitiativeEvent called = new AdoptionReviewCalledFor(ADOPTION, MEASUREMENT, AUTUMN);
            InitiativeEvent corrected = new MeasurementCorrected(
                    MEASUREMENT, null, BigDecimal.ONE, null, null, null, null, "Virhe", AUTUMN);
            given(ready(ADOPTED_WITH_A_CONDITION, MEASURED))
                    .when(JASEN, correct(null, BigDecimal.ONE, null))
                    .thenEvents(corrected, called);
            given(ready(ADOPTED_WITH_A_CONDITION, MEASURED, corrected, called))
                    .when(JASEN, correct(null, BigDecimal.ONE, null))
                    .thenEvents(corrected);
        }

        @Test
        void it_is_withdrawn_once() {
            InitiativeEvent withdrawn = new MeasurementWithdrawn(MEASUREMENT, "Väärä", AUTUMN);
            given(ready(MEASURED))
                    .when(JASEN, new WithdrawMeasurement(MEASUREMENT, "Väärä"))
                    .thenEvents(withdrawn);
            isUnknown(
                    new WithdrawMeasurement(MEASUREMENT, "Väärä"),
                    new Refusal.UnknownMeasurement(MEASUREMENT),
                    MEASURED,
                    withdrawn);
        }

        private static CorrectMeasurement correct(
                @Nullable UUID measure, @Nullable BigDecimal value, @Nullable BusinessDate measuredOn) {
            return new CorrectMeasurement(MEASUREMENT, measure, value, measuredOn, null, null, null, "Virhe");
        }
    }

    @Nested
    class WhenItIsFollowedInEverydayLife {

        @Test
        void it_is_reviewed_and_will_be_again() {
            given(READY)
                    .when(KOORDINAATTORI, new ReviewRooting("Arkea", AUTUMN, on("2030")))
                    .thenEvents(new RootingReviewed("Arkea", AUTUMN, on("2030")));
            given(READY)
                    .when(KOORDINAATTORI, new ReviewRooting("Arkea", AUTUMN, SPRING))
                    .thenInvalid("nextReviewOn dates-contradict");
            given(READY)
                    .when(KOORDINAATTORI, new ReviewRooting("Arkea", on("2025-07"), on("2030")))
                    .thenInvalid("reviewedOn dates-contradict");
        }

        @Test
        void it_is_declared_rooted_by_the_rules_of_a_version_and_reopened() {
            given(READY_TO_BE_ROOTED).when(PAATTAJA, new DeclareRooted()).thenEvents(new DeclaredRooted(1, RECORDED));
            given(then(READY_TO_BE_ROOTED, ROOTED))
                    .when(PAATTAJA, new ReopenRooting("Muuttui"))
                    .thenEvents(new RootingReopened("Muuttui", RECORDED));
        }
    }

    @Nested
    class WhenAFactorIs {

        @ParameterizedTest
        @CsvSource({"HINDERING,-2", "HINDERING,0", "PROMOTING,0", "PROMOTING,2"})
        void identified_it_weighs_on_its_own_side(FactorKind kind, int strength) {
            given(READY)
                    .when(JASEN, new IdentifyFactor(kind, FactorDomain.PROCESS, "Aika", strength))
                    .thenEvents(new FactorIdentified(made(1), kind, FactorDomain.PROCESS, "Aika", strength, RECORDED))
                    .thenAnswer(created(1, "FactorIdentified", "factor"));
        }

        @ParameterizedTest
        @CsvSource({
            "HINDERING,1,contradiction",
            "PROMOTING,-1,contradiction",
            "HINDERING,-3,invalid",
            "PROMOTING,3,invalid"
        })
        void identified_it_does_not_weigh_on_the_other(FactorKind kind, int strength, String problem) {
            given(READY)
                    .when(JASEN, new IdentifyFactor(kind, FactorDomain.PROCESS, "Aika", strength))
                    .thenInvalid("strength " + problem);
        }

        @Test
        void rated_it_stays_on_its_side() {
            given(ready(FACTOR_IDENTIFIED))
                    .when(JASEN, new RateFactor(FACTOR, -2, "Pahenee"))
                    .thenEvents(new FactorRated(FACTOR, -2, "Pahenee", RECORDED));
            isUnknown(
                    new RateFactor(FACTOR, 1, "Auttaa"),
                    new Refusal.FactorContradicts(FACTOR, FactorKind.HINDERING, 1),
                    FACTOR_IDENTIFIED);
        }

        @Test
        void resolved_it_is_no_longer_rated_or_resolved() {
            InitiativeEvent resolved = new FactorResolved(FACTOR, "Tunnit varattiin", RECORDED);
            given(ready(FACTOR_IDENTIFIED))
                    .when(JASEN, new ResolveFactor(FACTOR, "Tunnit varattiin"))
                    .thenEvents(resolved);
            for (InitiativeCommand command : List.of(new RateFactor(FACTOR, -1, "x"), new ResolveFactor(FACTOR, "x"))) {
                isUnknown(command, new Refusal.UnknownFactor(FACTOR), FACTOR_IDENTIFIED, resolved);
                isUnknown(command, new Refusal.UnknownFactor(FACTOR));
            }
        }
    }

    @Nested
    class WhenItReturns {

        @ParameterizedTest
        @CsvSource({
            "PILOT,DEVELOPMENT",
            "STRUCTURES,DEVELOPMENT",
            "STRUCTURES,PILOT",
            "EVERYDAY_LIFE,DEVELOPMENT",
            "EVERYDAY_LIFE,PILOT",
            "EVERYDAY_LIFE,STRUCTURES"
        })
        void it_is_to_an_earlier_phase(Phase from, Phase to) {
            given(in(from))
                    .when(KOORDINAATTORI, new ReturnToPhase(to, "Uudelleen"))
                    .thenEvents(new ReturnedToPhase(to, "Uudelleen", RECORDED));
        }

        @ParameterizedTest
        @CsvSource({"DEVELOPMENT,DEVELOPMENT", "PILOT,PILOT", "PILOT,STRUCTURES", "STRUCTURES,EVERYDAY_LIFE"})
        void it_is_not_to_where_it_is_or_ahead(Phase from, Phase to) {
            given(in(from))
                    .when(KOORDINAATTORI, new ReturnToPhase(to, "Uudelleen"))
                    .thenRefused(new Refusal.WrongStatus(Status.ACTIVE, from));
        }

        @Test
        void it_is_not_before_it_came() {
            given(in(Phase.PILOT))
                    .with(new Attribution(on("2014-10"), null, null))
                    .when(KOORDINAATTORI, new ReturnToPhase(Phase.DEVELOPMENT, "Uudelleen"))
                    .thenRefused(new Refusal.DatesContradict(
                            "effectiveOn", "2014-10 is before it came into its present phase, 2015-03"));
        }
    }

    @Nested
    class WhenACommentIsRetracted {

        @Test
        void it_is_by_anybody_on_the_team_and_once() {
            InitiativeEvent retracted = new CommentRetracted(COMMENT, "Väärä paikka", RECORDED);
            given(ready(COMMENTED))
                    .when(JASEN, new RetractComment(COMMENT, "Väärä paikka"))
                    .thenEvents(retracted);
            isUnknown(new RetractComment(COMMENT, "x"), new Refusal.UnknownComment(COMMENT), COMMENTED, retracted);
            isUnknown(new RetractComment(NOBODY_MADE_THIS, "x"), new Refusal.UnknownComment(NOBODY_MADE_THIS));
        }
    }

    private static List<InitiativeEvent> in(Phase phase) {
        return switch (phase) {
            case DEVELOPMENT -> READY;
            case PILOT -> ready(MOVED);
            case STRUCTURES -> ready(MOVED, MOVED_TO_STRUCTURES);
            case EVERYDAY_LIFE -> ready(MOVED, MOVED_TO_STRUCTURES, MOVED_TO_EVERYDAY_LIFE);
        };
    }
}
