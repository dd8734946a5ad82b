package fi.kiinni.log;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;

/**
 * Starts before everybody who reads the log and stops after them: waits until the log is there, then hears other processes' signals and
 * keeps the horizon moving when nobody reads.
 */
final class EventLogStart implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventLogStart.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final EventLogStore store;
    private final Horizon horizon;
    private final Signals signals;
    private final EventLogProperties properties;
    private @Nullable ScheduledExecutorService looking;
    private @Nullable String said;

    EventLogStart(
            DataSource dataSource,
            EventLogStore store,
            Horizon horizon,
            Signals signals,
            EventLogProperties properties) {
        this.dataSource = dataSource;
        this.store = store;
        this.horizon = horizon;
        this.signals = signals;
        this.properties = properties;
    }

    /** @throws Unusable if the log is not there in time, or is no log that can be followed without losing events */
    @Override
    public void start() {
        awaitLog();
        store.announceBy(signals::announce);
        if (properties.listen()) {
            signals.listen();
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("kiinni-log-horizon").factory());
        var _ = executor.scheduleWithFixedDelay(
                this::lookIfWanted, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        looking = executor;
    }

    private void lookIfWanted() {
        try {
            if (horizon.isWanted() && horizon.look()) {
                store.wake();
            }
        } catch (RuntimeException e) {
            log.debug("The horizon stays where it is", e);
        }
    }

    private void awaitLog() {
        Duration pause = Duration.ofMillis(500);
        RetryPolicy policy = RetryPolicy.builder()
                .maxRetries(properties.awaitSchema().dividedBy(pause))
                .delay(pause)
                .includes(NotYet.class)
                .build();
        try {
            new RetryTemplate(policy).execute(() -> {
                check();
                return true;
            });
        } catch (RetryException e) {
            throw e.getCause() instanceof Unusable unusable
                    ? unusable
                    : new Unusable(said == null ? "The event log cannot be used" : said, e.getCause());
        }
    }

    private void check() throws NotYet {
        try (Connection connection = ReadConnection.of(dataSource);
                Statement statement = connection.createStatement()) {
            if (!isTrue(statement, "SELECT to_regclass('event') IS NOT NULL")) {
                throw notYet(
                        "The event log's tables are not in the database yet; the command side creates them when it starts",
                        null);
            }
            if (isTrue(statement, "SELECT pg_is_in_recovery()")) {
                throw new Unusable(
                        "The database is a standby, where the event log cannot be followed: give the primary", null);
            }
            if (!isTrue(
                    statement,
                    "SELECT seqcache = 1 AND seqincrement = 1 AND NOT seqcycle FROM pg_sequence"
                            + " WHERE seqrelid = pg_get_serial_sequence('event', 'global_index')::regclass")) {
                throw new Unusable(
                        "The sequence of the event log's positions was changed; readers would lose events. It has to be INCREMENT 1"
                                + " CACHE 1 NO CYCLE",
                        null);
            }
        } catch (SQLException e) {
            throw notYet("The event log's database does not answer: " + e.getMessage(), e);
        }
    }

    private static boolean isTrue(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private NotYet notYet(String sentence, @Nullable Throwable cause) {
        if (!sentence.equals(said)) {
            said = sentence;
            log.info("{}. Waiting for it.", sentence);
        }
        return new NotYet(sentence, cause);
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = looking;
        if (executor != null) {
            executor.shutdownNow();
            looking = null;
        }
        signals.close();
    }

    @Override
    public boolean isRunning() {
        return looking != null;
    }

    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1000;
    }

    private static final class NotYet extends Exception {

        NotYet(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    /** The log cannot be used, and waiting does not help. */
    static final class Unusable extends IllegalStateException {

        Unusable(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

    /** Makes a sentence of it instead of a stack trace. */
    static final class Explanation extends AbstractFailureAnalyzer<Unusable> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, Unusable cause) {
            return new FailureAnalysis(
                    cause.getMessage(),
                    "Check spring.datasource.url, start the command side against the same database, then start again.",
                    cause);
        }
    }
}
