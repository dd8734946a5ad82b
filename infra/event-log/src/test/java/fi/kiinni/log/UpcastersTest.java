package fi.kiinni.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MeasurementRecorded;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Revisions that are no longer written, as they lie in logs for ever. */
class UpcastersTest {

    record Revision(String event, int revision) {

        String sample() throws IOException {
            String file = "/samples/" + event + "." + revision + ".json";
            try (InputStream sample = Objects.requireNonNull(UpcastersTest.class.getResourceAsStream(file), file)) {
                return new String(sample.readAllBytes(), UTF_8);
            }
        }
    }

    static Stream<Revision> earlier() {
        return StoredEvents.all().stream()
                .map(StoredEvents::of)
                .flatMap((StoredEvents.Name event) -> IntStream.range(1, event.revision())
                        .mapToObj(revision -> new Revision(event.value(), revision)));
    }

    private static Object read(EventUpcaster upcasters, String event, int revision, String json) {
        GenericDomainEventEntry<byte[]> row = new GenericDomainEventEntry<>(
                "Initiative",
                "i",
                0,
                "e",
                Instant.EPOCH,
                event,
                Integer.toString(revision),
                json.getBytes(UTF_8),
                "{}".getBytes(UTF_8));
        return EventUtils.upcastAndDeserializeTrackedEvents(
                        Stream.of(new TrackedDomainEventData<>(GapAwareTrackingToken.newInstance(1, List.of()), row)),
                        new EventCodec(),
                        upcasters)
                .findFirst()
                .orElseThrow()
                .getPayload();
    }

    @ParameterizedTest
    @MethodSource("earlier")
    void each_has_its_sample_and_is_read_as_the_event_of_today(Revision stored) throws IOException {
        assertThat(read(Upcasters.CHAIN, stored.event(), stored.revision(), stored.sample()))
                .isInstanceOf(StoredEvents.classOf(stored.event()));
    }

    @Test
    void what_was_stopped_before_decisions_were_recorded_names_none() throws IOException {
        assertThat(read(Upcasters.CHAIN, "InitiativeStopped", 1, new Revision("InitiativeStopped", 1).sample()))
                .isEqualTo(new InitiativeStopped(
                        "Ei tarvetta", "Kysytään ensin opiskelijoilta", null, BusinessDate.parse("2016-06")));
    }

    @Test
    void several_steps_lead_from_the_first_to_the_last_and_lose_nothing() {
        EventUpcaster twice = new EventUpcasterChain(
                new Upcasters.Step("MeasurementRecorded", -1, fields -> fields.set("value", fields.remove("amount"))),
                new Upcasters.Step("MeasurementRecorded", 0, fields -> fields.put("source", "Ei tiedossa")));
        String stored = "{\"measurement\":\"01997c1e-5c00-7000-8000-000000000013\","
                + "\"measure\":\"01997c1e-5c00-7000-8000-000000000003\",\"amount\":12345678901234567890.1200,"
                + "\"measuredOn\":\"2021-05\",\"interpretation\":\"ä 🌱\\n\"}";
        MeasurementRecorded expected = new MeasurementRecorded(
                UUID.fromString("01997c1e-5c00-7000-8000-000000000013"),
                UUID.fromString("01997c1e-5c00-7000-8000-000000000003"),
                new BigDecimal("12345678901234567890.1200"),
                BusinessDate.parse("2021-05"),
                "Ei tiedossa",
                "ä 🌱\n",
                null);
        assertThat(read(twice, "MeasurementRecorded", -1, stored)).isEqualTo(expected);
        assertThat(read(twice, "MeasurementRecorded", 0, stored.replace("amount", "value")))
                .isEqualTo(expected);
    }

    /** After a rollback to an older program; the views of whoever goes on regardless would be wrong. */
    @Test
    void a_revision_that_is_yet_to_come_is_refused_with_its_name() {
        assertThatThrownBy(() -> read(Upcasters.CHAIN, "InitiativeStopped", 3, "{}"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("revision 3 of InitiativeStopped");
    }

    @Test
    void bytes_that_cannot_be_read_are_not_shown() {
        assertThatThrownBy(() -> read(Upcasters.CHAIN, "InitiativeStopped", 1, "{\"reason\":\"salainen\","))
                .hasMessageNotContaining("salainen")
                .cause()
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("InitiativeStopped revision 1")
                .hasMessageNotContaining("salainen")
                .hasNoCause();
    }

    /** Whichever way the log is read, and the log is not touched. */
    @Test
    void a_log_with_both_is_read_as_one_and_its_chain_holds() throws Exception {
        try (LogFixture log = new LogFixture(TestPostgres.newMigratedDatabase())) {
            String earlier = new Revision("InitiativeStopped", 1).sample();
            log.append("a", 0, 1);
            log.jdbc.update(
                    "INSERT INTO event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp,"
                            + " payload_type, payload_revision, payload, meta_data) VALUES (?, 'a', 1, 'Initiative',"
                            + " '2026-01-01T00:00:00.000Z', 'InitiativeStopped', '1', ?, convert_to('{}', 'UTF8'))",
                    LogFixture.newId(),
                    earlier.getBytes(UTF_8));
            log.append("a", 2, 1);
            InitiativeStopped stopped = new InitiativeStopped(
                    "Ei tarvetta", "Kysytään ensin opiskelijoilta", null, BusinessDate.parse("2016-06"));

            assertThat(log.store.readEvents("a").asStream().map(message -> (Object) message.getPayload()))
                    .hasSize(3)
                    .contains(stopped);
            assertThat(log.engine.readEvents(null, false).map(message -> (Object) message.getPayload()))
                    .hasSize(3)
                    .contains(stopped);
            assertThat(new LogPages(log.engine, log.pool).after(LogPlace.BEGINNING, 10))
                    .extracting(logged -> (Object) logged.event().getPayload())
                    .hasSize(3)
                    .contains(stopped);
            assertThat(new ChainVerification(log.pool).verify().intact()).isTrue();
            assertThat(log.jdbc.queryForObject(
                            "SELECT convert_from(payload, 'UTF8') || payload_revision FROM event WHERE sequence_number = 1",
                            String.class))
                    .isEqualTo(earlier + "1");
        }
    }
}
