package fi.kiinni.query.page;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** The language of the pages: the one chosen by a link ({@code ?lang=sv}), then the browser's, then Finnish. */
@Component(WebHttpHandlerBuilder.LOCALE_CONTEXT_RESOLVER_BEAN_NAME)
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class Languages implements LocaleContextResolver, WebFilter {

    static final List<Locale> SPOKEN = List.of(Locale.of("fi"), Locale.of("sv"), Locale.of("en"));

    private static final String COOKIE = "lang";

    @Override
    public LocaleContext resolveLocaleContext(ServerWebExchange exchange) {
        @Nullable HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
        return new SimpleLocaleContext(Optional.ofNullable(cookie)
                .flatMap(chosen -> spoken(chosen.getValue()))
                .orElseGet(() -> accepted(exchange)));
    }

    private static Locale accepted(ServerWebExchange exchange) {
        try {
            @Nullable
            Locale accepted = Locale.lookup(exchange.getRequest().getHeaders().getAcceptLanguage(), SPOKEN);
            return accepted == null ? SPOKEN.getFirst() : accepted;
        } catch (IllegalArgumentException unreadable) {
            return SPOKEN.getFirst();
        }
    }

    private static Optional<Locale> spoken(@Nullable String language) {
        return SPOKEN.stream()
                .filter(locale -> locale.getLanguage().equals(language))
                .findFirst();
    }

    @Override
    public void setLocaleContext(ServerWebExchange exchange, @Nullable LocaleContext context) {
        throw new UnsupportedOperationException("A language is chosen by a link");
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Optional<Locale> chosen = spoken(exchange.getRequest().getQueryParams().getFirst(COOKIE));
        if (chosen.isEmpty() || !exchange.getRequest().getMethod().equals(HttpMethod.GET)) {
            return chain.filter(exchange);
        }
        exchange.getResponse()
                .addCookie(ResponseCookie.from(COOKIE, chosen.get().getLanguage())
                        .path("/")
                        .maxAge(Duration.ofDays(365))
                        .sameSite("Lax")
                        .build());
        URI here = exchange.getRequest().getURI();
        String back = UriComponentsBuilder.fromUri(here)
                .replaceQueryParam(COOKIE)
                .build(true)
                .toUri()
                .getRawPath();
        @Nullable
        String query = UriComponentsBuilder.fromUri(here)
                .replaceQueryParam(COOKIE)
                .build(true)
                .getQuery();
        exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
        exchange.getResponse()
                .getHeaders()
                .set("Location", localPath(back) + (query == null || query.isEmpty() ? "" : "?" + query));
        return exchange.getResponse().setComplete();
    }

    /** A path of ours, never another host's: {@code //elsewhere} would be one. */
    static String localPath(@Nullable String path) {
        if (path == null || !path.startsWith("/") || path.startsWith("//") || path.contains("\\")) {
            return "/";
        }
        boolean plain = path.chars().allMatch(character -> character > 0x20 && character < 0x7f);
        return plain ? path : "/";
    }
}
