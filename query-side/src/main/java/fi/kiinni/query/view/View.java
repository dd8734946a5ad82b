package fi.kiinni.query.view;

import java.util.List;
import java.util.Map;

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
     * @throws RuntimeException if the database is away, or an event cannot be shown; parts may be written then
     */
    void project(Map<String, List<Recorded>> events);
}
