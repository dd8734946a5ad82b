package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Strategies.Published;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An initiative, and the strategy. */
@Controller
final class InitiativePages {

    private static final int TIMELINE_PAGE = 30;

    /** For how long a page waits for the views to show what its reader has just done. */
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Timeline timeline;
    private final Strategies strategies;
    private final Names names;

    InitiativePages(Site site, Reads reads, Overview overview, Timeline timeline, Strategies strategies, Names names) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.timeline = timeline;
        this.strategies = strategies;
        this.names = names;
    }

    @GetMapping("/initiatives/{id}")
    Mono<Rendering> one(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @RequestParam @Nullable String version,
            @RequestParam @Nullable String before) {
        long wanted = number(version);
        return reads.views(() -> wanted == 0 || (overview.version(id) >= wanted && timeline.has(id, wanted)))
                .filter(visible -> visible)
                .repeatWhenEmpty(again -> again.delayElements(LOOK_EVERY))
                .timeout(VISIBLE_WITHIN, Mono.just(false))
                .flatMap(visible -> initiative(exchange, actor, id, number(before), !visible));
    }

    static long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }

    private Mono<Rendering> initiative(
            ServerWebExchange exchange, Actor actor, String id, long before, boolean isBehind) {
        Words words = site.words(exchange);
        return reads.views(() -> {
                    Whole whole = overview.find(id, actor)
                            .orElseThrow(isBehind ? InitiativePages::notYet : ProblemException::notFound);
                    return shown(words, actor, whole, before, isBehind);
                })
                .flatMap(model -> site.page(exchange, "initiative", HttpStatus.OK, model));
    }

    /** Right after it was started, an initiative may not be in the views yet. */
    private static ProblemException notYet() {
        return new ProblemException(EdgeProblem.BUSY, "It is recorded, and will be shown in a moment.")
                .withHeader("Refresh", "2")
                .retryAfter(VISIBLE_WITHIN);
    }

    private Map<String, Object> shown(Words words, Actor actor, Whole whole, long before, boolean isBehind) {
        Item item = whole.item();
        Initiative state = whole.state();
        String provider = item.provider();
        Map<String, String> people = names.people(provider);
        Published strategy = strategies.of(provider);
        Telling telling = new Telling(words, people, state, strategy.strategy());
        long newest = before > 0 ? Math.min(before - 1, item.version()) : item.version();
        long oldest = Math.max(1, newest - TIMELINE_PAGE + 1);
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("item", item);
        model.put("state", state);
        model.put("missing", item.nextGate().missing());
        model.put("providerName", names.provider(provider));
        model.put("telling", telling);
        model.put("strategyGoals", strategy.strategy());
        List<Entry> entries =
                timeline.between(item.initiative(), oldest, newest).reversed();
        model.put("entries", entries.stream().map(telling::tell).toList());
        model.put("older", oldest > 1 ? oldest : 0);
        model.put("isBehind", isBehind);
        model.put("commands", CommandForm.offered(words, actor, state));
        return model;
    }

    @GetMapping("/strategy")
    Mono<Rendering> strategy(ServerWebExchange exchange, Actor actor, @RequestParam @Nullable String version) {
        long wanted = number(version);
        @Nullable String provider = actor.provider();
        if (provider == null) {
            return Mono.error(ProblemException.notAllowed("An operator sees no provider's strategy."));
        }
        return reads.views(() -> strategies.of(provider).version() >= wanted)
                .filter(visible -> visible)
                .repeatWhenEmpty(again -> again.delayElements(LOOK_EVERY))
                .timeout(VISIBLE_WITHIN, Mono.just(false))
                .flatMap(visible -> strategyPage(exchange, actor, provider, !visible));
    }

    private Mono<Rendering> strategyPage(ServerWebExchange exchange, Actor actor, String provider, boolean isBehind) {
        return reads.views(() -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("actorName", site.name(actor));
                    model.put("providerName", names.provider(provider));
                    model.put(
                            "versions",
                            strategies.of(provider).strategy().versions().reversed());
                    model.put("isBehind", isBehind);
                    model.put("mayPublish", CommandForm.PUBLISH_STRATEGY.mayBeGivenBy(actor, provider, null));
                    return model;
                })
                .flatMap(model -> site.page(exchange, "strategy", HttpStatus.OK, model));
    }
}
