package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fi.kiinni.command.initiative.InitiativeCommand.MoveToPilot;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.command.rule.Scenario;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
 * The gate to the pilot over every subset of its requirements that commands can bring about. Two of them are always met: nothing starts
 * without a need, and no description takes it away; the one who starts it coordinates it, and the last coordinator never leaves.
 */
class GateTest {

    private static final Set<Requirement> ALWAYS_MET = EnumSet.of(Requirement.NEED, Requirement.COORDINATOR);

    private static final Map<Requirement, List<InitiativeEvent>> MET = new LinkedHashMap<>();

    static {
        MET.put(Requirement.TARGET_STATE, List.of(TARGET_STATE_DESCRIBED));
        MET.put(Requirement.CURRENT_STATE, List.of(CURRENT_STATE_MAPPED));
        MET.put(Requirement.MIRROR_OF_DEVELOPMENT, List.of(MIRRORED));
        MET.put(Requirement.LIVE_MEASURE, List.of(MEASURE_DEFINED));
        MET.put(Requirement.PILOT_PLANNED, List.of(PILOT_PLANNED));
        MET.put(Requirement.PILOT_DECISION_GO, List.of(GO));
    }

    /** Events after which the requirement is not met, though something like it was recorded. */
    private static final Map<Requirement, List<InitiativeEvent>> NEARLY_MET = Map.of(
            Requirement.LIVE_MEASURE, List.of(MEASURE_DEFINED, new MeasureRetired(MEASURE, "Ei mittaa", SPRING)),
            Requirement.PILOT_DECISION_GO, List.of(GO, pilotDecided(made(7), PilotChoice.HOLD)));

    @Test
    void the_requirements_here_are_all_that_the_gate_has() {
        assertThat(Stream.of(ALWAYS_MET, MET.keySet()).flatMap(Collection::stream))
                .containsExactlyInAnyOrderElementsOf(Rules.CURRENT.of(Gate.PILOT));
    }

    @TestFactory
    Stream<DynamicTest> it_is_closed_for_exactly_what_is_unmet() {
        return subsets(MET.keySet()).stream()
                .map(met -> DynamicTest.dynamicTest("met " + met, () -> {
                    List<Requirement> unmet = Rules.CURRENT.of(Gate.PILOT).stream()
                            .filter(requirement -> !ALWAYS_MET.contains(requirement) && !met.contains(requirement))
                            .toList();
                    Scenario.Outcome outcome = given(history(met, NEARLY_MET)).when(KOORDINAATTORI, new MoveToPilot());
                    if (unmet.isEmpty()) {
                        outcome.thenEvents(new MovedToPilot(Rules.CURRENT.version(), RECORDED));
                    } else {
                        outcome.thenRefused(new Refusal.GateClosed(Gate.PILOT, unmet));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_is_waived_is_not_missing() {
        return subsets(MET.keySet()).stream()
                .map(met -> DynamicTest.dynamicTest("met " + met, () -> {
                    List<InitiativeEvent> events = new ArrayList<>(history(met, Map.of()));
                    MET.keySet().stream()
                            .filter(requirement -> !met.contains(requirement))
                            .map(GateTest::waived)
                            .forEach(events::add);
                    given(events).when(KOORDINAATTORI, new MoveToPilot()).thenEvents(new MovedToPilot(1, RECORDED));
                }));
    }

    @Test
    void for_every_subset_and_every_combination_of_waivers_refusal_and_explanation_are_the_same() {
        Circumstances circumstances = Circumstances.of(KOORDINAATTORI, TODAY, Attribution.NONE, ids());
        Set<Set<Requirement>> waivers = subsets(Rules.CURRENT.of(Gate.PILOT));
        int compared = 0;
        for (Set<Requirement> met : subsets(MET.keySet())) {
            Initiative initiative = fold(null, history(met, NEARLY_MET));
            for (Set<Requirement> waived : waivers) {
                Initiative before =
                        fold(initiative, waived.stream().map(GateTest::waived).toList());
                List<Requirement> missing = Rules.CURRENT.of(Gate.PILOT).stream()
                        .filter(requirement -> !ALWAYS_MET.contains(requirement)
                                && !met.contains(requirement)
                                && !waived.contains(requirement))
                        .toList();

                assertThat(Rules.CURRENT.missing(Gate.PILOT, before)).isEqualTo(missing);
                Refused refused = catchThrowableOfType(
                        Refused.class,
                        () -> assertThat(Decide.on(new MoveToPilot(), before, circumstances))
                                .containsExactly(new MovedToPilot(1, RECORDED)));
                assertThat(refused == null ? null : refused.refusal())
                        .isEqualTo(missing.isEmpty() ? null : new Refusal.GateClosed(Gate.PILOT, missing));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(64 * 256);
    }

    @TestFactory
    Stream<DynamicTest> paused_it_never_moves() {
        return subsets(MET.keySet()).stream()
                .map(met -> DynamicTest.dynamicTest("met " + met, () -> {
                    List<InitiativeEvent> events = new ArrayList<>(history(met, Map.of()));
                    events.add(PAUSED);
                    given(events)
                            .when(KOORDINAATTORI, new MoveToPilot())
                            .thenRefused(new Refusal.WrongStatus(Status.PAUSED, Phase.DEVELOPMENT));
                }));
    }

    private static List<InitiativeEvent> history(
            Set<Requirement> met, Map<Requirement, List<InitiativeEvent>> otherwise) {
        List<InitiativeEvent> events = new ArrayList<>(List.of(STARTED));
        MET.forEach((requirement, meeting) ->
                events.addAll(met.contains(requirement) ? meeting : otherwise.getOrDefault(requirement, List.of())));
        return events;
    }

    private static InitiativeEvent waived(Requirement requirement) {
        return new RequirementWaived(Gate.PILOT, requirement, "Ei tiedossa", SPRING);
    }

    private static Initiative fold(@Nullable Initiative from, List<InitiativeEvent> events) {
        Initiative folded = from;
        for (InitiativeEvent event : events) {
            folded = Initiative.evolve(folded, event);
        }
        return Objects.requireNonNull(folded);
    }

    private static Set<Set<Requirement>> subsets(Collection<Requirement> of) {
        Set<Set<Requirement>> subsets = new LinkedHashSet<>();
        subsets.add(EnumSet.noneOf(Requirement.class));
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
