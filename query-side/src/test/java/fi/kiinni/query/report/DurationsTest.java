package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.query.report.Durations.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    /** @param written days, with a plus behind those that go on */
    private static Durations of(String written) {
        return new Durations(Arrays.stream(written.split(" "))
                .filter(one -> !one.isEmpty())
                .map(one -> new Duration(Long.parseLong(one.replace("+", "")), !one.endsWith("+")))
                .toList());
    }

    /**
     * The first are the groups of Freireich and others (1963), by which the estimator is taught: medians of 8 and 23 weeks; of the second,
     * 85.7 percent last longer than 6 weeks and 80.7 percent longer than 7.
     */
    @ParameterizedTest
    @CsvSource({
        "'1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23', 50, 8",
        "'6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+', 50, 23",
        "'6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+', 15, 7",
        "'10', 50, 10",
        "'10 20', 50, 10",
        "'10 20 30', 50, 20",
        "'5 5+', 50, 5",
        "'0 0', 90, 0",
        "'1 2 3 4 5 6 7 8 9 10', 90, 9"
    })
    void tells_when_a_share_has_ended(String written, int percent, long days) {
        assertThat(of(written).by(percent)).hasValue(days);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10+", "10 20+ 20+", "5 5+ 5+", "1+ 2+ 3+"})
    void does_not_know_the_median_before_half_have_ended(String written) {
        assertThat(of(written).by(50)).isEmpty();
    }

    @Test
    void counts_what_goes_on_for_as_long_as_it_has_lasted() {
        assertThat(of("10 20 30").by(50)).hasValue(20);
        assertThat(of("10 20 30 100+ 100+").by(50)).hasValue(30);
        assertThat(of("10 20 30 5+ 5+").by(50)).hasValue(20);
        assertThat(of("10 5+ 5+").ended()).isEqualTo(1);
        assertThat(of("10 5+ 5+").goingOn()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void where_all_have_ended_it_is_the_least_day_by_which_so_many_have(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            long[] days = random.longs(1 + random.nextInt(40), 0, 30).sorted().toArray();
            List<Duration> all =
                    LongStream.of(days).mapToObj(one -> new Duration(one, true)).toList();
            for (int percent : new int[] {50, 90}) {
                int nth = (int) Math.ceil(days.length * percent / 100.0 - 1e-9);
                assertThat(new Durations(all).by(percent))
                        .as("%d %% of %s", percent, Arrays.toString(days))
                        .isEqualTo(OptionalLong.of(days[nth - 1]));
            }
        }
    }
}
