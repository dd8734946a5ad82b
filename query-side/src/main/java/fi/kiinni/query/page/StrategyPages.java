package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.page.BoardPages.Link;
import fi.kiinni.query.view.Leaning;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy.Version;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The strategy, version by version, and which initiatives lean on it. */
@Controller
final class StrategyPages {

    /** Links to a page that shows one list alone. */
    private static final int TO_A_PAGE = 80;

    /** Links to all goals of a version together, and to one of them at most. */
    private static final int TO_ALL_GOALS = 60;

    private static final int TO_A_GOAL = 5;

    private static final int TO_A_LIST = 10;

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Strategies strategies;
    private final Names names;

    StrategyPages(Site site, Reads reads, Overview overview, Strategies strategies, Names names) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.strategies = strategies;
        this.names = names;
    }

    /**
     * What the address asks for.
     *
     * @param shown the version; 0: the one in force
     * @param only the list that is shown alone: a goal's, or one of the names below; empty: all of them
     * @param from how many links of that are left out before those that are shown
     */
    private record Sought(long shown, String only, int from) {

        static final String SUPERSEDED = "superseded";
        static final String VERSIONS = "versions";

        boolean wants(String list) {
            return only.isEmpty() || only.equals(list);
        }

        /** As much of a list as is shown, and where the rest is. */
        <T> Listed listed(String list, List<T> all, int few, Function<T, Row> row) {
            int first = only.isEmpty() ? 0 : Math.min(from, all.size());
            int end = Math.min(first + (only.isEmpty() ? few : TO_A_PAGE), all.size());
            return new Listed(
                    all.subList(first, end).stream().map(row).toList(),
                    all.size(),
                    end == all.size()
                            ? null
                            : "/strategy?shown=" + shown + "&only=" + list + (only.isEmpty() ? "" : "&from=" + end));
        }
    }

    /** @param note what is said beside the link */
    record Row(Link to, String note) {}

    /** @param more where the rest of all is, unless everything is shown */
    record Listed(List<Row> rows, int total, @Nullable String more) {}

    /** A goal, and what leans on it. */
    record Aim(String text, Listed leaning) {}

    /** @param isInForce whether no newer version replaced it */
    record Shown(String name, int number, String period, boolean isInForce, List<Aim> goals) {}

    @GetMapping("/strategy")
    Mono<Rendering> strategy(
            ServerWebExchange exchange,
            Actor actor,
            @RequestParam @Nullable String version,
            @RequestParam @Nullable String shown,
            @RequestParam @Nullable String only,
            @RequestParam @Nullable String from) {
        @Nullable String provider = actor.provider();
        if (provider == null) {
            return Mono.error(ProblemException.notAllowed("An operator sees no provider's strategy."));
        }
        long wanted = InitiativePages.number(version);
        Sought sought = new Sought(InitiativePages.number(shown), Objects.requireNonNullElse(only, ""), (int)
                Math.min(InitiativePages.number(from), Integer.MAX_VALUE));
        Words words = site.words(exchange);
        return reads.soon(() -> strategies.of(provider).version() >= wanted)
                .flatMap(visible -> reads.views(() -> model(words, actor, provider, sought, !visible)))
                .flatMap(model -> site.page(exchange, "strategy", HttpStatus.OK, model));
    }

    private Map<String, Object> model(Words words, Actor actor, String provider, Sought asked, boolean isBehind) {
        List<Version> versions = strategies.of(provider).strategy().versions().reversed();
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("providerName", names.provider(provider));
        model.put("isBehind", isBehind);
        model.put("mayPublish", CommandForm.PUBLISH_STRATEGY.mayBeGivenBy(actor, provider, null));
        model.put("isAlone", !asked.only().isEmpty());
        if (!versions.isEmpty()) {
            Version latest = versions.getFirst();
            Version version = versions.stream()
                    .filter(one -> one.strategyVersion() == asked.shown())
                    .findFirst()
                    .orElse(latest);
            Sought sought = new Sought(version.strategyVersion(), asked.only(), asked.from());
            List<Leaning> leaning = overview.leaning(provider).stream()
                    .sorted(Comparator.comparing(Leaning::title).thenComparing(Leaning::initiative))
                    .toList();
            model.put("version", shown(words, version, latest, sought, leaning));
            if (version.equals(latest) && sought.wants(Sought.SUPERSEDED)) {
                model.put("superseded", superseded(words, versions, latest, sought, leaning));
            }
            if (versions.size() > 1 && sought.wants(Sought.VERSIONS)) {
                model.put(
                        "others",
                        sought.listed(
                                Sought.VERSIONS,
                                versions.stream()
                                        .filter(one -> !one.equals(version))
                                        .toList(),
                                TO_A_LIST,
                                one -> new Row(
                                        new Link("/strategy?shown=" + one.strategyVersion(), one.name()),
                                        number(words, one) + " · " + period(words, one))));
            }
        }
        return model;
    }

    private static Shown shown(Words words, Version version, Version latest, Sought sought, List<Leaning> leaning) {
        int few = Math.min(TO_A_GOAL, TO_ALL_GOALS / Math.max(1, version.goals().size()));
        return new Shown(
                version.name(),
                version.strategyVersion(),
                period(words, version),
                version.equals(latest),
                version.goals().stream()
                        .filter(goal -> sought.wants(goal.goal().toString()))
                        .map(goal -> new Aim(
                                goal.text(),
                                sought.listed(
                                        goal.goal().toString(),
                                        those(leaning, leansOn(version, goal)),
                                        few,
                                        one -> row(one, note(words, one)))))
                        .toList());
    }

    /** Those that nobody has mirrored to the version in force yet. */
    private static Listed superseded(
            Words words, List<Version> versions, Version latest, Sought sought, List<Leaning> leaning) {
        Map<Integer, Version> byNumber = new HashMap<>();
        versions.forEach(version -> byNumber.put(version.strategyVersion(), version));
        return sought.listed(
                Sought.SUPERSEDED,
                those(
                        leaning,
                        one -> one.mirror().strategyVersion() != latest.strategyVersion()
                                && !one.mirror().goals().isEmpty()),
                TO_A_LIST,
                one -> {
                    @Nullable Version version = byNumber.get(one.mirror().strategyVersion());
                    return row(one, (version == null ? "" : version.name() + " · ") + note(words, one));
                });
    }

    private static Predicate<Leaning> leansOn(Version version, Goal goal) {
        return one -> one.mirror().strategyVersion() == version.strategyVersion()
                && one.mirror().goals().contains(goal.goal());
    }

    private static List<Leaning> those(List<Leaning> leaning, Predicate<Leaning> wanted) {
        return leaning.stream().filter(wanted).toList();
    }

    private static Row row(Leaning one, String note) {
        return new Row(new Link("/initiatives/" + one.initiative() + "#strategy-mirror", one.title()), note);
    }

    /** Where it stands, and how it stands to the strategy. */
    private static String note(Words words, Leaning one) {
        String where = one.status() == Status.ACTIVE ? words.of(one.phase()) : words.of(one.status());
        return where + " · " + words.of(one.mirror().assessment());
    }

    private static String number(Words words, Version version) {
        return words.count("strategy.version", version.strategyVersion());
    }

    private static String period(Words words, Version version) {
        return words.date(version.from()) + " – " + words.date(version.until());
    }
}
