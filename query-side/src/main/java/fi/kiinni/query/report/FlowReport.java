package fi.kiinni.query.report;

import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.report.Behind.Listed;
import fi.kiinni.query.report.Durations.Duration;
import fi.kiinni.query.report.Flow.Happened;
import fi.kiinni.query.report.Flow.Milestone;
import fi.kiinni.query.report.Flow.Quarter;
import fi.kiinni.query.report.Flow.Reached;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Point;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.words.Words;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says how a provider's initiatives move: where they are, how long that takes, what they wait for, and what was learnt of what was stopped. */
final class FlowReport {

    private final Words words;
    private final Flow flow;
    private final Behind behind;
    private final String provider;
    private final List<String> sought;
    private final Writing to;

    private FlowReport(Behind behind, Flow flow, String provider, String q) {
        this.words = behind.words();
        this.flow = flow;
        this.behind = behind;
        this.provider = provider;
        this.sought = Stream.of(q.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        this.to = new Writing(words);
    }

    /** @param q words that stand in what was learnt of what was stopped, or in why, or in its title; empty: everything */
    static List<Block> of(Behind behind, Flow flow, String provider, String q) {
        FlowReport report = new FlowReport(behind, flow, provider, q);
        report.standings();
        report.reached();
        report.stays();
        report.waits();
        report.quarters();
        report.returns();
        report.lessons();
        return report.to.blocks();
    }

    private Writing part(String name) {
        return to.heading(2, name, words.of("flow." + name));
    }

    /** The board of that day with those alone. */
    private List<Source> board(String filter) {
        return List.of(new Source(
                words.of("report.show"),
                words.of("report.show.board"),
                behind.origin() + "/initiatives?provider=" + provider + "&asOf=" + flow.day() + filter));
    }

    private void standings() {
        part("standings");
        Rows rows = to.rows("by-phase", words.of("flow.standings.by-phase"), words.of("report.nothing"))
                .text("phase", words.of("field.phase"));
        for (Status status : Status.values()) {
            rows.number(status.name().toLowerCase(Locale.ROOT), words.of("flow.status." + status));
        }
        rows.number("all", words.of("report.in-all"));
        for (Phase phase : Phase.values()) {
            Map<Status, Long> here = flow.standings().getOrDefault(phase, Map.of());
            rows.row().cell(words.of(phase));
            for (Status status : Status.values()) {
                long count = here.getOrDefault(status, 0L);
                rows.cell(count, count == 0 ? List.of() : board("&phase=" + phase.name() + "&status=" + status));
            }
            long all = here.values().stream().mapToLong(Long::longValue).sum();
            rows.cell(all, all == 0 ? List.of() : board("&phase=" + phase.name()));
        }
        to.table(rows);
    }

    private void reached() {
        part("reached");
        Rows rows = to.rows("reached-so-far", words.of("flow.reached"), "")
                .text("what", words.of("field.what"))
                .number("count", words.of("report.count"))
                .number("of", words.of("report.out-of"))
                .text("share", words.of("report.share"));
        Reached reached = flow.reached();
        reached(rows, Milestone.EVERYDAY_LIFE, reached.everydayLife(), flow.all());
        reached(rows, Milestone.ROOTED, reached.rooted(), flow.all());
        reached(rows, Milestone.STILL_ROOTED, reached.stillRooted(), reached.rooted());
        to.table(rows);
    }

    private void reached(Rows rows, Milestone milestone, long count, long of) {
        rows.row()
                .cell(named(milestone), count == 0 ? List.of() : behind.figure(key(milestone)))
                .cell(count)
                .cell(of)
                .cell(share(words, count, of));
    }

    private String named(Milestone milestone) {
        return words.of("flow." + key(milestone));
    }

    private static String key(Milestone milestone) {
        return "reached." + milestone.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In whole percents. */
    static String share(Words words, long count, long of) {
        return of == 0
                ? ""
                : words.of("report.percent", Map.of("number", Long.toString(Math.round(100.0 * count / of))));
    }

    private void stays() {
        part("stays").paragraph(words.of("flow.stays.method"));
        Rows rows = durations(to.rows("days-in-phase", words.of("flow.stays"), words.of("report.nothing"))
                        .text("phase", words.of("field.phase")))
                .number("halted", words.of("flow.halted"));
        flow.stays()
                .forEach((phase, stays) -> durations(
                                rows.row().cell(words.of(phase), behind.figure("stays." + phase)), stays.active())
                        .cell(stays.haltedDays()));
        to.table(rows);
    }

    private Rows durations(Rows rows) {
        return rows.number("ended", words.of("flow.ended"))
                .number("goingOn", words.of("flow.going-on"))
                .text("median", words.of("flow.median"))
                .text("p90", words.of("flow.ninety"));
    }

    private Rows durations(Rows row, Durations durations) {
        return row.cell(durations.ended())
                .cell(durations.goingOn())
                .cell(days(durations.by(50)))
                .cell(days(durations.by(90)));
    }

    private String days(OptionalLong days) {
        return days.isEmpty() ? words.of("flow.not-yet") : words.count("report.day-count", days.getAsLong());
    }

    private void waits() {
        part("waits").paragraph(words.of("flow.waits.method"));
        Rows rows = durations(to.rows("waiting-for", words.of("flow.waits"), words.of("report.nothing"))
                .text("requirement", words.of("field.requirement"))
                .text("gate", words.of("field.gate")));
        Arrays.stream(Gate.values())
                .forEach(gate -> Rules.CURRENT.of(gate).forEach(requirement -> wait(rows, gate, requirement)));
        to.table(rows);
    }

    private void wait(Rows rows, Gate gate, Requirement requirement) {
        @Nullable Durations lasted = flow.waits().get(requirement);
        if (lasted != null) {
            List<Source> all = behind.figure("waits." + requirement);
            rows.row().cell(words.of(requirement), all).cell(words.of(gate));
            rows.cell(lasted.ended())
                    .cell(lasted.goingOn(), lasted.goingOn() == 0 ? List.of() : board("&gate=" + requirement))
                    .cell(days(lasted.by(50)))
                    .cell(days(lasted.by(90)));
        }
    }

    private void quarters() {
        part("quarters");
        Rows rows = to.rows("by-quarter", words.of("flow.quarters"), words.of("report.nothing"))
                .text("quarter", words.of("flow.quarter"))
                .number("started", words.of("flow.turn.STARTED"));
        for (Phase phase : Phase.values()) {
            if (phase != Phase.DEVELOPMENT) {
                rows.number(phase.name(), words.of(phase));
            }
        }
        List<Turn> others = List.of(Turn.ROOTED, Turn.REOPENED, Turn.RETURNED, Turn.PAUSED, Turn.RESUMED, Turn.STOPPED);
        others.forEach(turn -> rows.number(turn.name().toLowerCase(Locale.ROOT), words.of("flow.turn." + turn)));
        flow.quarters().descendingMap().forEach((quarter, turns) -> {
            rows.row()
                    .cell(named(quarter), turns.isEmpty() ? List.of() : behind.figure("quarter." + key(quarter)))
                    .cell(count(turns, Turn.STARTED));
            for (Phase phase : Phase.values()) {
                if (phase != Phase.DEVELOPMENT) {
                    rows.cell(turns.getOrDefault(Turn.MOVED, Map.of()).getOrDefault(phase, 0L));
                }
            }
            others.forEach(turn -> rows.cell(count(turns, turn)));
        });
        if (!flow.quarters().isEmpty()) {
            BarChart chart = BarChart.of(
                    words,
                    words.of("flow.quarters.chart"),
                    flow.quarters().entrySet().stream()
                            .map(one -> new BarChart.Bar(
                                    named(one.getKey()),
                                    count(one.getValue(), Turn.MOVED) + count(one.getValue(), Turn.ROOTED)))
                            .toList());
            to.chart("moves", chart.svg(), chart.says());
        }
        to.table(rows);
    }

    private static String named(Quarter quarter) {
        return quarter.year() + "/Q" + quarter.quarter();
    }

    private static String key(Quarter quarter) {
        return quarter.year() + "-" + quarter.quarter();
    }

    private static long count(Map<Turn, Map<Phase, Long>> turns, Turn turn) {
        return turns.getOrDefault(turn, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private void returns() {
        part("returns");
        Rows rows = to.rows("returned", words.of("flow.returns"), words.of("flow.returns.none"))
                .text("initiative", words.of("field.title"))
                .date("on", words.of("page.when"))
                .text("from", words.of("flow.from"))
                .text("to", words.of("flow.to"))
                .text("reason", words.of("field.reason"));
        flow.returns()
                .forEach(one -> rows.row()
                        .cell(
                                one.life().title(),
                                behind.event(one.life(), one.step().point()))
                        .cell(one.step().point().on())
                        .cell(words.of(one.from()))
                        .cell(words.of(one.step().phase()))
                        .cell(one.step().reason()));
        to.table(rows);
    }

    private void lessons() {
        part("lessons");
        if (!sought.isEmpty()) {
            to.paragraph(words.of("flow.lessons.sought", Map.of("q", String.join(" ", sought))));
        }
        Rows rows = to.rows("stopped", words.of("flow.lessons"), words.of("flow.lessons.none"))
                .text("initiative", words.of("field.title"))
                .date("on", words.of("page.when"))
                .text("phase", words.of("field.phase"))
                .text("reason", words.of("field.reason"))
                .text("lessons", words.of("field.lessons"));
        flow.stopped().stream()
                .filter(this::isSought)
                .forEach(one -> rows.row()
                        .cell(
                                one.life().title(),
                                behind.event(one.life(), one.step().point()))
                        .cell(one.step().point().on())
                        .cell(words.of(one.step().phase()))
                        .cell(one.step().reason())
                        .cell(one.step().lessons()));
        to.table(rows);
    }

    private boolean isSought(Happened one) {
        String all = String.join(
                        "\n",
                        one.life().title(),
                        Objects.requireNonNullElse(one.step().reason(), ""),
                        Objects.requireNonNullElse(one.step().lessons(), ""))
                .toLowerCase(Locale.ROOT);
        return sought.stream().allMatch(all::contains);
    }

    /**
     * What was counted in a figure.
     *
     * @return empty if there is no such figure
     */
    static Optional<Listed> behind(Behind behind, Flow flow, String key) {
        FlowReport report = new FlowReport(behind, flow, "", "");
        return Stream.of(
                        Stream.of(Milestone.values())
                                .filter(one -> key.equals(key(one)))
                                .map(report::listed),
                        flow.stays().keySet().stream()
                                .filter(phase -> key.equals("stays." + phase))
                                .map(report::listed),
                        flow.waits().keySet().stream()
                                .filter(requirement -> key.equals("waits." + requirement))
                                .map(report::listed),
                        flow.quarters().keySet().stream()
                                .filter(quarter -> key.equals("quarter." + key(quarter)))
                                .map(report::listed))
                .flatMap(one -> one)
                .findFirst();
    }

    private Listed listed(Milestone milestone) {
        Rows rows = behind.rows(to, named(milestone)).date("on", words.of("page.when"));
        flow.reached(milestone)
                .forEach(one -> rows.row()
                        .cell(
                                one.life().title(),
                                behind.event(one.life(), one.step().point()))
                        .cell(one.step().point().on()));
        return behind.listed(named(milestone), to, rows);
    }

    private Listed listed(Phase phase) {
        String figure = words.of("flow.stays") + ": " + words.of(phase);
        Rows rows = lasting(figure).number("halted", words.of("flow.halted.of-one"));
        flow.told().stream()
                .flatMap(one -> one.visits().stream()
                        .filter(visit -> visit.phase() == phase)
                        .map(visit -> Map.entry(one.life(), visit)))
                .sorted(Comparator.comparingLong(one -> -one.getValue().active().days()))
                .forEach(one -> lasting(
                                rows,
                                one.getKey(),
                                one.getValue().entered(),
                                one.getValue().left(),
                                one.getValue().active())
                        .cell(one.getValue().halted()));
        return behind.listed(figure, to, rows);
    }

    private Listed listed(Requirement requirement) {
        String figure = words.of("flow.waits") + ": " + words.of(requirement);
        Rows rows = lasting(figure);
        flow.told().stream()
                .flatMap(one -> one.waits(flow.day()).stream()
                        .filter(wait -> wait.of().requirement() == requirement)
                        .map(wait -> Map.entry(one.life(), wait)))
                .sorted(Comparator.comparingLong(one -> -one.getValue().lasted().days()))
                .forEach(one -> lasting(
                        rows,
                        one.getKey(),
                        one.getValue().of().since(),
                        one.getValue().of().until(),
                        one.getValue().lasted()));
        return behind.listed(figure, to, rows);
    }

    private Rows lasting(String figure) {
        return behind.rows(to, figure)
                .date("since", words.of("flow.since"))
                .date("until", words.of("flow.until"))
                .number("days", words.of("flow.days"));
    }

    private Rows lasting(Rows rows, Lifeline.Of life, Point since, @Nullable Point until, Duration lasted) {
        return rows.row()
                .cell(life.title(), behind.events(life, since, until))
                .cell(since.on())
                .cell(until == null ? null : until.on())
                .cell(lasted.days());
    }

    private Listed listed(Quarter quarter) {
        String figure = words.of("flow.quarters") + ": " + named(quarter);
        Rows rows = behind.rows(to, figure).date("on", words.of("page.when")).text("what", words.of("field.what"));
        flow.turns(quarter)
                .forEach(one -> rows.row()
                        .cell(
                                one.life().title(),
                                behind.event(one.life(), one.step().point()))
                        .cell(one.step().point().on())
                        .cell(behind.told(one.step())));
        return behind.listed(figure, to, rows);
    }
}
