package fi.kiinni.query.report;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How long things last, some of which still go on: by the estimator of Kaplan and Meier, which counts what goes on for as long as it has
 * lasted. Leaving it out would make everything seem shorter than it is.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1958.10501452">Kaplan and Meier 1958</a>
 */
record Durations(List<Duration> all) {

    /** @param hasEnded otherwise it has lasted so long and goes on */
    record Duration(long days, boolean hasEnded) {}

    Durations(Collection<Duration> all) {
        this(List.copyOf(all));
    }

    long ended() {
        return all.stream().filter(Duration::hasEnded).count();
    }

    long goingOn() {
        return all.size() - ended();
    }

    /**
     * The days by which that share has ended.
     *
     * @param percent 50 for the median
     * @return empty if so much has not ended yet
     */
    OptionalLong by(int percent) {
        TreeMap<Long, long[]> days = new TreeMap<>();
        for (Duration one : all) {
            days.computeIfAbsent(one.days, _ -> new long[2])[one.hasEnded ? 0 : 1]++;
        }
        double lasting = 1;
        long left = all.size();
        for (var day : days.entrySet()) {
            long ended = day.getValue()[0];
            lasting *= 1 - (double) ended / left;
            if (ended > 0 && lasting <= 1 - percent / 100.0 + 1e-9) {
                return OptionalLong.of(day.getKey());
            }
            left -= ended + day.getValue()[1];
        }
        return OptionalLong.empty();
    }
}
