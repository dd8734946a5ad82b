package fi.kiinni.query.report;

import fi.kiinni.query.report.Parts.Relations;
import java.io.IOException;

/** A sheet of a workbook. */
abstract sealed class XlsxSheet permits XlsxCover, XlsxTable {

    /** Of a row with one line, in points. */
    static final int LINE = 16;

    private final String name;

    XlsxSheet(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** As it stands in the address of a cell. */
    String place() {
        return "'" + name.replace("'", "''") + "'!";
    }

    /** What a worksheet consists of, in the order in which it has to. */
    abstract void write(Xml xml, Relations relations) throws IOException;

    /** Names by which spreadsheets know what parts of it are for. */
    void names(Xml xml, String nth) throws IOException {}

    static void column(Xml xml, int nth, int width) throws IOException {
        String number = Integer.toString(nth + 1);
        xml.empty("col", "min", number, "max", number, "width", Integer.toString(width), "customWidth", "1");
    }
}
