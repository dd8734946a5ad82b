package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import com.mongodb.client.MongoDatabase;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.query.RunningQuerySide;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ProjectionTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final Duration SOON = Duration.ofSeconds(15);

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static InitiativeEvent mapped(String text) {
        return new CurrentStateMapped(text, BusinessDate.parse("2015"));
    }

    private static long version(String initiative) {
        return QUERY_SIDE.bean(Overview.class).version(initiative);
    }

    private static void awaitVersion(String initiative, long version) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(version(initiative)).isEqualTo(version);
            assertThat(QUERY_SIDE.bean(Timeline.class).has(initiative, version)).isTrue();
        });
    }

    private static List<String> views() {
        MongoDatabase database = QUERY_SIDE.views();
        List<String> all = new ArrayList<>(MongoServerInMemory.contents(database.getCollection("overview")));
        all.addAll(MongoServerInMemory.contents(database.getCollection("timeline")));
        return all;
    }

    private static long deadLetters() {
        return QUERY_SIDE.views().getCollection("dead_letters").countDocuments();
    }

    private static void awaitCaughtUp() {
        await().atMost(SOON)
                .untilAsserted(() -> QUERY_SIDE
                        .management()
                        .get()
                        .uri("/actuator/health/readiness")
                        .exchange()
                        .expectStatus()
                        .isOk());
    }

    @Nested
    class AnEventThatCannotBeShown {

        @Test
        void waits_with_the_later_ones_of_its_initiative_while_others_go_on_and_is_shown_when_the_cause_is_gone() {
            String poisoned = QUERY_SIDE.newInitiative(List.of(Stories.started("Myrkytetty"), mapped("a")));
            String other = QUERY_SIDE.newInitiative(List.of(Stories.started("Muu")));
            awaitVersion(poisoned, 2);
            storeUnreadable(poisoned, 2);

            QUERY_SIDE.append("Initiative", poisoned, 4, List.of(mapped("c"), mapped("d")));
            QUERY_SIDE.append("Initiative", other, 2, List.of(mapped("e")));
            awaitVersion(other, 2);
            await().atMost(SOON).untilAsserted(() -> assertThat(deadLetters()).isEqualTo(2));
            assertThat(version(poisoned)).isEqualTo(2);
            assertThat(QUERY_SIDE.bean(Timeline.class).has(poisoned, 4)).isFalse();
            QUERY_SIDE
                    .management()
                    .get()
                    .uri("/actuator/prometheus")
                    .exchange()
                    .expectBody(String.class)
                    .value(text -> assertThat(text).contains("kiinni_view_dead_letters{view=\"overview\"} 1.0"));

            repair(poisoned, 2);
            awaitVersion(poisoned, 5);
            await().atMost(SOON).untilAsserted(() -> assertThat(deadLetters()).isZero());
            QUERY_SIDE.append("Initiative", poisoned, 6, List.of(mapped("f")));
            awaitVersion(poisoned, 6);

            List<String> mended = views();
            QUERY_SIDE.restartWithoutViews();
            awaitCaughtUp();
            awaitVersion(poisoned, 6);
            assertThat(views()).isEqualTo(mended);
        }

        @Test
        void is_passed_over_when_an_operator_says_why_by_the_past_and_by_what_is_built_anew_too() {
            String poisoned = QUERY_SIDE.newInitiative(List.of(Stories.started("Ohitettu"), mapped("a")));
            awaitVersion(poisoned, 2);
            storeUnreadable(poisoned, 2);
            QUERY_SIDE.append("Initiative", poisoned, 4, List.of(mapped("c")));
            await().atMost(SOON).untilAsserted(() -> assertThat(deadLetters()).isEqualTo(2));
            DeadLetters letters = QUERY_SIDE.bean(DeadLetters.class);
            assertThat(letters.all())
                    .extracting(DeadLetters.Waiting::view, DeadLetters.Waiting::event, DeadLetters.Waiting::version)
                    .containsExactly(
                            tuple("overview", "CurrentStateMapped", 3L), tuple("timeline", "CurrentStateMapped", 3L));

            assertThat(letters.passOver("overview", poisoned, "Levyvika", "yllapitaja"))
                    .isTrue();
            assertThat(letters.passOver("timeline", poisoned, "Levyvika", "yllapitaja"))
                    .isTrue();
            awaitVersion(poisoned, 4);
            await().atMost(SOON).untilAsserted(() -> assertThat(deadLetters()).isZero());
            assertThat(QUERY_SIDE
                            .bean(Past.class)
                            .of(poisoned, Past.Moment.NOW, null)
                            .version())
                    .isEqualTo(4);
            assertThat(letters.passedOver().getFirst().reason()).isEqualTo("Levyvika");

            List<String> before = views();
            QUERY_SIDE.restartWithoutViews();
            awaitCaughtUp();
            awaitVersion(poisoned, 4);
            assertThat(views()).isEqualTo(before);
            assertThat(deadLetters()).isZero();
        }

        /** As if a fault of the disk or of an earlier program had left it: readable by nobody, in the middle of a life. */
        private void storeUnreadable(String initiative, long sequence) {
            QUERY_SIDE.postgres.execute("""
                    INSERT INTO event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,
                        payload_revision, payload, meta_data, hash)
                    VALUES ('%s', '%s', %d, 'Initiative', '2026-01-01T10:00:00.000Z', 'CurrentStateMapped', '1',
                        convert_to('{"description":', 'UTF8'), convert_to('{"by":"jasen"}', 'UTF8'), '')""".formatted(UUID.randomUUID(), initiative, sequence));
        }

        private void repair(String initiative, long sequence) {
            QUERY_SIDE.postgres.execute(
                    "ALTER TABLE event DISABLE TRIGGER ALL",
                    """
                    UPDATE event SET payload = convert_to('{"description":"b","effectiveOn":"2015"}', 'UTF8')
                    WHERE aggregate_identifier = '%s' AND sequence_number = %d""".formatted(initiative, sequence),
                    "ALTER TABLE event ENABLE TRIGGER ALL");
        }
    }

    @Nested
    class AnEventThatIsCommittedLate {

        @Test
        void stands_at_its_own_place_whether_it_was_followed_or_is_read_again() throws Exception {
            String late = QUERY_SIDE.newInitiative(List.of(Stories.started("Hidas")));
            String quick = QUERY_SIDE.newInitiative(List.of(Stories.started("Nopea")));
            CountDownLatch appended = new CountDownLatch(1);
            CountDownLatch commit = new CountDownLatch(1);
            try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
                Future<?> slow =
                        thread.submit(() -> new TransactionTemplate(QUERY_SIDE.bean(PlatformTransactionManager.class))
                                .executeWithoutResult(_ -> {
                                    QUERY_SIDE.append("Initiative", late, 2, List.of(mapped("a"), mapped("b")));
                                    appended.countDown();
                                    awaitUnchecked(commit);
                                }));
                awaitUnchecked(appended);
                QUERY_SIDE.append("Initiative", quick, 2, List.of(mapped("c")));
                awaitVersion(quick, 2);
                commit.countDown();
                slow.get(20, TimeUnit.SECONDS);
            }
            awaitVersion(late, 3);

            long shown = position(late);
            assertThat(shown).isLessThan(position(quick));
            assertThat(QUERY_SIDE.bean(Timeline.class).between(late, 2, 3))
                    .extracting(Timeline.Entry::position)
                    .containsExactly(shown - 1, shown);
            List<String> followed = views();
            QUERY_SIDE.restartWithoutViews();
            awaitCaughtUp();
            awaitVersion(late, 3);
            awaitVersion(quick, 2);
            assertThat(views()).isEqualTo(followed);
        }

        private static long position(String initiative) {
            return QUERY_SIDE
                    .bean(Overview.class)
                    .find(initiative)
                    .orElseThrow()
                    .position();
        }

        private static void awaitUnchecked(CountDownLatch latch) {
            try {
                assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class ADatabaseThatIsAway {

        @Test
        void stops_the_views_at_the_event_and_costs_nothing_but_time() {
            String initiative = QUERY_SIDE.newInitiative(List.of(Stories.started("Katko")));
            awaitVersion(initiative, 1);

            QUERY_SIDE.mongoConnections.cut();
            QUERY_SIDE.append("Initiative", initiative, 2, List.of(mapped("a"), mapped("b")));
            String born = QUERY_SIDE.newInitiative(List.of(Stories.started("Katkon aikana")));
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> true);
            QUERY_SIDE.mongoConnections.mend();

            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                assertThat(version(initiative)).isEqualTo(3);
                assertThat(version(born)).isEqualTo(1);
                assertThat(QUERY_SIDE.bean(Timeline.class).has(initiative, 3)).isTrue();
                assertThat(QUERY_SIDE.bean(Timeline.class).has(born, 1)).isTrue();
            });
            assertThat(deadLetters()).isZero();
            List<String> afterwards = views();
            QUERY_SIDE.restartWithoutViews();
            awaitCaughtUp();
            awaitVersion(initiative, 3);
            awaitVersion(born, 1);
            assertThat(views()).isEqualTo(afterwards);
        }
    }

    @Nested
    class AFault {

        @Test
        void is_the_stores_when_the_store_is_away_and_the_events_when_its_document_is_refused() {
            assertThat(Projection.isOutage(new MongoTimeoutException("away"))).isTrue();
            assertThat(Projection.isOutage(new IllegalStateException(new SQLException("away"))))
                    .isTrue();
            assertThat(Projection.isOutage(new EventStoreException("away"))).isTrue();
            assertThat(Projection.isOutage(new MongoWriteException(
                            new WriteError(17280, "too large", new BsonDocument()), new ServerAddress(), Set.of())))
                    .isFalse();
            assertThat(Projection.isOutage(new IllegalArgumentException("not readable")))
                    .isFalse();
        }
    }

    @Nested
    class AViewThatHardlyEverLooks {

        @Test
        void is_woken_by_each_event() {
            try (RunningQuerySide dozing = new RunningQuerySide("kiinni.views.look-every=10m")) {
                for (int event = 0; event < 5; event++) {
                    String initiative = dozing.newInitiative(List.of(Stories.started("Heti")));
                    await().atMost(SOON).until(() -> dozing.bean(Overview.class).version(initiative) == 1);
                }
            }
        }
    }

    @Nested
    class ViewsThatAreRebuilt {

        /** Another process holds the tokens, until its claims are found to be old. */
        private static void claimElsewhere(MongoDatabase database) {
            for (int segment = 0; segment < 2; segment++) {
                database.getCollection("tokens")
                        .insertOne(new Document("processorName", "overview")
                                .append("segment", segment)
                                .append("owner", "another process")
                                .append("timestamp", System.currentTimeMillis()));
            }
        }

        @Test
        void are_not_shown_before_they_are_whole_but_how_far_they_are() {
            String initiative = QUERY_SIDE.newInitiative(new Stories(1).life(30));
            QUERY_SIDE.restartWith(ViewsThatAreRebuilt::claimElsewhere);

            QUERY_SIDE
                    .management()
                    .get()
                    .uri("/actuator/health/readiness")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody()
                    .jsonPath("$.components.views.details.position")
                    .isEqualTo(0)
                    .jsonPath("$.components.views.details.head")
                    .isNumber();
            QUERY_SIDE
                    .as(RunningQuerySide.sakky("jasen", Role.MEMBER))
                    .get()
                    .uri("/api/initiatives/" + initiative)
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .exists("Retry-After")
                    .expectBody()
                    .jsonPath("$.type")
                    .isEqualTo("urn:kiinni:problem:views-catching-up");
            QUERY_SIDE
                    .client()
                    .get()
                    .uri("/initiatives")
                    .accept(MediaType.TEXT_HTML)
                    .cookie("kiinni", RunningQuerySide.token(RunningQuerySide.sakky("jasen", Role.MEMBER)))
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .exists("Refresh")
                    .expectBody(String.class)
                    .value(text -> assertThat(text).containsPattern("Näkymiä kootaan uudelleen: 0 / [0-9]+\\."));

            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> QUERY_SIDE
                            .management()
                            .get()
                            .uri("/actuator/health/readiness")
                            .exchange()
                            .expectStatus()
                            .isOk());
            assertThat(version(initiative)).isEqualTo(30);
        }
    }
}
