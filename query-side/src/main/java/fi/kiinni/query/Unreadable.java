package fi.kiinni.query;

import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.query.view.Past.Moment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads parameters, and collects those that cannot be read, to name them all at once. Years are from 0001 to 9999. */
public final class Unreadable {

    private final List<FieldProblem> problems = new ArrayList<>();

    public <E extends Enum<E>> @Nullable E constant(String name, @Nullable String value, Class<E> type) {
        if (value == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            add(name, "One of " + List.of(type.getEnumConstants()));
            return null;
        }
    }

    public long number(String name, String value, long least, long most) {
        try {
            // The library's parser takes other scripts' digits, too, and any number of zeros before them.
            long number = value.matches("0|[1-9][0-9]*") ? Long.parseLong(value) : -1;
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException tooWide) {
            // Told below, like a number that is out of bounds.
        }
        add(name, "A whole number from %d to %d".formatted(least, most));
        return least;
    }

    public @Nullable Long version(String name, @Nullable String value) {
        return value == null ? null : (Long) number(name, value, 1, Long.MAX_VALUE);
    }

    public @Nullable Instant instant(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return readInstant(value);
        } catch (DateTimeException e) {
            add(name, "An instant, such as 2026-03-01T10:00:00Z");
            return null;
        }
    }

    public @Nullable LocalDate day(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return readDay(value);
        } catch (DateTimeException e) {
            add(name, "A day, such as 2026-03-01");
            return null;
        }
    }

    /** A version, or the instant by which it was recorded. */
    public Moment moment(String name, @Nullable String value) {
        if (value == null) {
            return Moment.NOW;
        }
        if (value.matches("[0-9]{1,18}")) {
            return new Moment(number(name, value, 1, Long.MAX_VALUE), null);
        }
        try {
            return new Moment(null, readInstant(value));
        } catch (DateTimeException e) {
            add(name, "A version, or an instant such as 2026-03-01T10:00:00Z");
            return Moment.NOW;
        }
    }

    public static Instant readInstant(String text) {
        requireYear(text);
        return OffsetDateTime.parse(text).toInstant();
    }

    public static LocalDate readDay(String text) {
        requireYear(text);
        return LocalDate.parse(text);
    }

    /** The library's parsers also take years of more digits, with a sign, and the year 0000. */
    private static void requireYear(String text) {
        if (!text.matches("(?!0000)[0-9]{4}-.*")) {
            throw new DateTimeException("A year has four digits");
        }
    }

    public void add(String name, String rule) {
        add(name, "unreadable", rule);
    }

    public void add(String name, String problem, String rule) {
        problems.add(new FieldProblem(name, problem, rule));
    }

    public void refuse() {
        if (!problems.isEmpty()) {
            throw ProblemException.invalid(problems);
        }
    }
}
