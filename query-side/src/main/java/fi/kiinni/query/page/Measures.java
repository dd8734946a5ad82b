package fi.kiinni.query.page;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.query.page.Extent.Few;
import fi.kiinni.query.report.MeasureChart;
import fi.kiinni.query.report.MeasureChart.Kind;
import fi.kiinni.query.report.MeasureChart.Value;
import fi.kiinni.query.view.Course.Ending;
import fi.kiinni.query.view.Course.Retarget;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The measures with everything that was measured by them. */
final class Measures {

    /** The part that shows one measure alone begins so; its id comes after that. */
    static final String ONE = "measure-";

    /** What the markup of one weighs, in characters; but for what is drawn. */
    private static final int MEASURE = 1_700;

    private static final int ROW = 510;

    private static final int DOT = 110;

    /** With its latest values and some years of them drawn. */
    private static final int FULL = MEASURE + Extent.FEW * ROW + 12 * DOT;

    private final Reading reading;
    private final Map<UUID, List<Found>> found;
    private final Few<Measured> live;
    private final Few<Measured> retired;

    Measures(Reading reading) {
        this.reading = reading;
        this.found = found();
        List<Map.Entry<UUID, Measure>> all = reading.state().measures().entrySet().stream()
                .filter(measure -> !isOneAlone() || isAlone(measure.getKey()))
                .toList();
        Extent extent = isOneAlone() ? Extent.EVERYTHING : reading.extent();
        int markup = extent.isOfEverything() ? MEASURE : FULL;
        this.live = extent.few(
                measured(all.stream()
                        .filter(measure -> measure.getValue().live())
                        .toList()),
                markup);
        this.retired = extent.few(
                measured(all.stream()
                        .filter(measure -> !measure.getValue().live())
                        .toList()
                        .reversed()),
                markup);
    }

    private List<Measured> measured(List<Map.Entry<UUID, Measure>> measures) {
        return Extent.lazily(measures, measure -> measured(measure.getKey(), measure.getValue()));
    }

    private boolean isOneAlone() {
        return reading.extent().alone().startsWith(ONE);
    }

    private boolean isAlone(UUID id) {
        return reading.extent().alone().equals(ONE + id);
    }

    /** The values of one measure go on and on only where it is alone. */
    private Few<Row> rows(List<Row> latestFirst) {
        return (isOneAlone() ? reading.extent() : Extent.EVERYTHING).few(latestFirst, ROW);
    }

    /** Those that are followed. */
    public Few<Measured> live() {
        return live;
    }

    /** Those that are followed no more. */
    public Few<Measured> retired() {
        return retired;
    }

    int weight() {
        return Extent.weight(live.shown(), MEASURE)
                + Extent.weight(retired.shown(), MEASURE)
                + Stream.concat(live.shown().stream(), retired.shown().stream())
                        .mapToInt(measure -> ROW * measure.rows().shown().size() + DOT * dots(measure.chart()))
                        .sum();
    }

    private static int dots(@Nullable MeasureChart chart) {
        return chart == null ? 0 : chart.dots().size();
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
            @Nullable MeasureChart chart,
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

    /** A value of a measure, of which a row can be made. */
    private record Found(BusinessDate on, BigDecimal value, Kind kind, Function<Measure, Row> row) {}

    /** By measure, oldest first; in one pass, for there may be many. */
    private Map<UUID, List<Found>> found() {
        Map<UUID, List<Found>> all = new HashMap<>();
        reading.state().pilot().results().forEach((id, result) -> {
            if (result.measure() != null && result.value() != null) {
                BigDecimal value = result.value();
                found(all, result.measure())
                        .add(new Found(
                                result.observedOn(),
                                value,
                                Kind.PILOT,
                                measure -> new Row(
                                        id,
                                        Kind.PILOT,
                                        result.observedOn(),
                                        reading.words().number(value),
                                        result.finding(),
                                        measure.isGood(value),
                                        result.evidence(),
                                        null,
                                        null)));
            }
        });
        reading.state()
                .measurements()
                .forEach((id, measurement) -> found(all, measurement.measure())
                        .add(new Found(
                                measurement.measuredOn(),
                                measurement.value(),
                                Kind.MEASUREMENT,
                                measure -> new Row(
                                        id,
                                        Kind.MEASUREMENT,
                                        measurement.measuredOn(),
                                        reading.words().number(measurement.value()),
                                        measurement.source(),
                                        measure.isGood(measurement.value()),
                                        List.of(),
                                        measurement.interpretation(),
                                        measurement.correctiveAction()))));
        return all;
    }

    private static List<Found> found(Map<UUID, List<Found>> all, UUID measure) {
        return all.computeIfAbsent(measure, _ -> new ArrayList<>());
    }

    private Measured measured(UUID id, Measure measure) {
        List<Found> unsorted = found.getOrDefault(id, List.of());
        List<Value> values = unsorted.stream()
                .map(one -> new Value(one.on(), one.value(), one.kind()))
                .toList();
        List<Found> all = unsorted.stream()
                .sorted(Comparator.comparing(one -> one.on().firstDay()))
                .toList();
        List<Row> latestFirst = Extent.lazily(all.reversed(), one -> one.row().apply(measure));
        List<Retarget> retargets = reading.course().retargets().getOrDefault(id, List.of());
        @Nullable LocalDate nextDue = nextDue(measure, latestFirst);
        return new Measured(
                id,
                measure,
                measure.live() || isAlone(id)
                        ? MeasureChart.of(reading.words(), measure, retargets, values)
                                .orElse(null)
                        : null,
                retargets,
                rows(latestFirst),
                latestFirst.isEmpty() ? null : latestFirst.getFirst(),
                nextDue == null ? null : reading.words().date(BusinessDate.of(nextDue)),
                nextDue != null && nextDue.isBefore(reading.today()),
                reading.course().endings().get(id));
    }

    private static @Nullable LocalDate nextDue(Measure measure, List<Row> latestFirst) {
        if (!measure.live() || measure.everyMonths() == null) {
            return null;
        }
        BusinessDate last = latestFirst.isEmpty()
                ? measure.baselineOn()
                : latestFirst.getFirst().on();
        return last.lastDay().plusMonths(measure.everyMonths());
    }
}
