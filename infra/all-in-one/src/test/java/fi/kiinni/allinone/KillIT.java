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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KillIT {

    private static final int KILLS = Integer.getInteger("kiinni.kills", 20);
    private static final int CALLERS = 4;

    /** How often a command is sent again whose answer did not come. */
    private static final int AGAIN = 5;

    private final JsonMapper json = new JsonMapper();
    private final Ledger ledger = new Ledger();
    private final List<String> initiatives = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private int answersLost;

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
            for (String key : answers.keySet().stream().limit(100).toList()) {
                caller.call(ledger.command(key));
            }
            assertThat(surprises).isEmpty();
            assertThat(ledger.contradictions(log(kiinni).stream())).isEmpty();
            assertThat(brokenLinks(kiinni)).isZero();
            assertThat(answers).hasSizeGreaterThan(KILLS * CALLERS);
            assertThat(answersLost).isPositive();
            System.out.println(KILLS + " kills, " + answers.size() + " commands acknowledged, none lost, none doubled; "
                    + answersLost + " had been done and not answered");
        }
    }

    /** What was left unanswered may be in the log or not, but once; asked again, a few times at once, it has one answer and is there. */
    private void settle(KiinniProcess kiinni, Caller caller) throws Exception {
        List<Logged> log = log(kiinni);
        assertThat(ledger.contradictions(log.stream())).isEmpty();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (Sent unanswered : ledger.unanswered()) {
            calls.addAll(Collections.nCopies(AGAIN, () -> caller.call(unanswered)));
            if (log.stream().anyMatch(event -> event.payload().contains(unanswered.key()))) {
                answersLost++;
            }
        }
        try (ExecutorService callers = Executors.newCachedThreadPool()) {
            for (Future<Answer> call : callers.invokeAll(calls)) {
                call.get();
            }
        }
        assertThat(surprises).isEmpty();
        assertThat(ledger.unanswered()).isEmpty();
    }

    private static List<Logged> log(KiinniProcess kiinni) throws IOException, SQLException {
        try (Connection connection = kiinni.log()) {
            return Ledger.log(connection).toList();
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

    private record Answer(int status, String eTag, String location, JsonNode body) {}

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

        Answer call(Sent command) throws IOException, InterruptedException {
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
            Answer given = new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("ETag").orElse(""),
                    answer.headers().firstValue("Location").orElse(""),
                    json.readTree(answer.body()));
            Answer first = answers.putIfAbsent(command.key(), given);
            if (first == null) {
                String initiative = given.body().get("initiative").asString();
                ledger.acknowledged(
                        command.key(),
                        new Acknowledged(initiative, given.body().get("version").asLong()));
                if (command.path().equals("/api/initiatives")) {
                    initiatives.add(initiative);
                }
            } else if (!first.equals(given)) {
                surprises.add(command.key() + " was answered by " + first + " and then by " + given);
            }
            return given;
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
