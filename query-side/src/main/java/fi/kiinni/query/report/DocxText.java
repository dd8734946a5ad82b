package fi.kiinni.query.report;

import fi.kiinni.query.report.Parts.Relations;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a text document. What a style can say, its styles say. */
final class DocxText {

    private static final String DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/";

    /** A4 with margins of 2 cm, in twentieths of a point. */
    private static final String PAGE_WIDTH = "11906";

    private static final String PAGE_HEIGHT = "16838";
    private static final String MARGIN = "1134";
    private static final int TEXT_WIDTH = 9_638;

    /** Of a table's text, in twentieths of a point. */
    private static final int CHARACTER = 105;

    private static final int LONGEST_LINE = 48;

    /** In characters: what is longer does not fit beside what it is the label of. */
    private static final int LONGEST_LABEL = 28;

    /** In English Metric Units, of which there are 914,400 to the inch and 96 pixels to the inch. */
    private static final int PIXEL = 9_525;

    /** Beyond it, Word finds the file damaged. */
    private static final int LONGEST_TOOLTIP = 255;

    private static final Pattern BETWEEN_PARAGRAPHS = Pattern.compile("\\R\\h*\\R\\s*");
    private static final Pattern BETWEEN_LINES = Pattern.compile("\\R");

    private final Xml xml;
    private final Relations relations;
    private final List<byte[]> pictures = new ArrayList<>();
    private int headings;

    DocxText(Xml xml, Relations relations) {
        this.xml = xml;
        this.relations = relations;
    }

    /** What the charts are drawn as, in their order. */
    List<byte[]> pictures() {
        return pictures;
    }

    static String picture(int nth) {
        return "media/chart" + nth + ".png";
    }

    void write(Report report, String footer) throws IOException {
        try (xml) {
            xml.begin(
                    "w:document",
                    "xmlns:w",
                    Docx.NAMESPACE,
                    "xmlns:r",
                    Docx.RELATIONS,
                    "xmlns:wp",
                    DRAWING + "wordprocessingDrawing",
                    "xmlns:a",
                    DRAWING + "main",
                    "xmlns:pic",
                    DRAWING + "picture");
            xml.begin("w:body");
            paragraph("Title", report.title());
            paragraph("Subtitle", report.subject());
            paragraph("Standing", report.standing());
            begin("Standing");
            link(report.address(), report.address(), report.title(), "Hyperlink");
            xml.end();
            contents(report);
            for (Block block : report.blocks()) {
                write(block);
            }
            page(footer);
        }
    }

    private void write(Block block) throws IOException {
        switch (block) {
            case Heading heading -> heading(heading);
            case Paragraph paragraph -> said(paragraph.said(), "Normal");
            case Facts facts -> facts(facts);
            case Table table -> table(table);
            case Chart chart -> chart(chart);
        }
    }

    /** A field, so that it can be brought up to date in Word when somebody has written more; without page numbers, which nobody here knows. */
    private void contents(Report report) throws IOException {
        List<Heading> listed = new ArrayList<>();
        List<String> marks = new ArrayList<>();
        int nth = 0;
        for (Block block : report.blocks()) {
            if (block instanceof Heading heading) {
                nth++;
                if (heading.level() == 2) {
                    listed.add(heading);
                    marks.add(mark(nth));
                }
            }
        }
        if (listed.isEmpty()) {
            return;
        }
        paragraph("TOCHeading", report.contents());
        for (int i = 0; i < listed.size(); i++) {
            begin("TOC1");
            if (i == 0) {
                field("begin");
                xml.begin("w:r")
                        .begin("w:instrText", "xml:space", "preserve")
                        .text(" TOC \\o \"1-1\" \\h \\n ")
                        .end()
                        .end();
                field("separate");
            }
            xml.begin("w:hyperlink", "w:anchor", marks.get(i), "w:history", "1");
            run(listed.get(i).text(), "Hyperlink");
            xml.end();
            if (i == listed.size() - 1) {
                field("end");
            }
            xml.end();
        }
    }

    private void field(String type) throws IOException {
        xml.begin("w:r").empty("w:fldChar", "w:fldCharType", type).end();
    }

    /** In the manner in which Word names them itself: an id with hyphens would be none. */
    private static String mark(int nth) {
        return "_Toc" + (100_000_000 + nth);
    }

    private void heading(Heading heading) throws IOException {
        String id = Integer.toString(++headings);
        begin("Heading" + (heading.level() - 1));
        xml.empty("w:bookmarkStart", "w:id", id, "w:name", mark(headings));
        run(heading.text(), "");
        xml.empty("w:bookmarkEnd", "w:id", id).end();
    }

    private void facts(Facts facts) throws IOException {
        for (Fact fact : facts.facts()) {
            begin("Fact");
            run(fact.label(), "FactLabel");
            xml.begin("w:r")
                    .empty(fact.label().length() > LONGEST_LABEL ? "w:br" : "w:tab")
                    .end();
            boolean isBegun = true;
            for (Statement said : fact.said()) {
                said(said, "FactContinued", isBegun);
                isBegun = false;
            }
        }
    }

    private void said(Statement said, String style) throws IOException {
        said(said, style, false);
    }

    /** @param isBegun whether the first paragraph is */
    private void said(Statement said, String style, boolean isBegun) throws IOException {
        List<String> paragraphs =
                BETWEEN_PARAGRAPHS.splitAsStream(said.text().strip()).toList();
        for (int i = 0; i < paragraphs.size(); i++) {
            if (i > 0 || !isBegun) {
                begin(style);
            }
            run(paragraphs.get(i), "");
            if (i == paragraphs.size() - 1) {
                sources(said.sources());
            }
            xml.end();
        }
    }

    private void sources(List<Source> sources) throws IOException {
        for (Source source : sources) {
            run(" ", "");
            link(source.address(), source.label(), source.title(), "Source");
        }
    }

    private void link(String address, String text, String title, String style) throws IOException {
        xml.begin(
                "w:hyperlink",
                "r:id",
                relations.link(address),
                "w:tooltip",
                Texts.cut(title, LONGEST_TOOLTIP),
                "w:history",
                "1");
        run(text, style);
        xml.end();
    }

    private void table(Table table) throws IOException {
        paragraph("Caption", table.caption());
        if (table.rows().isEmpty()) {
            paragraph("Normal", table.none());
            return;
        }
        List<Integer> widths = Widths.shared(Widths.of(table, DocxText::shown), LONGEST_LINE, 2, TEXT_WIDTH, CHARACTER);
        xml.begin("w:tbl").begin("w:tblPr");
        xml.empty("w:tblStyle", "w:val", "ReportTable");
        xml.empty("w:tblW", "w:w", "5000", "w:type", "pct");
        xml.empty("w:tblLayout", "w:type", "autofit");
        xml.empty("w:tblLook", "w:val", "0620");
        xml.empty("w:tblCaption", "w:val", table.caption());
        xml.end();
        xml.begin("w:tblGrid");
        for (Integer width : widths) {
            xml.empty("w:gridCol", "w:w", width.toString());
        }
        xml.end();
        xml.begin("w:tr")
                .begin("w:trPr")
                .empty("w:cantSplit")
                .empty("w:tblHeader")
                .end();
        for (int i = 0; i < widths.size(); i++) {
            Column column = table.columns().get(i);
            cell(widths.get(i));
            paragraph(column.kind() == Kind.NUMBER ? "TableNumberHead" : "TableHead", column.title());
            xml.end();
        }
        xml.end();
        for (List<Cell> row : table.rows()) {
            xml.begin("w:tr").begin("w:trPr").empty("w:cantSplit").end();
            for (int i = 0; i < widths.size(); i++) {
                cell(widths.get(i));
                begin(table.columns().get(i).kind() == Kind.NUMBER ? "TableNumber" : "TableText");
                run(row.get(i).text(), "");
                sources(row.get(i).sources());
                xml.end().end();
            }
            xml.end();
        }
        xml.end();
        paragraph("TableEnd", "");
    }

    private static String shown(Cell cell) {
        return cell.sources().stream()
                .map(source -> " " + source.label())
                .collect(Collectors.joining("", cell.text(), ""));
    }

    private void cell(int width) throws IOException {
        xml.begin("w:tc").begin("w:tcPr");
        xml.empty("w:tcW", "w:w", Integer.toString(width), "w:type", "dxa");
        xml.end();
    }

    private void chart(Chart chart) throws IOException {
        Picture drawing = Picture.of(chart.svg());
        pictures.add(drawing.png());
        String nth = Integer.toString(pictures.size());
        String width = Integer.toString(drawing.width() * PIXEL);
        String height = Integer.toString(drawing.height() * PIXEL);
        begin("Chart");
        xml.begin("w:r").begin("w:drawing");
        xml.begin("wp:inline", "distT", "0", "distB", "0", "distL", "0", "distR", "0");
        xml.empty("wp:extent", "cx", width, "cy", height);
        xml.empty("wp:docPr", "id", nth, "name", chart.id(), "descr", chart.alternative());
        xml.begin("a:graphic")
                .begin("a:graphicData", "uri", DRAWING + "picture")
                .begin("pic:pic");
        xml.begin("pic:nvPicPr");
        xml.empty("pic:cNvPr", "id", nth, "name", chart.id(), "descr", chart.alternative());
        xml.empty("pic:cNvPicPr").end();
        xml.begin("pic:blipFill");
        xml.empty("a:blip", "r:embed", relations.part("image", picture(pictures.size())));
        xml.begin("a:stretch").empty("a:fillRect").end().end();
        xml.begin("pic:spPr").begin("a:xfrm");
        xml.empty("a:off", "x", "0", "y", "0")
                .empty("a:ext", "cx", width, "cy", height)
                .end();
        xml.begin("a:prstGeom", "prst", "rect").empty("a:avLst").end().end();
        xml.end().end().end().end().end().end().end();
    }

    private void page(String footer) throws IOException {
        xml.begin("w:sectPr");
        xml.empty("w:footerReference", "w:type", "default", "r:id", footer);
        xml.empty("w:pgSz", "w:w", PAGE_WIDTH, "w:h", PAGE_HEIGHT);
        xml.empty(
                "w:pgMar",
                "w:top",
                MARGIN,
                "w:right",
                MARGIN,
                "w:bottom",
                MARGIN,
                "w:left",
                MARGIN,
                "w:header",
                "567",
                "w:footer",
                "567",
                "w:gutter",
                "0");
        xml.end();
    }

    private void paragraph(String style, String text) throws IOException {
        begin(style);
        run(text, "");
        xml.end();
    }

    private void begin(String style) throws IOException {
        xml.begin("w:p").begin("w:pPr").empty("w:pStyle", "w:val", style).end();
    }

    /** @param style of the characters; nothing for that of the paragraph */
    private void run(String text, String style) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        xml.begin("w:r");
        if (!style.isEmpty()) {
            xml.begin("w:rPr").empty("w:rStyle", "w:val", style).end();
        }
        boolean isFirst = true;
        for (String line : BETWEEN_LINES.split(text, -1)) {
            if (!isFirst) {
                xml.empty("w:br");
            }
            xml.begin("w:t", "xml:space", "preserve").text(line).end();
            isFirst = false;
        }
        xml.end();
    }
}
