package fi.kiinni.log;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.log.LogFixture.OpenTransaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogPagesTest {

    private final LogFixture log = new LogFixture(TestPostgres.newMigratedDatabase());
    private final LogPages pages = new LogPages(log.engine, log.pool);

    @AfterEach
    void stop() {
        log.close();
    }

    private static String initiative(int number) {
        return String.format(Locale.ROOT, "initiative-%04d", number);
    }

    @Test
    void of_an_empty_log_no_aggregate_is_in_the_middle() {
        assertThat(pages.middle(0)).isEmpty();
    }

    /** Of few events all are looked at, of many a part. */
    @ParameterizedTest
    @CsvSource({"10, 5", "600, 100"})
    void about_half_of_the_events_are_before_the_aggregate_in_the_middle(int initiatives, int eventsOfEach)
            throws SQLException {
        try (OpenTransaction transaction = log.open()) {
            for (int number = 0; number < initiatives; number++) {
                transaction.append(initiative(number * 7 % initiatives), eventsOfEach, Instant.now());
            }
            transaction.commit();
        }
        int all = initiatives * eventsOfEach;
        Integer before = log.jdbc.queryForObject(
                "SELECT count(*) FROM event WHERE aggregate_identifier < ?", Integer.class, pages.middle(all));
        assertThat(before).isBetween(all * 4 / 10, all * 6 / 10);
    }
}
