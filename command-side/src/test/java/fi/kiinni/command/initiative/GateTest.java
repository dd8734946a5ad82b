package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;
import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Actor;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.command.rule.Scenario;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each gate over every subset of its requirements that commands can bring about. Two of the first gate's are always met: nothing starts
 * without a need, and no description takes it away; the one who starts it coordinates it, and the last coordinator never leaves.
 */
class GateTest {

    /**
     * A gate, and the ways to it.
     *
     * @param before it stands in front of the gate, with nothing of what it asks for but what is always met
     * @param met events that meet each requirement
     * @param nearlyMet events after which it is not met, though something like it was recorded
     */
    private record Approach(
            Gate gate,
            InitiativeCommand move,
            InitiativeEvent through,
            List<InitiativeEvent> before,
            Map<Requirement, List<InitiativeEvent>> met,
            Map<Requirement, List<InitiativeEvent>> nearlyMet) {

        private List<InitiativeEvent> history(Set<Requirement> chosen) {
            List<InitiativeEvent> events = new ArrayList<>(before);
            met.forEach((requirement, meeting) -> events.addAll(
                    chosen.contains(requirement) ? meeting : nearlyMet.getOrDefault(requirement, List.of())));
            return events;
        }

        /** What holds of each measure holds where there is none. */
        private List<Requirement> missing(Set<Requirement> chosen) {
            return Rules.CURRENT.of(gate).stream()
                    .filter(requirement -> met.containsKey(requirement) && !chosen.contains(requirement))
                    .filter(requirement -> !OF_EACH_MEASURE.containsKey(requirement)
                            || chosen.contains(OF_EACH_MEASURE.get(requirement)))
                    .toList();
        }

        /** The state under every subset of waivers, in the order of the subsets. */
        private List<Initiative> waivedInEveryWay(Set<Requirement> chosen) {
            List<Initiative> waived = new ArrayList<>(List.of(fold(null, history(chosen))));
            for (Requirement requirement : Rules.CURRENT.of(gate)) {
                List.copyOf(waived).forEach(before -> waived.add(fold(before, List.of(waived(requirement)))));
            }
            return waived;
        }

        private InitiativeEvent waived(Requirement requirement) {
            return new RequirementWaived(gate, requirement, "Ei tiedossa", SPRING);
        }

        private Actor actor() {
            return gate == Gate.ROOTED ? PAATTAJA : KOORDINAATTORI;
        }

        private Phase phase() {
            return gate.from();
        }
    }

    private static final Map<Requirement, Requirement> OF_EACH_MEASURE = Map.of(
            Requirement.PILOT_VALUES, Requirement.MEASURE_FOLLOWED_IN_PILOT,
            Requirement.MEASURED_TWICE, Requirement.MEASURE_FOLLOWED_IN_EVERYDAY_LIFE,
            Requirement.TARGETS_REACHED_OR_EXPLAINED, Requirement.MEASURE_FOLLOWED_IN_EVERYDAY_LIFE);

    private static final Set<Requirement> ALWAYS_MET = EnumSet.of(Requirement.NEED, Requirement.COORDINATOR);

    private static final List<Approach> APPROACHES =
            List.of(toThePilot(), toStructures(), toEverydayLife(), toBeingRooted());

    private static Approach toThePilot() {
        Map<Requirement, List<InitiativeEvent>> met = new LinkedHashMap<>();
        met.put(Requirement.TARGET_STATE, List.of(TARGET_STATE_DESCRIBED));
        met.put(Requirement.CURRENT_STATE, List.of(CURRENT_STATE_MAPPED));
        met.put(Requirement.MIRROR_OF_DEVELOPMENT, List.of(MIRRORED));
        met.put(Requirement.LIVE_MEASURE, List.of(MEASURE_DEFINED));
        met.put(Requirement.PILOT_PLANNED, List.of(PILOT_PLANNED));
        met.put(Requirement.PILOT_DECISION_GO, List.of(GO));
        return new Approach(
                Gate.PILOT,
                new MoveToPilot(),
                new MovedToPilot(1, RECORDED),
                List.of(STARTED),
                met,
                Map.of(
                        Requirement.LIVE_MEASURE,
                                List.of(MEASURE_DEFINED, new MeasureRetired(MEASURE, "Ei mittaa", SPRING)),
                        Requirement.PILOT_DECISION_GO, List.of(GO, pilotDecided(made(7), PilotChoice.HOLD))));
    }

    private static Approach toStructures() {
        Map<Requirement, List<InitiativeEvent>> met = new LinkedHashMap<>();
        met.put(Requirement.MEASURE_FOLLOWED_IN_PILOT, List.of(MEASURE_DEFINED));
        met.put(Requirement.PILOT_VALUES, List.of(RESULT_RECORDED));
        met.put(Requirement.PILOT_WORKS, List.of(concluded(PilotOutcome.WORKS_WITH_CHANGES)));
        met.put(Requirement.OPERATING_MODEL, List.of(MODEL_DESCRIBED));
        met.put(Requirement.FACTOR_IDENTIFIED, List.of(FACTOR_IDENTIFIED));
        met.put(Requirement.MIRROR_OF_PILOT, List.of(mirrored(Phase.PILOT)));
        return new Approach(
                Gate.STRUCTURES,
                new MoveToStructures(),
                new MovedToStructures(1, RECORDED),
                List.of(STARTED, MOVED),
                met,
                Map.of(
                        Requirement.MEASURE_FOLLOWED_IN_PILOT,
                                List.of(measureDefined(MEASURE, FollowedIn.EVERYDAY_LIFE)),
                        Requirement.PILOT_VALUES,
                                List.of(RESULT_RECORDED, new PilotResultWithdrawn(RESULT, "Väärä", SPRING)),
                        Requirement.PILOT_WORKS, List.of(CONCLUDED, concluded(PilotOutcome.DOES_NOT_WORK)),
                        Requirement.MIRROR_OF_PILOT, List.of(mirrored(Phase.DEVELOPMENT))));
    }

    private static Approach toEverydayLife() {
        Map<Requirement, List<InitiativeEvent>> met = new LinkedHashMap<>();
        met.put(Requirement.DECISION_PROCESS, List.of(PROCESS_DESCRIBED));
        met.put(Requirement.ADOPTION_PLAN, List.of(PLAN_DESCRIBED));
        met.put(
                Requirement.ADOPTION_IN_FORCE,
                List.of(
                        ADOPTED_WITH_A_CONDITION,
                        new ConditionFulfilled(CONDITION, "Koulutus on pidetty", List.of(), AUTUMN)));
        met.put(Requirement.ANCHORED_IN_WORKING_HOURS, List.of(ANCHORED));
        met.put(
                Requirement.ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
                List.of(anchored(made(1), Structure.JOB_DESCRIPTION)));
        met.put(
                Requirement.ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM,
                List.of(anchored(made(2), Structure.QUALITY_SYSTEM)));
        met.put(Requirement.ACTIONS_DONE, List.of(ACTION_PLANNED, ACTION_COMPLETED));
        met.put(Requirement.NO_STRONG_HINDRANCE, List.of(FACTOR_IDENTIFIED));
        met.put(Requirement.MIRROR_OF_STRUCTURES, List.of(mirrored(Phase.STRUCTURES)));
        return new Approach(
                Gate.EVERYDAY_LIFE,
                new MoveToEverydayLife(),
                new MovedToEverydayLife(1, RECORDED),
                List.of(STARTED, MOVED, MOVED_TO_STRUCTURES),
                met,
                Map.of(
                        Requirement.ADOPTION_IN_FORCE, List.of(ADOPTED_WITH_A_CONDITION),
                        Requirement.ANCHORED_IN_WORKING_HOURS,
                                List.of(ANCHORED, new AnchorWithdrawn(ANCHOR, "Poistui", AUTUMN)),
                        Requirement.ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
                                List.of(anchored(made(1), Structure.BUDGET)),
                        Requirement.ACTIONS_DONE, List.of(ACTION_PLANNED),
                        Requirement.NO_STRONG_HINDRANCE,
                                List.of(FACTOR_IDENTIFIED, new FactorRated(FACTOR, -2, "Tunnit loppuivat", AUTUMN)),
                        Requirement.MIRROR_OF_STRUCTURES, List.of(mirrored(Phase.EVERYDAY_LIFE))));
    }

    private static Approach toBeingRooted() {
        Map<Requirement, List<InitiativeEvent>> met = new LinkedHashMap<>();
        met.put(
                Requirement.MEASURE_FOLLOWED_IN_EVERYDAY_LIFE,
                List.of(measureDefined(FOLLOWED, FollowedIn.EVERYDAY_LIFE)));
        met.put(
                Requirement.MEASURED_TWICE,
                List.of(measured(made(1), FOLLOWED, "1"), measured(made(2), FOLLOWED, "1")));
        met.put(Requirement.TARGETS_REACHED_OR_EXPLAINED, List.of(measured(made(3), FOLLOWED, "50")));
        met.put(Requirement.ROOTING_REVIEWED, List.of(REVIEWED));
        met.put(Requirement.NO_OPEN_ACTION, List.of(ACTION_PLANNED, new ActionDropped(ACTION, "Ei tarvita", AUTUMN)));
        met.put(Requirement.MIRROR_OF_EVERYDAY_LIFE, List.of(mirrored(Phase.EVERYDAY_LIFE)));
        return new Approach(
                Gate.ROOTED,
                new DeclareRooted(),
                new DeclaredRooted(1, RECORDED),
                List.of(STARTED, MOVED, MOVED_TO_STRUCTURES, MOVED_TO_EVERYDAY_LIFE),
                met,
                Map.of(
                        Requirement.MEASURE_FOLLOWED_IN_EVERYDAY_LIFE,
                                List.of(measureDefined(FOLLOWED, FollowedIn.PILOT)),
                        Requirement.TARGETS_REACHED_OR_EXPLAINED, List.of(measured(made(3), FOLLOWED, "49.9")),
                        Requirement.ROOTING_REVIEWED, List.of(new RootingReviewed("Alussa", START, AUTUMN)),
                        Requirement.NO_OPEN_ACTION, List.of(ACTION_PLANNED)));
    }

    @Test
    void the_requirements_here_are_all_that_the_gates_have() {
        assertThat(APPROACHES).extracting(Approach::gate).containsExactly(Gate.values());
        assertThat(APPROACHES)
                .allSatisfy(approach -> assertThat(approach.met().keySet())
                        .containsExactlyInAnyOrderElementsOf(Rules.CURRENT.of(approach.gate()).stream()
                                .filter(requirement -> !ALWAYS_MET.contains(requirement))
                                .toList()));
    }

    @TestFactory
    Stream<DynamicTest> it_is_closed_for_exactly_what_is_unmet() {
        return everySubset((approach, met) -> {
            List<Requirement> missing = approach.missing(met);
            Scenario.Outcome outcome = given(approach.history(met)).when(approach.actor(), approach.move());
            if (missing.isEmpty()) {
                outcome.thenEvents(approach.through());
            } else {
                outcome.thenRefused(new Refusal.GateClosed(approach.gate(), missing));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> what_is_waived_is_not_missing() {
        return everySubset((approach, met) -> {
            List<InitiativeEvent> events = new ArrayList<>(approach.history(met));
            approach.missing(met).stream().map(approach::waived).forEach(events::add);
            given(events).when(approach.actor(), approach.move()).thenEvents(approach.through());
        });
    }

    @TestFactory
    Stream<DynamicTest> for_every_subset_and_every_combination_of_waivers_refusal_and_explanation_are_the_same() {
        Circumstances circumstances = Circumstances.of(KOORDINAATTORI, TODAY, Attribution.NONE, ids());
        return APPROACHES.stream()
                .map(approach -> DynamicTest.dynamicTest(approach.gate().name(), () -> {
                    List<Set<Requirement>> waivers = subsets(Rules.CURRENT.of(approach.gate()));
                    subsets(approach.met().keySet()).parallelStream().forEach(met -> {
                        List<Initiative> waivedInEveryWay = approach.waivedInEveryWay(met);
                        List<Requirement> unmet = approach.missing(met);
                        for (int way = 0; way < waivers.size(); way++) {
                            Set<Requirement> waived = waivers.get(way);
                            Initiative before = waivedInEveryWay.get(way);
                            List<Requirement> missing = unmet.stream()
                                    .filter(requirement -> !waived.contains(requirement))
                                    .toList();
                            Object outcome = outcome(approach.move(), before, circumstances);
                            Object expected = missing.isEmpty()
                                    ? List.of(approach.through())
                                    : new Refusal.GateClosed(approach.gate(), missing);
                            // There are hundreds of thousands of these.
                            if (!outcome.equals(expected)
                                    || !Rules.CURRENT
                                            .missing(approach.gate(), before, TODAY)
                                            .equals(missing)) {
                                throw new AssertionError("met %s, waived %s: %s instead of %s"
                                        .formatted(met, waived, outcome, expected));
                            }
                        }
                    });
                }));
    }

    private static Object outcome(InitiativeCommand move, Initiative before, Circumstances circumstances) {
        try {
            return Decide.on(move, before, circumstances);
        } catch (Refused refused) {
            return refused.refusal();
        }
    }

    @TestFactory
    Stream<DynamicTest> paused_it_never_moves() {
        return everySubset((approach, met) -> {
            List<InitiativeEvent> events = new ArrayList<>(approach.history(met));
            events.add(PAUSED);
            given(events)
                    .when(approach.actor(), approach.move())
                    .thenRefused(new Refusal.WrongStatus(Status.PAUSED, approach.phase()));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_move_starts_in_its_own_phase() {
        return APPROACHES.stream()
                .flatMap(standing -> APPROACHES.stream()
                        .filter(approach -> !approach.equals(standing))
                        .map(approach -> DynamicTest.dynamicTest(
                                "%s from %s".formatted(approach.gate(), standing.phase()),
                                () -> given(standing.history(standing.met().keySet()))
                                        .when(approach.actor(), approach.move())
                                        .thenRefused(new Refusal.WrongStatus(Status.ACTIVE, standing.phase())))));
    }

    @TestFactory
    Stream<DynamicTest> no_move_is_before_the_move_before_it() {
        return APPROACHES.stream()
                .map(approach -> DynamicTest.dynamicTest(approach.gate().name(), () -> {
                    Scenario<InitiativeCommand> ready =
                            given(approach.history(approach.met().keySet()));
                    String since = approach.gate() == Gate.PILOT ? START.toString() : SPRING.toString();
                    ready.with(new Attribution(on("2013"), null, null))
                            .when(approach.actor(), approach.move())
                            .thenRefused(new Refusal.DatesContradict(
                                    "effectiveOn", "2013 is before it came into its present phase, " + since));
                }));
    }

    private interface OnSubset {
        void test(Approach approach, Set<Requirement> met);
    }

    private static Stream<DynamicTest> everySubset(OnSubset test) {
        return APPROACHES.stream()
                .flatMap(approach -> subsets(approach.met().keySet()).stream()
                        .map(met -> DynamicTest.dynamicTest(
                                "%s, met %s".formatted(approach.gate(), met), () -> test.test(approach, met))));
    }

    private static Initiative fold(@Nullable Initiative from, List<InitiativeEvent> events) {
        Initiative folded = from;
        for (InitiativeEvent event : events) {
            folded = Initiative.evolve(folded, event);
        }
        return Objects.requireNonNull(folded);
    }

    private static List<Set<Requirement>> subsets(Collection<Requirement> of) {
        List<Set<Requirement>> subsets = new ArrayList<>(List.of(EnumSet.noneOf(Requirement.class)));
        for (Requirement requirement : of) {
            for (Set<Requirement> subset : List.copyOf(subsets)) {
                Set<Requirement> larger = EnumSet.of(requirement);
                larger.addAll(subset);
                subsets.add(larger);
            }
        }
        return subsets;
    }
}
