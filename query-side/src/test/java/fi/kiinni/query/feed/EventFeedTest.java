package fi.kiinni.query.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.log.LogPages;
import fi.kiinni.log.LogPlace;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Stories;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventFeedTest {

    private static final RunningQuerySide QUERY_SIDE =
            new RunningQuerySide("kiinni.feed.heartbeat=300ms", "kiinni.patience=5s");
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor STRANGER = new Actor("toinen", "raseko", Set.of(Role.COORDINATOR), Set.of());
    private static final Actor GRANTED = new Actor("auditoija", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
    private static final Actor OPERATOR = new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of());
    private static final BusinessDate DAY = BusinessDate.parse("2026-03-01");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static Program program(Actor actor, String query) {
        return new Program(QUERY_SIDE, actor, "/api/events" + query);
    }

    private static CommentPosted comment(String text) {
        return new CommentPosted(UUID.randomUUID(), text, null, List.of(), DAY);
    }

    private static void append(String provider, String initiative, long version, List<?> events) {
        QUERY_SIDE.append(
                "Initiative",
                initiative,
                version,
                events,
                Map.of("provider", provider, "by", "koordinaattori", "role", "COORDINATOR", "command", "Some"));
    }

    private static String started(String provider) {
        String initiative = UUID.randomUUID().toString();
        append(provider, initiative, 1, List.of(Stories.started("Työkykypassi")));
        return initiative;
    }

    private static List<JsonNode> of(Program program, String subject) {
        return program.events().stream()
                .filter(event -> event.path("subject").asString().equals(subject))
                .toList();
    }

    private static List<Long> versions(Program program, String subject) {
        return of(program, subject).stream()
                .map(event -> event.at("/data/version").asLong())
                .toList();
    }

    private static TransactionTemplate transaction() {
        return new TransactionTemplate(QUERY_SIDE.bean(PlatformTransactionManager.class));
    }

    /** Writers whose transactions are quick, slow and rolled back; readers whose connections are cut anywhere. */
    @Test
    void each_event_comes_once_and_in_order_however_often_the_connection_is_cut() throws Exception {
        long seed = Long.getLong("kiinni.seed", System.nanoTime());
        System.out.printf("%s: -Dkiinni.seed=%d%n", getClass().getSimpleName(), seed);
        SplittableRandom random = new SplittableRandom(seed);
        String begin;
        try (Program now = program(GRANTED, "?from=now").connect()) {
            await().until(() -> now.last() != null);
            begin = Objects.requireNonNull(now.last());
        }
        RandomGenerator cuts = random.split();
        RandomGenerator otherCuts = random.split();
        try (ExecutorService threads = Executors.newCachedThreadPool();
                Program member = program(MEMBER, "").after(begin).connectAgainAndAgain(() -> cuts.nextLong(1, 20_000));
                Program granted =
                        program(GRANTED, "").after(begin).connectAgainAndAgain(() -> otherCuts.nextLong(1, 20_000))) {
            List<Future<Map<String, Long>>> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                RandomGenerator own = random.split();
                String provider = i % 2 == 0 ? "sakky" : "raseko";
                writers.add(threads.submit(() -> write(provider, own)));
            }
            Map<String, Long> ofSakky = new TreeMap<>();
            Map<String, Long> ofAll = new TreeMap<>();
            for (int i = 0; i < writers.size(); i++) {
                Map<String, Long> written = writers.get(i).get();
                ofAll.putAll(written);
                if (i % 2 == 0) {
                    ofSakky.putAll(written);
                }
            }
            assertThat(sum(ofAll)).isGreaterThan(1_000);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(member.events()).hasSizeGreaterThanOrEqualTo((int) sum(ofSakky));
                assertThat(granted.events()).hasSizeGreaterThanOrEqualTo((int) sum(ofAll));
            });
            isEachOnceAndInOrder(member, ofSakky);
            isEachOnceAndInOrder(granted, ofAll);
            System.out.printf(
                    "%d and %d events over %d and %d connections%n",
                    member.events().size(), granted.events().size(), member.connections(), granted.connections());
            assertThat(member.connections()).isGreaterThan(20);
        }
    }

    private static long sum(Map<String, Long> versions) {
        return versions.values().stream().mapToLong(version -> version).sum();
    }

    private static void isEachOnceAndInOrder(Program program, Map<String, Long> expected) {
        List<JsonNode> events = program.events();
        assertThat(events.stream().map(event -> event.path("id").asString())).doesNotHaveDuplicates();
        assertThat(events.stream().map(event -> event.at("/data/position").asLong()))
                .doesNotHaveDuplicates();
        Map<String, List<Long>> versions = events.stream()
                .collect(Collectors.groupingBy(
                        event -> event.path("subject").asString(),
                        TreeMap::new,
                        Collectors.mapping(event -> event.at("/data/version").asLong(), Collectors.toList())));
        Map<String, List<Long>> all = new TreeMap<>();
        expected.forEach((subject, last) ->
                all.put(subject, LongStream.rangeClosed(1, last).boxed().toList()));
        assertThat(versions).isEqualTo(all);
    }

    /** @return what was committed: initiatives with their versions */
    private static Map<String, Long> write(String provider, RandomGenerator random) {
        Map<String, Long> versions = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            versions.put(started(provider), 1L);
        }
        List<String> initiatives = List.copyOf(versions.keySet());
        for (int i = 0; i < 120; i++) {
            String initiative = initiatives.get(random.nextInt(initiatives.size()));
            long version = Objects.requireNonNull(versions.get(initiative));
            int count = 1 + random.nextInt(3);
            boolean rolledBack = random.nextInt(6) == 0;
            double slow = random.nextInt(12) == 0 ? random.nextDouble(0.3) : random.nextDouble(0.01);
            transaction().executeWithoutResult(status -> {
                append(
                        provider,
                        initiative,
                        version + 1,
                        LongStream.range(0, count)
                                .mapToObj(_ -> comment("ä 🌱\n\ndata:x"))
                                .toList());
                QUERY_SIDE
                        .bean(JdbcClient.class)
                        .sql("SELECT pg_sleep(" + slow + ")")
                        .query()
                        .listOfRows();
                if (rolledBack) {
                    status.setRollbackOnly();
                }
            });
            if (!rolledBack) {
                versions.put(initiative, version + count);
            }
        }
        return versions;
    }

    @Test
    void what_is_committed_late_comes_after_a_cut_to_those_who_have_not_had_it() throws Exception {
        String late = started("sakky");
        String quick = started("sakky");
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                Program first = program(MEMBER, "?from=now").connect()) {
            Future<?> slow = thread.submit(() -> transaction().executeWithoutResult(_ -> {
                append("sakky", late, 2, List.of(comment("hidas")));
                appended.countDown();
                awaitUnchecked(commit);
            }));
            assertThat(appended.await(20, TimeUnit.SECONDS)).isTrue();
            append("sakky", quick, 2, List.of(comment("nopea")));
            await().until(() -> versions(first, quick).contains(2L));
            first.leave();
            String before = first.last();
            commit.countDown();
            slow.get(20, TimeUnit.SECONDS);

            try (Program second = program(MEMBER, "").after(before).connect()) {
                await().until(() -> !of(second, late).isEmpty());
                assertThat(versions(second, late)).containsExactly(2L);
                assertThat(of(second, quick)).isEmpty();
                assertThat(of(second, late).getFirst().at("/data/position").asLong())
                        .isLessThan(
                                of(first, quick).getLast().at("/data/position").asLong());
                append("sakky", quick, 3, List.of(comment("nopea")));
                await().until(() -> versions(second, quick).contains(3L));
                second.leave();
                try (Program third = program(MEMBER, "").after(second.last()).connect()) {
                    append("sakky", quick, 4, List.of(comment("nopea")));
                    await().until(() -> versions(third, quick).contains(4L));
                    assertThat(of(third, late)).isEmpty();
                    assertThat(versions(third, quick)).containsExactly(4L);
                }
            }
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_event_is_a_cloud_event_with_what_the_timeline_says_of_it() throws Exception {
        String initiative = UUID.randomUUID().toString();
        Map<String, String> provenance = Map.of(
                "provider",
                "sakky",
                "by",
                "koordinaattori",
                "role",
                "COORDINATOR",
                "command",
                "StartInitiative",
                "why",
                "Koska",
                "assertedBy",
                "paattaja");
        List<?> life = new Stories(7).life(120);
        QUERY_SIDE.append("Initiative", initiative, 1, life, provenance);
        await().atMost(PATIENCE).until(() -> QUERY_SIDE.bean(Overview.class).version(initiative) == life.size());
        List<JsonNode> timeline = new ArrayList<>();
        for (String next = "0"; !next.isEmpty(); ) {
            JsonNode page = new JsonMapper()
                    .readTree(QUERY_SIDE
                            .as(MEMBER)
                            .get()
                            .uri("/api/initiatives/" + initiative + "/timeline?limit=100&next=" + next)
                            .exchange()
                            .expectBody()
                            .returnResult()
                            .getResponseBody());
            page.path("items").forEach(timeline::add);
            next = page.path("next").asString("");
        }
        try (Program program = program(MEMBER, "").connect()) {
            await().atMost(PATIENCE).until(() -> of(program, initiative).size() == life.size());
            List<JsonNode> events = of(program, initiative);
            assertThat(events.stream().map(event -> event.path("data"))).containsExactlyElementsOf(timeline);
            for (JsonNode event : events) {
                CloudEvent read = read(event);
                assertThat(read.getSource()).hasToString("/api/initiatives/" + initiative);
                String name = event.at("/data/event").asString();
                int revision = StoredEvents.of(StoredEvents.classOf(name)).revision();
                assertThat(read.getType()).isEqualTo("fi.kiinni." + name + "." + revision);
                assertThat(read.getExtension("provider")).isEqualTo("sakky");
                assertThat(Objects.requireNonNull(read.getTime()).toInstant())
                        .isEqualTo(Instant.parse(event.at("/data/recordedAt").asString()));
            }
        }
    }

    /** By the project's own library; that it reads as it should is what the specification asks of who writes. */
    private static CloudEvent read(JsonNode event) {
        assertThat(event.propertyNames()).allMatch(name -> name.matches("[a-z0-9]{1,20}"));
        CloudEvent read = new JsonFormat().deserialize(event.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(read.getId()).isNotBlank();
        assertThat(read.getDataContentType()).isEqualTo("application/json");
        CloudEventData data = Objects.requireNonNull(read.getData());
        assertThat(new JsonMapper().readTree(data.toBytes())).isEqualTo(event.path("data"));
        return read;
    }

    @Test
    void a_strategy_is_followed_as_well() throws IOException {
        try (Program program = program(MEMBER, "?from=now").connect()) {
            QUERY_SIDE.append(
                    "Strategy",
                    "sakky",
                    1,
                    List.of(new StrategyPublished(
                            1,
                            "Strategia",
                            BusinessDate.parse("2026"),
                            BusinessDate.parse("2030"),
                            List.of(new Goal(UUID.randomUUID(), "Hyvinvointi")),
                            DAY)));
            await().until(() -> !of(program, "sakky").isEmpty());
            CloudEvent read = read(of(program, "sakky").getFirst());
            assertThat(read.getSource()).hasToString("/api/strategy?provider=sakky");
            assertThat(read.getType()).isEqualTo("fi.kiinni.StrategyPublished.1");
        }
    }

    @Test
    void another_providers_events_are_never_seen() throws IOException {
        try (Program member = program(MEMBER, "?from=now").connect();
                Program stranger = program(STRANGER, "?from=now").connect();
                Program granted = program(GRANTED, "?from=now").connect();
                Program only = program(GRANTED, "?from=now&provider=sakky").connect()) {
            String ofRaseko = started("raseko");
            String ofNobody = UUID.randomUUID().toString();
            QUERY_SIDE.append("Initiative", ofNobody, 1, List.of(Stories.started("Ei kenenkään")), Map.of());
            String ofSakky = started("sakky");
            await().until(() -> of(granted, ofSakky).size()
                            + of(only, ofSakky).size()
                            + of(member, ofSakky).size()
                    == 3);
            await().until(() ->
                    of(granted, ofRaseko).size() + of(stranger, ofRaseko).size() == 2);
            assertThat(member.events())
                    .allMatch(event -> event.path("provider").asString().equals("sakky"));
            assertThat(only.events())
                    .allMatch(event -> event.path("provider").asString().equals("sakky"));
            assertThat(stranger.events())
                    .allMatch(event -> event.path("provider").asString().equals("raseko"));
            assertThat(of(granted, ofNobody)).isEmpty();
        }
        assertThatThrownBy(() -> program(OPERATOR, "").connect()).hasMessageContaining("403 ");
        assertThatThrownBy(() -> program(MEMBER, "?provider=raseko").connect()).hasMessageContaining("404 ");
        assertThatThrownBy(() -> program(MEMBER, "?provider=nobody").connect()).hasMessageContaining("404 ");
    }

    @Test
    void the_cursor_moves_on_past_what_is_not_theirs() throws IOException {
        try (Program member = program(MEMBER, "?from=now").connect()) {
            await().until(() -> member.last() != null);
            String begin = member.last();
            started("raseko");
            await().until(() -> !Objects.equals(member.last(), begin));
            assertThat(member.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"42", "%20", "AQ", "AQAAAAAAA", "AQAAAAAAAA==", "AgAAAAAA", "AX__________fwAAAAA", "now%20"})
    void a_cursor_that_is_none_is_refused_by_its_field(String cursor) {
        assertThatThrownBy(() -> program(MEMBER, "?from=" + cursor).connect())
                .hasMessageContaining("422 ")
                .hasMessageContaining("\"field\":\"from\"");
        if (!cursor.contains("%")) {
            assertThatThrownBy(() -> program(MEMBER, "").after(cursor).connect())
                    .hasMessageContaining("422 ")
                    .hasMessageContaining("\"field\":\"Last-Event-ID\"");
        }
    }

    /** As after a restore, with or without other events where the lost ones were. */
    @Test
    void a_cursor_of_a_log_that_has_been_put_back_since_is_refused() throws IOException {
        started("sakky");
        LogPlace head = QUERY_SIDE.bean(LogPages.class).head();
        LogPlace lost = new LogPlace(GapAwareTrackingToken.newInstance(1L << 40, List.of()), head.newest());
        LogPlace replaced = new LogPlace(head.token(), head.newest() + 1);
        for (LogPlace place : List.of(lost, replaced)) {
            assertThatThrownBy(() -> program(MEMBER, "").after(place.toString()).connect())
                    .hasMessageContaining("422 ")
                    .hasMessageContaining("\"field\":\"Last-Event-ID\",\"problem\":\"unknown\"");
        }
        program(MEMBER, "").after(head.toString()).connect().leave();
    }

    @Test
    void it_ends_with_the_right_to_read() throws IOException {
        String token = RunningQuerySide.forge().until(MEMBER, Instant.now().plusSeconds(5));
        try (Program program = new Program(QUERY_SIDE, token, "/api/events?from=now").connect()) {
            await().atMost(PATIENCE).until(program::hasEnded);
        }
        Actor leaving = RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR);
        try (Program program = program(leaving, "?from=now").connect()) {
            await().until(() -> program.last() != null);
            QUERY_SIDE.postgres.execute(
                    "UPDATE account SET session = session + 1, session_since = now() WHERE person = 'paakayttaja'");
            await().atMost(PATIENCE).until(program::hasEnded);
        }
    }

    @Test
    void an_account_has_a_bounded_number_of_streams() throws IOException {
        Actor many = RunningQuerySide.sakky("monta", Role.MEMBER);
        List<Program> open = new ArrayList<>();
        try {
            for (int i = 0; i < Feed.MOST_OF_ONE_ACCOUNT; i++) {
                open.add(program(many, "?from=now").connect());
            }
            HttpResponse<InputStream> refused = program(many, "?from=now").ask();
            try (InputStream body = refused.body()) {
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Retry-After")).contains("15");
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("too-many-requests");
            }
            program(MEMBER, "?from=now").connect().leave();
            open.removeLast().leave();
            await().untilAsserted(() -> open.add(program(many, "?from=now").connect()));
        } finally {
            for (Program program : open) {
                program.leave();
            }
        }
    }

    @Test
    void who_does_not_read_holds_little_and_is_cut_off() throws IOException {
        Feed feed = QUERY_SIDE.bean(Feed.class);
        await().until(() -> feed.followers() == 0);
        String initiative = started("sakky");
        String text = "x".repeat(10_000);
        for (int batch = 0; batch < 30; batch++) {
            append(
                    "sakky",
                    initiative,
                    2 + batch * 100L,
                    LongStream.range(0, 100).mapToObj(_ -> comment(text)).toList());
        }
        long before = feed.read();
        try (Socket lazy = Program.lazy(QUERY_SIDE, MEMBER)) {
            await().until(() -> feed.followers() == 1 && feed.read() > before);
            await().atMost(PATIENCE).until(() -> feed.followers() == 0);
            assertThat(feed.read() - before).as("of over 3,000 events").isLessThan(1_500);
            assertThat(lazy.isClosed()).isFalse();
        }
        await().until(() ->
                QUERY_SIDE.bean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections() == 0);
        try (Program program = program(MEMBER, "").connect()) {
            await().atMost(PATIENCE).until(() -> of(program, initiative).size() == 3_001);
        }
    }
}
