package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Generations.Outcome;
import fi.kiinni.query.view.Generations.Purpose;
import fi.kiinni.query.view.Overview.Wanted;
import fi.kiinni.query.view.Rebuilds.Place;
import fi.kiinni.query.view.Rebuilds.Standing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RebuildsTest {

    private static final RunningQuerySide QUERY_SIDE =
            new RunningQuerySide("kiinni.views.retry-every=50ms", "kiinni.views.keep=300ms");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int INITIATIVES = 40;
    private static final List<String> IDS = new ArrayList<>();

    @BeforeAll
    static void given() {
        for (int seed = 0; seed < INITIATIVES; seed++) {
            IDS.add(QUERY_SIDE.newInitiative(new Stories(seed).life(60)));
        }
        await().atMost(SOON)
                .until(() -> IDS.stream()
                        .allMatch(id -> overview().version(id) == 60
                                && QUERY_SIDE.bean(Timeline.class).has(id, 60)));
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static Overview overview() {
        return QUERY_SIDE.bean(Overview.class);
    }

    private static Rebuilds rebuilds() {
        return QUERY_SIDE.bean(Rebuilds.class);
    }

    private static Standing standing(String view) {
        return rebuilds().standings().stream()
                .filter(one -> one.view().equals(view))
                .findFirst()
                .orElseThrow();
    }

    private static Outcome built(String view, Purpose purpose) {
        await().atMost(SOON).until(() -> rebuilds().begin(view, purpose, "yllapitaja"));
        await().atMost(SOON).until(() -> standing(view).building() == null);
        return Objects.requireNonNull(standing(view).last());
    }

    private static List<String> contents(String view) {
        return MongoServerInMemory.contents(
                QUERY_SIDE.bean(Generations.class).read(view).get());
    }

    @Test
    void a_view_is_built_beside_the_one_that_is_read_and_then_read_while_events_come_in() throws InterruptedException {
        String grows = IDS.getFirst();
        AtomicBoolean isDone = new AtomicBoolean();
        List<String> faults = new ArrayList<>();
        Thread reader = Thread.ofPlatform().start(() -> {
            long seen = 0;
            while (!isDone.get()) {
                long version = overview().version(grows);
                int count = overview()
                        .list(new Wanted(List.of("sakky"), null, null, null))
                        .size();
                if (version < seen || count < INITIATIVES) {
                    faults.add("version %d after %d, %d initiatives".formatted(version, seen, count));
                }
                seen = version;
            }
        });
        int before = standing("overview").generation();
        long version = overview().version(grows);
        assertThat(rebuilds().begin("overview", Purpose.REBUILD, "yllapitaja")).isTrue();
        assertThat(rebuilds().begin("overview", Purpose.REBUILD, "yllapitaja"))
                .as("a second one at once")
                .isFalse();
        while (standing("overview").building() != null) {
            version++;
            QUERY_SIDE.append(
                    "Initiative", grows, version, List.of(new CurrentStateMapped("Nyt", BusinessDate.parse("2024"))));
            Thread.sleep(20);
        }
        long newest = version;
        await().atMost(SOON).until(() -> overview().version(grows) == newest);
        isDone.set(true);
        reader.join();

        assertThat(faults).isEmpty();
        assertThat(standing("overview").generation()).isGreaterThan(before);
        assertThat(Objects.requireNonNull(standing("overview").last()).isSame()).isTrue();
        assertThat(Objects.requireNonNull(standing("overview").last()).built().documents())
                .as("each, and how it was at the end of its one day")
                .isEqualTo(2 * INITIATIVES);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(QUERY_SIDE.views().listCollectionNames())
                        .as("what was read before is thrown away")
                        .doesNotContain(
                                before == 1 ? "overview" : "overview." + before,
                                (before == 1 ? "overview" : "overview." + before) + ".snapshots"));
    }

    @Test
    void a_document_that_is_not_what_the_log_says_is_named_and_mended() {
        String wrong = IDS.get(1);
        QUERY_SIDE
                .bean(Generations.class)
                .read("overview")
                .get()
                .updateOne(Filters.eq("_id", wrong), Updates.set("title", "Väärin"));

        Outcome checked = built("overview", Purpose.CHECK);
        assertThat(checked.isSame()).isFalse();
        assertThat(checked.differing()).containsExactly(wrong);
        assertThat(overview().find(wrong).orElseThrow().item().title()).isEqualTo("Väärin");

        Outcome rebuilt = built("overview", Purpose.REBUILD);
        assertThat(rebuilt.differing()).containsExactly(wrong);
        assertThat(overview().find(wrong).orElseThrow().item().title()).isNotEqualTo("Väärin");

        assertThat(built("overview", Purpose.CHECK).isSame()).isTrue();
    }

    @Test
    void every_view_is_the_same_byte_for_byte_when_it_is_built_anew() {
        for (String view : List.of("timeline", "strategy")) {
            List<String> before = contents(view);
            assertThat(built(view, Purpose.REBUILD).isSame()).as(view).isTrue();
            assertThat(contents(view)).isEqualTo(before);
        }
    }

    @Test
    void a_rebuild_goes_on_where_it_was_when_the_process_begins_again_and_can_be_given_up() {
        await().atMost(SOON).until(() -> rebuilds().begin("timeline", Purpose.CHECK, "yllapitaja"));
        int number = Objects.requireNonNull(standing("timeline").building()).number();
        await().atMost(SOON).until(() -> standing("timeline").building() == null);
        // Another process holds what would be built next, and has come nowhere.
        for (int segment = 0; segment < 2; segment++) {
            QUERY_SIDE
                    .views()
                    .getCollection("tokens")
                    .insertOne(new Document("processorName", "timeline." + (number + 1))
                            .append("segment", segment)
                            .append("owner", "another process")
                            .append("timestamp", System.currentTimeMillis()));
        }
        await().atMost(SOON).until(() -> rebuilds().begin("timeline", Purpose.REBUILD, "yllapitaja"));
        assertThat(standing("timeline").segments()).allSatisfy(segment -> {
            assertThat(segment.position()).isZero();
            assertThat(segment.secondsLeft()).isNull();
        });

        QUERY_SIDE.restart();
        await().atMost(SOON).until(() -> QUERY_SIDE.bean(Progress.class).isCaughtUp());
        assertThat(Objects.requireNonNull(standing("timeline").building()).number())
                .isEqualTo(number + 1);
        await().atMost(SOON).until(() -> standing("timeline").generation() == number + 1);
        assertThat(Objects.requireNonNull(standing("timeline").last()).isSame()).isTrue();

        await().atMost(SOON).until(() -> rebuilds().begin("timeline", Purpose.REBUILD, "yllapitaja"));
        assertThat(rebuilds().abandon("timeline")).isTrue();
        assertThat(standing("timeline").building()).isNull();
        assertThat(standing("timeline").generation()).isEqualTo(number + 1);
    }

    @Test
    void what_a_view_holds_is_told_when_it_is_quiet_but_not_while_it_is_loaded() {
        try (MongoServerInMemory server = new MongoServerInMemory()) {
            MongoDatabase database = server.newDatabase();
            Generations generations = new Generations(database);
            AtomicReference<Place> place = new AtomicReference<>();
            AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
            Rebuilds rebuilds = new Rebuilds(
                    List.of("timeline"),
                    generations,
                    new DeadLetters(database.getCollection("dead_letters"), QUERY_SIDE.bean(PassedOver.class)),
                    () -> List.of(place.get()),
                    () -> 9,
                    database.getCollection("tokens"),
                    new Clock() {
                        @Override
                        public Instant instant() {
                            return now.getAndUpdate(last -> last.plusSeconds(6));
                        }

                        @Override
                        public ZoneId getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(ZoneId zone) {
                            throw new UnsupportedOperationException();
                        }
                    },
                    Duration.ofDays(1),
                    new SimpleMeterRegistry());
            BulkLoadToken token = new BulkLoadToken(9, new TreeSet<>(), "", "", -1, 4);
            place.set(new Place("timeline", 0, 9, token));
            for (int times = 0; times < 3; times++) {
                rebuilds.finish();
            }
            assertThat(generations.state("timeline").digest()).isNull();
            place.set(new Place("timeline", 0, 9, null));
            for (int times = 0; times < 3; times++) {
                rebuilds.finish();
            }
            assertThat(generations.state("timeline").digest()).isNotNull();
        }
    }
}
