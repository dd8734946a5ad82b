package fi.kiinni.edge;

import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * How a problem looks to somebody in a browser. If there is such a bean, it answers what asked for {@code text/html}
 * outside {@code /api}; everything else gets JSON.
 */
@FunctionalInterface
public interface PageErrors {

    /** Writes the whole answer; status and headers such as {@code Retry-After} are already set. */
    Mono<Void> render(ServerWebExchange exchange, ProblemException problem);
}
