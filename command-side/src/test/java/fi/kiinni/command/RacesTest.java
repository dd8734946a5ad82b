package fi.kiinni.command;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts;
import fi.kiinni.log.ChainVerification;
import fi.kiinni.log.Ledger;
import fi.kiinni.log.Ledger.Acknowledged;
import fi.kiinni.log.Ledger.Sent;
import fi.kiinni.log.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What holds for those who come at the same time. Two command sides share one log; each has connections, locks and whatever it
 * remembers of its own, as two processes have.
 */
class RacesTest {

    /** How many commands the writers on one initiative send in all. */
    private static final int COMMANDS = Integer.getInteger("kiinni.races", 10_000);

    private static final int WRITERS = 32;

    /** Of the writers, those who insist on the version that they have seen, and how often each of them gets its way. */
    private static final int INSISTING = 8;

    private static final int SUCCESSES = 5;

    /** How often one command is sent, at the same time and to both sides. */
    private static final int TIMES = 100;

    private static final String INITIATIVES = "/api/initiatives";
    private static final String PASSWORD = "a password of the test";
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final TestPostgres.Database DATABASE = TestPostgres.newMigratedDatabase();
    private static final JdbcClient LOG = JdbcClient.create(DATABASE.dataSource());

    private static List<ConfigurableApplicationContext> sides = List.of();
    private static String coordinator = "";
    private static String another = "";

    @BeforeAll
    static void twoCommandSides() throws Exception {
        sides = List.of(commandSide(), commandSide());
        Accounts accounts = sides.getFirst().getBean(Accounts.class);
        accounts.seedProvider("sakky", "Savon ammatti- ja aikuisopisto");
        coordinator = tokenOf("koordinaattori", accounts);
        another = tokenOf("toinen", accounts);
    }

    @AfterAll
    static void stop() {
        sides.forEach(ConfigurableApplicationContext::close);
    }

    @Nested
    class ACommandSentAHundredTimesAtOnce {

        @Test
        void is_one_event_and_has_one_answer() throws Exception {
            String initiative = start();
            Post comment = comment(initiative, "Hei").under("k1");

            List<Answer> answers = atOnce(TIMES, n -> () -> send(n, comment));

            assertThat(Set.copyOf(answers)).hasSize(1);
            assertThat(answers.getFirst().status()).isEqualTo(200);
            assertThat(answers.getFirst().eTag()).isEqualTo("\"2\"");
            assertThat(events(initiative)).isEqualTo(2);
            send(0, comment(initiative, "Muuta"));
            assertThat(send(1, comment)).isEqualTo(answers.getFirst());
        }

        @Test
        void is_one_event_and_has_one_answer_also_if_it_insists_on_a_version() throws Exception {
            String initiative = start();
            Post comment = comment(initiative, "Hei").under("k6").ifMatch(1);

            List<Answer> answers = atOnce(TIMES, n -> () -> send(n, comment));

            assertThat(Set.copyOf(answers)).hasSize(1);
            assertThat(answers.getFirst().status()).isEqualTo(200);
            assertThat(events(initiative)).isEqualTo(2);
        }

        @Test
        void starts_one_initiative() throws Exception {
            Post start = post(INITIATIVES, description("Vain yksi")).under("k2");

            List<Answer> answers = atOnce(TIMES, n -> () -> send(n, start));

            assertThat(Set.copyOf(answers)).hasSize(1);
            assertThat(answers.getFirst().status()).isEqualTo(201);
            assertThat(answers.getFirst().location())
                    .isEqualTo(INITIATIVES + "/" + answers.getFirst().initiative());
            assertThat(started("Vain yksi")).isEqualTo(1);
        }

        @Test
        void is_done_with_the_first_body_and_refused_with_another() throws Exception {
            String initiative = start();
            List<Post> comments = List.of(comment(initiative, "Hei"), comment(initiative, "Moi"));

            List<Answer> answers =
                    atOnce(TIMES, n -> () -> send(n / 2, comments.get(n % 2).under("k3")));

            Map<Integer, List<Answer>> byStatus = answers.stream().collect(Collectors.groupingBy(Answer::status));
            assertThat(byStatus).containsOnlyKeys(200, 422);
            assertThat(byStatus.get(200))
                    .hasSize(TIMES / 2)
                    .satisfies(same -> assertThat(Set.copyOf(same)).hasSize(1));
            assertThat(byStatus.get(422))
                    .allSatisfy(answer -> assertThat(answer.problem()).isEqualTo("key-reused"));
            assertThat(events(initiative)).isEqualTo(2);
        }

        @Test
        void is_done_once_although_it_was_refused_before() throws Exception {
            String initiative = start();
            Post resume = on(initiative, "resume-initiative", "reason", "Taas").under("k4");

            List<Answer> refused = atOnce(TIMES, n -> () -> send(n, resume));
            Answer paused = send(0, on(initiative, "pause-initiative", "reason", "Tauko"));
            List<Answer> answers = atOnce(TIMES, n -> () -> send(n, resume));

            assertThat(refused)
                    .allSatisfy(answer -> assertThat(answer.problem()).isEqualTo("wrong-status"));
            assertThat(paused.status()).isEqualTo(200);
            assertThat(Set.copyOf(answers)).hasSize(1);
            assertThat(answers.getFirst().status()).isEqualTo(200);
            assertThat(events(initiative)).isEqualTo(3);
        }

        @Test
        void is_another_command_from_another_account_or_on_another_route() throws Exception {
            List<String> initiatives = List.of(start(), start());
            Post start = post(INITIATIVES, description("Kaksi tekijää")).under("k5");
            List<Post> posts = List.of(
                    comment(initiatives.getFirst(), "Hei").under("k5"),
                    comment(initiatives.getLast(), "Hei").under("k5"),
                    start,
                    start.by(another));

            List<Answer> answers = atOnce(TIMES, n -> () -> send(n / posts.size(), posts.get(n % posts.size())));

            assertThat(Set.copyOf(answers)).hasSize(posts.size());
            assertThat(initiatives)
                    .allSatisfy(initiative -> assertThat(events(initiative)).isEqualTo(2));
            assertThat(started("Kaksi tekijää")).isEqualTo(2);
        }
    }

    @Test
    void what_one_side_has_answered_the_other_knows() throws Exception {
        String initiative = start();
        send(1, comment(initiative, "Hei"));

        for (long version = 2; version < 12; version += 2) {
            Answer paused = send(
                    0, on(initiative, "pause-initiative", "reason", "Tauko").ifMatch(version));
            Answer resumed = send(
                    1, on(initiative, "resume-initiative", "reason", "Taas").ifMatch(version + 1));

            assertThat(List.of(paused, resumed)).extracting(Answer::status).containsOnly(200);
            assertThat(resumed.version()).isEqualTo(version + 2);
        }
        assertThat(send(0, on(initiative, "resume-initiative", "reason", "Taas"))
                        .problem())
                .isEqualTo("wrong-status");
    }

    @Nested
    class WritersOnOneInitiative {

        private final Ledger ledger = new Ledger();
        private final AtomicInteger left = new AtomicInteger(COMMANDS);
        private final AtomicInteger conflicts = new AtomicInteger();
        private final AtomicInteger busy = new AtomicInteger();

        @ParameterizedTest(name = "through {0}")
        @ValueSource(ints = {1, 2})
        void lose_nothing_and_double_nothing(int through) throws Exception {
            String initiative = start();
            long began = System.nanoTime();

            atOnce(
                    WRITERS,
                    n -> () -> n < INSISTING ? insist(initiative, n % through) : comment(initiative, n, n % through));

            System.out.printf(
                    "%d commands of %d writers through %d: %.1f s, %d accepted, %d changed in between, %d times busy%n",
                    COMMANDS - left.get(),
                    WRITERS,
                    through,
                    (System.nanoTime() - began) / 1e9,
                    ledger.acknowledged().size(),
                    conflicts.get(),
                    busy.get());
            assertThat(events(initiative)).isEqualTo(1 + ledger.acknowledged().size());
            try (Connection log = DATABASE.dataSource().getConnection()) {
                assertThat(ledger.contradictions(Ledger.log(log)
                                .filter(event -> event.initiative().equals(initiative))))
                        .isEmpty();
            }
            assertThat(new ChainVerification(DATABASE.dataSource()).verify().intact())
                    .isTrue();
            assertThat(conflicts).hasPositiveValue();
        }

        /** Others' changes do not matter to it. Every other writer sends a key. */
        private boolean comment(String initiative, int writer, int side) throws Exception {
            while (left.getAndDecrement() > 0) {
                String key = newKey();
                Post comment = RacesTest.comment(initiative, key);
                Answer answer = give(key, side, writer % 2 == 0 ? comment : comment.under(key));
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            }
            return true;
        }

        /** Writes only what nothing came before: what it is given leave to write after version n has to be n + 1. */
        private boolean insist(String initiative, int side) throws Exception {
            long seen = 1;
            for (int successes = 0; successes < SUCCESSES || left.get() > 0; ) {
                left.getAndDecrement();
                String key = newKey();
                Post map = on(initiative, "map-current-state", "description", key);
                Answer answer = give(key, side, map.ifMatch(seen));
                if (answer.status() == 200) {
                    successes++;
                    assertThat(answer.version()).isEqualTo(seen + 1);
                } else {
                    assertThat(answer.problem()).isEqualTo("conflict");
                    conflicts.incrementAndGet();
                }
                seen = answer.version();
            }
            return true;
        }

        /** Sends it until there is room for it. */
        private Answer give(String key, int side, Post post) throws Exception {
            Sent command = new Sent(key, post.path(), post.body());
            ledger.sent(command);
            Answer answer = send(side, post);
            while (answer.status() == 503) {
                assertThat(answer.retryAfter()).isNotNull();
                busy.incrementAndGet();
                answer = send(side, post);
            }
            if (answer.status() == 200) {
                ledger.acknowledged(key, new Acknowledged(answer.initiative(), answer.version()));
            } else {
                ledger.refused(key);
            }
            return answer;
        }
    }

    @Nested
    class TwoWhoSawTheSame {

        @Test
        void change_one_part_once_and_others_freely() throws Exception {
            for (int round = 0; round < 20; round++) {
                String initiative = start();

                List<Answer> answers = atOnce(
                        6,
                        n -> () -> send(
                                n,
                                switch (n % 3) {
                                    case 0 ->
                                        on(initiative, "map-current-state", "description", "Kuvaus " + n)
                                                .ifPartMatch(1);
                                    case 1 -> comment(initiative, "Huomio " + n).ifPartMatch(1);
                                    default ->
                                        on(initiative, "describe-initiative", "targetState", "Tila " + n)
                                                .ifPartMatch(1);
                                }));

                assertThat(List.of(answers.get(0).status(), answers.get(3).status()))
                        .containsExactlyInAnyOrder(200, 412);
                assertThat(List.of(answers.get(1).status(), answers.get(4).status()))
                        .containsExactly(200, 200);
                assertThat(List.of(answers.get(2).status(), answers.get(5).status()))
                        .containsExactlyInAnyOrder(200, 412);
                assertThat(events(initiative)).isEqualTo(5);
            }
        }
    }

    private static ConfigurableApplicationContext commandSide() {
        return new SpringApplicationBuilder(CommandSide.class)
                .properties("spring.config.name=command-side")
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + DATABASE.url(),
                        "--spring.datasource.username=" + DATABASE.username(),
                        "--spring.datasource.password=" + DATABASE.password());
    }

    private static String tokenOf(String username, Accounts accounts) throws Exception {
        accounts.seedPerson(username, "sakky", "Henkilö " + username);
        accounts.seedAccount(username, username, Set.of(Role.COORDINATOR), PASSWORD);
        return send(0, post("/api/tokens", Map.of("username", username, "password", PASSWORD)))
                .body()
                .get("token")
                .asString();
    }

    private static String newKey() {
        return "key-" + UUID.randomUUID();
    }

    private static Map<String, String> description(String title) {
        return Map.of("title", title, "need", "Työkyky vaihtelee.", "language", "fi");
    }

    private static String start() throws Exception {
        return send(0, post(INITIATIVES, description("Työkykypassi"))).initiative();
    }

    private static Post comment(String initiative, String text) {
        return on(initiative, "post-comment", "text", text);
    }

    private static Post on(String initiative, String command, String field, String text) {
        return post(INITIATIVES + "/" + initiative + "/" + command, Map.of(field, text));
    }

    private static Post post(String path, Map<String, String> body) {
        return new Post(path, JSON.writeValueAsString(body), coordinator, null, null, null);
    }

    private record Post(
            String path,
            String body,
            String token,
            @Nullable String key,
            @Nullable Long version,
            @Nullable Long partOf) {

        Post by(String otherToken) {
            return new Post(path, body, otherToken, key, version, partOf);
        }

        Post under(String newKey) {
            return new Post(path, body, token, newKey, version, partOf);
        }

        Post ifMatch(long seen) {
            return new Post(path, body, token, key, seen, partOf);
        }

        Post ifPartMatch(long seen) {
            return new Post(path, body, token, key, version, seen);
        }
    }

    /** All of an answer that is meant for whoever asked. */
    private record Answer(
            int status,
            @Nullable String eTag,
            @Nullable String location,
            @Nullable String retryAfter,
            JsonNode body) {

        String initiative() {
            return body.get("initiative").asString();
        }

        long version() {
            return body.get("version").asLong();
        }

        String problem() {
            return body.path("type").asString().replace("urn:kiinni:problem:", "");
        }
    }

    /** To either command side: even numbers to the one, odd to the other. */
    private static Answer send(int side, Post post) throws Exception {
        String port = sides.get(side % sides.size()).getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + post.path()))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(post.body()));
        if (!post.token().isEmpty()) {
            request.header("Authorization", "Bearer " + post.token());
        }
        if (post.key() != null) {
            request.header("Idempotency-Key", post.key());
        }
        if (post.version() != null) {
            request.header("If-Match", "\"" + post.version() + "\"");
        }
        if (post.partOf() != null) {
            request.header("If-Part-Match", "\"" + post.partOf() + "\"");
        }
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("ETag").orElse(null),
                answer.headers().firstValue("Location").orElse(null),
                answer.headers().firstValue("Retry-After").orElse(null),
                JSON.readTree(answer.body()));
    }

    private static long events(String initiative) {
        return LOG.sql("select count(*) from event where aggregate_identifier = ?")
                .param(initiative)
                .query(Long.class)
                .single();
    }

    private static long started(String title) {
        return LOG.sql("select count(*) from event where convert_from(payload, 'UTF8')::jsonb ->> 'title' = ?")
                .param(title)
                .query(Long.class)
                .single();
    }

    private static <T> List<T> atOnce(int times, IntFunction<Callable<T>> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures =
                    threads.invokeAll(IntStream.range(0, times).mapToObj(call).toList());
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
