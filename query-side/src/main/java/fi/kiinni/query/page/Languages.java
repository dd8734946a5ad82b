package fi.kiinni.query.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
        exchange.getResponse().getHeaders().set("Location", here(exchange));
        return exchange.getResponse().setComplete();
    }

    /** Where the request went, but for the language that it chose: what of it can stand in an address again, as it was sent. */
    static String here(ServerWebExchange exchange) {
        URI address = exchange.getRequest().getURI();
        String query = Stream.of(
                        Objects.requireNonNullElse(address.getRawQuery(), "").split("&", -1))
                .filter(part -> !part.isEmpty() && isPlain(part))
                .filter(part ->
                        !URLDecoder.decode(part.replaceFirst("=.*", ""), UTF_8).equals(COOKIE))
                .collect(Collectors.joining("&"));
        return localPath(address.getRawPath()) + (query.isEmpty() ? "" : "?" + query);
    }

    /** A path of ours, never another host's: {@code //elsewhere} would be one. */
    static String localPath(@Nullable String path) {
        if (path == null || !path.startsWith("/") || path.startsWith("//") || path.contains("\\")) {
            return "/";
        }
        return isPlain(path) && isAddress(path) ? path : "/";
    }

    private static boolean isAddress(String text) {
        try {
            return new URI(text).getPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(character -> character > 0x20 && character < 0x7f);
    }
}
