package fi.kiinni.log;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL for tests, started once per JVM, with any number of databases in it. It is quick and not durable: a test of durability
 * starts its own.
 */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** Started when it is first asked for, stopped with the JVM. */
    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("max_prepared_transactions", "10")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** With everything that Flyway finds on the class path. */
    private static final class Template {

        static final String NAME = migrate();

        private static String migrate() {
            String name = "migrated";
            Flyway.configure()
                    .dataSource(create(name, "template1").dataSource())
                    .load()
                    .migrate();
            return name;
        }
    }

    /** An empty database of its own. */
    public static Database newDatabase() {
        return create("test_" + DATABASES.incrementAndGet(), "template1");
    }

    /** A database of its own with the tables of all modules on the class path. */
    public static Database newMigratedDatabase() {
        return create("test_" + DATABASES.incrementAndGet(), Template.NAME);
    }

    private static Database create(String name, String template) {
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create " + name, e);
        }
        return new Database(
                "jdbc:postgresql://localhost:" + Server.RUNNING.getPort() + "/" + name, "postgres", "postgres");
    }

    /** What {@code spring.datasource.url}, {@code .username} and {@code .password} want. */
    public record Database(String url, String username, String password) {

        /** Makes a new connection each time. */
        public DataSource dataSource() {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url);
            source.setUser(username);
            source.setPassword(password);
            return source;
        }

        public void execute(String... statements) {
            try (Connection connection = dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
