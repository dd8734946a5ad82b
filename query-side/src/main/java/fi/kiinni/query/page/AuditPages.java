package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.Exports;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.AccountChanges;
import fi.kiinni.query.audit.AccountChanges.AccountChange;
import fi.kiinni.query.audit.AuditExport;
import fi.kiinni.query.audit.AuditExport.Format;
import fi.kiinni.query.audit.AuditTrail;
import fi.kiinni.query.audit.AuditTrail.AuditEntry;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.view.Happening;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past.Sought;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling.FieldInWords;
import fi.kiinni.query.words.Words;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The audit trails of an initiative and of accounts. */
@Controller
final class AuditPages {

    private static final int ENTRIES = 20;

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** The business date, under the names that it has in events; the first of them, for a correction may replace the others. */
    private static final List<String> DATES =
            List.of("effectiveOn", "decidedOn", "observedOn", "measuredOn", "since", "completedOn", "reviewedOn");

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final AuditTrail trail;
    private final AuditExport export;
    private final AccountChanges accountChanges;
    private final Looks looks;
    private final Names names;

    AuditPages(
            Site site,
            Reads reads,
            Overview overview,
            AuditTrail trail,
            AuditExport export,
            AccountChanges accountChanges,
            Looks looks,
            Names names) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.trail = trail;
        this.export = export;
        this.accountChanges = accountChanges;
        this.looks = looks;
        this.names = names;
    }

    /**
     * What happened, to be shown.
     *
     * @param facts label and text of everything that is known of how it was recorded
     * @param hash absent of what is not in the log
     */
    record Line(
            String sentence,
            List<FieldInWords> fields,
            String recordedAt,
            List<Fact> facts,
            @Nullable String hash) {}

    record Fact(String label, String text) {}

    /**
     * What is sought in an initiative's trail, as it was asked for.
     *
     * @param more the same as a query's parameters, for the next page
     * @param unreadable whether a day was not understood
     */
    record Filter(
            String by,
            String kind,
            String phase,
            String clock,
            String from,
            String to,
            String q,
            String more,
            boolean unreadable,
            Sought sought) {

        static Filter of(MultiValueMap<String, String> address) {
            String by = text(address, "by");
            String kind = text(address, "kind");
            String phase = text(address, "phase");
            String clock = text(address, "clock");
            String from = text(address, "from");
            String to = text(address, "to");
            String q = text(address, "q");
            @Nullable BusinessDate first = day(from);
            @Nullable BusinessDate last = day(to);
            @Nullable LocalDate begins = first == null ? null : first.firstDay();
            @Nullable LocalDate ends = last == null ? null : last.lastDay();
            boolean isEffective = clock.equals("effective");
            Sought sought = new Sought(
                            by.isEmpty() ? null : by,
                            null,
                            begins == null || isEffective
                                    ? null
                                    : begins.atStartOfDay(HELSINKI).toInstant(),
                            ends == null || isEffective
                                    ? null
                                    : ends.plusDays(1)
                                            .atStartOfDay(HELSINKI)
                                            .toInstant()
                                            .minusNanos(1),
                            isEffective ? begins : null,
                            isEffective ? ends : null,
                            null,
                            null,
                            null)
                    .of(constant(Happening.values(), kind), constant(Phase.values(), phase), q);
            UriComponentsBuilder more = UriComponentsBuilder.newInstance();
            for (String name : List.of("by", "kind", "phase", "clock", "from", "to", "q")) {
                if (!text(address, name).isEmpty()) {
                    more.queryParam(name, UriUtils.encode(text(address, name), StandardCharsets.UTF_8));
                }
            }
            return new Filter(
                    by,
                    kind,
                    phase,
                    clock,
                    from,
                    to,
                    q,
                    Objects.requireNonNullElse(more.build(true).getQuery(), ""),
                    (!from.isEmpty() && first == null) || (!to.isEmpty() && last == null),
                    sought);
        }

        private Sought readable() {
            if (unreadable) {
                throw ProblemException.invalid(
                        List.of(new FieldProblem("from", "unreadable", "Or to: a day, a month or a year")));
            }
            return sought;
        }

        private static String text(MultiValueMap<String, String> address, String name) {
            return Objects.requireNonNullElse(address.getFirst(name), "").strip();
        }

        private static @Nullable BusinessDate day(String text) {
            try {
                return text.isEmpty() ? null : BusinessDate.parse(Entered.date(text));
            } catch (DateTimeException unreadable) {
                return null;
            }
        }

        private static <E extends Enum<E>> @Nullable E constant(E[] all, String name) {
            return Stream.of(all)
                    .filter(one -> one.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    @GetMapping("/initiatives/{id}/audit")
    Mono<Rendering> ofInitiative(
            ServerWebExchange exchange, Actor actor, @PathVariable String id, @RequestParam @Nullable String after) {
        Words words = site.words(exchange);
        Filter filter = Filter.of(exchange.getRequest().getQueryParams());
        return reads.views(() -> {
                    Life life = overview.life(id, actor).orElseThrow(ProblemException::notFound);
                    Whole whole = life.whole();
                    looks.record(actor, whole.item(), Looks.Kind.AUDIT_TRAIL, exchange);
                    List<AuditEntry> found = filter.unreadable()
                            ? List.of()
                            : trail.find(whole, InitiativePages.number(after), filter.sought(), ENTRIES + 1, words);
                    Map<String, Object> model = model(
                            actor,
                            found.stream()
                                    .limit(ENTRIES)
                                    .map(entry -> line(entry, words))
                                    .toList());
                    model.put("item", whole.item());
                    model.put("seesLooks", Looks.areSeenBy(actor, whole.item().provider()));
                    model.put("filter", filter);
                    model.put(
                            "people",
                            people(whole.item().provider(), life.course().recorders()));
                    model.put(
                            "kinds",
                            Stream.of(Happening.values())
                                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                    .toList());
                    model.put("phases", Phase.values());
                    model.put("providerName", names.provider(whole.item().provider()));
                    model.put(
                            "next",
                            found.size() > ENTRIES ? found.get(ENTRIES - 1).version() : 0);
                    return model;
                })
                .flatMap(model -> site.page(
                        exchange,
                        "audit",
                        filter.unreadable() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK,
                        model));
    }

    @GetMapping({"/initiatives/{id}/audit.csv", "/initiatives/{id}/audit.jsonl"})
    Mono<ResponseEntity<Flux<DataBuffer>>> file(ServerWebExchange exchange, Actor actor, @PathVariable String id) {
        Words words = site.words(exchange);
        Filter filter = Filter.of(exchange.getRequest().getQueryParams());
        return export.file(
                exchange,
                actor,
                id,
                filter::readable,
                exchange.getRequest().getPath().value().endsWith(".csv") ? Format.CSV : Format.JSON_LINES,
                Exports.separator(words),
                words);
    }

    private Map<String, String> people(String provider, List<String> ids) {
        Map<String, String> all = names.people(provider);
        Map<String, String> people = new LinkedHashMap<>();
        ids.forEach(id -> people.put(id, all.getOrDefault(id, id)));
        return people;
    }

    @GetMapping("/audit")
    Mono<Rendering> ofAccounts(ServerWebExchange exchange, Actor actor, @RequestParam @Nullable String after) {
        @Nullable String whose = AccountChanges.seenBy(actor, null);
        Words words = site.words(exchange);
        return reads.blocking(() -> {
                    List<AccountChange> found =
                            accountChanges.after(InitiativePages.number(after), whose, ENTRIES + 1, words);
                    Map<String, Object> model = model(
                            actor,
                            found.stream()
                                    .limit(ENTRIES)
                                    .map(change -> line(change, words))
                                    .toList());
                    model.put("providerName", whose == null ? "" : names.provider(whose));
                    model.put("seesLooks", whose != null && Looks.areSeenBy(actor, whose));
                    model.put(
                            "next",
                            found.size() > ENTRIES ? found.get(ENTRIES - 1).position() : 0);
                    return model;
                })
                .flatMap(model -> site.page(exchange, "audit", HttpStatus.OK, model));
    }

    private Map<String, Object> model(Actor actor, List<Line> lines) {
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("lines", lines);
        return model;
    }

    private static Line line(AuditEntry entry, Words words) {
        Optional<FieldInWords> date = DATES.stream()
                .flatMap(name ->
                        entry.fields().stream().filter(field -> field.field().equals(name)))
                .findFirst();
        return new Line(
                entry.sentence(),
                entry.fields().stream()
                        .filter(field -> date.isEmpty() || !field.equals(date.get()))
                        .toList(),
                words.moment(entry.recordedAt()),
                new Facts(words)
                        .addAs(
                                date.filter(field -> !field.field().equals("effectiveOn"))
                                        .map(FieldInWords::label)
                                        .orElse(words.of("timeline.effective")),
                                words.date(entry.effectiveOn()))
                        .add("audit.by", entry.byName(), entry.by())
                        .add("audit.role", entry.role() == null ? null : words.of("Role." + entry.role()))
                        .add("timeline.asserted", entry.assertedByName(), entry.assertedBy())
                        .add("timeline.why", entry.why())
                        .add("audit.command", entry.command())
                        .add("audit.event", entry.event())
                        .add("audit.version", Long.toString(entry.version()))
                        .add("audit.position", Long.toString(entry.position()))
                        .facts(),
                entry.hash());
    }

    private static Line line(AccountChange change, Words words) {
        boolean ofProvider = change.subject().equals(change.provider());
        return new Line(
                change.sentence(),
                change.fields(),
                words.moment(change.recordedAt()),
                new Facts(words)
                        .add("audit.by", change.byName(), change.by())
                        .add("audit.role", change.role() == null ? null : words.of(change.role()))
                        .add(
                                "field.provider",
                                ofProvider ? change.subjectName() : null,
                                ofProvider ? change.subject() : null)
                        .add(
                                "audit.person",
                                ofProvider ? null : change.subjectName(),
                                ofProvider ? null : change.subject())
                        .add("audit.event", change.change())
                        .add("audit.change", Long.toString(change.position()))
                        .facts(),
                null);
    }

    /** Collects what is known. */
    private static final class Facts {

        private final Words words;
        private final List<Fact> facts = new ArrayList<>();

        Facts(Words words) {
            this.words = words;
        }

        Facts add(String label, @Nullable String text) {
            return text == null ? this : addAs(words.of(label), text);
        }

        Facts addAs(String label, String text) {
            facts.add(new Fact(label, text));
            return this;
        }

        Facts add(String label, @Nullable String name, @Nullable String id) {
            return add(label, name == null || name.equals(id) ? id : name + " (" + id + ")");
        }

        List<Fact> facts() {
            return facts;
        }
    }
}
