package fi.kiinni.query.feed;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.edge.Refuses;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.log.LogPages;
import fi.kiinni.log.LogPlace;
import fi.kiinni.query.Patience;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.feed.Feed.Page;
import fi.kiinni.query.view.Visible;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The events as server-sent ones, for programs of others. */
@RestController
@Tag(name = "Events")
final class EventFeed {

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final String LAST = "Last-Event-ID";
    private static final String FROM = "from";
    private static final String NOW = "now";

    private final Feed feed;
    private final LogPages log;
    private final ReactiveJwtDecoder tokens;
    private final Clock clock;
    private final Patience patience;
    private final Looks looks;

    EventFeed(
            Feed feed,
            LogPages log,
            ReactiveJwtDecoder tokens,
            ObjectProvider<Clock> clock,
            Patience patience,
            Looks looks) {
        this.feed = feed;
        this.log = log;
        this.tokens = tokens;
        this.clock = clock.getIfAvailable(Clock::systemUTC);
        this.patience = patience;
        this.looks = looks;
    }

    @Operation(
            summary = "Every event of one's provider, to be followed; an auditor's also of granted ones",
            description =
                    "A stream of server-sent events, the data of each a CloudEvent in JSON. Each event comes once: those of an"
                            + " initiative by version, all by position, save that one whose transaction took long comes when it is"
                            + " committed, after others with later positions. The id of each is a cursor, which is also sent without data when"
                            + " there is nothing else to send; whoever connects again and names the last one as Last-Event-ID is sent what follows it. Ends"
                            + " when the token does. Each connection is recorded and shown to the provider. What one has been granted since is not before an older cursor: begin anew.")
    @GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Refuses({"invalid", "not-allowed", "not-found", "too-many-requests"})
    Flux<ServerSentEvent<CloudEvent>> events(
            SignedIn signedIn,
            ServerWebExchange exchange,
            @Parameter(
                            description =
                                    "A cursor, or now for what is yet to come; without it, and without Last-Event-ID, everything")
                    @RequestParam
                    @Nullable
                    String from,
            @Parameter(description = "Only this provider's") @RequestParam @Nullable String provider,
            @Parameter(description = "The cursor that came last; counts before from")
                    @RequestHeader(name = LAST, required = false)
                    @Nullable
                    String lastEvent) {
        ServerHttpResponse response = exchange.getResponse();
        Supplier<LogPlace> begin =
                lastEvent == null || lastEvent.isEmpty() ? place(FROM, from) : place(LAST, lastEvent);
        Set<String> providers = providers(signedIn.getPrincipal(), provider);
        Map<String, String> asked = Looks.asked(exchange, lastEvent == null ? Map.of() : Map.of(FROM, lastEvent));
        return feed.follow(signedIn.getName(), providers, () -> {
                    LogPlace place = begin.get();
                    looks.record(signedIn.getPrincipal(), providers, null, Looks.Kind.FEED, asked);
                    return place;
                })
                .transform(pages ->
                        patience.sent(pages, page -> stillGood(signedIn).thenMany(frames(page)), response))
                .onErrorComplete(JwtValidationException.class)
                .switchOnFirst((first, all) -> {
                    if (first.hasValue()) { // a refusal is no stream
                        response.getHeaders().set("X-Accel-Buffering", "no");
                    }
                    return all;
                })
                .take(Duration.between(clock.instant(), signedIn.expiresAt()));
    }

    private static Set<String> providers(Actor actor, @Nullable String only) {
        Set<String> all = Visible.providers(actor);
        if (all.isEmpty()) {
            throw ProblemException.notAllowed("An operator sees no provider's events.");
        }
        if (only != null && !all.contains(only)) {
            throw ProblemException.notFound();
        }
        return only == null ? all : Set.of(only);
    }

    private Supplier<LogPlace> place(String field, @Nullable String cursor) {
        if (cursor == null) {
            return () -> LogPlace.BEGINNING;
        }
        if (field.equals(FROM) && cursor.equals(NOW)) {
            return log::head;
        }
        LogPlace place = LogPlace.parse(cursor)
                .orElseThrow(() -> refused(field, "unreadable", "A cursor that came as the id of an event"));
        return () -> {
            if (!log.hasBeenAt(place)) {
                throw refused(field, "unknown", "A cursor of this log as it is now, or none, to begin anew");
            }
            return place;
        };
    }

    private static ProblemException refused(String field, String problem, String rule) {
        return ProblemException.invalid(List.of(new FieldProblem(field, problem, rule)));
    }

    /** An error if the token is void by now; that its key cannot be fetched just now ends nothing. */
    private Mono<Void> stillGood(SignedIn signedIn) {
        return tokens.decode(signedIn.getCredentials())
                .onErrorComplete(failure -> !(failure instanceof JwtValidationException))
                .then();
    }

    private static Flux<ServerSentEvent<CloudEvent>> frames(Page page) {
        return page.events().isEmpty()
                ? Flux.just(ServerSentEvent.<CloudEvent>builder()
                        .id(page.end().toString())
                        .retry(RETRY)
                        .comment("")
                        .build())
                : Flux.fromIterable(page.events())
                        .map(logged -> ServerSentEvent.builder(CloudEvent.of(logged))
                                .id(logged.after().toString())
                                .build());
    }
}
