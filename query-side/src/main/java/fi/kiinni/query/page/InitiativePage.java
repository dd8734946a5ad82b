package fi.kiinni.query.page;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Anchor;
import fi.kiinni.initiative.Initiative.Factor;
import fi.kiinni.initiative.Initiative.Fulfilment;
import fi.kiinni.initiative.Initiative.Funding;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.Measurement;
import fi.kiinni.initiative.Initiative.Mirror;
import fi.kiinni.initiative.Initiative.PilotDecision;
import fi.kiinni.initiative.Initiative.PilotResult;
import fi.kiinni.initiative.Initiative.Request;
import fi.kiinni.initiative.Initiative.Review;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Remedy;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import fi.kiinni.query.page.Chart.Kind;
import fi.kiinni.query.page.Chart.Value;
import fi.kiinni.query.view.Course;
import fi.kiinni.query.view.Course.Comment;
import fi.kiinni.query.view.Course.Ending;
import fi.kiinni.query.view.Course.Halt;
import fi.kiinni.query.view.Course.Mark;
import fi.kiinni.query.view.Course.Rating;
import fi.kiinni.query.view.Course.Reschedule;
import fi.kiinni.query.view.Course.Retarget;
import fi.kiinni.query.view.Course.Stay;
import fi.kiinni.query.view.Course.VoidedConclusion;
import fi.kiinni.query.view.Course.VoidedMirror;
import fi.kiinni.query.view.Course.Waived;
import fi.kiinni.query.view.Gates;
import fi.kiinni.query.view.Gates.Asked;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the page of an initiative says on a day, part by part, so that its templates need not compute anything. */
final class InitiativePage {

    /** The parts that can be commented on, by their anchors. */
    private static final List<String> PARTS = List.of(
            "gate",
            "decisions",
            "actions",
            "anchors",
            "measures",
            "factors",
            "strategy-mirror",
            "description",
            "pilot",
            "adoption",
            "people-part",
            "reviews");

    /** How much of what is over is shown until somebody asks for all of it. */
    private static final int FEW = 6;

    /** From when on it is said that a funding will end. */
    private static final int ENDING_SOON_MONTHS = 6;

    private final Words words;
    private final Telling telling;
    private final Initiative state;
    private final Course course;
    private final Gates gates;
    private final LocalDate today;
    private final String whole;

    /** @param whole the part of which everything is shown, however much it is; may name none */
    InitiativePage(Words words, Telling telling, Life life, LocalDate today, String whole) {
        this.words = words;
        this.telling = telling;
        this.state = life.whole().state();
        this.course = life.course();
        this.gates = Gates.ahead(life, today);
        this.today = today;
        this.whole = whole;
    }

    /**
     * What is over, as far as it is shown at first.
     *
     * @param shown the latest of it
     * @param hidden how many more there are
     */
    record Few<T>(List<T> shown, int hidden) {

        public boolean isNone() {
            return shown.isEmpty();
        }

        public int total() {
            return shown.size() + hidden;
        }
    }

    /** @param latestFirst all of it */
    private <T> Few<T> few(String part, List<T> latestFirst) {
        return part.equals(whole) || latestFirst.size() <= FEW
                ? new Few<>(latestFirst, 0)
                : new Few<>(latestFirst.subList(0, FEW), latestFirst.size() - FEW);
    }

    /**
     * One of the four phases.
     *
     * @param kind "done", "current" or "ahead"
     * @param time how long it has been there in all, in words; absent if it never was
     * @param from when it was entered first
     * @param until when it was left, if it was
     * @param halted how long of that it was paused or stopped
     * @param returned why it came back here, if it is here for that
     */
    record Step(
            Phase phase,
            String kind,
            @Nullable String time,
            @Nullable String from,
            @Nullable String until,
            @Nullable String halted,
            @Nullable String returned) {}

    public List<Step> steps() {
        Phase here = state.standing().phase();
        return Arrays.stream(Phase.values())
                .map(phase -> step(phase, here, course.stays().get(phase)))
                .toList();
    }

    private Step step(Phase phase, Phase here, @Nullable Stay stay) {
        boolean isRooted = state.standing().status() == Status.ROOTED;
        String kind = phase.isBefore(here) || isRooted ? "done" : phase == here ? "current" : "ahead";
        if (stay == null) {
            return new Step(phase, kind, null, null, null, null, null);
        }
        @Nullable Halt halt = course.halt();
        long halted = stay.haltedDays() + (phase == here && halt != null ? halt.days(today) : 0);
        return new Step(
                phase,
                kind,
                words.lasting(stay.days(today)),
                words.date(stay.first()),
                stay.left() == null ? null : words.date(stay.left()),
                halted == 0 ? null : words.lasting(halted),
                phase == here ? stay.returned() : null);
    }

    /**
     * That it is not going on: paused, stopped or rooted.
     *
     * @param tone in which it is said
     * @param since when it came to that
     * @param by who did it
     */
    record Halted(
            Status status,
            String tone,
            String since,
            String by,
            @Nullable String reason,
            @Nullable String lessons,
            long version) {}

    public @Nullable Halted halted() {
        @Nullable Halt halt = course.halt();
        return halt == null
                ? null
                : new Halted(
                        halt.status(),
                        switch (halt.status()) {
                            case ROOTED -> "good";
                            case PAUSED -> "warn";
                            case STOPPED, ACTIVE -> "neutral";
                        },
                        words.date(halt.mark().effectiveOn()),
                        telling.person(halt.mark().by()),
                        halt.reason(),
                        halt.lessons(),
                        halt.mark().version());
    }

    /**
     * A requirement of the next gate.
     *
     * @param since the day since which it is missing
     * @param from the day to come from which it will be met
     * @param waivedBy who waived it, also of what was met later
     * @param ways what could bring it
     * @param who may bring it
     */
    record Point(
            Requirement requirement,
            @Nullable String since,
            @Nullable String sinceEvent,
            long version,
            @Nullable String from,
            @Nullable String waivedBy,
            @Nullable String waivedBecause,
            List<Way> ways,
            @Nullable String who) {}

    /**
     * A form that could help.
     *
     * @param query what is filled in beforehand
     * @param about the thing that it is about, if there may be several
     */
    record Way(
            String route, @Nullable String query, @Nullable String about) {}

    /**
     * The gate.
     *
     * @param move the route of the form that goes through it
     * @param movers who may
     */
    record Door(Gate gate, List<Point> missing, List<Point> waived, List<Point> met, String move, String movers) {

        public boolean isOpen() {
            return missing.isEmpty();
        }
    }

    public Door door() {
        List<Point> missing = new ArrayList<>();
        List<Point> waived = new ArrayList<>();
        List<Point> met = new ArrayList<>();
        for (Asked asked : gates.asked()) {
            (asked.isMissing() ? missing : asked.isMet() ? met : waived).add(point(asked));
        }
        CommandForm move = switch (gates.gate()) {
            case PILOT -> CommandForm.MOVE_TO_PILOT;
            case STRUCTURES -> CommandForm.MOVE_TO_STRUCTURES;
            case EVERYDAY_LIFE -> CommandForm.MOVE_TO_EVERYDAY_LIFE;
            case ROOTED -> CommandForm.DECLARE_ROOTED;
        };
        String movers = gates.gate() == Gate.ROOTED
                ? words.of("page.who.DECISION_MAKER")
                : who(Stream.of(Remedy.By.COORDINATOR));
        return new Door(gates.gate(), missing, waived, met, move.route(), movers);
    }

    private Point point(Asked asked) {
        @Nullable Mark since = asked.missingSince();
        @Nullable Waived waiver = asked.waiver();
        return new Point(
                asked.requirement(),
                since == null ? null : words.date(since.effectiveOn()),
                since == null ? null : since.event(),
                since != null ? since.version() : waiver != null ? waiver.mark().version() : 0,
                asked.metFrom() == null ? null : words.date(asked.metFrom()),
                waiver == null
                        ? null
                        : telling.person(waiver.mark().by()) + ", "
                                + words.date(waiver.mark().effectiveOn()),
                waiver == null ? null : waiver.reason(),
                since == null || asked.metFrom() != null ? List.of() : ways(asked.requirement()),
                since == null
                        ? null
                        : who(Remedy.of(asked.requirement()).stream().flatMap(remedy -> remedy.by().stream())));
    }

    /** Whose it is: roles, and where a seat is needed, who has it. */
    private String who(Stream<Remedy.By> roles) {
        return roles.distinct()
                .sorted()
                .map(role -> {
                    String name = words.of("page.who." + role.name());
                    String seated = state.coordinators().map(telling::person).collect(Collectors.joining(", "));
                    return role != Remedy.By.COORDINATOR || seated.isEmpty() ? name : name + " (" + seated + ")";
                })
                .collect(Collectors.joining(" · "));
    }

    /** The forms that bring what is missing, each about the very thing that lacks it. */
    private List<Way> ways(Requirement requirement) {
        return switch (requirement) {
            case ANCHORED_IN_WORKING_HOURS -> List.of(anchor(Structure.WORKING_HOURS));
            case ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION ->
                List.of(anchor(Structure.PROCESS), anchor(Structure.JOB_DESCRIPTION));
            case ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM ->
                List.of(anchor(Structure.ANNUAL_CYCLE), anchor(Structure.QUALITY_SYSTEM));
            case MEASURE_FOLLOWED_IN_PILOT -> List.of(follow(FollowedIn.PILOT));
            case MEASURE_FOLLOWED_IN_EVERYDAY_LIFE -> List.of(follow(FollowedIn.EVERYDAY_LIFE));
            case PILOT_VALUES ->
                state.liveMeasures(FollowedIn.PILOT)
                        .filter(measure -> state.pilot().results().values().stream()
                                .noneMatch(
                                        result -> measure.getKey().equals(result.measure()) && result.value() != null))
                        .map(measure -> about(
                                CommandForm.RECORD_PILOT_RESULT,
                                "measure",
                                measure.getKey(),
                                measure.getValue().name()))
                        .toList();
            case MEASURED_TWICE ->
                state.liveMeasures(FollowedIn.EVERYDAY_LIFE)
                        .filter(measure ->
                                state.measuredSinceMove(measure.getKey()).size() < 2)
                        .map(this::measure)
                        .toList();
            case TARGETS_REACHED_OR_EXPLAINED ->
                state.liveMeasures(FollowedIn.EVERYDAY_LIFE)
                        .flatMap(this::explain)
                        .toList();
            case ADOPTION_IN_FORCE ->
                state.adoptionInForce()
                        .map(decision -> decision.getValue()
                                .openConditions()
                                .map(condition -> about(
                                        CommandForm.FULFIL_CONDITION,
                                        "condition",
                                        condition.condition(),
                                        condition.what()))
                                .toList())
                        .orElseGet(() -> List.of(way(CommandForm.DECIDE_ADOPTION)));
            case NO_STRONG_HINDRANCE ->
                state.factors().entrySet().stream()
                        .filter(factor -> !factor.getValue().isResolved()
                                && factor.getValue().strength() == -2)
                        .flatMap(factor -> Stream.of(CommandForm.RESOLVE_FACTOR, CommandForm.RATE_FACTOR)
                                .map(form -> about(
                                        form,
                                        "factor",
                                        factor.getKey(),
                                        factor.getValue().description())))
                        .toList();
            case NO_OPEN_ACTION -> complete(_ -> true);
            case ACTIONS_DONE -> {
                List<Way> open = complete(action -> action.phase() != Phase.EVERYDAY_LIFE);
                yield open.isEmpty() ? List.of(way(CommandForm.PLAN_ACTION)) : open;
            }
            default ->
                Remedy.of(requirement).stream()
                        .map(remedy -> way(CommandForm.valueOf(remedy.name())))
                        .toList();
        };
    }

    private static Way way(CommandForm form) {
        return new Way(form.route(), null, null);
    }

    private static Way about(CommandForm form, String field, UUID id, String name) {
        return new Way(form.route(), field + "=" + id, name);
    }

    private Way anchor(Structure structure) {
        return new Way(CommandForm.ANCHOR_IN_STRUCTURE.route(), "structure=" + structure, words.of(structure));
    }

    private static Way follow(FollowedIn phase) {
        return new Way(CommandForm.DEFINE_MEASURE.route(), "followedIn=" + phase, null);
    }

    private Way measure(Map.Entry<UUID, Measure> measure) {
        return about(
                CommandForm.RECORD_MEASUREMENT,
                "measure",
                measure.getKey(),
                measure.getValue().name());
    }

    /** The latest measurement can be interpreted, or measured again. */
    private Stream<Way> explain(Map.Entry<UUID, Measure> measure) {
        List<Measurement> since = state.measuredSinceMove(measure.getKey());
        if (since.isEmpty()) {
            return Stream.of(measure(measure));
        }
        Measurement latest = since.getLast();
        if (measure.getValue().isGood(latest.value()) || latest.isExplained()) {
            return Stream.empty();
        }
        return Stream.concat(
                state.measurements().entrySet().stream()
                        .filter(measurement -> measurement.getValue().equals(latest))
                        .limit(1)
                        .map(measurement -> about(
                                CommandForm.CORRECT_MEASUREMENT,
                                "measurement",
                                measurement.getKey(),
                                measure.getValue().name())),
                Stream.of(measure(measure)));
    }

    private List<Way> complete(Predicate<Action> wanted) {
        return state.actions().entrySet().stream()
                .filter(action -> action.getValue().isOpen() && wanted.test(action.getValue()))
                .map(action -> about(
                        CommandForm.COMPLETE_ACTION,
                        "action",
                        action.getKey(),
                        action.getValue().what()))
                .toList();
    }

    /**
     * An adoption decision.
     *
     * @param place what it is today: "in-force", "to-come" until its day, "deferred", "superseded" or "past"
     */
    record Decision(
            UUID id,
            AdoptionDecision of,
            String place,
            List<Owed> conditions,
            @Nullable String overturned,
            List<String> reviewCalledForBy,
            @Nullable String supersedes,
            boolean isReviewDue) {

        public boolean isOld() {
            return place.equals("superseded") || place.equals("past");
        }
    }

    /** A condition and what has come of it. */
    record Owed(
            Condition of,
            String owner,
            boolean isOverdue,
            @Nullable Fulfilment fulfilment) {}

    /** Those that matter today; the one in force first, then the latest first. */
    public List<Decision> decisions() {
        return everyDecision().filter(decision -> !decision.isOld()).toList();
    }

    /** Those that do not any more. */
    public Few<Decision> oldDecisions() {
        return few("decisions", everyDecision().filter(Decision::isOld).toList());
    }

    private Stream<Decision> everyDecision() {
        @Nullable UUID inForce = state.adoptionInForce().map(Map.Entry::getKey).orElse(null);
        List<Map.Entry<UUID, AdoptionDecision>> all =
                new ArrayList<>(state.adoptions().entrySet()).reversed();
        return all.stream()
                .map(decision -> decision(decision.getKey(), decision.getValue(), inForce))
                .sorted(Comparator.comparing(decision -> !decision.id().equals(inForce)));
    }

    private Decision decision(UUID id, AdoptionDecision of, @Nullable UUID inForce) {
        return new Decision(
                id,
                of,
                place(id, of, inForce),
                of.conditions().stream()
                        .map(condition -> new Owed(
                                condition,
                                telling.person(condition.owner()),
                                isPast(condition.due()) && !of.fulfilments().containsKey(condition.condition()),
                                of.fulfilments().get(condition.condition())))
                        .toList(),
                of.overturnedBy() == null ? null : telling.overturned(of.overturnedBy()),
                of.reviewCalledForBy().stream().map(telling::thing).toList(),
                of.supersedes() == null ? null : telling.thing(of.supersedes()),
                of.reviewOn() != null && isPast(of.reviewOn()));
    }

    private String place(UUID id, AdoptionDecision of, @Nullable UUID inForce) {
        if (id.equals(inForce)) {
            return of.inForceFrom() != null && of.inForceFrom().isAfter(today) ? "to-come" : "in-force";
        }
        boolean isReplaced = state.adoptions().values().stream().anyMatch(later -> id.equals(later.supersedes()));
        return isReplaced ? "superseded" : of.choice() == AdoptionChoice.DEFER && isLatest(id) ? "deferred" : "past";
    }

    private boolean isLatest(UUID id) {
        return new ArrayList<>(state.adoptions().keySet()).getLast().equals(id);
    }

    /** Whether the whole of what was entered, day, month or year, is over. */
    private boolean isPast(BusinessDate date) {
        return lastDay(date).isBefore(today);
    }

    private static LocalDate lastDay(BusinessDate date) {
        LocalDate first = date.firstDay();
        return switch (date.toString().length()) {
            case 10 -> first;
            case 7 -> first.plusMonths(1).minusDays(1);
            default -> first.plusYears(1).minusDays(1);
        };
    }

    /** A request that no body has answered yet. */
    record Asking(UUID id, Request of, boolean isOverdue) {}

    public List<Asking> requests() {
        return state.requests().entrySet().stream()
                .map(request -> new Asking(
                        request.getKey(),
                        request.getValue(),
                        isPast(request.getValue().meetingOn())))
                .toList();
    }

    /** The latest first. */
    public List<PilotDecision> pilotDecisions() {
        return new ArrayList<>(state.pilot().decisions()).reversed();
    }

    /** The actions of a phase. */
    record Plan(Phase phase, List<Task> open, Few<Task> completed, Few<Task> dropped) {}

    record Task(
            UUID id,
            Action of,
            String responsible,
            boolean isOverdue,
            List<Reschedule> reschedules,
            @Nullable Ending dropped) {}

    /** By phase, those that have any; open ones by their due day. */
    public List<Plan> plans() {
        List<Task> tasks = state.actions().entrySet().stream()
                .map(action -> task(action.getKey(), action.getValue()))
                .toList();
        return Arrays.stream(Phase.values())
                .map(phase -> plan(
                        phase,
                        tasks.stream()
                                .filter(task -> task.of().phase() == phase)
                                .toList()))
                .filter(plan -> !(plan.open().isEmpty()
                        && plan.completed().isNone()
                        && plan.dropped().isNone()))
                .toList();
    }

    private Plan plan(Phase phase, List<Task> tasks) {
        return new Plan(
                phase,
                tasks.stream()
                        .filter(task -> task.of().isOpen())
                        .sorted(Comparator.comparing(task -> task.of().due().firstDay()))
                        .toList(),
                few(
                        "actions",
                        tasks.stream()
                                .filter(task -> task.of().isCompleted())
                                .toList()
                                .reversed()),
                few(
                        "actions",
                        tasks.stream()
                                .filter(task ->
                                        !task.of().isOpen() && !task.of().isCompleted())
                                .toList()
                                .reversed()));
    }

    private Task task(UUID id, Action action) {
        return new Task(
                id,
                action,
                telling.person(action.responsible()),
                action.isOpen() && isPast(action.due()),
                course.reschedules().getOrDefault(id, List.of()),
                course.endings().get(id));
    }

    /** How many open actions are overdue. */
    public long overdue() {
        return plans().stream()
                .flatMap(plan -> plan.open().stream())
                .filter(Task::isOverdue)
                .count();
    }

    /** A structure, and how the initiative is anchored in it. */
    record Anchored(Structure structure, Map<UUID, Anchor> anchors) {}

    /** Those in which it is anchored. */
    public List<Anchored> anchored() {
        return structures().filter(one -> !one.anchors().isEmpty()).toList();
    }

    /** The rest of the nine. */
    public List<Structure> loose() {
        return structures()
                .filter(one -> one.anchors().isEmpty())
                .map(Anchored::structure)
                .toList();
    }

    private Stream<Anchored> structures() {
        return Arrays.stream(Structure.values()).map(structure -> {
            Map<UUID, Anchor> anchors = new LinkedHashMap<>();
            state.anchors().forEach((id, anchor) -> {
                if (anchor.structure() == structure) {
                    anchors.put(id, anchor);
                }
            });
            return new Anchored(structure, anchors);
        });
    }

    /**
     * A measure and everything that was measured by it.
     *
     * @param latest the row of the latest value, if there is any
     * @param nextDue when it is to be measured again, if it is followed at intervals
     * @param retired why it is followed no more, if so
     */
    record Measured(
            UUID id,
            Measure of,
            @Nullable Chart chart,
            List<Retarget> retargets,
            Few<Row> rows,
            @Nullable Row latest,
            @Nullable String nextDue,
            boolean isDue,
            @Nullable Ending retired) {}

    /**
     * A value.
     *
     * @param id of the measurement or the pilot result; absent of the baseline
     * @param isGood whether it is where the measure should be
     */
    record Row(
            @Nullable UUID id,
            Kind kind,
            BusinessDate on,
            String value,
            String source,
            boolean isGood,
            List<Evidence> evidence,
            @Nullable String interpretation,
            @Nullable String correctiveAction) {}

    /** Those that are followed. */
    public List<Measured> measures() {
        return state.liveMeasures()
                .map(measure -> measured(measure.getKey(), measure.getValue()))
                .toList();
    }

    /** Those that are followed no more. */
    public Few<Measured> retired() {
        List<Map.Entry<UUID, Measure>> retired = state.measures().entrySet().stream()
                .filter(measure -> !measure.getValue().live())
                .toList()
                .reversed();
        Few<Map.Entry<UUID, Measure>> few = few("measures", retired);
        return new Few<>(
                few.shown().stream()
                        .map(measure -> measured(measure.getKey(), measure.getValue()))
                        .toList(),
                few.hidden());
    }

    private Measured measured(UUID id, Measure measure) {
        List<Row> rows = new ArrayList<>();
        List<Value> values = new ArrayList<>();
        state.pilot().results().forEach((key, result) -> {
            if (id.equals(result.measure()) && result.value() != null) {
                values.add(new Value(result.observedOn(), result.value(), Kind.PILOT));
                rows.add(new Row(
                        key,
                        Kind.PILOT,
                        result.observedOn(),
                        words.number(result.value()),
                        result.finding(),
                        measure.isGood(result.value()),
                        result.evidence(),
                        null,
                        null));
            }
        });
        state.measurements().forEach((key, measurement) -> {
            if (id.equals(measurement.measure())) {
                values.add(new Value(measurement.measuredOn(), measurement.value(), Kind.MEASUREMENT));
                rows.add(new Row(
                        key,
                        Kind.MEASUREMENT,
                        measurement.measuredOn(),
                        words.number(measurement.value()),
                        measurement.source(),
                        measure.isGood(measurement.value()),
                        List.of(),
                        measurement.interpretation(),
                        measurement.correctiveAction()));
            }
        });
        rows.sort(Comparator.comparing((Row row) -> row.on().firstDay()));
        List<Retarget> retargets = course.retargets().getOrDefault(id, List.of());
        @Nullable LocalDate nextDue = nextDue(measure, rows);
        return new Measured(
                id,
                measure,
                Chart.of(words, measure, retargets, values).orElse(null),
                retargets,
                few("measures", rows.reversed()),
                rows.isEmpty() ? null : rows.getLast(),
                nextDue == null ? null : words.date(BusinessDate.of(nextDue)),
                nextDue != null && nextDue.isBefore(today),
                course.endings().get(id));
    }

    private static @Nullable LocalDate nextDue(Measure measure, List<Row> rows) {
        if (!measure.live() || measure.everyMonths() == null) {
            return null;
        }
        BusinessDate last =
                rows.isEmpty() ? measure.baselineOn() : rows.getLast().on();
        return lastDay(last).plusMonths(measure.everyMonths());
    }

    /** The pilot results that have no value of a measure. */
    public Map<UUID, PilotResult> findings() {
        Map<UUID, PilotResult> findings = new LinkedHashMap<>();
        state.pilot().results().forEach((id, result) -> {
            if (result.measure() == null || result.value() == null) {
                findings.put(id, result);
            }
        });
        return findings;
    }

    /** The pilot's conclusion that a return voided. */
    public @Nullable VoidedConclusion voidedConclusion() {
        return course.voidedConclusion();
    }

    record Weighed(
            UUID id,
            Factor of,
            List<Rating> ratings,
            @Nullable Ending resolved) {}

    /** What hinders, or promotes, and is not resolved; the strongest first. */
    private List<Weighed> factors(FactorKind kind) {
        return weighed()
                .filter(factor -> factor.of().kind() == kind && !factor.of().isResolved())
                .sorted(Comparator.comparingInt(factor -> -Math.abs(factor.of().strength())))
                .toList();
    }

    public List<Weighed> hindering() {
        return factors(FactorKind.HINDERING);
    }

    public List<Weighed> promoting() {
        return factors(FactorKind.PROMOTING);
    }

    public Few<Weighed> resolved() {
        return few(
                "factors",
                weighed().filter(factor -> factor.of().isResolved()).toList().reversed());
    }

    private Stream<Weighed> weighed() {
        return state.factors().entrySet().stream()
                .map(factor -> new Weighed(
                        factor.getKey(),
                        factor.getValue(),
                        course.ratings().getOrDefault(factor.getKey(), List.of()),
                        course.endings().get(factor.getKey())));
    }

    /**
     * The strategy mirror of a phase.
     *
     * @param isDue whether the next gate asks for it
     */
    record Mirrored(
            Phase phase,
            @Nullable Mirror of,
            List<String> goals,
            @Nullable String strategy,
            @Nullable VoidedMirror voided,
            boolean isDue) {}

    public List<Mirrored> mirrors() {
        return Arrays.stream(Phase.values())
                .map(phase -> {
                    @Nullable Mirror mirror = state.mirrors().get(phase);
                    return new Mirrored(
                            phase,
                            mirror,
                            mirror == null
                                    ? List.of()
                                    : mirror.goals().stream()
                                            .map(telling::thing)
                                            .toList(),
                            mirror == null ? null : telling.strategy(mirror.strategyVersion()),
                            course.voidedMirrors().get(phase),
                            mirror == null && phase == state.standing().phase());
                })
                .toList();
    }

    record Sitting(
            String person, String name, Seat seat, @Nullable String hours) {}

    /** Coordinators first. */
    public List<Sitting> team() {
        return state.team().entrySet().stream()
                .map(member -> new Sitting(
                        member.getKey(),
                        telling.person(member.getKey()),
                        member.getValue().seat(),
                        member.getValue().hours() == null
                                ? null
                                : words.number(member.getValue().hours())))
                .sorted(Comparator.comparing(Sitting::seat).thenComparing(Sitting::name))
                .toList();
    }

    /** @param end "ended", "soon" or "later" */
    record Funded(Funding of, String amount, String end) {}

    /** The last to end first. */
    public List<Funded> funding() {
        return state.funding().stream()
                .sorted(Comparator.comparing((Funding funding) -> lastDay(funding.until()))
                        .reversed())
                .map(funding -> new Funded(
                        funding,
                        words.number(funding.amount()),
                        isPast(funding.until())
                                ? "ended"
                                : lastDay(funding.until()).isBefore(today.plusMonths(ENDING_SOON_MONTHS))
                                        ? "soon"
                                        : "later"))
                .toList();
    }

    /** All but the latest. */
    public Few<Review> earlierReviews() {
        List<Review> latestFirst = state.reviews().reversed();
        return few("reviews", latestFirst.subList(Math.min(1, latestFirst.size()), latestFirst.size()));
    }

    /** Whether the next review should have been by now. */
    public boolean isReviewDue() {
        return !state.reviews().isEmpty() && isPast(state.reviews().getLast().nextReviewOn());
    }

    /**
     * What was said about a part, or about something in it.
     *
     * @param about the thing, if not the whole part
     */
    record Said(
            UUID id,
            String by,
            String recordedAt,
            String text,
            @Nullable String about,
            long version) {}

    /** The latest comments by part of the page. */
    public Map<String, List<Said>> comments() {
        Map<String, List<Said>> byPart = new LinkedHashMap<>();
        course.talks().forEach((about, comments) -> {
            @Nullable String part = part(about);
            if (part != null) {
                comments.forEach(comment -> byPart.computeIfAbsent(part, _ -> new ArrayList<>())
                        .add(said(comment, about.equals(part) ? null : telling.thing(UUID.fromString(about)))));
            }
        });
        byPart.values().forEach(all -> all.sort(Comparator.comparingLong(Said::version)));
        return byPart;
    }

    private Said said(Comment comment, @Nullable String about) {
        return new Said(
                comment.comment(),
                telling.person(comment.mark().by()),
                words.moment(comment.mark().recordedAt()),
                comment.text(),
                about,
                comment.mark().version());
    }

    /** The part of the page that shows what is commented on; absent if there is no such thing. */
    private @Nullable String part(String about) {
        if (PARTS.contains(about)) {
            return about;
        }
        UUID thing;
        try {
            thing = UUID.fromString(about);
        } catch (IllegalArgumentException notAnId) {
            return null;
        }
        return Stream.of(
                        Map.entry("measures", state.measures().keySet()),
                        Map.entry("measures", state.measurements().keySet()),
                        Map.entry("pilot", state.pilot().results().keySet()),
                        Map.entry("decisions", state.adoptions().keySet()),
                        Map.entry("decisions", state.requests().keySet()),
                        Map.entry("actions", state.actions().keySet()),
                        Map.entry("anchors", state.anchors().keySet()),
                        Map.entry("factors", state.factors().keySet()))
                .filter(things -> things.getValue().contains(thing))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
