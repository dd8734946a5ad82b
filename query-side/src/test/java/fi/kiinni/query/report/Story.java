package fi.kiinni.query.report;

import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lives;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** An initiative and when each of its events was recorded, one after the other. */
record Story(List<InitiativeEvent> events, List<Duration> at) {

    static final Instant ZERO = Instant.parse("2026-01-01T10:00:00Z");
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    static Story of(Random random) {
        List<InitiativeEvent> events = new Stories(random.nextLong()).life(1 + random.nextInt(150));
        List<Duration> at = new ArrayList<>();
        Duration last = Duration.ofDays(-6000 + random.nextInt(2000));
        for (int nth = 0; nth < events.size(); nth++) {
            last = last.plusHours(random.nextInt(1500));
            at.add(last);
        }
        return new Story(events, at);
    }

    Lifeline.Of known(String name, LocalDate day) {
        IntFunction<Duration> after = at::get;
        return Lives.lifeline(name, events, after).asOf(day);
    }

    /** After everything that was recorded before the day ended. */
    @Nullable
    Initiative state(LocalDate day) {
        Instant end = day.plusDays(1).atStartOfDay(HELSINKI).toInstant();
        @Nullable Initiative state = null;
        for (int nth = 0; nth < events.size(); nth++) {
            if (ZERO.plus(at.get(nth)).isBefore(end)) {
                state = Initiative.evolve(state, events.get(nth));
            }
        }
        return state;
    }
}
