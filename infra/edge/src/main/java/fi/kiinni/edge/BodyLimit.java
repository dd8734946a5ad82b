package fi.kiinni.edge;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How much may be sent, and under {@code /api} in which form. It comes after authentication, so that a stranger is told
 * 401 and nothing of what they sent is read.
 */
@Order(0)
final class BodyLimit implements WebFilter {

    /** Bytes. */
    static final long LARGEST = 256 * 1024;

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        if (headers.getContentLength() > LARGEST) {
            return Mono.error(tooLarge());
        }
        boolean hasBody = headers.getContentLength() > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
        if (hasBody && isApi(request) && !isJson(headers)) {
            return Mono.error(
                    new ProblemException(EdgeProblem.NOT_JSON, "Send the body as \"Content-Type: application/json\".")
                            .withHeader("Accept", MediaType.APPLICATION_JSON_VALUE));
        }
        return chain.filter(
                hasBody ? exchange.mutate().request(counting(request)).build() : exchange);
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

    private static ServerHttpRequest counting(ServerHttpRequest request) {
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(() -> {
                    AtomicLong received = new AtomicLong();
                    return super.getBody().doOnNext(buffer -> {
                        if (received.addAndGet(buffer.readableByteCount()) > LARGEST) {
                            DataBufferUtils.release(buffer);
                            throw tooLarge();
                        }
                    });
                });
            }
        };
    }

    static ProblemException tooLarge() {
        return new ProblemException(EdgeProblem.TOO_LARGE, "A request's body may have at most 256 KiB.")
                .with("limit", LARGEST);
    }
}
