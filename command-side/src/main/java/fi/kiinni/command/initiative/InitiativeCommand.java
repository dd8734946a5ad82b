package fi.kiinni.command.initiative;

import static fi.kiinni.command.rule.Entitlement.*;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.rule.Command;
import fi.kiinni.command.rule.Contradictions;
import fi.kiinni.command.rule.LongText;
import fi.kiinni.command.rule.May;
import fi.kiinni.command.rule.ShortText;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Structure;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be asked of an initiative, in the order of its life. The field names are those of the request. */
public sealed interface InitiativeCommand extends Command {

    /** Most entries that a list in a command may have. */
    int MOST = 100;

    /** Digits before the decimal point of a number, and after it. */
    int INTEGER_DIGITS = 15;

    int FRACTION_DIGITS = 6;

    @May(STARTING)
    record StartInitiative(
            @NotNull @ShortText String title,
            @NotNull @LongText String need,
            @NotNull Language language) implements InitiativeCommand {}

    /** What is not given stays as it was. */
    @May(TEAM)
    record DescribeInitiative(
            @Nullable @ShortText String title,
            @Nullable @LongText String need,
            @Nullable @LongText String targetGroup,
            @Nullable @LongText String targetState,
            @Nullable @Size(max = MOST) List<@NotNull @ShortText String> themes)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.needed(
                    title != null || need != null || targetGroup != null || targetState != null || themes != null,
                    "title",
                    "the command describes nothing: give at least one of title, need, targetGroup, targetState, themes");
        }
    }

    @May(TEAM)
    record MapCurrentState(@NotNull @LongText String description) implements InitiativeCommand {}

    /** Hours are those reserved for the work in all. */
    @May({LEADING, DECIDING})
    record AppointMember(
            @NotNull @ShortText String person,
            @NotNull Seat seat,

            @Nullable @PositiveOrZero @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal hours)
            implements InitiativeCommand {

        @Override
        public List<String> people() {
            return List.of(person);
        }
    }

    @May({LEADING, DECIDING})
    record ReleaseMember(
            @NotNull @ShortText String person,
            @NotNull @LongText String reason) implements InitiativeCommand {}

    /** The amount is in euros. */
    @May(TEAM)
    record RecordFunding(
            @NotNull @ShortText String source,

            @NotNull @PositiveOrZero @Digits(integer = INTEGER_DIGITS, fraction = 2)
            BigDecimal amount,

            @NotNull BusinessDate from,
            @NotNull BusinessDate until)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("from", from);
            found.notBefore("until", until, "from", from);
        }
    }

    @May(TEAM)
    record MirrorStrategy(
            @NotNull @Min(1) Integer strategyVersion,
            @NotNull @Size(max = MOST) List<@NotNull UUID> goals,
            @NotNull Assessment assessment,
            @NotNull @LongText String reflection)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.needed(
                    goals == null || !goals.isEmpty() || assessment == null || assessment == Assessment.CONFLICTS,
                    "goals",
                    "only a mirror that conflicts with the strategy may lean on no goal");
        }
    }

    @May(TEAM)
    record DefineMeasure(
            @NotNull @ShortText String name,
            @NotNull MeasureKind kind,
            @NotNull @ShortText String unit,
            @NotNull Direction direction,

            @NotNull @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal baseline,

            @NotNull BusinessDate baselineOn,

            @NotNull @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal target,

            @NotNull BusinessDate targetOn,

            @Nullable @PositiveOrZero @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal band,

            @Nullable @Min(1) @Max(120) Integer everyMonths,
            @NotNull FollowedIn followedIn)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("baselineOn", baselineOn);
            found.after("targetOn", targetOn, "baselineOn", baselineOn);
        }
    }

    @May(TEAM)
    record RetargetMeasure(
            @NotNull UUID measure,

            @NotNull @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal target,

            @NotNull BusinessDate targetOn,
            @NotNull @LongText String reason)
            implements InitiativeCommand {}

    @May(TEAM)
    record RetireMeasure(
            @NotNull UUID measure, @NotNull @LongText String reason) implements InitiativeCommand {}

    @May(TEAM)
    record PlanPilot(
            @NotNull @LongText String scope,
            @NotNull @Size(max = MOST) List<@NotNull @ShortText String> groups,
            @NotNull BusinessDate startsOn,
            @NotNull BusinessDate endsOn,
            @NotNull @Size(max = MOST) List<@NotNull @LongText String> questions)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.notBefore("endsOn", endsOn, "startsOn", startsOn);
        }
    }

    @May(LEADING)
    record RequestDecision(
            @NotNull DecisionSubject subject,
            @NotNull @ShortText String body,
            @NotNull @LongText String proposal,
            @NotNull @LongText String grounds,
            @NotNull BusinessDate meetingOn)
            implements InitiativeCommand {}

    @May(LEADING)
    record WithdrawDecisionRequest(
            @NotNull UUID request, @NotNull @LongText String reason) implements InitiativeCommand {}

    @May(DECIDING)
    record DecidePilot(
            @NotNull PilotChoice choice,
            @NotNull @LongText String grounds,
            @NotNull @ShortText String body,
            @NotNull BusinessDate decidedOn,
            @Nullable BusinessDate reviewOn,
            @Nullable @LongText String lessons)
            implements InitiativeCommand {

        @Override
        public BusinessDate ownDate() {
            return decidedOn;
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("decidedOn", decidedOn);
            found.notBefore("reviewOn", reviewOn, "decidedOn", decidedOn);
            found.needed(
                    choice != PilotChoice.HOLD || reviewOn != null, "reviewOn", "a held decision is taken up again");
            found.needed(
                    choice != PilotChoice.STOP || lessons != null, "lessons", "stopping must leave what was learnt");
        }
    }

    @May(LEADING)
    record MoveToPilot() implements InitiativeCommand {}

    /** {@code value} is one of the measure, in its unit. */
    @May(TEAM)
    record RecordPilotResult(
            @NotNull @LongText String finding,
            @Nullable UUID measure,

            @Nullable @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal value,

            @NotNull BusinessDate observedOn,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence)
            implements InitiativeCommand {

        @Override
        public BusinessDate ownDate() {
            return observedOn;
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("observedOn", observedOn);
            found.needed(value == null || measure != null, "measure", "the value is one of a measure");
        }
    }

    /** What is not given stays as it was. */
    @May(TEAM)
    record CorrectPilotResult(
            @NotNull UUID result,
            @Nullable @LongText String finding,
            @Nullable UUID measure,

            @Nullable @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal value,

            @Nullable BusinessDate observedOn,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence,
            @NotNull @LongText String reason)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("observedOn", observedOn);
            found.needed(
                    finding != null || measure != null || value != null || observedOn != null || evidence != null,
                    "finding",
                    "the correction replaces nothing: give at least one of finding, measure, value, observedOn, evidence");
        }
    }

    /** Takes back what was entered wrongly. */
    @May(TEAM)
    record WithdrawPilotResult(
            @NotNull UUID result, @NotNull @LongText String reason) implements InitiativeCommand {}

    @May(LEADING)
    record ConcludePilot(
            @NotNull PilotOutcome outcome,
            @NotNull @LongText String lessons) implements InitiativeCommand {}

    /** {@code label} is the name by which the model goes, such as that of a version. */
    @May(TEAM)
    record DescribeOperatingModel(
            @NotNull @LongText String description,
            @NotNull @ShortText String label) implements InitiativeCommand {}

    @May(LEADING)
    record MoveToStructures() implements InitiativeCommand {}

    @May(TEAM)
    record DescribeDecisionProcess(
            @NotNull @Size(min = 1, max = MOST) List<@NotNull @Valid Step> steps) implements InitiativeCommand {

        /** What is done, by which body, under the responsibility of which role, and when. */
        public record Step(
                @NotNull @LongText String what,
                @NotNull @ShortText String body,
                @NotNull @ShortText String role,
                @NotNull @ShortText String when) {}
    }

    /** {@code responsible} is a person. */
    @May(TEAM)
    record DescribeAdoptionPlan(
            @NotNull @LongText String who,
            @NotNull @LongText String where,
            @NotNull @LongText String schedule,
            @NotNull @LongText String training,
            @NotNull @LongText String support,
            @NotNull @ShortText String responsible)
            implements InitiativeCommand {

        @Override
        public List<String> people() {
            return List.of(responsible);
        }
    }

    @May(DECIDING)
    record DecideAdoption(
            @NotNull AdoptionChoice choice,
            @NotNull @Size(max = MOST) List<@NotNull @LongText String> options,
            @NotNull @LongText String grounds,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence,
            @NotNull @ShortText String body,
            @Nullable @ShortText String minutes,
            @NotNull BusinessDate decidedOn,
            @Nullable BusinessDate inForceFrom,
            @Nullable BusinessDate reviewOn,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Condition> conditions,
            @Nullable @Valid Overturned overturnedBy,
            @Nullable UUID supersedes,
            @Nullable @LongText String lessons)
            implements InitiativeCommand {

        /** {@code owner} is the person who sees to it by {@code due}. */
        public record Condition(
                @NotNull @LongText String what,
                @NotNull @ShortText String owner,
                @NotNull BusinessDate due) {}

        /** What would overturn the decision, in words; measure, comparison and value come together or not at all. */
        public record Overturned(
                @NotNull @LongText String text,
                @Nullable UUID measure,
                OverturnedBy.@Nullable Comparison comparison,

                @Nullable @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
                BigDecimal value) {}

        @Override
        public BusinessDate ownDate() {
            return decidedOn;
        }

        @Override
        public List<String> people() {
            return conditions == null
                    ? List.of()
                    : conditions.stream().map(Condition::owner).toList();
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("decidedOn", decidedOn);
            found.notBefore("inForceFrom", inForceFrom, "decidedOn", decidedOn);
            found.notBefore("reviewOn", reviewOn, "decidedOn", decidedOn);
            found.needed(
                    choice != AdoptionChoice.DEFER || reviewOn != null,
                    "reviewOn",
                    "a deferred decision is taken up again");
            found.needed(
                    choice != AdoptionChoice.REJECT || lessons != null,
                    "lessons",
                    "rejecting stops the initiative and must leave what was learnt");
            boolean hasConditions = conditions != null && !conditions.isEmpty();
            boolean conditional = choice == AdoptionChoice.ADOPT_WITH_CONDITIONS;
            found.needed(!conditional || hasConditions, "conditions", "the adoption is conditional");
            found.misplaced(
                    choice != null && !conditional && hasConditions,
                    "conditions",
                    "Only ADOPT_WITH_CONDITIONS has conditions");
            found.misplaced(
                    choice == AdoptionChoice.DEFER && supersedes != null,
                    "supersedes",
                    "Deferring changes nothing, so it supersedes nothing");
            if (overturnedBy != null) {
                boolean measured = overturnedBy.measure != null;
                found.misplaced(
                        measured != (overturnedBy.comparison != null) || measured != (overturnedBy.value != null),
                        "overturnedBy",
                        "Give measure, comparison and value together, or none of them");
            }
        }
    }

    /** Something that a decision rests on, kept elsewhere. */
    record Evidence(
            @NotNull @ShortText String title,

            @NotNull
            @Pattern(regexp = "https?://\\S{1,2000}", message = "An address that begins with http:// or https://")
            String link,

            @Nullable @Pattern(regexp = "[0-9a-fA-F]{64}", message = "64 hexadecimal digits")
            String sha256) {}

    /** Only what is clerical; what is not given stays as it was. Another decision takes a decision of its own. */
    @May(TEAM)
    record CorrectAdoptionRecord(
            @NotNull UUID decision,
            @Nullable @ShortText String body,
            @Nullable @ShortText String minutes,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence,
            @NotNull @LongText String reason)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.needed(
                    body != null || minutes != null || evidence != null,
                    "body",
                    "the correction replaces nothing: give at least one of body, minutes, evidence");
        }
    }

    @May(TEAM)
    record FulfilCondition(
            @NotNull UUID condition,
            @NotNull @LongText String how,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence)
            implements InitiativeCommand {}

    /** {@code phase} is the one by whose end it is to be done; {@code responsible} is a person, {@code audience} whom it is for. */
    @May(TEAM)
    record PlanAction(
            @NotNull @LongText String what,
            @NotNull Phase phase,
            @NotNull @ShortText String responsible,
            @NotNull BusinessDate due,
            @Nullable @ShortText String audience)
            implements InitiativeCommand {

        @Override
        public List<String> people() {
            return List.of(responsible);
        }
    }

    @May(TEAM)
    record RescheduleAction(
            @NotNull UUID action,
            @NotNull BusinessDate due,
            @NotNull @LongText String reason) implements InitiativeCommand {}

    @May(TEAM)
    record CompleteAction(
            @NotNull UUID action,
            @NotNull BusinessDate completedOn,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence)
            implements InitiativeCommand {

        @Override
        public BusinessDate ownDate() {
            return completedOn;
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("completedOn", completedOn);
        }
    }

    @May(TEAM)
    record DropAction(
            @NotNull UUID action, @NotNull @LongText String reason) implements InitiativeCommand {}

    /** What is not given stays as it was; only what has been completed has a day of completion and evidence. */
    @May(TEAM)
    record CorrectAction(
            @NotNull UUID action,
            @Nullable @LongText String what,
            @Nullable Phase phase,
            @Nullable @ShortText String responsible,
            @Nullable BusinessDate due,
            @Nullable @ShortText String audience,
            @Nullable BusinessDate completedOn,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence,
            @NotNull @LongText String reason)
            implements InitiativeCommand {

        @Override
        public List<String> people() {
            return responsible == null ? List.of() : List.of(responsible);
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("completedOn", completedOn);
            found.needed(
                    what != null
                            || phase != null
                            || responsible != null
                            || due != null
                            || audience != null
                            || completedOn != null
                            || evidence != null,
                    "what",
                    "the correction replaces nothing: give at least one of what, phase, responsible, due, audience, completedOn, evidence");
        }
    }

    @May(TEAM)
    record AnchorInStructure(
            @NotNull Structure structure,
            @NotNull @LongText String how,
            @NotNull BusinessDate since,
            @Nullable @Size(max = MOST) List<@NotNull @Valid Evidence> evidence)
            implements InitiativeCommand {

        @Override
        public BusinessDate ownDate() {
            return since;
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("since", since);
        }
    }

    @May(TEAM)
    record WithdrawAnchor(
            @NotNull UUID anchor, @NotNull @LongText String reason) implements InitiativeCommand {}

    @May(LEADING)
    record MoveToEverydayLife() implements InitiativeCommand {}

    /** {@code value} is in the unit of the measure. */
    @May(TEAM)
    record RecordMeasurement(
            @NotNull UUID measure,

            @NotNull @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal value,

            @NotNull BusinessDate measuredOn,
            @NotNull @ShortText String source,
            @Nullable @LongText String interpretation,
            @Nullable @LongText String correctiveAction)
            implements InitiativeCommand {

        @Override
        public BusinessDate ownDate() {
            return measuredOn;
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("measuredOn", measuredOn);
        }
    }

    /** What is not given stays as it was. */
    @May(TEAM)
    record CorrectMeasurement(
            @NotNull UUID measurement,
            @Nullable UUID measure,

            @Nullable @Digits(integer = INTEGER_DIGITS, fraction = FRACTION_DIGITS)
            BigDecimal value,

            @Nullable BusinessDate measuredOn,
            @Nullable @ShortText String source,
            @Nullable @LongText String interpretation,
            @Nullable @LongText String correctiveAction,
            @NotNull @LongText String reason)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("measuredOn", measuredOn);
            found.needed(
                    measure != null
                            || value != null
                            || measuredOn != null
                            || source != null
                            || interpretation != null
                            || correctiveAction != null,
                    "measure",
                    "the correction replaces nothing: give at least one of measure, value, measuredOn, source, interpretation, correctiveAction");
        }
    }

    /** Takes back what was entered wrongly. */
    @May(TEAM)
    record WithdrawMeasurement(
            @NotNull UUID measurement, @NotNull @LongText String reason) implements InitiativeCommand {}

    @May(LEADING)
    record ReviewRooting(
            @NotNull @LongText String assessment,
            @NotNull BusinessDate reviewedOn,
            @NotNull BusinessDate nextReviewOn) implements InitiativeCommand {

        @Override
        public BusinessDate ownDate() {
            return reviewedOn;
        }

        @Override
        public void contradictions(Contradictions found) {
            found.notInTheFuture("reviewedOn", reviewedOn);
            found.notBefore("nextReviewOn", nextReviewOn, "reviewedOn", reviewedOn);
        }
    }

    @May(DECIDING)
    record DeclareRooted() implements InitiativeCommand {}

    @May(DECIDING)
    record ReopenRooting(@NotNull @LongText String reason) implements InitiativeCommand {}

    /** {@code strength} is −2 or −1 for what hinders, 1 or 2 for what promotes; 0 is no longer of weight. */
    @May(TEAM)
    record IdentifyFactor(
            @NotNull FactorKind kind,
            @NotNull FactorDomain domain,
            @NotNull @LongText String description,
            @NotNull @Min(-2) @Max(2) Integer strength)
            implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.misplaced(
                    kind != null && strength != null && !kind.agreesWith(strength),
                    "strength",
                    "What hinders has a strength of -2 to 0, what promotes one of 0 to 2");
        }
    }

    @May(TEAM)
    record RateFactor(
            @NotNull UUID factor,
            @NotNull @Min(-2) @Max(2) Integer strength,
            @NotNull @LongText String note) implements InitiativeCommand {}

    @May(TEAM)
    record ResolveFactor(
            @NotNull UUID factor, @NotNull @LongText String how) implements InitiativeCommand {}

    @May(DECIDING)
    record WaiveRequirement(
            @NotNull Gate gate,
            @NotNull Requirement requirement,
            @NotNull @LongText String reason) implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.misplaced(
                    gate != null
                            && requirement != null
                            && !Rules.CURRENT.of(gate).contains(requirement),
                    "requirement",
                    "The gate %s does not ask for it".formatted(gate));
        }
    }

    @May(DECIDING)
    record WithdrawWaiver(
            @NotNull Gate gate,
            @NotNull Requirement requirement,
            @NotNull @LongText String reason) implements InitiativeCommand {}

    /** To an earlier phase. */
    @May(LEADING)
    record ReturnToPhase(
            @NotNull Phase phase, @NotNull @LongText String reason) implements InitiativeCommand {}

    @May(LEADING)
    record PauseInitiative(@NotNull @LongText String reason) implements InitiativeCommand {}

    @May({RESUMING, REVIVING})
    record ResumeInitiative(@NotNull @LongText String reason) implements InitiativeCommand {}

    @May(DECIDING)
    record StopInitiative(
            @NotNull @LongText String reason,
            @NotNull @LongText String lessons) implements InitiativeCommand {}

    /** {@code about} names the part or the fact that is commented on; {@code mentions} are people. */
    @May(TEAM)
    record PostComment(
            @NotNull @LongText String text,
            @Nullable @ShortText String about,
            @Nullable @Size(max = MOST) List<@NotNull @ShortText String> mentions)
            implements InitiativeCommand {

        @Override
        public List<String> people() {
            return mentions == null ? List.of() : mentions;
        }
    }

    @May(TEAM)
    record RetractComment(
            @NotNull UUID comment, @NotNull @LongText String reason) implements InitiativeCommand {}
}
