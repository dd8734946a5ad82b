package fi.kiinni.query;

import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerResponse;

/** With those who are sent much, part by part, and do not take it. */
@Component
public final class Patience {

    private final Duration patience;

    /** @param patience for how long it is waited that a part is taken */
    Patience(@Value("${kiinni.patience:1m}") Duration patience) {
        this.patience = patience;
    }

    /** The parts, one after the other; whoever does not take one in time is cut off, and the next is not asked for before. */
    public <T, F> Flux<F> sent(Flux<T> parts, Function<T, ? extends Publisher<F>> frames, ServerHttpResponse to) {
        return parts.concatMap(part -> inTime(Flux.from(frames.apply(part))), 0)
                .doOnError(AbortedException.class, _ -> disconnect(to));
    }

    private <T> Flux<T> inTime(Flux<T> frames) {
        return frames.takeUntilOther(
                Mono.delay(patience).then(Mono.error(new AbortedException("What was asked for is not taken"))));
    }

    /** An error alone would wait until all that was written has been read. */
    private static void disconnect(ServerHttpResponse response) {
        if (ServerHttpResponseDecorator.getNativeResponse(response) instanceof HttpServerResponse server) {
            server.withConnection(connection -> {
                var _ = connection.channel().close();
            });
        }
    }
}
