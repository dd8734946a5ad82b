package fi.kiinni.query.live;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.live.Live.Signal.Changed;
import fi.kiinni.query.live.Live.Signal.Heartbeat;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Timeline;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Predicate;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
import reactor.util.retry.Retry;

/**
 * Follows the log and tells who listens, as soon as the views show it, that something of a provider that they may read
 * has changed. A signal carries no contents: whoever hears it asks again, with their own rights. Each process follows for
 * itself; a listener may come back to any of them, and names the place up to which it has heard.
 */
@Component
public final class Live implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Live.class);

    /** Beyond this many a listener is refused, and asks from time to time instead. */
    private static final int MOST_LISTENERS = 10_000;

    /** So many signals may wait for one listener; whoever is slower is cut off, and asks anew when it comes back. */
    private static final int WAITING = 64;

    /** So many of the latest signals are kept for those who come back. */
    private static final int KEPT = 1_000;

    /** So many events are read before it is looked who is to be told. */
    private static final int AT_ONCE = 500;

    private static final String INITIATIVE = "Initiative";

    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);
    private static final Duration LOOK_WHEN_IDLE = Duration.ofSeconds(1);
    private static final Duration AFTER_AN_OUTAGE = Duration.ofSeconds(1);

    /** A view that does not show an event by then lags or has laid it aside; those who listen are told all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventStore eventStore;
    private final Overview overview;
    private final Timeline timeline;
    private final Strategies strategies;

    /** Guards the three below, and that a sink takes one signal at a time. */
    private final Object telling = new Object();

    private final Set<Listener> listeners = new LinkedHashSet<>();
    private final Deque<Told> told = new ArrayDeque<>();
    private long forgotten = Long.MAX_VALUE;
    private volatile long place;
    private volatile boolean running;
    private final Disposable.Swap following = Disposables.swap();

    Live(EventStore eventStore, Overview overview, Timeline timeline, Strategies strategies, MeterRegistry meters) {
        this.eventStore = eventStore;
        this.overview = overview;
        this.timeline = timeline;
        this.strategies = strategies;
        Gauge.builder("kiinni.live.listeners", this::listeners)
                .description("Open pages that are told of changes")
                .register(meters);
    }

    /** What listeners get. */
    sealed interface Signal {

        /**
         * Something has changed.
         *
         * @param place in the log up to which everything has been told
         * @param initiative and its version; absent if the page should look at everything again
         */
        record Changed(
                long place,
                @Nullable String initiative,
                @Nullable Long version) implements Signal {}

        /** Nothing has, but the connection is alive. */
        record Heartbeat() implements Signal {}
    }

    /** @param position of the newest event that was told of */
    private record Told(String provider, String aggregate, long position, Changed changed) {}

    private record Listener(
            Set<String> providers, @Nullable String initiative, Sinks.Many<Signal> signals, Sinks.Empty<Void> end) {

        boolean isConcernedBy(Told told) {
            return providers.contains(told.provider()) && (initiative == null || initiative.equals(told.aggregate()));
        }

        /** @return whether it keeps up */
        boolean hear(Signal signal) {
            return signals.tryEmitNext(signal).isSuccess();
        }

        /** An error overtakes what waits to be taken; a completion among the signals would not. */
        void cutOff() {
            end.tryEmitError(new AbortedException("The page does not take what it is told"));
        }
    }

    /** Up to which place in the log everything has been told, and so is shown by the views. */
    public long place() {
        return place;
    }

    int listeners() {
        synchronized (telling) {
            return listeners.size();
        }
    }

    /**
     * What changes from now on, and whether something has since {@code after}. Ends when this process does, and with an
     * error for who does not keep up.
     *
     * @param providers those that the listener may read
     * @param initiative if only that one is of interest
     * @param after the place up to which the listener has heard already, if it has
     */
    Flux<Signal> signals(Set<String> providers, @Nullable String initiative, @Nullable Long after) {
        return Flux.defer(() -> {
            Listener listener = new Listener(
                    providers,
                    initiative,
                    Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(WAITING)),
                    Sinks.empty());
            synchronized (telling) {
                if (!running) {
                    return Flux.empty();
                }
                if (listeners.size() >= MOST_LISTENERS) {
                    return Flux.error(new ProblemException(EdgeProblem.BUSY, "Too many pages listen already.")
                            .retryAfter(HEARTBEAT));
                }
                listeners.add(listener);
                // What comes first also makes the server send its headers.
                listener.hear(
                        after != null && hasMissed(listener, after) ? new Changed(place, null, null) : new Heartbeat());
            }
            return listener.signals()
                    .asFlux()
                    .takeUntilOther(listener.end().asMono())
                    .doFinally(_ -> remove(listener));
        });
    }

    private boolean hasMissed(Listener listener, long after) {
        return after < forgotten
                || told.stream().anyMatch(one -> one.position() > after && listener.isConcernedBy(one));
    }

    private void remove(Listener listener) {
        synchronized (telling) {
            listeners.remove(listener);
        }
    }

    private void tell(Told one) {
        synchronized (telling) {
            told.addLast(one);
            if (told.size() > KEPT) {
                forgotten = Math.max(forgotten, told.removeFirst().position());
            }
        }
        tell(one.changed(), listener -> listener.isConcernedBy(one));
    }

    /** Also finds out whose connection is gone. */
    void beat() {
        tell(new Heartbeat(), _ -> true);
    }

    private void tell(Signal signal, Predicate<Listener> whom) {
        List<Listener> slow;
        synchronized (telling) {
            slow = listeners.stream()
                    .filter(whom)
                    .filter(listener -> !listener.hear(signal))
                    .toList();
        }
        slow.forEach(Listener::cutOff);
    }

    @Override
    public void start() {
        running = true;
        Scheduler thread = Schedulers.newSingle("live", true);
        Follower follower = new Follower();
        following.update(Mono.fromCallable(follower::follow)
                .subscribeOn(thread)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, AFTER_AN_OUTAGE)
                        .doBeforeRetry(outage -> log.warn(
                                "Open pages are told of changes later: {}",
                                outage.failure().toString())))
                .doFinally(_ -> thread.dispose())
                .subscribe());
    }

    /** Before the web server does, which waits for open streams as long as it may. */
    @Override
    public void stop() {
        running = false;
        following.dispose();
        List<Listener> all;
        synchronized (telling) {
            all = List.copyOf(listeners);
        }
        all.forEach(listener -> listener.end().tryEmitEmpty());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** What has happened to an aggregate, and is told once it is shown. */
    private static final class Pending {

        private final String provider;
        private final boolean isInitiative;
        private final long first;
        private final long since = System.nanoTime();
        private long last;
        private long version;

        Pending(String provider, boolean isInitiative, long first) {
            this.provider = provider;
            this.isInitiative = isInitiative;
            this.first = first;
        }

        boolean isLate() {
            return System.nanoTime() - since > PATIENCE.toNanos();
        }
    }

    /** Outlives outages: the stream keeps its place, and what is pending stays so. */
    private final class Follower {

        private final Map<String, Pending> pending = new LinkedHashMap<>();
        private @Nullable BlockingStream<TrackedEventMessage<?>> stream;
        private long read;
        private long beaten = System.nanoTime();

        /** @return nothing, once it is not to go on */
        @Nullable
        Void follow() {
            BlockingStream<TrackedEventMessage<?>> events = stream == null ? open() : stream;
            stream = events;
            try {
                while (running) {
                    beatIfDue();
                    read(events);
                    tellWhatIsShown(pending, read);
                }
            } catch (InterruptedException stopped) {
                log.debug("Not following the log any more");
            }
            events.close();
            return null;
        }

        private BlockingStream<TrackedEventMessage<?>> open() {
            @Nullable TrackingToken head = eventStore.createHeadToken();
            place = settled(head);
            forgotten = place;
            read = place;
            return eventStore.openStream(head);
        }

        private void read(BlockingStream<TrackedEventMessage<?>> events) throws InterruptedException {
            Duration wait = pending.isEmpty() ? LOOK_WHEN_IDLE : LOOK_EVERY;
            for (int count = 0;
                    count < AT_ONCE && events.hasNextAvailable(count == 0 ? (int) wait.toMillis() : 0, MILLISECONDS);
                    count++) {
                TrackedEventMessage<?> event = events.nextAvailable();
                read = settled(event.trackingToken());
                note(event, pending);
            }
        }

        private void beatIfDue() {
            if (System.nanoTime() - beaten > HEARTBEAT.toNanos()) {
                beat();
                beaten = System.nanoTime();
            }
        }
    }

    /** The position up to which there is nothing that is still to come. */
    private static long settled(@Nullable TrackingToken token) {
        return token instanceof GapAwareTrackingToken known && !known.getGaps().isEmpty()
                ? known.getGaps().first() - 1
                : position(token);
    }

    private static long position(@Nullable TrackingToken token) {
        return token == null ? 0 : Math.max(0, token.position().orElse(0));
    }

    private static void note(TrackedEventMessage<?> message, Map<String, Pending> pending) {
        if (message instanceof DomainEventMessage<?> event
                && event.getMetaData().get("provider") instanceof String provider) {
            long position = position(message.trackingToken());
            Pending one = pending.computeIfAbsent(
                    event.getAggregateIdentifier(),
                    _ -> new Pending(provider, event.getType().equals(INITIATIVE), position));
            one.last = position;
            one.version = event.getSequenceNumber() + 1;
        }
    }

    private void tellWhatIsShown(Map<String, Pending> pending, long read) {
        List<String> shown = new ArrayList<>();
        pending.forEach((aggregate, one) -> {
            if (isShown(aggregate, one) || one.isLate()) {
                shown.add(aggregate);
            }
        });
        Map<String, Pending> now = new LinkedHashMap<>();
        shown.forEach(aggregate -> now.put(aggregate, requireNonNull(pending.remove(aggregate))));
        place = pending.values().stream().mapToLong(one -> one.first - 1).reduce(read, Math::min);
        now.forEach((aggregate, one) -> tell(new Told(
                one.provider,
                aggregate,
                one.last,
                one.isInitiative ? new Changed(place, aggregate, one.version) : new Changed(place, null, null))));
    }

    private boolean isShown(String aggregate, Pending one) {
        return one.isInitiative
                ? overview.version(aggregate) >= one.version && timeline.has(aggregate, one.version)
                : strategies.of(one.provider).version() >= one.version;
    }
}
