package fi.kiinni.query.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.Writer;

/** What spreadsheets make of a text, and how CSV has to be for them. */
public final class Spreadsheets {

    /** By which a spreadsheet knows UTF-8. */
    public static final char BYTE_ORDER_MARK = '\ufeff';

    /** What a spreadsheet takes for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

    private Spreadsheets() {}

    static boolean isLikeAFormula(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    }

    /** A text that would be a formula begins with an apostrophe. */
    public static String harmless(String text) {
        return isLikeAFormula(text) ? "'" + text : text;
    }

    /** As RFC 4180 has it. */
    public static CsvWriter csv(Writer lines, char separator) {
        return CsvWriter.builder()
                .fieldSeparator(separator)
                .lineDelimiter(LineDelimiter.CRLF)
                .build(lines);
    }
}
