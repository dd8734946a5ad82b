package fi.kiinni.query.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Stories;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** By itself, because a process that ends takes the event loop along that all servers in it share. */
class FeedEndTest {

    @Test
    void open_streams_do_not_hold_up_the_end() throws IOException {
        RunningQuerySide leaving =
                new RunningQuerySide("server.shutdown=graceful", "spring.lifecycle.timeout-per-shutdown-phase=30s");
        String initiative = leaving.newInitiative(List.of(Stories.started("Työkykypassi")));
        leaving.append(
                "Initiative",
                initiative,
                2,
                LongStream.range(0, 2_000)
                        .mapToObj(_ -> new CommentPosted(
                                UUID.randomUUID(), "x".repeat(10_000), null, List.of(), BusinessDate.parse("2026")))
                        .toList());
        Feed feed = leaving.bean(Feed.class);
        try (Socket lazy = Program.lazy(leaving, RunningQuerySide.sakky("jasen", Role.MEMBER));
                Program waiting = new Program(
                                leaving, RunningQuerySide.sakky("jasen", Role.MEMBER), "/api/events?from=now")
                        .connect()) {
            await().until(() -> feed.followers() == 2 && feed.read() >= 200);
            long asked = System.nanoTime();
            leaving.close();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(15));
            assertThat(lazy.isClosed()).isFalse();
            await().until(waiting::hasEnded);
        }
    }
}
