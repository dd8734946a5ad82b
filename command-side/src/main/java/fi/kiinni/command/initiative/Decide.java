package fi.kiinni.command.initiative;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a command on an initiative: events, or a refusal. Fields are taken as checked, people and goals as known, the
 * actor as entitled.
 */
final class Decide {

    private final InitiativeCommand command;
    private final Initiative initiative;
    private final Circumstances circumstances;

    private Decide(InitiativeCommand command, Initiative initiative, Circumstances circumstances) {
        this.command = command;
        this.initiative = initiative;
        this.circumstances = circumstances;
    }

    /**
     * @param initiative the state before, null if it has not been started
     * @throws Refused if a rule of the domain stands against it
     */
    static List<InitiativeEvent> on(
            InitiativeCommand command, @Nullable Initiative initiative, Circumstances circumstances) {
        if (command instanceof StartInitiative(var title, var need, var language)) {
            if (initiative != null) {
                throw new Refused(new Refusal.StartedTwice());
            }
            return List.of(new InitiativeStarted(
                    Objects.requireNonNull(circumstances.actor().provider()),
                    circumstances.actor().person(),
                    title,
                    need,
                    language,
                    circumstances.effectiveOn()));
        }
        if (initiative == null) {
            throw new Refused(new Refusal.UnknownInitiative());
        }
        Decide decide = new Decide(command, initiative, circumstances);
        decide.refuseInWrongStatus();
        return decide.events();
    }

    private List<InitiativeEvent> events() {
        BusinessDate on = circumstances.effectiveOn();
        return switch (command) {
            case StartInitiative _ -> throw new Refused(new Refusal.StartedTwice());
            case DescribeInitiative c ->
                List.of(new InitiativeDescribed(c.title(), c.need(), c.targetGroup(), c.targetState(), c.themes(), on));
            case MapCurrentState c -> List.of(new CurrentStateMapped(c.description(), on));
            case AppointMember c -> {
                if (c.seat() != Seat.COORDINATOR) {
                    refuseToLeaveWithoutCoordinator(c.person());
                }
                yield List.of(new MemberAppointed(c.person(), c.seat(), c.hours(), on));
            }
            case ReleaseMember c -> {
                if (!initiative.team().containsKey(c.person())) {
                    throw new Refused(new Refusal.NotAMember(c.person()));
                }
                refuseToLeaveWithoutCoordinator(c.person());
                yield List.of(new MemberReleased(c.person(), c.reason(), on));
            }
            case RecordFunding c -> List.of(new FundingRecorded(c.source(), c.amount(), c.from(), c.until(), on));
            case MirrorStrategy c ->
                List.of(new StrategyMirrored(
                        initiative.standing().phase(),
                        c.strategyVersion(),
                        c.goals(),
                        c.assessment(),
                        c.reflection(),
                        on));
            case DefineMeasure c ->
                List.of(new MeasureDefined(
                        newId(),
                        c.name(),
                        c.kind(),
                        c.unit(),
                        c.direction(),
                        c.baseline(),
                        c.baselineOn(),
                        c.target(),
                        c.targetOn(),
                        c.band(),
                        c.everyMonths(),
                        c.followedIn(),
                        on));
            case RetargetMeasure c -> {
                BusinessDate baselineOn = liveMeasure(c.measure()).baselineOn();
                if (!c.targetOn().isAfter(baselineOn)) {
                    throw new Refused(new Refusal.DatesContradict(
                            "targetOn", "%s is not after the baseline's %s".formatted(c.targetOn(), baselineOn)));
                }
                yield List.of(new MeasureRetargeted(c.measure(), c.target(), c.targetOn(), c.reason(), on));
            }
            case RetireMeasure c -> {
                liveMeasure(c.measure());
                yield List.of(new MeasureRetired(c.measure(), c.reason(), on));
            }
            case PlanPilot c ->
                List.of(new PilotPlanned(c.scope(), c.groups(), c.startsOn(), c.endsOn(), c.questions(), on));
            case RequestDecision c ->
                List.of(new DecisionRequested(
                        newId(), c.subject(), c.body(), c.proposal(), c.grounds(), c.meetingOn(), on));
            case WithdrawDecisionRequest c -> {
                if (!initiative.requests().containsKey(c.request())) {
                    throw new Refused(new Refusal.UnknownRequest(c.request()));
                }
                yield List.of(new DecisionRequestWithdrawn(c.request(), c.reason(), on));
            }
            case DecidePilot c -> pilotDecided(c);
            case MoveToPilot _ -> {
                refuseToMove(Phase.DEVELOPMENT, Gate.PILOT);
                yield List.of(new MovedToPilot(Rules.CURRENT.version(), on));
            }
            case DecideAdoption c -> adoptionDecided(c);
            case WaiveRequirement c -> List.of(new RequirementWaived(c.gate(), c.requirement(), c.reason(), on));
            case WithdrawWaiver c -> {
                if (!initiative.isWaived(c.gate(), c.requirement())) {
                    throw new Refused(new Refusal.UnknownWaiver(c.gate(), c.requirement()));
                }
                yield List.of(new WaiverWithdrawn(c.gate(), c.requirement(), c.reason(), on));
            }
            case PauseInitiative c -> List.of(new InitiativePaused(c.reason(), on));
            case ResumeInitiative c -> List.of(new InitiativeResumed(c.reason(), on));
            case StopInitiative c -> List.of(new InitiativeStopped(c.reason(), c.lessons(), on));
            case PostComment c -> List.of(new CommentPosted(newId(), c.text(), c.about(), orEmpty(c.mentions()), on));
        };
    }

    /** Paused: everything but moving. Stopped: comments, and resuming. */
    private void refuseInWrongStatus() {
        Status status = initiative.standing().status();
        boolean possible = switch (status) {
            case ACTIVE -> !(command instanceof ResumeInitiative);
            case PAUSED -> !(command instanceof MoveToPilot || command instanceof PauseInitiative);
            case STOPPED -> command instanceof PostComment || command instanceof ResumeInitiative;
        };
        if (!possible) {
            throw wrongStatus();
        }
    }

    private Refused wrongStatus() {
        return new Refused(new Refusal.WrongStatus(
                initiative.standing().status(), initiative.standing().phase()));
    }

    private void refuseToMove(Phase from, Gate gate) {
        if (initiative.standing().phase() != from) {
            throw wrongStatus();
        }
        BusinessDate since = initiative.standing().since();
        if (circumstances.effectiveOn().isBefore(since)) {
            throw new Refused(new Refusal.DatesContradict(
                    "effectiveOn",
                    "%s is before it came into its present phase, %s".formatted(circumstances.effectiveOn(), since)));
        }
        List<Requirement> missing = Rules.CURRENT.missing(gate, initiative);
        if (!missing.isEmpty()) {
            throw new Refused(new Refusal.GateClosed(gate, missing));
        }
    }

    private void refuseToLeaveWithoutCoordinator(String person) {
        if (initiative.coordinators().toList().equals(List.of(person))) {
            throw new Refused(new Refusal.LastCoordinator(person));
        }
    }

    private Measure liveMeasure(UUID id) {
        Measure measure = initiative.measures().get(id);
        if (measure == null || !measure.live()) {
            throw new Refused(new Refusal.UnknownMeasure(id));
        }
        return measure;
    }

    private List<InitiativeEvent> pilotDecided(DecidePilot c) {
        List<InitiativeEvent> events = new ArrayList<>();
        events.add(
                new PilotDecided(newId(), c.choice(), c.grounds(), c.body(), c.decidedOn(), c.reviewOn(), c.lessons()));
        if (c.choice() == PilotChoice.STOP) {
            events.add(stopped(c.grounds(), c.lessons(), c.decidedOn()));
        }
        return events;
    }

    private List<InitiativeEvent> adoptionDecided(DecideAdoption c) {
        refuseWrongSuperseding(c);
        OverturnedBy overturnedBy = null;
        if (c.overturnedBy() != null) {
            UUID measure = c.overturnedBy().measure();
            if (measure != null) {
                liveMeasure(measure);
            }
            overturnedBy = new OverturnedBy(
                    c.overturnedBy().text(),
                    measure,
                    c.overturnedBy().comparison(),
                    c.overturnedBy().value());
        }
        List<InitiativeEvent> events = new ArrayList<>();
        events.add(new AdoptionDecided(
                newId(),
                c.choice(),
                c.options(),
                c.grounds(),
                orEmpty(c.evidence()).stream()
                        .map(evidence -> new Evidence(evidence.title(), evidence.link(), evidence.sha256()))
                        .toList(),
                c.body(),
                c.minutes(),
                c.decidedOn(),
                c.inForceFrom(),
                c.reviewOn(),
                orEmpty(c.conditions()).stream()
                        .map(condition -> new Condition(newId(), condition.what(), condition.owner(), condition.due()))
                        .toList(),
                overturnedBy,
                c.supersedes(),
                c.lessons()));
        if (c.choice() == AdoptionChoice.REJECT) {
            events.add(stopped(c.grounds(), c.lessons(), c.decidedOn()));
        }
        return events;
    }

    private void refuseWrongSuperseding(DecideAdoption c) {
        Optional<UUID> inForce = initiative.adoptionInForce().map(AdoptionDecision::decision);
        UUID named = c.supersedes();
        if (named != null && !inForce.equals(Optional.of(named))) {
            throw new Refused(new Refusal.UnknownDecision(named));
        }
        if (inForce.isPresent() && named == null && c.choice() != AdoptionChoice.DEFER) {
            throw new Refused(new Refusal.MustSupersede(inForce.get()));
        }
    }

    private static InitiativeStopped stopped(String reason, @Nullable String lessons, BusinessDate on) {
        return new InitiativeStopped(reason, Objects.requireNonNull(lessons), on);
    }

    private UUID newId() {
        return circumstances.newId().get();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
