package fi.kiinni.allinone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** However much is sent at once, the process lives within its heap, and works when that is over. */
class BoundedHeapIT {

    /** Not much more than it needs for itself. */
    private static final String HEAP = "256m";

    private static final int AT_ONCE = 64;

    /** What each sends that sends without end: together many times the heap. */
    private static final int ENDLESS = 16 << 20;

    private static final int LIMIT = 256 * 1024;

    @TempDir
    static Path folder;

    private static KiinniProcess kiinni;
    private static URI address = URI.create("/");
    private static String token = "";
    private static String initiative = "";

    @BeforeAll
    static void start() throws IOException {
        kiinni = KiinniProcess.startWithin(HEAP, folder.resolve("data"), "--kiinni.demo=true");
        address = kiinni.awaitReady();
        token = text(post("/api/tokens", Map.of("username", "koordinaattori", "password", "kiinni-demo")), "token");
        initiative = text(post("/api/initiatives", Map.of("title", "T", "need", "N", "language", "fi")), "initiative");
    }

    @AfterAll
    static void stop() throws IOException {
        kiinni.close();
    }

    @AfterEach
    void itWorks() {
        assertThat(kiinni.output()).doesNotContain("OutOfMemoryError", "OutOfDirectMemoryError");
        post("/api/initiatives/" + initiative + "/post-comment", Map.of("text", "Yhä täällä"));
    }

    @Test
    void bodies_without_end_are_refused_at_the_limit() throws Exception {
        assertThat(atOnce(AT_ONCE, _ -> () -> {
                    try (Socket socket = connect()) {
                        OutputStream out = socket.getOutputStream();
                        out.write(head("post-comment", "Transfer-Encoding: chunked"));
                        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
                        int sent = 0;
                        try {
                            for (; sent < ENDLESS; sent += chunk.length) {
                                out.write(chunk);
                            }
                        } catch (SocketException refused) {
                            return 413;
                        }
                        return status(socket);
                    }
                }))
                .containsOnly(413);
    }

    @Test
    void bodies_that_never_arrive_are_held_no_longer_than_their_senders() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        byte[] all = new byte[LIMIT - 1];
        for (int sender = 0; sender < 4 * AT_ONCE; sender++) {
            Socket socket = connect();
            socket.getOutputStream().write(head("post-comment", "Content-Length: " + LIMIT));
            socket.getOutputStream().write(all);
            waiting.add(socket);
        }
        post("/api/initiatives/" + initiative + "/post-comment", Map.of("text", "Sillä välin"));
        for (Socket socket : waiting) {
            socket.close();
        }
    }

    /** What is small on the way and large when it is read, refused many times at once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gate            | {"commands":[  | {},             | {}]}
            gate            | {"commands":[  | {"command":"a"},| {}]}
            decide-adoption | {"evidence":[  | {},             | {}],"x":1}
            decide-adoption | {"options":[   | "",             | ""],"x":1}
            post-comment    | {"x":1         | ,"#":1          | }
            post-comment    | {"text":       | [               | ''
            post-comment    | {"text":1      | 0               | }
            post-comment    | {"text":"x     | \\\\n           | "}""")
    void bodies_that_become_much_more_than_they_are(String command, String begin, String repeated, String end)
            throws Exception {
        StringBuilder text = new StringBuilder(begin.strip());
        for (int times = 0; text.length() < LIMIT - 20; times++) {
            text.append(repeated.strip().replace("#", Integer.toString(times, 36)));
        }
        byte[] body = text.append(end.strip()).toString().getBytes(UTF_8);
        assertThat(atOnce(AT_ONCE, _ -> () -> {
                    try (Socket socket = connect()) {
                        socket.getOutputStream().write(head(command, "Content-Length: " + body.length));
                        socket.getOutputStream().write(body);
                        return status(socket);
                    }
                }))
                .allMatch(status -> status == 400 || status == 422);
    }

    private static List<Integer> atOnce(int times, IntFunction<Callable<Integer>> work) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int number = 0; number < times; number++) {
                answers.add(senders.submit(work.apply(number)));
            }
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
        }
        return statuses;
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static byte[] head(String command, String framing) {
        return ("POST /api/initiatives/" + initiative + "/" + command + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Authorization: Bearer " + token + "\r\nContent-Type: application/json\r\n" + framing + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    /** Everything is read, as somebody who waits for it would. */
    private static int status(Socket socket) throws IOException {
        String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private static Map<?, ?> post(String path, Map<String, String> body) {
        return Objects.requireNonNull(RestClient.create(address.resolve("/").toString())
                .post()
                .uri(path.substring(1))
                .header("Authorization", "Bearer " + token)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .body(Map.class));
    }

    private static String text(Map<?, ?> answer, String field) {
        return Objects.requireNonNull(answer.get(field)).toString();
    }
}
