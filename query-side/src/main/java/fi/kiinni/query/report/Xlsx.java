package fi.kiinni.query.report;

import fi.kiinni.query.report.Parts.Relations;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A report's tables as a workbook (SpreadsheetML, ECMA-376): a sheet each, after one that says what they are. */
public final class Xlsx implements Form {

    public static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static final String NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String WORKBOOK = "xl/workbook.xml";
    private static final int LONGEST_NAME = 31;

    /** What may not be in a sheet's name, nor at its ends. */
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[\\[\\]:*?/\\\\\\p{Cntrl}]+|^'+|'+$");

    @Override
    public void write(Report report, OutputStream out) throws IOException {
        List<XlsxSheet> sheets = sheets(report);
        Map<String, String> types = new TreeMap<>();
        types.put(WORKBOOK, "spreadsheetml.sheet.main");
        types.put("xl/styles.xml", "spreadsheetml.styles");
        for (int i = 0; i < sheets.size(); i++) {
            types.put("xl/" + part(i), "spreadsheetml.worksheet");
        }
        try (Parts parts = new Parts(out, WORKBOOK, types, report)) {
            workbook(parts, sheets);
            parts.resource(
                    "xl/styles.xml",
                    "xlsx-styles.xml",
                    Map.of(
                            "date",
                            report.language().getLanguage().equals("en") ? "[$-809]d mmm yyyy" : "d\\.m\\.yyyy"));
            for (int i = 0; i < sheets.size(); i++) {
                Relations relations = new Relations();
                try (Xml xml = parts.xml("xl/" + part(i))) {
                    xml.begin("worksheet", "xmlns", NAMESPACE, "xmlns:r", Docx.RELATIONS);
                    sheets.get(i).write(xml, relations);
                }
                parts.relations("xl/" + part(i), relations);
            }
        }
    }

    private static String part(int nth) {
        return "worksheets/sheet" + (nth + 1) + ".xml";
    }

    private static List<XlsxSheet> sheets(Report report) {
        Set<String> taken = new HashSet<>();
        String cover = name(report.title(), taken);
        List<XlsxSheet> tables = new ArrayList<>();
        for (Block block : report.blocks()) {
            if (block instanceof Table table) {
                tables.add(new XlsxTable(name(table.caption(), taken), table));
            }
        }
        List<XlsxSheet> sheets = new ArrayList<>();
        sheets.add(new XlsxCover(cover, report, tables));
        sheets.addAll(tables);
        return sheets;
    }

    /** As it is headed, as far as a sheet may be named so; with a number if another one is. */
    private static String name(String title, Set<String> taken) {
        String plain = NOT_IN_NAMES.matcher(Texts.clean(title)).replaceAll(" ").strip();
        String name = Texts.cut(plain.isEmpty() ? "–" : plain, LONGEST_NAME);
        for (int nth = 2; !taken.add(name.toLowerCase(Locale.ROOT)); nth++) {
            String number = " " + nth;
            name = Texts.cut(plain, LONGEST_NAME - number.length()) + number;
        }
        return name;
    }

    private static void workbook(Parts parts, List<XlsxSheet> sheets) throws IOException {
        Relations relations = new Relations();
        try (Xml xml = parts.xml(WORKBOOK)) {
            xml.begin("workbook", "xmlns", NAMESPACE, "xmlns:r", Docx.RELATIONS);
            xml.begin("bookViews").empty("workbookView").end();
            xml.begin("sheets");
            for (int i = 0; i < sheets.size(); i++) {
                xml.empty(
                        "sheet",
                        "name",
                        sheets.get(i).name(),
                        "sheetId",
                        Integer.toString(i + 1),
                        "r:id",
                        relations.part("worksheet", part(i)));
            }
            xml.end();
            if (sheets.size() > 1) {
                xml.begin("definedNames");
                for (int i = 1; i < sheets.size(); i++) {
                    sheets.get(i).names(xml, Integer.toString(i));
                }
                xml.end();
            }
        }
        relations.part("styles", "styles.xml");
        parts.relations(WORKBOOK, relations);
    }
}
