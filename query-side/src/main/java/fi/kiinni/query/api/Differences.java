package fi.kiinni.query.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What differs between two values in JSON. A part that is only in one of them is told as a whole, others field by field. */
final class Differences {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final List<Change> changes = new ArrayList<>();

    private Differences() {}

    /** How a field changed. */
    enum Kind {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * A field that is not the same.
     *
     * @param path a JSON pointer (RFC 6901) into the answer for one initiative; an entry of a list stands under its id if it has one,
     *     otherwise under its number, which in what was removed is the former one
     */
    record Change(
            Kind kind,
            String path,
            @Nullable Object before,
            @Nullable Object after) {}

    /** Both as maps, lists, texts, numbers and booleans. Entries of a list are the same by the id that is their first field. */
    static List<Change> between(Map<String, Object> before, Map<String, Object> after) {
        Differences differences = new Differences();
        differences.compare("", before, after);
        return List.copyOf(differences.changes);
    }

    private void compare(String path, @Nullable Object before, @Nullable Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before == null || after == null) {
            changes.add(new Change(before == null ? Kind.ADDED : Kind.REMOVED, path, before, after));
        } else if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
            Set<Object> keys = new LinkedHashSet<>(one.keySet());
            keys.addAll(other.keySet());
            keys.forEach(key -> compare(path + "/" + escaped(key), one.get(key), other.get(key)));
        } else if (before instanceof List<?> one && after instanceof List<?> other && isOfRecords(one, other)) {
            if (hasIds(one) && hasIds(other)) {
                compare(path, byId(one), byId(other));
            } else {
                compareEntries(path, one, other);
            }
        } else {
            changes.add(new Change(Kind.CHANGED, path, before, after));
        }
    }

    /** Entries without an id are the same or they are not. */
    private void compareEntries(String path, List<?> before, List<?> after) {
        int already = changes.size();
        entriesMissingIn(after, before).forEach((number, entry) -> compare(path + "/" + number, entry, null));
        entriesMissingIn(before, after).forEach((number, entry) -> compare(path + "/" + number, null, entry));
        if (changes.size() == already) {
            changes.add(new Change(Kind.CHANGED, path, before, after));
        }
    }

    /** The entries of {@code list} that {@code other} has not, or fewer times, by their numbers from 0. */
    private static Map<Integer, Object> entriesMissingIn(List<?> other, List<?> list) {
        List<Object> rest = new ArrayList<>(other);
        Map<Integer, Object> missing = new LinkedHashMap<>();
        for (int number = 0; number < list.size(); number++) {
            if (!rest.remove(list.get(number))) {
                missing.put(number, list.get(number));
            }
        }
        return missing;
    }

    private static boolean isOfRecords(List<?> one, List<?> other) {
        return one.stream().allMatch(Map.class::isInstance) && other.stream().allMatch(Map.class::isInstance);
    }

    private static boolean hasIds(List<?> entries) {
        return entries.stream().allMatch(entry -> ID.matcher(id(entry)).matches());
    }

    private static Map<String, Object> byId(List<?> entries) {
        Map<String, Object> byId = new LinkedHashMap<>();
        entries.forEach(entry -> byId.put(id(entry), entry));
        return byId;
    }

    private static String id(Object entry) {
        return entry instanceof Map<?, ?> fields && !fields.isEmpty()
                ? String.valueOf(fields.values().iterator().next())
                : "";
    }

    private static String escaped(Object key) {
        return key.toString().replace("~", "~0").replace("/", "~1");
    }
}
