package fi.kiinni.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.live.Live.Signal;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.view.Timeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Subscription;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.BaseSubscriber;

@ExtendWith(OutputCaptureExtension.class)
class LiveTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor STRANGER = new Actor("toinen", "raseko", Set.of(Role.COORDINATOR), Set.of());
    private static final Actor GRANTED = new Actor("auditoija", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
    private static final Actor OPERATOR = new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of());
    private static final BusinessDate DAY = BusinessDate.parse("2026-03-01");

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String initiative = "";
    private static String another = "";

    @BeforeAll
    static void given() {
        initiative = QUERY_SIDE.newInitiative(List.of(Stories.started("Työkykypassi")));
        another = QUERY_SIDE.newInitiative(List.of(Stories.started("Toinen")));
        await().until(() -> QUERY_SIDE.bean(Overview.class).version(another) == 1
                && QUERY_SIDE.bean(Overview.class).version(initiative) == 1);
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    /** A browser's end of the connection, read line by line as it comes. */
    private static final class Page implements AutoCloseable {

        private final HttpResponse<InputStream> response;
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final AtomicLong beats = new AtomicLong();
        private volatile boolean ended;

        private Page(String path, String token, @Nullable String lastEvent) throws IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + path))
                    .header("Accept", "text/event-stream")
                    .header("Accept-Encoding", "gzip")
                    .header("Cookie", "kiinni=" + token);
            if (lastEvent != null) {
                request.header("Last-Event-ID", lastEvent);
            }
            try {
                response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            Thread.ofVirtual().start(this::read);
            await().until(() -> beats.get() > 0 || !lastId().isEmpty());
        }

        static Page of(Actor actor, String query) throws IOException {
            return new Page("/live" + query, RunningQuerySide.token(actor), null);
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith(":")) {
                        beats.incrementAndGet();
                    } else {
                        lines.add(line);
                    }
                }
            } catch (IOException closedByUs) {
                lines.clear();
            } finally {
                ended = true;
            }
        }

        /** What was told: the data of each signal. */
        List<String> told() {
            return lines.stream()
                    .filter(line -> line.startsWith("data:"))
                    .map(line -> line.substring(5))
                    .toList();
        }

        String lastId() {
            return lines.stream()
                    .filter(line -> line.startsWith("id:"))
                    .map(line -> line.substring(3))
                    .reduce("", (_, last) -> last);
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    private static long comment(String on) {
        long version = QUERY_SIDE.bean(Overview.class).version(on) + 1;
        QUERY_SIDE.append(
                "Initiative", on, version, List.of(new CommentPosted(UUID.randomUUID(), "Hei", null, List.of(), DAY)));
        return version;
    }

    private static String signal(String of, long version) {
        return "\"initiative\":\"" + of + "\",\"version\":" + version;
    }

    @Test
    void a_commit_is_told_once_the_views_show_it_to_those_who_may_read_it() throws IOException {
        try (Page member = Page.of(MEMBER, "");
                Page granted = Page.of(GRANTED, "");
                Page stranger = Page.of(STRANGER, "");
                Page operator = Page.of(OPERATOR, "")) {
            long version = comment(initiative);

            await().until(() -> member.told().stream().anyMatch(told -> told.contains(signal(initiative, version))));
            assertThat(QUERY_SIDE.bean(Overview.class).version(initiative)).isGreaterThanOrEqualTo(version);
            assertThat(QUERY_SIDE.bean(Timeline.class).has(initiative, version)).isTrue();
            await().until(() -> granted.told().stream().anyMatch(told -> told.contains(signal(initiative, version))));
            assertThat(stranger.told()).isEmpty();
            assertThat(operator.told()).isEmpty();
            assertThat(member.lines).contains("event:changed");
            assertThat(member.response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            assertThat(member.response.headers().firstValue("Content-Encoding")).isEmpty();
        }
    }

    @Test
    void a_page_of_one_initiative_hears_of_that_one_alone() throws IOException {
        try (Page page = Page.of(MEMBER, "?initiative=" + initiative)) {
            comment(another);
            long version = comment(initiative);
            await().until(() -> !page.told().isEmpty());
            assertThat(page.told()).singleElement().asString().contains(signal(initiative, version));
        }
    }

    @Test
    void who_comes_back_is_told_whether_something_was_missed() throws IOException {
        String last;
        try (Page page = Page.of(MEMBER, "?initiative=" + initiative)) {
            comment(initiative);
            await().until(() -> !page.told().isEmpty());
            last = page.lastId();
        }
        try (Page back =
                new Page("/live?initiative=" + initiative + "&after=0", RunningQuerySide.token(MEMBER), last)) {
            assertThat(back.told()).isEmpty();
        }
        comment(another);
        comment(initiative);
        await().until(() -> QUERY_SIDE.bean(Live.class).place() > Long.parseLong(last) + 1);
        try (Page back = new Page("/live?initiative=" + initiative, RunningQuerySide.token(MEMBER), last);
                Page of = Page.of(STRANGER, "?after=" + last);
                Page stale = Page.of(STRANGER, "?after=somewhere")) {
            assertThat(back.told()).singleElement().asString().doesNotContain("initiative");
            assertThat(of.told()).isEmpty();
            assertThat(stale.told()).hasSize(1);
        }
    }

    @Test
    void a_page_says_up_to_where_it_shows_everything() {
        long version = comment(initiative);
        long before = QUERY_SIDE.bean(Live.class).place();
        await().until(() -> QUERY_SIDE.bean(Live.class).place() > before
                || QUERY_SIDE.bean(Overview.class).version(initiative) > version);
        String page = new String(
                QUERY_SIDE
                        .client()
                        .get()
                        .uri("/initiatives/" + initiative)
                        .cookie("kiinni", RunningQuerySide.token(MEMBER))
                        .header("Accept", "text/html")
                        .exchange()
                        .expectBody()
                        .returnResult()
                        .getResponseBody(),
                StandardCharsets.UTF_8);
        assertThat(page)
                .containsPattern("data-changes=\"/live\\?after=[1-9][0-9]*&amp;initiative=" + initiative + "\"");
    }

    @Test
    void it_ends_with_the_right_to_read() throws IOException {
        String token = RunningQuerySide.forge().until(MEMBER, Instant.now().plusSeconds(5));
        try (Page page = new Page("/live", token, null)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> page.ended);
        }
        await().until(() -> QUERY_SIDE.bean(Live.class).listeners() == 0);
    }

    @Test
    void what_changed_while_the_views_were_away_is_told_afterwards(CapturedOutput output) throws IOException {
        long version = QUERY_SIDE.bean(Overview.class).version(initiative) + 1;
        try (Page page = Page.of(MEMBER, "?initiative=" + initiative)) {
            QUERY_SIDE.mongoConnections.cut();
            try {
                QUERY_SIDE.append(
                        "Initiative",
                        initiative,
                        version,
                        List.of(new CommentPosted(UUID.randomUUID(), "Hei", null, List.of(), DAY)));
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> output.getAll().contains("Open pages are told of changes later"));
            } finally {
                QUERY_SIDE.mongoConnections.mend();
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> page.told().stream().anyMatch(told -> told.contains(signal(initiative, version))));
        }
    }

    @Test
    void nothing_is_told_to_a_session_that_was_ended() throws IOException {
        Actor leaving = RunningQuerySide.sakky("paakayttaja", Role.ADMINISTRATOR);
        try (Page page = Page.of(leaving, "?initiative=" + initiative)) {
            QUERY_SIDE.postgres.execute(
                    "UPDATE account SET session = session + 1, session_since = now() WHERE person = 'paakayttaja'");
            await().until(() -> QUERY_SIDE
                    .as(leaving)
                    .get()
                    .uri("/api/initiatives")
                    .exchange()
                    .expectBody()
                    .returnResult()
                    .getStatus()
                    .isSameCodeAs(HttpStatus.UNAUTHORIZED));
            comment(initiative);
            await().until(() -> page.ended);
            assertThat(page.told()).isEmpty();
        }
    }

    @Test
    void a_connection_that_is_gone_is_noticed_by_the_heartbeat() throws IOException {
        try (Page page = Page.of(MEMBER, "")) {
            await().until(() -> QUERY_SIDE.bean(Live.class).listeners() == 1);
            long beats = page.beats.get();
            QUERY_SIDE.bean(Live.class).beat();
            await().until(() -> page.beats.get() > beats);
        }
        await().until(() -> {
            QUERY_SIDE.bean(Live.class).beat();
            return QUERY_SIDE.bean(Live.class).listeners() == 0;
        });
        assertThat(metric()).contains("kiinni_live_listeners 0.0");
    }

    private static String metric() {
        byte[] body = QUERY_SIDE
                .management()
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void no_more_than_a_few_signals_wait_for_anybody() {
        Live live = QUERY_SIDE.bean(Live.class);
        Queue<Throwable> cut = new ConcurrentLinkedQueue<>();
        live.signals(Set.of("sakky"), null, null).subscribe(new BaseSubscriber<Signal>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                // and asks for nothing
            }

            @Override
            protected void hookOnError(Throwable error) {
                cut.add(error);
            }
        });
        int before = live.listeners();
        for (int beat = 0; beat < 63; beat++) {
            live.beat();
        }
        assertThat(cut).isEmpty();
        live.beat();
        assertThat(cut).hasSize(1);
        assertThat(live.listeners()).isEqualTo(before - 1);
    }
}
