package fi.kiinni.allinone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to it at once, it lives within its heap and goes on serving those who send what people send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundedHeapIT {

    /** Megabytes that it can live in. */
    private static final int HEAP = 192;

    private static final int LARGEST = 256 * 1024;

    /** Together they send twice what the heap can hold. */
    private static final int SENDERS = 2 * HEAP * 1024 * 1024 / LARGEST;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @SuppressWarnings("NullAway.Init")
    private KiinniProcess kiinni;

    @SuppressWarnings("NullAway.Init")
    private URI site;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        kiinni = KiinniProcess.startWithin(HEAP, folder.resolve("data"), "--kiinni.demo=true");
        site = kiinni.awaitReady();
    }

    @AfterAll
    void close() throws IOException {
        http.close();
        kiinni.close();
    }

    @AfterEach
    void it_lives_and_serves() {
        assertThat(kiinni.output()).doesNotContain("OutOfMemory", "OutOfDirectMemory");
        assertThat(signIn()).isEqualTo(200);
    }

    @Test
    void bodies_that_are_held_back_are_refused_when_there_is_no_room_and_who_sends_little_is_served()
            throws IOException {
        List<Socket> senders = new ArrayList<>();
        try {
            for (int sender = 0; sender < SENDERS; sender++) {
                senders.add(
                        sender % 2 == 0
                                ? sending("/api/tokens", "application/json")
                                : sending("/sign-in", "application/x-www-form-urlencoded"));
            }
            assertThat(signIn()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(senders.stream().filter(BoundedHeapIT::waits))
                            .as("that hold a quarter of the heap or less")
                            .hasSizeBetween(1, SENDERS / 8));
            assertThat(senders.stream().filter(sender -> !waits(sender)).map(BoundedHeapIT::answer))
                    .containsOnly("HTTP/1.1 503");
        } finally {
            for (Socket sender : senders) {
                sender.close();
            }
        }
    }

    @Test
    void bodies_that_are_too_large_are_refused() {
        byte[] body = new byte[16 * LARGEST];
        assertThat(answers(body, 200).filter(status -> status != 413)).isEmpty();
    }

    @Test
    void bodies_that_grow_when_they_are_read_are_refused() {
        byte[] body = ("{\"username\":[" + "{},".repeat(LARGEST / 3 - 10) + "{}]}").getBytes(US_ASCII);
        assertThat(answers(body, 200).filter(status -> status != 400 && status != 503))
                .isEmpty();
    }

    /** All but the end of a body that is as large as any may be. */
    private Socket sending(String path, String type) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.getPort());
        String head = "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, site.getAuthority(), type, LARGEST);
        socket.getOutputStream().write(head.getBytes(US_ASCII));
        try {
            socket.getOutputStream().write(new byte[LARGEST - 1]);
        } catch (IOException refusedWhileSending) {
            // What is answered can still be read.
        }
        return socket;
    }

    private static boolean waits(Socket sender) {
        try {
            return sender.getInputStream().available() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(Socket sender) {
        try {
            return new String(sender.getInputStream().readNBytes("HTTP/1.1 503".length()), US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int signIn() {
        return post("{\"username\":\"koordinaattori\",\"password\":\"kiinni-demo\"}".getBytes(US_ASCII))
                .join()
                .statusCode();
    }

    /** The statuses of that many of the same at once. */
    private Stream<Integer> answers(byte[] body, int times) {
        List<CompletableFuture<HttpResponse<Void>>> sent =
                Stream.generate(() -> post(body)).limit(times).toList();
        return sent.stream().map(CompletableFuture::join).map(HttpResponse::statusCode);
    }

    private CompletableFuture<HttpResponse<Void>> post(byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(site.resolve("/api/tokens"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding());
    }
}
