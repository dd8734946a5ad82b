package fi.kiinni.query.page;

import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.PageErrors;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.QueryProblem;
import fi.kiinni.query.words.Words;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.thymeleaf.spring6.view.reactive.ThymeleafReactiveViewResolver;
import reactor.core.publisher.Mono;

/** Problems as pages, in the reader's language. */
@Component
final class ErrorPages implements PageErrors {

    private final Site site;
    private final ThymeleafReactiveViewResolver views;

    ErrorPages(Site site, ThymeleafReactiveViewResolver views) {
        this.site = site;
        this.views = views;
    }

    @Override
    public Mono<Void> render(ServerWebExchange exchange, ProblemException problem) {
        if (problem.type() == EdgeProblem.NOT_SIGNED_IN || problem.type() == EdgeProblem.INVALID_TOKEN) {
            return PageSecurity.toSignIn(exchange);
        }
        Words words = site.words(exchange);
        boolean rebuilding = problem.type() == QueryProblem.VIEWS_CATCHING_UP;
        if (rebuilding) {
            String seconds = exchange.getResponse().getHeaders().getFirst(HttpHeaders.RETRY_AFTER);
            exchange.getResponse().getHeaders().set("Refresh", seconds == null ? "3" : seconds);
        }
        return site.frame(exchange).flatMap(model -> {
            model.put("problemTitle", words.of("problem." + problem.type().problem()));
            model.put("status", problem.type().status().value());
            model.put("explanation", explanation(words, problem));
            model.put("incident", problem.properties().getOrDefault("incident", ""));
            model.put(
                    "incidentText",
                    words.of(
                            "error.incident",
                            Map.of(
                                    "incident",
                                    String.valueOf(problem.properties().get("incident")))));
            return views.resolveViewName("error", Locale.of(words.language()))
                    .flatMap(view -> view.render(model, MediaType.TEXT_HTML, exchange));
        });
    }

    private static String explanation(Words words, ProblemException problem) {
        Map<String, String> places = new HashMap<>();
        problem.properties().forEach((name, value) -> places.put(name, String.valueOf(value)));
        return switch (problem.type()) {
            case QueryProblem.VIEWS_CATCHING_UP -> words.of("rebuilding.progress", places);
            case QueryProblem.UNREADABLE_EVENT -> words.of("unreadable.lead", places);
            default -> "";
        };
    }
}
