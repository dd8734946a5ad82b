package fi.kiinni.query.view;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Events that a view passes over, because it cannot show them and an operator has said so. Kept beside the log and not beside the
 * views, so that a view that is built anew passes over the same.
 */
public final class PassedOver {

    private final JdbcClient jdbc;
    private volatile Set<Event> all = Set.of();

    PassedOver(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param view without its generation */
    public record Event(String view, String aggregate, long version) {}

    /**
     * That it was passed over.
     *
     * @param withdrawnBy who wants it shown again; it is, when the view is built anew
     */
    public record Entry(
            long id,
            Event event,
            String reason,
            String by,
            Instant at,
            @Nullable String withdrawnBy,
            @Nullable Instant withdrawnAt) {}

    /** Looks what operators have said. One at a time: what was looked up before something was said must not hide it afterwards. */
    synchronized void look() {
        all = jdbc
                .sql("SELECT view, aggregate, version FROM passed_over WHERE withdrawn_at IS NULL")
                .query((row, _) -> new Event(row.getString(1), row.getString(2), row.getLong(3)))
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The event as the view is to take it. */
    Recorded as(String view, Recorded recorded) {
        Set<Event> passed = all;
        return passed.isEmpty() || !passed.contains(new Event(view, recorded.aggregate(), recorded.version()))
                ? recorded
                : new Recorded(recorded.message(), recorded.position(), true);
    }

    /** The log as the view is to take it. */
    History as(String view, History history) {
        return (aggregate, afterVersion) -> {
            List<Recorded> events = history.of(aggregate, afterVersion);
            return all.isEmpty()
                    ? events
                    : events.stream().map(recorded -> as(view, recorded)).toList();
        };
    }

    void add(Event event, String reason, String by) {
        jdbc.sql("INSERT INTO passed_over (view, aggregate, version, reason, passed_by) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(event.view(), event.aggregate(), event.version(), reason, by)
                .update();
        look();
    }

    void withdraw(long id, String by) {
        jdbc.sql("UPDATE passed_over SET withdrawn_by = ?, withdrawn_at = clock_timestamp()"
                        + " WHERE id = ? AND withdrawn_at IS NULL")
                .params(by, id)
                .update();
        look();
    }

    /** Everything that was said, the latest first. */
    List<Entry> entries() {
        return jdbc.sql("SELECT id, view, aggregate, version, reason, passed_by, passed_at, withdrawn_by, withdrawn_at"
                        + " FROM passed_over ORDER BY id DESC")
                .query((row, _) -> new Entry(
                        row.getLong("id"),
                        new Event(row.getString("view"), row.getString("aggregate"), row.getLong("version")),
                        row.getString("reason"),
                        row.getString("passed_by"),
                        row.getObject("passed_at", OffsetDateTime.class).toInstant(),
                        row.getString("withdrawn_by"),
                        row.getObject("withdrawn_at") == null
                                ? null
                                : row.getObject("withdrawn_at", OffsetDateTime.class)
                                        .toInstant()))
                .list();
    }
}
