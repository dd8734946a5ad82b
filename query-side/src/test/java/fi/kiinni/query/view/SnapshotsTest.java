package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import fi.kiinni.query.view.Overview.Wanted;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Past.Then;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class SnapshotsTest {

    private static final MongoServerInMemory SERVER = new MongoServerInMemory();
    private static final Set<String> SAKKY = Set.of("sakky");
    private static final Wanted EVERYTHING = new Wanted(SAKKY, null, null, null);
    private static final int LONG = 10_010;

    private final MongoDatabase database = SERVER.newDatabase();
    private final Overview overview = new Overview(() -> database.getCollection("overview"));
    private final Snapshots snapshots = new Snapshots(() -> database.getCollection("snapshots"), overview);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static View view(MongoDatabase into) {
        return new Overview(() -> into.getCollection("overview"))
                .view(into.getCollection("overview"), into.getCollection("snapshots"), (_, _) -> List.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void at_the_end_of_every_day_there_is_what_was_shown_then(long seed) {
        Random random = new Random(seed);
        Map<String, List<Recorded>> lives = new HashMap<>();
        for (String initiative : List.of("one", "two", "three")) {
            int every = 1 + random.nextInt(30);
            // The clock of every fifth event is late.
            lives.put(
                    initiative,
                    Stories.recorded(
                            initiative,
                            new Stories(random.nextLong()).life(60),
                            version -> Duration.ofHours((long) every * (version - version % 5 / 4 * 2))));
        }
        View grown = view(database);
        lives.forEach((initiative, life) -> {
            for (int done = 0; done < life.size(); ) {
                int from = done;
                done = Math.min(life.size(), done + 1 + random.nextInt(15));
                grown.project(Map.of(initiative, life.subList(from, done)));
            }
        });
        LocalDate first = LocalDate.parse("2026-01-01");
        Set<Integer> sizes = new HashSet<>();
        for (LocalDate day = first.minusDays(1); day.isBefore(first.plusDays(80)); day = day.plusDays(1)) {
            Instant end = day.plusDays(1).atStartOfDay(Overview.HELSINKI).toInstant();
            MongoDatabase then = SERVER.newDatabase();
            lives.forEach((initiative, life) -> view(then)
                    .project(Map.of(
                            initiative,
                            life.stream()
                                    .takeWhile(recorded -> recorded.at().isBefore(end))
                                    .toList())));
            Overview shown = new Overview(() -> then.getCollection("overview"));

            List<Card> cards = snapshots.cards(SAKKY, List.of(), day);
            sizes.add(cards.size());
            assertThat(cards).as("%s", day).containsExactlyInAnyOrderElementsOf(shown.cards(SAKKY, List.of()));
            LocalDate lookedAt = day;
            assertThat(snapshots.list(EVERYTHING, day))
                    .as("%s", day)
                    .isEqualTo(shown.list(EVERYTHING).stream()
                            .map(item -> item.on(lookedAt))
                            .toList());
        }
        assertThat(sizes).contains(0, 3);
    }

    @Test
    void a_long_life_is_folded_from_the_latest_state_that_was_kept() {
        List<Recorded> life = Stories.recorded("i", new Stories(5).life(LONG));
        for (int from = 0; from < LONG; from += 1_000) {
            view(database).project(Map.of("i", life.subList(from, Math.min(LONG, from + 1_000))));
        }
        List<Long> readAfter = new ArrayList<>();
        Past past = new Past(
                (_, after) -> {
                    readAfter.add(after);
                    return life.subList((int) after, Math.min(LONG, (int) after + 1_000));
                },
                snapshots,
                JdbcClient.create(new SimpleDriverDataSource()));
        Past folding = new Past(
                (_, after) -> life.subList((int) after, Math.min(LONG, (int) after + 1_000)),
                new Snapshots(
                        () -> SERVER.newDatabase().getCollection("snapshots"),
                        new Overview(() -> SERVER.newDatabase().getCollection("overview"))),
                JdbcClient.create(new SimpleDriverDataSource()));

        Map.of(4_999L, 0L, 5_000L, 5_000L, 5_001L, 5_000L, 10_005L, 10_000L).forEach((version, kept) -> {
            for (Moment moment : List.of(
                    new Moment(version, null),
                    new Moment(null, life.get(version.intValue() - 1).at()))) {
                readAfter.clear();
                Then then = past.of("i", moment, null);
                assertThat(then).isEqualTo(folding.of("i", moment, null));
                assertThat(readAfter.getFirst()).as("%s", moment).isEqualTo(kept);
            }
        });
        assertThat(past.of("i", new Moment(Long.MAX_VALUE, null), null).version())
                .isEqualTo(LONG);
        readAfter.clear();
        past.of("i", Moment.NOW, LocalDate.parse("2026-01-01"));
        assertThat(readAfter.getFirst()).isZero();
    }
}
