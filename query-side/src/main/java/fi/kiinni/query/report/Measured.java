package fi.kiinni.query.report;

import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.query.report.MeasureChart.Value;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.words.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A value of a measure, wherever it came from. */
record Measured(Value value, String source, @Nullable String interpretation, List<Source> sources) {

    /** Of each measure that has any, the latest last. */
    static Map<UUID, List<Measured>> of(Words words, Initiative state, Events events) {
        Map<UUID, List<Measured>> all = new LinkedHashMap<>();
        state.pilot().results().forEach((id, result) -> {
            if (result.measure() != null && result.value() != null) {
                all.computeIfAbsent(result.measure(), _ -> new ArrayList<>())
                        .add(new Measured(
                                new Value(result.observedOn(), result.value(), MeasureChart.Kind.PILOT),
                                words.of("page.key.pilot") + ": " + result.finding(),
                                null,
                                events.about(id, "PilotResultRecorded", "PilotResultCorrected")));
            }
        });
        state.measurements().forEach((id, measurement) -> {
            String explained = Stream.of(measurement.interpretation(), measurement.correctiveAction())
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining("\n"));
            all.computeIfAbsent(measurement.measure(), _ -> new ArrayList<>())
                    .add(new Measured(
                            new Value(measurement.measuredOn(), measurement.value(), MeasureChart.Kind.MEASUREMENT),
                            measurement.source(),
                            explained.isEmpty() ? null : explained,
                            events.about(id, "MeasurementRecorded", "MeasurementCorrected")));
        });
        all.values()
                .forEach(values ->
                        values.sort(Comparator.comparing(one -> one.value().on().firstDay())));
        return all;
    }

    /** @param nth of the measures of the report */
    static Rows rows(Words words, Writing to, int nth, Measure measure, List<Measured> measured) {
        Rows rows = to.rows(
                        "values-" + nth,
                        words.of("report.values", Map.of("measure", measure.name())),
                        words.of("page.measure.never"))
                .date("on", words.of("page.when"))
                .number("value", measure.unit())
                .text("standing", words.of("report.against-target"))
                .text("source", words.of("page.source"));
        measured.forEach(one -> rows.row()
                .cell(one.value().on())
                .cell(one.value().value())
                .cell(words.of(measure.isGood(one.value().value()) ? "page.measure.good" : "page.measure.short"))
                .cell(one.source() + (one.interpretation() == null ? "" : "\n" + one.interpretation()), one.sources()));
        return rows;
    }
}
