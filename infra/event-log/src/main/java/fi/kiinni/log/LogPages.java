package fi.kiinni.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The log page by page, for those who follow it from a place that they keep themselves. Between two pages nothing is held for them: no
 * connection, no thread, no event.
 */
public final class LogPages {

    private final EventLogEngine engine;
    private final DataSource dataSource;

    LogPages(EventLogEngine engine, DataSource dataSource) {
        this.engine = engine;
        this.dataSource = dataSource;
    }

    /**
     * An event of the log.
     *
     * @param position its own, also if it came late
     * @param after where to go on from
     */
    public record Logged(DomainEventMessage<?> event, long position, LogPlace after) {}

    /**
     * What comes after a place: first what came late before it, then at most so many more, in the order of their positions; nothing if there is
     * nothing at present.
     *
     * @throws EventStoreException if the log cannot be read
     */
    public List<Logged> after(LogPlace place, int most) {
        List<Logged> page = new ArrayList<>();
        LogPlace before = place;
        for (TrackedEventMessage<?> message : engine.readPage(place.token(), most)) {
            GapAwareTrackingToken token = (GapAwareTrackingToken) message.trackingToken();
            boolean isNewest = token.getIndex() > before.token().getIndex();
            long position = isNewest ? token.getIndex() : filled(before.token(), token);
            before = new LogPlace(token, isNewest ? LogPlace.fingerprint(message.getIdentifier()) : before.newest());
            page.add(new Logged((DomainEventMessage<?>) message, position, before));
        }
        return page;
    }

    /** Gaps that were given up meanwhile lie before the one that was filled. */
    private static long filled(GapAwareTrackingToken before, GapAwareTrackingToken after) {
        TreeSet<Long> gone = new TreeSet<>(before.getGaps());
        gone.removeAll(after.getGaps());
        return gone.last();
    }

    /**
     * After all that can be seen, and before what is being appended.
     *
     * @throws EventStoreException if the log cannot be read
     */
    public LogPlace head() {
        return engine.createHeadToken() instanceof GapAwareTrackingToken head
                ? new LogPlace(head, newest(head).orElseThrow())
                : LogPlace.BEGINNING;
    }

    /**
     * Whether the place is one of this log. It is not if the log was put back to an earlier state since, and perhaps has gone on differently.
     *
     * @throws EventStoreException if the log cannot be read
     */
    public boolean hasBeenAt(LogPlace place) {
        return place.equals(LogPlace.BEGINNING)
                || newest(place.token())
                        .filter(found -> found == place.newest())
                        .isPresent();
    }

    private Optional<Integer> newest(GapAwareTrackingToken token) {
        try (Connection connection = ReadConnection.of(dataSource);
                PreparedStatement statement =
                        connection.prepareStatement("SELECT event_identifier FROM event WHERE global_index = ?")) {
            statement.setLong(1, token.getIndex());
            try (ResultSet row = statement.executeQuery()) {
                @Nullable String identifier = row.next() ? row.getString(1) : null;
                return Optional.ofNullable(identifier).map(LogPlace::fingerprint);
            }
        } catch (SQLException e) {
            throw new EventStoreException("Cannot find an event in the log", e);
        }
    }
}
