package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.initiative.AsEffectiveOn;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over random lives, dated at random. A failure names its seed. */
class EffectiveOnTest {

    private static final int EVENTS = 60;

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 20), new Random().longs(20));
    }

    private static @Nullable Initiative fold(LocalDate day, List<InitiativeEvent> events) {
        AsEffectiveOn then = new AsEffectiveOn(day);
        @Nullable Initiative state = null;
        for (InitiativeEvent event : events) {
            state = then.evolve(state, event);
        }
        return state;
    }

    private static @Nullable Initiative foldAll(List<InitiativeEvent> events) {
        @Nullable Initiative state = null;
        for (InitiativeEvent event : events) {
            state = Initiative.evolve(state, event);
        }
        return state;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void on_every_day_the_state_is_that_of_the_events_dated_until_then(long seed) {
        List<InitiativeEvent> life = new Stories(seed).life(EVENTS);
        for (InitiativeEvent edge : life) {
            for (int beside = -1; beside <= 1; beside++) {
                LocalDate day = edge.effectiveOn().firstDay().plusDays(beside);
                boolean begun = !life.getFirst().effectiveOn().isAfter(day);
                List<InitiativeEvent> until = life.stream()
                        .filter(event -> !event.effectiveOn().isAfter(day))
                        .toList();

                assertThat(fold(day, life)).as("seed %d, %s", seed, day).isEqualTo(begun ? foldAll(until) : null);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void in_the_far_future_it_is_the_state_as_it_stands(long seed) {
        List<InitiativeEvent> life = new Stories(seed).life(EVENTS);

        assertThat(fold(LocalDate.of(9999, 12, 31), life))
                .as("seed %d", seed)
                .isNotNull()
                .isEqualTo(foldAll(life));
    }
}
