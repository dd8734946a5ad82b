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

    @Stored("RequirementWaived")
    record RequirementWaived(Gate gate, Requirement requirement, String reason, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("WaiverWithdrawn")
    record WaiverWithdrawn(Gate gate, Requirement requirement, String reason, BusinessDate effectiveOn)
            implements InitiativeEvent {}

    @Stored("InitiativePaused")
    record InitiativePaused(String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("InitiativeResumed")
    record InitiativeResumed(String reason, BusinessDate effectiveOn) implements InitiativeEvent {}

    @Stored("InitiativeStopped")
    record InitiativeStopped(String reason, String lessons, BusinessDate effectiveOn) implements InitiativeEvent {}

    /** {@code about} names the part or the fact that is commented on; {@code mentions} are people. */
    @Stored("CommentPosted")
    record CommentPosted(
            UUID comment, String text, @Nullable String about, List<String> mentions, BusinessDate effectiveOn)
            implements InitiativeEvent {}
}
