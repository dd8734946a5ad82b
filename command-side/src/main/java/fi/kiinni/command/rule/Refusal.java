package fi.kiinni.command.rule;

import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Status;
import java.util.List;
import java.util.UUID;

/** Why a command is refused. Each kind is told apart by callers, so each is a type of its own. */
public sealed interface Refusal {

    /** There is none with that id, or it is another provider's. */
    record UnknownInitiative() implements Refusal {}

    record StartedTwice() implements Refusal {}

    /** Neither a role nor a seat of the actor lets them do this; any of {@code needed} would. */
    record NotAllowed(List<Entitlement> needed) implements Refusal {}

    /** Visible in the command alone. */
    record InvalidFields(List<FieldProblem> problems) implements Refusal {}

    /** The initiative is not at the version that the caller has seen. */
    record Conflict(long expected, long actual) implements Refusal {}

    /** What the command is about is not as the caller saw it at that version. */
    record PartChanged(long seen, long actual, List<Changed> changed) implements Refusal {}

    /** @param event its stored name */
    record Changed(long version, String event) {}

    /** Not while it stands like this. */
    record WrongStatus(Status status, Phase phase) implements Refusal {}

    /** The gate still asks for all of these. */
    record GateClosed(Gate gate, List<Requirement> missing) implements Refusal {}

    record UnknownMeasure(UUID measure) implements Refusal {}

    record UnknownPilotResult(UUID result) implements Refusal {}

    record UnknownMeasurement(UUID measurement) implements Refusal {}

    /** There is none, or none that is still open. */
    record UnknownAction(UUID action) implements Refusal {}

    record UnknownAnchor(UUID anchor) implements Refusal {}

    /** There is none, or it is resolved. */
    record UnknownFactor(UUID factor) implements Refusal {}

    /** The adoption in force has no such condition that is yet to be fulfilled. */
    record UnknownCondition(UUID condition) implements Refusal {}

    record UnknownComment(UUID comment) implements Refusal {}

    record UnknownRequest(UUID request) implements Refusal {}

    record UnknownDecision(UUID decision) implements Refusal {}

    /** No waiver of that requirement is in force. */
    record UnknownWaiver(Gate gate, Requirement requirement) implements Refusal {}

    /** Nobody with that id is in the provider's directory. */
    record UnknownPerson(String person) implements Refusal {}

    /** That version of the strategy has no such goals. */
    record UnknownGoal(int strategyVersion, List<UUID> goals) implements Refusal {}

    /** The provider has not published that version of a strategy. */
    record NoStrategy(int strategyVersion) implements Refusal {}

    /** A new decision must name this one, which is in force, as superseded. */
    record MustSupersede(UUID decision) implements Refusal {}

    /** A team is never left without a coordinator. */
    record LastCoordinator(String person) implements Refusal {}

    record NotAMember(String person) implements Refusal {}

    /** A hindering factor weighs less than nothing, a promoting one more. */
    record FactorContradicts(UUID factor, FactorKind kind, int strength) implements Refusal {}

    /** Only of what has been completed is there a day of completion, or evidence, to correct. */
    record NotCompleted(UUID action) implements Refusal {}

    /** A date of the command contradicts one recorded before. */
    record DatesContradict(String field, String detail) implements Refusal {}
}
