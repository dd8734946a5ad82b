package fi.kiinni.query.page;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A provider's people, as a form calls them: by their names; of those who share one, with the end of the id. */
final class People {

    /** So many can be chosen from; of more, one writes the name. */
    static final int FEW = 20;

    /** Of those whom a name may mean, so many are suggested. */
    static final int SUGGESTED = 50;

    private static final int END = 4;

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Map<String, String> labels;
    private final Map<String, List<String>> ids;

    /** @param names by id, in the order in which they are shown */
    People(Map<String, String> names) {
        Map<String, Long> shared =
                names.values().stream().collect(Collectors.groupingBy(People::plain, Collectors.counting()));
        this.labels = new LinkedHashMap<>();
        names.forEach((id, name) -> labels.put(
                id,
                Objects.requireNonNullElse(shared.get(plain(name)), 1L) == 1
                        ? name
                        : name + " (" + id.substring(Math.max(0, id.length() - END)) + ")"));
        this.ids = labels.entrySet().stream()
                .collect(Collectors.groupingBy(
                        label -> plain(label.getValue()), Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    }

    private static String plain(String text) {
        return SPACES.matcher(text.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    }

    boolean areFew() {
        return labels.size() <= FEW;
    }

    Map<String, String> labels() {
        return labels;
    }

    /** What the person is called; the id itself if there is nobody of that id. */
    String label(String id) {
        return Objects.requireNonNull(labels.getOrDefault(id, id));
    }

    boolean knows(String id) {
        return labels.containsKey(id);
    }

    /** The id of the one who is called so; what was written itself if that is nobody's name, or more than one person's. */
    String id(String written) {
        List<String> called = ids.getOrDefault(plain(written), List.of());
        return called.size() == 1 ? called.getFirst() : written.strip();
    }

    /** Whom the beginning of a name, or a name with a slip in it, may mean: those with all its words, or else those with any. */
    List<String> like(String written) {
        List<String> words = Arrays.stream(plain(written).split("[ ,]"))
                .filter(word -> !word.isEmpty())
                .toList();
        List<String> all = labels.values().stream()
                .filter(label -> words.stream().allMatch(plain(label)::contains))
                .toList();
        return all.isEmpty()
                ? labels.values().stream()
                        .filter(label -> words.stream()
                                .anyMatch(word ->
                                        word.length() > 2 && plain(label).contains(word)))
                        .toList()
                : all;
    }

    /** Whom to suggest where a name is written: whom it may mean, then the team, then the others in order. */
    List<String> suggested(Collection<String> written, Collection<String> team) {
        return Stream.of(
                        written.stream().flatMap(name -> like(name).stream()),
                        team.stream().filter(this::knows).map(this::label),
                        labels.values().stream())
                .flatMap(some -> some)
                .distinct()
                .limit(SUGGESTED)
                .toList();
    }
}
