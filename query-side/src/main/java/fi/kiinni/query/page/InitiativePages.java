package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Happening;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.query.view.Timeline.Clock;
import fi.kiinni.query.view.Timeline.Page;
import fi.kiinni.query.view.Timeline.Wanted;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Telling.Told;
import fi.kiinni.query.words.Words;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

/** An initiative, and the strategy. */
@Controller
final class InitiativePages {

    private static final int TIMELINE_PAGE = 15;

    /** For how long a page waits for the views to show what its reader has just done. */
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(25);
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

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
            @RequestParam @Nullable String what,
            @RequestParam @Nullable String person,
            @RequestParam @Nullable String clock,
            @RequestParam @Nullable String after,
            @RequestParam @Nullable String all) {
        long wanted = number(version);
        Sought sought = Sought.of(what, person, clock, after, all);
        return reads.views(() -> wanted == 0 || (overview.version(id) >= wanted && timeline.has(id, wanted)))
                .filter(visible -> visible)
                .repeatWhenEmpty(again -> again.delayElements(LOOK_EVERY))
                .timeout(VISIBLE_WITHIN, Mono.just(false))
                .flatMap(visible -> initiative(exchange, actor, id, sought, !visible));
    }

    static long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }

    private Mono<Rendering> initiative(
            ServerWebExchange exchange, Actor actor, String id, Sought sought, boolean isBehind) {
        Words words = site.words(exchange);
        return reads.views(() -> {
                    Life life = overview.life(id, actor)
                            .orElseThrow(isBehind ? InitiativePages::notYet : ProblemException::notFound);
                    return shown(words, actor, life, sought, isBehind);
                })
                .flatMap(model -> site.page(exchange, "initiative", HttpStatus.OK, model));
    }

    /** Right after it was started, an initiative may not be in the views yet. */
    private static ProblemException notYet() {
        return new ProblemException(EdgeProblem.BUSY, "It is recorded, and will be shown in a moment.")
                .withHeader("Refresh", "2")
                .retryAfter(VISIBLE_WITHIN);
    }

    private Map<String, Object> shown(Words words, Actor actor, Life life, Sought sought, boolean isBehind) {
        Item item = life.whole().item();
        Initiative state = life.whole().state();
        Telling telling = new Telling(
                words,
                names.people(item.provider()),
                state,
                strategies.of(item.provider()).strategy());
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("item", item);
        model.put("state", state);
        model.put("providerName", names.provider(item.provider()));
        model.put("telling", telling);
        model.put("page", new InitiativePage(words, telling, life, LocalDate.now(HELSINKI), sought.whole()));
        model.put("commands", CommandForm.offered(words, actor, state));
        model.put("events", events(telling, life, sought));
        model.put("all", sought.whole());
        model.put("isBehind", isBehind);
        return model;
    }

    /**
     * Which entries of the timeline are asked for, and what else of the page.
     *
     * @param after the version of the entry after which to go on, 0 to begin
     * @param whole the part of which all is shown
     */
    private record Sought(Wanted wanted, Clock clock, long after, String whole) {

        static Sought of(
                @Nullable String what,
                @Nullable String person,
                @Nullable String clock,
                @Nullable String after,
                @Nullable String all) {
            @Nullable
            Happening happening = Arrays.stream(Happening.values())
                    .filter(one -> one.name().equalsIgnoreCase(what))
                    .findFirst()
                    .orElse(null);
            return new Sought(
                    new Wanted(happening, person == null || person.isBlank() ? null : person),
                    "effective".equals(clock) ? Clock.EFFECTIVE : Clock.RECORDED,
                    number(after),
                    Objects.requireNonNullElse(all, ""));
        }
    }

    /**
     * The timeline.
     *
     * @param kinds that can be asked for
     * @param people who recorded anything
     * @param isPartial whether there are older entries that are not in this order
     * @param next the version of the entry after which to go on, 0 at the end
     */
    record Events(
            List<String> kinds,
            String what,
            List<String> people,
            String person,
            String clock,
            boolean isEffective,
            boolean isPartial,
            long looked,
            long after,
            long next,
            List<Told> told) {}

    private Events events(Telling telling, Life life, Sought sought) {
        Item item = life.whole().item();
        Page page = timeline.latest(
                item.initiative(), item.version(), sought.after(), sought.wanted(), sought.clock(), TIMELINE_PAGE);
        boolean isEffective = sought.clock() == Clock.EFFECTIVE;
        @Nullable Happening what = sought.wanted().happening();
        return new Events(
                Arrays.stream(Happening.values())
                        .map(InitiativePages::lowerCase)
                        .toList(),
                what == null ? "" : lowerCase(what),
                life.course().recorders(),
                Objects.requireNonNullElse(sought.wanted().by(), ""),
                lowerCase(sought.clock()),
                isEffective,
                isEffective && page.looked() < item.version(),
                page.looked(),
                sought.after(),
                page.next(),
                page.entries().stream().map(telling::tell).toList());
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
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
