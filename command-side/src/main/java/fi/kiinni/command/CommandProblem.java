package fi.kiinni.command;

import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemType;
import org.springframework.http.HttpStatus;

/** How the refusals of commands are told over HTTP. */
enum CommandProblem implements ProblemType {
    UNKNOWN_INITIATIVE(HttpStatus.NOT_FOUND, "There is no such initiative"),
    STARTED_TWICE(HttpStatus.CONFLICT, "It has been started already"),
    CONFLICT(HttpStatus.PRECONDITION_FAILED, "It has changed since it was read"),
    WRONG_STATUS(HttpStatus.CONFLICT, "Not possible as it stands now"),
    GATE_CLOSED(HttpStatus.CONFLICT, "The gate is closed"),
    UNKNOWN_MEASURE(HttpStatus.CONFLICT, "There is no such measure"),
    UNKNOWN_PILOT_RESULT(HttpStatus.CONFLICT, "There is no such pilot result"),
    UNKNOWN_MEASUREMENT(HttpStatus.CONFLICT, "There is no such measurement"),
    UNKNOWN_ACTION(HttpStatus.CONFLICT, "There is no such action, or it is not open"),
    UNKNOWN_ANCHOR(HttpStatus.CONFLICT, "There is no such anchor"),
    UNKNOWN_FACTOR(HttpStatus.CONFLICT, "There is no such unresolved factor"),
    UNKNOWN_CONDITION(HttpStatus.CONFLICT, "The adoption in force has no such open condition"),
    UNKNOWN_COMMENT(HttpStatus.CONFLICT, "There is no such comment"),
    UNKNOWN_REQUEST(HttpStatus.CONFLICT, "There is no such open request"),
    UNKNOWN_DECISION(HttpStatus.CONFLICT, "There is no such decision, or it is not in force"),
    UNKNOWN_WAIVER(HttpStatus.CONFLICT, "That requirement is not waived"),
    UNKNOWN_PERSON(HttpStatus.CONFLICT, "Nobody like that is in the directory"),
    UNKNOWN_GOAL(HttpStatus.CONFLICT, "That version of the strategy has no such goal"),
    NO_STRATEGY(HttpStatus.CONFLICT, "That version of the strategy has not been published"),
    MUST_SUPERSEDE(HttpStatus.CONFLICT, "Another decision is in force"),
    LAST_COORDINATOR(HttpStatus.CONFLICT, "A team is never without a coordinator"),
    NOT_A_MEMBER(HttpStatus.CONFLICT, "Not a member of the team"),
    FACTOR_CONTRADICTS(HttpStatus.CONFLICT, "The factor's kind and strength contradict each other"),
    NOT_COMPLETED(HttpStatus.CONFLICT, "The action has not been completed"),
    DATES_CONTRADICT(HttpStatus.CONFLICT, "The dates contradict each other"),
    KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT, "The idempotency key was used for another request");

    private final HttpStatus status;
    private final String title;

    CommandProblem(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public HttpStatus status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    /** The refusal with everything that a client needs in order to explain it. */
    static ProblemException answer(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownInitiative() ->
                UNKNOWN_INITIATIVE.because("Either it does not exist or it is another provider's.");
            case Refusal.StartedTwice() -> STARTED_TWICE.because("Give the next command to it instead.");
            case Refusal.NotAllowed(var needed) ->
                ProblemException.notAllowed("This is for " + Entitlement.who(needed) + ".")
                        .with("needs", needed);
            case Refusal.InvalidFields(var problems) ->
                new ProblemException(EdgeProblem.INVALID, "The errors name each field and what is wrong with it.")
                        .with("errors", problems);
            case Refusal.Conflict(var expected, var actual) ->
                CONFLICT.because("Version %d was expected, it is at %d; read it again.".formatted(expected, actual))
                        .with("expected", expected)
                        .with("version", actual);
            case Refusal.PartChanged(var seen, var actual, var changed) ->
                CONFLICT.because("What it is about has changed after version %d; read it again.".formatted(seen))
                        .with("expected", seen)
                        .with("version", actual)
                        .with("changed", changed);
            case Refusal.WrongStatus(var standing, var phase) ->
                WRONG_STATUS
                        .because("It is %s in the phase %s.".formatted(standing, phase))
                        .with("initiativeStatus", standing)
                        .with("phase", phase);
            case Refusal.GateClosed(var gate, var missing) ->
                GATE_CLOSED
                        .because("Provide what is missing, or have a decision maker waive it.")
                        .with("gate", gate)
                        .with("missing", missing);
            case Refusal.UnknownMeasure(var measure) ->
                UNKNOWN_MEASURE
                        .because("Name a measure that has not been retired.")
                        .with("measure", measure);
            case Refusal.UnknownPilotResult(var result) ->
                UNKNOWN_PILOT_RESULT
                        .because("Name a result that has not been withdrawn.")
                        .with("result", result);
            case Refusal.UnknownMeasurement(var measurement) ->
                UNKNOWN_MEASUREMENT
                        .because("Name a measurement that has not been withdrawn.")
                        .with("measurement", measurement);
            case Refusal.UnknownAction(var action) ->
                UNKNOWN_ACTION
                        .because("Name an action; to change it, one that has not been completed or dropped.")
                        .with("action", action);
            case Refusal.UnknownAnchor(var anchor) ->
                UNKNOWN_ANCHOR
                        .because("Name an anchor that has not been withdrawn.")
                        .with("anchor", anchor);
            case Refusal.UnknownFactor(var factor) ->
                UNKNOWN_FACTOR
                        .because("Name a factor that has not been resolved.")
                        .with("factor", factor);
            case Refusal.UnknownCondition(var condition) ->
                UNKNOWN_CONDITION
                        .because("Name a condition of the adoption in force that has not been fulfilled.")
                        .with("condition", condition);
            case Refusal.UnknownComment(var comment) ->
                UNKNOWN_COMMENT
                        .because("Name a comment that has not been retracted.")
                        .with("comment", comment);
            case Refusal.UnknownRequest(var request) ->
                UNKNOWN_REQUEST
                        .because("Name a request that has not been withdrawn or decided.")
                        .with("request", request);
            case Refusal.UnknownDecision(var decision) ->
                UNKNOWN_DECISION
                        .because("Name a decision on adoption; only the one in force can be superseded.")
                        .with("decision", decision);
            case Refusal.UnknownWaiver(var gate, var requirement) ->
                UNKNOWN_WAIVER
                        .because("Only a waiver that is in force can be withdrawn.")
                        .with("gate", gate)
                        .with("requirement", requirement);
            case Refusal.UnknownPerson(var person) ->
                UNKNOWN_PERSON
                        .because("Add the person to the provider's directory first.")
                        .with("person", person);
            case Refusal.UnknownGoal(var version, var goals) ->
                UNKNOWN_GOAL
                        .because("Name goals of that version.")
                        .with("strategyVersion", version)
                        .with("goals", goals);
            case Refusal.NoStrategy(var version) ->
                NO_STRATEGY
                        .because("An administrator publishes the provider's strategy.")
                        .with("strategyVersion", version);
            case Refusal.MustSupersede(var decision) ->
                MUST_SUPERSEDE
                        .because("Name it as superseded in order to replace it.")
                        .with("decision", decision);
            case Refusal.LastCoordinator(var person) ->
                LAST_COORDINATOR.because("Appoint another coordinator first.").with("person", person);
            case Refusal.NotAMember(var person) ->
                NOT_A_MEMBER.because("Only members can be released.").with("person", person);
            case Refusal.FactorContradicts(var factor, var kind, var strength) ->
                FACTOR_CONTRADICTS
                        .because("It is %s; what hinders has a strength of -2 to 0, what promotes one of 0 to 2."
                                .formatted(kind))
                        .with("factor", factor)
                        .with("kind", kind)
                        .with("strength", strength);
            case Refusal.NotCompleted(var action) ->
                NOT_COMPLETED
                        .because("Only a completed action has a day of completion or evidence to correct.")
                        .with("action", action);
            case Refusal.DatesContradict(var field, var detail) ->
                DATES_CONTRADICT.because(detail + ".").with("field", field);
        };
    }

    static ProblemException keyReused() {
        return KEY_REUSED.because("Send another Idempotency-Key with another request.");
    }

    private ProblemException because(String detail) {
        return new ProblemException(this, detail);
    }
}
