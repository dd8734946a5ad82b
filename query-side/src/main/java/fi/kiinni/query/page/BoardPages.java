package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Wanted;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** All initiatives at a glance. */
@Controller
final class BoardPages {

    private static final int LIST_PAGE = 50;

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Names names;

    BoardPages(Site site, Reads reads, Overview overview, Names names) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.names = names;
    }

    @GetMapping("/")
    Rendering start() {
        return SignInPages.redirect("/initiatives");
    }

    @GetMapping("/initiatives")
    Mono<Rendering> list(
            ServerWebExchange exchange,
            Actor actor,
            @RequestParam @Nullable String phase,
            @RequestParam @Nullable String status,
            @RequestParam @Nullable String q,
            @RequestParam @Nullable String page) {
        Words words = site.words(exchange);
        int number = page != null && page.matches("[0-9]{1,6}") ? Math.max(1, Integer.parseInt(page)) : 1;
        Set<String> providers = Visible.providers(actor);
        return reads.views(() -> {
                    List<Item> all = providers.isEmpty()
                            ? List.of()
                            : overview.list(new Wanted(
                                    providers, constant(Phase.class, phase), constant(Status.class, status), q));
                    int from = Math.min((number - 1) * LIST_PAGE, all.size());
                    int to = Math.min(from + LIST_PAGE, all.size());
                    Map<String, Object> model = new HashMap<>();
                    model.put("actorName", site.name(actor));
                    model.put("items", all.subList(from, to));
                    model.put("total", all.size());
                    model.put("previous", number > 1 ? number - 1 : 0);
                    model.put("next", to < all.size() ? number + 1 : 0);
                    model.put("phases", Phase.values());
                    model.put("statuses", Status.values());
                    model.put("phase", Objects.requireNonNullElse(phase, ""));
                    model.put("status", Objects.requireNonNullElse(status, ""));
                    model.put("q", Objects.requireNonNullElse(q, ""));
                    model.put("mayStart", actor.is(Role.COORDINATOR));
                    model.put("isOperator", providers.isEmpty());
                    Map<String, String> named = new LinkedHashMap<>();
                    providers.forEach(provider -> named.put(provider, names.provider(provider)));
                    model.put("providers", named);
                    model.put("words", words);
                    return model;
                })
                .flatMap(model -> site.page(exchange, "initiatives", HttpStatus.OK, model));
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }
}
