package fi.kiinni.query;

import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.UnreadableEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Where everything is read: off the event loop, because the drivers block, and only when the views tell the whole truth. */
@Component
public final class Reads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reads.class);

    private static final Duration LESS_BUSY = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    /** For how long a page waits for the views to show what its reader has just done. */
    public static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    /** Names the header with the position. */
    public static final String POSITION = "Kiinni-Position";

    private final Scheduler scheduler = Schedulers.newBoundedElastic(16, 1_000, "reads");
    private final Progress progress;

    Reads(Progress progress) {
        this.progress = progress;
    }

    /** Does what blocks, such as asking the directory. What rests on an event that cannot be read is 409 {@code unreadable-event}. */
    public <T> Mono<T> blocking(Callable<T> task) {
        return Mono.fromCallable(() -> withMemory(task))
                .onErrorMap(UnreadableEvent.class, Reads::unreadable)
                .subscribeOn(scheduler);
    }

    /** Reactor passes on no error of the machine: who asked would wait for ever. */
    private static <T> T withMemory(Callable<T> task) throws Exception {
        try {
            return task.call();
        } catch (OutOfMemoryError e) {
            log.error("There is not enough memory for what was asked", e);
            throw new ProblemException(
                            EdgeProblem.BUSY,
                            "There is not enough memory for this now. Ask for less, such as a shorter time, or try again later.")
                    .retryAfter(LESS_BUSY);
        }
    }

    private static ProblemException unreadable(UnreadableEvent event) {
        return new ProblemException(
                        QueryProblem.UNREADABLE_EVENT,
                        ("Version %d cannot be read from the log, and nothing that rests on it can be shown. Ask for an earlier"
                                        + " version, and tell an operator, who can have it passed over.")
                                .formatted(event.version()))
                .with("version", event.version());
    }

    /**
     * Reads views; while they are being rebuilt, 503 {@code views-catching-up} with how far they are. The answer says up to which
     * position in the log it shows everything, in the header {@value #POSITION}.
     */
    public <T> Mono<T> views(Callable<T> read) {
        return Mono.deferContextual(context -> views(read, ServerWebExchangeContextFilter.getExchange(context)));
    }

    private <T> Mono<T> views(Callable<T> read, Optional<ServerWebExchange> answered) {
        return blocking(() -> {
            if (!progress.isCaughtUp()) {
                Progress.Distance distance = progress.untilCaughtUp();
                throw new ProblemException(
                                QueryProblem.VIEWS_CATCHING_UP,
                                "They are at position %d of %d. Nothing was lost; try again soon."
                                        .formatted(distance.position(), distance.head()))
                        .with("position", distance.position())
                        .with("head", distance.head())
                        .retryAfter(LOOK_AGAIN);
            }
            long position = progress.position();
            answered.ifPresent(exchange -> exchange.getResponse().getHeaders().set(POSITION, Long.toString(position)));
            return read.call();
        });
    }

    /** Whether the views come to show it, for which it is waited a little: what the reader has just done. */
    public Mono<Boolean> soon(Callable<Boolean> shown) {
        return views(shown)
                .filter(visible -> visible)
                .repeatWhenEmpty(again -> again.delayElements(LOOK_EVERY))
                .timeout(VISIBLE_WITHIN, Mono.just(false));
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
