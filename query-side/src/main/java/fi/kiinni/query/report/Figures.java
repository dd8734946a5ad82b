package fi.kiinni.query.report;

import fi.kiinni.initiative.FactorKind;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Due;
import fi.kiinni.query.view.Lifeline.Force;
import fi.kiinni.query.view.Lifeline.Gauge;
import fi.kiinni.query.view.Lifeline.Point;
import fi.kiinni.query.view.Lifeline.Rating;
import fi.kiinni.query.view.Lifeline.Step;
import fi.kiinni.query.view.Lifeline.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of initiatives before a period and at its end, and what made the difference: the one is the other and its causes, added
 * up.
 */
final class Figures {

    private static final Set<Counted> HALTED = Set.of(Counted.PAUSED, Counted.STOPPED, Counted.ROOTED);

    private static final Comparator<Cause> IN_ORDER = Comparator.comparing(Cause::at)
            .thenComparing(cause -> cause.life().initiative())
            .thenComparingLong(cause -> cause.point().version());

    private Figures() {}

    /** What is counted. */
    enum Counted {
        /** Initiatives that are active in a phase. */
        DEVELOPMENT,
        PILOT,
        STRUCTURES,
        EVERYDAY_LIFE,
        PAUSED,
        STOPPED,
        ROOTED,
        /** Requirements that the gates ahead lack, except of what is rooted or stopped. */
        LACKING,
        OPEN_ACTIONS,
        /** Open ones whose day has passed. */
        LATE_ACTIONS,
        OPEN_CONDITIONS,
        LATE_CONDITIONS,
        /** Of how well something is rooted, and of decisions. */
        LATE_REVIEWS,
        OPEN_REQUESTS,
        /** Measures whose latest value is good. */
        MET,
        SHORT,
        UNMEASURED,
        /** Hindering factors that are neither resolved nor without weight. */
        HINDERING,
        PROMOTING
    }

    /** @param causes in the order in which they came */
    record Figure(Counted counted, long before, long after, List<Cause> causes) {

        boolean isEmpty() {
            return before == 0 && after == 0 && causes.isEmpty();
        }
    }

    /**
     * What made a figure one more or one less.
     *
     * @param point the event; where only time passed, the one that had set the day
     */
    record Cause(Lifeline.Of life, Point point, boolean isByTime, boolean isMore, Instant at) {}

    /**
     * A time during which something counts.
     *
     * @param from when it began, by itself or by the event of {@code by}
     * @param until what ended it; absent as long as it lasts
     */
    private record Span(
            Instant from,
            Point by,
            boolean isByTime,
            @Nullable Point until) {

        Span(Point by, @Nullable Point until) {
            this(by.at(), by, false, until);
        }

        private boolean isOver(Instant instant) {
            return until != null && until.at().isBefore(instant);
        }

        boolean includes(Instant instant) {
            return from.isBefore(instant) && !isOver(instant);
        }
    }

    /**
     * All of {@link Counted}, in its order.
     *
     * @param lives as they were known at the end of the period
     */
    static List<Figure> of(List<Lifeline.Of> lives, Period period) {
        Map<Counted, List<Cause>> causes = new EnumMap<>(Counted.class);
        Map<Counted, Long> before = new EnumMap<>(Counted.class);
        Map<Counted, Long> after = new EnumMap<>(Counted.class);
        for (Lifeline.Of life : lives) {
            spans(life.lifeline()).forEach((counted, spans) -> {
                for (Span span : spans) {
                    before.merge(counted, span.includes(period.begin()) ? 1L : 0L, Long::sum);
                    after.merge(counted, span.includes(period.end()) ? 1L : 0L, Long::sum);
                    List<Cause> told = causes.computeIfAbsent(counted, _ -> new ArrayList<>());
                    if (period.includes(span.from) && !span.isOver(span.from)) {
                        told.add(new Cause(life, span.by, span.isByTime, true, span.from));
                    }
                    if (span.until != null
                            && period.includes(span.until.at())
                            && !span.until.at().isBefore(span.from)) {
                        told.add(new Cause(life, span.until, false, false, span.until.at()));
                    }
                }
            });
        }
        List<Figure> figures = new ArrayList<>();
        for (Counted counted : Counted.values()) {
            figures.add(new Figure(
                    counted,
                    before.getOrDefault(counted, 0L),
                    after.getOrDefault(counted, 0L),
                    causes.getOrDefault(counted, List.of()).stream()
                            .sorted(IN_ORDER)
                            .toList()));
        }
        return figures;
    }

    /**
     * What is counted in a figure at an instant, what came first first.
     *
     * @param lives as they were known by then, or later
     */
    static List<Cause> counted(List<Lifeline.Of> lives, Counted counted, Instant at) {
        List<Cause> found = new ArrayList<>();
        for (Lifeline.Of life : lives) {
            spans(life.lifeline()).getOrDefault(counted, List.of()).stream()
                    .filter(span -> span.includes(at))
                    .map(span -> new Cause(life, span.by, span.isByTime, true, span.from))
                    .forEach(found::add);
        }
        found.sort(IN_ORDER);
        return found;
    }

    private static Map<Counted, List<Span>> spans(Lifeline life) {
        Map<Counted, List<Span>> spans = new EnumMap<>(Counted.class);
        List<Span> asleep = standings(life.steps(), spans);
        for (Wait wait : life.waits()) {
            add(spans, Counted.LACKING, awake(new Span(wait.since(), wait.until()), asleep));
        }
        for (Due due : life.dues()) {
            switch (due.kind()) {
                case ACTION -> due(spans, due, Counted.OPEN_ACTIONS, Counted.LATE_ACTIONS);
                case CONDITION -> due(spans, due, Counted.OPEN_CONDITIONS, Counted.LATE_CONDITIONS);
                case REVIEW, DECISION_REVIEW -> add(spans, Counted.LATE_REVIEWS, late(due));
                case REQUEST -> add(spans, Counted.OPEN_REQUESTS, List.of(new Span(due.since(), due.until())));
                case MEASURING, OVERTURNED, MENTION, PAUSE -> {
                    // Not due by a day that somebody set.
                }
            }
        }
        for (Gauge gauge : life.gauges()) {
            for (int nth = 0; nth < gauge.ratings().size(); nth++) {
                Point until = nth + 1 < gauge.ratings().size()
                        ? gauge.ratings().get(nth + 1).point()
                        : null;
                Span span = new Span(gauge.ratings().get(nth).point(), until);
                switch (gauge.ratings().get(nth).verdict()) {
                    case MET -> add(spans, Counted.MET, List.of(span));
                    case SHORT -> add(spans, Counted.SHORT, List.of(span));
                    case UNMEASURED -> add(spans, Counted.UNMEASURED, List.of(span));
                    case RETIRED -> {
                        // Nobody looks at it any more.
                    }
                }
            }
        }
        for (Force force : life.forces()) {
            add(
                    spans,
                    force.kind() == FactorKind.HINDERING ? Counted.HINDERING : Counted.PROMOTING,
                    weighing(force.ratings()));
        }
        return spans;
    }

    private static void add(Map<Counted, List<Span>> spans, Counted counted, List<Span> further) {
        spans.computeIfAbsent(counted, _ -> new ArrayList<>()).addAll(further);
    }

    /** Where it stands; and when it was rooted or stopped. */
    private static List<Span> standings(List<Step> steps, Map<Counted, List<Span>> spans) {
        List<Span> asleep = new ArrayList<>();
        @Nullable Counted at = null;
        @Nullable Point since = null;
        for (Step step : steps) {
            Counted to = standing(step, at);
            if (to != at) {
                stood(spans, asleep, at, since, step.point());
                at = to;
                since = step.point();
            }
        }
        stood(spans, asleep, at, since, null);
        return asleep;
    }

    private static void stood(
            Map<Counted, List<Span>> spans,
            List<Span> asleep,
            @Nullable Counted at,
            @Nullable Point since,
            @Nullable Point until) {
        if (at != null && since != null) {
            Span span = new Span(since, until);
            add(spans, at, List.of(span));
            if (at == Counted.ROOTED || at == Counted.STOPPED) {
                asleep.add(span);
            }
        }
    }

    /** A return or a move leaves what is halted as it is. */
    private static Counted standing(Step step, @Nullable Counted before) {
        return switch (step.turn()) {
            case PAUSED -> Counted.PAUSED;
            case STOPPED -> Counted.STOPPED;
            case ROOTED -> Counted.ROOTED;
            case RETURNED, MOVED -> before != null && HALTED.contains(before) ? before : active(step);
            case STARTED, RESUMED, REOPENED -> active(step);
        };
    }

    private static Counted active(Step step) {
        return Counted.valueOf(step.phase().name());
    }

    private static List<Span> awake(Span whole, List<Span> asleep) {
        List<Span> rest = new ArrayList<>();
        @Nullable Span left = whole;
        for (Span sleep : asleep) {
            if (left == null || (left.until != null && !sleep.from.isBefore(left.until.at()))) {
                break;
            }
            if (sleep.until != null && !sleep.until.at().isAfter(left.from)) {
                continue;
            }
            if (left.from.isBefore(sleep.from)) {
                rest.add(new Span(left.from, left.by, left.isByTime, sleep.by));
            }
            left = sleep.until == null
                            || (left.until != null && !left.until.at().isAfter(sleep.until.at()))
                    ? null
                    : new Span(sleep.until, left.until);
        }
        if (left != null) {
            rest.add(left);
        }
        return rest;
    }

    private static void due(Map<Counted, List<Span>> spans, Due due, Counted open, Counted late) {
        add(spans, open, List.of(new Span(due.since(), due.until())));
        add(spans, late, late(due));
    }

    /** From the day after its own, or from when it was set if that is later. */
    private static List<Span> late(Due due) {
        Instant passed = Period.begin(due.date().lastDay().plusDays(1));
        boolean isByTime = due.since().at().isBefore(passed);
        Span span = new Span(isByTime ? passed : due.since().at(), due.since(), isByTime, due.until());
        return due.until() != null && due.until().at().isBefore(span.from) ? List.of() : List.of(span);
    }

    private static List<Span> weighing(List<Rating> ratings) {
        List<Span> spans = new ArrayList<>();
        @Nullable Point since = null;
        for (Rating rating : ratings) {
            if (rating.strength() != 0 && since == null) {
                since = rating.point();
            } else if (rating.strength() == 0 && since != null) {
                spans.add(new Span(since, rating.point()));
                since = null;
            }
        }
        if (since != null) {
            spans.add(new Span(since, null));
        }
        return spans;
    }
}
