package fi.kiinni.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which methods are possible where under {@code /api}. Controllers and functional routes know their own only, and one address can be of
 * both: so it is tried out which would find somebody, when {@code OPTIONS} asks or a method found nobody.
 */
@Order(1)
final class Methods implements WebFilter {

    private static final List<HttpMethod> TRIED =
            List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private final ObjectProvider<DispatcherHandler> dispatcher;

    Methods(ObjectProvider<DispatcherHandler> dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!exchange.getRequest().getMethod().equals(HttpMethod.OPTIONS)) {
            return chain.filter(exchange);
        }
        return allowed(exchange).flatMap(allowed -> {
            if (allowed.isEmpty()) {
                return chain.filter(exchange);
            }
            exchange.getResponse().setStatusCode(HttpStatus.OK);
            exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, allowed);
            return exchange.getResponse().setComplete();
        });
    }

    /** As {@code Allow} has them; empty where there is nothing, and outside the API. */
    Mono<String> allowed(ServerWebExchange exchange) {
        if (!BodyLimit.isApi(exchange.getRequest())) {
            return Mono.just("");
        }
        return Flux.fromIterable(TRIED)
                .filterWhen(method -> findsSomebody(exchange, method))
                .collectList()
                .map(Methods::named);
    }

    private Mono<Boolean> findsSomebody(ServerWebExchange exchange, HttpMethod method) {
        ServerWebExchange asked = exchange.mutate()
                .request(request -> request.method(method).headers(headers -> {
                    headers.remove(HttpHeaders.ACCEPT);
                    headers.remove(HttpHeaders.CONTENT_TYPE);
                }))
                .build();
        return Flux.fromIterable(Objects.requireNonNull(dispatcher.getObject().getHandlerMappings()))
                .concatMap(mapping -> mapping.getHandler(asked).onErrorComplete())
                .any(found -> found instanceof HandlerMethod || found instanceof HandlerFunction);
    }

    private static String named(List<HttpMethod> possible) {
        if (possible.isEmpty()) {
            return "";
        }
        List<HttpMethod> all = new ArrayList<>(possible);
        if (all.contains(HttpMethod.GET)) {
            all.add(1, HttpMethod.HEAD);
        }
        all.add(HttpMethod.OPTIONS);
        return all.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
    }
}
