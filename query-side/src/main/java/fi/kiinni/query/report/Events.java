package fi.kiinni.query.report;

import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Telling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What happened to an initiative, to be named as the source of what is said of it. */
final class Events {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final String history;
    private final Telling telling;
    private final Map<String, List<Entry>> byName = new HashMap<>();
    private final Map<String, List<Entry>> byId = new HashMap<>();
    private final Map<Long, Entry> byVersion = new HashMap<>();

    /**
     * @param entries oldest first
     * @param history the address where each version is shown, absolute
     */
    Events(List<Entry> entries, String history, Telling telling) {
        this.history = history;
        this.telling = telling;
        for (Entry entry : entries) {
            byVersion.put(entry.version(), entry);
            byName.computeIfAbsent(entry.event(), _ -> new ArrayList<>()).add(entry);
            for (Object value : entry.data().values()) {
                if (value instanceof String text && ID.matcher(text).matches()) {
                    byId.computeIfAbsent(text, _ -> new ArrayList<>()).add(entry);
                }
            }
        }
    }

    /** Those of these names that are about the thing. */
    List<Source> about(UUID thing, String... names) {
        Set<String> wanted = Set.of(names);
        return byId.getOrDefault(thing.toString(), List.of()).stream()
                .filter(entry -> wanted.contains(entry.event()))
                .map(this::source)
                .toList();
    }

    /** The latest of these names that has the field, if any has. */
    List<Source> latestWith(String field, String... names) {
        return latest(entry -> entry.data().get(field) != null, names);
    }

    /** The latest of these names. */
    List<Source> latest(String... names) {
        return latest(_ -> true, names);
    }

    /** The latest of these names of which that is true. */
    List<Source> latest(Predicate<Entry> wanted, String... names) {
        return Stream.of(names)
                .flatMap(name -> byName.getOrDefault(name, List.of()).stream())
                .filter(wanted)
                .reduce((one, other) -> one.version() > other.version() ? one : other)
                .map(this::source)
                .stream()
                .toList();
    }

    /** That one, if it is one of them. */
    List<Source> version(long version) {
        @Nullable Entry entry = byVersion.get(version);
        return entry == null ? List.of() : List.of(source(entry));
    }

    private Source source(Entry entry) {
        return new Source("#" + entry.version(), telling.sentence(entry), history + "?version=" + entry.version());
    }
}
