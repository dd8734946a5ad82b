package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.query.report.Behind.Listed;
import fi.kiinni.query.report.Figures.Cause;
import fi.kiinni.query.report.Figures.Counted;
import fi.kiinni.query.report.Figures.Figure;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Change;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Decided;
import fi.kiinni.query.view.Lifeline.Due;
import fi.kiinni.query.view.Lifeline.Gauge;
import fi.kiinni.query.view.Lifeline.Point;
import fi.kiinni.query.view.Lifeline.Rated;
import fi.kiinni.query.view.Lifeline.Step;
import fi.kiinni.query.view.Lifeline.Tally;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.view.Lifeline.Verdict;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Task.TaskKind;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what happened in a period, and which events made the figures what they are at its end. */
final class ProgressReport {

    private static final Set<TaskKind> REVIEWS = Set.of(TaskKind.REVIEW, TaskKind.DECISION_REVIEW);

    private final Words words;
    private final List<Lifeline.Of> lives;
    private final Period period;
    private final Behind behind;
    private final String origin;
    private final @Nullable Events events;
    private final Writing to;

    /** @param events of the one initiative that it is about; absent if it is about all of a provider */
    private ProgressReport(Behind behind, List<Lifeline.Of> lives, Period period, @Nullable Events events) {
        this.words = behind.words();
        this.lives = lives;
        this.period = period;
        this.behind = behind;
        this.origin = behind.origin();
        this.events = events;
        this.to = new Writing(words);
    }

    /** @param lives as they were known at the end of the period */
    static List<Block> ofAll(Behind behind, List<Lifeline.Of> lives, String provider, Period period) {
        ProgressReport report = new ProgressReport(behind, lives, period, null);
        report.figures(provider);
        report.moves();
        report.decisions();
        report.initiatives();
        report.verdicts();
        report.open();
        return report.to.blocks();
    }

    /**
     * @param before what it was when the period began; absent if it was not there yet
     * @param life as it was known at the end of the period, like {@code lifeline}
     * @param entries what was recorded in the period
     */
    static List<Block> ofOne(
            Behind behind,
            Telling telling,
            @Nullable Initiative before,
            Life life,
            Lifeline.Of lifeline,
            Period period,
            List<Entry> entries,
            Events events) {
        ProgressReport report = new ProgressReport(behind, List.of(lifeline), period, events);
        report.figures(null);
        report.happened(telling, entries, events);
        report.measures(before, life, events);
        report.open();
        return report.to.blocks();
    }

    private Writing part(String name) {
        return to.heading(2, name, words.of("progress." + name));
    }

    private boolean isOfOne() {
        return events != null;
    }

    private void figures(@Nullable String provider) {
        part("figures").paragraph(words.of("progress.method"));
        Rows rows = to.rows("figures-then-and-now", words.of("progress.figures"), words.of("report.nothing"))
                .text("figure", words.of("progress.figure"))
                .number("before", words.date(BusinessDate.of(period.from().minusDays(1))))
                .number("after", words.date(BusinessDate.of(period.until())))
                .number("change", words.of("progress.change"))
                .text("causes", words.of("progress.events"));
        Rows because = to.rows("causes", words.of("progress.because"), words.of("progress.because.none"))
                .text("cause", words.of(isOfOne() ? "field.what" : "field.title"))
                .text("figure", words.of("progress.figure"))
                .number("change", words.of("progress.change"))
                .date("on", words.of("page.when"));
        for (Figure figure : Figures.of(lives, period)) {
            if (!figure.isEmpty()) {
                rows.row()
                        .cell(named(figure.counted()))
                        .cell(figure.before(), counted(provider, figure.counted(), figure.before(), false))
                        .cell(figure.after(), counted(provider, figure.counted(), figure.after(), true))
                        .difference(figure.after() - figure.before())
                        .cell(causes(figure.causes()));
                figure.causes().forEach(cause -> because(because.row(), figure.counted(), cause));
            }
        }
        to.table(rows).table(because);
    }

    private String causes(List<Cause> causes) {
        long more = causes.stream().filter(Cause::isMore).count();
        return causes.isEmpty()
                ? ""
                : words.of(
                        "progress.causes",
                        Map.of(
                                "more", words.number(BigDecimal.valueOf(more)),
                                "less", words.number(BigDecimal.valueOf(causes.size() - more))));
    }

    private void because(Rows row, Counted counted, Cause cause) {
        told(row, cause)
                .cell(named(counted))
                .difference(cause.isMore() ? 1 : -1)
                .cell(day(cause));
    }

    /** Of one initiative by the event, and of many by their names. */
    private Rows told(Rows row, Cause cause) {
        List<Source> sources = event(cause.life(), cause.point());
        String what = isOfOne() && !sources.isEmpty()
                ? sources.getFirst().title()
                : cause.life().title();
        return row.cell(cause.isByTime() ? words.of("progress.by-time", Map.of("what", what)) : what, sources);
    }

    private static BusinessDate day(Cause cause) {
        return cause.isByTime()
                ? BusinessDate.of(cause.at().atZone(Period.HELSINKI).toLocalDate())
                : cause.point().on();
    }

    private String named(Counted counted) {
        return switch (counted) {
            case DEVELOPMENT, PILOT, STRUCTURES, EVERYDAY_LIFE ->
                words.of("progress.figure.phase", Map.of("phase", words.of(Phase.valueOf(counted.name()))));
            default -> words.of("progress.figure." + counted);
        };
    }

    /** What is counted: on the board of the day, if that can show it, and in a list otherwise. */
    private List<Source> counted(@Nullable String provider, Counted counted, long count, boolean isAfter) {
        if (count == 0) {
            return List.of();
        }
        String filter = switch (counted) {
            case DEVELOPMENT, PILOT, STRUCTURES, EVERYDAY_LIFE -> "&phase=" + counted + "&status=ACTIVE";
            case PAUSED, STOPPED, ROOTED -> "&status=" + counted;
            default -> "";
        };
        LocalDate day = isAfter ? period.until() : period.from().minusDays(1);
        return provider == null || filter.isEmpty()
                ? behind.figure(key(counted, isAfter))
                : List.of(new Source(
                        words.of("report.show"),
                        words.of("report.show.board"),
                        origin + "/initiatives?provider=" + provider + "&asOf=" + day + filter));
    }

    private static String key(Counted counted, boolean isAfter) {
        return (isAfter ? "after." : "before.") + counted;
    }

    /**
     * What was counted in a figure.
     *
     * @param events of the initiative, if it is about one
     * @return empty if there is no such figure
     */
    static Optional<Listed> behind(
            Behind behind, List<Lifeline.Of> lives, Period period, @Nullable Events events, String key) {
        ProgressReport report = new ProgressReport(behind, lives, period, events);
        return Stream.of(Counted.values())
                .flatMap(counted -> Stream.of(false, true)
                        .filter(isAfter -> key.equals(key(counted, isAfter)))
                        .map(isAfter -> report.listed(counted, isAfter)))
                .findFirst();
    }

    private Listed listed(Counted counted, boolean isAfter) {
        LocalDate day = isAfter ? period.until() : period.from().minusDays(1);
        String figure = named(counted) + ", " + words.date(BusinessDate.of(day));
        Rows rows = to.rows(Behind.ASKED, figure, words.of("report.nothing"))
                .text("cause", words.of(isOfOne() ? "field.what" : "field.title"))
                .date("on", words.of("page.when"));
        Figures.counted(lives, counted, isAfter ? period.end() : period.begin())
                .forEach(cause -> told(rows.row(), cause).cell(day(cause)));
        return behind.listed(figure, to, rows);
    }

    private String history(Lifeline.Of life, long version) {
        return origin + "/initiatives/" + life.initiative() + "/history?version=" + version;
    }

    private List<Source> event(Lifeline.Of life, Point point) {
        return events != null
                ? events.version(point.version())
                : List.of(new Source(
                        "#" + point.version(), words.of("report.show.event"), history(life, point.version())));
    }

    /** Something of an initiative's life, for tables of many lives. */
    private record Happened<T>(Lifeline.Of life, T what, Point point) {}

    private <T> List<Happened<T>> inPeriod(Stream<Happened<T>> all) {
        return all.filter(one -> period.includes(one.point().at()))
                .sorted(Comparator.comparing((Happened<T> one) -> one.point().at())
                        .thenComparing(one -> one.life().initiative())
                        .thenComparingLong(one -> one.point().version()))
                .toList();
    }

    private Rows ofInitiatives(String name, String key) {
        return to.rows(name, words.of("progress." + key), words.of("progress." + key + ".none"))
                .text("initiative", words.of("field.title"))
                .date("on", words.of("page.when"));
    }

    private Rows row(Rows rows, Happened<?> one) {
        return rows.row()
                .cell(one.life().title(), event(one.life(), one.point()))
                .cell(one.point().on());
    }

    private void moves() {
        part("moved");
        Rows rows = ofInitiatives("moves", "moved")
                .text("what", words.of("field.what"))
                .text("reason", words.of("field.reason"));
        inPeriod(lives.stream()
                        .flatMap(life ->
                                life.lifeline().steps().stream().map(step -> new Happened<>(life, step, step.point()))))
                .forEach(one ->
                        row(rows, one).cell(turned(one.what())).cell(one.what().reason()));
        to.table(rows);
    }

    private String turned(Step step) {
        return step.turn() == Turn.MOVED || step.turn() == Turn.RETURNED
                ? words.of("progress.turn." + step.turn(), Map.of("phase", words.of(step.phase())))
                : words.of("progress.turn." + step.turn());
    }

    private void decisions() {
        part("decided");
        Rows rows = ofInitiatives("decisions", "decided")
                .text("subject", words.of("field.subject"))
                .text("choice", words.of("field.choice"))
                .text("body", words.of("field.body"));
        inPeriod(lives.stream()
                        .flatMap(life -> life.lifeline().decisions().stream()
                                .map(decision -> new Happened<>(life, decision, decision.point()))))
                .forEach(one -> row(rows, one)
                        .cell(words.of(one.what().subject()))
                        .cell(choice(one.what()))
                        .cell(one.what().body()));
        to.table(rows);
    }

    private String choice(Decided decision) {
        return words.of(
                decision.subject() == DecisionSubject.PILOT
                        ? PilotChoice.valueOf(decision.choice())
                        : AdoptionChoice.valueOf(decision.choice()));
    }

    private void initiatives() {
        part("initiatives");
        Rows rows = to.rows("by-initiative", words.of("progress.initiatives"), words.of("progress.initiatives.none"))
                .text("initiative", words.of("field.title"));
        for (Change change : Change.values()) {
            rows.number(change.name(), words.of("progress.change." + change));
        }
        rows.number("all", words.of("report.in-all"));
        int silent = 0;
        for (Lifeline.Of life : lives) {
            Map<Change, Integer> counts = new EnumMap<>(Change.class);
            life.lifeline().tallies().stream()
                    .filter(tally -> period.includes(tally.day()))
                    .map(Tally::counts)
                    .forEach(day -> day.forEach((change, count) -> counts.merge(change, count, Integer::sum)));
            if (counts.isEmpty()) {
                silent++;
                continue;
            }
            rows.row()
                    .cell(
                            life.title(),
                            List.of(new Source(
                                    words.of("report.show"),
                                    words.of("report.progress"),
                                    origin + "/initiatives/" + life.initiative() + "/progress?from=" + period.from()
                                            + "&asOf=" + period.until())));
            for (Change change : Change.values()) {
                rows.cell((long) counts.getOrDefault(change, 0));
            }
            rows.cell(counts.values().stream().mapToLong(Integer::longValue).sum());
        }
        to.table(rows);
        if (silent > 0) {
            to.paragraph(words.count("progress.silent", silent));
        }
    }

    /** How measures stand at the end, and which of them stand otherwise than before. */
    private void verdicts() {
        part("measures");
        Map<Verdict, Long> counts = lives.stream()
                .flatMap(life -> life.lifeline().gauges().stream())
                .map(gauge -> gauge.last().verdict())
                .collect(Collectors.groupingBy(verdict -> verdict, Collectors.counting()));
        List<BarChart.Bar> bars = Stream.of(Verdict.MET, Verdict.SHORT, Verdict.UNMEASURED)
                .map(verdict ->
                        new BarChart.Bar(words.of("progress.verdict." + verdict), counts.getOrDefault(verdict, 0L)))
                .toList();
        if (bars.stream().anyMatch(bar -> bar.count() > 0)) {
            BarChart chart = BarChart.of(words, words.of("progress.measures.chart"), bars);
            to.chart("measures-chart", chart.svg(), chart.says());
        }
        Rows rows = ofInitiatives("measures-turned", "measures")
                .text("measure", words.of("progress.measure"))
                .text("before", words.of("progress.before"))
                .text("after", words.of("progress.after"));
        inPeriod(lives.stream()
                        .flatMap(life -> life.lifeline().gauges().stream()
                                .filter(gauge -> before(gauge) != gauge.last().verdict())
                                .map(gauge ->
                                        new Happened<>(life, gauge, gauge.last().point()))))
                .forEach(one -> row(rows, one)
                        .cell(one.what().name())
                        .cell(before(one.what()) == null ? "" : words.of("progress.verdict." + before(one.what())))
                        .cell(words.of("progress.verdict." + one.what().last().verdict())));
        to.table(rows);
    }

    /** As the measure stood when the period began; absent if it was not there yet. */
    private @Nullable Verdict before(Gauge gauge) {
        return gauge.ratings().stream()
                .filter(rated -> rated.point().at().isBefore(period.begin()))
                .reduce((_, later) -> later)
                .map(Rated::verdict)
                .orElse(null);
    }

    /** Conditions that are open, and actions and reviews that are late. */
    private void open() {
        part("open");
        Rows rows = to.rows("still-open", words.of("progress.open"), words.of("progress.open.none"));
        if (!isOfOne()) {
            rows.text("initiative", words.of("field.title"));
        }
        rows.text("what", words.of("field.what"))
                .text("kind", words.of("progress.kind"))
                .date("due", words.of("field.due"))
                .text("standing", words.of("field.status"));
        lives.stream()
                .flatMap(life -> life.lifeline().dues().stream()
                        .filter(this::isOpen)
                        .map(due -> new Happened<>(life, due, due.since())))
                .sorted(Comparator.comparing(
                                (Happened<Due> one) -> one.what().date().firstDay())
                        .thenComparing(one -> one.life().initiative())
                        .thenComparingLong(one -> one.point().version()))
                .forEach(one -> {
                    rows.row();
                    if (isOfOne()) {
                        rows.cell(one.what().text(), event(one.life(), one.point()));
                    } else {
                        rows.cell(one.life().title(), event(one.life(), one.point()))
                                .cell(one.what().text());
                    }
                    rows.cell(words.of(one.what().kind()))
                            .cell(one.what().date())
                            .cell(words.of(one.what().isLate(period.until()) ? "page.late" : "report.open"));
                });
        to.table(rows);
    }

    private boolean isOpen(Due due) {
        return due.until() == null
                && (due.kind() == TaskKind.CONDITION
                        || ((due.kind() == TaskKind.ACTION || REVIEWS.contains(due.kind()))
                                && due.isLate(period.until())));
    }

    private void happened(Telling telling, List<Entry> entries, Events all) {
        part("happened");
        if (entries.isEmpty()) {
            to.paragraph(words.of("progress.happened.none"));
        }
        Map<Change, List<Entry>> byChange =
                entries.stream().collect(Collectors.groupingBy(entry -> Change.of(entry.fact())));
        for (Change change : Change.values()) {
            List<Entry> these = byChange.getOrDefault(change, List.of());
            if (!these.isEmpty()) {
                Rows rows = to.rows(
                                "changes-" + change.name().toLowerCase(Locale.ROOT),
                                words.of("progress.change." + change),
                                "")
                        .text("what", words.of("field.what"))
                        .date("on", words.of("page.when"))
                        .text("details", words.of("progress.details"));
                these.forEach(entry -> rows.row()
                        .cell(telling.sentence(entry), all.version(entry.version()))
                        .cell(entry.effectiveOn())
                        .cell(details(telling, entry)));
                to.table(rows);
            }
        }
    }

    private static String details(Telling telling, Entry entry) {
        Telling.Told told = telling.tell(entry);
        return Stream.concat(
                        told.details().stream().map(field -> field.label() + ": " + String.join(", ", field.lines())),
                        Stream.ofNullable(told.why()))
                .collect(Collectors.joining("\n"));
    }

    private void measures(@Nullable Initiative before, Life life, Events all) {
        part("targets");
        Initiative state = life.whole().state();
        Map<UUID, List<Measured>> was = before == null ? Map.of() : Measured.of(words, before, all);
        Map<UUID, List<Measured>> is = Measured.of(words, state, all);
        List<Map.Entry<UUID, Measure>> live = state.liveMeasures().toList();
        Rows rows = to.rows("targets-and-actuals", words.of("progress.targets"), words.of("page.measures.none"))
                .text("measure", words.of("progress.measure"))
                .text("target", words.of("field.target"))
                .text("baseline", words.of("field.baseline"))
                .text("before", words.of("progress.before"))
                .text("after", words.of("progress.after"))
                .text("way", words.of("progress.way"))
                .text("standing", words.of("report.against-target"));
        for (Map.Entry<UUID, Measure> one : live) {
            Measure measure = one.getValue();
            Optional<Measured> then = last(was, one.getKey());
            Optional<Measured> now = last(is, one.getKey());
            rows.row()
                    .cell(measure.name(), all.about(one.getKey(), "MeasureDefined", "MeasureRetargeted"))
                    .cell(words.of(
                            "page.target." + measure.direction(),
                            Map.of(
                                    "value", words.number(measure.target()),
                                    "unit", measure.unit(),
                                    "date", words.date(measure.targetOn()))))
                    .cell(with(measure.baseline(), measure))
                    .cell(
                            then.map(value -> with(value.value().value(), measure))
                                    .orElse(""),
                            then.map(Measured::sources).orElse(List.of()))
                    .cell(
                            now.map(value -> with(value.value().value(), measure))
                                    .orElse(""),
                            now.map(Measured::sources).orElse(List.of()))
                    .cell(now.map(value -> way(measure, value.value().value())).orElse(""))
                    .cell(words.of(now.map(value ->
                                    measure.isGood(value.value().value()) ? "page.measure.good" : "page.measure.short")
                            .orElse("page.measure.never")));
        }
        to.table(rows);
        int nth = 0;
        for (Map.Entry<UUID, Measure> one : live) {
            List<Measured> values = is.getOrDefault(one.getKey(), List.of());
            nth++;
            if (!values.isEmpty()) {
                String id = "chart-" + nth;
                MeasureChart.of(
                                words,
                                one.getValue(),
                                life.course().retargets().getOrDefault(one.getKey(), List.of()),
                                values.stream().map(Measured::value).toList())
                        .ifPresent(chart ->
                                to.heading(3, id + "-of", one.getValue().name()).chart(id, chart.svg(), chart.says()));
                to.table(Measured.rows(words, to, nth, one.getValue(), values));
            }
        }
    }

    private static Optional<Measured> last(Map<UUID, List<Measured>> all, UUID measure) {
        return all.getOrDefault(measure, List.of()).stream().reduce((_, later) -> later);
    }

    private String with(BigDecimal number, Measure measure) {
        return words.number(number) + " " + measure.unit();
    }

    /** How much of the way from the baseline to the target is behind, in whole percents. */
    private String way(Measure measure, BigDecimal value) {
        BigDecimal all = measure.target().subtract(measure.baseline());
        return all.signum() == 0
                ? ""
                : words.of(
                        "report.percent",
                        Map.of(
                                "number",
                                value.subtract(measure.baseline())
                                        .movePointRight(2)
                                        .divide(all, 0, RoundingMode.HALF_UP)
                                        .toPlainString()));
    }
}
