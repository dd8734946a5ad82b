package fi.kiinni.edge;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses what is said to be too large, and under {@code /api} what is no JSON, before anything of it is received. It
 * comes after authentication, so that a stranger is told 401.
 */
@Order(0)
final class BodyLimit implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        if (headers.getContentLength() > ReceivedBodies.LARGEST) {
            return Mono.error(ReceivedBodies.tooLarge());
        }
        if (ReceivedBodies.hasBody(request) && isApi(request) && !isJson(headers)) {
            return Mono.error(
                    new ProblemException(EdgeProblem.NOT_JSON, "Send the body as \"Content-Type: application/json\".")
                            .withHeader("Accept", MediaType.APPLICATION_JSON_VALUE));
        }
        return chain.filter(exchange);
    }

    static boolean isApi(ServerHttpRequest request) {
        String path = request.getPath().value();
        return path.equals("/api") || path.startsWith("/api/");
    }

    private static boolean isJson(HttpHeaders headers) {
        try {
            MediaType type = headers.getContentType();
            return type != null && type.isCompatibleWith(MediaType.APPLICATION_JSON) && type.isConcrete();
        } catch (InvalidMediaTypeException unreadable) {
            return false;
        }
    }
}
