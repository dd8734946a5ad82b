package fi.kiinni.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GapAwareTrackingToken;
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
     * @param after where to go on from
     */
    public record Logged(LoggedEvent<?> event, LogPlace after) {}

    /**
     * What comes after a place: first what came late before it, then at most so many more, in the order of their positions; nothing if there is
     * nothing at present.
     *
     * @throws EventStoreException if the log cannot be read
     */
    public List<Logged> after(LogPlace place, int most) {
        List<Logged> page = new ArrayList<>();
        LogPlace before = place;
        for (LoggedEvent<?> event : engine.readPage(place.token(), most)) {
            GapAwareTrackingToken token = (GapAwareTrackingToken) event.trackingToken();
            boolean isNewest = token.getIndex() > before.token().getIndex();
            before = new LogPlace(token, isNewest ? LogPlace.fingerprint(event.getIdentifier()) : before.newest());
            page.add(new Logged(event, before));
        }
        return page;
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
