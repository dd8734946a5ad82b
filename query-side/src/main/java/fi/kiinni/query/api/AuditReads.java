package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.StoredEvents;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.Reads;
import fi.kiinni.query.api.AccountChanges.AccountChange;
import fi.kiinni.query.api.InitiativeReads.Page;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Sought;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Telling.FieldInWords;
import fi.kiinni.query.words.Words;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Who did what, when, on whose word and why: of an initiative, and of a provider's accounts. In the reader's language. */
@RestController
@Tag(name = "Audit")
class AuditReads {

    private static final int MOST = 200;
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private final Reads reads;
    private final Overview overview;
    private final Past past;
    private final Strategies strategies;
    private final AccountChanges accountChanges;
    private final Names names;
    private final MessageSource messages;

    AuditReads(
            Reads reads,
            Overview overview,
            Past past,
            Strategies strategies,
            AccountChanges accountChanges,
            Names names,
            MessageSource messages) {
        this.reads = reads;
        this.overview = overview;
        this.past = past;
        this.strategies = strategies;
        this.accountChanges = accountChanges;
        this.names = names;
        this.messages = messages;
    }

    /**
     * An event as an auditor wants to know it.
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
    record AuditEntry(
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

    /** By which of its two dates something is looked for. */
    enum Clock {
        RECORDED,
        EFFECTIVE
    }

    @Operation(
            summary = "Everything that happened to an initiative, in words, in the order of recording",
            description = "In the language of Accept-Language (fi, sv, en). Days of recording are those of Finland.")
    @GetMapping("/api/initiatives/{id}/audit")
    Mono<ResponseEntity<Page<AuditEntry>>> ofInitiative(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @Parameter(description = "Only what this person recorded") @RequestParam @Nullable String by,
            @Parameter(description = "Only events of this name") @RequestParam @Nullable String event,
            @Parameter(description = "From this day on, or by the recording's clock an instant") @RequestParam @Nullable
                    String from,
            @Parameter(description = "Up to and including this day or instant") @RequestParam @Nullable String to,
            @Parameter(description = "Which clock from and to mean: RECORDED or EFFECTIVE")
                    @RequestParam(defaultValue = "RECORDED")
                    String clock,
            @Parameter(description = "1 to 200") @RequestParam(defaultValue = "50") String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        Unreadable unreadable = new Unreadable();
        Sought sought = sought(by, event, from, to, clock, unreadable);
        int most = (int) unreadable.number("limit", limit, 1, MOST);
        long after = next == null ? 0 : unreadable.number("next", next, 0, Long.MAX_VALUE - 1);
        Words words = Words.of(messages, exchange);
        return reads.views(() -> {
            Whole whole = overview.find(id, actor).orElseThrow(ProblemException::notFound);
            unreadable.refuse();
            List<Entry> found = past.find(id, after, sought, most + 1);
            List<Entry> shown = found.subList(0, Math.min(most, found.size()));
            String provider = whole.item().provider();
            Map<String, String> people = names.people(provider);
            Telling telling = new Telling(
                    words, people, whole.state(), strategies.of(provider).strategy());
            Map<Long, String> hashes =
                    past.hashes(id, shown.stream().map(Entry::version).toList());
            return said(
                    words,
                    new Page<>(
                            shown.stream()
                                    .map(entry ->
                                            entry(entry, telling, Objects.requireNonNull(hashes.get(entry.version()))))
                                    .toList(),
                            found.size() > most ? Long.toString(shown.getLast().version()) : null));
        });
    }

    private static AuditEntry entry(Entry entry, Telling telling, String hash) {
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
                telling.fields(entry));
    }

    private static Sought sought(
            @Nullable String by,
            @Nullable String event,
            @Nullable String from,
            @Nullable String to,
            String clock,
            Unreadable unreadable) {
        if (event != null
                && StoredEvents.all().stream()
                        .noneMatch(known -> StoredEvents.of(known).value().equals(event))) {
            unreadable.add("event", "The name of an event, such as InitiativeStarted");
        }
        if (unreadable.constant("clock", clock, Clock.class) == Clock.EFFECTIVE) {
            return new Sought(by, event, null, null, unreadable.day("from", from), unreadable.day("to", to));
        }
        return new Sought(
                by, event, recorded("from", from, 0, unreadable), recorded("to", to, 1, unreadable), null, null);
    }

    /** An instant; of a day its beginning, or with {@code daysOn} 1 its end. */
    private static @Nullable Instant recorded(String name, @Nullable String value, int daysOn, Unreadable unreadable) {
        if (value == null) {
            return null;
        }
        try {
            if (value.length() > 10) {
                return Unreadable.readInstant(value);
            }
            LocalDate day = Unreadable.readDay(value).plusDays(daysOn);
            return day.atStartOfDay(HELSINKI).toInstant().minusNanos(daysOn);
        } catch (DateTimeException e) {
            unreadable.add(name, "A day such as 2026-03-01, or an instant such as 2026-03-01T10:00:00Z");
            return null;
        }
    }

    @Operation(
            summary =
                    "Who changed which accounts, roles, grants and directory entries (administrator, auditor, operator)",
            description =
                    "An administrator's and an auditor's own provider's, an auditor's also a granted one's. An operator's:"
                            + " the providers, and what operators did. In the language of Accept-Language (fi, sv, en).")
    @GetMapping("/api/audit")
    Mono<ResponseEntity<Page<AccountChange>>> ofAccounts(
            ServerWebExchange exchange,
            Actor actor,
            @Parameter(description = "Another provider's") @RequestParam @Nullable String provider,
            @Parameter(description = "1 to 200") @RequestParam(defaultValue = "50") String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        @Nullable String whose = provider == null ? actor.provider() : provider;
        if (whose != null && !Visible.providers(actor).contains(whose)) {
            throw ProblemException.notFound();
        }
        boolean may = whose == null
                ? actor.is(Role.OPERATOR)
                : actor.is(Role.AUDITOR) || (actor.is(Role.ADMINISTRATOR) && actor.belongsTo(whose));
        if (!may) {
            throw ProblemException.notAllowed("Administrators and auditors see how their provider's accounts changed.");
        }
        Unreadable unreadable = new Unreadable();
        int most = (int) unreadable.number("limit", limit, 1, MOST);
        long after = next == null ? 0 : unreadable.number("next", next, 0, Long.MAX_VALUE);
        unreadable.refuse();
        Words words = Words.of(messages, exchange);
        return reads.blocking(() -> {
            List<AccountChange> found = accountChanges.after(after, whose, most + 1, words);
            return said(
                    words,
                    found.size() <= most
                            ? new Page<>(found, null)
                            : new Page<>(
                                    found.subList(0, most),
                                    Long.toString(found.get(most - 1).position())));
        });
    }

    private static <T> ResponseEntity<Page<T>> said(Words words, Page<T> page) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_LANGUAGE, words.language())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                .body(page);
    }
}
