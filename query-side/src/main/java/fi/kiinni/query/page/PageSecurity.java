package fi.kiinni.query.page;

import fi.kiinni.edge.EdgeConfiguration;
import fi.kiinni.edge.SentFiles;
import fi.kiinni.edge.SignedIn;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.CsrfException;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestHandler;
import org.springframework.security.web.server.csrf.XorServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/**
 * Who sees which page: the token is in a cookie that no script reads and no other site's form sends along; forms carry a
 * token of their own beside. There is no session.
 */
@Configuration(proxyBeanMethods = false)
class PageSecurity {

    /** Holds the token of the command side. */
    static final String COOKIE = "kiinni";

    static final String SIGN_IN = "/sign-in";

    static final String ACCESSIBILITY = "/accessibility";

    /** What the command side's logged link leads to. */
    static final String FIRST_OPERATOR = "/first-operator";

    /** The tokens of forms, each in a cookie as well. */
    private static final CookieServerCsrfTokenRepository TOKENS = tokens();

    private static final ServerCsrfTokenRequestHandler UNMASKING = new Unmasking();

    /** What comes of a token that somebody has changed may be no text: that is no token, either. */
    private static final class Unmasking implements ServerCsrfTokenRequestHandler {

        private final ServerCsrfTokenRequestHandler xor = new XorServerCsrfTokenRequestAttributeHandler();

        @Override
        public void handle(ServerWebExchange exchange, Mono<CsrfToken> token) {
            xor.handle(exchange, token);
        }

        @Override
        public Mono<String> resolveCsrfTokenValue(ServerWebExchange exchange, CsrfToken token) {
            return xor.resolveCsrfTokenValue(exchange, token).onErrorComplete(IllegalArgumentException.class);
        }
    }

    private static CookieServerCsrfTokenRepository tokens() {
        CookieServerCsrfTokenRepository tokens = new CookieServerCsrfTokenRepository();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
        return tokens;
    }

    @Bean
    @Order(EdgeConfiguration.API_CHAIN + 10)
    SecurityWebFilterChain pageChain(
            ServerHttpSecurity http, ReactiveJwtDecoder tokens, Converter<Jwt, Mono<SignedIn>> signedIn) {
        return http.authorizeExchange(
                        who -> who.pathMatchers(HttpMethod.GET, SIGN_IN, FIRST_OPERATOR, ACCESSIBILITY, "/assets/**")
                                .permitAll()
                                .pathMatchers(HttpMethod.POST, SIGN_IN, FIRST_OPERATOR, "/sign-out")
                                .permitAll()
                                .anyExchange()
                                .authenticated())
                .csrf(spec -> spec.csrfTokenRepository(TOKENS)
                        .csrfTokenRequestHandler(UNMASKING)
                        .requireCsrfProtectionMatcher(PageSecurity::carriesTokenAsFormsDo)
                        .accessDeniedHandler((_, denied) -> Mono.error(denied)))
                .addFilterBefore(readableForms(), SecurityWebFiltersOrder.CSRF)
                .addFilterAt(cookieAuthentication(tokens, signedIn), SecurityWebFiltersOrder.AUTHENTICATION)
                .exceptionHandling(refusal -> refusal.authenticationEntryPoint((exchange, _) -> toSignIn(exchange))
                        .accessDeniedHandler((_, denied) -> Mono.error(denied)))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .headers(ServerHttpSecurity.HeaderSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .build();
    }

    /** A form with a file is not read here, where nobody knows yet who sends it. */
    private static Mono<MatchResult> carriesTokenAsFormsDo(ServerWebExchange exchange) {
        return SentFiles.isForm(exchange.getRequest())
                ? MatchResult.notMatch()
                : CsrfWebFilter.DEFAULT_CSRF_MATCHER.matches(exchange);
    }

    /** Refuses the form with a file that does not begin with the token of a page of ours, as every other form is refused without. */
    static Mono<Void> requireToken(ServerWebExchange exchange, String sent) {
        return TOKENS.loadToken(exchange)
                .filterWhen(token -> UNMASKING
                        .resolveCsrfTokenValue(
                                exchange.mutate()
                                        .request(request -> request.header(token.getHeaderName(), sent))
                                        .build(),
                                token)
                        .map(unmasked -> MessageDigest.isEqual(
                                unmasked.getBytes(StandardCharsets.UTF_8),
                                token.getToken().getBytes(StandardCharsets.UTF_8))))
                .switchIfEmpty(Mono.error(() -> new CsrfException("The form has not the token of a page of ours")))
                .then();
    }

    /** A form that is too large or none is refused before its token is looked for: there Reactor reports each refusal as dropped, too. */
    private static WebFilter readableForms() {
        return (exchange, chain) -> exchange.getFormData().then(Mono.defer(() -> chain.filter(exchange)));
    }

    /** A cookie whose token is not valid any more is like none. */
    private static AuthenticationWebFilter cookieAuthentication(
            ReactiveJwtDecoder tokens, Converter<Jwt, Mono<SignedIn>> signedIn) {
        AuthenticationWebFilter filter = new AuthenticationWebFilter(
                (ReactiveAuthenticationManager) authentication -> Mono.just(authentication));
        filter.setServerAuthenticationConverter(exchange -> Mono.justOrEmpty(token(exchange.getRequest()))
                .flatMap(token -> tokens.decode(token).flatMap(jwt -> converted(signedIn, jwt)))
                .onErrorResume(JwtException.class, _ -> Mono.empty()));
        return filter;
    }

    private static Mono<Authentication> converted(Converter<Jwt, Mono<SignedIn>> signedIn, Jwt token) {
        @Nullable Mono<SignedIn> authentication = signedIn.convert(token);
        return authentication == null ? Mono.empty() : authentication.cast(Authentication.class);
    }

    private static @Nullable String token(ServerHttpRequest request) {
        @Nullable HttpCookie cookie = request.getCookies().getFirst(COOKIE);
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    /** Whoever wanted to read something comes back to it; what was to be sent is lost, and has to be sent again. */
    static Mono<Void> toSignIn(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getPath().value();
        if (!request.getMethod().equals(HttpMethod.GET)) {
            path = path.replaceFirst("/[^/]*$", "");
        }
        exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
        exchange.getResponse()
                .getHeaders()
                .setLocation(URI.create(SIGN_IN + "?to=" + UriUtils.encode(path, StandardCharsets.UTF_8)));
        return exchange.getResponse().setComplete();
    }

    /** @param token empty to forget it */
    static ResponseCookie cookie(ServerHttpRequest request, String token, Duration lifetime) {
        return ResponseCookie.from(COOKIE, token)
                .path("/")
                .httpOnly(true)
                .secure("https".equals(request.getURI().getScheme()))
                .sameSite("Lax")
                .maxAge(lifetime)
                .build();
    }
}
