package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.query.view.Progress.Distance;
import fi.kiinni.query.view.Rebuilds.Place;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void tells_how_far_a_load_is_without_a_look_at_the_stores_for_each_who_asks() {
        AtomicInteger looks = new AtomicInteger();
        BulkLoadToken token = new BulkLoadToken(9, new TreeSet<>(), "", "", -1, 2);
        Progress progress = new Progress(() -> 9, () -> {
            looks.incrementAndGet();
            return List.of(new Place("timeline", 0, 4, token), new Place("timeline", 1, 9, null));
        });
        for (int asked = 0; asked < 1_000; asked++) {
            assertThat(progress.isCaughtUp()).isFalse();
            assertThat(progress.untilCaughtUp()).isEqualTo(new Distance(4, 9));
            assertThat(progress.position()).isZero();
        }
        assertThat(looks).hasValueLessThan(500);
    }
}
