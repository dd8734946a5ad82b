package fi.kiinni.initiative;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.AdoptionPlan;
import fi.kiinni.initiative.Initiative.Anchor;
import fi.kiinni.initiative.Initiative.Factor;
import fi.kiinni.initiative.Initiative.Fulfilment;
import fi.kiinni.initiative.Initiative.Measurement;
import fi.kiinni.initiative.Initiative.OperatingModel;
import fi.kiinni.initiative.Initiative.PilotConclusion;
import fi.kiinni.initiative.Initiative.PilotResult;
import fi.kiinni.initiative.Initiative.Review;
import fi.kiinni.initiative.Initiative.Standing;
import fi.kiinni.initiative.Initiative.Waiver;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the facts of the pilot and of the phases after it add up to. */
class RootingPlanTest {

    private static final BusinessDate START = BusinessDate.parse("2014-09");
    private static final BusinessDate LATER = BusinessDate.parse("2015-03-02");
    private static final BusinessDate END = BusinessDate.parse("2015-12");
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final UUID THREE = new UUID(0, 3);
    private static final UUID NONE = new UUID(9, 9);
    private static final List<Evidence> EVIDENCE = List.of(new Evidence("Raportti", "https://example.org/r", null));

    private static final InitiativeStarted STARTED =
            new InitiativeStarted("sakky", "koordinaattori", "Työkykypassi", "Tarve", Language.fi, START);

    private static Initiative after(InitiativeEvent... events) {
        return fold(Stream.of(events));
    }

    private static Initiative fold(Stream<InitiativeEvent> events) {
        Initiative initiative = Initiative.begin(STARTED);
        for (InitiativeEvent event : (Iterable<InitiativeEvent>) events::iterator) {
            initiative = Initiative.evolve(initiative, event);
        }
        return initiative;
    }

    @Nested
    class PilotResults {

        private static final PilotResultRecorded RECORDED =
                new PilotResultRecorded(ONE, "Havainto", TWO, BigDecimal.ONE, LATER, EVIDENCE);

        @Test
        void are_kept_by_id() {
            assertThat(after(RECORDED).pilot().results())
                    .containsOnly(
                            Map.entry(ONE, new PilotResult("Havainto", TWO, BigDecimal.ONE, LATER, EVIDENCE, LATER)));
        }

        @Test
        void a_correction_replaces_what_it_gives() {
            assertThat(after(
                                    RECORDED,
                                    new PilotResultCorrected(
                                            ONE, "Toinen", THREE, BigDecimal.TEN, END, List.of(), "Virhe", LATER))
                            .pilot()
                            .results())
                    .containsEntry(ONE, new PilotResult("Toinen", THREE, BigDecimal.TEN, END, List.of(), LATER));
        }

        @Test
        void what_a_correction_does_not_give_stays() {
            assertThat(after(RECORDED, new PilotResultCorrected(ONE, null, null, null, null, null, "Virhe", LATER)))
                    .isEqualTo(after(RECORDED));
        }

        @Test
        void what_is_withdrawn_is_gone() {
            assertThat(after(RECORDED, new PilotResultWithdrawn(ONE, "Väärä", LATER)))
                    .isEqualTo(after());
        }
    }

    @Test
    void the_latest_conclusion_model_process_and_plan_count() {
        Initiative initiative = after(
                new PilotConcluded(PilotOutcome.DOES_NOT_WORK, "Ei", START),
                new PilotConcluded(PilotOutcome.WORKS, "Toimii", LATER),
                new OperatingModelDescribed("Vanha", "0.9", START),
                new OperatingModelDescribed("Malli", "1.0", LATER),
                new DecisionProcessDescribed(List.of(new DecisionStep("a", "b", "c", "d")), START),
                new DecisionProcessDescribed(List.of(new DecisionStep("Esitys", "Ryhmä", "Vetäjä", "Syksy")), LATER),
                new AdoptionPlanDescribed("a", "b", "c", "d", "e", "f", START),
                new AdoptionPlanDescribed("Kuka", "Missä", "Milloin", "Koulutus", "Tuki", "jasen", LATER));

        assertThat(initiative.pilot().conclusion()).isEqualTo(new PilotConclusion(PilotOutcome.WORKS, "Toimii", LATER));
        assertThat(initiative.operatingModel()).isEqualTo(new OperatingModel("Malli", "1.0", LATER));
        assertThat(initiative.decisionProcess())
                .containsExactly(new DecisionStep("Esitys", "Ryhmä", "Vetäjä", "Syksy"));
        assertThat(initiative.adoptionPlan())
                .isEqualTo(new AdoptionPlan("Kuka", "Missä", "Milloin", "Koulutus", "Tuki", "jasen", LATER));
    }

    @Test
    void each_move_changes_the_phase_and_since_when() {
        assertThat(after(new MovedToStructures(1, LATER)).standing())
                .isEqualTo(new Standing(Phase.STRUCTURES, Status.ACTIVE, LATER));
        assertThat(after(new MovedToEverydayLife(1, END)).standing())
                .isEqualTo(new Standing(Phase.EVERYDAY_LIFE, Status.ACTIVE, END));
    }

    @Test
    void declaring_and_reopening_change_the_status_alone() {
        Initiative everyday = after(new MovedToEverydayLife(1, LATER));
        Initiative rooted = Initiative.evolve(everyday, new DeclaredRooted(1, END));

        assertThat(rooted.standing()).isEqualTo(new Standing(Phase.EVERYDAY_LIFE, Status.ROOTED, LATER));
        assertThat(Initiative.evolve(rooted, new RootingReopened("Muuttui", END)))
                .isEqualTo(everyday);
    }

    @Nested
    class Adoptions {

        private static final Condition CONDITION = new Condition(TWO, "Koulutus", "jasen", END);
        private static final Condition FURTHER = new Condition(THREE, "Tunnit", "jasen", END);

        @Test
        void a_condition_is_open_until_it_is_fulfilled() {
            Initiative decided = after(adopted(ONE, CONDITION, FURTHER));
            Initiative fulfilled =
                    Initiative.evolve(decided, new ConditionFulfilled(TWO, "Koulutettu", EVIDENCE, LATER));

            assertThat(decision(decided, ONE).openConditions()).containsExactly(CONDITION, FURTHER);
            assertThat(decision(fulfilled, ONE).openConditions()).containsExactly(FURTHER);
            assertThat(decision(fulfilled, ONE).fulfilments())
                    .containsOnly(Map.entry(TWO, new Fulfilment("Koulutettu", EVIDENCE, LATER)));
        }

        @Test
        void what_is_fulfilled_is_fulfilled_of_the_decision_that_asks_for_it() {
            Initiative fulfilled = after(
                    adopted(ONE, CONDITION),
                    adopted(TWO, FURTHER),
                    new ConditionFulfilled(THREE, "Varattu", EVIDENCE, LATER));

            assertThat(decision(fulfilled, ONE).fulfilments()).isEmpty();
            assertThat(decision(fulfilled, TWO).openConditions()).isEmpty();
        }

        @Test
        void only_the_clerical_is_corrected() {
            AdoptionDecision before = decision(after(adopted(ONE, CONDITION)), ONE);
            AdoptionDecision corrected = decision(
                    after(
                            adopted(ONE, CONDITION),
                            new AdoptionRecordCorrected(ONE, "Hallitus", "§ 13", EVIDENCE, "Virhe", LATER)),
                    ONE);

            assertThat(corrected)
                    .usingRecursiveComparison()
                    .ignoringFields("body", "minutes", "evidence")
                    .isEqualTo(before);
            assertThat(corrected.body()).isEqualTo("Hallitus");
            assertThat(corrected.minutes()).isEqualTo("§ 13");
            assertThat(corrected.evidence()).isEqualTo(EVIDENCE);
        }

        @Test
        void what_a_correction_does_not_give_stays() {
            Initiative before =
                    after(adopted(ONE), new AdoptionRecordCorrected(ONE, "Hallitus", "§ 13", EVIDENCE, "Virhe", LATER));

            assertThat(Initiative.evolve(before, new AdoptionRecordCorrected(ONE, null, null, null, "Ei", LATER)))
                    .isEqualTo(before);
        }

        @Test
        void a_change_to_an_earlier_decision_does_not_make_it_the_latest() {
            Initiative initiative = after(
                    adopted(ONE),
                    adopted(TWO),
                    new AdoptionRecordCorrected(ONE, "Hallitus", null, null, "Virhe", LATER));

            assertThat(initiative.adoptions().keySet()).containsExactly(ONE, TWO);
            assertThat(initiative.adoptionInForce()).map(Map.Entry::getKey).contains(TWO);
        }

        @Test
        void a_call_for_review_names_the_measurement() {
            assertThat(decision(after(adopted(ONE), new AdoptionReviewCalledFor(ONE, TWO, END)), ONE)
                            .reviewCalledForBy())
                    .containsExactly(TWO);
        }

        @ParameterizedTest
        @CsvSource({"BELOW, 9.9, true", "BELOW, 10, false", "ABOVE, 10.1, true", "ABOVE, 10.0, false"})
        void it_is_overturned_beyond_the_value(OverturnedBy.Comparison comparison, BigDecimal found, boolean met) {
            OverturnedBy overturnedBy = new OverturnedBy("Sanoin", ONE, comparison, BigDecimal.TEN);

            assertThat(overturnedBy.isMetBy(ONE, found)).isEqualTo(met);
            assertThat(overturnedBy.isMetBy(TWO, found)).isFalse();
        }

        @Test
        void words_alone_are_never_met_by_a_value() {
            assertThat(new OverturnedBy("Sanoin", null, null, null).isMetBy(ONE, BigDecimal.ONE))
                    .isFalse();
        }

        private static AdoptionDecision decision(Initiative initiative, UUID id) {
            return Objects.requireNonNull(initiative.adoptions().get(id));
        }

        private static AdoptionDecided adopted(UUID id, Condition... conditions) {
            return new AdoptionDecided(
                    id,
                    AdoptionChoice.ADOPT_WITH_CONDITIONS,
                    List.of(),
                    "Perustelut",
                    List.of(),
                    "Johtoryhmä",
                    null,
                    LATER,
                    null,
                    null,
                    List.of(conditions),
                    null,
                    null,
                    null);
        }
    }

    @Nested
    class Actions {

        private static final ActionPlanned PLANNED =
                new ActionPlanned(ONE, "Koulutus", Phase.STRUCTURES, "jasen", LATER, "Opettajat", START);

        @Test
        void a_planned_action_is_open() {
            Action action = action(PLANNED);

            assertThat(action)
                    .isEqualTo(new Action(
                            "Koulutus",
                            Phase.STRUCTURES,
                            "jasen",
                            LATER,
                            "Opettajat",
                            ActionStatus.OPEN,
                            null,
                            List.of(),
                            START));
            assertThat(action.isOpen()).isTrue();
            assertThat(action.isCompleted()).isFalse();
        }

        @Test
        void it_is_rescheduled_completed_or_dropped() {
            assertThat(action(PLANNED, new ActionRescheduled(ONE, END, "Kiire", LATER)))
                    .isEqualTo(action(
                            new ActionPlanned(ONE, "Koulutus", Phase.STRUCTURES, "jasen", END, "Opettajat", START)));
            Action completed = action(PLANNED, new ActionCompleted(ONE, END, EVIDENCE));
            assertThat(completed.status()).isEqualTo(ActionStatus.COMPLETED);
            assertThat(completed.completedOn()).isEqualTo(END);
            assertThat(completed.evidence()).isEqualTo(EVIDENCE);
            assertThat(action(PLANNED, new ActionDropped(ONE, "Ei tarvita", LATER))
                            .status())
                    .isEqualTo(ActionStatus.DROPPED);
        }

        @Test
        void a_correction_replaces_what_it_gives_and_keeps_the_rest() {
            ActionCorrected correction = new ActionCorrected(
                    ONE, "Perehdytys", Phase.PILOT, "toinen", END, "Ohjaajat", START, EVIDENCE, "Virhe", START);
            ActionCorrected nothing =
                    new ActionCorrected(ONE, null, null, null, null, null, null, null, "Virhe", START);
            ActionCompleted completed = new ActionCompleted(ONE, LATER, List.of());

            assertThat(action(PLANNED, completed, correction))
                    .isEqualTo(new Action(
                            "Perehdytys",
                            Phase.PILOT,
                            "toinen",
                            END,
                            "Ohjaajat",
                            ActionStatus.COMPLETED,
                            START,
                            EVIDENCE,
                            START));
            assertThat(action(PLANNED, completed, nothing)).isEqualTo(action(PLANNED, completed));
        }

        @Test
        void what_is_not_completed_has_no_day_of_completion_whatever_a_correction_says() {
            ActionCorrected correction =
                    new ActionCorrected(ONE, null, null, null, null, null, END, EVIDENCE, "Virhe", START);

            assertThat(action(PLANNED, correction)).isEqualTo(action(PLANNED));
        }

        private static Action action(InitiativeEvent... events) {
            return Objects.requireNonNull(after(events).actions().get(ONE));
        }
    }

    @Test
    void an_anchor_holds_until_it_is_withdrawn() {
        Initiative anchored = after(new AnchoredInStructure(ONE, Structure.BUDGET, "Talousarviossa", LATER, EVIDENCE));

        assertThat(anchored.anchors())
                .containsOnly(Map.entry(ONE, new Anchor(Structure.BUDGET, "Talousarviossa", LATER, EVIDENCE)));
        assertThat(Initiative.evolve(anchored, new AnchorWithdrawn(ONE, "Poistui", END)))
                .isEqualTo(after());
    }

    @Nested
    class Measurements {

        @Test
        void are_corrected_in_place_and_withdrawn() {
            MeasurementRecorded recorded = measured(ONE, 1, LATER);

            assertThat(after(
                                    recorded,
                                    new MeasurementCorrected(
                                            ONE,
                                            THREE,
                                            BigDecimal.TEN,
                                            END,
                                            "Kysely",
                                            "Tulkinta",
                                            "Teko",
                                            "Virhe",
                                            LATER))
                            .measurements())
                    .containsOnly(Map.entry(
                            ONE, new Measurement(THREE, BigDecimal.TEN, END, "Kysely", "Tulkinta", "Teko", LATER)));
            assertThat(after(
                            recorded,
                            new MeasurementCorrected(ONE, null, null, null, null, null, null, "Virhe", LATER)))
                    .isEqualTo(after(recorded));
            assertThat(after(recorded, new MeasurementWithdrawn(ONE, "Väärä", LATER)))
                    .isEqualTo(after());
        }

        @Test
        void a_correction_says_what_it_gives_of_what_was_explained() {
            MeasurementCorrected explained =
                    new MeasurementCorrected(ONE, null, null, null, null, "Tulkinta", "Teko", "Lisätty", LATER);
            MeasurementCorrected other =
                    new MeasurementCorrected(ONE, null, BigDecimal.TWO, null, null, null, null, "Virhe", LATER);

            assertThat(after(measured(ONE, 1, LATER), explained, other).measurements())
                    .containsEntry(
                            ONE, new Measurement(TWO, BigDecimal.TWO, LATER, "Rekisteri", "Tulkinta", "Teko", LATER));
        }

        @Test
        void since_the_move_they_are_told_by_day_and_then_as_recorded() {
            Initiative initiative = after(
                    measured(ONE, 1, END),
                    measured(TWO, 2, START),
                    new MovedToEverydayLife(1, LATER),
                    measured(THREE, 3, LATER),
                    measured(new UUID(0, 4), 4, END));

            assertThat(initiative.measuredSinceMove(TWO))
                    .extracting(Measurement::value)
                    .containsExactly(BigDecimal.valueOf(3), BigDecimal.valueOf(1), BigDecimal.valueOf(4));
            assertThat(initiative.measuredSinceMove(THREE)).isEmpty();
        }

        private static MeasurementRecorded measured(UUID id, int value, BusinessDate on) {
            return new MeasurementRecorded(id, TWO, BigDecimal.valueOf(value), on, "Rekisteri", null, null);
        }
    }

    @Test
    void reviews_are_kept_in_their_order() {
        assertThat(after(new RootingReviewed("Alussa", LATER, END), new RootingReviewed("Arkea", END, END))
                        .reviews())
                .containsExactly(new Review("Alussa", LATER, END), new Review("Arkea", END, END));
    }

    @Test
    void a_factor_is_rated_and_resolved() {
        InitiativeEvent identified =
                new FactorIdentified(ONE, FactorKind.HINDERING, FactorDomain.INDIVIDUALS, "Aika", -2, START);

        assertThat(after(identified, new FactorRated(ONE, 0, "Helpotti", LATER)).factors())
                .containsEntry(ONE, new Factor(FactorKind.HINDERING, FactorDomain.INDIVIDUALS, "Aika", 0, null, START));
        Factor resolved = Objects.requireNonNull(after(identified, new FactorResolved(ONE, "Tunnit", LATER))
                .factors()
                .get(ONE));
        assertThat(resolved)
                .isEqualTo(new Factor(FactorKind.HINDERING, FactorDomain.INDIVIDUALS, "Aika", -2, "Tunnit", START));
        assertThat(resolved.isResolved()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"HINDERING, -2, 0", "PROMOTING, 0, 2"})
    void a_factor_weighs_on_its_own_side_or_not_at_all(FactorKind kind, int from, int to) {
        assertThat(IntStream.rangeClosed(-2, 2).filter(kind::agreesWith))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(from, to).boxed().toList());
    }

    /** A return voids, from that phase onward, mirrors, conclusion and waivers, and nothing else. */
    @ParameterizedTest
    @EnumSource
    void a_return_voids_what_is_of_that_phase_or_later(Phase phase) {
        List<InitiativeEvent> events = new ArrayList<>();
        for (Phase mirrored : Phase.values()) {
            events.add(new StrategyMirrored(mirrored, 1, List.of(ONE), Assessment.SUPPORTS, "Peilattu", START));
        }
        for (Gate gate : Gate.values()) {
            events.add(new RequirementWaived(gate, Requirement.NEED, "Ei tiedossa", START));
        }
        events.add(new PilotConcluded(PilotOutcome.WORKS, "Toimii", START));
        events.add(new OperatingModelDescribed("Malli", "1.0", START));
        events.add(new PilotResultRecorded(ONE, "Havainto", null, null, START, List.of()));
        events.add(new MovedToEverydayLife(1, LATER));
        Initiative before = fold(events.stream());

        Initiative returned = Initiative.evolve(before, new ReturnedToPhase(phase, "Uudelleen", END));

        List<Phase> earlier =
                Stream.of(Phase.values()).filter(other -> other.isBefore(phase)).toList();
        assertThat(returned.standing()).isEqualTo(new Standing(phase, Status.ACTIVE, END));
        assertThat(returned.mirrors().keySet()).containsExactlyElementsOf(earlier);
        assertThat(returned.waivers())
                .extracting(Waiver::gate)
                .containsExactlyElementsOf(earlier.stream().map(Phase::nextGate).toList());
        assertThat(returned.pilot().conclusion() != null)
                .isEqualTo(phase == Phase.STRUCTURES || phase == Phase.EVERYDAY_LIFE);
        assertThat(returned)
                .usingRecursiveComparison()
                .ignoringFields("standing", "mirrors", "waivers", "pilot.conclusion")
                .isEqualTo(before);
    }

    @Test
    void what_names_something_that_is_not_there_changes_nothing() {
        Initiative initiative = after();
        List<InitiativeEvent> naming = List.of(
                new PilotResultCorrected(NONE, "a", null, null, null, null, "b", END),
                new PilotResultWithdrawn(NONE, "b", END),
                new AdoptionRecordCorrected(NONE, "a", null, null, "b", END),
                new AdoptionReviewCalledFor(NONE, NONE, END),
                new ConditionFulfilled(NONE, "a", List.of(), END),
                new ActionRescheduled(NONE, END, "b", END),
                new ActionCompleted(NONE, END, List.of()),
                new ActionDropped(NONE, "b", END),
                new ActionCorrected(NONE, "a", null, null, null, null, null, null, "b", END),
                new AnchorWithdrawn(NONE, "b", END),
                new MeasurementCorrected(NONE, null, BigDecimal.ONE, null, null, null, null, "b", END),
                new MeasurementWithdrawn(NONE, "b", END),
                new FactorRated(NONE, 1, "b", END),
                new FactorResolved(NONE, "b", END),
                new CommentRetracted(NONE, "b", END));

        assertThat(naming)
                .allSatisfy(event ->
                        assertThat(Initiative.evolve(initiative, event)).isEqualTo(initiative));
    }

    @Test
    void a_very_long_history_folds_in_the_order_of_recording() {
        Initiative folded = fold(IntStream.range(0, 100_000)
                .mapToObj(i -> i % 2 == 0
                        ? new CommentPosted(new UUID(1, i), "Huomio", null, List.of(), LATER)
                        : new MeasurementRecorded(
                                new UUID(2, i), TWO, BigDecimal.valueOf(i), LATER, "Rekisteri", null, null)));

        assertThat(folded.comments()).hasSize(50_000).startsWith(new UUID(1, 0)).endsWith(new UUID(1, 99_998));
        assertThat(folded.measurements()).hasSize(50_000);
        assertThat(Set.copyOf(folded.measurements().keySet())).hasSize(50_000);
    }
}
