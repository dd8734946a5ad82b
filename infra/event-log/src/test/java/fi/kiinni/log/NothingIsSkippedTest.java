package fi.kiinni.log;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionTimeoutException;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Eight writers, whose transactions are quick, slow or rolled back and whose events are stamped now or long before, against two readers in
 * processes of their own, of which one is restarted again and again from the position that it stored.
 */
class NothingIsSkippedTest {

    private static final int WRITERS = 8;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LogFixture log;
    private volatile boolean writing = true;

    @BeforeEach
    void open() {
        log = new LogFixture(TestPostgres.newMigratedDatabase());
    }

    @AfterEach
    void close() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        log.close();
    }

    @Test
    void every_committed_event_reaches_each_reader_once_and_in_its_initiatives_order() throws Exception {
        Outcome outcome = run(process -> process.engine, Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(outcome.committed).hasSizeGreaterThan(1000);
        for (Queue<Seen> reader : List.of(outcome.steady, outcome.restarted)) {
            assertThat(reader).as("none twice").doesNotHaveDuplicates();
            assertThat(new HashSet<>(reader))
                    .as("all of them, and nothing else")
                    .isEqualTo(outcome.committed);
            Map<String, List<Long>> versions =
                    reader.stream().collect(groupingBy(Seen::initiative, mapping(Seen::sequence, toList())));
            assertThat(versions.values())
                    .allSatisfy(sequences -> assertThat(sequences)
                            .containsExactlyElementsOf(LongStream.range(0, sequences.size())
                                    .boxed()
                                    .toList()));
        }
        assertThat(new ChainVerification(log.pool).verify().intact()).isTrue();
    }

    /** The control: the same load has to make Axon's own engine lose something, or it would prove nothing. */
    @Test
    void the_stock_engine_loses_events_under_the_same_load() throws Exception {
        Outcome outcome = run(LogFixture::stockEngine, Duration.ofSeconds(5), Duration.ofSeconds(5));
        Set<Seen> lost = without(outcome.committed, outcome.steady);
        System.out.printf("The stock engine lost %d of %d events.%n", lost.size(), outcome.committed.size());
        assertThat(lost).isNotEmpty();
    }

    private static Set<Seen> without(Collection<Seen> some, Collection<Seen> others) {
        Set<Seen> rest = new HashSet<>(some);
        rest.removeAll(new HashSet<>(others));
        return rest;
    }

    private record Seen(String initiative, long sequence) {}

    private record Outcome(Set<Seen> committed, Queue<Seen> steady, Queue<Seen> restarted) {}

    private Outcome run(Function<LogFixture, EventStorageEngine> engine, Duration duration, Duration patience)
            throws Exception {
        long seed = Long.getLong("kiinni.seed", System.nanoTime());
        System.out.printf("%s: -Dkiinni.seed=%d%n", getClass().getSimpleName(), seed);
        SplittableRandom random = new SplittableRandom(seed);
        Queue<Seen> steady = new ConcurrentLinkedQueue<>();
        Queue<Seen> restarted = new ConcurrentLinkedQueue<>();
        List<Future<?>> readers = List.of(
                threads.submit(() -> follow(engine, steady, Integer.MAX_VALUE)),
                threads.submit(() -> follow(engine, restarted, 200)));
        List<Future<List<Seen>>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            RandomGenerator own = random.split();
            String name = "writer" + i + "-";
            long until = System.nanoTime() + duration.toNanos();
            writers.add(threads.submit(() -> write(name, own, until)));
        }
        Set<Seen> committed = new HashSet<>();
        for (Future<List<Seen>> writer : writers) {
            committed.addAll(writer.get());
        }
        try {
            await().atMost(patience)
                    .until(() -> steady.size() >= committed.size() && restarted.size() >= committed.size());
        } catch (ConditionTimeoutException incomplete) {
            // What is missing is told by the caller.
        }
        writing = false;
        for (Future<?> reader : readers) {
            reader.get();
        }
        return new Outcome(committed, steady, restarted);
    }

    private List<Seen> write(String name, RandomGenerator random, long until) {
        List<Seen> committed = new ArrayList<>();
        long[] versions = new long[5];
        while (System.nanoTime() < until) {
            int which = random.nextInt(versions.length);
            int count = 1 + random.nextInt(3);
            List<DomainEventMessage<?>> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Instant stamp = random.nextInt(4) == 0 ? Instant.now().minus(3, ChronoUnit.DAYS) : Instant.now();
                events.add(LogFixture.comment(name + which, versions[which] + i, stamp));
            }
            boolean rolledBack = random.nextInt(6) == 0;
            double slow = random.nextInt(12) == 0 ? random.nextDouble(0.3) : random.nextDouble(0.01);
            log.transaction.executeWithoutResult(status -> {
                log.store.publish(events);
                log.jdbc.execute("SELECT pg_sleep(" + slow + ")");
                if (rolledBack) {
                    status.setRollbackOnly();
                }
            });
            if (!rolledBack) {
                for (int i = 0; i < count; i++) {
                    committed.add(new Seen(name + which, versions[which] + i));
                }
                versions[which] += count;
            }
        }
        return committed;
    }

    /** Reads until the end, in a process that is thrown away after some events, position and all that it knew but for the stored token. */
    private @Nullable Void follow(Function<LogFixture, EventStorageEngine> engine, Queue<Seen> seen, int eventsPerLife)
            throws InterruptedException {
        Serializer tokens = EventLogConfiguration.tokenSerializer();
        @Nullable TrackingToken token = null;
        while (writing) {
            try (LogFixture process = new LogFixture(log.database);
                    ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor()) {
                // As in a running process, somebody else moves the horizon while this thread reads.
                var _ = looking.scheduleWithFixedDelay(process.horizon::look, 0, 1, TimeUnit.MILLISECONDS);
                EventLogStore store = new EventLogStore(engine.apply(process), process.meters);
                TrackingEventStream stream = store.openStream(token);
                for (int events = 0; writing && events < eventsPerLife; ) {
                    if (stream.hasNextAvailable(5, TimeUnit.MILLISECONDS)) {
                        TrackedEventMessage<?> message = stream.nextAvailable();
                        DomainEventMessage<?> event = (DomainEventMessage<?>) message;
                        seen.add(new Seen(event.getAggregateIdentifier(), event.getSequenceNumber()));
                        token = message.trackingToken();
                        events++;
                    }
                }
                stream.close();
                looking.shutdownNow();
            }
            if (token != null) {
                token = tokens.deserialize(tokens.serialize(token, byte[].class));
            }
        }
        return null;
    }
}
