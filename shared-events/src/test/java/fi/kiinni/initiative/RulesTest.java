package fi.kiinni.initiative;

import static fi.kiinni.initiative.Requirement.*;
import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The gates over every subset of their requirements and every combination of waivers. The fold takes events in any order and number,
 * so here even the need and the coordinator can be lacking, which no command brings about.
 */
class RulesTest {

    private static final BusinessDate EARLIER = BusinessDate.parse("2014-08");
    private static final BusinessDate BEFORE = BusinessDate.parse("2014-09");
    private static final BusinessDate YEAR_OF_THE_MOVE = BusinessDate.parse("2015");
    private static final BusinessDate MOVED = BusinessDate.parse("2015-09-01");
    private static final BusinessDate AFTER = BusinessDate.parse("2015-10");
    private static final BusinessDate LATER = BusinessDate.parse("2015-11");
    private static final LocalDate DAY = LocalDate.parse("2016-01-01");
    private static final UUID MEASURE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final UUID DECISION = new UUID(0, 3);
    private static final UUID CONDITION = new UUID(0, 4);
    private static final UUID ACTION = new UUID(0, 5);
    private static final UUID FACTOR = new UUID(0, 6);

    private static final Map<Gate, List<Requirement>> ASKED = Map.of(
            Gate.PILOT,
            List.of(
                    NEED,
                    TARGET_STATE,
                    CURRENT_STATE,
                    COORDINATOR,
                    MIRROR_OF_DEVELOPMENT,
                    LIVE_MEASURE,
                    PILOT_PLANNED,
                    PILOT_DECISION_GO),
            Gate.STRUCTURES,
            List.of(
                    MEASURE_FOLLOWED_IN_PILOT,
                    PILOT_VALUES,
                    PILOT_WORKS,
                    OPERATING_MODEL,
                    FACTOR_IDENTIFIED,
                    MIRROR_OF_PILOT),
            Gate.EVERYDAY_LIFE,
            List.of(
                    DECISION_PROCESS,
                    ADOPTION_PLAN,
                    ADOPTION_IN_FORCE,
                    ANCHORED_IN_WORKING_HOURS,
                    ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
                    ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM,
                    ACTIONS_DONE,
                    NO_STRONG_HINDRANCE,
                    MIRROR_OF_STRUCTURES),
            Gate.ROOTED,
            List.of(
                    MEASURE_FOLLOWED_IN_EVERYDAY_LIFE,
                    MEASURED_TWICE,
                    TARGETS_REACHED_OR_EXPLAINED,
                    ROOTING_REVIEWED,
                    NO_OPEN_ACTION,
                    MIRROR_OF_EVERYDAY_LIFE));

    /** For each requirement events that meet it, told after a start with neither need nor coordinator. */
    private static final Map<Requirement, List<InitiativeEvent>> MET = new EnumMap<>(Requirement.class);

    /** For each requirement events after which it is not met, though something like it was recorded. */
    private static final Map<Requirement, List<InitiativeEvent>> NEARLY_MET = new EnumMap<>(Requirement.class);

    private static final Map<Requirement, List<InitiativeEvent>> NOTHING = Map.of();

    static {
        MET.put(NEED, List.of(new InitiativeDescribed(null, "Tarve", null, null, null, BEFORE)));
        MET.put(TARGET_STATE, List.of(new InitiativeDescribed(null, null, null, "Tila", null, BEFORE)));
        MET.put(CURRENT_STATE, List.of(new CurrentStateMapped("Nykytila", BEFORE)));
        MET.put(COORDINATOR, List.of(new MemberAppointed("toinen", Seat.COORDINATOR, null, BEFORE)));
        MET.put(MIRROR_OF_DEVELOPMENT, List.of(mirrored(Phase.DEVELOPMENT)));
        MET.put(LIVE_MEASURE, List.of(defined(FollowedIn.PILOT)));
        MET.put(
                PILOT_PLANNED,
                List.of(new PilotPlanned("Ala", List.of("1A"), BEFORE, BEFORE, List.of("Toimiiko?"), BEFORE)));
        MET.put(PILOT_DECISION_GO, List.of(decided(PilotChoice.HOLD), decided(PilotChoice.GO)));

        MET.put(MEASURE_FOLLOWED_IN_PILOT, List.of(defined(FollowedIn.PILOT)));
        MET.put(PILOT_VALUES, List.of(result(MEASURE, BigDecimal.ZERO)));
        MET.put(PILOT_WORKS, List.of(concluded(PilotOutcome.DOES_NOT_WORK), concluded(PilotOutcome.WORKS)));
        MET.put(OPERATING_MODEL, List.of(new OperatingModelDescribed("Malli", "1.0", BEFORE)));
        MET.put(FACTOR_IDENTIFIED, List.of(factor(FactorKind.PROMOTING, 1)));
        MET.put(MIRROR_OF_PILOT, List.of(mirrored(Phase.PILOT)));

        MET.put(
                DECISION_PROCESS,
                List.of(new DecisionProcessDescribed(
                        List.of(new DecisionStep("Päätetään", "Johtoryhmä", "Rehtori", "Syksy")), BEFORE)));
        MET.put(
                ADOPTION_PLAN,
                List.of(new AdoptionPlanDescribed("Kuka", "Missä", "Milloin", "Koulutus", "Tuki", "jasen", BEFORE)));
        MET.put(
                ADOPTION_IN_FORCE,
                List.of(
                        adopted(AdoptionChoice.ADOPT_WITH_CONDITIONS, null),
                        new ConditionFulfilled(CONDITION, "Tehty", List.of(), AFTER)));
        MET.put(ANCHORED_IN_WORKING_HOURS, List.of(anchored(Structure.WORKING_HOURS)));
        MET.put(ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION, List.of(anchored(Structure.JOB_DESCRIPTION)));
        MET.put(ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM, List.of(anchored(Structure.QUALITY_SYSTEM)));
        MET.put(ACTIONS_DONE, List.of(planned(ACTION, Phase.STRUCTURES), completed(ACTION)));
        MET.put(NO_STRONG_HINDRANCE, List.of(factor(FactorKind.HINDERING, -1)));
        MET.put(MIRROR_OF_STRUCTURES, List.of(mirrored(Phase.STRUCTURES)));

        MET.put(MEASURE_FOLLOWED_IN_EVERYDAY_LIFE, List.of(defined(FollowedIn.EVERYDAY_LIFE)));
        MET.put(MEASURED_TWICE, List.of(measured(1, AFTER), measured(1, AFTER)));
        MET.put(TARGETS_REACHED_OR_EXPLAINED, List.of(measured(10, LATER)));
        MET.put(ROOTING_REVIEWED, List.of(new RootingReviewed("Arkea", MOVED, LATER)));
        MET.put(NO_OPEN_ACTION, List.of(planned(OTHER, Phase.EVERYDAY_LIFE), completed(OTHER)));
        MET.put(MIRROR_OF_EVERYDAY_LIFE, List.of(mirrored(Phase.EVERYDAY_LIFE)));

        NEARLY_MET.put(COORDINATOR, List.of(new MemberAppointed("jasen", Seat.MEMBER, null, BEFORE)));
        NEARLY_MET.put(MIRROR_OF_DEVELOPMENT, List.of(mirrored(Phase.EVERYDAY_LIFE)));
        NEARLY_MET.put(
                LIVE_MEASURE, List.of(defined(FollowedIn.PILOT), new MeasureRetired(MEASURE, "Ei mittaa", BEFORE)));
        NEARLY_MET.put(PILOT_DECISION_GO, List.of(decided(PilotChoice.GO), decided(PilotChoice.HOLD)));
        NEARLY_MET.put(MEASURE_FOLLOWED_IN_PILOT, List.of(defined(FollowedIn.EVERYDAY_LIFE)));
        NEARLY_MET.put(PILOT_VALUES, List.of(result(MEASURE, null), result(OTHER, BigDecimal.ONE)));
        NEARLY_MET.put(PILOT_WORKS, List.of(concluded(PilotOutcome.WORKS), concluded(PilotOutcome.DOES_NOT_WORK)));
        NEARLY_MET.put(MIRROR_OF_PILOT, List.of(mirrored(Phase.STRUCTURES)));
        NEARLY_MET.put(ADOPTION_IN_FORCE, List.of(adopted(AdoptionChoice.ADOPT_WITH_CONDITIONS, null)));
        NEARLY_MET.put(ANCHORED_IN_WORKING_HOURS, List.of(anchored(Structure.BUDGET)));
        NEARLY_MET.put(
                ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
                List.of(anchored(OTHER, Structure.PROCESS), new AnchorWithdrawn(OTHER, "Poistui", AFTER)));
        NEARLY_MET.put(ACTIONS_DONE, List.of(planned(ACTION, Phase.PILOT)));
        NEARLY_MET.put(NO_STRONG_HINDRANCE, List.of(factor(FactorKind.HINDERING, -2)));
        NEARLY_MET.put(MIRROR_OF_STRUCTURES, List.of(mirrored(Phase.PILOT)));
        NEARLY_MET.put(MEASURE_FOLLOWED_IN_EVERYDAY_LIFE, List.of(defined(FollowedIn.PILOT)));
        NEARLY_MET.put(MEASURED_TWICE, List.of(measured(1, BEFORE), measured(1, BEFORE), measured(OTHER, 1, AFTER)));
        NEARLY_MET.put(
                TARGETS_REACHED_OR_EXPLAINED,
                List.of(measured(1, LATER, "Ei vielä", null), measured(10, BEFORE), measured(OTHER, 10, LATER)));
        NEARLY_MET.put(ROOTING_REVIEWED, List.of(new RootingReviewed("Arkea", BEFORE, LATER)));
        NEARLY_MET.put(NO_OPEN_ACTION, List.of(planned(OTHER, Phase.EVERYDAY_LIFE)));
        NEARLY_MET.put(MIRROR_OF_EVERYDAY_LIFE, List.of(mirrored(Phase.STRUCTURES)));
    }

    /** What holds of each measure holds where there is none. */
    private static final Map<Requirement, Requirement> OF_EACH_MEASURE = Map.of(
            PILOT_VALUES, MEASURE_FOLLOWED_IN_PILOT,
            MEASURED_TWICE, MEASURE_FOLLOWED_IN_EVERYDAY_LIFE,
            TARGETS_REACHED_OR_EXPLAINED, MEASURE_FOLLOWED_IN_EVERYDAY_LIFE);

    /** What holds as long as nothing stands against it. */
    private static final Set<Requirement> HOLDS_OF_NOTHING = EnumSet.of(NO_STRONG_HINDRANCE, NO_OPEN_ACTION);

    @ParameterizedTest
    @EnumSource
    void a_gate_asks_for_what_the_model_asks(Gate gate) {
        assertThat(Rules.CURRENT.version()).isEqualTo(1);
        assertThat(Rules.CURRENT.of(gate)).containsExactlyElementsOf(asked(gate));
    }

    @Test
    void every_requirement_is_one_of_a_gate_and_is_tried_here() {
        assertThat(Arrays.stream(Gate.values())
                        .flatMap(gate -> Rules.CURRENT.of(gate).stream())
                        .toList())
                .containsExactlyInAnyOrder(Requirement.values());
        assertThat(MET).containsOnlyKeys(Requirement.values());
    }

    @Test
    void the_gates_lead_from_phase_to_phase_and_to_rooted() {
        assertThat(Phase.values())
                .extracting(Phase::nextGate)
                .containsExactly(Gate.PILOT, Gate.STRUCTURES, Gate.EVERYDAY_LIFE, Gate.ROOTED);
        assertThat(Gate.values()).extracting(Gate::from).containsExactly(Phase.values());
    }

    @ParameterizedTest
    @EnumSource
    void missing_is_what_is_neither_met_nor_waived_for_every_subset_and_every_waiver(Gate gate) {
        List<Set<Requirement>> subsets = subsets(gate);
        assertThat(subsets).hasSize(1 << asked(gate).size());
        subsets.parallelStream().forEach(met -> {
            List<Initiative> waivedInEveryWay = waivedInEveryWay(gate, fold(gate, met, NEARLY_MET));
            List<Requirement> unmet = missing(gate, met, NEARLY_MET);
            for (int waivers = 0; waivers < subsets.size(); waivers++) {
                Set<Requirement> waived = subsets.get(waivers);
                List<Requirement> expected = unmet.stream()
                        .filter(requirement -> !waived.contains(requirement))
                        .toList();
                List<Requirement> missing = Rules.CURRENT.missing(gate, waivedInEveryWay.get(waivers), DAY);
                // There are hundreds of thousands of these.
                if (!missing.equals(expected)) {
                    throw new AssertionError("met %s, nearly met but for waivers of %s: missing %s instead of %s"
                            .formatted(met, waived, missing, expected));
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void what_nothing_was_recorded_of_is_missing_for_every_subset(Gate gate) {
        assertThat(subsets(gate))
                .allSatisfy(met -> assertThat(Rules.CURRENT.missing(gate, fold(gate, met, NOTHING), DAY))
                        .isEqualTo(missing(gate, met, NOTHING)));
    }

    @ParameterizedTest
    @EnumSource
    void a_waiver_that_was_withdrawn_no_longer_helps(Gate gate) {
        Initiative waived = waive(gate, fold(gate, Set.of(), NEARLY_MET), EnumSet.copyOf(asked(gate)));
        for (Requirement requirement : asked(gate)) {
            assertThat(Rules.CURRENT.missing(
                            gate,
                            Initiative.evolve(waived, new WaiverWithdrawn(gate, requirement, "Tuli", AFTER)),
                            DAY))
                    .isEqualTo(OF_EACH_MEASURE.containsKey(requirement) ? List.of() : List.of(requirement));
        }
    }

    @Test
    void a_waiver_for_one_gate_does_not_help_at_another() {
        Initiative waived =
                waive(Gate.STRUCTURES, fold(Gate.PILOT, Set.of(), NOTHING), EnumSet.allOf(Requirement.class));

        assertThat(Rules.CURRENT.missing(Gate.PILOT, waived, DAY)).containsExactlyElementsOf(asked(Gate.PILOT));
    }

    /** What each requirement comes down to at its edges. */
    @Nested
    class Met {

        @TestFactory
        Stream<DynamicTest> or_not() {
            return Stream.of(
                    unmet(
                            PILOT_DECISION_GO,
                            decided(PilotChoice.GO),
                            new PilotDecided(OTHER, PilotChoice.HOLD, "Ei vielä", "Johtoryhmä", EARLIER, LATER, null)),
                    met(PILOT_WORKS, concluded(PilotOutcome.WORKS_WITH_CHANGES)),
                    unmet(
                            PILOT_WORKS,
                            concluded(PilotOutcome.WORKS),
                            new ReturnedToPhase(Phase.PILOT, "Uudelleen", AFTER)),
                    met(
                            FACTOR_IDENTIFIED,
                            factor(FactorKind.HINDERING, -2),
                            new FactorResolved(FACTOR, "Poistui", AFTER)),
                    unmet(
                            PILOT_VALUES,
                            defined(FollowedIn.PILOT),
                            result(MEASURE, BigDecimal.ONE),
                            new PilotResultWithdrawn(new UUID(1, 1), "Väärä", BEFORE)),
                    met(
                            PILOT_VALUES,
                            defined(FollowedIn.PILOT),
                            result(OTHER, BigDecimal.ONE),
                            new PilotResultCorrected(
                                    new UUID(1, 1), null, MEASURE, null, null, null, "Väärä mittari", BEFORE)),
                    unmet(DECISION_PROCESS, new DecisionProcessDescribed(List.of(), BEFORE)),
                    met(ADOPTION_IN_FORCE, adopted(AdoptionChoice.ADOPT, null)),
                    unmet(ADOPTION_IN_FORCE, adopted(AdoptionChoice.DEFER, null)),
                    unmet(ADOPTION_IN_FORCE, adopted(AdoptionChoice.EXTEND_PILOT, null)),
                    met(ADOPTION_IN_FORCE, adopted(AdoptionChoice.ADOPT, BusinessDate.of(DAY))),
                    unmet(ADOPTION_IN_FORCE, adopted(AdoptionChoice.ADOPT, BusinessDate.of(DAY.plusDays(1)))),
                    unmet(
                            ADOPTION_IN_FORCE,
                            adopted(AdoptionChoice.ADOPT, null),
                            adopted(OTHER, AdoptionChoice.ADOPT, BusinessDate.of(DAY.plusDays(1)))),
                    met(ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION, anchored(Structure.PROCESS)),
                    met(ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM, anchored(Structure.ANNUAL_CYCLE)),
                    unmet(ACTIONS_DONE),
                    unmet(ACTIONS_DONE, planned(ACTION, Phase.PILOT), new ActionDropped(ACTION, "Ei tarvita", AFTER)),
                    met(
                            ACTIONS_DONE,
                            planned(ACTION, Phase.PILOT),
                            completed(ACTION),
                            planned(OTHER, Phase.EVERYDAY_LIFE)),
                    unmet(
                            ACTIONS_DONE,
                            planned(ACTION, Phase.PILOT),
                            completed(ACTION),
                            planned(OTHER, Phase.DEVELOPMENT)),
                    unmet(NO_OPEN_ACTION, planned(ACTION, Phase.DEVELOPMENT)),
                    met(
                            NO_OPEN_ACTION,
                            planned(ACTION, Phase.DEVELOPMENT),
                            new ActionDropped(ACTION, "Ei tarvita", AFTER)),
                    met(
                            NO_STRONG_HINDRANCE,
                            factor(FactorKind.HINDERING, -2),
                            new FactorRated(FACTOR, -1, "Helpotti", AFTER)),
                    met(
                            NO_STRONG_HINDRANCE,
                            factor(FactorKind.HINDERING, -2),
                            new FactorResolved(FACTOR, "Poistui", AFTER)),
                    met(NO_STRONG_HINDRANCE, factor(FactorKind.PROMOTING, 2)),
                    met(MEASURED_TWICE, defined(FollowedIn.EVERYDAY_LIFE), measured(1, MOVED), measured(1, MOVED)),
                    unmet(MEASURED_TWICE, defined(FollowedIn.EVERYDAY_LIFE), measured(1, MOVED), measured(1, BEFORE)),
                    met(TARGETS_REACHED_OR_EXPLAINED, defined(FollowedIn.EVERYDAY_LIFE), measured(8, AFTER)),
                    unmet(TARGETS_REACHED_OR_EXPLAINED, defined(FollowedIn.EVERYDAY_LIFE), measured(7, AFTER)),
                    met(TARGETS_REACHED_OR_EXPLAINED, down(), measured(12, AFTER)),
                    unmet(TARGETS_REACHED_OR_EXPLAINED, down(), measured(13, AFTER)),
                    met(
                            TARGETS_REACHED_OR_EXPLAINED,
                            defined(FollowedIn.EVERYDAY_LIFE),
                            measured(1, AFTER, "Etäopetus", "Verkkoon")),
                    unmet(
                            TARGETS_REACHED_OR_EXPLAINED,
                            defined(FollowedIn.EVERYDAY_LIFE),
                            measured(1, AFTER, null, "Verkkoon")),
                    unmet(TARGETS_REACHED_OR_EXPLAINED, defined(FollowedIn.EVERYDAY_LIFE), measured(10, BEFORE)),
                    unmet(
                            TARGETS_REACHED_OR_EXPLAINED,
                            defined(FollowedIn.EVERYDAY_LIFE),
                            measured(1, LATER),
                            measured(10, AFTER)),
                    met(
                            TARGETS_REACHED_OR_EXPLAINED,
                            defined(FollowedIn.EVERYDAY_LIFE),
                            measured(1, AFTER),
                            measured(10, AFTER)),
                    unmet(ROOTING_REVIEWED, new RootingReviewed("Arkea", BEFORE, LATER)),
                    unmet(ROOTING_REVIEWED, new RootingReviewed("Arkea", YEAR_OF_THE_MOVE, LATER)),
                    unmet(
                            MEASURED_TWICE,
                            defined(FollowedIn.EVERYDAY_LIFE),
                            measured(1, AFTER),
                            measured(1, YEAR_OF_THE_MOVE)));
        }

        private static DynamicTest met(Requirement requirement, InitiativeEvent... events) {
            return test(requirement, true, events);
        }

        private static DynamicTest unmet(Requirement requirement, InitiativeEvent... events) {
            return test(requirement, false, events);
        }

        private static DynamicTest test(Requirement requirement, boolean met, InitiativeEvent... events) {
            return DynamicTest.dynamicTest((met ? "met " : "unmet ") + requirement + " " + List.of(events), () -> {
                Initiative initiative = begun(Gate.ROOTED);
                for (InitiativeEvent event : events) {
                    initiative = Initiative.evolve(initiative, event);
                }
                assertThat(requirement.isMetBy(initiative, DAY)).isEqualTo(met);
            });
        }
    }

    @Test
    void an_adoption_in_force_from_a_later_day_says_from_when() {
        BusinessDate from = BusinessDate.of(DAY.plusDays(1));
        Initiative adopted = Initiative.evolve(begun(Gate.EVERYDAY_LIFE), adopted(AdoptionChoice.ADOPT, from));

        assertThat(ADOPTION_IN_FORCE.metFrom(adopted)).contains(from);
        assertThat(ADOPTION_PLAN.metFrom(adopted)).isEmpty();
        assertThat(ADOPTION_IN_FORCE.isMetBy(adopted, DAY.plusDays(1))).isTrue();
    }

    private static List<Requirement> missing(
            Gate gate, Set<Requirement> met, Map<Requirement, List<InitiativeEvent>> otherwise) {
        return asked(gate).stream()
                .filter(requirement -> !met.contains(requirement))
                .filter(requirement -> otherwise.containsKey(requirement) || !HOLDS_OF_NOTHING.contains(requirement))
                .filter(requirement ->
                        !OF_EACH_MEASURE.containsKey(requirement) || met.contains(OF_EACH_MEASURE.get(requirement)))
                .toList();
    }

    private static List<Requirement> asked(Gate gate) {
        return Objects.requireNonNull(ASKED.get(gate));
    }

    private static List<Set<Requirement>> subsets(Gate gate) {
        List<Requirement> of = asked(gate);
        return IntStream.range(0, 1 << of.size())
                .<Set<Requirement>>mapToObj(bits -> {
                    Set<Requirement> subset = EnumSet.noneOf(Requirement.class);
                    IntStream.range(0, of.size())
                            .filter(bit -> (bits & 1 << bit) != 0)
                            .forEach(bit -> subset.add(of.get(bit)));
                    return subset;
                })
                .toList();
    }

    private static Initiative fold(Gate gate, Set<Requirement> met, Map<Requirement, List<InitiativeEvent>> unmet) {
        Initiative folded = begun(gate);
        for (Requirement requirement : asked(gate)) {
            for (InitiativeEvent event : met.contains(requirement)
                    ? MET.getOrDefault(requirement, List.of())
                    : unmet.getOrDefault(requirement, List.of())) {
                folded = Initiative.evolve(folded, event);
            }
        }
        return folded;
    }

    /** In front of the gate, with neither need nor coordinator. */
    private static Initiative begun(Gate gate) {
        List<InitiativeEvent> events = new ArrayList<>();
        events.add(new InitiativeStarted("sakky", "koordinaattori", "Työkykypassi", " ", Language.fi, BEFORE));
        events.add(new MemberReleased("koordinaattori", "Lähti", BEFORE));
        if (gate != Gate.PILOT) {
            events.add(new MovedToPilot(1, BEFORE));
        }
        if (gate == Gate.EVERYDAY_LIFE || gate == Gate.ROOTED) {
            events.add(new MovedToStructures(1, BEFORE));
        }
        if (gate == Gate.ROOTED) {
            events.add(new MovedToEverydayLife(1, MOVED));
        }
        Initiative folded = null;
        for (InitiativeEvent event : events) {
            folded = Initiative.evolve(folded, event);
        }
        return Objects.requireNonNull(folded);
    }

    /** The state under every subset of waivers, in the order of the subsets. */
    private static List<Initiative> waivedInEveryWay(Gate gate, Initiative initiative) {
        List<Initiative> waived = new ArrayList<>(List.of(initiative));
        for (Requirement requirement : asked(gate)) {
            List.copyOf(waived).forEach(before -> waived.add(waive(gate, before, Set.of(requirement))));
        }
        return waived;
    }

    private static Initiative waive(Gate gate, Initiative initiative, Set<Requirement> waived) {
        Initiative folded = initiative;
        for (Requirement requirement : waived) {
            folded = Initiative.evolve(folded, new RequirementWaived(gate, requirement, "Ei tiedossa", AFTER));
        }
        return folded;
    }

    private static StrategyMirrored mirrored(Phase phase) {
        return new StrategyMirrored(phase, 1, List.of(), Assessment.CONFLICTS, "Peilattu", BEFORE);
    }

    private static MeasureDefined defined(FollowedIn followedIn) {
        return defined(followedIn, Direction.UP);
    }

    private static MeasureDefined down() {
        return defined(FollowedIn.EVERYDAY_LIFE, Direction.DOWN);
    }

    /** Target 10 with a band of 2. */
    private static MeasureDefined defined(FollowedIn followedIn, Direction direction) {
        return new MeasureDefined(
                MEASURE,
                "Käyttö",
                MeasureKind.USE,
                "%",
                direction,
                BigDecimal.ONE,
                BEFORE,
                BigDecimal.TEN,
                BusinessDate.parse("2015"),
                BigDecimal.TWO,
                null,
                followedIn,
                BEFORE);
    }

    private static PilotDecided decided(PilotChoice choice) {
        return new PilotDecided(DECISION, choice, "Perustelut", "Johtoryhmä", BEFORE, null, null);
    }

    private static PilotResultRecorded result(UUID measure, @Nullable BigDecimal value) {
        return new PilotResultRecorded(new UUID(1, 1), "Havainto", measure, value, BEFORE, List.of());
    }

    private static PilotConcluded concluded(PilotOutcome outcome) {
        return new PilotConcluded(outcome, "Opittiin", BEFORE);
    }

    private static FactorIdentified factor(FactorKind kind, int strength) {
        return new FactorIdentified(FACTOR, kind, FactorDomain.PROCESS, "Aika", strength, BEFORE);
    }

    private static AdoptionDecided adopted(AdoptionChoice choice, @Nullable BusinessDate inForceFrom) {
        return adopted(DECISION, choice, inForceFrom);
    }

    private static AdoptionDecided adopted(UUID id, AdoptionChoice choice, @Nullable BusinessDate inForceFrom) {
        return new AdoptionDecided(
                id,
                choice,
                List.of(),
                "Perustelut",
                List.of(),
                "Johtoryhmä",
                null,
                BEFORE,
                inForceFrom,
                null,
                choice == AdoptionChoice.ADOPT_WITH_CONDITIONS
                        ? List.of(new Condition(CONDITION, "Koulutus", "jasen", AFTER))
                        : List.of(),
                null,
                null,
                null);
    }

    private static AnchoredInStructure anchored(Structure structure) {
        return anchored(UUID.randomUUID(), structure);
    }

    private static AnchoredInStructure anchored(UUID id, Structure structure) {
        return new AnchoredInStructure(id, structure, "Kirjattu", BEFORE, List.of());
    }

    private static ActionPlanned planned(UUID id, Phase phase) {
        return new ActionPlanned(id, "Koulutus", phase, "jasen", LATER, null, BEFORE);
    }

    private static ActionCompleted completed(UUID id) {
        return new ActionCompleted(id, AFTER, List.of());
    }

    private static MeasurementRecorded measured(int value, BusinessDate on) {
        return measured(MEASURE, value, on);
    }

    private static MeasurementRecorded measured(UUID measure, int value, BusinessDate on) {
        return new MeasurementRecorded(
                UUID.randomUUID(), measure, BigDecimal.valueOf(value), on, "Rekisteri", null, null);
    }

    private static MeasurementRecorded measured(
            int value, BusinessDate on, @Nullable String interpretation, @Nullable String correctiveAction) {
        return new MeasurementRecorded(
                UUID.randomUUID(),
                MEASURE,
                BigDecimal.valueOf(value),
                on,
                "Rekisteri",
                interpretation,
                correctiveAction);
    }
}
