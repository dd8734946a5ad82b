package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past.Moment;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Over random lives of every kind of event. A failure names its seed. */
class PastTest {

    private static final int EVENTS = 150;

    private static final MongoServerInMemory SERVER = new MongoServerInMemory();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 10), new Random().longs(10));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void at_every_version_and_instant_the_state_is_that_of_the_events_until_then(long seed) {
        List<Recorded> life = Stories.recorded("i", new Stories(seed).life(EVENTS));
        MongoDatabase empty = SERVER.newDatabase();
        Past past = new Past(
                (_, after) -> life.stream()
                        .filter(recorded -> recorded.version() > after)
                        .toList(),
                new Snapshots(
                        () -> empty.getCollection("snapshots"), new Overview(() -> empty.getCollection("overview"))),
                JdbcClient.create(new SimpleDriverDataSource()));
        @Nullable Initiative state = null;
        for (Recorded last : life) {
            state = Initiative.evolve(state, (InitiativeEvent) last.event());

            for (Moment moment : List.of(new Moment(last.version(), null), new Moment(null, last.at()))) {
                Past.Then then = past.of("i", moment, null);
                assertThat(then.version()).as("seed %d", seed).isEqualTo(last.version());
                assertThat(then.whole())
                        .as("seed %d, %s", seed, moment)
                        .map(Whole::state)
                        .contains(state);
            }
        }
    }
}
