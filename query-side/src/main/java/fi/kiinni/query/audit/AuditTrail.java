package fi.kiinni.query.audit;

import fi.kiinni.BusinessDate;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Sought;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Telling.FieldInWords;
import fi.kiinni.query.words.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The events of an initiative as an auditor wants to know them. */
@Component
public final class AuditTrail {

    private final Past past;
    private final Strategies strategies;
    private final Names names;

    AuditTrail(Past past, Strategies strategies, Names names) {
        this.past = past;
        this.strategies = strategies;
        this.names = names;
    }

    /**
     * An event.
     *
     * @param event its stored name
     * @param version counts from 1 within the initiative
     * @param position in the log as a whole
     * @param hash SHA-256 over the event before and this one, in hexadecimal digits, as it stands in the log
     * @param by the person who recorded it
     * @param role the role that they acted in
     * @param assertedBy the person who says so, if somebody else
     * @param command the name of the command that brought it
     * @param sentence who did what
     * @param fields everything that the event says
     */
    public record AuditEntry(
            String event,
            long version,
            long position,
            String hash,
            Instant recordedAt,
            BusinessDate effectiveOn,
            @Nullable String by,
            @Nullable String byName,
            @Nullable String role,
            @Nullable String assertedBy,
            @Nullable String assertedByName,
            @Nullable String why,
            @Nullable String command,
            String sentence,
            List<FieldInWords> fields) {}

    /** The first of the entries after that version that are sought, oldest first. */
    public List<AuditEntry> find(Whole whole, long afterVersion, Sought sought, int most, Words words) {
        String initiative = whole.item().initiative();
        List<Entry> found = past.find(initiative, afterVersion, sought, most);
        Telling telling = telling(whole, words);
        if (!telling.unnamed(found).isEmpty()) {
            past.facts(initiative, Telling.NAMING).forEach(telling::learn);
        }
        return entries(initiative, found, telling);
    }

    private Telling telling(Whole whole, Words words) {
        String provider = whole.item().provider();
        return new Telling(
                words,
                names.people(provider),
                whole.state(),
                strategies.of(provider).strategy());
    }

    private List<AuditEntry> entries(String initiative, List<Entry> found, Telling telling) {
        Map<Long, String> hashes =
                past.hashes(initiative, found.stream().map(Entry::version).toList());
        return found.stream()
                .map(entry -> entry(entry, telling, Objects.requireNonNull(hashes.get(entry.version()))))
                .toList();
    }

    /** All entries that are sought, oldest first, some at a time; at the end, none. For one reader who asks again and again. */
    public Supplier<List<AuditEntry>> all(Whole whole, Sought sought, Words words) {
        return new All(whole, sought, words);
    }

    /**
     * Reads the log on and keeps none of it: of what gives a name to something, only where it stands, for what mentions it after it is
     * gone from the state.
     */
    private final class All implements Supplier<List<AuditEntry>> {

        private static final int AT_ONCE = 100;

        private final String initiative;
        private final Telling telling;
        private final Map<UUID, Long> naming = new HashMap<>();
        private final Iterator<Entry> rest;

        All(Whole whole, Sought sought, Words words) {
            this.initiative = whole.item().initiative();
            this.telling = telling(whole, words);
            this.rest = past.all(
                            initiative,
                            sought,
                            (fact, version) -> Telling.named(fact).ifPresent(id -> naming.put(id, version)))
                    .iterator();
        }

        @Override
        public List<AuditEntry> get() {
            List<Entry> found = new ArrayList<>();
            while (found.size() < AT_ONCE && rest.hasNext()) {
                found.add(rest.next());
            }
            Set<UUID> unnamed = telling.unnamed(found);
            found.forEach(entry -> telling.learn(entry.fact()));
            past.facts(
                            initiative,
                            telling.unnamed(found).stream()
                                    .map(naming::get)
                                    .filter(Objects::nonNull)
                                    .toList())
                    .forEach(telling::learn);
            List<AuditEntry> entries = entries(initiative, found, telling);
            telling.forget(unnamed);
            return entries;
        }
    }

    /** What the entry says; whose it is by name. */
    private List<FieldInWords> fields(Entry entry, Telling telling) {
        return telling.fields(entry).stream()
                .map(field -> field.field().equals("provider")
                        ? new FieldInWords(
                                field.field(),
                                field.label(),
                                field.lines().stream().map(names::provider).toList())
                        : field)
                .toList();
    }

    private AuditEntry entry(Entry entry, Telling telling, String hash) {
        return new AuditEntry(
                entry.event(),
                entry.version(),
                entry.position(),
                hash,
                entry.recordedAt(),
                entry.effectiveOn(),
                entry.by(),
                entry.by() == null ? null : telling.person(entry.by()),
                entry.role(),
                entry.assertedBy(),
                entry.assertedBy() == null ? null : telling.person(entry.assertedBy()),
                entry.why(),
                entry.command(),
                telling.sentence(entry),
                fields(entry, telling));
    }
}
