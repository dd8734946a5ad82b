package fi.kiinni.allinone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was sent and what was answered, kept outside the process that is killed. Each command carries its key in its text. */
final class Ledger {

    private static final Pattern KEY = Pattern.compile("key-[0-9a-f-]{36}");

    private final Map<String, Sent> sent = new ConcurrentHashMap<>();
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();

    /** One POST; the body holds the key. */
    record Sent(String key, String path, String body) {}

    record Acknowledged(String initiative, long version) {}

    /** A row of the log. */
    record Logged(String initiative, long version, String payload) {}

    void sent(Sent command) {
        sent.put(command.key(), command);
    }

    void acknowledged(String key, Acknowledged answer) {
        acknowledged.put(key, answer);
    }

    Map<String, Acknowledged> acknowledged() {
        return acknowledged;
    }

    Sent command(String key) {
        return Objects.requireNonNull(sent.get(key), key);
    }

    List<Sent> unanswered() {
        return sent.values().stream()
                .filter(command -> !acknowledged.containsKey(command.key()))
                .toList();
    }

    /** Each way in which the log contradicts what callers were told; none if nothing was lost and nothing doubled. */
    List<String> contradictions(Stream<Logged> log) {
        Map<String, List<Logged>> byKey = log.flatMap(event -> KEY.matcher(event.payload())
                        .results()
                        .map(MatchResult::group)
                        .map(key -> Map.entry(key, event)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        List<String> found = new ArrayList<>();
        acknowledged.forEach((key, answer) -> {
            List<Logged> events = byKey.getOrDefault(key, List.of());
            if (events.isEmpty()) {
                found.add(key + " was acknowledged and is not in the log");
            }
            for (Logged event : events) {
                if (!event.initiative().equals(answer.initiative()) || event.version() != answer.version()) {
                    found.add(key + " was acknowledged as " + answer + " and is in the log as " + event);
                }
            }
        });
        byKey.forEach((key, events) -> {
            if (events.size() > 1) {
                found.add(key + " is in the log " + events.size() + " times");
            }
            if (!sent.containsKey(key)) {
                found.add(key + " is in the log and was never sent");
            }
        });
        return found;
    }
}
