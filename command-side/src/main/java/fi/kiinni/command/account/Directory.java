package fi.kiinni.command.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who there is, whether they sign in or not. Reads the database: not for event loops. */
@Component
public final class Directory {

    private final JdbcClient sql;

    /** Entries stay for ever, so only their absence has to be asked for again. */
    private final Cache<Entry, Boolean> known =
            Caffeine.newBuilder().maximumSize(50_000).build();

    Directory(JdbcClient sql) {
        this.sql = sql;
    }

    /** Whether the provider has a directory entry of this id. */
    public boolean knows(String provider, String person) {
        Entry entry = new Entry(provider, person);
        if (known.getIfPresent(entry) != null) {
            return true;
        }
        boolean exists = sql.sql("select exists (select from person where id = :person and provider = :provider)")
                .param("person", person)
                .param("provider", provider)
                .query(Boolean.class)
                .single();
        if (exists) {
            known.put(entry, true);
        }
        return exists;
    }

    private record Entry(String provider, String person) {}
}
