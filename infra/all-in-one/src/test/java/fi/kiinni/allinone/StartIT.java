package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.TestSocketUtils;

class StartIT {

    @TempDir
    Path folder;

    @Test
    void a_second_process_on_a_folder_is_refused_and_one_that_follows_a_killed_one_takes_its_postgresql_over()
            throws Exception {
        Path data = folder.resolve("data");
        int management = TestSocketUtils.findAvailableTcpPort();
        long postmaster;
        try (var first = KiinniProcess.start(data, "--management.server.port=" + management)) {
            first.awaitReady();
            postmaster = KiinniProcess.postmaster(data);

            var second = KiinniProcess.start(data);
            assertThat(second.awaitEnd()).isEqualTo(1);
            assertThat(second.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Kiinni is already running on the data folder " + data.toRealPath());

            assertThat(get(management, "/actuator/health/liveness")).startsWith("200 ");
            await().atMost(Duration.ofMinutes(1)) // the views are rebuilt first
                    .untilAsserted(() -> assertThat(get(management, "/actuator/health/readiness"))
                            .startsWith("200 "));
            assertThat(get(management, "/actuator/prometheus"))
                    .startsWith("200 ")
                    .contains("jvm_memory_used_bytes");
            assertThat(get(management, "/actuator/env")).startsWith("404 ");

            first.kill();
            assertThat(ProcessHandle.of(postmaster)).as("PostgreSQL outlives").isPresent();

            try (var next = KiinniProcess.start(data)) {
                next.awaitReady();
                assertThat(KiinniProcess.postmaster(data)).isEqualTo(postmaster);
                assertThat(next.stop()).isEqualTo(143);
                assertThat(next.output()).doesNotContain("WARN", "ERROR");
                assertThat(data.resolve("postgresql/postmaster.pid")).doesNotExist();
            }
        }
    }

    @Test
    void a_port_in_use_is_said_in_a_sentence() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var kiinni = KiinniProcess.start(folder.resolve("data"), "--server.port=" + taken.getLocalPort())) {
            assertThat(kiinni.awaitEnd()).isEqualTo(1);
            assertThat(kiinni.output().lines())
                    .last()
                    .asString()
                    .startsWith("Port " + taken.getLocalPort() + " is in use by another program");
            assertThat(kiinni.output()).doesNotContain("\tat ");
            assertThat(folder.resolve("data/postgresql/postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_said_in_a_sentence() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (var kiinni = KiinniProcess.start(file.resolve("data"))) {
            assertThat(kiinni.awaitEnd()).isEqualTo(1);
            assertThat(kiinni.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("The data folder " + file.resolve("data") + " cannot be written");
        }
    }

    @Test
    void an_older_java_is_refused_in_a_sentence() throws Exception {
        Optional<Path> java17 = olderJava();
        assumeTrue(java17.isPresent(), "no Java 17 here");
        Process process = new ProcessBuilder(java17.get().toString(), "-jar", System.getProperty("kiinni.jar"))
                .redirectErrorStream(true)
                .start();
        assertThat(process.inputReader().lines())
                .containsExactly("Kiinni needs Java 25 or newer, and this is Java 17: start it with a newer one.");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private static Optional<Path> olderJava() throws IOException {
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> home.getFileName().toString().contains("17"))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }
}
