package fi.kiinni.benchmark;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import fi.kiinni.benchmark.DurablePostgres.Database;
import fi.kiinni.benchmark.Floor.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * What one would write by hand without events: the initiative's row, guarded by its version; a row for each fact in its own table; and an audit row that says
 * who did what. It checks no rule and reads only the version.
 */
final class CrudWithAudit implements Lane {

    private static final String TABLES = """
            create table initiative (
                id uuid primary key, provider text not null, title text not null, phase text not null, status text not null,
                version bigint not null, changed_at timestamptz not null, changed_by text not null);
            create table fact (
                id uuid primary key, initiative uuid not null references initiative, kind text not null, content text not null);
            create index on fact (initiative);
            create table audit (
                id bigint generated always as identity primary key, initiative uuid not null, version bigint not null,
                at timestamptz not null, what text not null, who text not null, change text not null);
            create index on audit (initiative)""";

    private final Database database;
    private final List<Row> life;
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

    CrudWithAudit(Database database, List<Row> life) {
        this.database = database;
        this.life = life;
        database.jdbc().execute(TABLES);
    }

    @Override
    public String name() {
        return "CRUD with audit";
    }

    /** Bytes on disk, indexes included. */
    long stored() {
        return Storage.size(database, "initiative") + Storage.size(database, "fact") + Storage.size(database, "audit");
    }

    @Override
    public Worker newWorker() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        PreparedStatement start = connection.prepareStatement(
                "insert into initiative values (?, 'sakky', ?, 'DEVELOPMENT', 'ACTIVE', 1, now(), 'koordinaattori')");
        PreparedStatement load =
                connection.prepareStatement("select phase, status, version from initiative where id = ?");
        PreparedStatement change = connection.prepareStatement(
                "update initiative set version = ?, changed_at = now(), changed_by = 'koordinaattori' where id = ? and version = ?");
        PreparedStatement fact = connection.prepareStatement("insert into fact values (?, ?, ?, ?)");
        PreparedStatement audit = connection.prepareStatement(
                "insert into audit (initiative, version, at, what, who, change) values (?, ?, now(), ?, ?, ?)");
        return new Worker() {

            private UUID initiative = new UUID(0, 0);
            private int sequence = life.size();

            @Override
            public void step() throws SQLException {
                if (sequence == life.size()) {
                    initiative = ids.generate();
                    sequence = 0;
                }
                Row row = life.get(sequence);
                String content = row.payload();
                if (sequence == 0) {
                    start.setObject(1, initiative);
                    start.setString(2, content);
                    start.executeUpdate();
                } else {
                    load.setObject(1, initiative);
                    long version;
                    try (ResultSet found = load.executeQuery()) {
                        found.next();
                        version = found.getLong(3);
                    }
                    change.setLong(1, version + 1);
                    change.setObject(2, initiative);
                    change.setLong(3, version);
                    change.executeUpdate();
                    fact.setObject(1, ids.generate());
                    fact.setObject(2, initiative);
                    fact.setString(3, row.payloadType());
                    fact.setString(4, content);
                    fact.executeUpdate();
                }
                audit.setObject(1, initiative);
                audit.setLong(2, ++sequence);
                audit.setString(3, row.payloadType());
                audit.setString(4, row.metaData());
                audit.setString(5, content);
                audit.executeUpdate();
                connection.commit();
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }
}
