package fi.kiinni.command.initiative;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.FieldProblem;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Factor;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.Measurement;
import fi.kiinni.initiative.Initiative.PilotResult;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            case MoveToPilot _ -> List.of(new MovedToPilot(through(Gate.PILOT), on));
            case RecordPilotResult c -> {
                if (c.measure() != null) {
                    liveMeasure(c.measure());
                }
                yield List.of(new PilotResultRecorded(
                        newId(), c.finding(), c.measure(), c.value(), c.observedOn(), evidence(c.evidence())));
            }
            case CorrectPilotResult c -> List.of(pilotResultCorrected(c));
            case WithdrawPilotResult c ->
                List.of(new PilotResultWithdrawn(
                        c.result(),
                        c.reason(),
                        standingAt(pilotResult(c.result()).effectiveOn())));
            case ConcludePilot c -> List.of(new PilotConcluded(c.outcome(), c.lessons(), on));
            case DescribeOperatingModel c -> List.of(new OperatingModelDescribed(c.description(), c.label(), on));
            case MoveToStructures _ -> List.of(new MovedToStructures(through(Gate.STRUCTURES), on));
            case DescribeDecisionProcess c ->
                List.of(new DecisionProcessDescribed(
                        c.steps().stream()
                                .map(step -> new DecisionStep(step.what(), step.body(), step.role(), step.when()))
                                .toList(),
                        on));
            case DescribeAdoptionPlan c ->
                List.of(new AdoptionPlanDescribed(
                        c.who(), c.where(), c.schedule(), c.training(), c.support(), c.responsible(), on));
            case DecideAdoption c -> adoptionDecided(c);
            case CorrectAdoptionRecord c -> {
                AdoptionDecision decision = initiative.adoptions().get(c.decision());
                if (decision == null) {
                    throw new Refused(new Refusal.UnknownDecision(c.decision()));
                }
                yield List.of(new AdoptionRecordCorrected(
                        c.decision(),
                        c.body(),
                        c.minutes(),
                        evidenceIfGiven(c.evidence()),
                        c.reason(),
                        standingAt(decision.decidedOn())));
            }
            case FulfilCondition c -> {
                refuseUnlessOpenCondition(c.condition());
                yield List.of(new ConditionFulfilled(c.condition(), c.how(), evidence(c.evidence()), on));
            }
            case PlanAction c ->
                List.of(new ActionPlanned(newId(), c.what(), c.phase(), c.responsible(), c.due(), c.audience(), on));
            case RescheduleAction c -> {
                openAction(c.action());
                yield List.of(new ActionRescheduled(c.action(), c.due(), c.reason(), on));
            }
            case CompleteAction c -> {
                openAction(c.action());
                yield List.of(new ActionCompleted(c.action(), c.completedOn(), evidence(c.evidence())));
            }
            case DropAction c -> {
                openAction(c.action());
                yield List.of(new ActionDropped(c.action(), c.reason(), on));
            }
            case CorrectAction c -> List.of(actionCorrected(c));
            case AnchorInStructure c ->
                List.of(new AnchoredInStructure(newId(), c.structure(), c.how(), c.since(), evidence(c.evidence())));
            case WithdrawAnchor c -> {
                if (!initiative.anchors().containsKey(c.anchor())) {
                    throw new Refused(new Refusal.UnknownAnchor(c.anchor()));
                }
                yield List.of(new AnchorWithdrawn(c.anchor(), c.reason(), on));
            }
            case MoveToEverydayLife _ -> List.of(new MovedToEverydayLife(through(Gate.EVERYDAY_LIFE), on));
            case RecordMeasurement c -> {
                liveMeasure(c.measure());
                MeasurementRecorded recorded = new MeasurementRecorded(
                        newId(),
                        c.measure(),
                        c.value(),
                        c.measuredOn(),
                        c.source(),
                        c.interpretation(),
                        c.correctiveAction());
                yield withReviewCalledFor(recorded, recorded.measurement());
            }
            case CorrectMeasurement c -> measurementCorrected(c);
            case WithdrawMeasurement c ->
                List.of(new MeasurementWithdrawn(
                        c.measurement(),
                        c.reason(),
                        standingAt(measurement(c.measurement()).effectiveOn())));
            case ReviewRooting c -> List.of(new RootingReviewed(c.assessment(), c.reviewedOn(), c.nextReviewOn()));
            case DeclareRooted _ -> List.of(new DeclaredRooted(through(Gate.ROOTED), on));
            case ReopenRooting c -> List.of(new RootingReopened(c.reason(), on));
            case IdentifyFactor c ->
                List.of(new FactorIdentified(newId(), c.kind(), c.domain(), c.description(), c.strength(), on));
            case RateFactor c -> {
                FactorKind kind = unresolvedFactor(c.factor()).kind();
                if (!kind.agreesWith(c.strength())) {
                    throw new Refused(new Refusal.FactorContradicts(c.factor(), kind, c.strength()));
                }
                yield List.of(new FactorRated(c.factor(), c.strength(), c.note(), on));
            }
            case ResolveFactor c -> {
                unresolvedFactor(c.factor());
                yield List.of(new FactorResolved(c.factor(), c.how(), on));
            }
            case WaiveRequirement c -> List.of(new RequirementWaived(c.gate(), c.requirement(), c.reason(), on));
            case WithdrawWaiver c -> {
                if (!initiative.isWaived(c.gate(), c.requirement())) {
                    throw new Refused(new Refusal.UnknownWaiver(c.gate(), c.requirement()));
                }
                yield List.of(new WaiverWithdrawn(c.gate(), c.requirement(), c.reason(), on));
            }
            case ReturnToPhase c -> {
                if (!c.phase().isBefore(initiative.standing().phase())) {
                    throw wrongStatus();
                }
                refuseBeforeLatestMove("effectiveOn", on);
                yield List.of(new ReturnedToPhase(c.phase(), c.reason(), on));
            }
            case PauseInitiative c -> List.of(new InitiativePaused(c.reason(), on));
            case ResumeInitiative c -> List.of(new InitiativeResumed(c.reason(), on));
            case StopInitiative c -> List.of(new InitiativeStopped(c.reason(), c.lessons(), null, on));
            case PostComment c -> List.of(new CommentPosted(newId(), c.text(), c.about(), orEmpty(c.mentions()), on));
            case RetractComment c -> {
                if (!initiative.comments().contains(c.comment())) {
                    throw new Refused(new Refusal.UnknownComment(c.comment()));
                }
                yield List.of(new CommentRetracted(c.comment(), c.reason(), on));
            }
        };
    }

    private void refuseInWrongStatus() {
        boolean possible = switch (initiative.standing().status()) {
            case ACTIVE -> !(command instanceof ResumeInitiative || command instanceof ReopenRooting);
            case PAUSED -> !(isMove() || command instanceof PauseInitiative || command instanceof ReopenRooting);
            case STOPPED -> isCommentOrCorrection() || command instanceof ResumeInitiative;
            case ROOTED -> isCommentOrCorrection() || isPossibleWhenRooted();
        };
        if (!possible) {
            throw wrongStatus();
        }
    }

    private boolean isMove() {
        return switch (command) {
            case MoveToPilot _, MoveToStructures _, MoveToEverydayLife _, DeclareRooted _, ReturnToPhase _ -> true;
            default -> false;
        };
    }

    private boolean isCommentOrCorrection() {
        return switch (command) {
            case PostComment _,
                    RetractComment _,
                    CorrectPilotResult _,
                    WithdrawPilotResult _,
                    CorrectMeasurement _,
                    WithdrawMeasurement _,
                    CorrectAction _,
                    CorrectAdoptionRecord _ -> true;
            default -> false;
        };
    }

    private boolean isPossibleWhenRooted() {
        return switch (command) {
            case RecordMeasurement _,
                    ReviewRooting _,
                    IdentifyFactor _,
                    RateFactor _,
                    ResolveFactor _,
                    AnchorInStructure _,
                    WithdrawAnchor _,
                    ReopenRooting _ -> true;
            default -> false;
        };
    }

    private Refused wrongStatus() {
        return new Refused(new Refusal.WrongStatus(
                initiative.standing().status(), initiative.standing().phase()));
    }

    /**
     * @return the version of the rules that let it through
     * @throws Refused if it stands elsewhere, moved later than this, or something is missing
     */
    private int through(Gate gate) {
        if (initiative.standing().phase() != gate.from()) {
            throw wrongStatus();
        }
        refuseBeforeLatestMove("effectiveOn", circumstances.effectiveOn());
        List<Requirement> missing = Rules.CURRENT.missing(
                gate, initiative, circumstances.effectiveOn().firstDay());
        if (!missing.isEmpty()) {
            throw new Refused(new Refusal.GateClosed(gate, missing));
        }
        return Rules.CURRENT.version();
    }

    private void refuseBeforeLatestMove(String field, BusinessDate on) {
        BusinessDate since = initiative.standing().since();
        if (on.isBefore(since)) {
            throw new Refused(new Refusal.DatesContradict(
                    field, "%s is before it came into its present phase, %s".formatted(on, since)));
        }
    }

    /** A correction stands at the business date of the fact that it replaces. */
    private BusinessDate standingAt(BusinessDate fact) {
        BusinessDate given = circumstances.effectiveOnAsGiven();
        if (given != null && !given.equals(fact)) {
            throw new Refused(new Refusal.DatesContradict(
                    "effectiveOn",
                    "%s differs from the date of the fact, %s, at which this stands".formatted(given, fact)));
        }
        return fact;
    }

    private void refuseToLeaveWithoutCoordinator(String person) {
        if (initiative.isLastCoordinator(person)) {
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

    /** Of what is to be corrected the measure may have been retired since. */
    private void refuseUnknownMeasure(@Nullable UUID id) {
        if (id != null && !initiative.measures().containsKey(id)) {
            throw new Refused(new Refusal.UnknownMeasure(id));
        }
    }

    private PilotResult pilotResult(UUID id) {
        PilotResult result = initiative.pilot().results().get(id);
        if (result == null) {
            throw new Refused(new Refusal.UnknownPilotResult(id));
        }
        return result;
    }

    private Measurement measurement(UUID id) {
        Measurement measurement = initiative.measurements().get(id);
        if (measurement == null) {
            throw new Refused(new Refusal.UnknownMeasurement(id));
        }
        return measurement;
    }

    private Action action(UUID id) {
        Action action = initiative.actions().get(id);
        if (action == null) {
            throw new Refused(new Refusal.UnknownAction(id));
        }
        return action;
    }

    private void openAction(UUID id) {
        if (!action(id).isOpen()) {
            throw new Refused(new Refusal.UnknownAction(id));
        }
    }

    private Factor unresolvedFactor(UUID id) {
        Factor factor = initiative.factors().get(id);
        if (factor == null || factor.isResolved()) {
            throw new Refused(new Refusal.UnknownFactor(id));
        }
        return factor;
    }

    private void refuseUnlessOpenCondition(UUID id) {
        boolean open = initiative.adoptionInForce().stream()
                .flatMap(decision -> decision.getValue().openConditions())
                .anyMatch(condition -> condition.condition().equals(id));
        if (!open) {
            throw new Refused(new Refusal.UnknownCondition(id));
        }
    }

    private PilotResultCorrected pilotResultCorrected(CorrectPilotResult c) {
        PilotResult result = pilotResult(c.result());
        refuseUnknownMeasure(c.measure());
        if (c.value() != null && c.measure() == null && result.measure() == null) {
            throw new Refused(new Refusal.InvalidFields(List.of(new FieldProblem(
                    "measure", FieldProblem.MISSING, "Needed because the value is one of a measure"))));
        }
        return new PilotResultCorrected(
                c.result(),
                c.finding(),
                c.measure(),
                c.value(),
                c.observedOn(),
                evidenceIfGiven(c.evidence()),
                c.reason(),
                standingAt(result.effectiveOn()));
    }

    private ActionCorrected actionCorrected(CorrectAction c) {
        Action action = action(c.action());
        if (!action.isCompleted() && (c.completedOn() != null || c.evidence() != null)) {
            throw new Refused(new Refusal.NotCompleted(c.action()));
        }
        return new ActionCorrected(
                c.action(),
                c.what(),
                c.phase(),
                c.responsible(),
                c.due(),
                c.audience(),
                c.completedOn(),
                evidenceIfGiven(c.evidence()),
                c.reason(),
                standingAt(action.effectiveOn()));
    }

    private List<InitiativeEvent> measurementCorrected(CorrectMeasurement c) {
        Measurement before = measurement(c.measurement());
        refuseUnknownMeasure(c.measure());
        return withReviewCalledFor(
                new MeasurementCorrected(
                        c.measurement(),
                        c.measure(),
                        c.value(),
                        c.measuredOn(),
                        c.source(),
                        c.interpretation(),
                        c.correctiveAction(),
                        c.reason(),
                        standingAt(before.effectiveOn())),
                c.measurement());
    }

    /** A measurement calls for a review of the adoption in force, once, when it is what that decision said would overturn it. */
    private List<InitiativeEvent> withReviewCalledFor(InitiativeEvent recorded, UUID id) {
        Measurement measured = Objects.requireNonNull(
                Initiative.evolve(initiative, recorded).measurements().get(id));
        return initiative
                .adoptionInForce()
                .filter(decision -> !decision.getValue().reviewCalledForBy().contains(id))
                .filter(decision -> decision.getValue().overturnedBy() != null
                        && decision.getValue().overturnedBy().isMetBy(measured.measure(), measured.value()))
                .map(decision ->
                        List.of(recorded, new AdoptionReviewCalledFor(decision.getKey(), id, recorded.effectiveOn())))
                .orElse(List.of(recorded));
    }

    private List<InitiativeEvent> pilotDecided(DecidePilot c) {
        UUID decision = newId();
        List<InitiativeEvent> events = new ArrayList<>();
        events.add(new PilotDecided(
                decision, c.choice(), c.grounds(), c.body(), c.decidedOn(), c.reviewOn(), c.lessons()));
        if (c.choice() == PilotChoice.STOP) {
            events.add(stopped(c.grounds(), c.lessons(), decision, c.decidedOn()));
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
        UUID decision = newId();
        List<InitiativeEvent> events = new ArrayList<>();
        events.add(new AdoptionDecided(
                decision,
                c.choice(),
                c.options(),
                c.grounds(),
                evidence(c.evidence()),
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
            events.add(stopped(c.grounds(), c.lessons(), decision, c.decidedOn()));
        }
        if (c.choice() == AdoptionChoice.EXTEND_PILOT
                && Phase.PILOT.isBefore(initiative.standing().phase())) {
            refuseBeforeLatestMove("decidedOn", c.decidedOn());
            events.add(new ReturnedToPhase(Phase.PILOT, c.grounds(), c.decidedOn()));
        }
        return events;
    }

    private void refuseWrongSuperseding(DecideAdoption c) {
        Optional<UUID> inForce = initiative.adoptionInForce().map(Map.Entry::getKey);
        UUID named = c.supersedes();
        if (named != null && !inForce.equals(Optional.of(named))) {
            throw new Refused(new Refusal.UnknownDecision(named));
        }
        if (inForce.isPresent() && named == null && c.choice() != AdoptionChoice.DEFER) {
            throw new Refused(new Refusal.MustSupersede(inForce.get()));
        }
    }

    private static InitiativeStopped stopped(String reason, @Nullable String lessons, UUID decision, BusinessDate on) {
        return new InitiativeStopped(reason, Objects.requireNonNull(lessons), decision, on);
    }

    private static List<Evidence> evidence(@Nullable List<InitiativeCommand.Evidence> given) {
        return Objects.requireNonNullElse(evidenceIfGiven(given), List.of());
    }

    private static @Nullable List<Evidence> evidenceIfGiven(@Nullable List<InitiativeCommand.Evidence> given) {
        return given == null
                ? null
                : given.stream()
                        .map(one -> new Evidence(one.title(), one.link(), one.sha256()))
                        .toList();
    }

    private UUID newId() {
        return circumstances.newId().get();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
