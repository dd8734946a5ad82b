package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.log.Ledger;
import fi.kiinni.log.Ledger.Acknowledged;
import fi.kiinni.log.Ledger.Logged;
import fi.kiinni.log.Ledger.Sent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KillIT {

    private static final int KILLS = Integer.getInteger("kiinni.kills", 20);
    private static final int CALLERS = 4;

    private final JsonMapper json = new JsonMapper();
    private final Ledger ledger = new Ledger();
    private final List<String> initiatives = new CopyOnWriteArrayList<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    @Test
    void every_acknowledged_command_is_in_the_log_exactly_once_however_often_the_process_is_killed() throws Exception {
        long seed = Long.getLong("kiinni.seed", System.nanoTime());
        System.out.println("seed of the kills: " + seed + " (repeat with -Dkiinni.seed=" + seed + ")");
        Random random = new Random(seed);
        Path jar = KiinniProcess.unpack(folder.resolve("unpacked"));
        Path data = folder.resolve("data");

        for (int kill = 1; kill <= KILLS; kill++) {
            try (var kiinni = KiinniProcess.startUnpacked(jar, data, "--kiinni.demo=true")) {
                Caller caller = new Caller(kiinni.awaitReady());
                settle(kiinni, caller);
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
                for (int i = 0; i < CALLERS; i++) {
                    Random own = new Random(random.nextLong());
                    callers.execute(() -> caller.callUntilItDies(own));
                }
                assertThat(kiinni.endsWithin(Duration.ofMillis(random.nextInt(100, 2000))))
                        .isFalse();
                kiinni.kill();
                callers.shutdown();
                assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            }
        }
        try (var kiinni = KiinniProcess.startUnpacked(jar, data, "--kiinni.demo=true")) {
            Caller caller = new Caller(kiinni.awaitReady());
            settle(kiinni, caller);
            Map<String, Acknowledged> answered = Map.copyOf(ledger.acknowledged());
            for (String key : answered.keySet().stream().limit(100).toList()) {
                assertThat(caller.call(ledger.command(key))).isEqualTo(answered.get(key));
            }
            assertThat(ledger.contradictions(log(kiinni))).isEmpty();
            assertThat(brokenLinks(kiinni)).isZero();
            assertThat(answered.size()).isGreaterThan(KILLS * CALLERS);
            System.out.println(
                    KILLS + " kills, " + answered.size() + " commands acknowledged, none lost, none doubled");
        }
    }

    /** What was left unanswered may be in the log or not, but once; asked again, it is answered and there. */
    private void settle(KiinniProcess kiinni, Caller caller) throws Exception {
        assertThat(ledger.contradictions(log(kiinni))).isEmpty();
        for (Sent unanswered : ledger.unanswered()) {
            caller.call(unanswered);
        }
        assertThat(surprises).isEmpty();
        assertThat(ledger.unanswered()).isEmpty();
    }

    private static Stream<Logged> log(KiinniProcess kiinni) throws IOException, SQLException {
        try (Connection connection = kiinni.log()) {
            return Ledger.log(connection);
        }
    }

    /** Rows whose hash is not that of themselves and their predecessor. */
    private static long brokenLinks(KiinniProcess kiinni) throws IOException, SQLException {
        try (Connection connection = kiinni.log();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT count(*) FROM event e LEFT JOIN event p
                            ON p.aggregate_identifier = e.aggregate_identifier AND p.sequence_number = e.sequence_number - 1
                         WHERE e.hash <> event_hash(p.hash, e) OR (p.hash IS NULL AND e.sequence_number > 0)""")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private final class Caller {

        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final URI address;
        private final String token;

        Caller(URI address) throws IOException, InterruptedException {
            this.address = address;
            HttpResponse<String> answer = post("/api/tokens", """
                    {"username": "koordinaattori", "password": "kiinni-demo"}""", "Accept", "application/json");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            this.token = json.readTree(answer.body()).get("token").asString();
        }

        void callUntilItDies(Random random) {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    String key = "key-" + new UUID(random.nextLong(), random.nextLong());
                    Sent command = initiatives.isEmpty() || random.nextInt(10) == 0
                            ? new Sent(key, "/api/initiatives", """
                                    {"title": "%s", "need": "Ä 😀", "language": "fi"}""".formatted(key))
                            : new Sent(
                                    key,
                                    "/api/initiatives/" + initiatives.get(random.nextInt(initiatives.size()))
                                            + "/post-comment",
                                    """
                                    {"text": "%s"}""".formatted(key));
                    ledger.sent(command);
                    call(command);
                }
            } catch (IOException died) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Acknowledged call(Sent command) throws IOException, InterruptedException {
            HttpResponse<String> answer = post(
                    command.path(),
                    command.body(),
                    "Authorization",
                    "Bearer " + token,
                    "Idempotency-Key",
                    command.key());
            if (answer.statusCode() != 200 && answer.statusCode() != 201) {
                surprises.add(answer.statusCode() + " " + answer.body());
                throw new IOException("refused");
            }
            JsonNode body = json.readTree(answer.body());
            Acknowledged acknowledged = new Acknowledged(
                    body.get("initiative").asString(), body.get("version").asLong());
            ledger.acknowledged(command.key(), acknowledged);
            if (command.path().equals("/api/initiatives")) {
                initiatives.add(acknowledged.initiative());
            }
            return acknowledged;
        }

        private HttpResponse<String> post(String path, String body, String... headers)
                throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .timeout(Duration.ofSeconds(30))
                            .header("Content-Type", "application/json")
                            .headers(headers)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
