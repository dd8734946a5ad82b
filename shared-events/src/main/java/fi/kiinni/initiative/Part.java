package fi.kiinni.initiative;

import fi.kiinni.initiative.InitiativeEvent.*;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * A part of an initiative that is changed as a whole: two people who change different parts at the same time are not in each other's
 * way.
 *
 * @param of which one of its kind, by its id; empty where there is but one
 */
public record Part(Kind kind, String of) {

    /** Kinds of parts. */
    public enum Kind {
        PHASE,
        /** Whether it is active, paused, stopped or rooted. */
        STATUS,
        DESCRIPTION,
        CURRENT_STATE,
        MEMBER,
        /** How the phase it is in is held up against the strategy. */
        MIRROR,
        MEASURE,
        PILOT_PLAN,
        REQUEST,
        PILOT_DECISION,
        PILOT_RESULT,
        PILOT_CONCLUSION,
        OPERATING_MODEL,
        DECISION_PROCESS,
        ADOPTION_PLAN,
        /** The adoption in force, and whether it has to be decided again. */
        ADOPTION,
        /** The record of a decision on adoption. */
        ADOPTION_RECORD,
        CONDITION,
        ACTION,
        ANCHOR,
        MEASUREMENT,
        FACTOR,
        WAIVER,
        COMMENT;

        /** The only part of this kind. */
        public Part whole() {
            return new Part(this, "");
        }

        public Part of(Object id) {
            return new Part(this, id.toString());
        }
    }

    public static Part waiver(Gate gate, Requirement requirement) {
        return Kind.WAIVER.of(gate + "/" + requirement);
    }

    /** What has to be looked at again by somebody who saw it before that happened. */
    public static Set<Part> changedBy(InitiativeEvent event) {
        return switch (event) {
            case InitiativeStarted _, FundingRecorded _, RootingReviewed _ -> Set.of();
            case InitiativeDescribed _ -> Set.of(Kind.DESCRIPTION.whole());
            case CurrentStateMapped _ -> Set.of(Kind.CURRENT_STATE.whole());
            case MemberAppointed e -> Set.of(Kind.MEMBER.of(e.person()));
            case MemberReleased e -> Set.of(Kind.MEMBER.of(e.person()));
            case StrategyMirrored _ -> Set.of(Kind.MIRROR.whole());
            case MeasureDefined e -> Set.of(Kind.MEASURE.of(e.measure()));
            case MeasureRetargeted e -> Set.of(Kind.MEASURE.of(e.measure()));
            case MeasureRetired e -> Set.of(Kind.MEASURE.of(e.measure()));
            case PilotPlanned _ -> Set.of(Kind.PILOT_PLAN.whole());
            case DecisionRequested e -> Set.of(Kind.REQUEST.of(e.request()));
            case DecisionRequestWithdrawn e -> Set.of(Kind.REQUEST.of(e.request()));
            case PilotDecided _ -> Set.of(Kind.PILOT_DECISION.whole());
            case MovedToPilot _, MovedToStructures _, MovedToEverydayLife _ -> Set.of(Kind.PHASE.whole());
            case PilotResultRecorded e -> Set.of(Kind.PILOT_RESULT.of(e.result()));
            case PilotResultCorrected e -> Set.of(Kind.PILOT_RESULT.of(e.result()));
            case PilotResultWithdrawn e -> Set.of(Kind.PILOT_RESULT.of(e.result()));
            case PilotConcluded _ -> Set.of(Kind.PILOT_CONCLUSION.whole());
            case OperatingModelDescribed _ -> Set.of(Kind.OPERATING_MODEL.whole());
            case DecisionProcessDescribed _ -> Set.of(Kind.DECISION_PROCESS.whole());
            case AdoptionPlanDescribed _ -> Set.of(Kind.ADOPTION_PLAN.whole());
            case AdoptionDecided e -> Set.of(Kind.ADOPTION.whole(), Kind.ADOPTION_RECORD.of(e.decision()));
            case AdoptionRecordCorrected e -> Set.of(Kind.ADOPTION_RECORD.of(e.decision()));
            case AdoptionReviewCalledFor _ -> Set.of(Kind.ADOPTION.whole());
            case ConditionFulfilled e -> Set.of(Kind.CONDITION.of(e.condition()));
            case ActionPlanned e -> Set.of(Kind.ACTION.of(e.action()));
            case ActionRescheduled e -> Set.of(Kind.ACTION.of(e.action()));
            case ActionCompleted e -> Set.of(Kind.ACTION.of(e.action()));
            case ActionDropped e -> Set.of(Kind.ACTION.of(e.action()));
            case ActionCorrected e -> Set.of(Kind.ACTION.of(e.action()));
            case AnchoredInStructure e -> Set.of(Kind.ANCHOR.of(e.anchor()));
            case AnchorWithdrawn e -> Set.of(Kind.ANCHOR.of(e.anchor()));
            case MeasurementRecorded e -> Set.of(Kind.MEASUREMENT.of(e.measurement()));
            case MeasurementCorrected e -> Set.of(Kind.MEASUREMENT.of(e.measurement()));
            case MeasurementWithdrawn e -> Set.of(Kind.MEASUREMENT.of(e.measurement()));
            case DeclaredRooted _, RootingReopened _, InitiativePaused _, InitiativeResumed _, InitiativeStopped _ ->
                Set.of(Kind.STATUS.whole());
            case FactorIdentified e -> Set.of(Kind.FACTOR.of(e.factor()));
            case FactorRated e -> Set.of(Kind.FACTOR.of(e.factor()));
            case FactorResolved e -> Set.of(Kind.FACTOR.of(e.factor()));
            case RequirementWaived e -> Set.of(waiver(e.gate(), e.requirement()));
            case WaiverWithdrawn e -> Set.of(waiver(e.gate(), e.requirement()));
            case ReturnedToPhase e -> voidedBy(e);
            case CommentPosted e -> Set.of(Kind.COMMENT.of(e.comment()));
            case CommentRetracted e -> Set.of(Kind.COMMENT.of(e.comment()));
        };
    }

    /** With the phase the waivers of its gate and of the later ones, the mirror, and the conclusion if the pilot comes again. */
    private static Set<Part> voidedBy(ReturnedToPhase event) {
        Set<Part> parts = new HashSet<>(Set.of(Kind.PHASE.whole(), Kind.MIRROR.whole()));
        if (!Phase.PILOT.isBefore(event.phase())) {
            parts.add(Kind.PILOT_CONCLUSION.whole());
        }
        Arrays.stream(Gate.values())
                .filter(gate -> !gate.from().isBefore(event.phase()))
                .forEach(gate -> Rules.CURRENT.of(gate).forEach(requirement -> parts.add(waiver(gate, requirement))));
        return parts;
    }
}
