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
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An initiative. */
@Controller
final class InitiativePages {

    private static final int TIMELINE_PAGE = 12;

    /** What the markup of the timeline and of an entry of it weighs, in characters. */
    private static final int TIMELINE = 2_200;

    private static final int ENTRY = 400;

    /** What is offered to a decision maker beside everything that the gate lacks. */
    private static final int WAIVERS = 3_000;

    /** What the entries of the timeline that are shown at once may weigh, in characters. */
    private static final int TIMELINE_ROOM = 12_000;

    /** Among whom one can choose. */
    private static final int PEOPLE = 40;

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
            @RequestParam @Nullable String all,
            @RequestParam @Nullable String from) {
        long wanted = number(version);
        Sought sought = Sought.of(what, person, clock, after, all, from);
        Mono<Boolean> isThere = wanted == 0
                ? Mono.just(true)
                : reads.soon(() -> overview.version(id) >= wanted && timeline.has(id, wanted));
        return isThere.flatMap(visible -> initiative(exchange, actor, id, sought, !visible));
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
                .retryAfter(Reads.VISIBLE_WITHIN);
    }

    private Map<String, Object> shown(Words words, Actor actor, Life life, Sought sought, boolean isBehind) {
        Map<String, Object> model = model(words, actor, life);
        Telling telling = (Telling) Objects.requireNonNull(model.get("telling"));
        @Nullable Events events = sought.extent().isOfEverything() ? events(telling, life, sought) : null;
        CommandLinks commands = new CommandLinks(
                life.whole().item().initiative(),
                CommandForm.offered(words, actor, life.whole().state()));
        model.put(
                "page",
                new InitiativePage(
                        Reading.of(words, telling, life, LocalDate.now(HELSINKI), sought.extent()),
                        address(life),
                        TIMELINE
                                + (events == null ? 0 : Extent.weight(events.told(), ENTRY))
                                + (commands.has(CommandForm.WAIVE_REQUIREMENT.route()) ? WAIVERS : 0)));
        model.put("commands", commands);
        if (events != null) {
            model.put("events", events);
        }
        model.put("isBehind", isBehind);
        return model;
    }

    private static String address(Life life) {
        return "/initiatives/" + life.whole().item().initiative();
    }

    /** What the initiative's page is made of, whenever it is looked at. */
    Map<String, Object> model(Words words, Actor actor, Life life) {
        Item item = life.whole().item();
        Initiative state = life.whole().state();
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("item", item);
        model.put("state", state);
        model.put("providerName", names.provider(item.provider()));
        model.put(
                "telling",
                new Telling(
                        words,
                        names.people(item.provider()),
                        state,
                        strategies.of(item.provider()).strategy()));
        return model;
    }

    /**
     * The page as it was.
     *
     * @param address of the page of that moment
     */
    Map<String, Object> then(Words words, Actor actor, Life life, LocalDate day, String address, Extent extent) {
        Map<String, Object> model = model(words, actor, life);
        Telling telling = (Telling) Objects.requireNonNull(model.get("telling"));
        model.put("page", new InitiativePage(Reading.of(words, telling, life, day, extent), address, TIMELINE));
        model.put("commands", new CommandLinks(life.whole().item().initiative(), Map.of()));
        model.put("isBehind", false);
        return model;
    }

    static Extent extent(@Nullable String all, @Nullable String from) {
        return all == null || !InitiativePage.isPart(all)
                ? Extent.EVERYTHING
                : new Extent(all, (int) Math.min(number(from), Integer.MAX_VALUE));
    }

    /**
     * Which entries of the timeline are asked for, and what else of the page.
     *
     * @param after the version of the entry after which to go on, 0 to begin
     */
    private record Sought(Wanted wanted, Clock clock, long after, Extent extent) {

        static Sought of(
                @Nullable String what,
                @Nullable String person,
                @Nullable String clock,
                @Nullable String after,
                @Nullable String all,
                @Nullable String from) {
            @Nullable
            Happening happening = Arrays.stream(Happening.values())
                    .filter(one -> one.name().equalsIgnoreCase(what))
                    .findFirst()
                    .orElse(null);
            return new Sought(
                    new Wanted(happening, person == null || person.isBlank() ? null : person),
                    "effective".equals(clock) ? Clock.EFFECTIVE : Clock.RECORDED,
                    number(after),
                    InitiativePages.extent(all, from));
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
        List<Told> told = page.entries().stream().map(telling::tell).toList();
        List<Told> shown = fitting(told);
        boolean isEffective = sought.clock() == Clock.EFFECTIVE;
        @Nullable Happening what = sought.wanted().happening();
        return new Events(
                Arrays.stream(Happening.values())
                        .map(InitiativePages::lowerCase)
                        .toList(),
                what == null ? "" : lowerCase(what),
                offered(life, sought.wanted().by()),
                Objects.requireNonNullElse(sought.wanted().by(), ""),
                lowerCase(sought.clock()),
                isEffective,
                isEffective && page.looked() < item.version(),
                page.looked(),
                sought.after(),
                shown.size() < told.size() ? shown.getLast().version() : page.next(),
                shown);
    }

    /** People by whom entries can be asked for: of many, those of the team and who came last; and who is asked for. */
    private static List<String> offered(Life life, @Nullable String asked) {
        List<String> all = life.course().recorders();
        List<String> last = all.subList(Math.max(0, all.size() - PEOPLE), all.size());
        return all.size() <= PEOPLE
                ? all
                : Stream.concat(
                                Stream.concat(
                                                all.stream()
                                                        .filter(life.whole()
                                                                .state()
                                                                .team()::containsKey),
                                                last.stream())
                                        .distinct()
                                        .limit(PEOPLE),
                                all.stream().filter(person -> person.equals(asked)))
                        .distinct()
                        .toList();
    }

    /** As many as there is room for, but at least one. */
    private static List<Told> fitting(List<Told> told) {
        int room = TIMELINE_ROOM;
        int count = 0;
        while (count < told.size() && (count == 0 || room > 0)) {
            room -= Extent.weight(told.subList(count, count + 1), ENTRY);
            count++;
        }
        return told.subList(0, count);
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
