package fi.kiinni.allinone;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.util.FileSystemUtils;

/**
 * A real, durable PostgreSQL of our own in the data folder, on a port of the loopback that changes with each start.
 *
 * <p>It is a process beside ours, in a session of its own, so that neither Ctrl-C nor a {@code kill -9} of ours takes it
 * down in the middle of something. What outlives us is taken over by the next start. The zonky library, whose binaries
 * these are, is made for tests: it trusts every local user, and stops the server while we still use it.
 */
final class EmbeddedPostgres implements JdbcConnectionDetails, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private static final String USER = "kiinni";
    private static final String SECONDS_TO_START = "300"; // after a power cut it may have a gigabyte of log to recover
    private static final String SECONDS_TO_STOP = "60";

    /** Given on the command line, these win over any file; the last ones keep what people wrote out of its log. */
    private static final List<String> SETTINGS = List.of(
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off",
            "log_error_verbosity=terse",
            "log_min_error_statement=panic");

    private final DataFolder folder;
    private final String version;
    private final Path cluster;
    private final Path programs;
    private final Path output;
    private final String password;
    private final int port;

    /**
     * Takes over or starts the server of that folder, and returns when it answers.
     *
     * @param version of the PostgreSQL that we carry, as {@code 18.4.0}
     * @throws CannotStart if the folder's contents or the machine do not let it
     */
    EmbeddedPostgres(DataFolder folder, String version) {
        this.folder = folder;
        this.version = version;
        this.cluster = folder.resolve("postgresql");
        this.programs = folder.resolve("programs").resolve("postgresql-" + version);
        this.output = folder.resolve("postgresql.log");
        try {
            requireUsableCluster();
            if (isRoot() && run(List.of("unshare", "-U", "true")) != 0) {
                throw new CannotStart("PostgreSQL refuses to run as root: start Kiinni as an ordinary user.");
            }
            unpack();
            this.password = folder.secret("postgresql.password");
            initialise();
            this.port = takeOverOrStart();
        } catch (IOException e) {
            throw new CannotStart(
                    "The embedded PostgreSQL in " + folder.path() + " did not start: " + e.getMessage(), e);
        }
    }

    @Override
    public String getJdbcUrl() {
        return url(port);
    }

    @Override
    public String getUsername() {
        return USER;
    }

    @Override
    public String getPassword() {
        return password;
    }

    /** Called when everything that uses it is closed. */
    @Override
    public void close() throws IOException {
        if (stop("fast") != 0) {
            log.warn("The embedded PostgreSQL did not stop in time; the next start takes it over.");
        }
    }

    private void requireUsableCluster() throws IOException {
        if (!Files.exists(cluster)) {
            return;
        }
        if (!folder.isOwn(cluster)) {
            throw new CannotStart("The data in " + cluster + " belongs to "
                    + Files.getOwner(cluster).getName() + ": start Kiinni as that user.");
        }
        String found = Files.readString(cluster.resolve("PG_VERSION")).strip();
        if (!version.startsWith(found + ".")) {
            throw new CannotStart("The data in " + cluster + " was written by PostgreSQL " + found
                    + ", and this Kiinni brings " + version + ": start it with the Kiinni that wrote it.");
        }
        if (!Files.exists(folder.resolve("postgresql.password"))) {
            throw new CannotStart("The password file " + folder.resolve("postgresql.password")
                    + " is missing: put it back, without it the data in " + cluster + " cannot be opened.");
        }
    }

    private void unpack() throws IOException {
        if (Files.exists(programs)) {
            return;
        }
        String platform = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        Path draft = programs.resolveSibling(programs.getFileName() + ".draft");
        FileSystemUtils.deleteRecursively(draft);
        try (InputStream packed =
                EmbeddedPostgres.class.getResourceAsStream("/postgres-" + platform + "-" + processor + ".txz")) {
            if (packed == null) {
                throw new CannotStart("This Kiinni was built for another kind of machine than " + platform + " "
                        + processor + ": build it here, or give it a PostgreSQL with --spring.datasource.url.");
            }
            try (var archive = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
                for (TarArchiveEntry entry; (entry = archive.getNextEntry()) != null; ) {
                    Path file = draft.resolve(entry.getName());
                    if (entry.isDirectory()) {
                        Files.createDirectories(file);
                    } else if (entry.isSymbolicLink()) {
                        Files.createDirectories(file.getParent());
                        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                    } else {
                        Files.createDirectories(file.getParent());
                        Files.copy(archive, file);
                        file.toFile().setExecutable((entry.getMode() & 0100) != 0);
                    }
                }
            }
        }
        Files.move(draft, programs, StandardCopyOption.ATOMIC_MOVE);
    }

    private void initialise() throws IOException {
        if (Files.exists(cluster)) {
            return;
        }
        Path draft = folder.resolve("postgresql.draft");
        FileSystemUtils.deleteRecursively(draft);
        int failed = run(asPostgres(
                "initdb",
                "--pgdata=" + draft,
                "--username=" + USER,
                "--pwfile=" + folder.resolve("postgresql.password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (failed != 0) {
            throw didNotStart();
        }
        Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    private int takeOverOrStart() throws IOException {
        for (int attempt = 1; attempt <= 3; attempt++) {
            Optional<Integer> taken = takeOver();
            if (taken.isPresent()) {
                return taken.get();
            }
            int free = freePort();
            if (start(free) == 0) {
                return free;
            }
        }
        throw didNotStart();
    }

    /** The port of the server that outlived an earlier process; empty if there is none, or none that can be trusted. */
    private Optional<Integer> takeOver() throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines =
                Files.readAllLines(pidFile).stream().map(String::strip).toList();
        if (lines.isEmpty() || !isOurPostmaster(lines.getFirst())) {
            // The machine was restarted, and the number may be another program's now, before which PostgreSQL would
            // halt.
            Files.delete(pidFile);
            return Optional.empty();
        }
        if (lines.size() >= 8 && lines.get(7).equals("ready")) {
            int survivorsPort = Integer.parseInt(lines.get(3));
            try {
                endSessionsOfTheDead(survivorsPort);
                log.info("Took over the PostgreSQL that outlived an earlier process.");
                return Optional.of(survivorsPort);
            } catch (SQLException e) {
                log.warn("The PostgreSQL that outlived an earlier process is started anew: {}", e.getMessage());
            }
        }
        if (stop("fast") != 0) {
            stop("immediate");
        }
        return Optional.empty();
    }

    private boolean isOurPostmaster(String pid) {
        Predicate<String[]> mentionsCluster =
                arguments -> Arrays.asList(arguments).contains(cluster.toString());
        return ProcessHandle.of(Long.parseLong(pid))
                .flatMap(process -> process.info().arguments())
                .filter(mentionsCluster)
                .isPresent();
    }

    /** What the dead process had begun is settled here, before the first command of the new one. */
    private void endSessionsOfTheDead(int survivorsPort) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(survivorsPort), USER, password);
                var statement = connection.createStatement()) {
            if (!one(statement.executeQuery("SELECT current_setting('fsync') || current_setting('full_page_writes')"))
                    .equals("onon")) {
                throw new SQLException("it is not durable");
            }
            if (!one(statement.executeQuery("SHOW data_directory")).equals(cluster.toString())) {
                throw new SQLException("it serves another folder");
            }
            if (!version.startsWith(one(statement.executeQuery("SHOW server_version")) + ".")) {
                throw new SQLException("it is of another version");
            }
            String ended = one(statement.executeQuery("""
                    SELECT coalesce(bool_and(pg_terminate_backend(pid, 10000)), true) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""));
            if (!ended.equals("t")) {
                throw new SQLException("a session did not end");
            }
        }
    }

    private static String one(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getString(1);
    }

    private int start(int free) throws IOException {
        if (Files.exists(output)) {
            Files.move(output, folder.resolve("postgresql.log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
        StringBuilder options = new StringBuilder("-c port=" + free);
        SETTINGS.forEach(setting -> options.append(" -c ").append(setting));
        return run(asPostgres(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                SECONDS_TO_START,
                "-D",
                cluster.toString(),
                "-l",
                output.toString(),
                "-o",
                options.toString()));
    }

    private int stop(String mode) throws IOException {
        return run(asPostgres("pg_ctl", "stop", "-w", "-t", SECONDS_TO_STOP, "-D", cluster.toString(), "-m", mode));
    }

    /** PostgreSQL refuses root: in a user namespace of its own it is nobody, with root's files and no rights beyond them. */
    private List<String> asPostgres(String program, String... arguments) {
        List<String> command = new ArrayList<>(isRoot() ? List.of("unshare", "-U") : List.of());
        command.add(programs.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private int run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private CannotStart didNotStart() throws IOException {
        String said = "nothing";
        if (Files.exists(output)) {
            try (Stream<String> lines = Files.lines(output)) {
                said = lines.filter(line -> line.contains("FATAL:") || line.contains("error:"))
                        .reduce((first, second) -> second)
                        .orElse(said);
            }
        }
        return new CannotStart("The embedded PostgreSQL did not start; its last error is \"" + said
                + "\", the rest is in " + output + ".");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable&gssEncMode=disable&connectTimeout=10"
                + "&options=-c%20synchronous_commit=on"; // wins over what a role or a database was altered to
    }
}
