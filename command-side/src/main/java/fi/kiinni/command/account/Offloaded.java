package fi.kiinni.command.account;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Where hashing and the accounts' tables keep threads waiting: a few of their own, never an event loop. */
@Component
final class Offloaded implements DisposableBean {

    /** Half of the cores at most hash; whoever signs in must not stop who works. */
    private final Scheduler threads =
            Schedulers.newBoundedElastic(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 200, "account");

    /** Runs it elsewhere; with too many waiting it fails with {@link java.util.concurrent.RejectedExecutionException}. */
    <T> Mono<T> run(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(threads);
    }

    @Override
    public void destroy() {
        threads.disposeGracefully().block(Duration.ofSeconds(5));
    }
}
