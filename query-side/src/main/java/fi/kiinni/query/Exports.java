package fi.kiinni.query;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import fi.kiinni.query.words.Words;
import java.io.Writer;
import java.text.Normalizer;
import java.util.Locale;

/** What files that are taken along have in common: their names, and how CSV has to be for spreadsheets. */
public final class Exports {

    /** By which a spreadsheet knows UTF-8. */
    public static final char BYTE_ORDER_MARK = '\ufeff';

    /** What a spreadsheet takes for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

    /** Of a text, so many characters are in the name of a file. */
    private static final int LONGEST_NAME = 60;

    private Exports() {}

    /** A part of the name of a file, in letters that every system has; empty if the text has none of these. */
    public static String named(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        return plain.substring(0, Math.min(plain.length(), LONGEST_NAME)).replaceAll("^-|-$", "");
    }

    /** By which CSV parts cells where it is read: in Finland's languages, commas part decimals. */
    public static char separator(Words words) {
        return words.language().equals("en") ? ',' : ';';
    }

    public static boolean isLikeAFormula(String text) {
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
