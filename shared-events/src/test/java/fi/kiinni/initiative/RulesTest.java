package fi.kiinni.initiative;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The gates over every subset of their requirements and every combination of waivers. The fold takes events in any order and number,
 * so here even the need and the coordinator can be lacking, which no command brings about.
 */
class RulesTest {

    private static final BusinessDate ON = BusinessDate.parse("2014-09");
    private static final UUID MEASURE = new UUID(0, 1);

    private static final List<Requirement> TO_THE_PILOT = List.of(
            Requirement.NEED,
            Requirement.TARGET_STATE,
            Requirement.CURRENT_STATE,
            Requirement.COORDINATOR,
            Requirement.MIRROR_OF_DEVELOPMENT,
            Requirement.LIVE_MEASURE,
            Requirement.PILOT_PLANNED,
            Requirement.PILOT_DECISION_GO);

    /** For each requirement the events that meet it, after a start with neither need nor coordinator. */
    private static final Map<Requirement, List<InitiativeEvent>> MET = met();

    private static Map<Requirement, List<InitiativeEvent>> met() {
        Map<Requirement, List<InitiativeEvent>> met = new LinkedHashMap<>();
        met.put(Requirement.NEED, List.of(new InitiativeDescribed(null, "Tarve", null, null, null, ON)));
        met.put(Requirement.TARGET_STATE, List.of(new InitiativeDescribed(null, null, null, "Tila", null, ON)));
        met.put(Requirement.CURRENT_STATE, List.of(new CurrentStateMapped("Nykytila", ON)));
        met.put(Requirement.COORDINATOR, List.of(new MemberAppointed("toinen", Seat.COORDINATOR, null, ON)));
        met.put(Requirement.MIRROR_OF_DEVELOPMENT, List.of(mirrored(Phase.DEVELOPMENT)));
        met.put(Requirement.LIVE_MEASURE, List.of(defined()));
        met.put(
                Requirement.PILOT_PLANNED,
                List.of(new PilotPlanned("Ala", List.of("1A"), ON, ON, List.of("Toimiiko?"), ON)));
        met.put(Requirement.PILOT_DECISION_GO, List.of(decided(PilotChoice.HOLD), decided(PilotChoice.GO)));
        return met;
    }

    /** For each requirement the events after which it is not met, though something like it was recorded. */
    private static final Map<Requirement, List<InitiativeEvent>> NEARLY_MET = Map.of(
            Requirement.COORDINATOR, List.of(new MemberAppointed("jasen", Seat.MEMBER, null, ON)),
            Requirement.MIRROR_OF_DEVELOPMENT, List.of(mirrored(Phase.PILOT)),
            Requirement.LIVE_MEASURE, List.of(defined(), new MeasureRetired(MEASURE, "Ei mittaa", ON)),
            Requirement.PILOT_DECISION_GO, List.of(decided(PilotChoice.GO), decided(PilotChoice.HOLD)));

    @Test
    void the_gate_to_the_pilot_asks_for_what_the_model_asks() {
        assertThat(Rules.CURRENT.version()).isEqualTo(1);
        assertThat(Rules.CURRENT.of(Gate.PILOT)).containsExactlyElementsOf(TO_THE_PILOT);
        assertThat(MET).containsOnlyKeys(TO_THE_PILOT);
    }

    @Test
    void every_gate_has_rules_and_every_requirement_a_gate() {
        assertThat(Gate.values())
                .allSatisfy(gate -> assertThat(Rules.CURRENT.of(gate)).isNotEmpty());
        assertThat(Arrays.stream(Gate.values())
                        .flatMap(gate -> Rules.CURRENT.of(gate).stream())
                        .toList())
                .containsExactlyInAnyOrder(Requirement.values());
    }

    @Test
    void missing_is_what_is_neither_met_nor_waived_for_every_subset_and_every_waiver() {
        int compared = 0;
        for (Set<Requirement> met : subsets()) {
            Initiative bare = fold(met, Map.of());
            Initiative nearly = fold(met, NEARLY_MET);
            for (Set<Requirement> waived : subsets()) {
                List<Requirement> expected = TO_THE_PILOT.stream()
                        .filter(requirement -> !met.contains(requirement) && !waived.contains(requirement))
                        .toList();
                for (Initiative initiative : List.of(waive(bare, waived), waive(nearly, waived))) {
                    assertThat(Rules.CURRENT.missing(Gate.PILOT, initiative))
                            .as("met %s, waived %s", met, waived)
                            .isEqualTo(expected);
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(2 * 256 * 256);
    }

    @Test
    void a_waiver_that_was_withdrawn_no_longer_helps() {
        for (Requirement requirement : TO_THE_PILOT) {
            Initiative waived = waive(fold(Set.of(), Map.of()), EnumSet.allOf(Requirement.class));

            assertThat(Rules.CURRENT.missing(
                            Gate.PILOT,
                            Initiative.evolve(waived, new WaiverWithdrawn(Gate.PILOT, requirement, "Tuli", ON))))
                    .containsExactly(requirement);
        }
    }

    private static List<Set<Requirement>> subsets() {
        return IntStream.range(0, 1 << TO_THE_PILOT.size())
                .<Set<Requirement>>mapToObj(bits -> {
                    Set<Requirement> subset = EnumSet.noneOf(Requirement.class);
                    IntStream.range(0, TO_THE_PILOT.size())
                            .filter(bit -> (bits & 1 << bit) != 0)
                            .forEach(bit -> subset.add(TO_THE_PILOT.get(bit)));
                    return subset;
                })
                .toList();
    }

    private static Initiative fold(Set<Requirement> met, Map<Requirement, List<InitiativeEvent>> unmet) {
        List<InitiativeEvent> events = new ArrayList<>();
        events.add(new InitiativeStarted("sakky", "koordinaattori", "Työkykypassi", " ", Language.fi, ON));
        events.add(new MemberReleased("koordinaattori", "Lähti", ON));
        TO_THE_PILOT.stream()
                .flatMap(requirement -> met.contains(requirement)
                        ? MET.getOrDefault(requirement, List.of()).stream()
                        : unmet.getOrDefault(requirement, List.of()).stream())
                .forEach(events::add);
        Initiative folded = null;
        for (InitiativeEvent event : events) {
            folded = Initiative.evolve(folded, event);
        }
        return Objects.requireNonNull(folded);
    }

    private static Initiative waive(Initiative initiative, Set<Requirement> waived) {
        Initiative folded = initiative;
        for (Requirement requirement : waived) {
            folded = Initiative.evolve(folded, new RequirementWaived(Gate.PILOT, requirement, "Ei tiedossa", ON));
        }
        return folded;
    }

    private static StrategyMirrored mirrored(Phase phase) {
        return new StrategyMirrored(phase, 1, List.of(), Assessment.CONFLICTS, "Peilattu", ON);
    }

    private static MeasureDefined defined() {
        return new MeasureDefined(
                MEASURE,
                "Käyttö",
                MeasureKind.USE,
                "%",
                Direction.UP,
                BigDecimal.ONE,
                ON,
                BigDecimal.TEN,
                BusinessDate.parse("2015"),
                null,
                null,
                FollowedIn.EVERYDAY_LIFE,
                ON);
    }

    private static PilotDecided decided(PilotChoice choice) {
        return new PilotDecided(new UUID(0, 2), choice, "Perustelut", "Johtoryhmä", ON, null, null);
    }
}
