package fi.kiinni;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.Temporal;
import java.util.Locale;
import java.util.regex.Pattern;

/** When something was so in the world: a day, a month or a year, shown as it was entered and compared by its first day. */
public final class BusinessDate {

    private static final Pattern FORM = Pattern.compile("(?!0000)[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");

    private final Temporal asEntered;

    /** Kept, because facts are compared by it again and again. */
    private final LocalDate firstDay;

    private BusinessDate(Temporal asEntered) {
        this.asEntered = asEntered;
        this.firstDay = switch (asEntered) {
            case LocalDate day -> day;
            case YearMonth month -> month.atDay(1);
            case Year year -> year.atDay(1);
            default -> throw new IllegalStateException("Not a business date: " + asEntered);
        };
    }

    public static BusinessDate of(LocalDate day) {
        return new BusinessDate(day);
    }

    /**
     * Reads {@code 2014-09-15}, {@code 2014-09} or {@code 2014}; years from 0001 to 9999.
     *
     * @throws DateTimeException if the text is none of these
     */
    public static BusinessDate parse(String text) {
        // The parsers of the library also take signs and the year 0000.
        if (!FORM.matcher(text).matches()) {
            throw new DateTimeException("A date is a day (2014-09-15), a month (2014-09) or a year (2014)");
        }
        return switch (text.length()) {
            case 10 -> new BusinessDate(LocalDate.parse(text));
            case 7 -> new BusinessDate(YearMonth.parse(text));
            default -> new BusinessDate(Year.parse(text));
        };
    }

    public LocalDate firstDay() {
        return firstDay;
    }

    /** When it is over. Something due in a month or a year is late only after that: the first day is for comparing facts. */
    public LocalDate lastDay() {
        return switch (asEntered) {
            case LocalDate day -> day;
            case YearMonth month -> month.atEndOfMonth();
            case Year year -> year.atMonth(12).atEndOfMonth();
            default -> throw new IllegalStateException("Not a business date: " + asEntered);
        };
    }

    /** That many months later, to the day if it is a day, else to the month. */
    public BusinessDate plusMonths(int months) {
        return switch (asEntered) {
            case LocalDate day -> new BusinessDate(day.plusMonths(months));
            default -> new BusinessDate(YearMonth.from(firstDay()).plusMonths(months));
        };
    }

    public boolean isBefore(BusinessDate other) {
        return firstDay().isBefore(other.firstDay());
    }

    public boolean isAfter(BusinessDate other) {
        return other.isBefore(this);
    }

    public boolean isAfter(LocalDate day) {
        return firstDay().isAfter(day);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BusinessDate that && asEntered.equals(that.asEntered);
    }

    @Override
    public int hashCode() {
        return asEntered.hashCode();
    }

    /** The date as it was entered. */
    @Override
    public String toString() {
        return asEntered instanceof Year year
                ? String.format(Locale.ROOT, "%04d", year.getValue())
                : asEntered.toString();
    }
}
