package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;

import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A command that succeeds on an initiative that is ready for its first gate, with what the model says of it: who may give it, how the
 * initiative may stand, and which fields may be left out.
 */
record Sample(InitiativeCommand command, Set<Who> may, Set<Status> standing, Set<String> optional) {

    /** Kinds of people, as far as their roles and seats tell them apart. */
    enum Who {
        MEMBER_ON_THE_TEAM,
        MEMBER_WITH_THE_COORDINATORS_SEAT,
        MEMBER_OF_NO_TEAM,
        COORDINATOR_WITH_THAT_SEAT,
        COORDINATOR_WITH_A_MEMBERS_SEAT,
        COORDINATOR_OF_NO_TEAM,
        DECISION_MAKER_OF_NO_TEAM,
        DECISION_MAKER_ON_THE_TEAM,
        AUDITOR_ON_THE_TEAM,
        ADMINISTRATOR_ON_THE_TEAM,
        OPERATOR
    }

    private static final Set<Who> TEAM = EnumSet.of(
            Who.MEMBER_ON_THE_TEAM,
            Who.MEMBER_WITH_THE_COORDINATORS_SEAT,
            Who.COORDINATOR_WITH_THAT_SEAT,
            Who.COORDINATOR_WITH_A_MEMBERS_SEAT);
    private static final Set<Who> LEADING = EnumSet.of(Who.COORDINATOR_WITH_THAT_SEAT);
    private static final Set<Who> DECIDING = EnumSet.of(Who.DECISION_MAKER_OF_NO_TEAM, Who.DECISION_MAKER_ON_THE_TEAM);
    private static final Set<Who> LEADING_OR_DECIDING =
            EnumSet.of(Who.COORDINATOR_WITH_THAT_SEAT, Who.DECISION_MAKER_OF_NO_TEAM, Who.DECISION_MAKER_ON_THE_TEAM);

    private static final Set<Status> ALIVE = EnumSet.of(Status.ACTIVE, Status.PAUSED);

    static final StartInitiative START_INITIATIVE =
            new StartInitiative("Työkykypassi", "Työkyky on osa osaamista", Language.fi);

    /** Of every command on an initiative that has been started, but for resuming: that one is a matter of standing. */
    static List<Sample> all() {
        return List.of(
                of(
                        new DescribeInitiative("Passi", "Tarve", "Opiskelijat", "Tavoite", List.of("työkyky")),
                        TEAM,
                        ALIVE,
                        "title",
                        "need",
                        "targetGroup",
                        "targetState",
                        "themes"),
                of(new MapCurrentState("Joka kymmenes suorittaa"), TEAM, ALIVE),
                of(new AppointMember("varajasen", Seat.MEMBER, BigDecimal.TEN), LEADING_OR_DECIDING, ALIVE, "hours"),
                of(new ReleaseMember(JASEN.person(), "Siirtyi"), LEADING_OR_DECIDING, ALIVE),
                of(new RecordFunding("ESR", new BigDecimal("120000.50"), START, AUTUMN), TEAM, ALIVE),
                of(new MirrorStrategy(1, List.of(WELLBEING), Assessment.SUPPORTS, "Tukee"), TEAM, ALIVE),
                of(defineMeasure("2014-09", "2015-09"), TEAM, ALIVE, "band", "everyMonths"),
                of(new RetargetMeasure(MEASURE, BigDecimal.TEN, on("2030"), "Liian kova"), TEAM, ALIVE),
                of(new RetireMeasure(MEASURE, "Ei mittaa"), TEAM, ALIVE),
                of(new PlanPilot("Yksi ala", List.of("TE14"), SPRING, AUTUMN, List.of("Ehditäänkö?")), TEAM, ALIVE),
                of(
                        new RequestDecision(DecisionSubject.PILOT, "Johtoryhmä", "Kokeillaan", "Tarve", AUTUMN),
                        LEADING,
                        ALIVE),
                of(new WithdrawDecisionRequest(REQUEST, "Ennenaikainen"), LEADING, ALIVE),
                of(decidePilot(PilotChoice.GO, null, null), DECIDING, ALIVE, "reviewOn", "lessons"),
                of(new MoveToPilot(), LEADING, EnumSet.of(Status.ACTIVE)),
                of(
                        decideAdoption(AdoptionChoice.ADOPT, null),
                        DECIDING,
                        ALIVE,
                        "evidence",
                        "minutes",
                        "inForceFrom",
                        "reviewOn",
                        "conditions",
                        "overturnedBy",
                        "supersedes",
                        "lessons"),
                of(new WaiveRequirement(Gate.PILOT, Requirement.TARGET_STATE, "Ei tiedossa"), DECIDING, ALIVE),
                of(new WithdrawWaiver(Gate.PILOT, Requirement.NEED, "Löytyi"), DECIDING, ALIVE),
                of(new PauseInitiative("Rahoitus auki"), LEADING, EnumSet.of(Status.ACTIVE)),
                of(new StopInitiative("Rahoitus loppui", "Aloitetaan ajoissa"), DECIDING, ALIVE),
                of(
                        new PostComment("Hyvä!", "pilot", List.of("rehtori")),
                        TEAM,
                        EnumSet.allOf(Status.class),
                        "about",
                        "mentions"));
    }

    static List<InitiativeCommand> everyCommand() {
        return Stream.concat(
                        Stream.of(START_INITIATIVE, new ResumeInitiative("Rahoitus varmistui")),
                        all().stream().map(Sample::command))
                .toList();
    }

    static Set<String> optional(InitiativeCommand command) {
        return all().stream()
                .filter(sample -> sample.command().getClass() == command.getClass())
                .findFirst()
                .map(Sample::optional)
                .orElse(Set.of());
    }

    /** What happened before, so that the command can succeed. */
    static List<InitiativeEvent> before(InitiativeCommand command) {
        return switch (command) {
            case StartInitiative _ -> List.of();
            case ResumeInitiative _ -> ready(PAUSED);
            default -> READY;
        };
    }

    private static Sample of(InitiativeCommand command, Set<Who> may, Set<Status> standing, String... optional) {
        return new Sample(command, may, standing, Set.of(optional));
    }

    String name() {
        return command.getClass().getSimpleName();
    }
}
