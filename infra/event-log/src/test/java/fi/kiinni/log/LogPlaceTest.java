package fi.kiinni.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.junit.jupiter.api.Test;

class LogPlaceTest {

    private final long seed = Long.getLong("kiinni.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    private LogPlace any(int gaps) {
        long position = gaps + 1 + random.nextLong(Long.MAX_VALUE >> random.nextInt(40, 62));
        TreeSet<Long> missing = new TreeSet<>();
        long gap = position;
        while (missing.size() < gaps && gap > 1) {
            gap = Math.max(1, gap - 1 - (random.nextInt(4) == 0 ? random.nextInt(1_000) : 0));
            missing.add(gap);
        }
        return new LogPlace(GapAwareTrackingToken.newInstance(position, missing), random.nextInt());
    }

    @Test
    void a_cursor_is_read_as_it_was_written() {
        for (int i = 0; i < 2_000; i++) {
            LogPlace place = any(random.nextInt(i % 10 == 0 ? EventLogEngine.MAX_GAPS : 5));
            String cursor = place.toString();
            assertThat(LogPlace.parse(cursor)).as("-Dkiinni.seed=" + seed).contains(place);
            assertThat(cursor).matches("[A-Za-z0-9_-]+");
        }
        assertThat(LogPlace.parse(LogPlace.BEGINNING.toString())).contains(LogPlace.BEGINNING);
    }

    @Test
    void a_cursor_is_short() {
        assertThat(new LogPlace(GapAwareTrackingToken.newInstance(5_000_000, new TreeSet<>()), 1).toString())
                .hasSizeLessThan(15);
        TreeSet<Long> gaps = new TreeSet<>();
        for (long gap = 1; gap <= EventLogEngine.MAX_GAPS; gap++) {
            gaps.add(4_000_000 + gap * 3);
        }
        assertThat(new LogPlace(GapAwareTrackingToken.newInstance(5_000_000, gaps), 1).toString())
                .as("fits into a header")
                .hasSizeLessThan(1_500);
    }

    @Test
    void what_was_never_written_is_none() {
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 1;
            }
            String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            Optional<LogPlace> read = LogPlace.parse(cursor);
            assertThat(read.map(LogPlace::toString).orElse(cursor))
                    .as("-Dkiinni.seed=" + seed)
                    .isEqualTo(cursor);
        }
        assertThat(LogPlace.parse("A".repeat(20_000))).isEmpty();
        assertThat(LogPlace.parse("")).isEmpty();
        assertThat(LogPlace.parse("ä")).isEmpty();
    }

    @Test
    void more_gaps_than_a_reader_remembers_are_none() {
        assertThat(LogPlace.parse(any(EventLogEngine.MAX_GAPS).toString())).isPresent();
        TreeSet<Long> gaps = new TreeSet<>();
        for (long gap = 1; gap <= EventLogEngine.MAX_GAPS + 1; gap++) {
            gaps.add(gap);
        }
        assertThat(LogPlace.parse(new LogPlace(GapAwareTrackingToken.newInstance(5_000, gaps), 1).toString()))
                .isEmpty();
    }
}
