package fi.kiinni.benchmark;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param rounds how often each lane has its turn
 * @param slice how long a turn is
 * @param warmUp how long each lane runs before the first round
 * @param preloaded events that are stored before, where history matters
 * @param replayed events of a replay
 * @param reports folder for the results
 */
record Settings(int rounds, Duration slice, Duration warmUp, long preloaded, long replayed, Path reports) {

    static final Settings FULL = new Settings(
            5, Duration.ofSeconds(5), Duration.ofSeconds(60), 2_000_000, 300_000, Path.of("target", "benchmarks"));

    /** Enough to see that everything that is measured can be measured; the figures mean nothing. */
    static Settings smoke(Path reports) {
        return new Settings(1, Duration.ofMillis(300), Duration.ofMillis(200), 3_000, 3_000, reports);
    }

    Settings with(String option) {
        String[] parts = option.split("=", 2);
        String value = parts.length == 2 ? parts[1] : "";
        return switch (parts[0]) {
            case "--rounds" -> new Settings(Integer.parseInt(value), slice, warmUp, preloaded, replayed, reports);
            case "--slice" -> new Settings(rounds, Duration.parse("PT" + value), warmUp, preloaded, replayed, reports);
            case "--warm-up" -> new Settings(rounds, slice, Duration.parse("PT" + value), preloaded, replayed, reports);
            case "--preloaded" -> new Settings(rounds, slice, warmUp, Long.parseLong(value), replayed, reports);
            case "--replayed" -> new Settings(rounds, slice, warmUp, preloaded, Long.parseLong(value), reports);
            case "--reports" -> new Settings(rounds, slice, warmUp, preloaded, replayed, Path.of(value));
            default -> throw new IllegalArgumentException("There is no option " + parts[0]);
        };
    }
}
