package fi.kiinni.query.live;

import fi.kiinni.edge.SignedIn;
import fi.kiinni.query.live.Live.Signal;
import fi.kiinni.query.live.Live.Signal.Changed;
import fi.kiinni.query.live.Live.Signal.Heartbeat;
import fi.kiinni.query.view.Visible;
import java.time.Clock;
import java.time.Duration;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What an open page listens to. */
@RestController
final class LiveStream {

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Live live;
    private final ReactiveJwtDecoder tokens;
    private final Clock clock;

    LiveStream(Live live, ReactiveJwtDecoder tokens, ObjectProvider<Clock> clock) {
        this.live = live;
        this.tokens = tokens;
        this.clock = clock.getIfAvailable(Clock::systemUTC);
    }

    /**
     * Signals named {@code changed}, each with the initiative and its version, or with nothing if everything should be looked
     * at. Ends with the right to read.
     *
     * @param after the place at which the page was made; a browser that connects again names the last one that it was told
     */
    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<Changed>> listen(
            SignedIn signedIn,
            ServerHttpResponse response,
            @RequestParam @Nullable String initiative,
            @RequestParam @Nullable String after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEvent) {
        response.getHeaders().set("X-Accel-Buffering", "no");
        return live.signals(
                        Visible.providers(signedIn.getPrincipal()),
                        initiative,
                        place(lastEvent == null || lastEvent.isEmpty() ? after : lastEvent))
                .concatMap(signal -> stillGood(signedIn).thenReturn(signal), 0)
                .onErrorComplete(JwtValidationException.class)
                .map(LiveStream::event)
                .take(Duration.between(clock.instant(), signedIn.expiresAt()));
    }

    /**
     * An error if the token is void by now, because its session was ended; asked before each signal and heartbeat, so that nothing is told
     * after that. That its key cannot be fetched just now ends nothing.
     */
    private Mono<Void> stillGood(SignedIn signedIn) {
        return tokens.decode(signedIn.getCredentials())
                .onErrorComplete(failure -> !(failure instanceof JwtValidationException))
                .then();
    }

    private static ServerSentEvent<Changed> event(Signal signal) {
        return switch (signal) {
            case Changed changed ->
                ServerSentEvent.<Changed>builder()
                        .id(Long.toString(changed.place()))
                        .event("changed")
                        .data(changed)
                        .build();
            case Heartbeat _ ->
                ServerSentEvent.<Changed>builder().retry(RETRY).comment("").build();
        };
    }

    /** What cannot be read was never told by us, and so is before everything. */
    private static @Nullable Long place(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1L;
    }
}
