package fi.kiinni.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Tells other processes that something was committed, and hears it from them, by LISTEN and NOTIFY on two connections of its own. A signal
 * carries nothing and may get lost: it makes readers look, and after each reconnection they look anyway.
 *
 * <p>NOTIFY inside the appending transaction would make all commits queue behind one lock, so it is sent afterwards, at most once per
 * {@link #QUIET}.
 */
final class Signals implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private static final String CHANNEL = "kiinni_event";
    private static final Duration QUIET = Duration.ofMillis(10);

    /** How long a dead connection may go unnoticed. */
    private static final Duration CHECK_EVERY = Duration.ofSeconds(15);

    private final DataSource dataSource;
    private final Runnable onSignal;
    private final String self = UUID.randomUUID().toString();
    private final ScheduledExecutorService listening = oneThread("kiinni-log-listen");
    private final ScheduledExecutorService sending = oneThread("kiinni-log-notify");
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile long sent = System.nanoTime() - QUIET.toNanos();
    private volatile boolean closed;
    private volatile boolean hearing;
    private volatile @Nullable Connection ear;
    private @Nullable Connection mouth;
    private BackOffExecution backOff = newBackOff();

    /** The data source makes a new connection each time it is asked: these are kept for long, so they should not be a pool's. */
    Signals(DataSource dataSource, Runnable onSignal) {
        this.dataSource = dataSource;
        this.onSignal = onSignal;
    }

    private static ScheduledExecutorService oneThread(String name) {
        return new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name(name).factory(),
                new ThreadPoolExecutor
                        .DiscardPolicy()); // a commit that meets the end of the process is not to fail for it
    }

    private static BackOffExecution newBackOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(100, 2);
        backOff.setMaxInterval(10_000);
        return backOff.start();
    }

    void listen() {
        listening.execute(this::connectAndHear);
    }

    /** Whether signals of other processes are heard at present. */
    boolean isHearing() {
        return hearing;
    }

    private void connectAndHear() {
        if (closed) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            ear = connection;
            statement.execute("LISTEN " + CHANNEL);
            PGConnection postgres = connection.unwrap(PGConnection.class);
            hearing = true;
            backOff = newBackOff();
            onSignal.run(); // for what was missed meanwhile
            while (!closed) {
                PGNotification[] signals = postgres.getNotifications((int) CHECK_EVERY.toMillis());
                if (signals == null || signals.length == 0) {
                    statement.execute("SELECT 1");
                } else if (hasForeign(signals)) {
                    onSignal.run();
                }
            }
        } catch (SQLException | RuntimeException e) {
            if (!closed) {
                long delay = backOff.nextBackOff();
                log.warn(
                        "Not hearing other processes' events for now, trying again in {} ms: {}",
                        delay,
                        e.getMessage());
                var _ = listening.schedule(this::connectAndHear, delay, TimeUnit.MILLISECONDS);
            }
        } finally {
            hearing = false;
            ear = null;
        }
    }

    private boolean hasForeign(PGNotification[] signals) {
        for (PGNotification signal : signals) {
            if (!self.equals(signal.getParameter())) {
                return true;
            }
        }
        return false;
    }

    /** Lets other processes know, soon. */
    void announce() {
        if (due.compareAndSet(false, true)) {
            long wait = Math.max(0, QUIET.toNanos() - (System.nanoTime() - sent));
            var _ = sending.schedule(this::send, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void send() {
        due.set(false);
        sent = System.nanoTime();
        try {
            Connection connection = mouth;
            if (connection == null) {
                connection = dataSource.getConnection();
                mouth = connection;
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET synchronous_commit = off"); // a signal need not survive anything
                }
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("NOTIFY " + CHANNEL + ", '" + self + "'");
            }
        } catch (SQLException | RuntimeException e) {
            if (mouth != null) {
                log.warn("Cannot tell other processes of new events, trying again: {}", e.getMessage());
                closeMouth();
            }
            if (!closed && due.compareAndSet(false, true)) {
                var _ = sending.schedule(this::send, 1, TimeUnit.SECONDS);
            }
        }
    }

    private void closeMouth() {
        Connection connection = mouth;
        mouth = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("The connection for telling did not close", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        listening.shutdownNow();
        Connection waiting = ear;
        if (waiting != null) {
            try {
                waiting.abort(Runnable::run); // close() would wait for the signal that it waits for
            } catch (SQLException e) {
                log.debug("The connection for hearing did not close", e);
            }
        }
        sending.execute(this::closeMouth);
        sending.shutdown();
    }
}
