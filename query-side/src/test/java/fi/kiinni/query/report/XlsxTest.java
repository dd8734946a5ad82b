package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A report's tables as a workbook. */
class XlsxTest {

    private static final DataFormatter SHOWN = new DataFormatter(Locale.ENGLISH);

    private static XSSFWorkbook opened(Report report) throws Exception {
        return new XSSFWorkbook(new ByteArrayInputStream(Samples.written(new Xlsx(), report)));
    }

    private static Report of(Kind kind, Cell... cells) {
        return Samples.of(new Table(
                "t",
                "Taulu",
                List.of(new Column("a", "A", kind)),
                List.of(cells).stream().map(List::of).toList(),
                "Ei mitään."));
    }

    /** Of the first table. */
    private static XSSFCell cell(XSSFWorkbook workbook, int row, int column) {
        return workbook.getSheetAt(1).getRow(row).getCell(column);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000})
    void every_part_is_valid(int rows) throws Exception {
        Report report =
                Samples.of(Samples.table("t", "Päätökset", rows), Samples.table("u", "Mittaukset: \"ä\" & 'ö'", rows));
        assertThat(Valid.parts(Samples.written(new Xlsx(), report))).isEqualTo(5);
    }

    @Test
    void a_report_without_tables_is_valid_too() throws Exception {
        assertThat(Valid.parts(Samples.written(new Xlsx(), Samples.of()))).isEqualTo(3);
    }

    @Test
    void the_same_report_has_the_same_bytes_wherever_it_is_written() throws Exception {
        byte[] here = Samples.written(new Xlsx(), Samples.whole());
        assertThat(Samples.written(new Xlsx(), Samples.whole())).isEqualTo(here);
        assertThat(Samples.writtenElsewhere(new Xlsx(), Samples.whole())).isEqualTo(here);
    }

    @Test
    void the_first_sheet_says_what_it_is_and_leads_to_the_others() throws Exception {
        try (XSSFWorkbook workbook = opened(Samples.whole())) {
            XSSFSheet cover = workbook.getSheetAt(0);
            assertThat(IntStream.of(0, 1, 2, 3, 5, 6)
                            .mapToObj(row -> cover.getRow(row).getCell(0).getStringCellValue()))
                    .containsExactly(
                            "Vaikuttavuuden arviointi",
                            "Savon ammattiopisto",
                            "Tilanne 12.11.2026 klo 9.30 kirjaushetken mukaan",
                            "https://kiinni.example/report?at=2026-11-12",
                            "Päätökset ja niiden perusteet",
                            "Peruutetut mittaukset");
            assertThat(cover.getRow(3).getCell(0).getHyperlink().getAddress())
                    .isEqualTo("https://kiinni.example/report?at=2026-11-12");
            assertThat(cover.getRow(5).getCell(0).getHyperlink().getLocation())
                    .isEqualTo("'Päätökset ja niiden perusteet'!A1");
            assertThat(workbook.getSheetName(1)).isEqualTo("Päätökset ja niiden perusteet");
            assertThat(workbook.getProperties().getCoreProperties().getTitle()).isEqualTo("Vaikuttavuuden arviointi");
        }
    }

    @Test
    void no_two_sheets_have_the_same_name_and_none_has_one_that_is_not_allowed() throws Exception {
        try (XSSFWorkbook workbook = opened(Samples.of(
                Samples.table("a", "Vaikuttavuuden arviointi", 0),
                Samples.table("b", "VAIKUTTAVUUDEN ARVIOINTI", 0),
                Samples.table("c", "[a]/b\\c:d*?'", 0),
                Samples.table("d", "Pitkä otsikko, joka ei mahdu välilehden nimeksi", 0),
                Samples.table("e", "Pitkä otsikko, joka ei mahdu välilehden nimeksi ollenkaan", 0),
                Samples.table("f", "???", 0)))) {
            assertThat(IntStream.range(0, 7).mapToObj(workbook::getSheetName))
                    .containsExactly(
                            "Vaikuttavuuden arviointi",
                            "Vaikuttavuuden arviointi 2",
                            "VAIKUTTAVUUDEN ARVIOINTI 3",
                            "a b c d",
                            "Pitkä otsikko, joka ei mahdu v…",
                            "Pitkä otsikko, joka ei mahdu… 2",
                            "–");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000})
    void the_head_stays_and_filters_the_whole_table(int rows) throws Exception {
        try (XSSFWorkbook workbook = opened(Samples.of(Samples.table("t", "Päätökset", rows)))) {
            XSSFSheet sheet = workbook.getSheetAt(1);
            assertThat(sheet.getPaneInformation().isFreezePane()).isTrue();
            assertThat(sheet.getPaneInformation().getHorizontalSplitTopRow()).isEqualTo((short) 1);
            String last = (rows == 0 ? "D" : "F") + (rows + 1);
            assertThat(sheet.getCTWorksheet().getAutoFilter().getRef()).isEqualTo("A1:" + last);
            assertThat(sheet.getRow(0).getCell(0).getStringCellValue()).isEqualTo("Päätös");
            assertThat(sheet.getRepeatingRows().formatAsString()).isEqualTo("1:1");
            assertThat(sheet.getLastRowNum()).isEqualTo(Math.max(1, rows));
            assertThat(sheet.getColumnWidthInPixels(0)).isBetween(50f, 500f);
        }
    }

    @Test
    void that_a_table_is_empty_is_said_in_words() throws Exception {
        try (XSSFWorkbook workbook = opened(Samples.of(Samples.table("t", "Päätökset", 0)))) {
            assertThat(cell(workbook, 1, 0).getStringCellValue()).isEqualTo("Ei yhtään.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0;0;0",
                "-12;-12;-12",
                "1234567;1234567;1,234,567",
                "12.50;12.5;12.5",
                "0.000001;0.000001;0.000001",
                "1E+3;1000;1,000",
                "999999999999999;999999999999999;999,999,999,999,999"
            })
    void a_number_is_a_number_that_is_shown_with_its_decimals(String number, double value, String shown)
            throws Exception {
        try (XSSFWorkbook workbook =
                opened(of(Kind.NUMBER, new Cell("luku", new BigDecimal(number), null, Samples.NONE)))) {
            assertThat(cell(workbook, 1, 0).getCellType()).isEqualTo(CellType.NUMERIC);
            assertThat(cell(workbook, 1, 0).getNumericCellValue()).isEqualTo(value);
            assertThat(SHOWN.formatCellValue(cell(workbook, 1, 0))).isEqualTo(shown);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234567890123456", "0.1234567890123456", "1E+400", "1E-400"})
    void a_number_of_which_a_spreadsheet_would_not_keep_all_digits_remains_a_text(String number) throws Exception {
        try (XSSFWorkbook workbook =
                opened(of(Kind.NUMBER, new Cell("luku", new BigDecimal(number), null, Samples.NONE)))) {
            assertThat(cell(workbook, 1, 0).getStringCellValue()).isEqualTo("luku");
        }
    }

    @Test
    void a_day_is_a_date_and_a_month_or_year_is_not_more_than_it_says() throws Exception {
        try (XSSFWorkbook workbook = opened(of(
                Kind.DATE,
                new Cell("1.3.2026", null, BusinessDate.parse("2026-03-01"), Samples.NONE),
                new Cell("3/2026", null, BusinessDate.parse("2026-03"), Samples.NONE),
                new Cell("2026", null, BusinessDate.parse("2026"), Samples.NONE),
                new Cell("1.3.1900", null, BusinessDate.parse("1900-03-01"), Samples.NONE),
                new Cell("28.2.1900", null, BusinessDate.parse("1900-02-28"), Samples.NONE),
                new Cell("ei tiedossa", null, null, Samples.NONE)))) {
            assertThat(DateUtil.isCellDateFormatted(cell(workbook, 1, 0))).isTrue();
            assertThat(cell(workbook, 1, 0).getLocalDateTimeCellValue()).isEqualTo(LocalDateTime.of(2026, 3, 1, 0, 0));
            assertThat(SHOWN.formatCellValue(cell(workbook, 1, 0))).isEqualTo("1.3.2026");
            assertThat(cell(workbook, 2, 0).getStringCellValue()).isEqualTo("3/2026");
            assertThat(cell(workbook, 3, 0).getStringCellValue()).isEqualTo("2026");
            assertThat(cell(workbook, 4, 0).getLocalDateTimeCellValue()).isEqualTo(LocalDateTime.of(1900, 3, 1, 0, 0));
            assertThat(cell(workbook, 5, 0).getStringCellValue()).isEqualTo("28.2.1900");
            assertThat(cell(workbook, 6, 0).getStringCellValue()).isEqualTo("ei tiedossa");
        }
    }

    @Test
    void a_date_is_shown_in_the_manner_of_the_language() throws Exception {
        Report report = of(Kind.DATE, new Cell("1 March 2026", null, BusinessDate.parse("2026-03-01"), Samples.NONE));
        try (XSSFWorkbook workbook = opened(Samples.in("en", report))) {
            assertThat(SHOWN.formatCellValue(cell(workbook, 1, 0))).isEqualTo("1 Mar 2026");
        }
    }

    @Test
    void each_source_of_a_row_is_a_link_in_a_column_of_its_own() throws Exception {
        try (XSSFWorkbook workbook = opened(Samples.of(Samples.table("t", "Päätökset", 12)))) {
            XSSFRow row = workbook.getSheetAt(1).getRow(3);
            assertThat(workbook.getSheetAt(1).getRow(0).getCell(4).getStringCellValue())
                    .isEqualTo("#");
            assertThat(row.getCell(4).getStringCellValue()).isEqualTo("#2");
            assertThat(row.getCell(5).getStringCellValue()).isEqualTo("#3");
            assertThat(row.getCell(5).getHyperlink().getAddress())
                    .isEqualTo("https://kiinni.example/initiatives/1?version=3&x=%C3%A4");
            assertThat(row.getCell(5).getHyperlink().getTooltip()).isEqualTo("Päätös kirjattu \"näin\" & <noin>");
            assertThat(workbook.getSheetAt(1).getRow(4).getCell(5).getHyperlink())
                    .isNull();
        }
    }

    @Test
    void a_text_is_no_formula_and_keeps_its_characters() throws Exception {
        Report report = of(
                Kind.TEXT,
                new Cell(Samples.HOSTILE, null, null, Samples.NONE),
                new Cell(" ensimmäinen\ntoinen\t", null, null, Samples.NONE),
                new Cell("x".repeat(40_000), null, null, Samples.NONE));
        assertThat(Valid.parts(Samples.written(new Xlsx(), report))).isEqualTo(4);
        try (XSSFWorkbook workbook = opened(report)) {
            assertThat(cell(workbook, 1, 0).getCellType()).isEqualTo(CellType.STRING);
            assertThat(cell(workbook, 1, 0).getStringCellValue()).isEqualTo(Samples.CLEAN);
            assertThat(cell(workbook, 1, 0).getCellStyle().getQuotePrefixed()).isTrue();
            assertThat(cell(workbook, 2, 0).getStringCellValue()).isEqualTo(" ensimmäinen\ntoinen\t");
            assertThat(cell(workbook, 2, 0).getCellStyle().getQuotePrefixed()).isFalse();
            assertThat(cell(workbook, 3, 0).getStringCellValue())
                    .hasSize(32_767)
                    .endsWith("x…");
        }
    }

    @Test
    void of_more_sources_than_links_are_followed_the_addresses_are_told() throws Exception {
        List<Source> two =
                List.of(new Source("#1", "a", "https://a.example"), new Source("#2", "b", "https://b.example"));
        Cell[] cells = new Cell[32_766];
        Arrays.fill(cells, new Cell("x", null, null, two));
        try (XSSFWorkbook workbook = opened(of(Kind.TEXT, cells))) {
            assertThat(workbook.getSheetAt(1).getHyperlinkList()).hasSize(65_530);
            assertThat(cell(workbook, 32_765, 2).getStringCellValue()).isEqualTo("#2");
            assertThat(cell(workbook, 32_766, 1).getStringCellValue()).isEqualTo("https://a.example");
        }
    }
}
