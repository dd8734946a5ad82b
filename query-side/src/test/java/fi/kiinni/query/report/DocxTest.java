package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Paragraph;
import fi.kiinni.query.report.Report.Statement;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFHyperlinkRun;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A report as a text document. */
class DocxTest {

    private static XWPFDocument opened(Report report) throws Exception {
        return new XWPFDocument(new ByteArrayInputStream(Samples.written(new Docx(), report)));
    }

    private static List<String> of(XWPFDocument document, String style) {
        return document.getParagraphs().stream()
                .filter(paragraph -> style.equals(paragraph.getStyle()))
                .map(XWPFParagraph::getText)
                .toList();
    }

    @Test
    void every_part_is_valid() throws Exception {
        assertThat(Valid.parts(Samples.written(new Docx(), Samples.whole()))).isEqualTo(5);
    }

    @Test
    void the_same_report_has_the_same_bytes_wherever_it_is_written() throws Exception {
        byte[] here = Samples.written(new Docx(), Samples.whole());
        assertThat(Samples.written(new Docx(), Samples.whole())).isEqualTo(here);
        assertThat(Samples.writtenElsewhere(new Docx(), Samples.whole())).isEqualTo(here);
    }

    @Test
    void titles_are_headings_and_the_contents_lead_there() throws Exception {
        try (XWPFDocument document = opened(Samples.whole())) {
            assertThat(of(document, "Title")).containsExactly("Vaikuttavuuden arviointi");
            assertThat(of(document, "Subtitle")).containsExactly("Savon ammattiopisto");
            assertThat(of(document, "Standing"))
                    .containsExactly(
                            "Tilanne 12.11.2026 klo 9.30 kirjaushetken mukaan",
                            "https://kiinni.example/report?at=2026-11-12");
            assertThat(of(document, "Heading1")).containsExactly("Yhteenveto", "Vaikutus");
            assertThat(of(document, "Heading2")).containsExactly("Päätökset", "Läpäisy");
            assertThat(of(document, "Heading3")).containsExactly("Oudot merkit");
            assertThat(of(document, "TOCHeading")).containsExactly("Sisällys");
            assertThat(of(document, "TOC1")).containsExactly("Yhteenveto", "Vaikutus");
            List<String> marks = document.getParagraphs().stream()
                    .filter(paragraph -> "Heading1".equals(paragraph.getStyle()))
                    .map(paragraph ->
                            paragraph.getCTP().getBookmarkStartArray(0).getName())
                    .toList();
            assertThat(document.getParagraphs().stream()
                            .filter(paragraph -> "TOC1".equals(paragraph.getStyle()))
                            .map(paragraph ->
                                    paragraph.getCTP().getHyperlinkArray(0).getAnchor()))
                    .isEqualTo(marks);
        }
    }

    @Test
    void a_source_is_a_link_that_says_where_it_leads() throws Exception {
        try (XWPFDocument document = opened(Samples.whole())) {
            XWPFHyperlinkRun link = document.getParagraphs().stream()
                    .flatMap(paragraph -> paragraph.getRuns().stream())
                    .filter(run -> run instanceof XWPFHyperlinkRun && run.text().equals("#15"))
                    .map(XWPFHyperlinkRun.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(link.getHyperlink(document).getURL())
                    .isEqualTo("https://kiinni.example/initiatives/1?version=15&x=%C3%A4");
            assertThat(link.getCTHyperlink().getTooltip()).isEqualTo("Päätös kirjattu \"näin\" & <noin>");
        }
    }

    @Test
    void facts_stand_under_their_labels() throws Exception {
        try (XWPFDocument document = opened(Samples.whole())) {
            assertThat(of(document, "Fact"))
                    .containsExactly(
                            "Omistaja\tMäkinen, Åsa #1",
                            "Aloitettu\t1.1.2024",
                            "Henkilöstökoulutussuunnitelmavastaavuudet\nEnsimmäinen kirjaus\nkahdella rivillä #3");
            assertThat(of(document, "FactContinued")).hasSize(1);
        }
    }

    @Test
    void line_breaks_are_kept_and_an_empty_line_begins_a_paragraph() throws Exception {
        try (XWPFDocument document = opened(Samples.whole())) {
            assertThat(of(document, "Normal").subList(0, 2))
                    .containsExactly(
                            "Opiskelijoiden läpäisy on parantunut kolmessa vuodessa.\nTavoite on lähellä.",
                            "Työpaikalla järjestettävän koulutuksen osuus kasvaa edelleen. #12 #15");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void a_table_has_its_caption_and_a_row_of_heads_that_is_repeated(int rows) throws Exception {
        Report report = Samples.of(Samples.table("t", "Päätökset", rows));
        assertThat(Valid.parts(Samples.written(new Docx(), report))).isEqualTo(5);
        try (XWPFDocument document = opened(report)) {
            XWPFTable table = document.getTables().getFirst();
            assertThat(table.getRows()).hasSize(rows + 1);
            assertThat(table.getRow(0).isRepeatHeader()).isTrue();
            assertThat(table.getRow(1).isRepeatHeader()).isFalse();
            assertThat(table.getCTTbl().getTblPr().getTblCaption().getVal()).isEqualTo("Päätökset");
            assertThat(of(document, "Caption")).containsExactly("Päätökset");
            for (int i = 0; i < rows; i++) {
                List<Cell> row = Samples.tables(report).getFirst().rows().get(i);
                assertThat(table.getRow(i + 1).getCell(0).getText())
                        .isEqualTo(row.getFirst().text());
                assertThat(table.getRow(i + 1).getCell(2).getText())
                        .isEqualTo(row.get(2).text());
            }
        }
    }

    @Test
    void that_a_table_is_empty_is_said_in_words() throws Exception {
        try (XWPFDocument document = opened(Samples.of(Samples.table("t", "Päätökset", 0)))) {
            assertThat(document.getTables()).isEmpty();
            assertThat(of(document, "Normal")).containsExactly("Ei yhtään.");
        }
    }

    @Test
    void a_chart_is_a_picture_that_is_told_in_words_too() throws Exception {
        try (XWPFDocument document = opened(Samples.whole())) {
            assertThat(document.getAllPictures()).hasSize(1);
            BufferedImage picture = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(
                    document.getAllPictures().getFirst().getData())));
            assertThat(picture.getWidth()).isEqualTo(1_000);
            assertThat(picture.getHeight()).isEqualTo(525);
            assertThat(document.getParagraphs().stream()
                            .filter(paragraph -> "Chart".equals(paragraph.getStyle()))
                            .map(paragraph -> paragraph
                                    .getRuns()
                                    .getFirst()
                                    .getCTR()
                                    .getDrawingArray(0)
                                    .getInlineArray(0)
                                    .getDocPr()
                                    .getDescr()))
                    .containsExactly("Läpäisy: lähtötaso 26 %, tavoite 77 %, viimeisin 73,5 %");
        }
    }

    @Test
    void it_says_in_its_properties_what_it_is_and_in_which_language() throws Exception {
        try (XWPFDocument document = opened(Samples.whole())) {
            assertThat(document.getProperties().getCoreProperties().getTitle()).isEqualTo("Vaikuttavuuden arviointi");
            assertThat(document.getProperties().getCoreProperties().getCreated())
                    .isEqualTo("2026-11-12T07:30:00Z");
            assertThat(document.getPackage().getPackageProperties().getLanguageProperty())
                    .contains("fi-FI");
            assertThat(document.getFooterList().getFirst().getText()).startsWith("Vaikuttavuuden arviointi\t");
        }
    }

    @ParameterizedTest
    @CsvSource({"fi, fi-FI", "sv, sv-FI", "en, en-GB"})
    void a_spelling_checker_knows_its_language(String language, String withCountry) throws Exception {
        Map<String, byte[]> parts = Samples.parts(Samples.written(new Docx(), Samples.in(language, Samples.whole())));
        assertThat(new String(Objects.requireNonNull(parts.get("word/styles.xml")), StandardCharsets.UTF_8))
                .contains("<w:lang w:val=\"" + withCountry + "\"");
    }

    @Test
    void what_is_no_character_leaves_a_trace_and_the_rest_as_it_was_written() throws Exception {
        Report report = Samples.of(new Paragraph(new Statement(Samples.HOSTILE, Samples.NONE)));
        assertThat(Valid.parts(Samples.written(new Docx(), report))).isEqualTo(5);
        try (XWPFDocument document = opened(report)) {
            assertThat(of(document, "Normal")).containsExactly(Samples.CLEAN);
        }
    }
}
