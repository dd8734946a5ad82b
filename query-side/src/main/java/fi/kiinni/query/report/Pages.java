package fi.kiinni.query.report;

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xml.sax.SAXException;

/** A report laid out on pages of A4. Measures are in points unless they say otherwise. */
final class Pages {

    private static final String MARGIN = "22mm";
    private static final double WIDTH = (210 - 2 * 22) * 72 / 25.4;

    private static final String INK = "#1b2723";
    private static final String MUTED = "#55625b";
    private static final String LINE = "#d8ddd6";
    private static final String LINK = "#1d5c47";

    private static final double SIZE = 10;
    private static final double SMALL = 8.5;
    private static final double LABEL = 130;
    private static final double GAP = 12;

    /** So many blocks or rows are laid out together at most, for they are held in memory until their pages are. */
    private static final int TOGETHER = 400;

    private static final Pattern PARAGRAPHS = Pattern.compile("\\n[ \\n]*\\n");
    private static final String LAST = "last";

    private final Report report;
    private final Fo fo;
    private final Typeface regular;
    private final Typeface semibold;
    private int together;

    Pages(Report report, Fo fo, Typeface regular, Typeface semibold) {
        this.report = report;
        this.fo = fo;
        this.regular = regular;
        this.semibold = semibold;
    }

    void write() throws SAXException {
        fo.start("root", "xml:lang", report.language().toLanguageTag(), "font-family", "Inter", "color", INK);
        fo.start("layout-master-set")
                .start(
                        "simple-page-master",
                        "master-name",
                        "page",
                        "page-width",
                        "210mm",
                        "page-height",
                        "297mm",
                        "margin",
                        "20mm " + MARGIN + " 12mm")
                .start("region-body", "margin-bottom", "16mm")
                .end()
                .start("region-after", "extent", "9mm", "display-align", "after")
                .end()
                .end()
                .end();
        bookmarks();
        begin();
        front();
        for (Block block : report.blocks()) {
            boolean isChapter = block instanceof Heading heading && heading.level() == 2;
            if (isChapter && together > TOGETHER) {
                end();
                begin();
            }
            together++;
            switch (block) {
                case Heading heading -> heading(heading);
                case Paragraph paragraph -> said(paragraph.said());
                case Facts facts -> facts(facts);
                case Table table -> table(table);
                case Chart chart -> chart(chart);
            }
        }
        fo.start("block", "id", LAST).end();
        end();
        fo.end();
    }

    private List<Heading> headings() {
        return report.blocks().stream()
                .filter(Heading.class::isInstance)
                .map(Heading.class::cast)
                .toList();
    }

    private void bookmarks() throws SAXException {
        List<Heading> headings = headings();
        if (headings.isEmpty()) {
            return;
        }
        fo.start("bookmark-tree");
        Deque<Integer> open = new ArrayDeque<>();
        for (Heading heading : headings) {
            while (!open.isEmpty() && open.peek() >= heading.level()) {
                open.pop();
                fo.end();
            }
            fo.start("bookmark", "internal-destination", "at-" + heading.id())
                    .only("bookmark-title", Typeface.legal(line(heading.text())));
            open.push(heading.level());
        }
        while (!open.isEmpty()) {
            open.pop();
            fo.end();
        }
        fo.end();
    }

    private void begin() throws SAXException {
        together = 0;
        fo.start("page-sequence", "master-reference", "page");
        double width = WIDTH - 60;
        fo.start(
                "static-content",
                "flow-name",
                "xsl-region-after",
                "role",
                "artifact",
                "font-size",
                "8pt",
                "line-height",
                "11pt",
                "color",
                MUTED);
        fo.start("block", "border-top", "0.5pt solid " + LINE, "padding-top", "4pt", "text-align-last", "justify")
                .text(regular.fitted(regular.shown(report.title()), 8, width))
                .start("leader", "leader-pattern", "space")
                .end()
                .start("page-number")
                .end()
                .text(" / ")
                .start("page-number-citation-last", "ref-id", LAST)
                .end()
                .end();
        fo.only("block", regular.fitted(regular.shown(report.standing()), 8, width))
                .end();
        fo.start("flow", "flow-name", "xsl-region-body", "font-size", "10pt", "line-height", "14.5pt");
    }

    private void end() throws SAXException {
        fo.end().end();
    }

    private void front() throws SAXException {
        fo.only(
                "block",
                semibold.breakable(semibold.shown(report.title()), 22, WIDTH),
                "role",
                "H1",
                "font-size",
                "22pt",
                "line-height",
                "27pt",
                "font-weight",
                "600",
                "space-after",
                "6pt");
        fo.only(
                "block",
                regular.breakable(regular.shown(report.subject()), 12, WIDTH),
                "font-size",
                "12pt",
                "line-height",
                "17pt",
                "space-after",
                "10pt");
        fo.only(
                "block",
                regular.breakable(regular.shown(report.standing()), SMALL, WIDTH),
                "font-size",
                SMALL + "pt",
                "line-height",
                "12pt",
                "color",
                MUTED);
        fo.start("block", "font-size", SMALL + "pt", "line-height", "12pt", "space-after", "24pt");
        link(report.address(), report.title(), regular.breakable(regular.shown(report.address()), SMALL, WIDTH));
        fo.end();

        List<Heading> chapters =
                headings().stream().filter(heading -> heading.level() == 2).toList();
        if (chapters.isEmpty()) {
            return;
        }
        fo.only(
                "block",
                regular.shown(report.contents()),
                "font-weight",
                "600",
                "space-after",
                "4pt",
                "keep-with-next.within-page",
                "always");
        fo.start("block", "role", "TOC");
        for (Heading chapter : chapters) {
            fo.start("block", "role", "TOCI", "border-bottom", "0.5pt solid " + LINE, "padding", "3.5pt 0")
                    .start("block", "text-align-last", "justify", "end-indent", "0pt")
                    .text(regular.breakable(regular.shown(chapter.text()), SIZE, WIDTH - 30))
                    .start("leader", "leader-pattern", "space")
                    .end()
                    .start("page-number-citation", "ref-id", "at-" + chapter.id())
                    .end()
                    .end()
                    .end();
        }
        fo.end();
    }

    private void heading(Heading heading) throws SAXException {
        double size = heading.level() == 2 ? 15 : heading.level() == 3 ? 11.5 : SIZE;
        double before = heading.level() == 2 ? 26 : heading.level() == 3 ? 16 : 10;
        fo.only(
                "block",
                semibold.breakable(semibold.shown(line(heading.text())), size, WIDTH),
                "id",
                "at-" + heading.id(),
                "role",
                "H" + heading.level(),
                "font-size",
                size + "pt",
                "line-height",
                "1.3",
                "font-weight",
                "600",
                "space-before",
                before + "pt",
                "space-after",
                "5pt",
                "keep-with-next.within-page",
                "always",
                "keep-together.within-page",
                "always");
    }

    private void said(Statement said) throws SAXException {
        said(said.text(), said.sources(), regular, SIZE, WIDTH, "space-after", "6pt");
    }

    /** As many blocks as the text has paragraphs. The sources follow on the last one's last line. */
    private void said(String text, List<Source> sources, Typeface face, double size, double width, String... attributes)
            throws SAXException {
        String[] paragraphs = PARAGRAPHS.split(face.breakable(face.shown(text.strip()), size, width), -1);
        for (int i = 0; i < paragraphs.length; i++) {
            fo.start("block", with(attributes, "linefeed-treatment", "preserve"))
                    .text(paragraphs[i]);
            if (i == paragraphs.length - 1) {
                links(sources);
            }
            fo.end();
        }
    }

    private void links(List<Source> sources) throws SAXException {
        for (Source source : sources) {
            fo.text(" ").start("inline", "font-size", "7.5pt");
            link(source.address(), source.title(), regular.shown(line(source.label())));
            fo.end();
        }
    }

    private static String[] with(String[] attributes, String... more) {
        String[] all = Arrays.copyOf(attributes, attributes.length + more.length);
        System.arraycopy(more, 0, all, attributes.length, more.length);
        return all;
    }

    private void link(String address, String title, String text) throws SAXException {
        String quoted = address.replace("'", "%27").replace("(", "%28").replace(")", "%29");
        fo.only(
                "basic-link",
                text,
                "external-destination",
                "url('" + quoted + "')",
                "fox:alt-text",
                Stream.of(Typeface.legal(title), text, address)
                        .filter(one -> !one.isBlank())
                        .findFirst()
                        .orElseThrow(),
                "color",
                LINK);
    }

    private static String line(String text) {
        return text.replace('\n', ' ').replace('\r', ' ').strip();
    }

    private void facts(Facts facts) throws SAXException {
        if (facts.facts().isEmpty()) {
            return;
        }
        fo.start(
                "list-block",
                "provisional-distance-between-starts",
                LABEL + GAP + "pt",
                "provisional-label-separation",
                GAP + "pt",
                "space-after",
                "8pt");
        for (Fact fact : facts.facts()) {
            together++;
            fo.start("list-item", "space-after", "3pt")
                    .start("list-item-label", "end-indent", "label-end()")
                    .only(
                            "block",
                            regular.breakable(regular.shown(line(fact.label())), 9, LABEL),
                            "font-size",
                            "9pt",
                            "color",
                            MUTED)
                    .end()
                    .start("list-item-body", "start-indent", "body-start()");
            for (Statement said : fact.said()) {
                said(said.text(), said.sources(), regular, SIZE, WIDTH - LABEL - GAP, "space-after", "3pt");
            }
            fo.end().end();
        }
        fo.end();
    }

    private void table(Table table) throws SAXException {
        fo.only(
                "block",
                semibold.breakable(semibold.shown(line(table.caption())), SIZE, WIDTH),
                "font-weight",
                "600",
                "space-before",
                "8pt",
                "space-after",
                "4pt",
                "keep-with-next.within-page",
                "always",
                "keep-together.within-page",
                "always");
        if (table.rows().isEmpty()) {
            said(table.none(), List.of(), regular, SIZE, WIDTH, "color", MUTED, "space-after", "8pt");
            return;
        }
        double[] widths = widths(table);
        for (int from = 0; from < table.rows().size(); from += TOGETHER) {
            int to = Math.min(from + TOGETHER, table.rows().size());
            if (from > 0) {
                end();
                begin();
            }
            together += to - from;
            rows(table, table.rows().subList(from, to), widths);
        }
    }

    private void rows(Table table, List<List<Cell>> rows, double[] widths) throws SAXException {
        List<Column> columns = table.columns();
        fo.start(
                "table",
                "table-layout",
                "fixed",
                "width",
                WIDTH + "pt",
                "font-size",
                "9pt",
                "line-height",
                "12.5pt",
                "space-after",
                "12pt");
        for (int i = 0; i < widths.length; i++) {
            boolean isHead = i == 0 && columns.get(i).kind() == Kind.TEXT;
            fo.start("table-column", "column-width", widths[i] + "pt", "fox:header", Boolean.toString(isHead))
                    .end();
        }
        fo.start("table-header", "font-size", SMALL + "pt", "font-weight", "600", "color", MUTED)
                .start("table-row");
        for (int i = 0; i < widths.length; i++) {
            cell(
                    columns.get(i),
                    columns.get(i).title(),
                    List.of(),
                    semibold,
                    SMALL,
                    widths[i],
                    "0.75pt solid " + MUTED);
        }
        fo.end().end();
        fo.start("table-body");
        for (List<Cell> row : rows) {
            fo.start("table-row", "keep-together.within-page", "5");
            for (int i = 0; i < widths.length; i++) {
                Cell cell = row.get(i);
                cell(columns.get(i), cell.text(), cell.sources(), regular, 9, widths[i], "0.5pt solid " + LINE);
            }
            fo.end();
        }
        fo.end().end();
    }

    private void cell(
            Column column, String text, List<Source> sources, Typeface face, double size, double width, String border)
            throws SAXException {
        boolean isNumber = column.kind() == Kind.NUMBER;
        fo.start(
                "table-cell",
                "padding",
                "3pt " + GAP + "pt 3pt 0pt",
                "border-bottom",
                border,
                "text-align",
                isNumber ? "end" : "start");
        if (isNumber) {
            // The digits of all rows stand one above the other.
            fo.start("block");
            links(sources);
            fo.text(" " + face.breakable(face.shown(line(text)), size, width - GAP))
                    .end();
        } else {
            said(text, sources, face, size, width - GAP);
        }
        fo.end();
    }

    /** Each column gets what it needs for its longest word; what remains is shared by how much more its texts would take. */
    private double[] widths(Table table) {
        int count = table.columns().size();
        double most = WIDTH / count;
        double[] least = new double[count];
        double[] more = new double[count];
        for (int i = 0; i < count; i++) {
            int nth = i;
            List<String> texts = new ArrayList<>();
            texts.add(table.columns().get(i).title());
            table.rows().forEach(row -> texts.add(row.get(nth).text()));
            double word = 0;
            double line = 0;
            for (String text : texts) {
                for (String one : text.split("\\s", -1)) {
                    word = Math.max(word, semibold.width(one, 9));
                }
                line = Math.max(line, semibold.width(text, 9));
            }
            least[i] = Math.min(word + GAP + 2, most);
            more[i] = Math.max(Math.min(line + GAP + 2, WIDTH) - least[i], 1);
        }
        double rest = WIDTH - Arrays.stream(least).sum();
        double wanted = Arrays.stream(more).sum();
        for (int i = 0; i < count; i++) {
            least[i] += rest * more[i] / wanted;
        }
        return least;
    }

    private void chart(Chart chart) throws SAXException {
        fo.start("block", "space-before", "6pt", "space-after", "10pt", "keep-together.within-page", "always")
                .start("instream-foreign-object", "fox:alt-text", chart.alternative());
        Drawing.draw(chart.svg(), WIDTH, fo.foreign(), regular);
        fo.end().end();
    }
}
