package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Two moments of an initiative, or two initiatives, side by side: what is not the same, by whom and why. */
@Controller
final class ComparePages {

    /** Rows and events that a page has room for. */
    private static final int ROWS = 60;

    private static final int EVENTS = 25;

    /** Others that can be chosen to compare with. */
    private static final int OTHERS = 200;

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Past past;
    private final Strategies strategies;
    private final Names names;
    private final Looks looks;

    ComparePages(
            Site site, Reads reads, Overview overview, Past past, Strategies strategies, Names names, Looks looks) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.past = past;
        this.strategies = strategies;
        this.names = names;
        this.looks = looks;
    }

    /** @param version as which it was looked at */
    record Side(String title, String href, long version, String at) {}

    record Other(String id, String title, boolean isChosen) {}

    @GetMapping("/initiatives/{id}/compare")
    Mono<Rendering> compare(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @RequestParam @Nullable String from,
            @RequestParam @Nullable String to,
            @RequestParam @Nullable String with) {
        Words words = site.words(exchange);
        String other = with == null || with.isBlank() ? id : with;
        return reads.views(() -> {
                    Whole now = overview.find(id, actor).orElseThrow(ProblemException::notFound);
                    Whole against = overview.find(other, actor).orElseThrow(ProblemException::notFound);
                    looks.record(actor, now.item(), Looks.Kind.COMPARISON, exchange);
                    looks.record(actor, against.item(), Looks.Kind.COMPARISON, exchange);
                    boolean isOther = !other.equals(id);
                    long newest = now.item().version();
                    boolean isUnreadable = isUnreadable(from) || isUnreadable(to);
                    long first = version(
                            from,
                            against.item().version(),
                            isOther ? against.item().version() : 1);
                    long last = version(to, newest, newest);
                    Map<String, Object> model = model(words, actor, now, against, first, last, isOther);
                    model.put("refusal", isUnreadable ? words.of("compare.unreadable") : null);
                    model.put("others", others(actor, id, other));
                    return model;
                })
                .flatMap(model -> site.page(
                        exchange,
                        "compare",
                        model.get("refusal") == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT,
                        model));
    }

    private static boolean isUnreadable(@Nullable String version) {
        return version != null && !version.isBlank() && InitiativePages.number(version.strip()) == 0;
    }

    private static long version(@Nullable String asked, long newest, long otherwise) {
        long number = asked == null ? 0 : InitiativePages.number(asked.strip());
        return number == 0 ? otherwise : Math.min(number, newest);
    }

    private Map<String, Object> model(
            Words words, Actor actor, Whole now, Whole against, long first, long last, boolean isOther) {
        String id = now.item().initiative();
        Life before = then(against.item().initiative(), isOther ? first : Math.min(first, last));
        Life after = then(id, isOther ? last : Math.max(first, last));
        Map<String, String> people = new HashMap<>(names.people(now.item().provider()));
        people.putAll(names.people(against.item().provider()));
        Telling telling = new Telling(
                words,
                people,
                List.of(before.whole().state(), after.whole().state(), against.state(), now.state()),
                strategies.of(now.item().provider()).strategy());
        List<Comparison.Group> groups = new ArrayList<>();
        int room = ROWS;
        int hidden = 0;
        for (Comparison.Group group : Comparison.between(
                words, telling, before.whole().state(), after.whole().state())) {
            List<Comparison.Row> shown = group.rows().stream().limit(room).toList();
            hidden += group.rows().size() - shown.size();
            room -= shown.size();
            if (!shown.isEmpty()) {
                groups.add(new Comparison.Group(group.title(), shown));
            }
        }
        long from = before.whole().item().version();
        long to = after.whole().item().version();
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("item", now.item());
        model.put("from", side(words, before));
        model.put("to", side(words, after));
        model.put("newest", now.item().version());
        model.put("isOther", isOther);
        model.put("groups", groups);
        model.put("hidden", hidden);
        model.put(
                "events",
                isOther
                        ? List.of()
                        : past.between(id, from + 1, Math.min(to, from + EVENTS)).stream()
                                .map(telling::tell)
                                .toList());
        model.put("moreEvents", isOther ? 0 : Math.max(0, to - from - EVENTS));
        return model;
    }

    private Life then(String initiative, long version) {
        return past.of(initiative, new Moment(version, null), null).life().orElseThrow(ProblemException::notFound);
    }

    private static Side side(Words words, Life life) {
        String id = life.whole().item().initiative();
        long version = life.whole().item().version();
        return new Side(
                life.whole().item().title(),
                "/initiatives/" + id + "/history?version=" + version,
                version,
                words.moment(life.whole().item().lastActivity()));
    }

    private List<Other> others(Actor actor, String id, String chosen) {
        return overview.list(new Overview.Wanted(Visible.providers(actor), null, null, null)).stream()
                .filter(item -> !item.initiative().equals(id))
                .limit(OTHERS)
                .map(item -> new Other(item.initiative(), item.title(), Objects.equals(item.initiative(), chosen)))
                .sorted(Comparator.comparing(Other::title))
                .toList();
    }
}
