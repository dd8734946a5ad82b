package fi.kiinni.query.report;

import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.report.Durations.Duration;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Point;
import fi.kiinni.query.view.Lifeline.Step;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.view.Lifeline.Wait;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How initiatives move through the phases. Computed from their lives as these were known at a moment; days are those on which something
 * was effective, of a month or a year its first one.
 *
 * @param standings how many are where, by phase and status
 * @param stays how long they were in each phase
 * @param quarters how many turns there were in each quarter in which there were any, and in those between
 * @param waits how long gates lacked each requirement; what goes on, they lack now
 * @param returns to an earlier phase, the latest first
 * @param stopped which were stopped and not revived, the latest first
 * @param told the lives that this is counted from
 * @param day on which it is looked at
 */
record Flow(
        long all,
        Map<Phase, Map<Status, Long>> standings,
        Map<Phase, Stays> stays,
        NavigableMap<Quarter, Map<Turn, Map<Phase, Long>>> quarters,
        Map<Requirement, Durations> waits,
        List<Happened> returns,
        List<Happened> stopped,
        Reached reached,
        List<Told> told,
        LocalDate day) {

    /**
     * The stays in a phase; one that is left and comes again is two.
     *
     * @param active without the days of pauses; what was stopped goes on no more, but has not ended as the others do
     * @param haltedDays of all of them together, while they were paused
     */
    record Stays(Durations active, long haltedDays) {}

    /** A quarter of a year. */
    record Quarter(int year, int quarter) implements Comparable<Quarter> {

        static Quarter of(LocalDate day) {
            return new Quarter(day.getYear(), day.get(IsoFields.QUARTER_OF_YEAR));
        }

        Quarter next() {
            return of(first().plusMonths(3));
        }

        LocalDate first() {
            return YearMonth.of(year, quarter * 3 - 2).atDay(1);
        }

        @Override
        public int compareTo(Quarter other) {
            return first().compareTo(other.first());
        }
    }

    /** @param from the phase before */
    record Happened(Lifeline.Of life, Step step, Phase from) {}

    /**
     * How far they came.
     *
     * @param everydayLife ever
     * @param rooted ever declared so
     * @param stillRooted and not reopened since
     */
    record Reached(long everydayLife, long rooted, long stillRooted) {}

    /** @param day on which it is looked at, up to which what goes on is counted */
    static Flow of(List<Lifeline.Of> lives, LocalDate day) {
        List<Told> told = lives.stream()
                .filter(Lifeline.Of::isThere)
                .map(life -> Told.of(life, day))
                .toList();
        Map<Phase, Map<Status, Long>> standings = new EnumMap<>(Phase.class);
        Map<Phase, List<Duration>> active = new EnumMap<>(Phase.class);
        Map<Phase, Long> halted = new EnumMap<>(Phase.class);
        Map<Requirement, List<Duration>> waits = new EnumMap<>(Requirement.class);
        TreeMap<Quarter, Map<Turn, Map<Phase, Long>>> quarters = new TreeMap<>();
        for (Told one : told) {
            standings
                    .computeIfAbsent(one.phase, _ -> new EnumMap<>(Status.class))
                    .merge(one.status, 1L, Long::sum);
            for (Visit visit : one.visits) {
                active.computeIfAbsent(visit.phase, _ -> new ArrayList<>()).add(visit.active());
                halted.merge(visit.phase, visit.halted, Long::sum);
            }
            one.waits(day)
                    .forEach(wait -> waits.computeIfAbsent(wait.of.requirement(), _ -> new ArrayList<>())
                            .add(wait.lasted));
            one.life
                    .lifeline()
                    .steps()
                    .forEach(step -> quarters.computeIfAbsent(
                                    Quarter.of(step.point().on().firstDay()), _ -> new EnumMap<>(Turn.class))
                            .computeIfAbsent(step.turn(), _ -> new EnumMap<>(Phase.class))
                            .merge(step.phase(), 1L, Long::sum));
        }
        for (Quarter quarter = quarters.isEmpty() ? null : quarters.firstKey();
                quarter != null && quarter.compareTo(quarters.lastKey()) < 0;
                quarter = quarter.next()) {
            quarters.putIfAbsent(quarter, Map.of());
        }
        Map<Phase, Stays> stays = new EnumMap<>(Phase.class);
        active.forEach((phase, durations) ->
                stays.put(phase, new Stays(new Durations(durations), halted.getOrDefault(phase, 0L))));
        Map<Requirement, Durations> lacked = new EnumMap<>(Requirement.class);
        waits.forEach((requirement, durations) -> lacked.put(requirement, new Durations(durations)));
        return new Flow(
                told.size(),
                standings,
                stays,
                quarters,
                lacked,
                happened(told, (one, step) -> step.turn() == Turn.RETURNED),
                happened(told, (one, step) -> one.status == Status.STOPPED && step.equals(one.lastOf(Turn.STOPPED))),
                new Reached(
                        reached(told, Milestone.EVERYDAY_LIFE).size(),
                        reached(told, Milestone.ROOTED).size(),
                        reached(told, Milestone.STILL_ROOTED).size()),
                told,
                day);
    }

    /** How far an initiative can have come. */
    enum Milestone {
        EVERYDAY_LIFE,
        ROOTED,
        STILL_ROOTED
    }

    /** Those that came so far, with the step by which they did; the last one, of those that did twice. */
    List<Happened> reached(Milestone goal) {
        return reached(told, goal);
    }

    private static List<Happened> reached(List<Told> told, Milestone goal) {
        return happened(told, (one, step) -> switch (goal) {
            case EVERYDAY_LIFE -> step.equals(one.lastArrival());
            case ROOTED -> step.equals(one.lastOf(Turn.ROOTED));
            case STILL_ROOTED -> one.status == Status.ROOTED && step.equals(one.lastOf(Turn.ROOTED));
        });
    }

    /** The steps of a quarter, the latest first. */
    List<Happened> turns(Quarter quarter) {
        return happened(
                told, (_, step) -> Quarter.of(step.point().on().firstDay()).equals(quarter));
    }

    private interface Wanted {
        boolean isMet(Told one, Step step);
    }

    private static List<Happened> happened(List<Told> told, Wanted wanted) {
        List<Happened> found = new ArrayList<>();
        for (Told one : told) {
            Phase from = Phase.DEVELOPMENT;
            for (Step step : one.life.lifeline().steps()) {
                if (wanted.isMet(one, step)) {
                    found.add(new Happened(one.life, step, from));
                }
                from = step.phase();
            }
        }
        found.sort(Comparator.comparing((Happened one) -> one.step.point().on().firstDay())
                .reversed()
                .thenComparing(one -> one.life.initiative())
                .thenComparingLong(one -> one.step.point().version()));
        return found;
    }

    static long days(LocalDate from, LocalDate to) {
        return Math.max(0, ChronoUnit.DAYS.between(from, to));
    }

    /**
     * One stay in a phase.
     *
     * @param left absent while it goes on
     * @param days all of them
     * @param halted of them, while it was paused or stopped
     */
    record Visit(Phase phase, Point entered, @Nullable Point left, long days, long halted) {

        Duration active() {
            return new Duration(days - halted, left != null);
        }
    }

    /** A time of waiting for something that a gate asks for. */
    record Waited(Wait of, Duration lasted) {}

    /**
     * A life, step by step.
     *
     * @param haltedSince absent while it is active or rooted
     */
    record Told(
            Lifeline.Of life,
            Phase phase,
            Status status,
            List<Visit> visits,
            @Nullable LocalDate haltedSince) {

        static Told of(Lifeline.Of life, LocalDate day) {
            return new Walk(life).told(day);
        }

        /** What it waited for; nothing any more, once it is rooted. */
        List<Waited> waits(LocalDate day) {
            return life.lifeline().waits().stream()
                    .filter(wait -> wait.until() != null || status != Status.ROOTED)
                    .map(wait -> waited(wait, day))
                    .toList();
        }

        private Waited waited(Wait wait, LocalDate day) {
            @Nullable Point until = wait.until();
            LocalDate end = until != null ? until.on().firstDay() : lastDay(day);
            return new Waited(wait, new Duration(days(wait.since().on().firstDay(), end), until != null));
        }

        /** The last step that led to everyday life. */
        private @Nullable Step lastArrival() {
            return last(step -> step.turn() == Turn.MOVED && step.phase() == Phase.EVERYDAY_LIFE);
        }

        private @Nullable Step lastOf(Turn turn) {
            return last(step -> step.turn() == turn);
        }

        private @Nullable Step last(Predicate<Step> wanted) {
            return life.lifeline().steps().stream()
                    .filter(wanted)
                    .reduce((_, later) -> later)
                    .orElse(null);
        }

        /** Up to which day it waits: while it is halted, it does not. */
        private LocalDate lastDay(LocalDate day) {
            return haltedSince != null && haltedSince.isBefore(day) ? haltedSince : day;
        }
    }

    /** Goes through a life in the order of recording. */
    private static final class Walk {

        private final Lifeline.Of life;
        private final List<Visit> visits = new ArrayList<>();
        private Phase phase = Phase.DEVELOPMENT;
        private Status status = Status.ACTIVE;
        private @Nullable Point entered;
        private @Nullable LocalDate halted;
        private long haltedDays;

        Walk(Lifeline.Of life) {
            this.life = life;
        }

        Told told(LocalDate day) {
            for (Step step : life.lifeline().steps()) {
                go(step.turn(), step.phase(), step.point());
            }
            @Nullable LocalDate haltedSince = halted;
            if (entered != null) {
                leave(day, null);
            }
            return new Told(life, phase, status, List.copyOf(visits), haltedSince);
        }

        private void go(Turn turn, Phase to, Point point) {
            LocalDate on = point.on().firstDay();
            switch (turn) {
                case STARTED, REOPENED -> {
                    status = Status.ACTIVE;
                    enter(to, point);
                }
                case MOVED, RETURNED -> {
                    leave(on, point);
                    enter(to, point);
                }
                case PAUSED, STOPPED -> {
                    status = turn == Turn.PAUSED ? Status.PAUSED : Status.STOPPED;
                    count(on);
                    halted = on;
                }
                case RESUMED -> {
                    status = Status.ACTIVE;
                    count(on);
                    halted = null;
                }
                case ROOTED -> {
                    status = Status.ROOTED;
                    leave(on, point);
                    halted = null;
                }
            }
        }

        private void enter(Phase to, Point point) {
            phase = to;
            entered = point;
            haltedDays = 0;
            halted = halted == null ? null : point.on().firstDay();
        }

        /** Adds the days of a halt up to then. */
        private void count(LocalDate on) {
            if (halted != null) {
                haltedDays += days(halted, on);
            }
        }

        private void leave(LocalDate on, @Nullable Point left) {
            if (entered != null) {
                count(on);
                long days = days(entered.on().firstDay(), on);
                visits.add(new Visit(phase, entered, left, days, Math.min(days, haltedDays)));
                entered = null;
            }
        }
    }
}
