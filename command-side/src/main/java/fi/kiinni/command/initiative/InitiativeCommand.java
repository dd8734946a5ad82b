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
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Seat;
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
                    !goals.isEmpty() || assessment == Assessment.CONFLICTS,
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
            found.misplaced(!conditional && hasConditions, "conditions", "Only ADOPT_WITH_CONDITIONS has conditions");
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

    @May(DECIDING)
    record WaiveRequirement(
            @NotNull Gate gate,
            @NotNull Requirement requirement,
            @NotNull @LongText String reason) implements InitiativeCommand {

        @Override
        public void contradictions(Contradictions found) {
            found.misplaced(
                    !Rules.CURRENT.of(gate).contains(requirement),
                    "requirement",
                    "The gate %s does not ask for it".formatted(gate));
        }
    }

    @May(DECIDING)
    record WithdrawWaiver(
            @NotNull Gate gate,
            @NotNull Requirement requirement,
            @NotNull @LongText String reason) implements InitiativeCommand {}

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
}
