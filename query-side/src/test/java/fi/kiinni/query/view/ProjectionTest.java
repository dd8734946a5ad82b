package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.query.RunningQuerySide;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
    class ALongHistory {

        @Test
        void is_rebuilt_and_until_then_reading_is_refused() {
            for (int initiative = 0; initiative < 40; initiative++) {
                QUERY_SIDE.newInitiative(new Stories(initiative).life(100));
            }
            QUERY_SIDE.restartWithoutViews();
            long begun = System.nanoTime();
            awaitCaughtUp();
            System.out.printf("4,000 events rebuilt in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
            assertThat(QUERY_SIDE.views().getCollection("overview").countDocuments())
                    .isGreaterThanOrEqualTo(40);
        }
    }
}
