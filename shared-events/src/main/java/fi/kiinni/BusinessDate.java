package fi.kiinni;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.Temporal;

/** When something was so in the world: a day, a month or a year, shown as it was entered and compared by its first day. */
public final class BusinessDate {

    private final Temporal asEntered;

    private BusinessDate(Temporal asEntered) {
        this.asEntered = asEntered;
    }

    public static BusinessDate of(LocalDate day) {
        return new BusinessDate(day);
    }

    /**
     * Reads {@code 2014-09-15}, {@code 2014-09} or {@code 2014}.
     *
     * @throws DateTimeException if the text is none of these
     */
    public static BusinessDate parse(String text) {
        return switch (text.length()) {
            case 10 -> new BusinessDate(LocalDate.parse(text));
            case 7 -> new BusinessDate(YearMonth.parse(text));
            case 4 -> new BusinessDate(Year.parse(text));
            default -> throw new DateTimeException("A date is a day (2014-09-15), a month (2014-09) or a year (2014)");
        };
    }

    public LocalDate firstDay() {
        return switch (asEntered) {
            case LocalDate day -> day;
            case YearMonth month -> month.atDay(1);
            case Year year -> year.atDay(1);
            default -> throw new IllegalStateException("Not a business date: " + asEntered);
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
        return asEntered.toString();
    }
}
