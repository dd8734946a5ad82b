package fi.kiinni.query.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import fi.kiinni.BusinessDate;
import fi.kiinni.query.Exports;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One of a report's tables, comma-separated, for machines: columns by their keys, numbers with a point, dates by ISO 8601. The addresses of
 * what the rows are known from stand in a column of their own, if there are such.
 *
 * @param table its name
 * @param separator of the cells
 */
public record Csv(String table, char separator) implements Form {

    public static final String TYPE = "text/csv";

    private static final String SOURCES = "sources";

    /** @throws IllegalArgumentException if the report has no such table */
    @Override
    public void write(Report report, OutputStream out) throws IOException {
        Table found = report.blocks().stream()
                .filter(block -> block instanceof Table one && one.name().equals(table))
                .map(Table.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The report has no table " + table));
        boolean hasSources = found.rows().stream()
                .anyMatch(row -> row.stream().anyMatch(cell -> !cell.sources().isEmpty()));
        Writer lines = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        lines.append(Exports.BYTE_ORDER_MARK);
        @SuppressWarnings("resource") // closing it would close the stream
        CsvWriter csv = Exports.csv(lines, separator);
        try {
            csv.writeRecord(head(found, hasSources));
            for (List<Cell> row : found.rows()) {
                csv.writeRecord(record(found, row, hasSources));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        csv.flush();
    }

    private static List<String> head(Table table, boolean hasSources) {
        List<String> head = new ArrayList<>();
        table.columns().forEach(column -> head.add(column.key()));
        if (hasSources) {
            head.add(SOURCES);
        }
        return head;
    }

    private static List<String> record(Table table, List<Cell> row, boolean hasSources) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(cell(row.get(i), table.columns().get(i).kind()));
        }
        if (hasSources) {
            cells.add(sources(row));
        }
        return cells;
    }

    private static String cell(Cell cell, Kind kind) {
        BigDecimal number = cell.number();
        BusinessDate date = cell.date();
        if (kind == Kind.NUMBER && number != null) {
            return number.toPlainString();
        }
        if (kind == Kind.DATE && date != null) {
            return date.toString();
        }
        return Exports.harmless(Texts.clean(cell.text()));
    }

    private static String sources(List<Cell> row) {
        return row.stream()
                .flatMap(cell -> cell.sources().stream())
                .map(Source::address)
                .distinct()
                .collect(Collectors.joining(" "));
    }
}
