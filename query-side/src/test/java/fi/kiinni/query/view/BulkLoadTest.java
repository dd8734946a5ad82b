package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.log.EventLogConfiguration;
import fi.kiinni.log.LogPages;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.BulkLoad.Part;
import fi.kiinni.query.view.Generations.Generation;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class BulkLoadTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final MongoServerInMemory SERVER = new MongoServerInMemory();
    private static final BusinessDate TODAY = BusinessDate.parse("2026-03-01");
    private static final int EVENTS_OF_EACH = 60;
    private static final List<String> IDS = new ArrayList<>();

    /** So few that most initiatives are on several of them. */
    private static final int PAGE = 17;

    private int page = PAGE;
    private final MongoDatabase database = SERVER.newDatabase();
    private final TokenStore tokens = new InMemoryTokenStore();
    private final DeadLetters letters =
            new DeadLetters(database.getCollection("dead_letters"), QUERY_SIDE.bean(PassedOver.class));
    private final List<Recorded> seen = new ArrayList<>();

    @BeforeAll
    static void given() {
        for (int seed = 0; seed < 12; seed++) {
            IDS.add(QUERY_SIDE.newInitiative(new Stories(seed).life(EVENTS_OF_EACH)));
        }
        QUERY_SIDE.append(
                "Strategy",
                "raseko",
                1,
                List.of(new StrategyPublished(
                        1, "Strategia", TODAY, TODAY, List.of(new Goal(new UUID(0, 1), "Tavoite")), TODAY)));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> IDS.stream()
                        .allMatch(id -> QUERY_SIDE.bean(Overview.class).version(id) == EVENTS_OF_EACH
                                && QUERY_SIDE.bean(Timeline.class).has(id, EVENTS_OF_EACH)));
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        SERVER.close();
    }

    private BulkLoad load() {
        return new BulkLoad(QUERY_SIDE.bean(LogPages.class), tokens, page);
    }

    private MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    private View view(String name) {
        History history = QUERY_SIDE.bean(History.class);
        View view = switch (name) {
            case Overview.NAME ->
                new Overview(() -> collection(name)).view(collection(name), collection("snapshots"), history);
            case Timeline.NAME -> Timeline.view(collection(name));
            default -> Strategies.view(collection(name), history);
        };
        return new View() {
            @Override
            public String name() {
                return view.name();
            }

            @Override
            public Class<?> events() {
                return view.events();
            }

            @Override
            public void project(Map<String, List<Recorded>> events, @Nullable String goesOn) {
                view.project(events, goesOn);
                synchronized (seen) {
                    events.values().forEach(seen::addAll);
                }
            }
        };
    }

    private List<Part> parts(String... views) {
        return Stream.of(views)
                .flatMap(name -> IntStream.range(0, BulkLoad.PARTS)
                        .filter(part -> tokens.fetchToken(name, part) instanceof BulkLoadToken)
                        .mapToObj(part -> new Part(
                                new Generation(name, 1),
                                part,
                                new Projection(
                                        view(name),
                                        letters,
                                        QUERY_SIDE.bean(History.class),
                                        Clock.systemUTC(),
                                        recorded -> recorded,
                                        (_, _) -> {},
                                        _ -> {}),
                                (BulkLoadToken) tokens.fetchToken(name, part))))
                .toList();
    }

    private void begin(String... views) {
        load().begin(Stream.of(views).map(name -> new Generation(name, 1)).toList());
    }

    /** @param pages after which it is broken off, if it is not at its end before */
    private void goOn(int pages, String... views) {
        AtomicInteger left = new AtomicInteger(pages * views.length);
        load().goOn(parts(views), _ -> left.getAndDecrement() > 0, () -> {}, Runnable::run);
    }

    private List<String> contents(String view) {
        return MongoServerInMemory.contents(collection(view));
    }

    private static int count(String type) {
        return QUERY_SIDE
                .bean(JdbcClient.class)
                .sql("SELECT count(*) FROM event WHERE type = ?")
                .param(type)
                .query(Integer.class)
                .single();
    }

    private static List<String> followed(String view) {
        return MongoServerInMemory.contents(QUERY_SIDE.views().getCollection(view));
    }

    /** @param page with one of a single event, many an aggregate ends with its page, and many a page begins within one */
    @ParameterizedTest
    @ValueSource(ints = {1, PAGE})
    void makes_of_every_event_what_following_the_log_made_of_it_whenever_it_is_broken_off(int page) {
        this.page = page;
        String[] views = {"overview", "timeline", "strategy"};
        begin(views);
        int times = 0;
        while (!parts(views).isEmpty()) {
            goOn(1 + times % 3, views);
            times++;
        }
        assertThat(times).isGreaterThan(5);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            for (String view : views) {
                assertThat(contents(view)).as(view).isNotEmpty().isEqualTo(followed(view));
            }
            assertThat(contents("snapshots")).isEqualTo(followed("overview.snapshots"));
        });
        assertThat(seen)
                .as("each event once for each of the two views that take it, and the strategy's once")
                .hasSize(2 * count("Initiative") + count("Strategy"));
    }

    @Test
    void reads_a_page_once_for_all_views_that_are_at_the_same_place() {
        begin("overview", "timeline");
        goOn(1, "overview", "timeline");
        Map<Long, List<Recorded>> byPosition = seen.stream().collect(Collectors.groupingBy(Recorded::position));
        assertThat(byPosition.values()).isNotEmpty().allSatisfy(both -> {
            assertThat(both).hasSize(2);
            assertThat(both.getFirst().message()).isSameAs(both.getLast().message());
        });
    }

    @Test
    void leaves_off_where_the_log_ended_when_it_began_so_that_what_came_meanwhile_is_followed() {
        begin("overview");
        long head = QUERY_SIDE.bean(LogPages.class).head().token().getIndex();
        String growing = IDS.getFirst();
        QUERY_SIDE.append("Initiative", growing, EVENTS_OF_EACH + 1, List.of(new CurrentStateMapped("Muuttui", TODAY)));
        goOn(1000, "overview");
        for (int part = 0; part < BulkLoad.PARTS; part++) {
            TrackingToken token = tokens.fetchToken("overview", part);
            assertThat(token).isInstanceOf(GapAwareTrackingToken.class);
            assertThat(token.position()).hasValue(head);
        }
        assertThat(collection("overview").countDocuments()).isGreaterThanOrEqualTo(IDS.size());
    }

    /** @param atOnce pages after which it is broken off */
    @ParameterizedTest
    @CsvSource({"1, 1000", "17, 1000", "1, 1", "17, 1"})
    void lays_aside_an_event_that_cannot_be_shown_and_what_comes_after_it_on_later_pages(int page, int atOnce) {
        this.page = page;
        String poisoned = QUERY_SIDE.newInitiative(new Stories(99).life(PAGE));
        QUERY_SIDE.postgres.execute("""
                INSERT INTO event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,
                    payload_revision, payload, meta_data, hash)
                VALUES ('unreadable-%s', '%s', %d, 'Initiative', '2026-01-01T10:00:00.000Z', 'CurrentStateMapped', '1',
                    convert_to('{"description":', 'UTF8'), convert_to('{"by":"jasen"}', 'UTF8'), '')""".formatted(poisoned, poisoned, PAGE));
        List<CurrentStateMapped> later = Collections.nCopies(2 * PAGE, new CurrentStateMapped("Muuttui", TODAY));
        QUERY_SIDE.append("Initiative", poisoned, PAGE + 2, later);
        try {
            begin("timeline", "overview");
            while (!parts("timeline", "overview").isEmpty()) {
                goOn(atOnce, "timeline", "overview");
            }
            assertThat(letters.all())
                    .extracting(DeadLetters.Waiting::view, DeadLetters.Waiting::aggregate, DeadLetters.Waiting::version)
                    .containsExactlyInAnyOrder(
                            tuple("timeline", poisoned, PAGE + 1L), tuple("overview", poisoned, PAGE + 1L));
            Overview overview = new Overview(() -> collection("overview"));
            assertThat(overview.version(poisoned)).isEqualTo(PAGE);
            Timeline timeline = new Timeline(() -> collection("timeline"));
            assertThat(timeline.has(poisoned, PAGE)).isTrue();
            assertThat(timeline.has(poisoned, PAGE + 2)).isFalse();
            assertThat(timeline.has(poisoned, 3 * PAGE)).isFalse();
            assertThat(IDS).allSatisfy(id -> {
                assertThat(timeline.has(id, EVENTS_OF_EACH)).isTrue();
                assertThat(overview.version(id)).isGreaterThanOrEqualTo(EVENTS_OF_EACH);
            });
        } finally {
            QUERY_SIDE.postgres.execute(
                    "ALTER TABLE event DISABLE TRIGGER ALL",
                    "UPDATE event SET payload = convert_to('{\"description\":\"b\",\"effectiveOn\":\"2015\"}', 'UTF8')"
                            + " WHERE event_identifier = 'unreadable-" + poisoned + "'",
                    "ALTER TABLE event ENABLE TRIGGER ALL");
        }
    }

    @Test
    void stops_at_an_event_of_no_known_name_and_does_not_leave_it_out() {
        begin("timeline");
        String unknown = QUERY_SIDE.newInitiative(List.of(Stories.started("Tuntematon")));
        rename(unknown, "InitiativeStarted", "FromTheFuture");
        try {
            goOn(1000, "timeline");
            assertThat(parts("timeline")).isNotEmpty();
        } finally {
            rename(unknown, "FromTheFuture", "InitiativeStarted");
        }
        goOn(1000, "timeline");
        assertThat(parts("timeline")).isEmpty();
        assertThat(new Timeline(() -> collection("timeline")).has(unknown, 1)).isTrue();
    }

    private static void rename(String aggregate, String from, String to) {
        QUERY_SIDE.postgres.execute(
                "ALTER TABLE event DISABLE TRIGGER ALL",
                "UPDATE event SET payload_type = '" + to + "' WHERE aggregate_identifier = '" + aggregate
                        + "' AND payload_type = '" + from + "'",
                "ALTER TABLE event ENABLE TRIGGER ALL");
    }

    @Test
    void leaves_alone_what_another_process_loads() {
        begin("timeline");
        List<Part> parts = parts("timeline");
        TokenStore others = new InMemoryTokenStore() {
            @Override
            public TrackingToken fetchToken(String name, int segment) {
                throw new UnableToClaimTokenException("another process");
            }
        };
        new BulkLoad(QUERY_SIDE.bean(LogPages.class), others, PAGE).goOn(parts, _ -> true, () -> {}, Runnable::run);
        assertThat(seen).isEmpty();

        goOn(1, "timeline");
        int once = seen.size();
        load().goOn(parts.subList(0, 1), _ -> true, () -> {}, Runnable::run);
        assertThat(once).isPositive();
        assertThat(seen).as("what was gone on with from there").hasSize(once);
    }

    @Test
    void says_how_far_it_is_but_not_that_it_has_come_anywhere_before_it_is_whole() {
        begin("timeline");
        BulkLoadToken beginning = parts("timeline").getFirst().token();
        assertThat(beginning.position()).hasValue(0);
        goOn(1, "timeline");
        BulkLoadToken token = parts("timeline").getFirst().token();
        assertThat(token.taken()).isEqualTo(PAGE);
        assertThat(token.position()).hasValue(2 * PAGE);
        assertThat(new Rebuilds.Place("timeline", 0, 2 * PAGE, token).whole()).isZero();
        assertThat(new BulkLoadToken(token.head(), token.gaps(), "", "", 0, token.head()).position())
                .hasValue(token.head() - 1);
    }

    @Test
    void is_stored_and_read_again() {
        begin("timeline");
        goOn(1, "timeline");
        BulkLoadToken token = parts("timeline").getFirst().token();
        Serializer serializer = (Serializer) QUERY_SIDE.context().getBean(EventLogConfiguration.TOKEN_SERIALIZER);
        SerializedObject<byte[]> stored = serializer.serialize(token, byte[].class);
        TrackingToken read = serializer.deserialize(stored);
        assertThat(read).isEqualTo(token);
    }
}
