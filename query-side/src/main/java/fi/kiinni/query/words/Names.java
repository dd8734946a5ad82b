package fi.kiinni.query.words;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The names behind the ids, which are in the directory alone. Remembered for a few seconds. */
@Component
public final class Names {

    private static final Duration FRESH = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final Map<String, Remembered> people = new ConcurrentHashMap<>();
    private final Map<String, Remembered> providers = new ConcurrentHashMap<>();

    Names(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Remembered(Map<String, String> names, Instant until) {}

    /** The people of the provider by their ids, in the order of their names. */
    public Map<String, String> people(String provider) {
        return remembered(
                people,
                provider,
                slug -> names("SELECT id, name FROM person WHERE provider = ? ORDER BY name, id", slug));
    }

    /** The names of these people, whosever they are: an auditor is in another provider's directory, an operator in none. */
    public Map<String, String> of(Collection<String> people) {
        Map<String, String> found = new LinkedHashMap<>();
        jdbc.sql("SELECT id, name FROM person WHERE id = ANY (?)")
                .param(people.toArray(String[]::new))
                .query(row -> {
                    found.put(row.getString(1), row.getString(2));
                });
        return found;
    }

    /** The provider's name; its slug if it has none. */
    public String provider(String slug) {
        return remembered(providers, slug, key -> names("SELECT slug, name FROM provider WHERE slug = ?", key))
                .getOrDefault(slug, slug);
    }

    private static Map<String, String> remembered(
            Map<String, Remembered> memory, String key, Function<String, Map<String, String>> ask) {
        Instant now = Instant.now();
        return memory.compute(
                        key,
                        (_, known) -> known != null && known.until().isAfter(now)
                                ? known
                                : new Remembered(ask.apply(key), now.plus(FRESH)))
                .names();
    }

    private Map<String, String> names(String sql, String parameter) {
        Map<String, String> found = new LinkedHashMap<>();
        jdbc.sql(sql).param(parameter).query(row -> {
            found.put(row.getString(1), row.getString(2));
        });
        return found;
    }
}
