package fi.kiinni.edge;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The headers of every answer, refusals and pages included. What a handler has set itself stays; whoever wants an
 * answer cached must say so.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecurityHeaders implements WebFilter {

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getResponse()
                .beforeCommit(() -> Mono.fromRunnable(
                        () -> add(exchange.getResponse().getHeaders(), isSecure(exchange.getRequest()))));
        return chain.filter(exchange);
    }

    private static boolean isSecure(ServerHttpRequest request) {
        return request.getSslInfo() != null || "https".equals(request.getURI().getScheme());
    }

    private static void add(HttpHeaders headers, boolean secure) {
        addIfAbsent(headers, "Content-Security-Policy", CONTENT_SECURITY_POLICY);
        addIfAbsent(headers, "X-Content-Type-Options", "nosniff");
        addIfAbsent(headers, "X-Frame-Options", "DENY");
        addIfAbsent(headers, "Referrer-Policy", "same-origin");
        addIfAbsent(headers, "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        addIfAbsent(headers, "Cross-Origin-Opener-Policy", "same-origin");
        addIfAbsent(headers, "Cross-Origin-Resource-Policy", "same-origin");
        addIfAbsent(headers, HttpHeaders.CACHE_CONTROL, "no-store");
        if (secure) {
            addIfAbsent(headers, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
    }

    private static void addIfAbsent(HttpHeaders headers, String name, String value) {
        if (!headers.containsHeader(name)) {
            headers.set(name, value);
        }
    }
}
