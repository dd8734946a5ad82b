package fi.kiinni.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import fi.kiinni.log.LogFixture.OpenTransaction;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.serialization.Serializer;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionDefinition;

/** Each scene in order, without chance: who takes which position when, and what a reader makes of it. */
class HorizonTest {

    /** Older than any time after which a gap could be taken for dead. */
    private static final Instant LONG_AGO = Instant.parse("2014-09-15T12:00:00Z");

    private LogFixture log;
    private Reader reader;

    @BeforeEach
    void open() {
        log = new LogFixture(TestPostgres.newMigratedDatabase());
        reader = new Reader(log.engine, null);
    }

    @AfterEach
    void close() {
        log.close();
    }

    /** Follows the log by hand. */
    private static final class Reader {

        private final EventStorageEngine engine;
        final List<String> seen = new ArrayList<>();

        @Nullable
        TrackingToken token;

        Reader(EventStorageEngine engine, @Nullable TrackingToken token) {
            this.engine = engine;
            this.token = token;
        }

        List<String> read() {
            var events = engine.readEvents(token, false).iterator();
            while (events.hasNext()) {
                TrackedEventMessage<?> event = events.next();
                seen.add(((DomainEventMessage<?>) event).getAggregateIdentifier());
                token = event.trackingToken();
            }
            return seen;
        }

        GapAwareTrackingToken position() {
            return (GapAwareTrackingToken) Objects.requireNonNull(token);
        }
    }

    private void commit(String initiative) {
        log.append(initiative, 0, 1);
    }

    private void awaitSettled(long position) {
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            log.horizon.look();
            return log.horizon.settled() >= position;
        });
    }

    /** For long enough to look several times. */
    private void whileLooking(BooleanSupplier stays) {
        await().during(Duration.ofMillis(150)).atMost(Duration.ofSeconds(2)).until(() -> {
            log.horizon.look();
            return stays.getAsBoolean();
        });
    }

    @Nested
    class ANeighbourStampedLongBefore {

        private List<String> scene(EventStorageEngine engine) throws SQLException {
            Reader follower = new Reader(engine, null);
            commit("before");
            follower.read();
            try (OpenTransaction slow = log.open()) {
                slow.append("slow");
                try (OpenTransaction neighbour = log.open()) {
                    neighbour.append("neighbour", 1, LONG_AGO);
                    neighbour.commit();
                }
                follower.read();
                slow.commit();
            }
            follower.read();
            commit("after");
            return follower.read();
        }

        @Test
        void hides_nothing_from_a_reader() throws SQLException {
            assertThat(scene(log.engine)).containsExactly("before", "neighbour", "slow", "after");
        }

        /** The control: if this fails, the scene no longer shows what it is meant to show. */
        @Test
        void makes_the_stock_engine_lose_the_slow_event() throws SQLException {
            assertThat(scene(log.stockEngine())).containsExactly("before", "neighbour", "after");
        }
    }

    @Nested
    class Gaps {

        @Test
        void of_a_rollback_are_given_up() throws SQLException {
            commit("before");
            try (OpenTransaction slow = log.open()) {
                slow.append("slow", 5, Instant.now());
                commit("meanwhile");
                reader.read();
                assertThat(reader.position().getGaps()).hasSize(5);
                slow.rollback();
            }
            awaitSettled(reader.position().getIndex());
            commit("after");
            assertThat(reader.read()).containsExactly("before", "meanwhile", "after");
            assertThat(reader.position().getGaps()).isEmpty();
        }

        @Test
        void stay_for_as_long_as_the_transaction_is_open_and_are_filled_once() throws SQLException {
            try (OpenTransaction slow = log.open()) {
                long gap = slow.append("slow");
                for (int i = 0; i < 5; i++) {
                    commit("meanwhile" + i);
                    reader.read();
                    whileLooking(() -> log.horizon.settled() < gap);
                    assertThat(reader.position().getGaps()).containsExactly(gap);
                }
                slow.commit();
            }
            assertThat(reader.read()).endsWith("slow");
            assertThat(reader.read()).hasSize(6).doesNotHaveDuplicates();
            assertThat(reader.position().getGaps()).isEmpty();
        }

        @Test
        void that_ended_one_way_and_the_other_are_told_apart() throws SQLException {
            try (OpenTransaction rolledBack = log.open();
                    OpenTransaction committed = log.open()) {
                rolledBack.append("rolledBack");
                committed.append("committed");
                commit("meanwhile");
                reader.read();
                rolledBack.rollback();
                whileLooking(() -> log.horizon.settled() == 0);
                commit("later");
                assertThat(reader.read()).containsExactly("meanwhile", "later");
                committed.commit();
            }
            awaitSettled(reader.position().getIndex());
            assertThat(reader.read()).containsExactly("meanwhile", "later", "committed");
        }

        @Test
        void survive_a_restart_of_the_reader() throws SQLException {
            Serializer tokens = EventLogConfiguration.tokenSerializer();
            try (OpenTransaction slow = log.open()) {
                long gap = slow.append("slow");
                commit("meanwhile");
                reader.read();
                var stored = tokens.serialize(reader.token, byte[].class);
                try (LogFixture restarted = new LogFixture(log.database)) {
                    Reader again = new Reader(restarted.engine, tokens.deserialize(stored));
                    assertThat(again.read()).isEmpty();
                    assertThat(again.position().getGaps()).containsExactly(gap);
                    slow.commit();
                    assertThat(again.read()).containsExactly("slow");
                }
            }
        }

        @Test
        void of_a_prepared_transaction_stay_until_it_ends() throws SQLException {
            try (OpenTransaction slow = log.open()) {
                long gap = slow.append("slow");
                commit("meanwhile");
                reader.read(); // the transaction is known as a holder under the name that it is about to lose
                slow.run("PREPARE TRANSACTION 'slow'");
                whileLooking(() -> log.horizon.settled() < gap);
                commit("later");
                assertThat(reader.read()).containsExactly("meanwhile", "later");
                assertThat(reader.position().getGaps()).containsExactly(gap);
                log.database.execute("COMMIT PREPARED 'slow'");
            }
            assertThat(reader.read()).containsExactly("meanwhile", "later", "slow");
            awaitSettled(reader.position().getIndex());
        }

        @Test
        void do_not_depend_on_the_isolation_of_whoever_reads() throws SQLException {
            commit("before");
            log.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
            try (OpenTransaction slow = log.open()) {
                slow.append("slow");
                log.transaction.executeWithoutResult(status -> {
                    log.jdbc.queryForObject(
                            "SELECT count(*) FROM event", Long.class); // takes the transaction's snapshot
                    commitInAnotherTransaction("meanwhile");
                    reader.read();
                    slow.commit();
                    awaitSettled(reader.position().getIndex());
                    commitInAnotherTransaction("after");
                    assertThat(reader.read()).containsExactly("before", "meanwhile", "slow", "after");
                });
            }
        }

        /**
         * After a crash PostgreSQL goes on by itself, says that it started when it did before, and calls a prepared transaction by another
         * name. A pool hides all this.
         */
        @Test
        void of_a_prepared_transaction_survive_a_crash_of_the_server() throws Exception {
            try (EmbeddedPostgres own = EmbeddedPostgres.builder()
                    .setServerConfig("max_prepared_transactions", "1")
                    .start()) {
                TestPostgres.Database database = new TestPostgres.Database(
                        "jdbc:postgresql://localhost:" + own.getPort() + "/postgres", "postgres", "postgres");
                Flyway.configure().dataSource(database.dataSource()).load().migrate();
                Horizon horizon = new Horizon(database.dataSource(), Duration.ofMinutes(1));
                try (LogFixture process = new LogFixture(database);
                        OpenTransaction slow = process.open()) {
                    long gap = slow.append("slow");
                    process.append("meanwhile", 0, 1);
                    horizon.look();
                    assertThat(horizon.isWanted()).isTrue();
                    int backend = slow.connection.unwrap(PGConnection.class).getBackendPID();
                    int checkpointer = Objects.requireNonNull(process.jdbc.queryForObject(
                            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'", Integer.class));
                    slow.run("PREPARE TRANSACTION 'slow'");
                    assertThat(ProcessHandle.of(backend).orElseThrow().destroyForcibly())
                            .isTrue();
                    await().ignoreExceptions().until(() -> {
                        database.execute("SELECT 1 / (SELECT count(*) FROM pg_stat_activity, pg_locks"
                                + " WHERE backend_type = 'checkpointer' AND pg_stat_activity.pid <> " + checkpointer
                                + " AND virtualtransaction LIKE '-1/%')");
                        return true;
                    });
                    await().during(Duration.ofMillis(150)).until(() -> {
                        horizon.look();
                        return horizon.settled() < gap;
                    });
                    database.execute("COMMIT PREPARED 'slow'");
                    Reader after = new Reader(process.engine, null);
                    await().ignoreExceptionsInstanceOf(EventStoreException.class)
                            .until(() -> {
                                after.read(); // the pool may first hand out a connection of before the crash
                                return true;
                            });
                    assertThat(after.seen).containsExactly("slow", "meanwhile");
                }
            }
        }

        private void commitInAnotherTransaction(String initiative) {
            try (OpenTransaction other = log.open()) {
                other.append(initiative);
                other.commit();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Test
        void in_any_number_at_the_beginning_are_passed() {
            log.jdbc.execute("SELECT setval(pg_get_serial_sequence('event', 'global_index'), 1000000)");
            commit("after");
            assertThat(reader.read()).containsExactly("after");
            assertThat(reader.position().getGaps()).isEmpty();
        }

        @Test
        void in_too_great_a_number_stop_the_reader_until_they_are_settled() throws SQLException {
            commit("before");
            try (OpenTransaction slow = log.open()) {
                slow.append("slow");
                commit("meanwhile");
                try (OpenTransaction many = log.open()) {
                    many.append("many", EventLogEngine.MAX_GAPS, Instant.now());
                    many.rollback();
                }
                commit("after");
                assertThat(reader.read()).containsExactly("before", "meanwhile");
                whileLooking(() -> reader.read().size() == 2);
                slow.commit();
            }
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(
                            () -> assertThat(reader.read()).containsExactly("before", "meanwhile", "slow", "after"));
        }
    }

    @Nested
    class FirstTokens {

        @Test
        void at_the_tail_see_what_is_in_flight_below_the_first_event() throws SQLException {
            try (OpenTransaction slow = log.open()) {
                slow.append("slow");
                commit("meanwhile");
                Reader fromTail = new Reader(log.engine, log.engine.createTailToken());
                fromTail.read();
                slow.commit();
                assertThat(fromTail.read()).containsExactly("meanwhile", "slow");
            }
        }

        @Test
        void at_the_head_see_what_is_in_flight_and_nothing_older() throws SQLException {
            commit("before");
            try (OpenTransaction slow = log.open();
                    OpenTransaction rolledBack = log.open()) {
                slow.append("slow");
                rolledBack.append("rolledBack");
                commit("meanwhile");
                Reader fromHead = new Reader(log.engine, log.engine.createHeadToken());
                slow.commit();
                rolledBack.rollback();
                commit("after");
                assertThat(fromHead.read()).containsExactly("slow", "after");
            }
        }

        @Test
        void at_the_head_of_an_empty_log_are_the_tail() {
            assertThat(log.engine.createHeadToken()).isNull();
        }

        @Test
        void at_a_time_see_what_is_in_flight_before_the_first_event_of_that_time() throws SQLException {
            try (OpenTransaction old = log.open()) {
                old.append("old", 1, LONG_AGO);
                old.commit();
            }
            try (OpenTransaction slow = log.open()) {
                slow.append("slow");
                try (OpenTransaction old = log.open()) {
                    old.append("also old", 1, LONG_AGO);
                    old.commit();
                }
                commit("since");
                Reader fromThen = new Reader(log.engine, log.engine.createTokenAt(LONG_AGO.plusSeconds(1)));
                assertThat(fromThen.read()).containsExactly("since");
                slow.commit();
                assertThat(fromThen.read()).containsExactly("since", "slow");
            }
        }

        @Test
        void at_a_time_before_everything_see_everything_and_after_everything_nothing() {
            commit("one");
            commit("two");
            assertThat(new Reader(log.engine, log.engine.createTokenAt(LONG_AGO)).read())
                    .containsExactly("one", "two");
            assertThat(new Reader(
                                    log.engine,
                                    log.engine.createTokenAt(Instant.now().plusSeconds(60)))
                            .read())
                    .isEmpty();
        }
    }

    @Nested
    class AnOpenTransaction {

        @Test
        void that_holds_readers_back_is_measured_and_named_once() throws SQLException {
            ListAppender<ILoggingEvent> warnings = new ListAppender<>();
            Logger logger = (Logger) LoggerFactory.getLogger(Horizon.class);
            warnings.start();
            logger.addAppender(warnings);
            Horizon horizon = new Horizon(log.pool, Duration.ofMillis(100));
            assertThat(horizon.heldBackSeconds()).isZero();
            try (OpenTransaction slow = log.open()) {
                slow.append("slow");
                horizon.look();
                await().atMost(Duration.ofSeconds(5)).until(() -> {
                    horizon.look();
                    return !warnings.list.isEmpty();
                });
                assertThat(horizon.heldBackSeconds()).isBetween(0.1, 5.0);
                await().during(Duration.ofMillis(300)).until(() -> {
                    horizon.look();
                    return warnings.list.size() == 1;
                });
                slow.run("SELECT 1");
                assertThat(warnings.list.getFirst().getFormattedMessage())
                        .contains(Integer.toString(
                                slow.connection.unwrap(PGConnection.class).getBackendPID()));
                slow.commit();
            } finally {
                logger.detachAppender(warnings);
            }
            await().until(() -> {
                horizon.look();
                return !horizon.isWanted();
            });
            assertThat(horizon.heldBackSeconds()).isZero();
        }

        @Test
        void that_only_reads_holds_nobody_back() throws SQLException {
            try (OpenTransaction reading = log.open()) {
                reading.run("SELECT count(*) FROM event");
                commit("one");
                log.horizon.look();
                assertThat(log.horizon.settled()).isEqualTo(1);
            }
        }
    }

    @Nested
    class WhoReads {

        @Test
        void needs_to_be_allowed_nothing_but_select_on_the_log() throws Exception {
            log.database.execute("CREATE ROLE only_reads LOGIN", "GRANT SELECT ON event TO only_reads");
            TestPostgres.Database restricted = new TestPostgres.Database(log.database.url(), "only_reads", "");
            try (LogFixture process = new LogFixture(restricted)) {
                Reader restrictedReader = new Reader(process.engine, process.engine.createHeadToken());
                try (OpenTransaction slow = log.open()) {
                    slow.append("slow");
                    commit("meanwhile");
                    assertThat(restrictedReader.read()).containsExactly("meanwhile");
                    process.horizon.look();
                    assertThat(process.horizon.settled()).isZero();
                    slow.commit();
                }
                assertThat(restrictedReader.read()).containsExactly("meanwhile", "slow");
                assertThat(new ChainVerification(process.pool).verify().intact())
                        .isTrue();
                assertThatThrownBy(() -> process.append("mine", 0, 1)).hasMessageContaining("permission denied");
            }
        }
    }

    @Nested
    class WhenTheDatabaseGoesAway {

        @Test
        void what_is_known_is_forgotten_and_the_failure_is_told() {
            commit("one");
            log.horizon.look();
            assertThat(log.horizon.settled()).isEqualTo(1);
            log.pool.close();
            assertThatThrownBy(reader::read).hasMessageContaining("Cannot read the event log");
            assertThat(log.horizon.settled()).isZero();
        }
    }
}
