package fi.kiinni.query.page;

import fi.kiinni.edge.ClientAddress;
import fi.kiinni.query.words.Words;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/** The public command API, called like any other client calls it. */
@Component
final class CommandApi {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern KEY = Pattern.compile("[!-~]{1,100}");
    private static final ParameterizedTypeReference<Map<String, Object>> JSON = new ParameterizedTypeReference<>() {};

    private final WebClient client = WebClient.builder()
            .clientConnector(new ReactorClientHttpConnector(HttpClient.create()
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 2_000)
                    .responseTimeout(PATIENCE)))
            .build();
    private final Environment environment;
    private final Mono<Optional<ClientAddress>> addresses;

    /** Where the API is may be known only when this process listens itself, so it is looked up when it is called. */
    CommandApi(Environment environment, JdbcClient jdbc) {
        this.environment = environment;
        // Read when it is first needed, for the table is the command side's. Without it, failures count against this
        // side's address.
        this.addresses = Mono.fromCallable(() -> new ClientAddress(
                        jdbc.sql(ClientAddress.SECRET).query(String.class).single()))
                .subscribeOn(Schedulers.boundedElastic())
                .cacheInvalidateIf(_ -> false)
                .map(Optional::of)
                .onErrorReturn(DataAccessException.class, Optional.empty());
    }

    /** Lets {@link #post} know for whom it asks. */
    @Bean
    static WebFilter requestInContext() {
        return new ServerWebExchangeContextFilter();
    }

    /** What the API answered: what was asked for, or a problem. */
    sealed interface Answer {}

    record Done(Map<String, Object> body) implements Answer {

        String text(String field) {
            return String.valueOf(body.get(field));
        }
    }

    /**
     * A problem.
     *
     * @param name the last part of its type
     * @param retryAfter seconds, if the API named them
     */
    record Problem(
            int status,
            String name,
            Map<String, Object> body,
            @Nullable String retryAfter) implements Answer {

        HttpStatus httpStatus() {
            return Objects.requireNonNullElse(HttpStatus.resolve(status), HttpStatus.BAD_GATEWAY);
        }

        /** Why the command was refused. */
        String sentence(Words words) {
            return errors().isEmpty() ? words.problem(name) : words.of("app.errors");
        }

        /** A part of the problem, such as {@code missing}, as texts. */
        List<String> texts(String property) {
            return body.get(property) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        /** A property of the problem; empty if it has none of that name. */
        String text(String property) {
            return body.get(property) == null ? "" : String.valueOf(body.get(property));
        }

        /** The versions of what changed what the command is about, of which its author had seen the state before. */
        List<Long> changed() {
            return body.get("changed") instanceof List<?> list
                    ? list.stream()
                            .filter(Map.class::isInstance)
                            .map(change -> ((Map<?, ?>) change).get("version"))
                            .filter(Number.class::isInstance)
                            .map(version -> ((Number) version).longValue())
                            .toList()
                    : List.of();
        }

        /** The same, with the errors of fields within that path alone, by their paths from there. */
        Problem within(String path) {
            if (errors().isEmpty()) {
                return this;
            }
            Map<String, Object> changed = new HashMap<>(body);
            changed.put(
                    "errors",
                    errors().stream()
                            .map(error -> Map.of(
                                    "field", error.field().replace(path, ""),
                                    "problem", error.problem(),
                                    "detail", error.detail()))
                            .toList());
            return new Problem(status, name, changed, retryAfter);
        }

        List<FieldError> errors() {
            return body.get("errors") instanceof List<?> list
                    ? list.stream()
                            .filter(Map.class::isInstance)
                            .map(Map.class::cast)
                            .map(error -> new FieldError(
                                    String.valueOf(error.get("field")),
                                    String.valueOf(error.get("problem")),
                                    String.valueOf(error.get("detail"))))
                            .toList()
                    : List.of();
        }
    }

    record FieldError(String field, String problem, String detail) {}

    /** What a form told two of the same from two alike by, if it can be a header: it may be anything, for it was sent. */
    static String key(@Nullable String sent) {
        return sent != null && KEY.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
    }

    /** @param path such as {@code /api/initiatives}, encoded */
    Mono<Answer> post(String path, Map<String, Object> body, @Nullable String token, @Nullable String idempotencyKey) {
        return post(path, body, token, idempotencyKey, 0);
    }

    /** @param seen the version that its author has seen, so that what they have not seen is not written over; 0 for none */
    Mono<Answer> post(
            String path, Map<String, Object> body, @Nullable String token, @Nullable String idempotencyKey, long seen) {
        return Mono.deferContextual(context -> addresses.flatMap(known -> {
                    WebClient.RequestBodySpec request = client.post()
                            // Not as a template, which would encode it once more.
                            .uri(URI.create(environment.getRequiredProperty("kiinni.command-api") + path))
                            .contentType(MediaType.APPLICATION_JSON)
                            .headers(headers -> {
                                if (token != null) {
                                    headers.setBearerAuth(token);
                                }
                                if (idempotencyKey != null) {
                                    headers.set("Idempotency-Key", idempotencyKey);
                                }
                                if (seen > 0) {
                                    headers.set("If-Part-Match", "\"" + seen + "\"");
                                }
                                known.ifPresent(address -> ServerWebExchangeContextFilter.getExchange(context)
                                        .ifPresent(asked -> address.pass(asked.getRequest(), headers)));
                            });
                    return request.bodyValue(body).exchangeToMono(CommandApi::answer);
                }))
                .timeout(PATIENCE)
                .onErrorResume(
                        failure -> failure instanceof WebClientRequestException || failure instanceof TimeoutException,
                        _ -> Mono.just(new Problem(503, "store-away", Map.of(), null)));
    }

    private static Mono<Answer> answer(ClientResponse response) {
        HttpStatusCode status = response.statusCode();
        Mono<Map<String, Object>> body =
                response.bodyToMono(JSON).onErrorReturn(Map.of()).defaultIfEmpty(Map.of());
        if (status.is2xxSuccessful()) {
            return body.map(Done::new);
        }
        @Nullable String retryAfter = response.headers().asHttpHeaders().getFirst(HttpHeaders.RETRY_AFTER);
        return body.map(problem -> new Problem(status.value(), name(problem), problem, retryAfter));
    }

    private static String name(Map<String, Object> problem) {
        String type = String.valueOf(problem.get("type"));
        return type.substring(type.lastIndexOf(':') + 1);
    }
}
