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
import reactor.core.publisher.Mono;

/** Problems as pages, in the reader's language. */
@Component
final class ErrorPages implements PageErrors {

    private final Site site;
    private final Templates templates;

    ErrorPages(Site site, Templates templates) {
        this.site = site;
        this.templates = templates;
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
        Map<String, Object> model = Map.of(
                "title",
                words.of("problem." + problem.type().problem()),
                "status",
                problem.type().status().value(),
                "explanation",
                explanation(words, problem),
                "incident",
                problem.properties().containsKey("incident")
                        ? words.of(
                                "error.incident",
                                Map.of(
                                        "incident",
                                        String.valueOf(problem.properties().get("incident"))))
                        : "");
        return site.framed(exchange, model)
                .flatMap(whole -> templates
                        .resolveViewName("error", Locale.of(words.language()))
                        .flatMap(view -> view.render(whole, MediaType.TEXT_HTML, exchange)));
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
