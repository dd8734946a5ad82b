package fi.kiinni.command.initiative;

import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.Part;
import fi.kiinni.initiative.Part.Kind;
import java.util.Collections;
import java.util.Set;

/** Which parts of an initiative somebody must have seen as they are in order to give a command. What only adds concerns none. */
final class Concern {

    private Concern() {}

    static boolean isTouched(InitiativeCommand command, InitiativeEvent since) {
        return !Collections.disjoint(of(command), Part.changedBy(since));
    }

    static Set<Part> of(InitiativeCommand command) {
        return switch (command) {
            case StartInitiative _,
                    RecordFunding _,
                    DefineMeasure _,
                    RequestDecision _,
                    RecordPilotResult _,
                    PlanAction _,
                    AnchorInStructure _,
                    RecordMeasurement _,
                    ReviewRooting _,
                    IdentifyFactor _,
                    PostComment _ -> Set.of();
            case DescribeInitiative _ -> Set.of(Kind.DESCRIPTION.whole());
            case MapCurrentState _ -> Set.of(Kind.CURRENT_STATE.whole());
            case AppointMember c -> Set.of(Kind.MEMBER.of(c.person()));
            case ReleaseMember c -> Set.of(Kind.MEMBER.of(c.person()));
            // It mirrors the phase that the initiative is in, so it has to be the one that was seen.
            case MirrorStrategy _ -> Set.of(Kind.MIRROR.whole(), Kind.PHASE.whole());
            case RetargetMeasure c -> Set.of(Kind.MEASURE.of(c.measure()));
            case RetireMeasure c -> Set.of(Kind.MEASURE.of(c.measure()));
            case PlanPilot _ -> Set.of(Kind.PILOT_PLAN.whole());
            case WithdrawDecisionRequest c -> Set.of(Kind.REQUEST.of(c.request()));
            case DecidePilot _ -> Set.of(Kind.PILOT_DECISION.whole());
            case MoveToPilot _, MoveToStructures _, MoveToEverydayLife _, DeclareRooted _, ReturnToPhase _ ->
                Set.of(Kind.PHASE.whole(), Kind.STATUS.whole());
            case CorrectPilotResult c -> Set.of(Kind.PILOT_RESULT.of(c.result()));
            case WithdrawPilotResult c -> Set.of(Kind.PILOT_RESULT.of(c.result()));
            case ConcludePilot _ -> Set.of(Kind.PILOT_CONCLUSION.whole());
            case DescribeOperatingModel _ -> Set.of(Kind.OPERATING_MODEL.whole());
            case DescribeDecisionProcess _ -> Set.of(Kind.DECISION_PROCESS.whole());
            case DescribeAdoptionPlan _ -> Set.of(Kind.ADOPTION_PLAN.whole());
            case DecideAdoption _ -> Set.of(Kind.ADOPTION.whole());
            case CorrectAdoptionRecord c -> Set.of(Kind.ADOPTION_RECORD.of(c.decision()));
            case FulfilCondition c -> Set.of(Kind.CONDITION.of(c.condition()));
            case RescheduleAction c -> Set.of(Kind.ACTION.of(c.action()));
            case CompleteAction c -> Set.of(Kind.ACTION.of(c.action()));
            case DropAction c -> Set.of(Kind.ACTION.of(c.action()));
            case CorrectAction c -> Set.of(Kind.ACTION.of(c.action()));
            case WithdrawAnchor c -> Set.of(Kind.ANCHOR.of(c.anchor()));
            case CorrectMeasurement c -> Set.of(Kind.MEASUREMENT.of(c.measurement()));
            case WithdrawMeasurement c -> Set.of(Kind.MEASUREMENT.of(c.measurement()));
            case RateFactor c -> Set.of(Kind.FACTOR.of(c.factor()));
            case ResolveFactor c -> Set.of(Kind.FACTOR.of(c.factor()));
            case WaiveRequirement c -> Set.of(Part.waiver(c.gate(), c.requirement()));
            case WithdrawWaiver c -> Set.of(Part.waiver(c.gate(), c.requirement()));
            case ReopenRooting _, PauseInitiative _, ResumeInitiative _, StopInitiative _ ->
                Set.of(Kind.STATUS.whole());
            case RetractComment c -> Set.of(Kind.COMMENT.of(c.comment()));
        };
    }
}
