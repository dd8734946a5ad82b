package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Chart;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Fact;
import fi.kiinni.query.report.Report.Facts;
import fi.kiinni.query.report.Report.Heading;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Paragraph;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Statement;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes down what a report says, block by block. Empty texts are not said. */
final class Writing {

    private final Words words;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();

    /** Of hundreds of thousands, most are like one before. */
    private final Map<Cell, Cell> cells = new HashMap<>();

    private String prefix = "";
    private int deeper;

    Writing(Words words) {
        this.words = words;
    }

    /**
     * What is written from now on is about one of several things of a report.
     *
     * @param name of that thing: what is written has it before its own names
     * @param levels by how many its headings are lower
     */
    Writing within(String name, int levels) {
        prefix = name.isEmpty() ? "" : name + "-";
        deeper = levels;
        return this;
    }

    List<Block> blocks() {
        flush();
        return List.copyOf(blocks);
    }

    private void flush() {
        if (!facts.isEmpty()) {
            blocks.add(new Facts(List.copyOf(facts)));
            facts.clear();
        }
    }

    private Writing add(Block block) {
        flush();
        blocks.add(block);
        return this;
    }

    Writing heading(int level, String id, String text) {
        return add(new Heading(level + deeper, prefix + id, text));
    }

    Writing paragraph(@Nullable String text, List<Source> sources) {
        return text == null || text.isBlank() ? this : add(new Paragraph(new Statement(text.strip(), sources)));
    }

    Writing paragraph(String text) {
        return paragraph(text, List.of());
    }

    /** One under the other with the facts around it. */
    Writing fact(String label, @Nullable String text, List<Source> sources) {
        return text == null || text.isBlank() ? this : fact(label, List.of(new Statement(text.strip(), sources)));
    }

    Writing fact(String label, List<Statement> said) {
        if (!said.isEmpty()) {
            facts.add(new Fact(label, said));
        }
        return this;
    }

    Writing fact(String label, @Nullable BusinessDate date, List<Source> sources) {
        return date == null ? this : fact(label, words.date(date), sources);
    }

    Writing chart(String id, String svg, String alternative) {
        return add(new Chart(prefix + id, svg, alternative));
    }

    Writing table(Rows rows) {
        return add(rows.table());
    }

    /** A table in the making. */
    final class Rows {

        private final String name;
        private final String caption;
        private final String none;
        private final List<Column> columns = new ArrayList<>();
        private final List<List<Cell>> rows = new ArrayList<>();
        private List<Cell> row = List.of();

        private Rows(String name, String caption, String none) {
            this.name = name;
            this.caption = caption;
            this.none = none;
        }

        Rows text(String key, String title) {
            return column(key, title, Kind.TEXT);
        }

        Rows number(String key, String title) {
            return column(key, title, Kind.NUMBER);
        }

        Rows date(String key, String title) {
            return column(key, title, Kind.DATE);
        }

        private Rows column(String key, String title, Kind kind) {
            columns.add(new Column(key, title, kind));
            return this;
        }

        Rows row() {
            row = new ArrayList<>();
            rows.add(row);
            return this;
        }

        Rows cell(@Nullable String text, List<Source> sources) {
            return cell(new Cell(text == null ? "" : text.strip(), null, null, sources));
        }

        Rows cell(@Nullable String text) {
            return cell(text, List.of());
        }

        Rows cell(@Nullable BigDecimal number, List<Source> sources) {
            return cell(new Cell(number == null ? "" : words.number(number), number, null, sources));
        }

        Rows cell(@Nullable BigDecimal number) {
            return cell(number, List.of());
        }

        Rows cell(long number, List<Source> sources) {
            return cell(BigDecimal.valueOf(number), sources);
        }

        Rows cell(long number) {
            return cell(number, List.of());
        }

        /** How much more there is than before. */
        Rows difference(long number) {
            BigDecimal exact = BigDecimal.valueOf(number);
            return cell(new Cell((number > 0 ? "+" : "") + words.number(exact), exact, null, List.of()));
        }

        Rows cell(@Nullable BusinessDate date) {
            return cell(new Cell(date == null ? "" : words.date(date), null, date, List.of()));
        }

        private Rows cell(Cell cell) {
            row.add(cell.sources().isEmpty() ? cells.computeIfAbsent(cell, _ -> cell) : cell);
            return this;
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        private Table table() {
            return new Table(prefix + name, caption, List.copyOf(columns), List.copyOf(rows), none);
        }
    }

    /** @param none what is said if it has no rows */
    Rows rows(String name, String caption, String none) {
        return new Rows(name, caption, none);
    }
}
