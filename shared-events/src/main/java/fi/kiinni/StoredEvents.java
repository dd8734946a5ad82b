package fi.kiinni;

import static java.util.stream.Collectors.toUnmodifiableMap;

import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.strategy.StrategyEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** All kinds of events that the log may hold, by their stored names. */
public final class StoredEvents {

    private static final Map<String, Class<?>> BY_NAME = Stream.of(InitiativeEvent.class, StrategyEvent.class)
            .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
            .collect(toUnmodifiableMap(event -> of(event).value(), Function.identity()));

    private StoredEvents() {}

    /** @throws IllegalArgumentException if the class is no event */
    public static Stored of(Class<?> event) {
        Stored stored = event.getAnnotation(Stored.class);
        if (stored == null) {
            throw new IllegalArgumentException("Not an event of the log: " + event.getName());
        }
        return stored;
    }

    /** @throws IllegalArgumentException if no event has that name */
    public static Class<?> classOf(String storedName) {
        Class<?> event = BY_NAME.get(storedName);
        if (event == null) {
            throw new IllegalArgumentException("No event is stored under the name " + storedName);
        }
        return Objects.requireNonNull(event);
    }

    public static List<Class<?>> all() {
        return List.copyOf(BY_NAME.values());
    }
}
