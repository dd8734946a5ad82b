package fi.kiinni.log;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.jspecify.annotations.Nullable;

/**
 * Appends to and reads from the event log. Appending is Axon's own; following the log is not: a position that is not visible yet stays a gap
 * of the reader's token until the {@link Horizon} says that nothing can come there any more. The clock is never asked.
 *
 * <p>A reader that would have to remember more than {@value #MAX_GAPS} gaps stops until the horizon moves on. There are no snapshots.
 */
final class EventLogEngine extends JdbcEventStorageEngine {

    static final EventSchema SCHEMA = EventSchema.builder()
            .eventTable("event")
            .globalIndexColumn("global_index")
            .eventIdentifierColumn("event_identifier")
            .aggregateIdentifierColumn("aggregate_identifier")
            .sequenceNumberColumn("sequence_number")
            .typeColumn("type")
            .timestampColumn("time_stamp")
            .payloadTypeColumn("payload_type")
            .payloadRevisionColumn("payload_revision")
            .payloadColumn("payload")
            .metaDataColumn("meta_data")
            .build();

    /** How many gaps a token may carry: it is stored after each batch. */
    static final int MAX_GAPS = 1000;

    static final GapAwareTrackingToken TAIL = GapAwareTrackingToken.newInstance(0, List.of());

    private static final String UNIQUE_VIOLATION = "23505";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String AHEAD = "SELECT " + SCHEMA.trackedEventFields()
            + " FROM event WHERE global_index > ? ORDER BY global_index LIMIT ?";
    private static final String GAPS_AND_AHEAD = "(SELECT " + SCHEMA.trackedEventFields()
            + " FROM event WHERE global_index = ANY (?)) UNION ALL (" + AHEAD + ") ORDER BY global_index";

    private static final String BY_AGGREGATE = "SELECT " + SCHEMA.trackedEventFields()
            + " FROM event WHERE (aggregate_identifier, sequence_number) > (?, ?)%s AND payload_type <> ALL (?)"
            + " ORDER BY aggregate_identifier, sequence_number LIMIT ?";
    private static final String BEFORE_AGGREGATE = " AND aggregate_identifier < ?";

    private static final String HEAD = "SELECT max(global_index) AS position FROM event";
    private static final String BEFORE = "SELECT max(global_index) AS position FROM event WHERE global_index <"
            + " (SELECT coalesce(min(global_index), " + Long.MAX_VALUE + ") FROM event WHERE time_stamp >= ?)";
    // Who has no position after it is told apart from who has no gap by the outer join.
    private static final String WITH_UNDECIDED = "SELECT start.position, gap FROM (%s) AS start LEFT JOIN LATERAL"
            + " generate_series(greatest(?, 1), start.position - 1) AS gap"
            + " ON NOT EXISTS (SELECT FROM event WHERE global_index = gap) LIMIT " + (MAX_GAPS + 1);

    private final DataSource dataSource;
    private final Horizon horizon;

    EventLogEngine(
            DataSource dataSource,
            TransactionManager transactionManager,
            Serializer codec,
            Horizon horizon,
            int batchSize) {
        super(builder()
                .connectionProvider(new SpringDataSourceConnectionProvider(dataSource))
                .transactionManager(transactionManager)
                .schema(SCHEMA)
                .eventSerializer(codec)
                .snapshotSerializer(codec)
                .upcasterChain(Upcasters.CHAIN)
                .persistenceExceptionResolver(EventLogEngine::isUniqueViolation)
                .batchSize(batchSize));
        this.dataSource = dataSource;
        this.horizon = horizon;
    }

    private static boolean isUniqueViolation(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> false;
            case SQLException sql when UNIQUE_VIOLATION.equals(sql.getSQLState()) -> true;
            default -> isUniqueViolation(failure.getCause());
        };
    }

    /** The chain lets no version be left out, so a batch that is not full is the last. */
    @Override
    protected boolean fetchForAggregateUntilEmpty() {
        return false;
    }

    @Override
    protected List<? extends TrackedEventData<?>> fetchTrackedEvents(@Nullable TrackingToken lastToken, int batchSize) {
        GapAwareTrackingToken from = startOf(lastToken);
        while (true) {
            long settled = horizon.settled(); // known before the read begins: the proof needs that order
            Batch batch = read(from, batchSize, settled);
            if (!batch.stopped && batch.undecided(settled) == 0) {
                return batch.events;
            }
            boolean moved = horizon.look();
            if (!moved || !batch.stopped || !batch.events.isEmpty()) {
                return batch.events;
            }
        }
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken from, boolean mayBlock) {
        return placed(startOf(from), super.readEvents(from, mayBlock));
    }

    /** At most so many events after a place, and those that have come into its gaps. */
    List<LoggedEvent<?>> readPage(GapAwareTrackingToken from, int most) {
        return placed(
                        from,
                        EventUtils.upcastAndDeserializeTrackedEvents(
                                fetchTrackedEvents(from, most).stream(), getEventSerializer(), upcasterChain))
                .toList();
    }

    /** See {@link LogPages#byAggregate}. */
    List<LoggedEvent<?>> readByAggregate(
            String aggregate, long sequence, @Nullable String before, Collection<String> without, int most) {
        List<TrackedEventData<?>> events = new ArrayList<>();
        try (Connection connection = ReadConnection.of(dataSource);
                PreparedStatement statement =
                        connection.prepareStatement(BY_AGGREGATE.formatted(before == null ? "" : BEFORE_AGGREGATE))) {
            int parameter = 1;
            statement.setString(parameter++, aggregate);
            statement.setLong(parameter++, sequence);
            if (before != null) {
                statement.setString(parameter++, before);
            }
            statement.setArray(parameter++, connection.createArrayOf("text", without.toArray()));
            statement.setInt(parameter, most);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    GapAwareTrackingToken own =
                            GapAwareTrackingToken.newInstance(rows.getLong(SCHEMA.globalIndexColumn()), List.of());
                    events.add(new TrackedDomainEventData<>(own, getDomainEventData(rows)));
                }
            }
        } catch (SQLException e) {
            throw new EventStoreException("Cannot read the event log from " + aggregate, e);
        }
        return EventUtils.upcastAndDeserializeTrackedEvents(events.stream(), getEventSerializer(), upcasterChain)
                .<LoggedEvent<?>>map(message -> LoggedEvent.of(message, TAIL))
                .toList();
    }

    private static Stream<LoggedEvent<?>> placed(
            GapAwareTrackingToken from, Stream<? extends TrackedEventMessage<?>> messages) {
        AtomicReference<GapAwareTrackingToken> before = new AtomicReference<>(from);
        return messages.map(
                message -> LoggedEvent.of(message, before.getAndSet((GapAwareTrackingToken) message.trackingToken())));
    }

    private static GapAwareTrackingToken startOf(@Nullable TrackingToken token) {
        return switch (token) {
            case null -> TAIL;
            case GapAwareTrackingToken gapAware -> gapAware;
            default ->
                throw new IllegalArgumentException(
                        "The event log is not followed by a " + token.getClass().getSimpleName());
        };
    }

    /** Events with their tokens, the token after the last of them, and whether more could not be taken for too many gaps. */
    private record Batch(List<TrackedEventData<?>> events, GapAwareTrackingToken end, boolean stopped) {

        int undecided(long settled) {
            return end.getGaps().tailSet(settled).size();
        }
    }

    private Batch read(GapAwareTrackingToken from, int batchSize, long settled) {
        SortedSet<Long> gaps = from.getGaps();
        try (Connection connection = ReadConnection.of(dataSource);
                PreparedStatement statement = connection.prepareStatement(gaps.isEmpty() ? AHEAD : GAPS_AND_AHEAD)) {
            int parameter = 1;
            if (!gaps.isEmpty()) {
                Array positions = connection.createArrayOf("bigint", gaps.toArray());
                statement.setArray(parameter++, positions);
            }
            statement.setLong(parameter++, from.getIndex());
            statement.setInt(parameter, batchSize);
            try (ResultSet rows = statement.executeQuery()) {
                List<TrackedEventData<?>> events = new ArrayList<>();
                GapAwareTrackingToken token = from;
                while (rows.next()) {
                    long position = rows.getLong(SCHEMA.globalIndexColumn());
                    // Gaps before this event that were settled when the read began stay empty; later gaps may still be
                    // in these rows.
                    long decided = Math.min(settled, position);
                    if (gapsAfter(token, position, decided) > MAX_GAPS) {
                        return new Batch(events, token, true);
                    }
                    long window = Math.max(position, token.getIndex()) - decided;
                    token = token.advanceTo(position, (int) Math.min(Integer.MAX_VALUE, window));
                    events.add(new TrackedDomainEventData<>(token, getDomainEventData(rows)));
                }
                return new Batch(events, token, false);
            }
        } catch (SQLException e) {
            horizon.forget();
            throw new EventStoreException("Cannot read the event log from " + from.getIndex(), e);
        }
    }

    /** How many gaps a token would carry after it advanced; an event that fills a gap never adds any. */
    private static long gapsAfter(GapAwareTrackingToken token, long position, long decided) {
        return position < token.getIndex()
                ? 0
                : token.getGaps().tailSet(decided).size() + position - Math.max(token.getIndex() + 1, decided);
    }

    /** From before the first event. */
    @Override
    public TrackingToken createTailToken() {
        return TAIL;
    }

    /**
     * After all events that are visible now, and before those that are being appended. Null, which is the tail, for an empty log.
     *
     * @throws EventStoreException if open transactions hold the horizon so far back that it cannot be said for ten seconds
     */
    @Override
    public @Nullable TrackingToken createHeadToken() {
        return after(HEAD, null);
    }

    /**
     * Before the first event of that time or later, and before those that are being appended.
     *
     * @throws EventStoreException as of {@link #createHeadToken()}
     */
    @Override
    public TrackingToken createTokenAt(Instant dateTime) {
        TrackingToken token = after(BEFORE, DateTimeUtils.formatInstant(dateTime));
        return token == null ? TAIL : token;
    }

    private @Nullable TrackingToken after(String positionQuery, @Nullable String argument) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            horizon.look();
            long settled = horizon.settled();
            SortedSet<Long> gaps = new TreeSet<>();
            try (Connection connection = ReadConnection.of(dataSource);
                    PreparedStatement statement =
                            connection.prepareStatement(WITH_UNDECIDED.formatted(positionQuery))) {
                int parameter = 1;
                if (argument != null) {
                    statement.setString(parameter++, argument);
                }
                statement.setLong(parameter, settled);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    long position = rows.getLong(1);
                    if (rows.wasNull()) {
                        return null;
                    }
                    do {
                        long gap = rows.getLong(2);
                        if (!rows.wasNull()) {
                            gaps.add(gap);
                        }
                    } while (rows.next());
                    if (gaps.size() <= MAX_GAPS) {
                        return GapAwareTrackingToken.newInstance(position, gaps);
                    }
                }
            } catch (SQLException e) {
                horizon.forget();
                throw new EventStoreException("Cannot find a position in the event log", e);
            }
            LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
        } while (System.nanoTime() < deadline);
        throw new EventStoreException("Open transactions leave more than " + MAX_GAPS
                + " positions of the event log undecided: try again when they have ended");
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregateIdentifier) {
        return Stream.empty();
    }

    @Override
    protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
        throw new UnsupportedOperationException("The event log keeps no snapshots");
    }
}
