package fi.kiinni.query.report;

import fi.kiinni.query.report.Parts.Relations;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A report as a text document (WordprocessingML, ECMA-376). */
public final class Docx implements Form {

    public static final String TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    static final String NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private static final Map<String, String> TYPES = Map.of(
            "word/document.xml", "wordprocessingml.document.main",
            "word/styles.xml", "wordprocessingml.styles",
            "word/settings.xml", "wordprocessingml.settings",
            "word/fontTable.xml", "wordprocessingml.fontTable",
            "word/footer.xml", "wordprocessingml.footer");

    @Override
    public void write(Report report, OutputStream out) throws IOException {
        Map<String, String> language = Map.of("language", Parts.language(report));
        try (Parts parts = new Parts(out, "word/document.xml", TYPES, report)) {
            parts.resource("word/styles.xml", "docx-styles.xml", language);
            parts.resource("word/settings.xml", "docx-settings.xml", language);
            parts.resource("word/fontTable.xml", "docx-fonts.xml", Map.of());
            footer(parts, report);
            Relations relations = new Relations();
            relations.part("styles", "styles.xml");
            relations.part("settings", "settings.xml");
            relations.part("fontTable", "fontTable.xml");
            DocxText text = new DocxText(parts.xml("word/document.xml"), relations);
            text.write(report, relations.part("footer", "footer.xml"));
            List<byte[]> pictures = text.pictures();
            for (int i = 0; i < pictures.size(); i++) {
                parts.bytes("word/" + DocxText.picture(i + 1), pictures.get(i));
            }
            parts.relations("word/document.xml", relations);
        }
    }

    private static void footer(Parts parts, Report report) throws IOException {
        try (Xml xml = parts.xml("word/footer.xml")) {
            xml.begin("w:ftr", "xmlns:w", NAMESPACE).begin("w:p");
            xml.begin("w:pPr").empty("w:pStyle", "w:val", "Footer").end();
            xml.begin("w:r")
                    .begin("w:t", "xml:space", "preserve")
                    .text(report.title())
                    .end();
            xml.empty("w:tab").end();
            field(xml, "PAGE");
            xml.begin("w:r")
                    .begin("w:t", "xml:space", "preserve")
                    .text(" / ")
                    .end()
                    .end();
            field(xml, "NUMPAGES");
        }
    }

    private static void field(Xml xml, String instruction) throws IOException {
        xml.begin("w:fldSimple", "w:instr", " " + instruction + " ");
        xml.begin("w:r").begin("w:t").text("1").end().end().end();
    }
}
