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
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        String provider = whole.item().provider();
        List<Entry> found = past.find(initiative, afterVersion, sought, most);
        Map<Long, String> hashes =
                past.hashes(initiative, found.stream().map(Entry::version).toList());
        Telling telling = new Telling(
                words,
                names.people(provider),
                whole.state(),
                strategies.of(provider).strategy());
        if (!telling.names(found)) {
            past.facts(initiative, Telling.NAMING).forEach(telling::learn);
        }
        return found.stream()
                .map(entry -> entry(entry, telling, Objects.requireNonNull(hashes.get(entry.version()))))
                .toList();
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
