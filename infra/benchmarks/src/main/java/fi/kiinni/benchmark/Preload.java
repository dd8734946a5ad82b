package fi.kiinni.benchmark;

import fi.kiinni.allinone.Stores;
import fi.kiinni.benchmark.DurablePostgres.Database;
import fi.kiinni.log.ChainVerification;
import fi.kiinni.portfolio.Portfolio;
import java.io.IOException;
import java.sql.SQLException;
import org.springframework.context.ConfigurableApplicationContext;

/** Fills logs through their own triggers, so that their chains are valid. */
final class Preload {

    /** Each life is a minute later than the one before, all of them before today. */
    private static final String COPIES = """
            with life as (
                select * from event where aggregate_identifier =
                       (select aggregate_identifier from event where type = 'Initiative' order by global_index limit 1)),
            copy as materialized (
                select uuidv7(interval '-1 minute' * (? - number))::text as id from generate_series(1, ?) as number)
            insert into event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,
                               payload_revision, payload, meta_data, hash)
            select uuidv7()::text, copy.id, sequence_number, type, time_stamp, payload_type, payload_revision, payload, meta_data, ''
              from copy cross join life
             order by copy.id, sequence_number""";

    private Preload() {}

    /**
     * Fills a log that has one life in it with copies of that life, one after the other.
     *
     * @param events how many there should be at least
     * @return how many there are then
     */
    static long lives(Database database, long events) throws SQLException {
        long copies = (events + Life.length() - 1) / Life.length();
        database.jdbc().update(COPIES, copies, copies);
        database.jdbc().execute("vacuum (freeze, analyze) event");
        database.jdbc().execute("checkpoint");
        ChainVerification.Report chain = new ChainVerification(database.dataSource()).verify();
        if (!chain.intact()) {
            throw new IllegalStateException("The preloaded log is broken: " + chain.firstBroken());
        }
        return chain.checked();
    }

    /**
     * Fills an empty log with a portfolio, whose initiatives go on beside each other.
     *
     * @return how many events there are then
     */
    static long portfolio(Database database, Portfolio portfolio) throws SQLException, IOException {
        try (ConfigurableApplicationContext side = Stores.open(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + Database.USER,
                "--spring.datasource.password=" + Database.USER,
                "--logging.level.root=warn")) {
            return portfolio.fill(side).events();
        }
    }
}
