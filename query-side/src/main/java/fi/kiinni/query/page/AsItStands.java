package fi.kiinni.query.page;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.PilotDecision;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the part of an initiative that a command changes says now, by the names of the command's fields. */
final class AsItStands {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private AsItStands() {}

    /** @param about what the form names, such as the measure that it retires */
    static Map<String, Object> of(CommandForm form, Entered about, Initiative state) {
        AsItStands now = new AsItStands();
        now.look(form, about, state);
        return now.fields;
    }

    private AsItStands says(String field, @Nullable Object value) {
        if (value != null) {
            fields.put(field, value);
        }
        return this;
    }

    private void look(CommandForm form, Entered about, Initiative state) {
        switch (form) {
            case DESCRIBE_INITIATIVE -> {
                Initiative.Description description = state.description();
                says("title", description.title())
                        .says("need", description.need())
                        .says("targetGroup", description.targetGroup())
                        .says("targetState", description.targetState())
                        .says("themes", description.themes());
            }
            case MAP_CURRENT_STATE -> says("description", state.description().currentState());
            case APPOINT_MEMBER, RELEASE_MEMBER ->
                Stream.ofNullable(about.text("person"))
                        .flatMap(person -> Stream.ofNullable(state.team().get(person)))
                        .forEach(member -> says("seat", member.seat()).says("hours", member.hours()));
            case MIRROR_STRATEGY ->
                Stream.ofNullable(state.mirrors().get(state.standing().phase()))
                        .forEach(mirror -> says("goals", mirror.goals())
                                .says("assessment", mirror.assessment())
                                .says("reflection", mirror.reflection()));
            case RETARGET_MEASURE, RETIRE_MEASURE ->
                named(about, "measure", state.measures())
                        .ifPresent(measure -> says("target", measure.target()).says("targetOn", measure.targetOn()));
            case PLAN_PILOT ->
                Stream.ofNullable(state.pilot().plan())
                        .forEach(plan -> says("scope", plan.scope())
                                .says("groups", plan.groups())
                                .says("startsOn", plan.startsOn())
                                .says("endsOn", plan.endsOn())
                                .says("questions", plan.questions()));
            case WITHDRAW_DECISION_REQUEST ->
                named(about, "request", state.requests())
                        .ifPresent(request -> says("proposal", request.proposal())
                                .says("body", request.body())
                                .says("meetingOn", request.meetingOn()));
            case DECIDE_PILOT -> state.pilot().latestDecision().ifPresent(this::decision);
            case CORRECT_PILOT_RESULT, WITHDRAW_PILOT_RESULT ->
                named(about, "result", state.pilot().results())
                        .ifPresent(result -> says("finding", result.finding())
                                .says("observedOn", result.observedOn())
                                .says("measure", result.measure())
                                .says("value", result.value())
                                .says("evidence", result.evidence()));
            case CONCLUDE_PILOT ->
                Stream.ofNullable(state.pilot().conclusion())
                        .forEach(conclusion ->
                                says("outcome", conclusion.outcome()).says("lessons", conclusion.lessons()));
            case DESCRIBE_OPERATING_MODEL ->
                Stream.ofNullable(state.operatingModel())
                        .forEach(model ->
                                says("description", model.description()).says("label", model.label()));
            case DESCRIBE_DECISION_PROCESS -> says("steps", state.decisionProcess());
            case DESCRIBE_ADOPTION_PLAN ->
                Stream.ofNullable(state.adoptionPlan())
                        .forEach(plan -> says("who", plan.who())
                                .says("where", plan.where())
                                .says("schedule", plan.schedule())
                                .says("training", plan.training())
                                .says("support", plan.support())
                                .says("responsible", plan.responsible()));
            case DECIDE_ADOPTION ->
                state.adoptionInForce().map(Map.Entry::getValue).ifPresent(this::decision);
            case CORRECT_ADOPTION_RECORD ->
                named(about, "decision", state.adoptions())
                        .ifPresent(decision -> says("body", decision.body())
                                .says("minutes", decision.minutes())
                                .says("evidence", decision.evidence()));
            case FULFIL_CONDITION ->
                state.adoptionInForce()
                        .flatMap(decision ->
                                named(about, "condition", decision.getValue().fulfilments()))
                        .ifPresent(fulfilment -> says("how", fulfilment.how()).says("evidence", fulfilment.evidence()));
            case RESCHEDULE_ACTION, COMPLETE_ACTION, DROP_ACTION, CORRECT_ACTION ->
                named(about, "action", state.actions()).ifPresent(this::action);
            case WITHDRAW_ANCHOR ->
                named(about, "anchor", state.anchors())
                        .ifPresent(anchor -> says("structure", anchor.structure())
                                .says("how", anchor.how())
                                .says("since", anchor.since()));
            case CORRECT_MEASUREMENT, WITHDRAW_MEASUREMENT ->
                named(about, "measurement", state.measurements())
                        .ifPresent(measurement -> says("measure", measurement.measure())
                                .says("value", measurement.value())
                                .says("measuredOn", measurement.measuredOn())
                                .says("source", measurement.source())
                                .says("interpretation", measurement.interpretation())
                                .says("correctiveAction", measurement.correctiveAction()));
            case RATE_FACTOR, RESOLVE_FACTOR ->
                named(about, "factor", state.factors())
                        .ifPresent(factor -> says("strength", factor.strength()).says("how", factor.resolution()));
            case WAIVE_REQUIREMENT, WITHDRAW_WAIVER ->
                state.waivers().stream()
                        .filter(waiver -> waiver.requirement().name().equals(about.text("requirement")))
                        .forEach(waiver -> says("reason", waiver.reason()));
            case MOVE_TO_PILOT,
                    MOVE_TO_STRUCTURES,
                    MOVE_TO_EVERYDAY_LIFE,
                    DECLARE_ROOTED,
                    REOPEN_ROOTING,
                    RETURN_TO_PHASE,
                    PAUSE_INITIATIVE,
                    RESUME_INITIATIVE,
                    STOP_INITIATIVE ->
                says("phase", state.standing().phase())
                        .says("status", state.standing().status());
            case START_INITIATIVE,
                    RECORD_FUNDING,
                    DEFINE_MEASURE,
                    REQUEST_DECISION,
                    RECORD_PILOT_RESULT,
                    PLAN_ACTION,
                    ANCHOR_IN_STRUCTURE,
                    RECORD_MEASUREMENT,
                    REVIEW_ROOTING,
                    IDENTIFY_FACTOR,
                    POST_COMMENT,
                    RETRACT_COMMENT,
                    PUBLISH_STRATEGY -> {}
        }
    }

    private void decision(PilotDecision decision) {
        says("choice", decision.choice())
                .says("grounds", decision.grounds())
                .says("body", decision.body())
                .says("decidedOn", decision.decidedOn())
                .says("reviewOn", decision.reviewOn());
    }

    private void decision(AdoptionDecision decision) {
        says("choice", decision.choice())
                .says("grounds", decision.grounds())
                .says("body", decision.body())
                .says("decidedOn", decision.decidedOn());
    }

    private void action(Initiative.Action action) {
        says("what", action.what())
                .says("responsible", action.responsible())
                .says("due", action.due())
                .says("phase", action.phase())
                .says("audience", action.audience())
                .says("completedOn", action.completedOn())
                .says("evidence", action.isCompleted() ? action.evidence() : null);
    }

    private static <T> Optional<T> named(Entered about, String field, Map<UUID, T> things) {
        @Nullable String id = about.text(field);
        return things.entrySet().stream()
                .filter(thing -> thing.getKey().toString().equals(id))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * The same as it is written into a form's fields.
     *
     * @param language in whose manner numbers are written
     */
    static Map<String, List<String>> written(Map<String, Object> fields, String language) {
        Map<String, List<String>> written = new LinkedHashMap<>();
        fields.forEach((field, value) -> {
            switch (value) {
                case List<?> list
                when !list.isEmpty() && list.getFirst() instanceof Record -> {
                    for (int row = 0; row < list.size(); row++) {
                        row(written, field + "[" + row + "].", list.get(row));
                    }
                }
                case List<?> list
                when field.equals("goals") ->
                    written.put(field, list.stream().map(Object::toString).toList());
                case List<?> list ->
                    written.put(
                            field,
                            List.of(String.join(
                                    "\n", list.stream().map(Object::toString).toList())));
                default -> written.put(field, List.of(written(value, language)));
            }
        });
        return written;
    }

    private static void row(Map<String, List<String>> written, String path, Object row) {
        switch (row) {
            case Evidence evidence -> {
                written.put(path + "title", List.of(evidence.title()));
                written.put(path + "link", List.of(evidence.link()));
                if (evidence.sha256() != null) {
                    written.put(path + "sha256", List.of(evidence.sha256()));
                }
            }
            case DecisionStep step -> {
                written.put(path + "what", List.of(step.what()));
                written.put(path + "body", List.of(step.body()));
                written.put(path + "role", List.of(step.role()));
                written.put(path + "when", List.of(step.when()));
            }
            default -> throw new IllegalArgumentException("No form has rows of " + row);
        }
    }

    private static String written(Object value, String language) {
        return switch (value) {
            case BusinessDate date -> written(date);
            case BigDecimal number -> {
                String plain = number.toPlainString();
                yield language.equals("en") ? plain : plain.replace('.', ',');
            }
            case Enum<?> constant -> constant.name();
            default -> value.toString();
        };
    }

    /** As people in Finland write it, and as the forms ask for it in every language. */
    static String written(BusinessDate date) {
        String[] parts = date.toString().split("-", -1);
        return switch (parts.length) {
            case 3 -> Integer.parseInt(parts[2]) + "." + Integer.parseInt(parts[1]) + "." + parts[0];
            case 2 -> Integer.parseInt(parts[1]) + "/" + parts[0];
            default -> parts[0];
        };
    }
}
