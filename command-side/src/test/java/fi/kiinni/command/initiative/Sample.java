package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private static final Set<Status> ALIVE_OR_ROOTED = EnumSet.of(Status.ACTIVE, Status.PAUSED, Status.ROOTED);
    private static final Set<Status> ACTIVE = EnumSet.of(Status.ACTIVE);
    private static final Set<Status> ALWAYS = EnumSet.allOf(Status.class);

    private static final List<InitiativeCommand.Evidence> EVIDENCE =
            List.of(new InitiativeCommand.Evidence("Raportti", "https://example.org/raportti", "0f".repeat(32)));

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
                of(new MoveToPilot(), LEADING, ACTIVE),
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
                of(new PauseInitiative("Rahoitus auki"), LEADING, ACTIVE),
                of(new StopInitiative("Rahoitus loppui", "Aloitetaan ajoissa"), DECIDING, ALIVE),
                of(new PostComment("Hyvä!", "pilot", List.of("rehtori")), TEAM, ALWAYS, "about", "mentions"),
                of(
                        new RecordPilotResult("Puolet suoritti", MEASURE, new BigDecimal("48"), SPRING, EVIDENCE),
                        TEAM,
                        ALIVE,
                        "value",
                        "evidence"),
                of(
                        new CorrectPilotResult(
                                RESULT, "Lähes puolet", MEASURE, new BigDecimal("47"), AUTUMN, EVIDENCE, "Laskuvirhe"),
                        TEAM,
                        ALWAYS,
                        "finding",
                        "measure",
                        "value",
                        "observedOn",
                        "evidence"),
                of(new WithdrawPilotResult(RESULT, "Väärä toiminta"), TEAM, ALWAYS),
                of(new ConcludePilot(PilotOutcome.WORKS, "Ohjaajat tarvitsevat aikaa"), LEADING, ALIVE),
                of(new DescribeOperatingModel("Kolme jaksoa", "Malli 1.0"), TEAM, ALIVE),
                of(new MoveToStructures(), LEADING, ACTIVE),
                of(
                        new DescribeDecisionProcess(List.of(new DescribeDecisionProcess.Step(
                                "Päätetään käyttöönotosta", "Johtoryhmä", "Rehtori", "Marraskuu"))),
                        TEAM,
                        ALIVE),
                of(
                        new DescribeAdoptionPlan(
                                "Kaikki opettajat", "Kaikki alat", "Lukuvuosi", "Iltapäivä", "Vertaistuki", "rehtori"),
                        TEAM,
                        ALIVE),
                of(
                        new CorrectAdoptionRecord(ADOPTION, "Hallitus", "Pöytäkirja 10/2014", EVIDENCE, "Väärä numero"),
                        TEAM,
                        ALWAYS,
                        "body",
                        "minutes",
                        "evidence"),
                of(new FulfilCondition(CONDITION, "Koulutus on pidetty", EVIDENCE), TEAM, ALIVE, "evidence"),
                of(
                        new PlanAction("Koulutetaan opettajat", Phase.STRUCTURES, "rehtori", AUTUMN, "Opettajat"),
                        TEAM,
                        ALIVE,
                        "audience"),
                of(new RescheduleAction(ACTION, on("2030"), "Etäopetus"), TEAM, ALIVE),
                of(new CompleteAction(ACTION, AUTUMN, EVIDENCE), TEAM, ALIVE, "evidence"),
                of(new DropAction(ACTION, "Sisältyy perehdytykseen"), TEAM, ALIVE),
                of(
                        new CorrectAction(
                                ACTION,
                                "Koulutetaan kaikki",
                                Phase.EVERYDAY_LIFE,
                                "varajasen",
                                on("2030"),
                                "Opettajat",
                                SPRING,
                                EVIDENCE,
                                "Kirjoitusvirhe"),
                        TEAM,
                        ALWAYS,
                        "what",
                        "phase",
                        "responsible",
                        "due",
                        "audience",
                        "completedOn",
                        "evidence"),
                of(
                        new AnchorInStructure(Structure.ANNUAL_CYCLE, "Vuosikellon elokuussa", SPRING, EVIDENCE),
                        TEAM,
                        ALIVE_OR_ROOTED,
                        "evidence"),
                of(new WithdrawAnchor(ANCHOR, "Vuosikello uusittiin"), TEAM, ALIVE_OR_ROOTED),
                of(new MoveToEverydayLife(), LEADING, ACTIVE),
                of(
                        new RecordMeasurement(
                                MEASURE, new BigDecimal("40"), AUTUMN, "Opintorekisteri", "Etäopetus", "Verkkoon"),
                        TEAM,
                        ALIVE_OR_ROOTED,
                        "interpretation",
                        "correctiveAction"),
                of(
                        new CorrectMeasurement(
                                MEASUREMENT,
                                MEASURE,
                                new BigDecimal("41"),
                                SPRING,
                                "Rekisteri",
                                "Etäopetus",
                                "Verkkoon",
                                "Luku tarkistettiin"),
                        TEAM,
                        ALWAYS,
                        "measure",
                        "value",
                        "measuredOn",
                        "source",
                        "interpretation",
                        "correctiveAction"),
                of(new WithdrawMeasurement(MEASUREMENT, "Väärä mittari"), TEAM, ALWAYS),
                of(new ReviewRooting("Osa arkea", AUTUMN, on("2030")), LEADING, ALIVE_OR_ROOTED),
                of(new DeclareRooted(), DECIDING, ACTIVE),
                of(new ReopenRooting("Asetus muuttui"), DECIDING, EnumSet.of(Status.ROOTED)),
                of(
                        new IdentifyFactor(
                                FactorKind.PROMOTING, FactorDomain.INDIVIDUALS, "Opettajat ovat innostuneita", 2),
                        TEAM,
                        ALIVE_OR_ROOTED),
                of(new RateFactor(FACTOR, -2, "Tunnit loppuivat"), TEAM, ALIVE_OR_ROOTED),
                of(new ResolveFactor(FACTOR, "Tunnit varattiin"), TEAM, ALIVE_OR_ROOTED),
                of(new ReturnToPhase(Phase.DEVELOPMENT, "Tarve muuttui"), LEADING, ACTIVE),
                of(new RetractComment(COMMENT, "Väärä paikka"), TEAM, ALWAYS));
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
            case ReopenRooting _ -> then(READY_TO_BE_ROOTED, ROOTED);
            default -> beforeStanding(command);
        };
    }

    /** The same, for a command that also asks how it stands. */
    static List<InitiativeEvent> beforeStanding(InitiativeCommand command) {
        return switch (command) {
            case MoveToStructures _ -> READY_FOR_STRUCTURES;
            case MoveToEverydayLife _ -> READY_FOR_EVERYDAY_LIFE;
            case DeclareRooted _, ReopenRooting _ -> READY_TO_BE_ROOTED;
            case ReturnToPhase _ -> ready(MOVED);
            case CorrectPilotResult _, WithdrawPilotResult _ -> ready(RESULT_RECORDED);
            case CorrectAdoptionRecord _, FulfilCondition _ -> ready(ADOPTED_WITH_A_CONDITION);
            case RescheduleAction _, CompleteAction _, DropAction _ -> ready(ACTION_PLANNED);
            case CorrectAction _ -> ready(ACTION_PLANNED, ACTION_COMPLETED);
            case WithdrawAnchor _ -> ready(ANCHORED);
            case CorrectMeasurement _, WithdrawMeasurement _ -> ready(MEASURED);
            case RateFactor _, ResolveFactor _ -> ready(FACTOR_IDENTIFIED);
            case RetractComment _ -> ready(COMMENTED);
            default -> READY;
        };
    }

    /** Where the command's events stand in time: at a date of its own or of the fact that it corrects; null if on the day given. */
    static @Nullable BusinessDate standsAt(InitiativeCommand command) {
        return switch (command) {
            case CorrectPilotResult _, WithdrawPilotResult _, CorrectAdoptionRecord _, CorrectAction _ -> SPRING;
            case CorrectMeasurement _, WithdrawMeasurement _ -> AUTUMN;
            default -> command.ownDate();
        };
    }

    private static Sample of(InitiativeCommand command, Set<Who> may, Set<Status> standing, String... optional) {
        return new Sample(command, may, standing, Set.of(optional));
    }

    String name() {
        return command.getClass().getSimpleName();
    }
}
