package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.AccountChanges;
import fi.kiinni.query.audit.AccountChanges.AccountChange;
import fi.kiinni.query.audit.AuditTrail;
import fi.kiinni.query.audit.AuditTrail.AuditEntry;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past.Sought;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling.FieldInWords;
import fi.kiinni.query.words.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The audit trails of an initiative and of accounts. */
@Controller
final class AuditPages {

    private static final int ENTRIES = 30;

    /** The business date, under the names that it has in events; the first of them, for a correction may replace the others. */
    private static final List<String> DATES =
            List.of("effectiveOn", "decidedOn", "observedOn", "measuredOn", "since", "completedOn", "reviewedOn");

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final AuditTrail trail;
    private final AccountChanges accountChanges;
    private final Names names;

    AuditPages(
            Site site, Reads reads, Overview overview, AuditTrail trail, AccountChanges accountChanges, Names names) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.trail = trail;
        this.accountChanges = accountChanges;
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

    @GetMapping("/initiatives/{id}/audit")
    Mono<Rendering> ofInitiative(
            ServerWebExchange exchange, Actor actor, @PathVariable String id, @RequestParam @Nullable String after) {
        Words words = site.words(exchange);
        return reads.views(() -> {
                    Whole whole = overview.find(id, actor).orElseThrow(ProblemException::notFound);
                    List<AuditEntry> found =
                            trail.find(whole, InitiativePages.number(after), Sought.ANY, ENTRIES + 1, words);
                    Map<String, Object> model = model(
                            actor,
                            found.stream()
                                    .limit(ENTRIES)
                                    .map(entry -> line(entry, words))
                                    .toList());
                    model.put("item", whole.item());
                    model.put("providerName", names.provider(whole.item().provider()));
                    model.put(
                            "next",
                            found.size() > ENTRIES ? found.get(ENTRIES - 1).version() : 0);
                    return model;
                })
                .flatMap(model -> site.page(exchange, "audit", HttpStatus.OK, model));
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
