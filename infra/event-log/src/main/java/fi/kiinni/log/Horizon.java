package fi.kiinni.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows up to which position nothing can come to the log any more, by the database's own word.
 *
 * <p>An INSERT takes the table's lock before it takes a position, positions are taken in rising order, and the lock is let go after the
 * commit has become visible. So when some position is visible, whoever took an earlier one has either ended or holds the lock right now.
 * Once each of those who hold it now has ended, a read that <em>begins after that</em> sees every event up to that position that there
 * will ever be; what it does not see was rolled back.
 *
 * <p>What is known here may be lost at any time: that costs a delay, never an event.
 */
final class Horizon {

    private static final Logger log = LoggerFactory.getLogger(Horizon.class);

    /** Reading the lock table stops those who take locks for a moment, so it is not done more often. */
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(20).toNanos();

    // The subselect sees the statement's snapshot, which is older than the locks that the statement reads: the order
    // that the proof needs.
    private static final String LOOK = """
            SELECT (SELECT max(global_index) FROM event), pg_postmaster_start_time(), pg_is_in_recovery(),
                   holder.virtualtransaction, holder.pid
            FROM (VALUES (1)) AS always
            LEFT JOIN (SELECT virtualtransaction, pid FROM pg_locks
                       WHERE locktype = 'relation' AND relation = 'event'::regclass AND mode = 'RowExclusiveLock' AND granted
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS holder ON true
            """;

    private final DataSource dataSource;
    private final Duration alarmAfter;
    private final ReentrantLock looking = new ReentrantLock();

    private volatile long settled;
    private volatile @Nullable Candidate candidate;
    private volatile boolean wanted;
    private @Nullable OffsetDateTime serverStart;
    private long lastLook = System.nanoTime() - LOOK_EVERY_NANOS;

    /** Everything up to {@code head} is settled once all of {@code holders} (their process ids by transaction) have ended. */
    private record Candidate(long head, Map<String, Integer> holders, long since, boolean alarmed) {}

    Horizon(DataSource dataSource, Duration alarmAfter) {
        this.dataSource = dataSource;
        this.alarmAfter = alarmAfter;
    }

    /**
     * A read that begins after this answer sees everything that the log will ever hold up to the position; 0 if nothing is known. The
     * position is that of an event, never that of a gap.
     */
    long settled() {
        return settled;
    }

    /** Whether a look would help somebody: a reader asked in vain, or those who write have not ended yet. */
    boolean isWanted() {
        return wanted || candidate != null;
    }

    /** For how many seconds a transaction has been holding the horizon back; 0 if none does. */
    double heldBackSeconds() {
        Candidate waiting = candidate;
        return waiting == null ? 0 : (System.nanoTime() - waiting.since) / 1e9;
    }

    /** Everything known is forgotten, for instance because the server may be another one now. */
    void forget() {
        settled = 0;
        candidate = null;
    }

    /**
     * Looks who is writing, unless somebody just did.
     *
     * @return whether the horizon moved on
     * @throws EventStoreException if the database cannot be asked, or is a standby, which knows nothing of its primary's locks
     */
    boolean look() {
        wanted = true;
        if (!looking.tryLock()) {
            return false;
        }
        try {
            if (System.nanoTime() - lastLook < LOOK_EVERY_NANOS) {
                return false;
            }
            wanted = false;
            boolean moved = ask();
            lastLook = System.nanoTime();
            return moved;
        } catch (SQLException e) {
            forget();
            throw new EventStoreException("Cannot find out who is writing to the event log", e);
        } finally {
            looking.unlock();
        }
    }

    private boolean ask() throws SQLException {
        Map<String, Integer> holders = new HashMap<>();
        long head;
        OffsetDateTime start;
        try (Connection connection = ReadConnection.of(dataSource);
                PreparedStatement statement = connection.prepareStatement(LOOK);
                ResultSet row = statement.executeQuery()) {
            row.next();
            head = row.getLong(1);
            start = row.getObject(2, OffsetDateTime.class);
            if (row.getBoolean(3)) {
                forget();
                throw new EventStoreException(
                        "The event log has to be followed on the primary: on a standby nobody can tell which"
                                + " transactions are still writing");
            }
            do {
                String transaction = row.getString(4);
                if (transaction != null) {
                    holders.put(transaction, row.getInt(5)); // 0 for a prepared transaction
                }
            } while (row.next());
        }
        if (!Objects.equals(start, serverStart)) {
            forget();
            serverStart = start;
        }
        return weigh(head, holders);
    }

    private boolean weigh(long head, Map<String, Integer> holders) {
        Candidate waiting = candidate;
        long before = settled;
        if (waiting != null) {
            // A transaction that is being prepared changes its name: while there is one, nobody is known to have ended.
            if (!holders.containsValue(0)) {
                waiting.holders.keySet().retainAll(holders.keySet());
            }
            if (!waiting.holders.isEmpty()) {
                candidate = alarmIfDue(waiting);
                return false;
            }
            settled = waiting.head;
        }
        if (holders.isEmpty()) {
            settled = head;
            candidate = null;
        } else {
            candidate = new Candidate(head, holders, System.nanoTime(), false);
        }
        return settled > before;
    }

    private Candidate alarmIfDue(Candidate waiting) {
        Duration age = Duration.ofNanos(System.nanoTime() - waiting.since);
        if (waiting.alarmed || age.compareTo(alarmAfter) < 0) {
            return waiting;
        }
        log.warn(
                "A transaction on the event log has been open for {} s; readers cannot settle what came after {}. Process ids"
                        + " (0: a prepared transaction, see pg_prepared_xacts): {}",
                age.toSeconds(),
                settled,
                waiting.holders.values());
        return new Candidate(waiting.head, waiting.holders, waiting.since, true);
    }
}
