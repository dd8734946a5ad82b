package fi.kiinni.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Whoever follows the log looks by himself every ten minutes only; what comes sooner was brought by a signal. */
class WakeUpTest {

    private static final int TEN_MINUTES = 600_000;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private TestPostgres.Database database;
    private Follower writing;
    private Follower following;
    private long appended;

    /** A store with a processor on it, hearing and telling signals or not. */
    private static final class Follower implements AutoCloseable {

        final LogFixture log;
        final Signals signals;
        final Map<Long, Long> arrivals = new ConcurrentHashMap<>();
        volatile boolean unreachable;
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
        private final PooledStreamingEventProcessor processor;

        Follower(TestPostgres.Database database, boolean listening) {
            log = new LogFixture(database);
            signals = new Signals(new Unreliable(database.dataSource()), log.store::wake);
            log.store.announceBy(signals::announce);
            processor = PooledStreamingEventProcessor.builder()
                    .name("following")
                    .eventHandlerInvoker(SimpleEventHandlerInvoker.builder()
                            .eventHandlers(this)
                            .build())
                    .errorHandler(PropagatingErrorHandler.instance())
                    .messageSource(log.store)
                    .tokenStore(new InMemoryTokenStore())
                    .transactionManager(NoTransactionManager.instance())
                    .coordinatorExecutor(threads)
                    .workerExecutor(threads)
                    .initialSegmentCount(1)
                    .initialToken(StreamableMessageSource::createTailToken)
                    .tokenClaimInterval(TEN_MINUTES)
                    .claimExtensionThreshold(TEN_MINUTES)
                    .build();
            processor.start();
            if (listening) {
                signals.listen();
                await().until(signals::isHearing);
            }
            await().until(() -> processor.processingStatus().containsKey(0));
        }

        /** Its database cannot be reached while the process is told so. */
        private final class Unreliable extends DelegatingDataSource {

            Unreliable(DataSource target) {
                super(target);
            }

            @Override
            public Connection getConnection() throws SQLException {
                if (unreachable) {
                    throw new SQLException("unreachable for now");
                }
                return super.getConnection();
            }
        }

        @EventHandler
        @SuppressWarnings("UnusedMethod") // called by Axon
        void on(CommentPosted event) {
            arrivals.put(event.comment().getLeastSignificantBits(), System.nanoTime());
        }

        /** When it arrived, by the clock of {@link System#nanoTime}. */
        long awaitArrivalOf(long event) {
            return await().pollInterval(Duration.ofMillis(1))
                    .atMost(AT_ONCE)
                    .until(() -> arrivals.getOrDefault(event, 0L), at -> at != 0);
        }

        @Override
        public void close() {
            // Axon may overlook the request while its coordinator is at work, until it looks again: which here is ten
            // minutes.
            CompletableFuture<Void> stopped = processor.shutdownAsync();
            await().until(() -> {
                log.store.wake();
                return stopped.isDone();
            });
            signals.close();
            threads.shutdownNow();
            log.close();
        }
    }

    @BeforeEach
    void open() {
        database = TestPostgres.newMigratedDatabase();
        writing = new Follower(database, true);
        following = new Follower(database, true);
    }

    @AfterEach
    void close() {
        writing.close();
        following.close();
    }

    private long append() {
        writing.log.append("initiative", appended, 1);
        return appended++;
    }

    private void disconnect(String lastStatement) {
        assertThat(writing.log.jdbc.queryForList(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE ?",
                        Boolean.class,
                        lastStatement))
                .isNotEmpty()
                .containsOnly(true);
    }

    @Nested
    class AnEventArrivesAtOnce {

        @Test
        void in_the_process_that_appended_it() {
            for (int i = 0; i < 20; i++) {
                writing.awaitArrivalOf(append());
            }
        }

        @Test
        void in_another_process() {
            for (int i = 0; i < 20; i++) {
                following.awaitArrivalOf(append());
            }
        }

        @Test
        void when_it_was_appended_in_a_transaction_that_commits_later() {
            long event = writing.log.transaction.execute(status -> {
                long within = append();
                writing.log.jdbc.execute("SELECT pg_sleep(0.2)");
                assertThat(writing.arrivals).isEmpty();
                return within;
            });
            writing.awaitArrivalOf(event);
            following.awaitArrivalOf(event);
        }

        @Test
        void after_the_connection_for_hearing_was_lost_meanwhile() {
            following.awaitArrivalOf(append());
            following.unreachable = true;
            disconnect("LISTEN%");
            await().until(() -> !following.signals.isHearing());
            long missed = append();
            writing.awaitArrivalOf(missed);
            assertThat(following.arrivals).doesNotContainKey(missed);
            following.unreachable = false;
            following.awaitArrivalOf(missed);
            following.awaitArrivalOf(append());
        }

        @Test
        void after_the_connection_for_telling_was_lost_meanwhile() {
            following.awaitArrivalOf(append());
            disconnect("NOTIFY%");
            following.awaitArrivalOf(append());
        }
    }

    @Nested
    class Controls {

        @Test
        void without_listening_it_does_not_arrive_in_that_time() {
            try (Follower deaf = new Follower(database, false)) {
                long event = append();
                following.awaitArrivalOf(event);
                await().during(AT_ONCE).atMost(AT_ONCE.multipliedBy(2)).until(() -> !deaf.arrivals.containsKey(event));
                deaf.log.store.wake();
                deaf.awaitArrivalOf(event);
            }
        }

        @Test
        void a_rolled_back_event_wakes_nobody_and_is_not_counted() {
            writing.log.transaction.executeWithoutResult(status -> {
                append();
                status.setRollbackOnly();
            });
            appended = 0;
            assertThat(writing.log.meters.find("kiinni.events.appended").counter())
                    .isNull();
            append();
            assertThat(writing.log
                            .meters
                            .get("kiinni.events.appended")
                            .tag("event", "CommentPosted")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Nested
    class Lag {

        @Test
        void is_reported() {
            report("in the same process", writing::awaitArrivalOf);
            report("in another process", following::awaitArrivalOf);
        }

        private void report(String where, LongUnaryOperator arrival) {
            double[] millis = LongStream.range(0, 300)
                    .mapToDouble(i -> {
                        long event = append();
                        long committed = System.nanoTime();
                        return Math.max(0, (arrival.applyAsLong(event) - committed) / 1e6);
                    })
                    .toArray();
            Arrays.sort(millis);
            System.out.printf(
                    "From the append's return to the handler %s: median %.1f ms, p99 %.1f ms%n",
                    where, millis[millis.length / 2], millis[millis.length * 99 / 100]);
        }
    }
}
