package fi.kiinni.command.initiative;

import static fi.kiinni.command.rule.People.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.People;
import fi.kiinni.command.rule.Scenario;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Structure;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happened to the initiative that the tests tell of, and the commands that lead there. */
final class Story {

    static final String ID = "01970000-0000-7000-8000-000000000001";

    static final BusinessDate START = on("2014-09");
    static final BusinessDate SPRING = on("2015-03");
    static final BusinessDate AUTUMN = on("2015-09");
    static final BusinessDate RECORDED = BusinessDate.of(TODAY);

    static final UUID MEASURE = new UUID(2, 1);
    static final UUID REQUEST = new UUID(2, 2);
    static final UUID PILOT_DECISION = new UUID(2, 3);
    static final UUID ADOPTION = new UUID(2, 4);
    static final UUID RESULT = new UUID(2, 5);
    static final UUID ACTION = new UUID(2, 6);
    static final UUID ANCHOR = new UUID(2, 7);
    static final UUID FACTOR = new UUID(2, 8);
    static final UUID MEASUREMENT = new UUID(2, 9);
    static final UUID COMMENT = new UUID(2, 10);
    static final UUID CONDITION = new UUID(2, 11);
    static final UUID FOLLOWED = new UUID(2, 12);
    static final UUID NOBODY_MADE_THIS = new UUID(9, 9);

    static final InitiativeEvent STARTED = new InitiativeStarted(
            PROVIDER, KOORDINAATTORI.person(), "Työkykypassi", "Työkyky on osa osaamista", Language.fi, START);
    static final InitiativeEvent JASEN_APPOINTED =
            new MemberAppointed(JASEN.person(), Seat.MEMBER, BigDecimal.TEN, START);
    static final InitiativeEvent TARGET_STATE_DESCRIBED =
            new InitiativeDescribed(null, null, null, "Jokainen suorittaa passin", null, START);
    static final InitiativeEvent CURRENT_STATE_MAPPED = new CurrentStateMapped("Joka kymmenes suorittaa", START);
    static final InitiativeEvent MIRRORED = new StrategyMirrored(
            Phase.DEVELOPMENT, 1, List.of(WELLBEING), Assessment.SUPPORTS, "Tukee hyvinvointia", START);
    static final InitiativeEvent MEASURE_DEFINED = measureDefined(MEASURE);
    static final InitiativeEvent PILOT_PLANNED =
            new PilotPlanned("Yksi ala", List.of("TE14"), SPRING, AUTUMN, List.of("Ehtivätkö opettajat?"), START);
    static final InitiativeEvent GO = pilotDecided(PILOT_DECISION, PilotChoice.GO);
    static final InitiativeEvent REQUESTED = new DecisionRequested(
            REQUEST, DecisionSubject.ADOPTION, "Johtoryhmä", "Otetaan käyttöön", "Tulokset", AUTUMN, SPRING);
    static final InitiativeEvent NEED_WAIVED =
            new RequirementWaived(Gate.PILOT, Requirement.NEED, "Ei tiedossa", SPRING);
    static final InitiativeEvent MOVED = new MovedToPilot(1, SPRING);
    static final InitiativeEvent PAUSED = new InitiativePaused("Rahoitus auki", SPRING);
    static final InitiativeEvent STOPPED = new InitiativeStopped("Rahoitus loppui", "Aloitetaan ajoissa", null, SPRING);

    static final InitiativeEvent RESULT_RECORDED =
            new PilotResultRecorded(RESULT, "Joka toinen suoritti", MEASURE, new BigDecimal("48"), SPRING, List.of());
    static final InitiativeEvent CONCLUDED = concluded(PilotOutcome.WORKS);
    static final InitiativeEvent MODEL_DESCRIBED = new OperatingModelDescribed("Kolme jaksoa", "Malli 1.0", SPRING);
    static final InitiativeEvent FACTOR_IDENTIFIED = new FactorIdentified(
            FACTOR, FactorKind.HINDERING, FactorDomain.INNER_SETTING, "Opettajilla ei ole aikaa", -1, SPRING);
    static final InitiativeEvent PROCESS_DESCRIBED = new DecisionProcessDescribed(
            List.of(new DecisionStep("Päätetään käyttöönotosta", "Johtoryhmä", "Rehtori", "Marraskuu")), SPRING);
    static final InitiativeEvent PLAN_DESCRIBED = new AdoptionPlanDescribed(
            "Kaikki opettajat", "Kaikki alat", "Lukuvuosi", "Kaksi iltapäivää", "Vertaistuki", "rehtori", SPRING);
    static final InitiativeEvent ADOPTED = adoptionDecided(ADOPTION, AdoptionChoice.ADOPT, null);
    static final InitiativeEvent ADOPTED_WITH_A_CONDITION = new AdoptionDecided(
            ADOPTION,
            AdoptionChoice.ADOPT_WITH_CONDITIONS,
            List.of(),
            "Tulokset riittävät",
            List.of(),
            "Johtoryhmä",
            null,
            SPRING,
            null,
            null,
            List.of(new Condition(CONDITION, "Koulutus", "rehtori", AUTUMN)),
            new OverturnedBy(
                    "Suorittaneita on alle 20 %", MEASURE, OverturnedBy.Comparison.BELOW, new BigDecimal("20")),
            null,
            null);
    static final InitiativeEvent ACTION_PLANNED =
            new ActionPlanned(ACTION, "Koulutetaan opettajat", Phase.STRUCTURES, "rehtori", AUTUMN, null, SPRING);
    static final InitiativeEvent ACTION_COMPLETED = new ActionCompleted(ACTION, SPRING, List.of());
    static final InitiativeEvent ANCHORED = anchored(ANCHOR, Structure.WORKING_HOURS);
    static final InitiativeEvent MOVED_TO_STRUCTURES = new MovedToStructures(1, SPRING);
    static final InitiativeEvent MOVED_TO_EVERYDAY_LIFE = new MovedToEverydayLife(1, SPRING);
    static final InitiativeEvent MEASURED = measured(MEASUREMENT, MEASURE, "48");
    static final InitiativeEvent REVIEWED = new RootingReviewed("Osa arkea", AUTUMN, on("2016"));
    static final InitiativeEvent ROOTED = new DeclaredRooted(1, AUTUMN);
    static final InitiativeEvent COMMENTED = new CommentPosted(COMMENT, "Hyvä!", null, List.of(), SPRING);

    /** Everything that the first gate asks for, and something for each command to name. */
    static final List<InitiativeEvent> READY = List.of(
            STARTED,
            JASEN_APPOINTED,
            TARGET_STATE_DESCRIBED,
            CURRENT_STATE_MAPPED,
            MIRRORED,
            MEASURE_DEFINED,
            PILOT_PLANNED,
            GO,
            REQUESTED,
            NEED_WAIVED);

    /** Everything that the gate to the structures asks for. */
    static final List<InitiativeEvent> READY_FOR_STRUCTURES =
            ready(MOVED, RESULT_RECORDED, CONCLUDED, MODEL_DESCRIBED, FACTOR_IDENTIFIED, mirrored(Phase.PILOT));

    /** Everything that the gate to everyday life asks for. */
    static final List<InitiativeEvent> READY_FOR_EVERYDAY_LIFE = then(
            READY_FOR_STRUCTURES,
            MOVED_TO_STRUCTURES,
            PROCESS_DESCRIBED,
            PLAN_DESCRIBED,
            ADOPTED,
            ANCHORED,
            anchored(new UUID(3, 1), Structure.PROCESS),
            anchored(new UUID(3, 2), Structure.ANNUAL_CYCLE),
            ACTION_PLANNED,
            ACTION_COMPLETED,
            mirrored(Phase.STRUCTURES));

    /** Everything that it takes to be declared rooted. */
    static final List<InitiativeEvent> READY_TO_BE_ROOTED = then(
            READY_FOR_EVERYDAY_LIFE,
            MOVED_TO_EVERYDAY_LIFE,
            measureDefined(FOLLOWED, FollowedIn.EVERYDAY_LIFE),
            measured(new UUID(3, 3), FOLLOWED, "40"),
            measured(new UUID(3, 4), FOLLOWED, "50"),
            REVIEWED,
            mirrored(Phase.EVERYDAY_LIFE));

    private Story() {}

    static Scenario<InitiativeCommand> given(InitiativeEvent... events) {
        return given(List.of(events));
    }

    static Scenario<InitiativeCommand> given(List<InitiativeEvent> events) {
        return new Scenario<>(InitiativeAggregate.class, InitiativeAggregate.TYPE, ID, events);
    }

    static List<InitiativeEvent> ready(InitiativeEvent... then) {
        return then(READY, then);
    }

    static List<InitiativeEvent> then(List<InitiativeEvent> before, InitiativeEvent... then) {
        return Stream.concat(before.stream(), Stream.of(then)).toList();
    }

    static StrategyMirrored mirrored(Phase phase) {
        return new StrategyMirrored(phase, 1, List.of(WELLBEING), Assessment.SUPPORTS, "Tukee hyvinvointia", SPRING);
    }

    static PilotConcluded concluded(PilotOutcome outcome) {
        return new PilotConcluded(outcome, "Ohjaajat tarvitsevat aikaa", SPRING);
    }

    static AnchoredInStructure anchored(UUID id, Structure structure) {
        return new AnchoredInStructure(id, structure, "Kirjattu", SPRING, List.of());
    }

    static MeasurementRecorded measured(UUID id, UUID measure, String value) {
        return new MeasurementRecorded(id, measure, new BigDecimal(value), AUTUMN, "Opintorekisteri", null, null);
    }

    static MeasureDefined measureDefined(UUID id) {
        return measureDefined(id, FollowedIn.PILOT);
    }

    static MeasureDefined measureDefined(UUID id, FollowedIn followedIn) {
        return new MeasureDefined(
                id,
                "Suorittaneet",
                MeasureKind.REACH,
                "%",
                Direction.UP,
                new BigDecimal("13"),
                START,
                new BigDecimal("50"),
                AUTUMN,
                null,
                null,
                followedIn,
                START);
    }

    static PilotDecided pilotDecided(UUID id, PilotChoice choice) {
        return new PilotDecided(id, choice, "Tarve on selvä", "Johtoryhmä", START, null, null);
    }

    static AdoptionDecided adoptionDecided(UUID id, AdoptionChoice choice, @Nullable UUID supersedes) {
        return new AdoptionDecided(
                id,
                choice,
                List.of("Jätetään hankkeeksi"),
                "Tulokset riittävät",
                List.of(),
                "Johtoryhmä",
                null,
                SPRING,
                null,
                null,
                List.of(),
                null,
                supersedes,
                null);
    }

    static DefineMeasure defineMeasure(String baselineOn, String targetOn) {
        return new DefineMeasure(
                "Suorittaneet",
                MeasureKind.REACH,
                "%",
                Direction.UP,
                new BigDecimal("13"),
                People.on(baselineOn),
                new BigDecimal("50"),
                People.on(targetOn),
                null,
                null,
                FollowedIn.PILOT);
    }

    static DecidePilot decidePilot(PilotChoice choice, @Nullable String reviewOn, @Nullable String lessons) {
        return new DecidePilot(
                choice, "Tarve on selvä", "Johtoryhmä", START, reviewOn == null ? null : People.on(reviewOn), lessons);
    }

    static DecideAdoption decideAdoption(AdoptionChoice choice, @Nullable UUID supersedes) {
        return new DecideAdoption(
                choice,
                List.of("Jätetään hankkeeksi"),
                "Tulokset riittävät",
                null,
                "Johtoryhmä",
                null,
                SPRING,
                null,
                choice == AdoptionChoice.DEFER ? AUTUMN : null,
                choice == AdoptionChoice.ADOPT_WITH_CONDITIONS
                        ? List.of(new DecideAdoption.Condition("Koulutus", "rehtori", AUTUMN))
                        : null,
                null,
                supersedes,
                choice == AdoptionChoice.REJECT ? "Aloitetaan ajoissa" : null);
    }
}
