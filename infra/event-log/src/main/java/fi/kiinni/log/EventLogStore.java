package fi.kiinni.log;

import fi.kiinni.StoredEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The event store of a process. Whoever follows it is woken as soon as something was committed, in this process or in another. There is no
 * thread that polls and no cache of the newest events, as Axon's own store has: each stream reads the log itself.
 */
final class EventLogStore extends AbstractEventStore {

    private final Set<LogStream> streams = new CopyOnWriteArraySet<>();
    private final Meter.MeterProvider<Counter> appended;
    private final ReentrantLock waking = new ReentrantLock();
    private final Condition woken = waking.newCondition();
    private final AtomicLong wakings = new AtomicLong();
    private volatile Runnable announcement = () -> {};

    EventLogStore(EventStorageEngine engine, MeterRegistry meters) {
        super(new Builder().storageEngine(engine));
        appended = Counter.builder("kiinni.events.appended")
                .description("Events committed to the log by this process")
                .withRegistry(meters);
    }

    private static final class Builder extends AbstractEventStore.Builder {}

    /** What is done after each commit to tell other processes. */
    void announceBy(Runnable how) {
        announcement = how;
    }

    /** Makes everybody who follows the log look again. */
    void wake() {
        waking.lock();
        try {
            wakings.incrementAndGet();
            woken.signalAll();
        } finally {
            waking.unlock();
        }
        streams.forEach(LogStream::callBack);
    }

    /** Waits until somebody was woken after {@code seen} was read, and answers how many nanoseconds are left. */
    private long awaitWakingAfter(long seen, long nanos) throws InterruptedException {
        long left = nanos;
        waking.lockInterruptibly();
        try {
            while (wakings.get() == seen && left > 0) {
                left = woken.awaitNanos(left);
            }
            return left;
        } finally {
            waking.unlock();
        }
    }

    @Override
    protected void prepareCommit(List<? extends EventMessage<?>> events) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            super.prepareCommit(events);
            committed(events);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                committed(events);
            }
        });
        super.prepareCommit(events);
    }

    private void committed(List<? extends EventMessage<?>> events) {
        wake();
        announcement.run();
        for (EventMessage<?> event : events) {
            appended.withTag("event", StoredEvents.of(event.getPayloadType()).value())
                    .increment();
        }
    }

    @Override
    public TrackingEventStream openStream(@Nullable TrackingToken trackingToken) {
        LogStream stream = new LogStream(trackingToken);
        streams.add(stream);
        return stream;
    }

    /** Axon's coordinator looks from one thread while another may still be looking, hence the lock. */
    private final class LogStream implements TrackingEventStream {

        private final ReentrantLock reading = new ReentrantLock();
        private @Nullable TrackingToken token;
        private @Nullable Iterator<? extends TrackedEventMessage<?>> events;
        private @Nullable TrackedEventMessage<?> next;
        private volatile @Nullable Runnable onAvailable;

        LogStream(@Nullable TrackingToken token) {
            this.token = token;
        }

        void callBack() {
            Runnable callback = onAvailable;
            if (callback != null) {
                callback.run();
            }
        }

        @Override
        public Optional<TrackedEventMessage<?>> peek() {
            return Optional.ofNullable(look(false));
        }

        private @Nullable TrackedEventMessage<?> look(boolean take) {
            reading.lock();
            try {
                TrackedEventMessage<?> event = next == null ? read() : next;
                next = take ? null : event;
                return event;
            } finally {
                reading.unlock();
            }
        }

        private @Nullable TrackedEventMessage<?> read() {
            if (events == null) {
                events = storageEngine().readEvents(token, false).iterator();
            }
            if (!events.hasNext()) {
                events = null;
                return null;
            }
            TrackedEventMessage<?> event = events.next();
            token = event.trackingToken();
            return event;
        }

        @Override
        public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
            long left = unit.toNanos(timeout);
            while (true) {
                long seen = wakings.get();
                if (look(false) != null) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
                left = awaitWakingAfter(seen, left);
            }
        }

        @Override
        public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
            while (true) {
                long seen = wakings.get();
                TrackedEventMessage<?> event = look(true);
                if (event != null) {
                    return event;
                }
                awaitWakingAfter(seen, Long.MAX_VALUE);
            }
        }

        @Override
        public boolean setOnAvailableCallback(Runnable callback) {
            onAvailable = callback;
            return true;
        }

        @Override
        public void close() {
            streams.remove(this);
        }
    }
}
