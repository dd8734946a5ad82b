package fi.kiinni.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes the whole log's hash chain, without any of the database's own functions, in the order of positions and in one snapshot.
 *
 * <p>A chain shows that what follows fits what went before. It cannot show that the newest events of an initiative, or all of them, were
 * removed, nor that somebody who owns the database recomputed a chain from a changed row to its end.
 */
public final class ChainVerification {

    private static final int FETCH_SIZE = 1000;

    private static final String ROWS =
            "SELECT global_index, event_identifier, aggregate_identifier, sequence_number, type, time_stamp,"
                    + " payload_type, payload_revision, payload, meta_data, hash FROM event ORDER BY global_index";

    /** The bounds of ordinary transactions are not for this one, which only reads and may take long. */
    private static final String UNBOUNDED = "SELECT set_config(name, '0', true) FROM pg_settings"
            + " WHERE name IN ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')";

    private static final String GUARDED = "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'event'::regclass"
            + " AND (tgname = 'event_chain' AND tgenabled IN ('O', 'A') OR tgname = 'event_append_only' AND tgenabled = 'A')";

    private final DataSource dataSource;

    public ChainVerification(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What can be wrong with a row. */
    public enum Flaw {
        /** Its hash does not follow from its bytes and its predecessor's hash: it was altered, or put there past the log's own insert. */
        FORGED,
        /** The event before it in its aggregate is gone. */
        PREDECESSOR_MISSING,
        /** It comes before an event that it has to follow, or repeats a version. */
        OUT_OF_ORDER
    }

    /**
     * The first row that does not fit.
     *
     * @param position its global position
     * @param version its version in the aggregate, from 1
     */
    public record Broken(long position, String aggregate, long version, Flaw flaw) {}

    /**
     * What a verification found.
     *
     * @param checked how many rows were looked at: all, or those up to the first broken one
     * @param intact whether no row is broken
     * @param guarded whether the database refuses changes and chains new rows at present: its triggers are switched on
     */
    public record Report(
            long checked,
            boolean intact,
            boolean guarded,
            @Nullable Broken firstBroken) {}

    /** The newest row of an aggregate so far. */
    private static final class Link {

        final long sequence;
        final byte[] hash;

        Link(long sequence, byte[] hash) {
            this.sequence = sequence;
            this.hash = hash;
        }
    }

    /** @throws SQLException if the log cannot be read */
    public Report verify() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // a cursor, so that rows are streamed, needs a transaction
            try {
                return verify(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static Report verify(Connection connection) throws SQLException {
        boolean guarded;
        try (Statement statement = connection.createStatement()) {
            statement.execute(UNBOUNDED);
            try (ResultSet count = statement.executeQuery(GUARDED)) {
                guarded = count.next() && count.getInt(1) == 2;
            }
        }
        Map<String, Link> heads = new HashMap<>();
        long checked = 0;
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    checked++;
                    String aggregate = row.getString(3);
                    long sequence = row.getLong(4);
                    Link head = heads.get(aggregate);
                    Flaw flaw = flawOf(connection, row, head);
                    if (flaw != null) {
                        Broken broken = new Broken(row.getLong(1), aggregate, sequence + 1, flaw);
                        return new Report(checked, false, guarded, broken);
                    }
                    heads.put(aggregate, new Link(sequence, row.getBytes(11)));
                }
            }
        }
        return new Report(checked, true, guarded, null);
    }

    private static @Nullable Flaw flawOf(Connection connection, ResultSet row, @Nullable Link head)
            throws SQLException {
        long sequence = row.getLong(4);
        long expected = head == null ? 0 : head.sequence + 1;
        if (sequence > expected && !isLater(connection, row)) {
            return Flaw.PREDECESSOR_MISSING;
        }
        if (sequence != expected) {
            return Flaw.OUT_OF_ORDER;
        }
        return Arrays.equals(row.getBytes(11), hash(head == null ? null : head.hash, row)) ? null : Flaw.FORGED;
    }

    /** Whether the row's predecessor is in the log, though after it. */
    private static boolean isLater(Connection connection, ResultSet row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT FROM event WHERE aggregate_identifier = ? AND sequence_number = ? AND global_index > ?")) {
            statement.setString(1, row.getString(3));
            statement.setLong(2, row.getLong(4) - 1);
            statement.setLong(3, row.getLong(1));
            try (ResultSet predecessor = statement.executeQuery()) {
                return predecessor.next();
            }
        }
    }

    private static byte[] hash(byte @Nullable [] predecessor, ResultSet row) throws SQLException {
        MessageDigest digest = sha256();
        field(digest, predecessor);
        field(digest, bytes(row.getLong(1)));
        field(digest, bytes(row.getString(2)));
        field(digest, bytes(row.getString(3)));
        field(digest, bytes(row.getLong(4)));
        field(digest, bytes(row.getString(5)));
        field(digest, bytes(row.getString(6)));
        field(digest, bytes(row.getString(7)));
        field(digest, bytes(row.getString(8)));
        field(digest, row.getBytes(9));
        field(digest, row.getBytes(10));
        return digest.digest();
    }

    private static void field(MessageDigest digest, byte @Nullable [] content) {
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(content == null ? -1 : content.length)
                .array());
        if (content != null) {
            digest.update(content);
        }
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
