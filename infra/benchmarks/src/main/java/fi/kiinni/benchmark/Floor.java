package fi.kiinni.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import fi.kiinni.benchmark.DurablePostgres.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;

/**
 * The plainest program that makes the same rows durable: a prepared INSERT and a commit. The table has the log's columns and indexes, but
 * for the hash, and no triggers.
 */
final class Floor implements Lane {

    private static final String TABLE = """
            create table floor (
                global_index         bigint generated always as identity primary key,
                event_identifier     text collate "C" not null,
                aggregate_identifier text collate "C" not null,
                sequence_number      bigint not null,
                type                 text collate "C",
                time_stamp           text collate "C" not null,
                payload_type         text collate "C" not null,
                payload_revision     text collate "C",
                payload              bytea not null,
                meta_data            bytea not null,
                unique (aggregate_identifier, sequence_number))""";

    private final Database database;
    private final List<Row> life;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    /** What an event of a life is stored as, but for its ids and its time; payload and metadata are kept as texts. */
    record Row(String type, String payloadType, String payloadRevision, String payload, String metaData) {

        /** The rows of the initiative that was started first. */
        static List<Row> firstLife(Database database) {
            return database.jdbc()
                    .query(
                            """
                            select type, payload_type, payload_revision, convert_from(payload, 'UTF8'), convert_from(meta_data, 'UTF8')
                              from event where aggregate_identifier = (
                                   select aggregate_identifier from event where type = 'Initiative' order by global_index limit 1)
                             order by sequence_number""",
                            (row, _) -> new Row(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getString(5)));
        }

        static double averageBytes(List<Row> rows, Function<Row, String> part) {
            return rows.stream()
                    .mapToInt(row -> part.apply(row).getBytes(UTF_8).length)
                    .average()
                    .orElseThrow();
        }
    }

    Floor(Database database, List<Row> life) {
        this.database = database;
        this.life = life;
        database.jdbc().execute(TABLE);
    }

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public Worker newWorker() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        PreparedStatement insert = connection.prepareStatement("""
                insert into floor (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,
                    payload_revision, payload, meta_data) values (?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        return new Worker() {

            private String initiative = "";
            private int sequence = life.size();

            @Override
            public void step() throws SQLException {
                if (sequence == life.size()) {
                    initiative = ids.generate().toString();
                    sequence = 0;
                }
                Row row = life.get(sequence);
                insert.setString(1, ids.generate().toString());
                insert.setString(2, initiative);
                insert.setLong(3, sequence++);
                insert.setString(4, row.type());
                insert.setString(5, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
                insert.setString(6, row.payloadType());
                insert.setString(7, row.payloadRevision());
                insert.setBytes(8, row.payload().getBytes(UTF_8));
                insert.setBytes(9, row.metaData().getBytes(UTF_8));
                insert.executeUpdate();
                connection.commit();
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }
}
