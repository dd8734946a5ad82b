package fi.kiinni.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What was sent and what was answered, kept by those who sent it. Each command carries its key in its text. */
public final class Ledger {

    private static final Pattern KEY = Pattern.compile("key-[0-9a-f-]{36}");

    private final Map<String, Sent> sent = new ConcurrentHashMap<>();
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();

    /** One POST; the body holds the key. */
    public record Sent(String key, String path, String body) {}

    public record Acknowledged(String initiative, long version) {}

    /** A row of the log. */
    public record Logged(String initiative, long version, String payload) {}

    public void sent(Sent command) {
        sent.put(command.key(), command);
    }

    public void acknowledged(String key, Acknowledged answer) {
        acknowledged.put(key, answer);
    }

    /** It is not to be in the log. */
    public void refused(String key) {
        sent.remove(key);
    }

    public Map<String, Acknowledged> acknowledged() {
        return acknowledged;
    }

    public Sent command(String key) {
        return Objects.requireNonNull(sent.get(key), key);
    }

    public List<Sent> unanswered() {
        return sent.values().stream()
                .filter(command -> !acknowledged.containsKey(command.key()))
                .toList();
    }

    /** All of the log. */
    public static Stream<Logged> log(Connection connection) throws SQLException {
        Stream.Builder<Logged> events = Stream.builder();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT aggregate_identifier, sequence_number + 1, convert_from(payload, 'UTF8') FROM event""")) {
            while (rows.next()) {
                events.add(new Logged(rows.getString(1), rows.getLong(2), rows.getString(3)));
            }
        }
        return events.build();
    }

    /**
     * Each way in which the log contradicts itself or what callers were told; none if nothing was lost, nothing doubled, and no version
     * left out.
     */
    public List<String> contradictions(Stream<Logged> log) {
        List<Logged> all = log.toList();
        Map<String, List<Logged>> byKey = all.stream()
                .flatMap(event -> KEY.matcher(event.payload())
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
                found.add(key + " is in the log and was never sent, or was refused");
            }
        });
        all.stream().collect(Collectors.groupingBy(Logged::initiative)).forEach((initiative, events) -> {
            List<Long> versions = events.stream().map(Logged::version).sorted().toList();
            IntStream.range(0, versions.size())
                    .filter(i -> versions.get(i) != i + 1)
                    .findFirst()
                    .ifPresent(i -> found.add(
                            initiative + " has version " + versions.get(i) + " where " + (i + 1) + " is due"));
        });
        return found;
    }
}
