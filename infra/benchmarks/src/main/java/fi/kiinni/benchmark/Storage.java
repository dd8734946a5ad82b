package fi.kiinni.benchmark;

import fi.kiinni.benchmark.DurablePostgres.Database;
import java.util.Objects;

/** What a database has on disk. */
final class Storage {

    private Storage() {}

    /** Bytes of a table with its indexes. */
    static long size(Database database, String table) {
        return Objects.requireNonNull(
                database.jdbc().queryForObject("select pg_total_relation_size(?)", Long.class, table));
    }

    static long count(Database database, String table) {
        return Objects.requireNonNull(database.jdbc().queryForObject("select count(*) from " + table, Long.class));
    }
}
