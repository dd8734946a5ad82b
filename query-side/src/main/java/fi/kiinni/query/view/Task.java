package fi.kiinni.query.view;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.Measurement;
import fi.kiinni.initiative.Initiative.PilotResult;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an initiative waits for somebody to do.
 *
 * @param text what it is about, at most 300 characters
 * @param thing the action, condition, measure, request, decision or comment; absent of a pause and of a review
 * @param person whose it is, where that is one person
 * @param date by when; of a mention and a pause, since when
 * @param by who mentioned the person
 * @param subject of a request, and of a decision to be looked at again
 */
public record Task(
        TaskKind kind,
        String text,
        @Nullable UUID thing,
        @Nullable String person,
        @Nullable BusinessDate date,
        @Nullable String by,
        @Nullable DecisionSubject subject) {

    private static final int SHOWN = 300;

    /** What is to be done. */
    public enum TaskKind {
        ACTION(Whose.PERSON),
        CONDITION(Whose.PERSON),
        /** A measure whose months have passed, or are about to. */
        MEASURING(Whose.TEAM),
        /** Of how well it is rooted. */
        REVIEW(Whose.COORDINATORS),
        REQUEST(Whose.DECISION_MAKERS),
        /** A decision that was to be looked at again on a day. */
        DECISION_REVIEW(Whose.DECISION_MAKERS),
        /** A decision that said what would overturn it, and that was measured. */
        OVERTURNED(Whose.DECISION_MAKERS),
        MENTION(Whose.PERSON),
        PAUSE(Whose.TEAM);

        private final Whose whose;

        TaskKind(Whose whose) {
            this.whose = whose;
        }
    }

    private enum Whose {
        PERSON,
        TEAM,
        COORDINATORS,
        DECISION_MAKERS
    }

    /** @param seat of the actor in the team of the initiative that the task is of */
    boolean isFor(Actor actor, @Nullable Seat seat) {
        return switch (kind.whose) {
            case PERSON -> actor.person().equals(person);
            case TEAM -> seat != null;
            case COORDINATORS -> seat == Seat.COORDINATOR;
            case DECISION_MAKERS -> actor.is(Role.DECISION_MAKER);
        };
    }

    boolean isForDecisionMakers() {
        return kind.whose == Whose.DECISION_MAKERS;
    }

    /** Whether its day has passed; of a month or a year, its last. */
    public boolean isLate(LocalDate today) {
        return date != null
                && kind != TaskKind.MENTION
                && kind != TaskKind.PAUSE
                && date.lastDay().isBefore(today);
    }

    static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN - 1)) + "…";
    }

    private static Task of(TaskKind kind, String text, @Nullable UUID thing, @Nullable BusinessDate date) {
        return new Task(kind, shortened(text), thing, null, date, null, null);
    }

    private Task whoseIs(String whose) {
        return new Task(kind, text, thing, whose, date, by, subject);
    }

    private Task on(DecisionSubject decided) {
        return new Task(kind, text, thing, person, date, by, decided);
    }

    /** What is to be done of an action, if anything is. */
    static Optional<Task> action(Initiative state, UUID action) {
        return isUnderWay(state)
                ? Optional.ofNullable(state.openActions().get(action)).map(open -> action(action, open))
                : Optional.empty();
    }

    private static boolean isUnderWay(Initiative state) {
        Status status = state.standing().status();
        return status == Status.ACTIVE || status == Status.PAUSED;
    }

    /** What was given a day by which it is to be done. */
    static List<Task> dated(Initiative state) {
        Status status = state.standing().status();
        List<Task> tasks = new ArrayList<>();
        if (isUnderWay(state)) {
            actions(state).forEach(tasks::add);
            conditions(state).forEach(tasks::add);
            decisions(state).forEach(tasks::add);
        }
        if (status == Status.ACTIVE || status == Status.ROOTED) {
            review(state).forEach(tasks::add);
        }
        return tasks;
    }

    /** Everything that it waits for. Which day it is matters not: a view may not ask. */
    static List<Task> of(Initiative state, Course course, Mentions mentions) {
        Status status = state.standing().status();
        List<Task> tasks = dated(state);
        if (status == Status.ACTIVE || status == Status.ROOTED) {
            measuring(state).forEach(tasks::add);
            overturned(state).forEach(tasks::add);
        }
        if (status == Status.PAUSED && course.halt() != null) {
            String reason = course.halt().reason() == null ? "" : course.halt().reason();
            tasks.add(of(TaskKind.PAUSE, reason, null, course.halt().mark().effectiveOn()));
        }
        mentions.open()
                .forEach(mention -> mention.people()
                        .forEach(person -> tasks.add(new Task(
                                TaskKind.MENTION,
                                mention.text(),
                                mention.comment(),
                                person,
                                mention.on(),
                                mention.by(),
                                null))));
        return tasks;
    }

    private static Stream<Task> actions(Initiative state) {
        return state.openActions().entrySet().stream().map(action -> action(action.getKey(), action.getValue()));
    }

    private static Task action(UUID id, Action action) {
        return of(TaskKind.ACTION, action.what(), id, action.due()).whoseIs(action.responsible());
    }

    private static Stream<Task> conditions(Initiative state) {
        return state.adoptionInForce().stream()
                .flatMap(decision -> decision.getValue().openConditions())
                .map(condition -> of(TaskKind.CONDITION, condition.what(), condition.condition(), condition.due())
                        .whoseIs(condition.owner()));
    }

    private static Stream<Task> decisions(Initiative state) {
        Stream<Task> requests = state.requests().entrySet().stream()
                .map(request -> of(
                                TaskKind.REQUEST,
                                request.getValue().proposal(),
                                request.getKey(),
                                request.getValue().meetingOn())
                        .on(request.getValue().subject()));
        Stream<Task> held = state.pilot().latestDecision().stream()
                .filter(decision -> decision.choice() == PilotChoice.HOLD && decision.reviewOn() != null)
                .map(decision -> of(
                                TaskKind.DECISION_REVIEW, decision.grounds(), decision.decision(), decision.reviewOn())
                        .on(DecisionSubject.PILOT));
        Stream<Task> adoptions = Stream.concat(deferred(state).stream(), state.adoptionInForce().stream())
                .filter(decision -> decision.getValue().reviewOn() != null)
                .map(decision -> of(
                                TaskKind.DECISION_REVIEW,
                                decision.getValue().grounds(),
                                decision.getKey(),
                                decision.getValue().reviewOn())
                        .on(DecisionSubject.ADOPTION));
        return Stream.of(requests, held, adoptions).flatMap(tasks -> tasks);
    }

    /** The latest decision on adoption, if it put the matter off. */
    private static Optional<Map.Entry<UUID, AdoptionDecision>> deferred(Initiative state) {
        return state.adoptions().entrySet().stream()
                .reduce((_, later) -> later)
                .filter(decision -> decision.getValue().choice() == AdoptionChoice.DEFER);
    }

    private static Stream<Task> overturned(Initiative state) {
        return state.adoptionInForce().stream()
                .filter(decision -> !decision.getValue().reviewCalledForBy().isEmpty()
                        && decision.getValue().overturnedBy() != null)
                .map(decision -> of(
                                TaskKind.OVERTURNED,
                                decision.getValue().overturnedBy().text(),
                                decision.getKey(),
                                null)
                        .on(DecisionSubject.ADOPTION));
    }

    /** The first day of the phase counts as a measurement: from then on the months run. */
    private static Stream<Task> measuring(Initiative state) {
        FollowedIn followed = switch (state.standing().phase()) {
            case PILOT -> FollowedIn.PILOT;
            case EVERYDAY_LIFE -> FollowedIn.EVERYDAY_LIFE;
            case DEVELOPMENT, STRUCTURES -> null;
        };
        return followed == null
                ? Stream.of()
                : state.liveMeasures(followed)
                        .filter(measure -> measure.getValue().everyMonths() != null
                                && measure.getValue().everyMonths() > 0)
                        .map(measure -> measuring(state, measure.getKey(), measure.getValue()));
    }

    private static Task measuring(Initiative state, UUID measure, Measure what) {
        Stream<BusinessDate> values = state.standing().phase() == Phase.PILOT
                ? state.pilot().results(measure).values().stream().map(PilotResult::observedOn)
                : state.measurements(measure).values().stream().map(Measurement::measuredOn);
        BusinessDate latest = Stream.concat(Stream.of(state.standing().since()), values)
                .max(Comparator.comparing(BusinessDate::firstDay))
                .orElseThrow();
        int months = what.everyMonths() == null ? 0 : what.everyMonths();
        return of(TaskKind.MEASURING, what.name(), measure, latest.plusMonths(months));
    }

    private static Stream<Task> review(Initiative state) {
        return state.standing().phase() != Phase.EVERYDAY_LIFE
                        || state.reviews().isEmpty()
                ? Stream.of()
                : Stream.of(of(
                        TaskKind.REVIEW,
                        state.reviews().getLast().assessment(),
                        null,
                        state.reviews().getLast().nextReviewOn()));
    }
}
