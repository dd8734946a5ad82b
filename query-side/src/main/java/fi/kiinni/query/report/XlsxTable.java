package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.query.report.Parts.Relations;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.report.XlsxCells.Style;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/** A table as a sheet. What its rows are known from stands in columns of its own, as a cell leads to one place only. */
final class XlsxTable extends XlsxSheet {

    /** In characters. */
    private static final int NARROWEST = 9;

    private static final int WIDEST = 60;
    private static final int SOURCE_WIDTH = 9;

    /** Beside a title, for the arrow of the filter. */
    private static final int PADDING = 4;

    /** In points. */
    private static final int HEAD_HEIGHT = 20;

    private static final int NEXT_LINE = 13;
    private static final int GREATEST_HEIGHT = 409;

    /** Of 255 characters, of which an ampersand takes two. */
    private static final int LONGEST_HEADER = 100;

    private final Table table;
    private final int sources;

    XlsxTable(String name, Table table) {
        super(name);
        this.table = table;
        this.sources =
                table.rows().stream().mapToInt(row -> sources(row).size()).max().orElse(0);
    }

    private static List<Source> sources(List<Cell> row) {
        return row.stream().flatMap(cell -> cell.sources().stream()).distinct().toList();
    }

    private String lastColumn() {
        return XlsxCells.column(table.columns().size() + sources - 1);
    }

    @Override
    void names(Xml xml, String nth) throws IOException {
        xml.begin("definedName", "name", "_xlnm._FilterDatabase", "localSheetId", nth, "hidden", "1");
        xml.text(place() + "$A$1:$" + lastColumn() + "$" + (table.rows().size() + 1))
                .end();
        xml.begin("definedName", "name", "_xlnm.Print_Titles", "localSheetId", nth);
        xml.text(place() + "$1:$1").end();
    }

    @Override
    void write(Xml xml, Relations relations) throws IOException {
        xml.begin("sheetPr").empty("pageSetUpPr", "fitToPage", "1").end();
        xml.begin("sheetViews").begin("sheetView", "showGridLines", "0", "workbookViewId", "0");
        xml.empty("pane", "ySplit", "1", "topLeftCell", "A2", "activePane", "bottomLeft", "state", "frozen");
        xml.end().end();
        xml.begin("cols");
        List<Integer> widths = Widths.of(table, Cell::text).stream()
                .map(width -> Math.clamp(width.line() + PADDING, NARROWEST, WIDEST))
                .toList();
        for (int i = 0; i < widths.size(); i++) {
            column(xml, i, widths.get(i));
        }
        for (int i = 0; i < sources; i++) {
            column(xml, widths.size() + i, SOURCE_WIDTH);
        }
        xml.end();
        xml.begin("sheetData");
        XlsxCells cells = new XlsxCells(xml, relations);
        head(cells);
        for (List<Cell> row : table.rows()) {
            row(cells, row, height(row, widths));
        }
        if (table.rows().isEmpty()) {
            cells.begin(LINE);
            cells.text(table.none(), Style.MUTED);
            cells.end();
        }
        xml.end();
        xml.empty("autoFilter", "ref", "A1:" + lastColumn() + (table.rows().size() + 1));
        cells.links();
        xml.empty(
                "pageMargins",
                "left",
                "0.5",
                "right",
                "0.5",
                "top",
                "0.8",
                "bottom",
                "0.6",
                "header",
                "0.3",
                "footer",
                "0.3");
        // A4, across; as many pages as it takes, but no wider than one.
        xml.empty("pageSetup", "paperSize", "9", "fitToHeight", "0", "orientation", "landscape");
        xml.begin("headerFooter");
        xml.begin("oddHeader")
                .text("&L" + Texts.cut(table.caption(), LONGEST_HEADER).replace("&", "&&"))
                .end();
        xml.begin("oddFooter").text("&R&P / &N").end();
        xml.end();
    }

    /** Not all spreadsheets find out by themselves how much room a text needs that is broken. */
    private static int height(List<Cell> row, List<Integer> widths) {
        int most = 1;
        for (int i = 0; i < row.size(); i++) {
            int width = widths.get(i) - PADDING;
            most = Math.max(
                    most,
                    row.get(i)
                            .text()
                            .lines()
                            .mapToInt(line -> line.length() <= width ? 1 : 1 + line.length() / width)
                            .sum());
        }
        return Math.min(LINE + (most - 1) * NEXT_LINE, GREATEST_HEIGHT);
    }

    private void head(XlsxCells cells) throws IOException {
        cells.begin(HEAD_HEIGHT);
        for (Report.Column column : table.columns()) {
            cells.text(column.title(), column.kind() == Kind.NUMBER ? Style.NUMBER_HEAD : Style.HEAD);
        }
        for (int i = 1; i <= sources; i++) {
            cells.text(i == 1 ? "#" : "# (" + i + ")", Style.HEAD);
        }
        cells.end();
    }

    private void row(XlsxCells cells, List<Cell> row, int height) throws IOException {
        cells.begin(height);
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            BigDecimal number = cell.number();
            BusinessDate date = cell.date();
            switch (table.columns().get(i).kind()) {
                case NUMBER -> {
                    if (number == null) {
                        cells.text(cell.text(), Style.NUMBER);
                    } else {
                        cells.number(number, cell.text());
                    }
                }
                case DATE -> {
                    if (date == null) {
                        cells.text(cell.text(), Style.DATE);
                    } else {
                        cells.date(date, cell.text());
                    }
                }
                case TEXT -> cells.text(cell.text(), Style.TEXT);
            }
        }
        List<Source> from = sources(row);
        for (Source source : from) {
            cells.link(source.address(), source.label(), source.title(), Style.LINK);
        }
        for (int i = from.size(); i < sources; i++) {
            cells.text("", Style.TEXT);
        }
        cells.end();
    }
}
