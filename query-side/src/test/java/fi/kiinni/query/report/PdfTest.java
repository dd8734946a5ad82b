package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.xml.sax.SAXException;

class PdfTest {

    private static final String COMPOUND = "palvelukokonaisuussuunnitelmantoteuttamisenseuranta";

    private static final String SVG = """
            <svg class="chart" viewBox="0 0 400 210" role="img" aria-label="Odotusaika">
              <g class="axis"><line x1="40" x2="386" y1="20" y2="20"/><text x="40" dx="-6" text-anchor="end" y="24">Päiviä</text></g>
              <rect class="band" x="40" y="130" width="346" height="52"/>
              <line class="baseline" x1="40" x2="386" y1="33" y2="33"/>
              <polyline class="target" points="40,150 200,150 200,137 386,137"/>
              <polyline class="series" points="40,33 300,128"/>
              <g class="dots"><path transform="translate(40 33)" class="BASELINE" d="M-4-4H4V4H-4Z"><title>Ei näy</title></path>
                <text class="beside" x="300" y="146" text-anchor="middle">9</text></g>
              <rect class="bar" x="60" y="60" width="20" height="40"/><text class="value" x="60" y="55">4</text>
            </svg>
            """;

    private static final List<Column> COLUMNS = List.of(
            new Column("what", "Mitattu", Kind.TEXT),
            new Column("value", "Arvo", Kind.NUMBER),
            new Column("on", "Päivä", Kind.DATE));

    private static final Report SAMPLE = report(
            new Heading(2, "goal", "Tavoite"),
            new Paragraph(said(
                    "Åbo odottaa öljyä ja ääntä: 23 − 2 × 4 ≤ 7 → № 5, 12 € – ”niin” — ’näin’…\n\nToinen kappale",
                    1,
                    2)),
            new Facts(List.of(
                    new Fact("Vaihe", List.of(said("Pilotti", 3))),
                    new Fact("Erityisasiantuntija-arviointi", List.of(said("Yksi"), said("Kaksi", 4))))),
            new Heading(3, "measure", "Mittari"),
            new Chart("waiting", SVG, "Odotusaika: lähtötaso 23, viimeisin 9"),
            table("measured", 12),
            new Heading(4, "last", "Alin"),
            new Table("none", "Tyhjä", COLUMNS, List.of(), "Mittauksia ei ole."),
            new Heading(2, "end", "Päätös"),
            new Paragraph(said("Loppu.")));

    private static Pdf pdf;

    @BeforeAll
    static void begin() throws IOException, SAXException {
        VeraGreenfieldFoundryProvider.initialise();
        pdf = new Pdf();
    }

    private static Report report(Block... blocks) {
        return report("Kehittämisraportti", List.of(blocks));
    }

    private static Report report(String title, List<Block> blocks) {
        return new Report(
                Locale.of("fi"),
                "raportti",
                title,
                "Pohjois-Savon hyvinvointialue",
                "Tilanne 29.11.2025 klo 10.30",
                "Sisällys",
                "https://kiinni.example/reports/savo?at=2025-11-29T08:30:00Z",
                Instant.parse("2025-11-29T08:30:00.123Z"),
                new Report.Of("savo", "development", null),
                blocks);
    }

    private static Statement said(String text, int... versions) {
        return new Statement(
                text, Arrays.stream(versions).mapToObj(PdfTest::source).toList());
    }

    private static Source source(int version) {
        return new Source(
                "#" + version,
                "Versio " + version + ": mittaus kirjattiin",
                "https://kiinni.example/initiatives/1?version=" + version + "#v");
    }

    @Test
    void tells_how_far_it_has_come_page_by_page() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (int chapter = 0; chapter < 6; chapter++) {
            blocks.add(new Heading(2, "chapter-" + chapter, "Luku"));
            blocks.add(table("table-" + chapter, 100));
        }
        List<Integer> told = new ArrayList<>();
        pdf.write(report("Pitkä", blocks), OutputStream.nullOutputStream(), told::add);
        assertThat(told).isSorted().hasSizeGreaterThan(10);
        assertThat(told.getFirst()).isBetween(1, 32);
        assertThat(told.getLast()).isBetween(90, 99);
    }

    private static Table table(String name, int rows) {
        return new Table(
                name,
                "Mittaukset",
                COLUMNS,
                IntStream.range(0, rows)
                        .mapToObj(row -> List.of(
                                new Cell("Rivi-" + row, null, null, List.of()),
                                new Cell(row + ",5", null, null, List.of(source(row))),
                                new Cell(row % 2 == 0 ? "" : "1.3.2025", null, null, List.of())))
                        .toList(),
                "Ei mitään.");
    }

    private static byte[] written(Report report) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        pdf.write(report, file);
        return file.toByteArray();
    }

    private static PDDocument read(Report report) throws IOException {
        return Loader.loadPDF(written(report));
    }

    /** As it is copied, without what divides its lines. */
    private static String text(Report report) throws IOException {
        try (PDDocument document = read(report)) {
            return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
        }
    }

    private static List<String> wrong(byte[] file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new ByteArrayInputStream(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            return validator.validate(parser).getTestAssertions().stream()
                    .filter(assertion -> assertion.getStatus() == TestAssertion.Status.FAILED)
                    .map(assertion -> assertion.getRuleId().getClause() + " " + assertion.getMessage() + " "
                            + assertion.getLocation().getContext())
                    .toList();
        }
    }

    private static void assertValid(Report report) throws Exception {
        byte[] file = written(report);
        assertThat(wrong(file, PDFAFlavour.PDFUA_1)).isEmpty();
        assertThat(wrong(file, PDFAFlavour.PDFA_2_A)).isEmpty();
    }

    /** All of them, each before what it holds. */
    private static Stream<PDStructureElement> elements(PDStructureNode node) {
        return node.getKids().stream()
                .filter(PDStructureElement.class::isInstance)
                .map(PDStructureElement.class::cast)
                .flatMap(element -> Stream.concat(Stream.of(element), elements(element)));
    }

    private static List<PDStructureElement> elements(PDDocument document, String type) {
        return elements(document.getDocumentCatalog().getStructureTreeRoot())
                .filter(element -> element.getStructureType().equals(type))
                .toList();
    }

    private static List<String> titles(PDOutlineNode node) {
        List<String> titles = new ArrayList<>();
        for (PDOutlineItem item : node.children()) {
            titles.add(item.getTitle());
            titles(item).forEach(title -> titles.add("> " + title));
        }
        return titles;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PDFUA_1", "PDFA_2_A"})
    void a_report_can_be_kept_and_is_accessible(String flavour) throws Exception {
        assertThat(wrong(written(SAMPLE), PDFAFlavour.valueOf(flavour))).isEmpty();
    }

    @Test
    void a_report_that_says_nothing_is_a_file_too() throws Exception {
        assertValid(report());
    }

    @ParameterizedTest
    @CsvSource({"UTC, fi", "Europe/Helsinki, tr", "America/St_Johns, th-TH-u-ca-buddhist", "Asia/Kolkata, en-US"})
    void the_same_report_has_the_same_bytes_wherever_it_is_written(String zone, String language) throws Exception {
        TimeZone zoneBefore = TimeZone.getDefault();
        Locale before = Locale.getDefault();
        byte[] here = written(SAMPLE);
        try {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            Locale.setDefault(Locale.forLanguageTag(language));
            ByteArrayOutputStream there = new ByteArrayOutputStream();
            new Pdf().write(SAMPLE, there);
            assertThat(there.toByteArray()).isEqualTo(here);
        } finally {
            TimeZone.setDefault(zoneBefore);
            Locale.setDefault(before);
        }
    }

    @Test
    void the_date_of_the_file_is_the_moment_of_the_report() throws IOException {
        byte[] file = written(SAMPLE);
        String raw = new String(file, StandardCharsets.ISO_8859_1);
        assertThat(raw)
                .contains("/CreationDate (D:20251129083000Z)")
                .contains("<xmp:CreateDate>2025-11-29T08:30:00Z</xmp:CreateDate>")
                .doesNotContain("MetadataDate");
    }

    @Test
    void another_report_is_another_file() throws IOException {
        try (PDDocument one = read(report("Yksi", List.of()));
                PDDocument same = read(report("Yksi", List.of()));
                PDDocument other = read(report("Kaks", List.of()))) {
            assertThat(id(same)).isEqualTo(id(one)).isNotEqualTo(id(other));
        }
    }

    private static String id(PDDocument document) {
        return Objects.requireNonNull(document.getDocument().getDocumentID()).toString();
    }

    @Test
    void it_tells_its_title_and_language() throws IOException {
        try (PDDocument document = read(SAMPLE)) {
            assertThat(document.getDocumentInformation().getTitle()).isEqualTo("Kehittämisraportti");
            assertThat(document.getDocumentInformation().getSubject()).isEqualTo("Pohjois-Savon hyvinvointialue");
            assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("fi");
            assertThat(Objects.requireNonNull(document.getDocumentCatalog().getViewerPreferences())
                            .displayDocTitle())
                    .isTrue();
        }
    }

    @Test
    void headings_are_tagged_by_their_level_and_bookmarked() throws IOException {
        try (PDDocument document = read(SAMPLE)) {
            assertThat(elements(document.getDocumentCatalog().getStructureTreeRoot())
                            .map(PDStructureElement::getStructureType)
                            .filter(type -> type.matches("H\\d")))
                    .containsExactly("H1", "H2", "H3", "H4", "H2");
            assertThat(titles(document.getDocumentCatalog().getDocumentOutline()))
                    .containsExactly("Tavoite", "> Mittari", "> > Alin", "Päätös");
        }
    }

    @Test
    void the_contents_are_listed_before_what_is_said() throws IOException {
        assertThat(text(SAMPLE))
                .containsSubsequence("Kehittämisraportti", "Sisällys", "Tavoite", "Päätös", "Tavoite", "Åbo");
    }

    @Test
    void the_contents_name_the_pages_on_which_chapters_begin() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (int chapter = 0; chapter < 12; chapter++) {
            blocks.add(new Heading(
                    2, "chapter-" + chapter, "Luku-" + chapter + "! " + "Otsikko riveittäin ".repeat(chapter)));
            blocks.add(table("table-" + chapter, 120));
        }
        try (PDDocument document = read(report("Pitkä", blocks))) {
            PDFTextStripper page = new PDFTextStripper();
            page.setEndPage(1);
            String contents = page.getText(document).replaceAll("\\s+", " ").replaceAll("(Otsikko |riveittäin )+", "");
            List<String> named = Pattern.compile("(Luku-\\d+!) (\\d+)")
                    .matcher(contents)
                    .results()
                    .map(line -> line.group(1) + " " + line.group(2))
                    .toList();
            List<String> begun = new ArrayList<>();
            for (int nth = 1; nth <= document.getNumberOfPages(); nth++) {
                page.setStartPage(nth);
                page.setEndPage(nth);
                String all = page.getText(document);
                String said = nth == 1 ? all.substring(all.indexOf("Luku-11!") + 1) : all;
                while (said.contains("Luku-" + begun.size() + "!")) {
                    begun.add("Luku-" + begun.size() + "! " + nth);
                }
            }
            assertThat(named).hasSize(12).isEqualTo(begun);
        }
    }

    @Test
    void a_table_has_headed_columns_and_rows() throws IOException {
        try (PDDocument document = read(SAMPLE)) {
            List<String> scopes = elements(document, "TH").stream()
                    .map(head -> Objects.requireNonNull(head.getCOSObject().getDictionaryObject(COSName.A))
                            .toString())
                    .toList();
            assertThat(scopes).hasSize(3 + 12);
            assertThat(scopes).filteredOn(scope -> scope.contains("{Row}")).hasSize(12);
            assertThat(scopes).filteredOn(scope -> scope.contains("{Column}")).hasSize(2);
            assertThat(elements(document, "TR"))
                    .hasSize(1 + 12)
                    .allMatch(row -> row.getKids().size() == 3);
        }
    }

    @Test
    void a_table_that_goes_on_is_headed_on_every_page() throws IOException {
        try (PDDocument document = read(report(table("long", 100)))) {
            PDFTextStripper page = new PDFTextStripper();
            for (int nth = 1; nth <= document.getNumberOfPages(); nth++) {
                page.setStartPage(nth);
                page.setEndPage(nth);
                assertThat(page.getText(document))
                        .contains("Mitattu")
                        .contains(nth + " / " + document.getNumberOfPages());
            }
            assertThat(document.getNumberOfPages()).isGreaterThan(2);
        }
    }

    @Test
    void the_tags_of_a_long_report_are_written_before_its_end() throws Exception {
        List<Block> blocks = new ArrayList<>();
        for (int chapter = 0; chapter < 3; chapter++) {
            blocks.add(new Heading(2, "chapter-" + chapter, "Luku"));
            blocks.add(table("table-" + chapter, 900));
        }
        Report report = report("Pitkä", blocks);
        ByteArrayOutputStream early = new ByteArrayOutputStream();
        new Pdf(100).write(report, early);
        assertThat(wrong(early.toByteArray(), PDFAFlavour.PDFUA_1)).isEmpty();
        assertThat(wrong(early.toByteArray(), PDFAFlavour.PDFA_2_A)).isEmpty();
        // In the end they are compressed.
        assertThat(early.toString(StandardCharsets.ISO_8859_1)).contains("/S /TD");
        assertThat(new String(written(report), StandardCharsets.ISO_8859_1)).doesNotContain("/S /TD");
        try (PDDocument one = Loader.loadPDF(early.toByteArray());
                PDDocument other = read(report)) {
            assertThat(tags(one)).hasSizeGreaterThan(3 * 900 * 4).isEqualTo(tags(other));
        }
    }

    private static List<String> tags(PDDocument document) {
        return elements(document.getDocumentCatalog().getStructureTreeRoot())
                .map(tag -> tag.getStructureType() + " of " + tag.getKids().size())
                .toList();
    }

    @Test
    void an_empty_table_says_so() throws IOException {
        assertThat(text(report(new Table("none", "Tyhjä", COLUMNS, List.of(), "Mittauksia ei ole."))))
                .contains("Tyhjä Mittauksia ei ole.")
                .doesNotContain("Mitattu");
    }

    @Test
    void charts_and_links_have_alternative_texts() throws IOException {
        try (PDDocument document = read(SAMPLE)) {
            assertThat(elements(document, "Figure"))
                    .extracting(PDStructureElement::getAlternateDescription)
                    .containsExactly("Odotusaika: lähtötaso 23, viimeisin 9");
            assertThat(elements(document, "Link"))
                    .extracting(PDStructureElement::getAlternateDescription)
                    .contains("Kehittämisraportti", "Versio 1: mittaus kirjattiin", "Versio 11: mittaus kirjattiin")
                    .hasSize(1 + 4 + 12);
            List<String> addresses = new ArrayList<>();
            for (PDPage page : document.getPages()) {
                for (PDAnnotation link : page.getAnnotations()) {
                    assertThat(link.getContents()).isNotBlank();
                    addresses.add(
                            link.getCOSObject().getCOSDictionary(COSName.A).getString(COSName.URI));
                }
            }
            assertThat(addresses).contains("https://kiinni.example/initiatives/1?version=2#v");
        }
    }

    @Test
    void what_would_not_be_told_to_everybody_is_refused() {
        Report mute = report(new Chart("mute", SVG, ""));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        assertThatThrownBy(() -> pdf.write(mute, file)).hasStackTraceContaining("alt");
        assertThat(file.size()).isZero();
    }

    @Test
    void what_is_said_can_be_copied() throws IOException {
        assertThat(text(SAMPLE))
                .contains(
                        "Åbo odottaa öljyä ja ääntä: 23 − 2 × 4 ≤ 7 → № 5, 12 € – ”niin” — ’näin’… Toinen kappale #1 #2")
                .contains("Päiviä")
                .doesNotContain("Ei näy");
        assertThat(text(report(new Paragraph(said("Tässä on " + COMPOUND + ".")))))
                .contains(COMPOUND);
    }

    @Test
    void long_words_are_broken_and_nothing_runs_over_the_margins() throws Exception {
        String endless = COMPOUND.repeat(6);
        String hash = "0123456789abcdef".repeat(20);
        List<Column> columns = IntStream.range(0, 7)
                .mapToObj(nth -> new Column("c" + nth, "Tunnusluku" + COMPOUND, nth == 3 ? Kind.NUMBER : Kind.TEXT))
                .toList();
        List<Cell> row = columns.stream()
                .map(column -> new Cell(
                        column.kind() == Kind.NUMBER ? "1".repeat(60) : endless, null, null, List.of(source(1))))
                .toList();
        Report wide = report(
                endless,
                List.of(
                        new Heading(2, "wide", endless),
                        new Paragraph(said(endless + " " + hash + " https://kiinni.example/" + "a/".repeat(99), 5)),
                        new Facts(List.of(new Fact(endless, List.of(said(endless))))),
                        new Table("wide", endless, columns, List.of(row, row), "")));
        try (PDDocument document = read(wide)) {
            List<TextPosition> over = new ArrayList<>();
            PDFTextStripper all = new PDFTextStripper() {
                private @Nullable TextPosition before;

                @Override
                protected void processTextPosition(TextPosition letter) {
                    // What is drawn next on the same line lies to the right of what was before, if columns do not run
                    // into each other.
                    boolean isOver = before != null
                            && Math.abs(before.getY() - letter.getY()) < 1
                            && letter.getX() < before.getX();
                    boolean isBlank = letter.getUnicode().isBlank();
                    if (!isBlank && (isOver || letter.getX() < 62 || letter.getX() + letter.getWidth() > 595.3 - 62)) {
                        over.add(letter);
                    }
                    before = letter;
                    super.processTextPosition(letter);
                }
            };
            String text = all.getText(document);
            assertThat(over).isEmpty();
            assertThat(text.replaceAll("\\s", "")).contains(hash, "https://kiinni.example/a/a/a/a/a");
        }
        assertValid(wide);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0001\u000b\u001f\ufffe\uffff",
                "\ud800 and \udc00",
                "<b>&amp;</b> ]]> <!-- &#0;",
                "Hyvä 👩‍👩‍👧 👍🏽",
                "日本語 العربية עברית",
                "\u202eabc\u202c \u200b\u200d\ufeff",
                " \n \n ",
                "{}\\()'\"%27"
            })
    void no_text_breaks_the_file(String hostile) throws Exception {
        assertValid(report(
                hostile,
                List.of(
                        new Heading(2, "one", hostile),
                        new Paragraph(said(hostile, 1)),
                        new Facts(List.of(new Fact(hostile, List.of(said(hostile))))),
                        new Chart("chart", SVG.replace("Päiviä", "日👍"), hostile + "."),
                        new Table(
                                "table",
                                hostile,
                                COLUMNS,
                                List.of(List.of(cell(hostile), cell(hostile), cell(hostile))),
                                hostile))));
    }

    private static Cell cell(String text) {
        return new Cell(text, null, null, List.of(new Source(text, text, "https://kiinni.example/'(x)")));
    }

    @Test
    void texts_are_told_as_they_are_and_what_the_font_lacks_is_marked() throws IOException {
        assertThat(text(report(new Paragraph(said("<b>&amp;</b> Привет 日 👍 a\u202eb\u0000c e\u0301")))))
                .contains("<b>&amp;</b> Привет □ □ ab c é");
    }

    @Test
    void every_letter_that_there_is_can_be_in_a_text() throws Exception {
        List<Block> all = IntStream.range(0, 0x110)
                .mapToObj(hundred -> IntStream.range(0, 0x100)
                        .mapToObj(nth -> Character.toString(hundred * 0x100 + nth) + (nth % 0x20 == 0x1f ? " " : ""))
                        .collect(Collectors.joining()))
                .<Block>map(letters -> new Paragraph(said(letters)))
                .toList();
        assertThat(wrong(written(report("Kirjaimet", all)), PDFAFlavour.PDFA_2_A))
                .isEmpty();
    }

    @Test
    void only_shapes_of_a_drawing_are_drawn() throws IOException {
        String drawing = """
                <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" onload="x()">
                <script>x()</script><image xlink:href="file:/etc/passwd" width="9" height="9"/>
                <foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Vieras</p></foreignObject>
                <rect width="4" height="4" style="fill: url(file:/x)" fill="url(http://kiinni.example/x)"/></svg>
                """;
        assertThat(text(report(new Chart("odd", drawing, "Outo")))).doesNotContain("Vieras");
        Report declared = report(new Chart(
                "odd",
                "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:/etc/passwd'>]><svg viewBox='0 0 9 9'><text>&e;</text></svg>",
                "Outo"));
        assertThatThrownBy(() -> written(declared))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DOCTYPE");
    }

    @Test
    void of_a_font_only_the_letters_that_are_used_are_in_the_file() throws IOException {
        try (PDDocument document = read(SAMPLE)) {
            Set<String> fonts = new HashSet<>();
            for (PDPage page : document.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    PDFont font = page.getResources().getFont(name);
                    assertThat(font.isEmbedded()).isTrue();
                    fonts.add(font.getName());
                }
            }
            assertThat(fonts).hasSize(2).allMatch(name -> name.matches("[A-Z]{6}\\+Inter.*"));
        }
        assertThat(written(SAMPLE)).hasSizeLessThan(100_000);
    }

    @Test
    void a_thousand_rows_are_all_there() throws Exception {
        Report large = report(table("large", 1_000));
        String text = text(large);
        assertThat(IntStream.range(0, 1_000)).allMatch(row -> text.contains("Rivi-" + row + " "));
        assertThat(wrong(written(large), PDFAFlavour.PDFUA_1)).isEmpty();
    }
}
