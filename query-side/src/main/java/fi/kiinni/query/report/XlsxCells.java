package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.query.Exports;
import fi.kiinni.query.report.Parts.Relations;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The cells of a sheet, one row after the other. */
final class XlsxCells {

    /** By their places among the cell formats of the styles. */
    enum Style {
        TITLE(1),
        SUBTITLE(2),
        MUTED(3),
        /** On the cover, where there are no lines. */
        PLAIN_LINK(4),
        HEAD(5),
        NUMBER_HEAD(6),
        TEXT(7),
        /** Remains one when somebody edits it. */
        TEXT_LIKE_A_FORMULA(8),
        LINK(9),
        DATE(10),
        /** Without decimals; the formats after it have one more each. */
        NUMBER(11);

        private final int format;

        Style(int format) {
            this.format = format;
        }
    }

    private static final int MOST_DECIMALS = 6;

    /** Digits that a spreadsheet keeps. */
    private static final int MOST_DIGITS = 15;

    private static final int GREATEST_EXPONENT = 300;

    /** What Excel reads of each; beyond them it finds the file damaged. */
    private static final int LONGEST_TEXT = 32_767;

    private static final int LONGEST_TOOLTIP = 255;
    private static final int MOST_LINKS = 65_530;

    /** Days from the beginning of a spreadsheet's time to that of Java's. Before March 1900 it has a day that never was. */
    private static final int EPOCH = 25_569;

    private static final LocalDate FIRST_DAY = LocalDate.of(1900, 3, 1);

    /**
     * What has to be told by its number (ST_Xstring): white space at the ends, which is lost otherwise, and what looks like such a number.
     */
    private static final Pattern NUMBERED = Pattern.compile("^\\s|\\s$|_(?=x[0-9A-Fa-f]{4}_)");

    private final Xml xml;
    private final Relations relations;
    private final List<Link> links = new ArrayList<>();
    private int row;
    private int column;

    /** @param attribute by which it leads there */
    private record Link(String cell, String title, String attribute, String target) {}

    XlsxCells(Xml xml, Relations relations) {
        this.xml = xml;
        this.relations = relations;
    }

    /** A, B, …, Z, AA, … */
    static String column(int nth) {
        return nth < 26 ? String.valueOf((char) ('A' + nth)) : column(nth / 26 - 1) + column(nth % 26);
    }

    /** @param height in points; spreadsheets that find a better one take that */
    void begin(int height) throws IOException {
        column = 0;
        xml.begin("row", "r", Integer.toString(++row), "ht", Integer.toString(height));
    }

    void end() throws IOException {
        xml.end();
    }

    void text(String text, Style style) throws IOException {
        Style fitting = style == Style.TEXT && Exports.isLikeAFormula(text) ? Style.TEXT_LIKE_A_FORMULA : style;
        text(text, fitting.format);
    }

    private void text(String text, int format) throws IOException {
        if (text.isEmpty()) {
            xml.empty("c", "r", here(), "s", Integer.toString(format));
        } else {
            xml.begin("c", "r", here(), "s", Integer.toString(format), "t", "inlineStr");
            xml.begin("is").begin("t");
            xml.text(NUMBERED.matcher(Texts.cut(text, LONGEST_TEXT))
                    .replaceAll(found -> String.format(
                            Locale.ROOT, "_x%04X_", (int) found.group().charAt(0))));
            xml.end().end().end();
        }
        column++;
    }

    /** @param text what it is shown as where a spreadsheet would not keep all its digits */
    void number(BigDecimal number, String text) throws IOException {
        BigDecimal plain = number.stripTrailingZeros();
        int format = Style.NUMBER.format + Math.clamp(plain.scale(), 0, MOST_DECIMALS);
        if (plain.precision() > MOST_DIGITS || Math.abs((long) plain.scale()) > GREATEST_EXPONENT) {
            text(text, format);
        } else {
            value(plain.toString(), format);
        }
    }

    /** @param text what it is shown as where it is no day that a spreadsheet knows */
    void date(BusinessDate date, String text) throws IOException {
        boolean isDay = date.firstDay().equals(date.lastDay());
        if (isDay && !date.firstDay().isBefore(FIRST_DAY)) {
            value(Long.toString(date.firstDay().toEpochDay() + EPOCH), Style.DATE.format);
        } else {
            text(text, Style.DATE);
        }
    }

    private void value(String value, int format) throws IOException {
        xml.begin("c", "r", here(), "s", Integer.toString(format));
        xml.begin("v").text(value).end().end();
        column++;
    }

    /** Of more links than Excel follows, the addresses can still be read. */
    void link(String address, String text, String title, Style style) throws IOException {
        if (links.size() < MOST_LINKS) {
            links.add(new Link(here(), title, "r:id", relations.link(address)));
            text(text, style);
        } else {
            text(address, Style.TEXT);
        }
    }

    void link(XlsxSheet sheet) throws IOException {
        links.add(new Link(here(), sheet.name(), "location", sheet.place() + "A1"));
        text(sheet.name(), Style.PLAIN_LINK);
    }

    private String here() {
        return column(column) + row;
    }

    /** They come after the cells. */
    void links() throws IOException {
        if (links.isEmpty()) {
            return;
        }
        xml.begin("hyperlinks");
        for (Link link : links) {
            xml.empty(
                    "hyperlink",
                    "ref",
                    link.cell(),
                    link.attribute(),
                    link.target(),
                    "tooltip",
                    Texts.cut(link.title(), LONGEST_TOOLTIP));
        }
        xml.end();
    }
}
