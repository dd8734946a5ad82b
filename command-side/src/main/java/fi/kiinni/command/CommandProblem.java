package fi.kiinni.command;

import fi.kiinni.command.rule.Refusal;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemType;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** How the refusals of commands are told over HTTP. */
enum CommandProblem implements ProblemType {
    UNKNOWN_INITIATIVE(HttpStatus.NOT_FOUND, "There is no such initiative"),
    STARTED_TWICE(HttpStatus.CONFLICT, "It has been started already"),
    CONFLICT(HttpStatus.PRECONDITION_FAILED, "It has changed since it was read"),
    WRONG_STATUS(HttpStatus.CONFLICT, "Not possible as it stands now"),
    GATE_CLOSED(HttpStatus.CONFLICT, "The gate is closed"),
    UNKNOWN_MEASURE(HttpStatus.CONFLICT, "There is no such measure"),
    UNKNOWN_REQUEST(HttpStatus.CONFLICT, "There is no such open request"),
    UNKNOWN_DECISION(HttpStatus.CONFLICT, "That decision is not in force"),
    UNKNOWN_WAIVER(HttpStatus.CONFLICT, "That requirement is not waived"),
    UNKNOWN_PERSON(HttpStatus.CONFLICT, "Nobody like that is in the directory"),
    UNKNOWN_GOAL(HttpStatus.CONFLICT, "That version of the strategy has no such goal"),
    NO_STRATEGY(HttpStatus.CONFLICT, "That version of the strategy has not been published"),
    MUST_SUPERSEDE(HttpStatus.CONFLICT, "Another decision is in force"),
    LAST_COORDINATOR(HttpStatus.CONFLICT, "A team is never without a coordinator"),
    NOT_A_MEMBER(HttpStatus.CONFLICT, "Not a member of the team"),
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
                ProblemException.notAllowed("This takes one of: "
                                + needed.stream().map(Enum::name).collect(Collectors.joining(", ")) + ".")
                        .with("needs", needed);
            case Refusal.InvalidFields(var problems) ->
                new ProblemException(EdgeProblem.INVALID, "The errors name each field and what is wrong with it.")
                        .with("errors", problems);
            case Refusal.Conflict(var expected, var actual) ->
                CONFLICT.because("Version %d was expected, it is at %d; read it again.".formatted(expected, actual))
                        .with("expected", expected)
                        .with("version", actual);
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
            case Refusal.UnknownRequest(var request) ->
                UNKNOWN_REQUEST
                        .because("Name a request that has not been withdrawn or decided.")
                        .with("request", request);
            case Refusal.UnknownDecision(var decision) ->
                UNKNOWN_DECISION
                        .because("Only the decision in force can be superseded.")
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
