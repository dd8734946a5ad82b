package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefillingTest {

    @Test
    void only_the_wait_for_room_is_shortened() {
        try (Refilling threads = new Refilling(1, Thread.ofPlatform().daemon().factory())) {
            assertThat(millis(threads, 100)).isLessThanOrEqualTo(2);
            assertThat(millis(threads, 60_000)).isGreaterThan(2);
            threads.shutdownNow();
        }
    }

    private static long millis(Refilling threads, long delay) {
        return threads.schedule(() -> {}, delay, TimeUnit.MILLISECONDS).getDelay(TimeUnit.MILLISECONDS);
    }
}
