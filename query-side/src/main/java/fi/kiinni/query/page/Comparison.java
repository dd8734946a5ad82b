package fi.kiinni.query.page;

import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is not the same in two states of initiatives, field by field, in words. */
final class Comparison {

    /** What says nothing to a reader, or is told elsewhere. */
    private static final Set<String> SILENT =
            Set.of("provider", "comments", "rulesVersion", "measures.live", "decision");

    private final Words words;
    private final Telling telling;
    private final Map<String, List<Row>> groups = new LinkedHashMap<>();
    private String group = "";

    private Comparison(Words words, Telling telling) {
        this.words = words;
        this.telling = telling;
    }

    enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * Something that is not the same.
     *
     * @param where the thing that it is of, where there are several; empty of others
     * @param before empty if it was not there
     * @param after empty if it is not there
     */
    record Row(Kind kind, String where, String label, String before, String after) {}

    /** What is not the same in a part of the initiative. */
    record Group(String title, List<Row> rows) {}

    /** @param telling knows what either state names */
    static List<Group> between(Words words, Telling telling, Initiative before, Initiative after) {
        Comparison comparison = new Comparison(words, telling);
        for (RecordComponent component : Initiative.class.getRecordComponents()) {
            String name = component.getName();
            if (!SILENT.contains(name)) {
                comparison.group = name;
                comparison.compare("", name, value(component, before), value(component, after));
            }
        }
        return comparison.groups.entrySet().stream()
                .map(group -> new Group(words.of("compare." + group.getKey()), group.getValue()))
                .toList();
    }

    private void compare(String where, String field, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        boolean isNew = before == null || (before instanceof List<?> list && list.isEmpty());
        Object there = Objects.requireNonNull(isNew && after != null ? after : before);
        if (there instanceof Map<?, ?>) {
            Map<?, ?> one = before instanceof Map<?, ?> map ? map : Map.of();
            Map<?, ?> other = after instanceof Map<?, ?> map ? map : Map.of();
            Set<Object> keys = new LinkedHashSet<>(one.keySet());
            keys.addAll(other.keySet());
            keys.forEach(key -> compare(joined(where, named(key)), field, one.get(key), other.get(key)));
        } else if (there instanceof List<?> list && isOfThings(list)) {
            List<?> one = before instanceof List<?> all ? all : List.of();
            List<?> other = after instanceof List<?> all ? all : List.of();
            one.stream().filter(thing -> !other.contains(thing)).forEach(thing -> compare(where, field, thing, null));
            other.stream().filter(thing -> !one.contains(thing)).forEach(thing -> compare(where, field, null, thing));
        } else if (isThing(there)) {
            for (RecordComponent component : there.getClass().getRecordComponents()) {
                String name = component.getName();
                if (!SILENT.contains(name) && !SILENT.contains(field + "." + name)) {
                    compare(
                            isThingOf(there, component) ? joined(where, label(name)) : where,
                            name,
                            before == null ? null : value(component, before),
                            after == null ? null : value(component, after));
                }
            }
        } else {
            String was = telling.inWords(field, before);
            String is = telling.inWords(field, after);
            if (!was.equals(is)) {
                groups.computeIfAbsent(group, _ -> new ArrayList<>())
                        .add(new Row(
                                was.isEmpty() ? Kind.ADDED : is.isEmpty() ? Kind.REMOVED : Kind.CHANGED,
                                where,
                                label(field),
                                was,
                                is));
            }
        }
    }

    /** What is told field by field, and not in one line. */
    private static boolean isThing(Object value) {
        return value instanceof Record
                && !(value instanceof Condition
                        || value instanceof DecisionStep
                        || value instanceof Evidence
                        || value instanceof OverturnedBy);
    }

    private static boolean isOfThings(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(Comparison::isThing);
    }

    private static boolean isThingOf(Object of, RecordComponent component) {
        @Nullable Object value = value(component, of);
        return value != null
                && (isThing(value)
                        || value instanceof Map<?, ?>
                        || (value instanceof List<?> list && isOfThings(list)));
    }

    private String named(Object key) {
        return switch (key) {
            case UUID id -> telling.thing(id);
            case Enum<?> constant -> words.of(constant);
            default -> telling.person(key.toString());
        };
    }

    private String label(String field) {
        return Stream.of("compare.of." + field, "compare." + field)
                .filter(words::has)
                .findFirst()
                .map(words::of)
                .orElseGet(() -> words.field(null, field));
    }

    private static String joined(String where, String more) {
        return where.isEmpty() ? more : where + " › " + more;
    }

    private static @Nullable Object value(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
