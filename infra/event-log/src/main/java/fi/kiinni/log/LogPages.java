package fi.kiinni.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The log page by page, for those who read it from a place that they keep themselves. Between two pages nothing is held for them: no
 * connection, no thread, no event.
 */
public final class LogPages {

    /** Events that tell well enough where the middle of all is; an ordered look at half of them can take as long as ten pages. */
    private static final int SAMPLE = 20_000;

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
     * The same in another order: aggregate by aggregate, in the order of their identifiers, each with its events in their order. Every event
     * that could be seen when the first page was read is on one of the pages.
     *
     * @param aggregate of the event after which to go on; empty at first
     * @param sequence of that event within its aggregate; -1 to begin with the aggregate's first
     * @param before the aggregate at which to stop; absent to read to the end
     * @param without stored names of events that are left out
     * @param most on one page; a page that is not full is the last
     * @throws EventStoreException if the log cannot be read
     */
    public List<LoggedEvent<?>> byAggregate(
            String aggregate, long sequence, @Nullable String before, Collection<String> without, int most) {
        return engine.readByAggregate(aggregate, sequence, before, without, most);
    }

    /**
     * The aggregate before which about half of the events are, in the order of {@link #byAggregate}, told from a sample; the empty text if
     * there are none.
     *
     * @param events how many there are, about
     * @throws EventStoreException if the log cannot be read
     */
    public String middle(long events) {
        return row(
                        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY aggregate_identifier)"
                                + " FROM event TABLESAMPLE SYSTEM (least(100.0, 100.0 * "
                                + SAMPLE + " / greatest(1, ?)))",
                        events)
                .orElse("");
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
        return row("SELECT event_identifier FROM event WHERE global_index = ?", token.getIndex())
                .map(LogPlace::fingerprint);
    }

    private Optional<String> row(String query, long argument) {
        try (Connection connection = ReadConnection.of(dataSource);
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setLong(1, argument);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new EventStoreException("Cannot find an event in the log", e);
        }
    }
}
