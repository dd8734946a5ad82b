package fi.kiinni.query.report;

import fi.kiinni.query.report.Parts.Relations;
import fi.kiinni.query.report.XlsxCells.Style;
import java.io.IOException;
import java.util.List;

/** What a workbook is, and what is in it. */
final class XlsxCover extends XlsxSheet {

    /** In characters. */
    private static final int WIDTH = 90;

    /** In points. */
    private static final int TITLE_HEIGHT = 30;

    private static final int SUBTITLE_HEIGHT = 22;

    private final Report report;
    private final List<XlsxSheet> others;

    XlsxCover(String name, Report report, List<XlsxSheet> others) {
        super(name);
        this.report = report;
        this.others = List.copyOf(others);
    }

    @Override
    void write(Xml xml, Relations relations) throws IOException {
        xml.begin("sheetViews");
        xml.empty("sheetView", "showGridLines", "0", "tabSelected", "1", "workbookViewId", "0");
        xml.end();
        xml.begin("cols");
        column(xml, 0, WIDTH);
        xml.end();
        xml.begin("sheetData");
        XlsxCells cells = new XlsxCells(xml, relations);
        line(cells, report.title(), Style.TITLE);
        line(cells, report.subject(), Style.SUBTITLE);
        line(cells, report.standing(), Style.MUTED);
        cells.begin(LINE);
        cells.link(report.address(), report.address(), report.title(), Style.PLAIN_LINK);
        cells.end();
        cells.begin(LINE);
        cells.end();
        for (XlsxSheet other : others) {
            cells.begin(LINE);
            cells.link(other);
            cells.end();
        }
        xml.end();
        cells.links();
    }

    private static void line(XlsxCells cells, String text, Style style) throws IOException {
        cells.begin(style == Style.TITLE ? TITLE_HEIGHT : style == Style.SUBTITLE ? SUBTITLE_HEIGHT : LINE);
        cells.text(text, style);
        cells.end();
    }
}
