package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.StoredEvents;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Refuses;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.Reads;
import fi.kiinni.query.Unreadable;
import fi.kiinni.query.api.InitiativeReads.Page;
import fi.kiinni.query.audit.AccountChanges;
import fi.kiinni.query.audit.AccountChanges.AccountChange;
import fi.kiinni.query.audit.AuditExport;
import fi.kiinni.query.audit.AuditExport.Format;
import fi.kiinni.query.audit.AuditTrail;
import fi.kiinni.query.audit.AuditTrail.AuditEntry;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.audit.Looks.Look;
import fi.kiinni.query.audit.Looks.Wanted;
import fi.kiinni.query.view.Happening;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past.Sought;
import fi.kiinni.query.words.Words;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who did what, when, on whose word and why: of an initiative, and of a provider's accounts; and who looked. In the reader's language. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Audit")
class AuditReads {

    private static final int MOST = 200;
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private final Reads reads;
    private final Overview overview;
    private final AuditTrail trail;
    private final AuditExport export;
    private final AccountChanges accountChanges;
    private final Looks looks;
    private final MessageSource messages;

    AuditReads(
            Reads reads,
            Overview overview,
            AuditTrail trail,
            AuditExport export,
            AccountChanges accountChanges,
            Looks looks,
            MessageSource messages) {
        this.reads = reads;
        this.overview = overview;
        this.trail = trail;
        this.export = export;
        this.accountChanges = accountChanges;
        this.looks = looks;
        this.messages = messages;
    }

    /** By which of its two dates something is looked for. */
    enum Clock {
        RECORDED,
        EFFECTIVE
    }

    @Operation(
            summary = "Everything that happened to an initiative, in words, in the order of recording",
            description =
                    "In the language of Accept-Language (fi, sv, en). Days of recording are those of Finland. As CSV or JSON Lines:"
                            + " all that is sought, in one file without limit and next. An auditor's look is recorded and shown to the"
                            + " provider, and so is everybody's export.")
    @GetMapping("/api/initiatives/{id}/audit")
    @Refuses({"invalid", "not-found", "unreadable-event"})
    Mono<ResponseEntity<Page<AuditEntry>>> ofInitiative(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @Parameter(description = "Only what this person recorded") @RequestParam @Nullable String by,
            @Parameter(description = "Only events of this name") @RequestParam @Nullable String event,
            @Parameter(description = "From this day on, or by the recording's clock an instant") @RequestParam @Nullable
                    String from,
            @Parameter(description = "Up to and including this day or instant") @RequestParam @Nullable String to,
            @Parameter(description = "Which clock from and to mean", schema = @Schema(implementation = Clock.class))
                    @RequestParam(defaultValue = "RECORDED")
                    String clock,
            @Parameter(description = "What kind of thing happened", schema = @Schema(implementation = Happening.class))
                    @RequestParam
                    @Nullable
                    String kind,
            @Parameter(
                            description = "Only what was recorded in this phase",
                            schema = @Schema(implementation = Phase.class))
                    @RequestParam
                    @Nullable
                    String phase,
            @Parameter(description = "What stands in a text of the event, or in why it was done")
                    @RequestParam
                    @Nullable
                    String q,
            @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "200"))
                    @RequestParam(defaultValue = "50")
                    String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        Unreadable unreadable = new Unreadable();
        Sought sought = sought(by, event, from, to, clock, unreadable)
                .of(
                        unreadable.constant("kind", kind, Happening.class),
                        unreadable.constant("phase", phase, Phase.class),
                        q);
        int most = (int) unreadable.number("limit", limit, 1, MOST);
        long after = next == null ? 0 : unreadable.number("next", next, 0, Long.MAX_VALUE - 1);
        Words words = Words.of(messages, exchange);
        return reads.views(() -> {
            Whole whole = overview.find(id, actor).orElseThrow(ProblemException::notFound);
            unreadable.refuse();
            looks.record(actor, whole.item(), Looks.Kind.AUDIT_TRAIL, exchange);
            List<AuditEntry> found = trail.find(whole, after, sought, most + 1, words);
            return said(
                    words,
                    found.size() <= most
                            ? new Page<>(found, null)
                            : new Page<>(
                                    found.subList(0, most),
                                    Long.toString(found.get(most - 1).version())));
        });
    }

    /** Described with the page. */
    @Hidden
    @GetMapping(path = "/api/initiatives/{id}/audit", produces = AuditExport.CSV_TYPE)
    Mono<ResponseEntity<Flux<DataBuffer>>> csv(ServerWebExchange exchange, Actor actor, @PathVariable String id) {
        return file(exchange, actor, id, Format.CSV);
    }

    /** Described with the page. */
    @Hidden
    @GetMapping(path = "/api/initiatives/{id}/audit", produces = AuditExport.JSON_LINES_TYPE)
    Mono<ResponseEntity<Flux<DataBuffer>>> jsonLines(ServerWebExchange exchange, Actor actor, @PathVariable String id) {
        return file(exchange, actor, id, Format.JSON_LINES);
    }

    private Mono<ResponseEntity<Flux<DataBuffer>>> file(
            ServerWebExchange exchange, Actor actor, String id, Format format) {
        MultiValueMap<String, String> asked = exchange.getRequest().getQueryParams();
        Unreadable unreadable = new Unreadable();
        Sought sought = sought(
                        asked.getFirst("by"),
                        asked.getFirst("event"),
                        asked.getFirst("from"),
                        asked.getFirst("to"),
                        asked.getFirst("clock"),
                        unreadable)
                .of(
                        unreadable.constant("kind", asked.getFirst("kind"), Happening.class),
                        unreadable.constant("phase", asked.getFirst("phase"), Phase.class),
                        asked.getFirst("q"));
        Stream.of("limit", "next")
                .filter(asked::containsKey)
                .forEach(part -> unreadable.add(part, "contradiction", "Not of a file, which is whole"));
        return export.file(
                exchange,
                actor,
                id,
                () -> {
                    unreadable.refuse();
                    return sought;
                },
                format,
                ',',
                Words.of(messages, exchange));
    }

    private static Sought sought(
            @Nullable String by,
            @Nullable String event,
            @Nullable String from,
            @Nullable String to,
            @Nullable String clock,
            Unreadable unreadable) {
        if (event != null
                && StoredEvents.all().stream()
                        .noneMatch(known -> StoredEvents.of(known).value().equals(event))) {
            unreadable.add("event", "The name of an event, such as InitiativeStarted");
        }
        if (unreadable.constant("clock", clock, Clock.class) == Clock.EFFECTIVE) {
            return new Sought(
                    by, event, null, null, unreadable.day("from", from), unreadable.day("to", to), null, null, null);
        }
        return new Sought(
                by,
                event,
                recorded("from", from, 0, unreadable),
                recorded("to", to, 1, unreadable),
                null,
                null,
                null,
                null,
                null);
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
    @Refuses({"invalid", "not-found", "not-allowed"})
    Mono<ResponseEntity<Page<AccountChange>>> ofAccounts(
            ServerWebExchange exchange,
            Actor actor,
            @Parameter(description = "Another provider's") @RequestParam @Nullable String provider,
            @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "200"))
                    @RequestParam(defaultValue = "50")
                    String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        @Nullable String whose = AccountChanges.seenBy(actor, provider);
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

    @Operation(
            summary =
                    "Who looked into the past of one's provider's initiatives, exported it, or followed its events; the latest first"
                            + " (administrator, auditor)",
            description =
                    "An auditor's looks, by a grant of the provider's or their own, and everybody's exports and connections to the"
                            + " feed. The same look of the same person is there once in ten minutes, and all steps through a history are one.")
    @GetMapping("/api/looks")
    @Refuses({"invalid", "not-allowed"})
    Mono<Page<Look>> looks(
            Actor actor,
            @Parameter(description = "Only this person's") @RequestParam @Nullable String person,
            @Parameter(description = "Only those at this initiative") @RequestParam @Nullable String initiative,
            @Parameter(description = "Only of this kind", schema = @Schema(implementation = Looks.Kind.class))
                    @RequestParam
                    @Nullable
                    String kind,
            @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "200"))
                    @RequestParam(defaultValue = "50")
                    String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        String provider = Looks.seenBy(actor);
        Unreadable unreadable = new Unreadable();
        Wanted wanted = new Wanted(person, initiative, unreadable.constant("kind", kind, Looks.Kind.class));
        int most = (int) unreadable.number("limit", limit, 1, MOST);
        long before = next == null ? Long.MAX_VALUE : unreadable.number("next", next, 1, Long.MAX_VALUE);
        unreadable.refuse();
        return reads.blocking(() -> {
            List<Look> found = looks.of(provider, wanted, before, most + 1);
            return found.size() <= most
                    ? new Page<>(found, null)
                    : new Page<>(
                            found.subList(0, most),
                            Long.toString(found.get(most - 1).position()));
        });
    }

    private static <T> ResponseEntity<Page<T>> said(Words words, Page<T> page) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_LANGUAGE, words.language())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                .body(page);
    }
}
