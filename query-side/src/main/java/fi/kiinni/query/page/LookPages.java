package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.audit.Looks.Kind;
import fi.kiinni.query.audit.Looks.Look;
import fi.kiinni.query.audit.Looks.Wanted;
import fi.kiinni.query.view.Happening;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Timeline.Clock;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Who looked into the past of a provider's initiatives. */
@Controller
final class LookPages {

    private static final int SHOWN = 30;

    private final Site site;
    private final Reads reads;
    private final Looks looks;
    private final Overview overview;
    private final Names names;

    LookPages(Site site, Reads reads, Looks looks, Overview overview, Names names) {
        this.site = site;
        this.reads = reads;
        this.looks = looks;
        this.overview = overview;
        this.names = names;
    }

    /**
     * A look, to be shown.
     *
     * @param initiative absent where all were looked at
     * @param facts label and text of what else is known of it
     */
    record Line(
            String sentence,
            String at,
            @Nullable String initiative,
            @Nullable String title,
            List<Fact> facts) {}

    record Fact(String label, String text) {}

    /** @param more the same as a query's parameters, for the next page */
    record Filter(String person, String kind, String initiative, String more) {

        static Filter of(MultiValueMap<String, String> address) {
            UriComponentsBuilder more = UriComponentsBuilder.newInstance();
            for (String name : List.of("person", "kind", "initiative")) {
                if (!text(address, name).isEmpty()) {
                    more.queryParam(name, "{" + name + "}");
                }
            }
            return new Filter(
                    text(address, "person"),
                    text(address, "kind"),
                    text(address, "initiative"),
                    Objects.requireNonNullElse(
                            more.encode()
                                    .buildAndExpand(address.toSingleValueMap())
                                    .getQuery(),
                            ""));
        }

        private static String text(MultiValueMap<String, String> address, String name) {
            return Objects.requireNonNullElse(address.getFirst(name), "").strip();
        }

        private Wanted wanted() {
            return new Wanted(
                    person.isEmpty() ? null : person,
                    initiative.isEmpty() ? null : initiative,
                    Arrays.stream(Kind.values())
                            .filter(one -> one.name().equalsIgnoreCase(kind))
                            .findFirst()
                            .orElse(null));
        }
    }

    @GetMapping("/looks")
    Mono<Rendering> looks(ServerWebExchange exchange, Actor actor) {
        String provider = Looks.seenBy(actor);
        Words words = site.words(exchange);
        MultiValueMap<String, String> address = exchange.getRequest().getQueryParams();
        Filter filter = Filter.of(address);
        long after = InitiativePages.number(address.getFirst("after"));
        return reads.views(() -> {
                    Map<String, String> titles =
                            overview.list(new Overview.Wanted(Set.of(provider), null, null, null)).stream()
                                    .collect(Collectors.toMap(Item::initiative, Item::title));
                    List<Look> found =
                            looks.of(provider, filter.wanted(), after == 0 ? Long.MAX_VALUE : after, SHOWN + 1);
                    Map<String, Object> model = new HashMap<>();
                    model.put("actorName", site.name(actor));
                    model.put("providerName", names.provider(provider));
                    model.put("filter", filter);
                    model.put("people", looks.people(provider));
                    model.put("kinds", Kind.values());
                    model.put("only", titles.get(filter.initiative()));
                    model.put(
                            "lines",
                            found.stream()
                                    .limit(SHOWN)
                                    .map(look -> line(look, titles, names.people(provider), words))
                                    .toList());
                    model.put(
                            "next", found.size() > SHOWN ? found.get(SHOWN - 1).position() : 0);
                    return model;
                })
                .flatMap(model -> site.page(exchange, "looks", HttpStatus.OK, model));
    }

    private static Line line(Look look, Map<String, String> titles, Map<String, String> people, Words words) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                words.of("looks.roles"), look.roles().stream().map(words::of).collect(Collectors.joining(", "))));
        if (look.grantedUntil() != null) {
            facts.add(new Fact(words.of("looks.granted"), words.date(look.grantedUntil())));
        }
        look.asked()
                .forEach((part, value) -> facts.add(
                        new Fact(words.of("looks.asked." + part), value(part, value, titles, people, words))));
        @Nullable String initiative = look.initiative();
        return new Line(
                words.of(
                        "looks." + look.kind().name().toLowerCase(Locale.ROOT),
                        Map.of("by", look.personName() + " (" + look.homeName() + ")")),
                words.moment(look.at()),
                initiative,
                initiative == null ? null : titles.getOrDefault(initiative, initiative),
                facts);
    }

    /** What was asked for, in words where it is one of a few. */
    private static String value(
            String part, String value, Map<String, String> titles, Map<String, String> people, Words words) {
        return switch (part) {
            case "by" -> people.getOrDefault(value, value);
            case "with" -> titles.getOrDefault(value, value);
            case "kind" ->
                inWords(
                        Happening.values(),
                        value,
                        one -> words.of("timeline.what." + one.name().toLowerCase(Locale.ROOT)));
            case "phase" -> inWords(Phase.values(), value, words::of);
            case "clock" ->
                inWords(
                        Clock.values(),
                        value,
                        one -> words.of("timeline.clock." + one.name().toLowerCase(Locale.ROOT)));
            case "from" -> value.equals("now") ? words.of("looks.now") : value;
            default -> value;
        };
    }

    private static <E extends Enum<E>> String inWords(E[] all, String value, Function<E, String> inWords) {
        return Stream.of(all)
                .filter(one -> one.name().equalsIgnoreCase(value))
                .map(inWords)
                .findFirst()
                .orElse(value);
    }
}
