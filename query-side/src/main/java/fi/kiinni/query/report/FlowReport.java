package fi.kiinni.query.report;

import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.report.Flow.Happened;
import fi.kiinni.query.report.Flow.Quarter;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says how a provider's initiatives move: where they are, how long that takes, what they wait for, and what was learnt of what was stopped. */
final class FlowReport {

    private final Words words;
    private final Flow flow;
    private final String origin;
    private final String provider;
    private final LocalDate day;
    private final List<String> sought;
    private final Writing to;

    private FlowReport(Words words, Flow flow, String origin, String provider, LocalDate day, String q) {
        this.words = words;
        this.flow = flow;
        this.origin = origin;
        this.provider = provider;
        this.day = day;
        this.sought = Stream.of(q.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        this.to = new Writing(words);
    }

    /**
     * @param origin where the pages are
     * @param day at whose end it is looked at
     * @param q words that stand in what was learnt of what was stopped, or in why, or in its title; empty: everything
     */
    static List<Block> of(Words words, Flow flow, String origin, String provider, LocalDate day, String q) {
        FlowReport report = new FlowReport(words, flow, origin, provider, day, q);
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
                origin + "/initiatives?provider=" + provider + "&asOf=" + day + filter));
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
            rows.row().cell(words.of(phase), here.isEmpty() ? List.of() : board("&phase=" + phase.name()));
            for (Status status : Status.values()) {
                long count = here.getOrDefault(status, 0L);
                rows.cell(count, count == 0 ? List.of() : board("&phase=" + phase.name() + "&status=" + status));
            }
            rows.cell(here.values().stream().mapToLong(Long::longValue).sum());
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
        reached(rows, "everyday-life", flow.reached().everydayLife(), flow.all());
        reached(rows, "rooted", flow.reached().rooted(), flow.all());
        reached(
                rows,
                "still-rooted",
                flow.reached().stillRooted(),
                flow.reached().rooted());
        to.table(rows);
    }

    private void reached(Rows rows, String key, long count, long of) {
        rows.row().cell(words.of("flow.reached." + key)).cell(count).cell(of).cell(share(words, count, of));
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
                .forEach((phase, stays) -> durations(rows.row().cell(words.of(phase)), stays.active())
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
            durations(
                    rows.row()
                            .cell(
                                    words.of(requirement),
                                    lasted.goingOn() == 0 ? List.of() : board("&gate=" + requirement))
                            .cell(words.of(gate)),
                    lasted);
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
        List<Turn> others = List.of(Turn.ROOTED, Turn.RETURNED, Turn.PAUSED, Turn.STOPPED);
        others.forEach(turn -> rows.number(turn.name().toLowerCase(Locale.ROOT), words.of("flow.turn." + turn)));
        flow.quarters().descendingMap().forEach((quarter, turns) -> {
            rows.row().cell(named(quarter)).cell(count(turns, Turn.STARTED));
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
                        .cell(one.life().title(), event(one))
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
                        .cell(one.life().title(), event(one))
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

    private List<Source> event(Happened one) {
        long version = one.step().point().version();
        return List.of(new Source(
                "#" + version,
                words.of("report.show.event"),
                origin + "/initiatives/" + one.life().initiative() + "/history?version=" + version));
    }
}
