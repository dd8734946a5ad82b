package fi.kiinni.query.view;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import fi.kiinni.log.LoggedEvent;
import fi.kiinni.query.view.DeadLetters.Letter;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DataAccessException;

/**
 * Keeps one view at the log's heels, a batch at a time. An event that cannot be shown becomes a dead letter after a few
 * quick retries; the later events of its aggregate wait behind it, all others go on. A database that is away stops the
 * view at the event instead: nothing is laid aside, and it goes on from there.
 */
final class Projection implements EventHandlerInvoker {

    private static final Logger log = LoggerFactory.getLogger(Projection.class);

    private static final RetryTemplate QUICKLY = new RetryTemplate(RetryPolicy.builder()
            .maxRetries(2)
            .delay(Duration.ofMillis(20))
            .multiplier(3)
            .predicate(failure -> !isOutage(failure))
            .build());

    private final View view;
    private final DeadLetters letters;
    private final History history;
    private final Clock clock;
    private final UnaryOperator<Recorded> taken;
    private final BiConsumer<Recorded, Duration> shown;
    private final Consumer<Duration> loaded;
    private final Map<Integer, ReentrantLock> segments = new ConcurrentHashMap<>();

    /**
     * @param history as the view takes it
     * @param taken an event as the view takes it
     * @param shown is told the last event of each batch when its documents can be read, and how long that took
     * @param loaded is told how long each page of a bulk load took
     */
    Projection(
            View view,
            DeadLetters letters,
            History history,
            Clock clock,
            UnaryOperator<Recorded> taken,
            BiConsumer<Recorded, Duration> shown,
            Consumer<Duration> loaded) {
        this.view = view;
        this.letters = letters;
        this.history = history;
        this.clock = clock;
        this.taken = taken;
        this.shown = shown;
        this.loaded = loaded;
    }

    String name() {
        return view.name();
    }

    boolean takes(Class<?> event) {
        return view.events().isAssignableFrom(event);
    }

    /** Looks at the payload's type alone: one that cannot be read must come to {@link #handle}, where it is laid aside. */
    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
        return message instanceof DomainEventMessage<?> event
                && takes(event.getPayloadType())
                && segment.matches(event.getAggregateIdentifier());
    }

    /** The processor hands over event by event; the batch is shown as a whole when its last one has come. */
    @Override
    public void handle(EventMessage<?> message, Segment segment) {
        if (!(CurrentUnitOfWork.get() instanceof BatchingUnitOfWork<?> batch)) {
            throw new IllegalStateException("A view is written in batches");
        }
        if (batch.isLastMessage(message)) {
            show(
                    batch.getMessages().stream()
                            .map(Projection::recorded)
                            .map(taken)
                            .toList(),
                    segment);
        }
    }

    private static Recorded recorded(Object message) {
        if (message instanceof LoggedEvent<?> event) {
            return new Recorded(event, event.position());
        }
        throw new IllegalArgumentException("Not an event of the log: " + message);
    }

    private void show(List<Recorded> batch, Segment segment) {
        ReentrantLock lock = lock(segment);
        long begun = System.nanoTime();
        lock.lock();
        try {
            project(batch, null);
        } finally {
            lock.unlock();
        }
        shown.accept(batch.getLast(), Duration.ofNanos(System.nanoTime() - begun));
    }

    /**
     * Shows those of the events that the view takes, while there is no processor yet that hands them over.
     *
     * @param next the aggregate with which the next page begins, if there is one
     */
    void load(List<LoggedEvent<?>> page, @Nullable String next) {
        long begun = System.nanoTime();
        project(
                page.stream()
                        .filter(event -> takes(event.getPayloadType()))
                        .map(Projection::recorded)
                        .map(taken)
                        .toList(),
                next);
        loaded.accept(Duration.ofNanos(System.nanoTime() - begun));
    }

    private void project(List<Recorded> batch, @Nullable String goesOn) {
        Map<String, List<Recorded>> byAggregate = new LinkedHashMap<>();
        batch.forEach(recorded -> byAggregate
                .computeIfAbsent(recorded.aggregate(), _ -> new ArrayList<>())
                .add(recorded));
        byAggregate.keySet().removeAll(letters.waiting(view.name(), byAggregate.keySet()));
        if (!byAggregate.isEmpty() && !isShown(byAggregate, goesOn)) {
            byAggregate.forEach((aggregate, events) -> {
                if (!isShown(Map.of(aggregate, events), goesOn)) {
                    showOrLayAside(withTheOneBefore(events), 1);
                }
            });
        }
    }

    /** Not if one of the events cannot be. */
    private boolean isShown(Map<String, List<Recorded>> byAggregate, @Nullable String goesOn) {
        try {
            view.project(byAggregate, goesOn);
            return true;
        } catch (RuntimeException failure) {
            if (isOutage(failure)) {
                throw failure;
            }
            return false;
        }
    }

    /** What the view has put off until the next page was shown has to be written if that one cannot be. */
    private List<Recorded> withTheOneBefore(List<Recorded> events) {
        Recorded first = events.getFirst();
        return first.version() == 1
                ? events
                : Stream.concat(
                                history.of(first.aggregate(), first.version() - 2).stream()
                                        .limit(1),
                                events.stream())
                        .toList();
    }

    /** @return whether all of them are shown */
    private boolean showOrLayAside(List<Recorded> events, int attempt) {
        for (Recorded event : events) {
            @Nullable Throwable failure = failure(event);
            if (failure != null) {
                letters.put(
                        new Letter(view.name(), event.aggregate(), event.version(), attempt),
                        event,
                        failure,
                        clock.instant());
                log.error(
                        "View {} cannot show version {} of {}: {} (attempt {})",
                        view.name(),
                        event.version(),
                        event.aggregate(),
                        failure.getClass().getName(),
                        attempt);
                return false;
            }
        }
        return true;
    }

    private @Nullable Throwable failure(Recorded event) {
        try {
            QUICKLY.execute(() -> {
                view.project(Map.of(event.aggregate(), List.of(event)));
                return event;
            });
            return null;
        } catch (RetryException exhausted) {
            Throwable cause = exhausted.getCause();
            if (cause instanceof RuntimeException outage && isOutage(outage)) {
                throw outage;
            }
            return cause instanceof UnreadableEvent unreadable ? unreadable.getCause() : cause;
        }
    }

    /**
     * Tries the letters whose time has come, those of the given segments: their other events are held back meanwhile.
     *
     * @param owned the segments that this process follows
     */
    void retry(List<Segment> owned) {
        for (Letter letter : letters.due(view.name(), clock.instant())) {
            Optional<Segment> segment = owned.stream()
                    .filter(candidate -> candidate.matches(letter.aggregate()))
                    .findFirst();
            if (segment.isEmpty()) {
                continue;
            }
            ReentrantLock lock = lock(segment.get());
            lock.lock();
            try {
                if (catchUp(letter, letter.version() - 1)) {
                    letters.remove(letter);
                    log.info("View {} shows {} again", view.name(), letter.aggregate());
                    // What another process passed over between our last look at the log and the removal.
                    catchUp(letter, letter.version() - 1);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean catchUp(Letter letter, long shownVersion) {
        long version = shownVersion;
        for (List<Recorded> page = history.of(letter.aggregate(), version);
                !page.isEmpty();
                page = history.of(letter.aggregate(), version)) {
            // The one that failed counts its attempts; one that fails further on is a letter of its own.
            boolean first = page.getFirst().version() == letter.version();
            if (first && !showOrLayAside(page.subList(0, 1), letter.attempts() + 1)) {
                return false;
            }
            if (!showOrLayAside(first ? page.subList(1, page.size()) : page, 1)) {
                return false;
            }
            version = page.getLast().version();
        }
        return true;
    }

    private ReentrantLock lock(Segment segment) {
        return segments.computeIfAbsent(segment.getSegmentId(), _ -> new ReentrantLock());
    }

    /** Whether the fault is a store's and not the event's. A write that MongoDB itself refuses is the event's. */
    static boolean isOutage(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case MongoWriteException _ -> {
                    return false;
                }
                case MongoBulkWriteException refused -> {
                    return refused.getWriteErrors().isEmpty();
                }
                case MongoException _, DataAccessException _, SQLException _, EventStoreException _ -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }
}
