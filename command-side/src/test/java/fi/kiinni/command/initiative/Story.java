package fi.kiinni.command.initiative;

import static fi.kiinni.command.rule.People.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.People;
import fi.kiinni.command.rule.Scenario;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
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
    static final InitiativeEvent STOPPED = new InitiativeStopped("Rahoitus loppui", "Aloitetaan ajoissa", SPRING);

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

    private Story() {}

    static Scenario<InitiativeCommand> given(InitiativeEvent... events) {
        return given(List.of(events));
    }

    static Scenario<InitiativeCommand> given(List<InitiativeEvent> events) {
        return new Scenario<>(InitiativeAggregate.class, InitiativeAggregate.TYPE, ID, events);
    }

    static List<InitiativeEvent> ready(InitiativeEvent... then) {
        return Stream.concat(READY.stream(), Stream.of(then)).toList();
    }

    static MeasureDefined measureDefined(UUID id) {
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
                FollowedIn.PILOT,
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
