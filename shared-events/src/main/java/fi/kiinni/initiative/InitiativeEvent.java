package fi.kiinni.initiative;

import fi.kiinni.BusinessDate;
import fi.kiinni.Stored;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to an initiative, in the order of its life. Each fact carries its business date; who recorded it, when, in which role
 * and why stand in the log beside it.
 */
public sealed interface InitiativeEvent {

    /** The business date of the fact; for some facts it is a field with a name of its own. */
    BusinessDate effectiveOn();

    /** The first event of each initiative; {@code coordinator} is the person who started it and the first to coordinate its team. */
    @Stored("InitiativeStarted")
    record InitiativeStarted(
            String provider, String coordinator, String title, String need, Language language, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** What is not given stays as it was. */
    @Stored("InitiativeDescribed")
    record InitiativeDescribed(
            @Nullable String title,
            @Nullable String need,
            @Nullable String targetGroup,
            @Nullable String targetState,
            @Nullable List<String> themes,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("CurrentStateMapped")
    record CurrentStateMapped(String description, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** Hours are those reserved for the work in all; appointing a member again changes the seat and the hours. */
    @Stored("MemberAppointed")
    record MemberAppointed(
            String person, Seat seat, @Nullable BigDecimal hours, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("MemberReleased")
    record MemberReleased(String person, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** The amount is in euros. */
    @Stored("FundingRecorded")
    record FundingRecorded(
            String source, BigDecimal amount, BusinessDate from, BusinessDate until, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("StrategyMirrored")
    record StrategyMirrored(
            Phase phase,
            int strategyVersion,
            List<UUID> goals,
            Assessment assessment,
            String reflection,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /**
     * Baseline, target and band are in {@code unit}; {@code band} is how far short of the target a value may stay and still count as
     * good; {@code everyMonths} is how often it is meant to be measured.
     */
    @Stored("MeasureDefined")
    record MeasureDefined(
            UUID measure,
            String name,
            MeasureKind kind,
            String unit,
            Direction direction,
            BigDecimal baseline,
            BusinessDate baselineOn,
            BigDecimal target,
            BusinessDate targetOn,
            @Nullable BigDecimal band,
            @Nullable Integer everyMonths,
            FollowedIn followedIn,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("MeasureRetargeted")
    record MeasureRetargeted(
            UUID measure, BigDecimal target, BusinessDate targetOn, String reason, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("MeasureRetired")
    record MeasureRetired(UUID measure, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("PilotPlanned")
    record PilotPlanned(
            String scope,
            List<String> groups,
            BusinessDate startsOn,
            BusinessDate endsOn,
            List<String> questions,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("DecisionRequested")
    record DecisionRequested(
            UUID request,
            DecisionSubject subject,
            String body,
            String proposal,
            String grounds,
            BusinessDate meetingOn,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("DecisionRequestWithdrawn")
    record DecisionRequestWithdrawn(UUID request, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("PilotDecided")
    record PilotDecided(
            UUID decision,
            PilotChoice choice,
            String grounds,
            String body,
            BusinessDate decidedOn,
            @Nullable BusinessDate reviewOn,
            @Nullable String lessons)
            implements InitiativeEvent {

        @Override
        public BusinessDate effectiveOn() {
            return decidedOn;
        }
    }

    /** The gate to the pilot let it through, by the rules of that version. */
    @Stored("MovedToPilot")
    record MovedToPilot(int rulesVersion, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** {@code value} is one of the measure, in its unit. */
    @Stored("PilotResultRecorded")
    record PilotResultRecorded(
            UUID result,
            String finding,
            @Nullable UUID measure,
            @Nullable BigDecimal value,
            BusinessDate observedOn,
            List<Evidence> evidence)
            implements InitiativeEvent {

        @Override
        public BusinessDate effectiveOn() {
            return observedOn;
        }
    }

    /** What is not given stays as it was; it stands at the date on which the result was first said to be observed. */
    @Stored("PilotResultCorrected")
    record PilotResultCorrected(
            UUID result,
            @Nullable String finding,
            @Nullable UUID measure,
            @Nullable BigDecimal value,
            @Nullable BusinessDate observedOn,
            @Nullable List<Evidence> evidence,
            String reason,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** It had been entered wrongly, so it never was; it stands at the date of the result. */
    @Stored("PilotResultWithdrawn")
    record PilotResultWithdrawn(UUID result, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("PilotConcluded")
    record PilotConcluded(PilotOutcome outcome, String lessons, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** {@code label} is the name by which the model goes, such as that of a version. */
    @Stored("OperatingModelDescribed")
    record OperatingModelDescribed(String description, String label, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** The gate to the structures let it through, by the rules of that version. */
    @Stored("MovedToStructures")
    record MovedToStructures(int rulesVersion, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("DecisionProcessDescribed")
    record DecisionProcessDescribed(List<DecisionStep> steps, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** {@code responsible} is a person. */
    @Stored("AdoptionPlanDescribed")
    record AdoptionPlanDescribed(
            String who,
            String where,
            String schedule,
            String training,
            String support,
            String responsible,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("AdoptionDecided")
    record AdoptionDecided(
            UUID decision,
            AdoptionChoice choice,
            List<String> options,
            String grounds,
            List<Evidence> evidence,
            String body,
            @Nullable String minutes,
            BusinessDate decidedOn,
            @Nullable BusinessDate inForceFrom,
            @Nullable BusinessDate reviewOn,
            List<Condition> conditions,
            @Nullable OverturnedBy overturnedBy,
            @Nullable UUID supersedes,
            @Nullable String lessons)
            implements InitiativeEvent {

        @Override
        public BusinessDate effectiveOn() {
            return decidedOn;
        }
    }

    /** Only what is clerical can be corrected; it stands at the date of the decision. */
    @Stored("AdoptionRecordCorrected")
    record AdoptionRecordCorrected(
            UUID decision,
            @Nullable String body,
            @Nullable String minutes,
            @Nullable List<Evidence> evidence,
            String reason,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** The measurement is what the decision said would overturn it. */
    @Stored("AdoptionReviewCalledFor")
    record AdoptionReviewCalledFor(UUID decision, UUID measurement, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("ConditionFulfilled")
    record ConditionFulfilled(UUID condition, String how, List<Evidence> evidence, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** {@code phase} is the one by whose end it is to be done; {@code responsible} is a person, {@code audience} whom it is for. */
    @Stored("ActionPlanned")
    record ActionPlanned(
            UUID action,
            String what,
            Phase phase,
            String responsible,
            BusinessDate due,
            @Nullable String audience,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("ActionRescheduled")
    record ActionRescheduled(UUID action, BusinessDate due, String reason, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("ActionCompleted")
    record ActionCompleted(UUID action, BusinessDate completedOn, List<Evidence> evidence) implements InitiativeEvent {

        @Override
        public BusinessDate effectiveOn() {
            return completedOn;
        }
    }

    @Stored("ActionDropped")
    record ActionDropped(UUID action, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** What is not given stays as it was; it stands at the date on which the action was planned. */
    @Stored("ActionCorrected")
    record ActionCorrected(
            UUID action,
            @Nullable String what,
            @Nullable Phase phase,
            @Nullable String responsible,
            @Nullable BusinessDate due,
            @Nullable String audience,
            @Nullable BusinessDate completedOn,
            @Nullable List<Evidence> evidence,
            String reason,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("AnchoredInStructure")
    record AnchoredInStructure(
            UUID anchor, Structure structure, String how, BusinessDate since, List<Evidence> evidence)
            implements InitiativeEvent {

        @Override
        public BusinessDate effectiveOn() {
            return since;
        }
    }

    @Stored("AnchorWithdrawn")
    record AnchorWithdrawn(UUID anchor, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** The gate to everyday life let it through, by the rules of that version. */
    @Stored("MovedToEverydayLife")
    record MovedToEverydayLife(int rulesVersion, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** {@code value} is in the unit of the measure. */
    @Stored("MeasurementRecorded")
    record MeasurementRecorded(
            UUID measurement,
            UUID measure,
            BigDecimal value,
            BusinessDate measuredOn,
            String source,
            @Nullable String interpretation,
            @Nullable String correctiveAction)
            implements InitiativeEvent {

        @Override
        public BusinessDate effectiveOn() {
            return measuredOn;
        }
    }

    /** What is not given stays as it was; it stands at the date on which it was first said to be measured. */
    @Stored("MeasurementCorrected")
    record MeasurementCorrected(
            UUID measurement,
            @Nullable UUID measure,
            @Nullable BigDecimal value,
            @Nullable BusinessDate measuredOn,
            @Nullable String source,
            @Nullable String interpretation,
            @Nullable String correctiveAction,
            String reason,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** It had been entered wrongly, so it never was; it stands at the date of the measurement. */
    @Stored("MeasurementWithdrawn")
    record MeasurementWithdrawn(UUID measurement, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("RootingReviewed")
    record RootingReviewed(String assessment, BusinessDate reviewedOn, BusinessDate nextReviewOn)
            implements InitiativeEvent {

        @Override
        public BusinessDate effectiveOn() {
            return reviewedOn;
        }
    }

    /** The gate to rooted let it through, by the rules of that version. */
    @Stored("DeclaredRooted")
    record DeclaredRooted(int rulesVersion, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("RootingReopened")
    record RootingReopened(String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** {@code strength} is −2 or −1 for what hinders, 1 or 2 for what promotes; 0 is no longer of weight. */
    @Stored("FactorIdentified")
    record FactorIdentified(
            UUID factor,
            FactorKind kind,
            FactorDomain domain,
            String description,
            int strength,
            BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("FactorRated")
    record FactorRated(UUID factor, int strength, String note, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("FactorResolved")
    record FactorResolved(UUID factor, String how, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("RequirementWaived")
    record RequirementWaived(Gate gate, Requirement requirement, String reason, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("WaiverWithdrawn")
    record WaiverWithdrawn(Gate gate, Requirement requirement, String reason, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** From that phase onward the mirrors, the pilot's conclusion and the waivers are void; everything else stays. */
    @Stored("ReturnedToPhase")
    record ReturnedToPhase(Phase phase, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("InitiativePaused")
    record InitiativePaused(String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("InitiativeResumed")
    record InitiativeResumed(String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    /**
     * {@code decision} is that of the pilot or the adoption that stopped it; absent if it was stopped by itself, or before that was
     * recorded (revision 1).
     */
    @Stored(value = "InitiativeStopped", revision = 2)
    record InitiativeStopped(
            String reason, String lessons, @Nullable UUID decision, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    /** {@code about} names the part or the fact that is commented on; {@code mentions} are people. */
    @Stored("CommentPosted")
    record CommentPosted(
            UUID comment, String text, @Nullable String about, List<String> mentions, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("CommentRetracted")
    record CommentRetracted(UUID comment, String reason, BusinessDate effectiveOn) implements InitiativeEvent {}
}
