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

    /** As {@link Stored} has it, which takes a search to be read. */
    private static final Map<Class<?>, Name> NAMES = Stream.of(InitiativeEvent.class, StrategyEvent.class)
            .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()))
            .collect(toUnmodifiableMap(Function.identity(), StoredEvents::name));

    private static final Map<String, Class<?>> BY_NAME = NAMES.entrySet().stream()
            .collect(toUnmodifiableMap(event -> event.getValue().value(), Map.Entry::getKey));

    private StoredEvents() {}

    /** @param revision the latest one */
    public record Name(String value, int revision) {}

    private static Name name(Class<?> event) {
        Stored stored = Objects.requireNonNull(event.getAnnotation(Stored.class), event::getName);
        return new Name(stored.value(), stored.revision());
    }

    /** @throws IllegalArgumentException if the class is no event */
    public static Name of(Class<?> event) {
        Name name = NAMES.get(event);
        if (name == null) {
            throw new IllegalArgumentException("Not an event of the log: " + event.getName());
        }
        return name;
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
