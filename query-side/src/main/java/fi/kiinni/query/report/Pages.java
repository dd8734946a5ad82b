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
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xml.sax.SAXException;

/** A report laid out on pages of A4. Measures are in points unless they say otherwise. */
final class Pages {

    private static final String PAGE = "page";
    private static final String MARGINS = "20mm 22mm 12mm";
    private static final double WIDTH = (210 - 2 * 22) * 72 / 25.4;

    private static final String INK = "#1b2723";
    private static final String MUTED = "#55625b";
    private static final String LINK = "#1d5c47";
    private static final String HAIRLINE = "0.5pt solid #d8ddd6";

    private static final String WITH_NEXT = "keep-with-next.within-page: always";
    private static final String IN_ONE = "keep-together.within-page: always";

    private static final double TITLE = 22;
    private static final double SUBJECT = 12;
    private static final double SIZE = 10;
    private static final double SUBORDINATE = 9;
    private static final double SMALL = 8.5;
    private static final double FOOT = 8;

    /** What a label beside its facts has. */
    private static final double LABEL = 130;

    private static final double GAP = 12;

    /** What page numbers at the end of a line may need. */
    private static final double NUMBERS = 60;

    /** By which words may come out wider than they were measured. */
    private static final double SLACK = 2;

    /** So many blocks or rows are laid out together at most, for they are held in memory until their pages are. */
    private static final int TOGETHER = 400;

    private static final Pattern PARAGRAPHS = Pattern.compile("\\n[ \\n]*\\n");

    private final Report report;
    private final Fo fo;
    private final Typeface regular;
    private final Typeface semibold;
    private final Numbers numbers;
    private int together;

    /**
     * The numbers of pages that other pages name. Nothing else on these depends on them.
     *
     * @param all how many there are
     * @param of the page on which what has that id begins
     */
    record Numbers(int all, Map<String, Integer> of) {

        static final Numbers UNKNOWN = new Numbers(0, Map.of());
    }

    Pages(Report report, Fo fo, Typeface regular, Typeface semibold, Numbers numbers) {
        this.report = report;
        this.fo = fo;
        this.regular = regular;
        this.semibold = semibold;
        this.numbers = numbers;
    }

    /** @param laidOut is told again and again which share of it is laid out, from 0 to 1 */
    void write(DoubleConsumer laidOut) throws SAXException {
        double all = report.blocks().stream().mapToInt(Pages::weight).sum();
        int done = 0;
        fo.start(
                "root",
                "font-family: Inter; color: " + INK,
                "xml:lang",
                report.language().toLanguageTag());
        fo.start("layout-master-set", "")
                .start(
                        "simple-page-master",
                        "page-width: 210mm; page-height: 297mm; margin: " + MARGINS,
                        "master-name",
                        PAGE)
                .empty("region-body", "margin-bottom: 16mm")
                .empty("region-after", "extent: 9mm; display-align: after")
                .end()
                .end();
        bookmarks();
        begin();
        front();
        for (Block block : report.blocks()) {
            boolean isChapter = block instanceof Heading heading && heading.level() == 2;
            if (isChapter && together > TOGETHER) {
                end();
                laidOut.accept(done / all);
                begin();
            }
            together++;
            done += weight(block);
            switch (block) {
                case Heading heading -> heading(heading);
                case Paragraph paragraph -> said(paragraph.said(), WIDTH, "space-after: 6pt");
                case Facts facts -> facts(facts);
                case Table table -> table(table);
                case Chart chart -> chart(chart);
            }
        }
        end();
        fo.end();
    }

    /** About how much of the work it is. */
    private static int weight(Block block) {
        return 1 + (block instanceof Table table ? table.rows().size() : 0);
    }

    private Stream<Heading> headings() {
        return report.blocks().stream().filter(Heading.class::isInstance).map(Heading.class::cast);
    }

    private static String id(Heading heading) {
        return "at-" + heading.id();
    }

    private void bookmarks() throws SAXException {
        List<Heading> headings = headings().toList();
        if (headings.isEmpty()) {
            return;
        }
        fo.start("bookmark-tree", "");
        Deque<Integer> open = new ArrayDeque<>();
        for (Heading heading : headings) {
            while (!open.isEmpty() && open.peek() >= heading.level()) {
                open.pop();
                fo.end();
            }
            fo.start("bookmark", "", "internal-destination", id(heading))
                    .only("bookmark-title", Typeface.legal(line(heading.text())), "");
            open.push(heading.level());
        }
        while (!open.isEmpty()) {
            open.pop();
            fo.end();
        }
        fo.end();
    }

    /** Begins pages, with what stands at the foot of each. */
    private void begin() throws SAXException {
        together = 0;
        fo.start("page-sequence", "", "master-reference", PAGE);
        fo.start(
                "static-content",
                "font-size: " + FOOT + "pt; line-height: 11pt; color: " + MUTED,
                "flow-name",
                "xsl-region-after",
                "role",
                "artifact");
        fo.start("block", "border-top: " + HAIRLINE + "; padding-top: 4pt; text-align-last: justify")
                .text(regular.fitted(regular.shown(report.title()), FOOT, WIDTH - NUMBERS))
                .empty("leader", "leader-pattern: space")
                .empty("page-number", "")
                .text(" / " + numbers.all())
                .end();
        fo.only("block", regular.fitted(regular.shown(report.standing()), FOOT, WIDTH - NUMBERS), "");
        fo.end();
        fo.start("flow", "font-size: " + SIZE + "pt; line-height: 14.5pt", "flow-name", "xsl-region-body");
    }

    private void end() throws SAXException {
        fo.end().end();
    }

    private void front() throws SAXException {
        fo.only(
                "block",
                semibold.breakable(semibold.shown(report.title()), TITLE, WIDTH),
                "font-size: " + TITLE + "pt; line-height: 27pt; font-weight: 600; space-after: 6pt",
                "role",
                "H1");
        fo.only(
                "block",
                regular.breakable(regular.shown(report.subject()), SUBJECT, WIDTH),
                "font-size: " + SUBJECT + "pt; line-height: 17pt; space-after: 10pt");
        fo.only(
                "block",
                regular.breakable(regular.shown(report.standing()), SMALL, WIDTH),
                "font-size: " + SMALL + "pt; line-height: 12pt; color: " + MUTED);
        fo.start("block", "font-size: " + SMALL + "pt; line-height: 12pt; space-after: 24pt");
        link(report.address(), report.title(), regular.breakable(regular.shown(report.address()), SMALL, WIDTH), "");
        fo.end();
        contents();
    }

    private void contents() throws SAXException {
        List<Heading> chapters =
                headings().filter(heading -> heading.level() == 2).toList();
        if (chapters.isEmpty()) {
            return;
        }
        fo.only("block", regular.shown(report.contents()), "font-weight: 600; space-after: 4pt; " + WITH_NEXT);
        fo.start(
                "list-block",
                "provisional-distance-between-starts: " + (WIDTH - NUMBERS) + "pt; provisional-label-separation: 0pt",
                "role",
                "TOC");
        for (Heading chapter : chapters) {
            fo.start("list-item", "border-bottom: " + HAIRLINE + "; padding: 3.5pt 0", "role", "TOCI")
                    .start("list-item-label", "end-indent: label-end()", "role", "Reference")
                    .only("block", regular.breakable(regular.shown(line(chapter.text())), SIZE, WIDTH - NUMBERS), "")
                    .end()
                    .start("list-item-body", "start-indent: body-start()", "role", "Reference")
                    .only("block", Objects.toString(numbers.of().get(id(chapter)), ""), "text-align: end")
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
                "font-size: " + size + "pt; line-height: 1.3; font-weight: 600; space-before: " + before
                        + "pt; space-after: 5pt; " + WITH_NEXT + "; " + IN_ONE,
                "id",
                id(heading),
                "role",
                "H" + heading.level());
    }

    private void said(Statement said, double width, String looks) throws SAXException {
        said(said.text(), said.sources(), regular, SIZE, width, looks);
    }

    /** As many blocks as the text has paragraphs. The sources follow on the last one's last line. */
    private void said(String text, List<Source> sources, Typeface face, double size, double width, String looks)
            throws SAXException {
        String[] paragraphs = PARAGRAPHS.split(face.breakable(face.shown(text.strip()), size, width), -1);
        for (int i = 0; i < paragraphs.length; i++) {
            fo.start("block", looks, "linefeed-treatment", "preserve").text(paragraphs[i]);
            if (i == paragraphs.length - 1) {
                links(sources);
            }
            fo.end();
        }
    }

    private void links(List<Source> sources) throws SAXException {
        for (Source source : sources) {
            fo.text(" ");
            link(source.address(), source.title(), regular.shown(line(source.label())), "; font-size: 7.5pt");
        }
    }

    private void link(String address, String title, String text, String looks) throws SAXException {
        String quoted = address.replace("'", "%27").replace("(", "%28").replace(")", "%29");
        String alternative = Stream.of(Typeface.legal(title), text, address)
                .filter(one -> !one.isBlank())
                .findFirst()
                .orElseThrow();
        fo.only(
                "basic-link",
                text,
                "color: " + LINK + looks,
                "external-destination",
                "url('" + quoted + "')",
                "fox:alt-text",
                alternative);
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
                "provisional-distance-between-starts: " + (LABEL + GAP) + "pt; provisional-label-separation: " + GAP
                        + "pt; space-after: 8pt");
        for (Fact fact : facts.facts()) {
            together++;
            fo.start("list-item", "space-after: 3pt")
                    .start("list-item-label", "end-indent: label-end()")
                    .only(
                            "block",
                            regular.breakable(regular.shown(line(fact.label())), SUBORDINATE, LABEL),
                            "font-size: " + SUBORDINATE + "pt; color: " + MUTED)
                    .end()
                    .start("list-item-body", "start-indent: body-start()");
            for (Statement said : fact.said()) {
                said(said, WIDTH - LABEL - GAP, "space-after: 3pt");
            }
            fo.end().end();
        }
        fo.end();
    }

    private void table(Table table) throws SAXException {
        fo.only(
                "block",
                semibold.breakable(semibold.shown(line(table.caption())), SIZE, WIDTH),
                "font-weight: 600; space-before: 8pt; space-after: 4pt; " + WITH_NEXT + "; " + IN_ONE);
        if (table.rows().isEmpty()) {
            said(table.none(), List.of(), regular, SIZE, WIDTH, "color: " + MUTED + "; space-after: 8pt");
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
            rows(table.columns(), table.rows().subList(from, to), widths);
        }
    }

    private void rows(List<Column> columns, List<List<Cell>> rows, double[] widths) throws SAXException {
        fo.start(
                "table",
                "table-layout: fixed; width: " + WIDTH + "pt; font-size: " + SUBORDINATE
                        + "pt; line-height: 12.5pt; space-after: 12pt");
        for (int i = 0; i < widths.length; i++) {
            boolean isHead = i == 0 && columns.get(i).kind() == Kind.TEXT;
            fo.empty("table-column", "column-width: " + widths[i] + "pt", "fox:header", Boolean.toString(isHead));
        }
        fo.start("table-header", "font-size: " + SMALL + "pt; font-weight: 600; color: " + MUTED)
                .start("table-row", "");
        for (int i = 0; i < widths.length; i++) {
            Column column = columns.get(i);
            cell(column.kind(), column.title(), List.of(), semibold, SMALL, widths[i], "0.75pt solid " + MUTED);
        }
        fo.end().end();
        fo.start("table-body", "");
        for (List<Cell> row : rows) {
            // Rather than "always", for a row may be longer than a page.
            fo.start("table-row", "keep-together.within-page: 5");
            for (int i = 0; i < widths.length; i++) {
                Cell cell = row.get(i);
                cell(columns.get(i).kind(), cell.text(), cell.sources(), regular, SUBORDINATE, widths[i], HAIRLINE);
            }
            fo.end();
        }
        fo.end().end();
    }

    private void cell(
            Kind kind, String text, List<Source> sources, Typeface face, double size, double width, String border)
            throws SAXException {
        boolean isNumber = kind == Kind.NUMBER;
        fo.start(
                "table-cell",
                "padding: 3pt " + GAP + "pt 3pt 0pt; border-bottom: " + border + "; text-align: "
                        + (isNumber ? "end" : "start"));
        if (isNumber) {
            // Sources come first, so that the digits of all rows stand one above the other.
            fo.start("block", "");
            links(sources);
            fo.text(" " + face.breakable(face.shown(line(text)), size, width - GAP))
                    .end();
        } else {
            said(text, sources, face, size, width - GAP, "");
        }
        fo.end();
    }

    /** Each column gets what it needs for its longest word; what remains is shared by how much more its texts would take. */
    private double[] widths(Table table) {
        int count = table.columns().size();
        double most = WIDTH / count;
        double[] widths = new double[count];
        double[] more = new double[count];
        for (int i = 0; i < count; i++) {
            int nth = i;
            double word = 0;
            double line = 0;
            for (String text : Stream.concat(
                            Stream.of(table.columns().get(nth).title()),
                            table.rows().stream().map(row -> told(row.get(nth))))
                    .toList()) {
                for (String one : text.split("\\s", -1)) {
                    word = Math.max(word, semibold.width(one, SUBORDINATE));
                }
                line = Math.max(line, semibold.width(text, SUBORDINATE));
            }
            widths[i] = Math.min(word + GAP + SLACK, most);
            more[i] = Math.max(Math.min(line + GAP + SLACK, WIDTH) - widths[i], 1);
        }
        double rest = WIDTH - Arrays.stream(widths).sum();
        double wanted = Arrays.stream(more).sum();
        for (int i = 0; i < count; i++) {
            widths[i] += rest * more[i] / wanted;
        }
        return widths;
    }

    private static String told(Cell cell) {
        return cell.sources().stream()
                .map(source -> " " + source.label())
                .collect(Collectors.joining("", cell.text(), ""));
    }

    private void chart(Chart chart) throws SAXException {
        fo.start("block", "space-before: 6pt; space-after: 10pt; " + IN_ONE)
                .start("instream-foreign-object", "", "fox:alt-text", chart.alternative());
        Drawing.draw(chart.svg(), WIDTH, fo.foreign(), regular);
        fo.end().end();
    }
}
