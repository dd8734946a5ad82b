package fi.kiinni.benchmark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A PostgreSQL of our own that keeps what it has acknowledged, with the defaults of its makers otherwise. */
final class DurablePostgres implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final AtomicInteger databases = new AtomicInteger();

    DurablePostgres() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "200")
                .start();
        for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
            String value = jdbc().queryForObject("show " + setting, String.class);
            if (!"on".equals(value)) {
                throw new IllegalStateException(setting + " is " + value);
            }
        }
    }

    /** An empty database. */
    Database newDatabase() {
        String name = "benchmark_" + databases.incrementAndGet();
        jdbc().execute("create database " + name);
        return new Database("jdbc:postgresql://localhost:" + server.getPort() + "/" + name);
    }

    /** Bytes of write-ahead log since the server was made. */
    long wal() {
        Long position = jdbc().queryForObject("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')", Long.class);
        return position == null ? 0 : position;
    }

    void checkpoint() {
        jdbc().execute("checkpoint");
    }

    private JdbcTemplate jdbc() {
        return new JdbcTemplate(server.getPostgresDatabase());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** A database; a new connection each time it is asked. */
    record Database(String url) {

        static final String USER = "postgres";

        DataSource dataSource() {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url);
            source.setUser(USER);
            source.setPassword(USER);
            return source;
        }

        Connection connect() throws SQLException {
            return dataSource().getConnection();
        }

        JdbcTemplate jdbc() {
            return new JdbcTemplate(dataSource());
        }
    }
}
