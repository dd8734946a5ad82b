package fi.kiinni.query.feed;

import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.log.LogPages;
import fi.kiinni.log.LogPages.Logged;
import fi.kiinni.log.LogPlace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;

/**
 * Reads the log for each who follows it, page by page, as they take what they are given. Nobody has a thread, a connection or more than a
 * page while nothing happens or they are slow.
 */
@Component
final class Feed implements SmartLifecycle {

    private static final int PAGE = 100;

    /** So many read at the same time, so that commands and other reads keep most of the connections. */
    private static final int READERS = 2;

    private static final int MOST_FOLLOWERS = 200;
    static final int MOST_OF_ONE_ACCOUNT = 10;

    /** What is committed within this time is looked for once. */
    private static final Duration SOON = Duration.ofMillis(25);

    private static final Duration LESS_BUSY = Duration.ofSeconds(15);

    private final EventStore eventStore;
    private final LogPages log;
    private final Duration heartbeat;

    private final Semaphore free = new Semaphore(MOST_FOLLOWERS);
    private final Map<String, Integer> ofAccounts = new ConcurrentHashMap<>();
    private final AtomicLong read = new AtomicLong();

    /** Counts what makes it worth looking, one by one; a listener has missed none that is counted when it begins. */
    private final AtomicLong commits = new AtomicLong();

    private final Sinks.Many<Long> committed = Sinks.many().multicast().directBestEffort();
    private final AtomicBoolean due = new AtomicBoolean();
    private final Scheduler telling = Schedulers.newSingle("feed-telling", true);
    private final Scheduler reading =
            Schedulers.newBoundedElastic(READERS, Integer.MAX_VALUE, "feed-reading", 60, true);
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile @Nullable TrackingEventStream listening;

    /** @param heartbeat how often who hears nothing is told that the connection is alive, and it is looked whatever was heard */
    Feed(
            EventStore eventStore,
            LogPages log,
            MeterRegistry meters,
            @Value("${kiinni.feed.heartbeat:15s}") Duration heartbeat) {
        this.eventStore = eventStore;
        this.log = log;
        this.heartbeat = heartbeat;
        Gauge.builder("kiinni.feed.followers", this::followers)
                .description("Who follow the events at present")
                .register(meters);
    }

    int followers() {
        return MOST_FOLLOWERS - free.availablePermits();
    }

    /** How many events have been read for all who followed. */
    long read() {
        return read.get();
    }

    /**
     * What follows in the log.
     *
     * @param events of the providers that were asked for; none if only the place is told
     * @param end up to where everything has been read
     */
    record Page(List<Logged> events, LogPlace end) {

        private boolean isEmpty() {
            return events.isEmpty();
        }
    }

    /**
     * Everything after a place, until the process ends, which is an error. The first page comes at once, whatever there is.
     *
     * @param account at most {@value #MOST_OF_ONE_ACCOUNT} of one are let in
     * @param from asked off the event loop
     */
    Flux<Page> follow(String account, Set<String> providers, Supplier<LogPlace> from) {
        return Flux.defer(() -> {
            if (listening == null) {
                return Flux.empty();
            }
            admit(account);
            return Flux.generate(() -> new Follower(providers, from.get()), Follower::next)
                    .subscribeOn(reading)
                    .concatMap(turn -> turn, 0)
                    .takeUntilOther(end.asMono())
                    .doFinally(_ -> leave(account));
        });
    }

    private void admit(String account) {
        if (!free.tryAcquire()) {
            throw new ProblemException(EdgeProblem.BUSY, "Too many follow the events already.").retryAfter(LESS_BUSY);
        }
        if (ofAccounts.merge(account, 1, Integer::sum) > MOST_OF_ONE_ACCOUNT) {
            leave(account);
            throw new ProblemException(
                            EdgeProblem.TOO_MANY_REQUESTS,
                            "%d streams of this account are open.".formatted(MOST_OF_ONE_ACCOUNT))
                    .retryAfter(LESS_BUSY);
        }
    }

    private void leave(String account) {
        ofAccounts.computeIfPresent(account, (_, many) -> many == 1 ? null : many - 1);
        free.release();
    }

    /** Where one who follows is. */
    private final class Follower {

        private final Set<String> providers;
        private LogPlace place;
        private boolean isNew = true;
        private long told = System.nanoTime();

        Follower(Set<String> providers, LogPlace place) {
            this.providers = providers;
            this.place = place;
        }

        /** One look into the log, and if that came to its end, the wait for the next. */
        Follower next(SynchronousSink<Flux<Page>> turns) {
            long seen = commits.get();
            List<Logged> all = log.after(place, PAGE);
            read.addAndGet(all.size());
            place = all.isEmpty() ? place : all.getLast().after();
            Page page = new Page(all.stream().filter(this::isTheirs).toList(), place);
            boolean tell = isNew || !page.isEmpty() || System.nanoTime() - told > heartbeat.toNanos();
            if (tell) {
                isNew = false;
                told = System.nanoTime();
            }
            turns.next(
                    Mono.just(page).filter(_ -> tell).concatWith(all.size() < PAGE ? commitAfter(seen) : Mono.empty()));
            return this;
        }

        private boolean isTheirs(Logged logged) {
            return providers.contains(CloudEvent.provider(logged.event()));
        }
    }

    /** Completes at the first one that {@code seen} does not count, and after a while anyway. */
    private Mono<Page> commitAfter(long seen) {
        return Flux.merge(committed.asFlux(), Mono.fromSupplier(commits::get))
                .filter(count -> count != seen)
                .next()
                .then(Mono.<Page>empty())
                .timeout(heartbeat, Mono.empty());
    }

    /** Called by each who commits, so nothing is done here. */
    private void hear() {
        if (due.compareAndSet(false, true)) {
            telling.schedule(this::tell, SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tell() {
        due.set(false);
        committed.tryEmitNext(commits.incrementAndGet());
    }

    @Override
    public void start() {
        TrackingEventStream stream = (TrackingEventStream) eventStore.openStream(null);
        stream.setOnAvailableCallback(this::hear);
        listening = stream;
    }

    /**
     * Before the web server does, which waits for open streams as long as it may. An error, because what a slow follower has not taken would
     * have to be sent before an end; they come back for it.
     */
    @Override
    public void stop() {
        TrackingEventStream stream = listening;
        listening = null;
        if (stream != null) {
            stream.close();
        }
        end.tryEmitError(new AbortedException("This process ends"));
        telling.dispose();
        reading.dispose();
    }

    @Override
    public boolean isRunning() {
        return listening != null;
    }
}
