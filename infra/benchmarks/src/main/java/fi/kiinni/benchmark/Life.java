package fi.kiinni.benchmark;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Structure;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shortest life that the gates let through: thirty commands from the start to being rooted, four phases, one event each. The texts
 * are as long as it takes for an event's payload to have about {@value #PAYLOAD} bytes on average.
 */
final class Life {

    static final int PAYLOAD = 330;

    static final String PROVIDER = "sakky";
    static final Actor COORDINATOR = new Actor("koordinaattori", PROVIDER, Set.of(Role.COORDINATOR), Set.of());
    static final Actor DECISION_MAKER = new Actor("paattaja", PROVIDER, Set.of(Role.DECISION_MAKER), Set.of());
    static final Actor ADMINISTRATOR = new Actor("paakayttaja", PROVIDER, Set.of(Role.ADMINISTRATOR), Set.of());

    private static final String LONG = text(330);
    private static final String SHORT = text(60);

    private final UUID goal;
    private final BusinessDate today;
    private final BusinessDate nextYear;
    private final Map<String, UUID> created = new HashMap<>();
    private int next;

    /** A command in its turn, and who gives it. */
    record Step(InitiativeCommand command, Actor by) {}

    /** @param goal one of the strategy's first version */
    Life(UUID goal, LocalDate today) {
        this.goal = goal;
        this.today = BusinessDate.of(today);
        this.nextYear = BusinessDate.of(today.plusYears(1));
    }

    private static String text(int length) {
        return "Työkykypassi vahvistaa opiskelijan työkykyä ja hyvinvointia. "
                .repeat(length / 60 + 1)
                .substring(0, length);
    }

    static int length() {
        return STEPS.size();
    }

    boolean isOver() {
        return next == STEPS.size();
    }

    /** The next step; to be {@linkplain #taken taken} before the one after it is asked for. */
    Step next() {
        InitiativeCommand command = STEPS.get(next).apply(this);
        boolean decides =
                command instanceof DecidePilot || command instanceof DecideAdoption || command instanceof DeclareRooted;
        return new Step(command, decides ? DECISION_MAKER : COORDINATOR);
    }

    /** @param ids what the step created, by kind */
    void taken(@Nullable Map<String, Object> ids) {
        if (ids != null) {
            ids.forEach((kind, id) -> created.put(kind, UUID.fromString(id.toString())));
        }
        next++;
    }

    private UUID created(String kind) {
        return Objects.requireNonNull(created.get(kind), kind);
    }

    private InitiativeCommand mirror() {
        return new MirrorStrategy(1, List.of(goal), Assessment.SUPPORTS, LONG);
    }

    private InitiativeCommand measure(FollowedIn followedIn) {
        return new DefineMeasure(
                SHORT,
                MeasureKind.USE,
                "kpl",
                Direction.UP,
                BigDecimal.ONE,
                today,
                BigDecimal.TEN,
                nextYear,
                null,
                12,
                followedIn);
    }

    private InitiativeCommand measurement() {
        return new RecordMeasurement(created("measure"), BigDecimal.TEN, today, SHORT, text(150), null);
    }

    private InitiativeCommand anchor(Structure structure) {
        return new AnchorInStructure(structure, text(250), today, null);
    }

    private static final List<Function<Life, InitiativeCommand>> STEPS = List.of(
            _ -> new StartInitiative(SHORT, LONG, Language.fi),
            _ -> new DescribeInitiative(null, null, SHORT, LONG, List.of("työkyky")),
            _ -> new MapCurrentState(LONG),
            Life::mirror,
            life -> life.measure(FollowedIn.PILOT),
            life -> new PlanPilot(text(200), List.of("TE24"), life.today, life.nextYear, List.of(SHORT)),
            life -> new DecidePilot(PilotChoice.GO, text(250), "Johtoryhmä", life.today, null, null),
            _ -> new MoveToPilot(),
            life -> new RecordPilotResult(text(200), life.created("measure"), BigDecimal.TWO, life.today, null),
            _ -> new ConcludePilot(PilotOutcome.WORKS, LONG),
            _ -> new DescribeOperatingModel(LONG, "Malli 1.0"),
            _ -> new IdentifyFactor(FactorKind.PROMOTING, FactorDomain.INDIVIDUALS, text(200), 2),
            Life::mirror,
            _ -> new MoveToStructures(),
            _ -> new DescribeDecisionProcess(
                    List.of(new DescribeDecisionProcess.Step(text(200), "Johtoryhmä", "Rehtori", "Marraskuu"))),
            _ -> new DescribeAdoptionPlan(SHORT, SHORT, SHORT, SHORT, SHORT, COORDINATOR.person()),
            life -> new DecideAdoption(
                    AdoptionChoice.ADOPT,
                    List.of(SHORT),
                    text(150),
                    null,
                    "Johtoryhmä",
                    null,
                    life.today,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null),
            life -> life.anchor(Structure.WORKING_HOURS),
            life -> life.anchor(Structure.JOB_DESCRIPTION),
            life -> life.anchor(Structure.ANNUAL_CYCLE),
            life -> new PlanAction(text(150), Phase.STRUCTURES, COORDINATOR.person(), life.nextYear, SHORT),
            life -> new CompleteAction(
                    life.created("action"), life.today, List.of(new Evidence(SHORT, "https://example.org/1", null))),
            Life::mirror,
            _ -> new MoveToEverydayLife(),
            life -> life.measure(FollowedIn.EVERYDAY_LIFE),
            Life::measurement,
            Life::measurement,
            life -> new ReviewRooting(LONG, life.today, life.nextYear),
            Life::mirror,
            _ -> new DeclareRooted());
}
