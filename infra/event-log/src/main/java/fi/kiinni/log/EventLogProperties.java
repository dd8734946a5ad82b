package fi.kiinni.log;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the event log, {@code kiinni.log.*}.
 *
 * @param batchSize how many events a reader fetches at once
 * @param listen whether to hear of other processes' events by LISTEN; without it they are found when a reader looks by itself
 * @param awaitSchema how long the start waits for a database with the log's tables, which the command side creates
 * @param alarmAfter how long a transaction may hold readers' horizon back before a warning names it
 * @param idleInTransactionTimeout after which PostgreSQL ends a transaction of ours that does nothing; zero: never
 * @param statementTimeout after which PostgreSQL cancels a statement of ours; zero: never
 * @param transactionTimeout after which PostgreSQL (17 or newer) ends any transaction of ours; zero: never
 */
@ConfigurationProperties("kiinni.log")
record EventLogProperties(
        @DefaultValue("1000") int batchSize,
        @DefaultValue("true") boolean listen,
        @DefaultValue("5m") Duration awaitSchema,
        @DefaultValue("10s") Duration alarmAfter,
        @DefaultValue("10s") Duration idleInTransactionTimeout,
        @DefaultValue("30s") Duration statementTimeout,
        @DefaultValue("60s") Duration transactionTimeout) {

    /**
     * Bounds a session's transactions: an open one holds all readers' horizon back. Settings that the server does not know are left out.
     */
    String boundTransactions() {
        return """
                SELECT set_config(name, bound, false) FROM pg_settings JOIN (VALUES
                    ('idle_in_transaction_session_timeout', '%d'), ('statement_timeout', '%d'), ('transaction_timeout', '%d')
                ) AS bounds (name, bound) USING (name)""".formatted(
                idleInTransactionTimeout.toMillis(), statementTimeout.toMillis(), transactionTimeout.toMillis());
    }
}
