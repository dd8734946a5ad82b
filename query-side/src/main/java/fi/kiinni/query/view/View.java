package fi.kiinni.query.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns events into documents of one collection. */
interface View {

    /** Also the name of its collection and of its tokens. */
    String name();

    /** The kind of events that it shows. */
    Class<?> events();

    /**
     * Writes what the events add up to. Absolute and guarded by versions: the same events again change nothing.
     *
     * @param events by aggregate, each aggregate's in order
     * @param goesOn the aggregate of which the next events are on their way: what is written of it as a whole can wait for them
     * @throws RuntimeException if the database is away, or an event cannot be shown; parts may be written then
     */
    void project(Map<String, List<Recorded>> events, @Nullable String goesOn);

    /** The same, of aggregates that have come to their end for the present. */
    default void project(Map<String, List<Recorded>> events) {
        project(events, null);
    }
}
