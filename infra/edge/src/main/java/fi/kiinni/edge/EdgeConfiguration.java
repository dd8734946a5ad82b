package fi.kiinni.edge;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import fi.kiinni.Actor;
import jakarta.validation.Validator;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtReactiveAuthenticationManager;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.accept.HeaderContentTypeResolver;
import org.springframework.web.reactive.accept.RequestedContentTypeResolverBuilder;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The edge, imported by both sides. Everything under {@code /api} takes a bearer token, except for what cannot; what
 * has no chain of its own (pages have) is treated alike. The keys are the {@link PublicKeys} of the same process, or
 * those of the command side at {@code kiinni.command-api} (its address, such as {@code http://localhost:8080}).
 */
@Configuration(proxyBeanMethods = false)
@Import(ApiDescription.class)
@EnableWebFluxSecurity
public class EdgeConfiguration {

    /** Where the chain for {@code /api} stands; a chain of pages comes after it. */
    public static final int API_CHAIN = 10;

    /** How far two machines' clocks may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private static final Set<String> OPEN = Set.of(
            "POST /api/tokens",
            "POST /api/first-operator",
            "GET /api/openapi",
            "GET /api/openapi.yaml",
            "GET /.well-known/jwks.json");

    // These are asked several times of each request, so they are asked plainly.

    private static boolean isApi(ServerHttpRequest request) {
        return BodyLimit.isApi(request) || request.getPath().value().startsWith("/.well-known/");
    }

    private static boolean isOpen(ServerHttpRequest request) {
        String route = request.getMethod() + " " + request.getPath().value();
        return OPEN.contains(route) || route.startsWith("GET /api/openapi/");
    }

    private static Mono<MatchResult> matching(boolean matches) {
        return matches ? MatchResult.match() : MatchResult.notMatch();
    }

    @Bean
    EndedSessions endedSessions(ObjectProvider<JdbcClient> accounts) {
        return new EndedSessions(accounts.getIfAvailable());
    }

    /** Verifies a token's signature, algorithm, issuer, expiry and session; also for tokens that arrive in a cookie. */
    @Bean
    ReactiveJwtDecoder tokenDecoder(
            ObjectProvider<PublicKeys> local,
            ObjectProvider<Clock> clock,
            EndedSessions ended,
            @Value("${kiinni.command-api:}") String commandApi) {
        Clock time = clock.getIfAvailable(Clock::systemUTC);
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(
                        keys(local.getIfAvailable(), time, commandApi))
                .jwsAlgorithm(Claims.ALGORITHM)
                .build();
        JwtTimestampValidator timely = new JwtTimestampValidator(CLOCK_SKEW);
        timely.setAllowEmptyExpiryClaim(false);
        timely.setClock(time);
        decoder.setJwtValidator(new JwtIssuerValidator(Claims.ISSUER));
        return new VerifiedTokens(decoder, new DelegatingOAuth2TokenValidator<>(timely, ended));
    }

    private static Function<SignedJWT, Flux<JWK>> keys(@Nullable PublicKeys local, Clock clock, String commandApi) {
        if (local != null) {
            return token -> Flux.fromIterable(local.current().getKeys());
        }
        if (commandApi.isEmpty()) {
            throw new IllegalStateException(
                    "Set kiinni.command-api to the command side's address: its keys verify the tokens");
        }
        return new RemoteKeys(WebClient.create(commandApi), clock);
    }

    /** The requests are observed as they are; nobody asks for each filter of each chain beside them. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** What a verified token makes of a request: a {@link SignedIn} with its {@link Actor}. */
    @Bean
    Converter<Jwt, Mono<SignedIn>> tokenConverter() {
        return new TokenConverter();
    }

    @Bean
    @Order(API_CHAIN - 1)
    SecurityWebFilterChain managementChain(
            ServerHttpSecurity http, ReactiveJwtDecoder tokens, Environment environment) {
        boolean ownPort = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
        http.securityMatcher(ownPort ? onPort(environment) : endpoints());
        http.authorizeExchange(who -> {
            who.matchers(EndpointRequest.to("health")).permitAll();
            if (ownPort) {
                who.anyExchange().permitAll();
            } else {
                who.anyExchange().hasRole("OPERATOR");
            }
        });
        return bearer(http, tokens);
    }

    private static ServerWebExchangeMatcher endpoints() {
        ServerWebExchangeMatcher endpoints = EndpointRequest.toAnyEndpoint();
        return exchange -> isApi(exchange.getRequest()) ? MatchResult.notMatch() : endpoints.matches(exchange);
    }

    /** Also what is no endpoint there: nobody can sign in on that port. */
    private static ServerWebExchangeMatcher onPort(Environment environment) {
        return exchange -> {
            @Nullable InetSocketAddress local = exchange.getRequest().getLocalAddress();
            @Nullable Integer port = environment.getProperty("local.management.port", Integer.class);
            return matching(port != null && local != null && local.getPort() == port);
        };
    }

    @Bean
    @Order(API_CHAIN)
    SecurityWebFilterChain apiChain(ServerHttpSecurity http, ReactiveJwtDecoder tokens) {
        http.securityMatcher(exchange -> matching(isApi(exchange.getRequest())));
        http.authorizeExchange(who -> who.matchers(exchange -> matching(isOpen(exchange.getRequest())))
                .permitAll()
                .anyExchange()
                .authenticated());
        return bearer(http, tokens);
    }

    /** Nothing is open by having been forgotten. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityWebFilterChain remainingChain(ServerHttpSecurity http, ReactiveJwtDecoder tokens) {
        http.authorizeExchange(who -> who.anyExchange().authenticated());
        return bearer(http, tokens);
    }

    private SecurityWebFilterChain bearer(ServerHttpSecurity http, ReactiveJwtDecoder tokens) {
        JwtReactiveAuthenticationManager verification = new JwtReactiveAuthenticationManager(tokens);
        verification.setJwtAuthenticationConverter(tokenConverter());
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .headers(ServerHttpSecurity.HeaderSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .anonymous(ServerHttpSecurity.AnonymousSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .exceptionHandling(refusal -> refusal.authenticationEntryPoint((_, _) -> Mono.error(SignedIn.missing()))
                        .accessDeniedHandler((_, denied) -> Mono.error(denied)))
                .oauth2ResourceServer(server -> server.bearerTokenConverter(tokenUnlessOpen())
                        .authenticationEntryPoint(INVALID_TOKEN)
                        .accessDeniedHandler((_, denied) -> Mono.error(denied))
                        .jwt(jwt -> jwt.authenticationManager(verification)))
                .build();
    }

    private static final ServerAuthenticationEntryPoint INVALID_TOKEN = (_, failure) -> Mono.error(invalid(failure));

    private static ProblemException invalid(AuthenticationException unused) {
        return new ProblemException(
                        EdgeProblem.INVALID_TOKEN,
                        "It was not issued here, was changed, or has expired. Sign in again.")
                .withHeader("WWW-Authenticate", "Bearer realm=\"kiinni\", error=\"invalid_token\"");
    }

    /** An old token in the header must not keep anybody from getting a new one. */
    private static ServerAuthenticationConverter tokenUnlessOpen() {
        ServerBearerTokenAuthenticationConverter header = new ServerBearerTokenAuthenticationConverter();
        return exchange -> isOpen(exchange.getRequest())
                ? Mono.empty()
                : header.convert(exchange).filter(BearerTokenAuthenticationToken.class::isInstance);
    }

    /** Requests that the firewall does not let through, such as paths with {@code //}. */
    @Bean
    ServerExchangeRejectedHandler rejectedRequests() {
        return (_, _) -> Mono.error(new ProblemException(
                EdgeProblem.MALFORMED,
                "The method is none that is known, or the address or a header has characters it must not have."));
    }

    @Bean
    SecurityHeaders securityHeaders() {
        return new SecurityHeaders();
    }

    @Bean
    BodyLimit bodyLimit() {
        return new BodyLimit();
    }

    /** An eighth of the heap, for what is read of a body takes several times as much. */
    @Bean
    ReceivedBodies receivedBodies() {
        return new ReceivedBodies(Runtime.getRuntime().maxMemory() / 8, Duration.ofSeconds(30));
    }

    @Bean
    Methods methods(ObjectProvider<DispatcherHandler> dispatcher) {
        return new Methods(dispatcher);
    }

    @Bean
    ProblemHandler problemHandler(JsonMapper json, ObjectProvider<PageErrors> pages, Methods methods) {
        return new ProblemHandler(json, pages, methods);
    }

    @Bean
    Body.Reader bodyReader(JsonMapper json, Validator validator) {
        return new Body.Reader(json, validator);
    }

    /** Lets a controller's methods take an {@link Actor} and a {@link Body}. */
    @Bean
    WebFluxConfigurer edgeArguments(Body.Reader bodies) {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new ActorArgument(), new BodyArgument(bodies));
            }

            @Override
            public void configureContentTypeResolver(RequestedContentTypeResolverBuilder builder) {
                builder.resolver(new InUtf8());
            }
        };
    }

    private static final class TokenConverter implements Converter<Jwt, Mono<SignedIn>> {

        @Override
        public Mono<SignedIn> convert(Jwt token) {
            return Mono.fromCallable(() -> new SignedIn(
                    Claims.actor(token),
                    token.getTokenValue(),
                    requireNonNull(token.getExpiresAt(), "A token without expiry is refused before")));
        }
    }

    private static final class ActorArgument implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Actor.class;
        }

        @Override
        public Mono<Object> resolveArgument(
                MethodParameter parameter, BindingContext context, ServerWebExchange exchange) {
            return SignedIn.actor(exchange).cast(Object.class);
        }
    }

    /** JSON has one encoding: whoever accepts it in another is given it all the same, and not after the deed told that there is none. */
    private static final class InUtf8 extends HeaderContentTypeResolver {

        @Override
        public List<MediaType> resolveMediaTypes(ServerWebExchange exchange) {
            return super.resolveMediaTypes(exchange).stream()
                    .map(type -> {
                        Map<String, String> parameters = new LinkedHashMap<>(type.getParameters());
                        return parameters.remove("charset") == null ? type : new MediaType(type, parameters);
                    })
                    .toList();
        }
    }

    private record BodyArgument(Body.Reader bodies) implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Body.class;
        }

        @Override
        public Mono<Object> resolveArgument(
                MethodParameter parameter, BindingContext context, ServerWebExchange exchange) {
            Class<?> type =
                    ResolvableType.forMethodParameter(parameter).getGeneric().toClass();
            return bodies.read(exchange, type).cast(Object.class);
        }
    }
}
