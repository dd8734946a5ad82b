package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.ActionCompleted;
import fi.kiinni.initiative.InitiativeEvent.ActionCorrected;
import fi.kiinni.initiative.InitiativeEvent.ActionDropped;
import fi.kiinni.initiative.InitiativeEvent.ActionPlanned;
import fi.kiinni.initiative.InitiativeEvent.ActionRescheduled;
import fi.kiinni.initiative.InitiativeEvent.AdoptionDecided;
import fi.kiinni.initiative.InitiativeEvent.DeclaredRooted;
import fi.kiinni.initiative.InitiativeEvent.FactorIdentified;
import fi.kiinni.initiative.InitiativeEvent.FactorRated;
import fi.kiinni.initiative.InitiativeEvent.FactorResolved;
import fi.kiinni.initiative.InitiativeEvent.InitiativePaused;
import fi.kiinni.initiative.InitiativeEvent.InitiativeResumed;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MeasureDefined;
import fi.kiinni.initiative.InitiativeEvent.MeasureRetargeted;
import fi.kiinni.initiative.InitiativeEvent.MeasureRetired;
import fi.kiinni.initiative.InitiativeEvent.MeasurementCorrected;
import fi.kiinni.initiative.InitiativeEvent.MeasurementRecorded;
import fi.kiinni.initiative.InitiativeEvent.MeasurementWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.MovedToEverydayLife;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.InitiativeEvent.MovedToStructures;
import fi.kiinni.initiative.InitiativeEvent.PilotDecided;
import fi.kiinni.initiative.InitiativeEvent.PilotResultCorrected;
import fi.kiinni.initiative.InitiativeEvent.PilotResultRecorded;
import fi.kiinni.initiative.InitiativeEvent.PilotResultWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.ReturnedToPhase;
import fi.kiinni.initiative.InitiativeEvent.RootingReopened;
import fi.kiinni.initiative.InitiativeEvent.RootingReviewed;
import fi.kiinni.initiative.InitiativeEvent.StrategyMirrored;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.query.view.Task.TaskKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePVector;

/**
 * The turns in the life of an initiative, as far as reports on many of them need these: short enough to be read of all, and with both
 * clocks, so that what was known at a moment can be told from it.
 *
 * @param steps where it went, in the order of recording
 * @param waits what its next gate lacked, by when that began
 * @param forces the factors, by when they were identified
 * @param mirrors what was held up against the strategy, in the order of recording
 * @param decisions in the order of recording
 * @param dues what was to be done by a day, by when that began
 * @param open where among them those are that have no end yet, in their order: with the years they become few of many
 * @param gauges its measures, by when they were defined
 * @param tallies on which days something was recorded, and how much
 */
public record Lifeline(
        List<Step> steps,
        List<Wait> waits,
        List<Force> forces,
        List<Mirrored> mirrors,
        List<Decided> decisions,
        List<Due> dues,
        List<Integer> open,
        List<Gauge> gauges,
        List<Tally> tallies) {

    static final Lifeline NONE = new Lifeline(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    /** What happened at a turn. */
    public enum Turn {
        STARTED,
        MOVED,
        RETURNED,
        PAUSED,
        RESUMED,
        STOPPED,
        ROOTED,
        REOPENED
    }

    /**
     * The event that was a turn.
     *
     * @param at when it was recorded, by a clock that does not go back
     * @param on when it was effective
     */
    public record Point(long version, Instant at, BusinessDate on) {}

    /**
     * @param phase in which it was from then on
     * @param reason why it was returned, paused, stopped or reopened
     * @param lessons of what was stopped
     */
    public record Step(
            Turn turn,
            Phase phase,
            Point point,
            @Nullable String reason,
            @Nullable String lessons) {}

    /**
     * A time during which the gate out of a phase lacked something.
     *
     * @param until when it was brought or waived, or the phase was left; absent as long as it is lacked
     */
    public record Wait(
            Phase phase,
            Requirement requirement,
            Point since,
            @Nullable Point until) {}

    /**
     * A factor.
     *
     * @param phase in which it was identified
     * @param ratings how strong it was from when on; 0 from when it was resolved on
     */
    public record Force(
            UUID factor, FactorKind kind, FactorDomain domain, Phase phase, String description, List<Rating> ratings) {}

    public record Rating(int strength, Point point) {}

    /** @param goals of that version of the strategy */
    public record Mirrored(Phase phase, int strategyVersion, List<UUID> goals, Assessment assessment, Point point) {}

    /**
     * A decision.
     *
     * @param choice the constant's name
     */
    public record Decided(DecisionSubject subject, String choice, String body, Point point) {}

    /**
     * Something that is to be done by a day: an action, a condition, a review, a decision that was requested.
     *
     * @param subject of a decision that was requested or is to be looked at again
     * @param body of a decision that was requested: who is to take it
     * @param until when it was done, put off, dropped or had no meaning any more; absent as long as it is open
     */
    public record Due(
            TaskKind kind,
            String text,
            @Nullable UUID thing,
            @Nullable DecisionSubject subject,
            @Nullable String body,
            BusinessDate date,
            Point since,
            @Nullable Point until) {

        /** Whether it is open and its day has passed; of a month or a year, its last. */
        public boolean isLate(LocalDate day) {
            return until == null && date.lastDay().isBefore(day);
        }

        private Day day() {
            return new Day(kind, thing, date);
        }

        private boolean isOf(UUID action) {
            return kind == TaskKind.ACTION && action.equals(thing);
        }

        private Due until(@Nullable Point end) {
            return new Due(kind, text, thing, subject, body, date, since, end);
        }
    }

    /** What is to be done and by when: put off, it is another. */
    private record Day(
            TaskKind kind, @Nullable UUID thing, @Nullable BusinessDate date) {

        static Day of(Task task) {
            return new Day(task.kind(), task.thing(), task.date());
        }
    }

    /** How a measure stands against its target. */
    public enum Verdict {
        UNMEASURED,
        SHORT,
        MET,
        RETIRED
    }

    /**
     * A measure.
     *
     * @param latestOn the day of its latest value, to go on from; as of another day that does not matter
     * @param ratings how its latest value stood from when on
     */
    public record Gauge(UUID measure, String name, @Nullable BusinessDate latestOn, List<Rated> ratings) {

        public Rated last() {
            return ratings.getLast();
        }

        private boolean isLatest(BusinessDate on) {
            return latestOn == null || !on.isBefore(latestOn);
        }

        private Gauge with(@Nullable BusinessDate on, Verdict verdict, Point point) {
            return new Gauge(
                    measure, name, on, last().verdict == verdict ? ratings : and(ratings, new Rated(verdict, point)));
        }
    }

    public record Rated(Verdict verdict, Point point) {}

    /**
     * How many events of which kind were recorded on a day in Finland.
     *
     * @param position of the last of them, in the log as a whole
     */
    public record Tally(LocalDate day, long position, Map<Change, Integer> counts) {}

    /** The same as it was known at the end of that day in Finland. */
    public Lifeline asOf(LocalDate day) {
        Instant instant =
                day.plusDays(1).atStartOfDay(Overview.HELSINKI).toInstant().minusNanos(1);
        List<Due> known = dues.stream()
                .filter(due -> isKnown(due.since, instant))
                .map(due -> due.until == null || isKnown(due.until, instant) ? due : due.until(null))
                .toList();
        return new Lifeline(
                steps.stream().filter(step -> isKnown(step.point, instant)).toList(),
                waits.stream()
                        .filter(wait -> isKnown(wait.since, instant))
                        .map(wait -> wait.until == null || isKnown(wait.until, instant)
                                ? wait
                                : new Wait(wait.phase, wait.requirement, wait.since, null))
                        .toList(),
                forces.stream()
                        .map(force -> new Force(
                                force.factor,
                                force.kind,
                                force.domain,
                                force.phase,
                                force.description,
                                force.ratings.stream()
                                        .filter(rating -> isKnown(rating.point, instant))
                                        .toList()))
                        .filter(force -> !force.ratings.isEmpty())
                        .toList(),
                mirrors.stream()
                        .filter(mirror -> isKnown(mirror.point, instant))
                        .toList(),
                decisions.stream()
                        .filter(decision -> isKnown(decision.point, instant))
                        .toList(),
                known,
                IntStream.range(0, known.size())
                        .filter(index -> known.get(index).until == null)
                        .boxed()
                        .toList(),
                gauges.stream()
                        .map(gauge -> new Gauge(
                                gauge.measure,
                                gauge.name,
                                null,
                                gauge.ratings.stream()
                                        .filter(rating -> isKnown(rating.point, instant))
                                        .toList()))
                        .filter(gauge -> !gauge.ratings.isEmpty())
                        .toList(),
                tallies.stream().filter(tally -> !tally.day.isAfter(day)).toList());
    }

    /** The mirror of the latest phase that has one: a return voids those of the phase that it leads to and of later ones. */
    public Optional<Mirrored> leansOn() {
        Map<Phase, Mirrored> standing = new EnumMap<>(Phase.class);
        Iterator<Step> returns =
                steps.stream().filter(step -> step.turn == Turn.RETURNED).iterator();
        @Nullable Step next = returns.hasNext() ? returns.next() : null;
        for (Mirrored mirror : mirrors) {
            while (next != null && next.point.version < mirror.point.version) {
                cut(standing, next.phase);
                next = returns.hasNext() ? returns.next() : null;
            }
            standing.put(mirror.phase, mirror);
        }
        while (next != null) {
            cut(standing, next.phase);
            next = returns.hasNext() ? returns.next() : null;
        }
        return standing.values().stream().reduce((_, later) -> later);
    }

    private static void cut(Map<Phase, Mirrored> standing, Phase from) {
        standing.keySet().removeIf(phase -> !phase.isBefore(from));
    }

    private static boolean isKnown(Point point, Instant instant) {
        return !point.at.isAfter(instant);
    }

    /**
     * After a further event.
     *
     * @param lackedBefore what the gate lacked before the event
     * @param latest the latest instant of recording so far
     */
    static Lifeline evolve(
            @Nullable Lifeline lifeline,
            @Nullable Initiative before,
            Initiative after,
            Set<Requirement> lackedBefore,
            Set<Requirement> lacked,
            Recorded recorded,
            Instant latest) {
        InitiativeEvent event = (InitiativeEvent) recorded.event();
        Point point = new Point(recorded.version(), latest, event.effectiveOn());
        Lifeline known = lifeline == null ? NONE : lifeline;
        Phase phase = after.standing().phase();
        Dues dues = due(new Dues(known.dues, known.open), event, before, after, point);
        return new Lifeline(
                stepped(known.steps, event, phase, point),
                waited(known.waits, before, phase, lackedBefore, lacked, point),
                forced(known.forces, event, after, point),
                event instanceof StrategyMirrored mirrored
                        ? and(
                                known.mirrors,
                                new Mirrored(
                                        mirrored.phase(),
                                        mirrored.strategyVersion(),
                                        mirrored.goals(),
                                        mirrored.assessment(),
                                        point))
                        : known.mirrors,
                decided(known.decisions, event, point),
                dues.all,
                dues.open,
                gauged(known.gauges, event, before, after, point),
                tallied(
                        known.tallies,
                        event,
                        recorded.position(),
                        latest.atZone(Overview.HELSINKI).toLocalDate()));
    }

    private static List<Decided> decided(List<Decided> decisions, InitiativeEvent event, Point point) {
        return switch (event) {
            case PilotDecided e ->
                and(decisions, new Decided(DecisionSubject.PILOT, e.choice().name(), e.body(), point));
            case AdoptionDecided e ->
                and(decisions, new Decided(DecisionSubject.ADOPTION, e.choice().name(), e.body(), point));
            default -> decisions;
        };
    }

    private record Dues(List<Due> all, List<Integer> open) {}

    private static Dues due(
            Dues dues, InitiativeEvent event, @Nullable Initiative before, Initiative after, Point point) {
        @Nullable
        UUID action = switch (event) {
            case ActionPlanned e -> e.action();
            case ActionRescheduled e -> e.action();
            case ActionCompleted e -> e.action();
            case ActionDropped e -> e.action();
            case ActionCorrected e -> e.action();
            default -> null;
        };
        if (action != null) {
            return dueOf(action, dues, before, after, point);
        }
        boolean matters = switch (Happening.of(event)) {
            case MOVES, DECISIONS -> true;
            case RESULTS -> event instanceof RootingReviewed;
            case ACTIONS, FACTORS, GROUNDWORK, COMMENTS -> false;
        };
        if (!matters) {
            return dues;
        }
        Map<Day, Task> tasks = new LinkedHashMap<>();
        Task.dated(after).forEach(task -> tasks.put(Day.of(task), task));
        List<Due> all = dues.all;
        List<Integer> open = new ArrayList<>();
        for (int index : dues.open) {
            if (tasks.remove(all.get(index).day()) == null) {
                all = with(all, index, all.get(index).until(point));
            } else {
                open.add(index);
            }
        }
        for (Task task : tasks.values()) {
            open.add(all.size());
            all = and(all, due(task, after, point));
        }
        return new Dues(all, List.copyOf(open));
    }

    /** After an event of an action, which touches no other: there may be many. */
    private static Dues dueOf(UUID action, Dues dues, @Nullable Initiative before, Initiative after, Point point) {
        @Nullable Task task = Task.action(after, action).orElse(null);
        int open = before == null || !before.openActions().containsKey(action)
                ? -1
                : last(dues.open, index -> dues.all.get(index).isOf(action));
        if (open < 0) {
            return task == null ? dues : and(dues, due(task, after, point));
        }
        int index = dues.open.get(open);
        Due due = dues.all.get(index);
        if (task != null && due.day().equals(Day.of(task))) {
            return dues;
        }
        Dues ended = new Dues(
                with(dues.all, index, due.until(point)),
                TreePVector.from(dues.open).minus(open));
        return task == null ? ended : and(ended, due(task, after, point));
    }

    private static Dues and(Dues dues, Due further) {
        return new Dues(and(dues.all, further), and(dues.open, dues.all.size()));
    }

    private static Due due(Task task, Initiative after, Point since) {
        return new Due(
                task.kind(),
                task.text(),
                task.thing(),
                task.subject(),
                body(task, after),
                Objects.requireNonNull(task.date()),
                since,
                null);
    }

    private static @Nullable String body(Task task, Initiative after) {
        Initiative.@Nullable Request request =
                task.thing() == null ? null : after.requests().get(task.thing());
        return request == null ? null : request.body();
    }

    private static List<Gauge> gauged(
            List<Gauge> gauges, InitiativeEvent event, @Nullable Initiative before, Initiative after, Point point) {
        return switch (event) {
            case MeasureDefined e ->
                and(gauges, new Gauge(e.measure(), e.name(), null, List.of(new Rated(Verdict.UNMEASURED, point))));
            case MeasurementRecorded e -> measured(gauges, after, e.measure(), e.value(), e.measuredOn(), point);
            case PilotResultRecorded e
            when e.measure() != null && e.value() != null ->
                measured(gauges, after, e.measure(), e.value(), e.observedOn(), point);
            case MeasureRetired e -> changed(gauges, e.measure(), gauge -> again(gauge, after, point));
            case MeasureRetargeted e -> changed(gauges, e.measure(), gauge -> again(gauge, after, point));
            case MeasurementCorrected e -> corrected(gauges, before, after, e.measurement(), point);
            case MeasurementWithdrawn e -> corrected(gauges, before, after, e.measurement(), point);
            case PilotResultCorrected e -> corrected(gauges, before, after, e.result(), point);
            case PilotResultWithdrawn e -> corrected(gauges, before, after, e.result(), point);
            default -> gauges;
        };
    }

    /** There may be so many values that only where it may matter are they looked at again. */
    private static List<Gauge> corrected(
            List<Gauge> gauges, @Nullable Initiative before, Initiative after, UUID value, Point point) {
        List<Gauge> corrected = gauges;
        for (Initiative state : before == null ? List.of(after) : List.of(before, after)) {
            @Nullable Valued valued = Valued.in(state, value);
            if (valued != null) {
                corrected = changed(
                        corrected,
                        valued.measure,
                        gauge -> gauge.isLatest(valued.on) ? again(gauge, after, point) : gauge);
            }
        }
        return corrected;
    }

    /** Of which measure a value is, and of which day. */
    private record Valued(UUID measure, BusinessDate on) {

        static @Nullable Valued in(Initiative state, UUID value) {
            Initiative.@Nullable Measurement measured = state.measurements().get(value);
            if (measured != null) {
                return new Valued(measured.measure(), measured.measuredOn());
            }
            Initiative.@Nullable PilotResult result = state.pilot().results().get(value);
            return result == null || result.measure() == null
                    ? null
                    : new Valued(result.measure(), result.observedOn());
        }
    }

    private static List<Gauge> changed(List<Gauge> gauges, UUID measure, UnaryOperator<Gauge> change) {
        int found = last(gauges, gauge -> gauge.measure.equals(measure));
        return found < 0 ? gauges : with(gauges, found, change.apply(gauges.get(found)));
    }

    private static List<Gauge> measured(
            List<Gauge> gauges, Initiative after, UUID id, BigDecimal value, BusinessDate on, Point point) {
        @Nullable Measure measure = after.measures().get(id);
        return measure == null
                ? gauges
                : changed(
                        gauges,
                        id,
                        gauge -> gauge.isLatest(on) ? gauge.with(on, verdict(measure, value), point) : gauge);
    }

    /** By all its values. */
    private static Gauge again(Gauge gauge, Initiative after, Point point) {
        @Nullable Measure measure = after.measures().get(gauge.measure);
        if (measure == null) {
            return gauge;
        }
        @Nullable BigDecimal value = null;
        @Nullable BusinessDate on = null;
        for (Initiative.PilotResult result :
                after.pilot().results(gauge.measure).values()) {
            if (on == null || !result.observedOn().isBefore(on)) {
                value = result.value();
                on = result.observedOn();
            }
        }
        for (Initiative.Measurement measurement :
                after.measurements(gauge.measure).values()) {
            if (on == null || !measurement.measuredOn().isBefore(on)) {
                value = measurement.value();
                on = measurement.measuredOn();
            }
        }
        return gauge.with(on, verdict(measure, value), point);
    }

    private static Verdict verdict(Measure measure, @Nullable BigDecimal value) {
        return !measure.live()
                ? Verdict.RETIRED
                : value == null ? Verdict.UNMEASURED : measure.isGood(value) ? Verdict.MET : Verdict.SHORT;
    }

    private static List<Tally> tallied(List<Tally> tallies, InitiativeEvent event, long position, LocalDate day) {
        boolean isFurther = tallies.isEmpty() || !tallies.getLast().day.equals(day);
        Map<Change, Integer> counts = new EnumMap<>(Change.class);
        if (!isFurther) {
            counts.putAll(tallies.getLast().counts);
        }
        counts.merge(Change.of(event), 1, Integer::sum);
        Tally tally = new Tally(day, position, Collections.unmodifiableMap(counts));
        return isFurther ? and(tallies, tally) : with(tallies, tallies.size() - 1, tally);
    }

    private static List<Step> stepped(List<Step> steps, InitiativeEvent event, Phase phase, Point point) {
        @Nullable
        Step next = switch (event) {
            case InitiativeStarted _ -> new Step(Turn.STARTED, phase, point, null, null);
            case MovedToPilot _, MovedToStructures _, MovedToEverydayLife _ ->
                new Step(Turn.MOVED, phase, point, null, null);
            case ReturnedToPhase returned -> new Step(Turn.RETURNED, phase, point, returned.reason(), null);
            case InitiativePaused paused -> new Step(Turn.PAUSED, phase, point, paused.reason(), null);
            case InitiativeResumed _ -> new Step(Turn.RESUMED, phase, point, null, null);
            case InitiativeStopped stopped -> new Step(Turn.STOPPED, phase, point, stopped.reason(), stopped.lessons());
            case DeclaredRooted _ -> new Step(Turn.ROOTED, phase, point, null, null);
            case RootingReopened reopened -> new Step(Turn.REOPENED, phase, point, reopened.reason(), null);
            default -> null;
        };
        return next == null ? steps : and(steps, next);
    }

    private static List<Wait> waited(
            List<Wait> waits,
            @Nullable Initiative before,
            Phase phase,
            Set<Requirement> lackedBefore,
            Set<Requirement> lacked,
            Point point) {
        boolean samePhase = before != null && before.standing().phase() == phase;
        if (samePhase && lacked.equals(lackedBefore)) {
            return waits;
        }
        List<Wait> after = new ArrayList<>();
        for (Wait wait : waits) {
            boolean ends = wait.until == null && !(samePhase && lacked.contains(wait.requirement));
            after.add(ends ? new Wait(wait.phase, wait.requirement, wait.since, point) : wait);
        }
        for (Requirement requirement : lacked) {
            if (!samePhase || !lackedBefore.contains(requirement)) {
                after.add(new Wait(phase, requirement, point, null));
            }
        }
        return List.copyOf(after);
    }

    private static List<Force> forced(List<Force> forces, InitiativeEvent event, Initiative after, Point point) {
        return switch (event) {
            case FactorIdentified identified ->
                and(
                        forces,
                        new Force(
                                identified.factor(),
                                identified.kind(),
                                identified.domain(),
                                after.standing().phase(),
                                identified.description(),
                                List.of(new Rating(identified.strength(), point))));
            case FactorRated rated
            when isOpen(rated.factor(), after) -> rated(forces, rated.factor(), new Rating(rated.strength(), point));
            case FactorResolved resolved -> rated(forces, resolved.factor(), new Rating(0, point));
            default -> forces;
        };
    }

    private static boolean isOpen(UUID factor, Initiative after) {
        Initiative.@Nullable Factor known = after.factors().get(factor);
        return known != null && !known.isResolved();
    }

    private static List<Force> rated(List<Force> forces, UUID factor, Rating rating) {
        int found = last(forces, force -> force.factor.equals(factor));
        if (found < 0) {
            return forces;
        }
        Force force = forces.get(found);
        return with(
                forces,
                found,
                new Force(
                        force.factor,
                        force.kind,
                        force.domain,
                        force.phase,
                        force.description,
                        and(force.ratings, rating)));
    }

    /** Where the last one is; -1 if there is none. */
    private static <T> int last(List<T> list, Predicate<T> wanted) {
        int index = list.size() - 1;
        while (index >= 0 && !wanted.test(list.get(index))) {
            index--;
        }
        return index;
    }

    private static <T> List<T> with(List<T> list, int index, T instead) {
        return TreePVector.from(list).with(index, instead);
    }

    private static <T> List<T> and(List<T> list, T further) {
        return TreePVector.from(list).plus(further);
    }

    /** Whose life it is. */
    public record Of(String initiative, String provider, String title, long version, Lifeline lifeline) {

        /** The same as it was known at the end of that day in Finland; its title is that of now. */
        public Of asOf(LocalDate day) {
            return new Of(initiative, provider, title, version, lifeline.asOf(day));
        }

        /** Whether it had been started by then. */
        public boolean isThere() {
            return !lifeline.steps.isEmpty();
        }

        /** In the log as a whole, of the last event that is known of. */
        public long position() {
            return lifeline.tallies.isEmpty() ? 0 : lifeline.tallies.getLast().position;
        }
    }
}
