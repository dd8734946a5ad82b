package fi.kiinni.query.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A file of Office Open XML (ECMA-376, part 2): parts that refer to each other, in a zip. */
final class Parts implements Closeable {

    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";
    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /** Written as it is: with an earlier moment, the zip would also have one that depends on the time zone of here. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final ZipOutputStream zip;

    /**
     * @param document the name of the part that the others belong to
     * @param types of the parts other than pictures, by their names
     */
    Parts(OutputStream out, String document, Map<String, String> types, Report report) throws IOException {
        zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        contentTypes(types);
        Relations relations = new Relations();
        relations.part("officeDocument", document);
        relations.core("docProps/core.xml");
        relations("", relations);
        core(report);
    }

    private void contentTypes(Map<String, String> types) throws IOException {
        try (Xml xml = xml("[Content_Types].xml")) {
            xml.begin("Types", "xmlns", PACKAGE + "content-types");
            xml.empty("Default", "Extension", "png", "ContentType", "image/png");
            xml.empty(
                    "Default",
                    "Extension",
                    "rels",
                    "ContentType",
                    "application/vnd.openxmlformats-package.relationships+xml");
            override(xml, "docProps/core.xml", "package.core-properties");
            for (Map.Entry<String, String> type : new TreeMap<>(types).entrySet()) {
                override(xml, type.getKey(), "officedocument." + type.getValue());
            }
        }
    }

    private static void override(Xml xml, String part, String type) throws IOException {
        xml.empty("Override", "PartName", "/" + part, "ContentType", "application/vnd.openxmlformats-" + type + "+xml");
    }

    private void core(Report report) throws IOException {
        String at = report.at().truncatedTo(ChronoUnit.SECONDS).toString();
        try (Xml xml = xml("docProps/core.xml")) {
            xml.begin(
                    "cp:coreProperties",
                    "xmlns:cp",
                    PACKAGE + "metadata/core-properties",
                    "xmlns:dc",
                    "http://purl.org/dc/elements/1.1/",
                    "xmlns:dcterms",
                    "http://purl.org/dc/terms/",
                    "xmlns:xsi",
                    "http://www.w3.org/2001/XMLSchema-instance");
            xml.begin("dcterms:created", "xsi:type", "dcterms:W3CDTF").text(at).end();
            xml.begin("dc:language").text(language(report)).end();
            xml.begin("dcterms:modified", "xsi:type", "dcterms:W3CDTF").text(at).end();
            xml.begin("dc:subject").text(report.subject()).end();
            xml.begin("dc:title").text(report.title()).end();
        }
    }

    /** With the country by whose manners it is written: spelling depends on it. */
    static String language(Report report) {
        String language = report.language().getLanguage();
        return language + (language.equals("en") ? "-GB" : "-FI");
    }

    /** A part; the one before has to be closed. */
    Xml xml(String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        return new Xml(zip);
    }

    void bytes(String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
    }

    /**
     * A part that is the same in every file, apart from its places, such as {@code {language}}.
     *
     * @param resource in the folder of those of reports
     */
    void resource(String name, String resource, Map<String, String> places) throws IOException {
        try (InputStream in = Form.resource(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> place : places.entrySet()) {
                text = text.replace("{" + place.getKey() + "}", place.getValue());
            }
            bytes(name, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param part that they are of, or nothing if they are the file's */
    void relations(String part, Relations relations) throws IOException {
        int name = part.lastIndexOf('/') + 1;
        try (Xml xml = xml(part.substring(0, name) + "_rels/" + part.substring(name) + ".rels")) {
            xml.begin("Relationships", "xmlns", PACKAGE + "relationships");
            for (Map.Entry<Relation, String> one : relations.ids.entrySet()) {
                Relation relation = one.getKey();
                xml.empty(
                        "Relationship",
                        "Id",
                        one.getValue(),
                        "Type",
                        relation.type(),
                        "Target",
                        relation.target(),
                        "TargetMode",
                        relation.isOutside() ? "External" : "Internal");
            }
        }
    }

    /** Ends the file; the stream is left open. */
    @Override
    public void close() throws IOException {
        zip.finish();
        zip.flush();
    }

    private record Relation(String type, String target, boolean isOutside) {}

    /** What a part refers to; the same thing always by the same id. */
    static final class Relations {

        private final Map<Relation, String> ids = new LinkedHashMap<>();

        /** @param type the last word of its name */
        String part(String type, String target) {
            return id(new Relation(OFFICE + "/" + type, target, false));
        }

        /** @param address absolute */
        String link(String address) {
            return id(new Relation(OFFICE + "/hyperlink", address, true));
        }

        private void core(String target) {
            id(new Relation(PACKAGE + "relationships/metadata/core-properties", target, false));
        }

        private String id(Relation relation) {
            return ids.computeIfAbsent(relation, _ -> "r" + (ids.size() + 1));
        }
    }
}
