package fi.kiinni.query.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Whole days in Finland, by the clock of recording.
 *
 * @param from the first
 * @param until the last
 */
record Period(LocalDate from, LocalDate until) {

    static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    static Instant begin(LocalDate day) {
        return day.atStartOfDay(HELSINKI).toInstant();
    }

    /** The first instant of it. */
    Instant begin() {
        return begin(from);
    }

    /** The first instant after it. */
    Instant end() {
        return begin(until.plusDays(1));
    }

    boolean includes(Instant instant) {
        return !instant.isBefore(begin()) && instant.isBefore(end());
    }

    boolean includes(LocalDate day) {
        return !day.isBefore(from) && !day.isAfter(until);
    }
}
