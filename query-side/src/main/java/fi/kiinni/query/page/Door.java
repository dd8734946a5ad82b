package fi.kiinni.query.page;

import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.Measurement;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Remedy;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Structure;
import fi.kiinni.query.view.Course.Mark;
import fi.kiinni.query.view.Course.Waived;
import fi.kiinni.query.view.Gates.Asked;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gate to the next phase: what it lacks, what would bring that, and who goes through. */
final class Door {

    /** So many forms are offered for a requirement that any number of things may lack. */
    private static final int WAYS = 5;

    private final Words words;
    private final Telling telling;
    private final Initiative state;
    private final Gate gate;
    private final List<Point> missing = new ArrayList<>();
    private final List<Point> waived = new ArrayList<>();
    private final List<Point> met = new ArrayList<>();

    Door(Reading reading) {
        this.words = reading.words();
        this.telling = reading.telling();
        this.state = reading.state();
        this.gate = reading.gates().gate();
        for (Asked asked : reading.gates().asked()) {
            (asked.isMissing() ? missing : asked.isMet() ? met : waived).add(point(asked));
        }
    }

    public Gate gate() {
        return gate;
    }

    public List<Point> missing() {
        return missing;
    }

    public List<Point> waived() {
        return waived;
    }

    public List<Point> met() {
        return met;
    }

    public boolean isOpen() {
        return missing.isEmpty();
    }

    /** The route of the form that goes through it. */
    public String move() {
        return CommandForm.through(gate).route();
    }

    /** Who may go through it. */
    public String movers() {
        return who(Stream.of(gate == Gate.ROOTED ? Remedy.By.DECISION_MAKER : Remedy.By.COORDINATOR));
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
            String route, @Nullable String query, @Nullable String about) {

        /** Where the form of that initiative is. */
        String address(String initiative) {
            return "/initiatives/" + initiative + "/" + route + (query == null ? "" : "?" + query);
        }
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
                since == null || asked.metFrom() != null
                        ? List.of()
                        : ways(asked.requirement()).limit(WAYS).toList(),
                since == null
                        ? null
                        : who(Remedy.of(asked.requirement()).stream().flatMap(remedy -> remedy.by().stream())));
    }

    /** Whose it is: roles, and where a seat is needed, who has it. */
    private String who(Stream<Remedy.By> roles) {
        return roles.distinct()
                .sorted()
                .map(role -> {
                    String name = words.of(role);
                    String seated = state.coordinators().map(telling::person).collect(Collectors.joining(", "));
                    return role != Remedy.By.COORDINATOR || seated.isEmpty() ? name : name + " (" + seated + ")";
                })
                .collect(Collectors.joining(" · "));
    }

    /** The forms that bring what is missing, each about the very thing that lacks it. */
    private Stream<Way> ways(Requirement requirement) {
        return switch (requirement) {
            case ANCHORED_IN_WORKING_HOURS -> Stream.of(anchor(Structure.WORKING_HOURS));
            case ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION ->
                Stream.of(anchor(Structure.PROCESS), anchor(Structure.JOB_DESCRIPTION));
            case ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM ->
                Stream.of(anchor(Structure.ANNUAL_CYCLE), anchor(Structure.QUALITY_SYSTEM));
            case LIVE_MEASURE, MEASURE_FOLLOWED_IN_PILOT -> Stream.of(follow(FollowedIn.PILOT));
            case MEASURE_FOLLOWED_IN_EVERYDAY_LIFE -> Stream.of(follow(FollowedIn.EVERYDAY_LIFE));
            case PILOT_VALUES ->
                state.liveMeasures(FollowedIn.PILOT)
                        .filter(measure -> state.pilot().results().values().stream()
                                .noneMatch(
                                        result -> measure.getKey().equals(result.measure()) && result.value() != null))
                        .map(measure -> about(
                                CommandForm.RECORD_PILOT_RESULT,
                                "measure",
                                measure.getKey(),
                                measure.getValue().name()));
            case MEASURED_TWICE ->
                state.liveMeasures(FollowedIn.EVERYDAY_LIFE)
                        .filter(measure ->
                                state.measuredSinceMove(measure.getKey()).size() < 2)
                        .map(this::measure);
            case TARGETS_REACHED_OR_EXPLAINED ->
                state.liveMeasures(FollowedIn.EVERYDAY_LIFE).flatMap(this::explain);
            case ADOPTION_IN_FORCE ->
                state.adoptionInForce()
                        .map(decision -> decision.getValue()
                                .openConditions()
                                .map(condition -> about(
                                        CommandForm.FULFIL_CONDITION,
                                        "condition",
                                        condition.condition(),
                                        condition.what())))
                        .orElseGet(() -> Stream.of(way(CommandForm.DECIDE_ADOPTION)));
            case NO_STRONG_HINDRANCE ->
                state.strongHindrances().entrySet().stream()
                        .flatMap(factor -> Stream.of(CommandForm.RESOLVE_FACTOR, CommandForm.RATE_FACTOR)
                                .map(form -> about(
                                        form,
                                        "factor",
                                        factor.getKey(),
                                        factor.getValue().description())));
            case NO_OPEN_ACTION -> complete(_ -> true);
            case ACTIONS_DONE -> {
                List<Way> open = complete(action -> action.phase() != Phase.EVERYDAY_LIFE)
                        .limit(WAYS)
                        .toList();
                yield open.isEmpty() ? Stream.of(plan()) : open.stream();
            }
            default -> Remedy.of(requirement).stream().map(remedy -> way(CommandForm.valueOf(remedy.name())));
        };
    }

    private static Way way(CommandForm form) {
        return new Way(form.route(), null, null);
    }

    private static Way plan() {
        return new Way(CommandForm.PLAN_ACTION.route(), "phase=" + Phase.STRUCTURES, null);
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
                state.measurements(measure.getKey()).entrySet().stream()
                        .filter(measurement -> measurement.getValue().equals(latest))
                        .limit(1)
                        .map(measurement -> about(
                                CommandForm.CORRECT_MEASUREMENT,
                                "measurement",
                                measurement.getKey(),
                                measure.getValue().name())),
                Stream.of(measure(measure)));
    }

    private Stream<Way> complete(Predicate<Action> wanted) {
        return state.openActions().entrySet().stream()
                .filter(action -> wanted.test(action.getValue()))
                .map(action -> about(
                        CommandForm.COMPLETE_ACTION,
                        "action",
                        action.getKey(),
                        action.getValue().what()));
    }
}
