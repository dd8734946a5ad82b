package fi.kiinni.log;

import com.zaxxer.hikari.HikariDataSource;
import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.messaging.MetaData;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A process that works with the log: a pool, an engine and a store of its own. */
final class LogFixture implements AutoCloseable {

    final TestPostgres.Database database;
    final HikariDataSource pool = new HikariDataSource();
    final JdbcTemplate jdbc;
    final TransactionTemplate transaction;
    final SpringTransactionManager transactions;
    final Horizon horizon;
    final EventLogEngine engine;
    final EventLogStore store;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    LogFixture(TestPostgres.Database database) {
        this.database = database;
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(20);
        jdbc = new JdbcTemplate(pool);
        JdbcTransactionManager manager = new JdbcTransactionManager(pool);
        transaction = new TransactionTemplate(manager);
        transactions = new SpringTransactionManager(manager);
        horizon = new Horizon(pool, Duration.ofSeconds(10));
        engine = new EventLogEngine(pool, transactions, new EventCodec(), horizon, 100);
        store = new EventLogStore(engine, meters);
    }

    /** Axon's own engine on the same table. */
    JdbcEventStorageEngine stockEngine() {
        EventCodec codec = new EventCodec();
        return JdbcEventStorageEngine.builder()
                .connectionProvider(new SpringDataSourceConnectionProvider(pool))
                .transactionManager(transactions)
                .schema(EventLogEngine.SCHEMA)
                .eventSerializer(codec)
                .snapshotSerializer(codec)
                .build();
    }

    static String newId() {
        return new TimeOrderedIds().generateIdentifier();
    }

    static DomainEventMessage<CommentPosted> comment(String initiative, long sequence) {
        return comment(initiative, sequence, Instant.now());
    }

    static DomainEventMessage<CommentPosted> comment(String initiative, long sequence, Instant recordedAt) {
        return new GenericDomainEventMessage<>(
                "Initiative",
                initiative,
                sequence,
                new CommentPosted(
                        new UUID(0, sequence), "Kommentti ä ö 🌱", null, List.of(), BusinessDate.parse("2014-09")),
                MetaData.from(Map.of("provider", "sakky", "by", "jasen")),
                newId(),
                recordedAt);
    }

    /** A transaction that stays open until it is told otherwise. */
    OpenTransaction open() {
        try {
            return new OpenTransaction(database.dataSource().getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static final class OpenTransaction implements AutoCloseable {

        final Connection connection;
        private final JdbcTemplate jdbc;

        OpenTransaction(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        }

        /** Appends the first events, as many as are asked for, of an initiative, stamped with a time; answers their positions. */
        List<Long> append(String initiative, int count, Instant recordedAt) {
            return jdbc.query(
                    "INSERT INTO event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,"
                            + " payload_revision, payload, meta_data) SELECT gen_random_uuid(), ?, n, 'Initiative', ?, 'CommentPosted',"
                            + " '1', convert_to('{}', 'UTF8'), convert_to('{}', 'UTF8') FROM generate_series(0, ? - 1) n"
                            + " RETURNING global_index",
                    (row, number) -> row.getLong(1),
                    initiative,
                    DateTimeUtils.formatInstant(recordedAt),
                    count);
        }

        long append(String initiative) {
            return append(initiative, 1, Instant.now()).getFirst();
        }

        void run(String sql) {
            jdbc.execute(sql);
        }

        void commit() {
            run("COMMIT");
        }

        void rollback() {
            run("ROLLBACK");
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    void append(String initiative, long firstSequence, int count) {
        List<DomainEventMessage<?>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(comment(initiative, firstSequence + i));
        }
        store.publish(events);
    }

    @Override
    public void close() {
        pool.close();
    }
}
