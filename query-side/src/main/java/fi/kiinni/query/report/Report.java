package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report before it takes the form of a page or a file; all in one language. Of the same report every file has the same bytes, whenever
 * and wherever it is written.
 *
 * @param language in which it speaks; what people wrote may be in another
 * @param name of the files, without ending
 * @param subject whose it is, such as the provider
 * @param standing as of which moment and by which clock it speaks, in words
 * @param contents how the list of what it says is headed
 * @param address of the same as a page, absolute
 * @param at the moment as of which it speaks: the date of its files
 * @param about what it is a report on
 * @param blocks what it says, in order
 */
public record Report(
        Locale language,
        String name,
        String title,
        String subject,
        String standing,
        String contents,
        String address,
        Instant at,
        Of about,
        List<Block> blocks) {

    /**
     * Which report it is.
     *
     * @param provider whose it is
     * @param report such as {@code rooting-plan}
     * @param initiative absent: it is about all of the provider's
     */
    public record Of(
            String provider, String report, @Nullable String initiative) {}

    /** A part of a report. */
    public sealed interface Block {

        /** By which templates and programs tell it from the others. */
        default String kind() {
            return switch (this) {
                case Heading _ -> "heading";
                case Paragraph _ -> "paragraph";
                case Facts _ -> "facts";
                case Table _ -> "table";
                case Chart _ -> "chart";
            };
        }
    }

    /**
     * @param level 2 to 4: the title is the heading of the first level
     * @param id by which a link leads there; unique in its report, of small letters, digits and hyphens
     */
    public record Heading(int level, String id, String text) implements Block {}

    /** One or more paragraphs. */
    public record Paragraph(Statement said) implements Block {}

    /** Things that are told one under the other, each under its label. */
    public record Facts(List<Fact> facts) implements Block {}

    /** @param said at least one */
    public record Fact(String label, List<Statement> said) {}

    /**
     * Something that is said, with what it is known from.
     *
     * @param text with line breaks as it was written; never empty
     */
    public record Statement(String text, List<Source> sources) {}

    /**
     * Where that can be looked up.
     *
     * @param label such as "#12", the version of the initiative that an event led to
     * @param title what is there, in words
     * @param address absolute
     */
    public record Source(String label, String title, String address) {}

    /**
     * @param name unique in its report, of small letters, digits and hyphens
     * @param rows as long as the columns each; there may be none, which is said in words then
     */
    public record Table(String name, String caption, List<Column> columns, List<List<Cell>> rows, String none)
            implements Block {}

    /** @param key unique in its table, a name in JSON */
    public record Column(String key, String title, Kind kind) {}

    /** What a column holds. */
    public enum Kind {
        /** The first column's texts head their rows. */
        TEXT,
        NUMBER,
        DATE
    }

    /**
     * @param text as it is shown; empty if there is nothing to show
     * @param number of a column of numbers
     * @param date of a column of dates
     */
    public record Cell(
            String text,
            @Nullable BigDecimal number,
            @Nullable BusinessDate date,
            List<Source> sources) {}

    /**
     * @param svg without styles, fonts and colours of its own: its shapes have classes
     * @param alternative what it shows, in words
     */
    public record Chart(String id, String svg, String alternative) implements Block {}
}
