package fi.kiinni.allinone;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged jar, run as whoever has it would run it. */
final class KiinniProcess implements AutoCloseable {

    private static final String JAVA = ProcessHandle.current().info().command().orElseThrow();
    private static final String CACHE = "kiinni.aot";
    private static final Duration START = Duration.ofMinutes(3);
    private static final Pattern READY = Pattern.compile("Kiinni is ready: (http://\\S+)/");

    private final Process process;
    private final Path output;
    private final Path data;

    private KiinniProcess(Process process, Path output, Path data) {
        this.process = process;
        this.output = output;
        this.data = data;
    }

    /** On ports that nobody uses, unless the options say otherwise. */
    static KiinniProcess start(Path data, String... options) throws IOException {
        return start(List.of("-XX:AOTMode=off"), Path.of(System.getProperty("kiinni.jar")), data, options);
    }

    /** @param heap in megabytes; without more it ends */
    static KiinniProcess startWithin(int heap, Path data, String... options) throws IOException {
        return start(
                List.of("-XX:AOTMode=off", "-Xmx" + heap + "m", "-XX:+ExitOnOutOfMemoryError"),
                Path.of(System.getProperty("kiinni.jar")),
                data,
                options);
    }

    /** The same from a jar that is {@linkplain #unpack unpacked}: what is inside is the same. */
    static KiinniProcess startUnpacked(Path jar, Path data, String... options) throws IOException {
        return start(List.of("-XX:AOTCache=" + jar.resolveSibling(CACHE)), jar, data, options);
    }

    private static KiinniProcess start(List<String> how, Path jar, Path data, String... options) throws IOException {
        Path output = Files.createTempFile("kiinni", ".log");
        // The quick compiler alone, for these processes live for seconds.
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(how);
        command.addAll(List.of("-jar", jar.toString()));
        command.add("--kiinni.data=" + data);
        for (String port : List.of("--server.port=", "--management.server.port=")) {
            if (Stream.of(options).noneMatch(option -> option.startsWith(port))) {
                command.add(port + "0");
            }
        }
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        return new KiinniProcess(builder.start(), output, data);
    }

    /** A jar whose libraries, and a cache of its loaded classes, lie beside it: it starts in a third of the time. */
    static Path unpack(Path folder) throws IOException, InterruptedException {
        int failed = new ProcessBuilder(
                        JAVA,
                        "-Djarmode=tools",
                        "-jar",
                        System.getProperty("kiinni.jar"),
                        "extract",
                        "--destination",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (failed != 0) {
            throw new IllegalStateException("The jar cannot be unpacked");
        }
        Path jar = folder.resolve("kiinni.jar");
        try (var training =
                start(List.of("-XX:AOTCacheOutput=" + folder.resolve(CACHE)), jar, folder.resolve("training"))) {
            training.awaitReady();
            training.stop();
        }
        return jar;
    }

    /** Where it answers, once it does. */
    URI awaitReady() {
        await().atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("It ended by itself:\n" + output());
                    }
                })
                .until(() -> READY.matcher(output()).find());
        Matcher ready = READY.matcher(output());
        ready.find();
        return URI.create(ready.group(1));
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it ended by itself within that time. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Its exit code, when it ends by itself. */
    int awaitEnd() throws InterruptedException {
        if (!endsWithin(START)) {
            throw new IllegalStateException("It did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As Ctrl-C or {@code kill}; the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    Connection log() throws IOException, SQLException {
        String port =
                Files.readAllLines(data.resolve("postgresql/postmaster.pid")).get(3);
        String password = Files.readString(data.resolve("postgresql.password"));
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "kiinni", password);
    }

    static long postmaster(Path data) throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("postgresql/postmaster.pid")).getFirst());
    }

    /** Ends it, and the PostgreSQL that may outlive it. */
    @Override
    public void close() throws IOException {
        kill();
        endPostgres(data);
        Files.delete(output);
    }

    static void endPostgres(Path data) throws IOException {
        if (Files.exists(data.resolve("postgresql/postmaster.pid"))) {
            ProcessHandle.of(postmaster(data)).ifPresent(postmaster -> {
                postmaster.destroy();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !Files.exists(data.resolve("postgresql/postmaster.pid")));
            });
        }
    }
}
