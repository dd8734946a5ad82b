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
 * Refuses what is said to be too large, and under {@code /api} what is no JSON where no file is asked for, before anything
 * of it is received. It comes after authentication, so that a stranger is told 401.
 */
@Order(0)
final class BodyLimit implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        long largest = ReceivedBodies.largest(request);
        if (headers.getContentLength() > largest) {
            return Mono.error(ReceivedBodies.tooLarge(largest));
        }
        if (SentFiles.isAsItIs(request)) {
            return ReceivedBodies.hasBody(request) && SentFiles.isEncoded(request)
                    ? Mono.error(notAFile())
                    : chain.filter(exchange);
        }
        if (ReceivedBodies.hasBody(request) && isApi(request) && !isJson(headers)) {
            return Mono.error(
                    new ProblemException(EdgeProblem.NOT_JSON, "Send the body as \"Content-Type: application/json\".")
                            .withHeader("Accept", MediaType.APPLICATION_JSON_VALUE));
        }
        return chain.filter(exchange);
    }

    private static ProblemException notAFile() {
        return new ProblemException(
                        EdgeProblem.NOT_A_FILE,
                        "Send the file's own bytes as \"Content-Type: application/octet-stream\", not a form with it.")
                .withHeader("Accept", MediaType.APPLICATION_OCTET_STREAM_VALUE);
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
