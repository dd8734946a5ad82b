package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import fi.kiinni.BusinessDate;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of a report's tables, comma-separated. */
class CsvTest {

    private static String text(Csv csv, Report report) throws Exception {
        return new String(Samples.written(csv, report), StandardCharsets.UTF_8);
    }

    @Test
    void numbers_are_plain_dates_by_iso_and_formulas_harmless() throws Exception {
        Report report = Samples.of(
                Samples.table("other", "Muut", 3),
                new Table(
                        "t",
                        "Taulu",
                        List.of(
                                new Column("number", "Luku", Kind.NUMBER),
                                new Column("on", "Päivä", Kind.DATE),
                                new Column("what", "Mitä", Kind.TEXT)),
                        List.of(
                                List.of(
                                        new Cell("−1 234,5", new BigDecimal("-1234.5"), null, Samples.NONE),
                                        new Cell("3/2026", null, BusinessDate.parse("2026-03"), Samples.NONE),
                                        new Cell("=1+1", null, null, Samples.NONE)),
                                List.of(
                                        new Cell("1 000", new BigDecimal("1E+3"), null, Samples.NONE),
                                        new Cell("–", null, null, Samples.NONE),
                                        new Cell("Ä; \"ö\"\u0000\n2", null, null, Samples.NONE)),
                                List.of(
                                        new Cell("-", null, null, Samples.NONE),
                                        new Cell("", null, null, Samples.NONE),
                                        new Cell("", null, null, Samples.NONE))),
                        "Ei mitään."));
        assertThat(text(new Csv("t", ';'), report))
                .isEqualTo(
                        "\ufeffnumber;on;what\r\n-1234.5;2026-03;'=1+1\r\n1000;–;\"Ä; \"\"ö\"\"\ufffd\n2\"\r\n'-;;\r\n");
        assertThat(text(new Csv("t", ','), report)).startsWith("\ufeffnumber,on,what\r\n-1234.5,2026-03,'=1+1\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000})
    void there_is_a_line_for_each_row_with_what_it_is_known_from(int rows) throws Exception {
        Report report = Samples.of(Samples.table("t", "Taulu", rows));
        String text = text(new Csv("t", ','), report);
        assertThat(text).startsWith("\ufeffwhat,on,value,why");
        List<NamedCsvRecord> records =
                CsvReader.builder().ofNamedCsvRecord(text.substring(1)).stream().toList();
        assertThat(records).hasSize(rows);
        for (int i = 0; i < rows; i++) {
            assertThat(records.get(i).getField("what")).isEqualTo("Läpäisyä seurataan " + i);
            assertThat(records.get(i).getField("sources"))
                    .startsWith(Samples.source(i).address());
        }
    }

    @Test
    void the_same_report_has_the_same_bytes_wherever_it_is_written() throws Exception {
        byte[] here = Samples.written(new Csv("decisions", ';'), Samples.whole());
        assertThat(Samples.writtenElsewhere(new Csv("decisions", ';'), Samples.whole()))
                .isEqualTo(here);
    }

    @Test
    void a_table_that_there_is_not_is_refused() {
        assertThatThrownBy(() -> text(new Csv("x", ','), Samples.whole())).isInstanceOf(IllegalArgumentException.class);
    }
}
