package fi.kiinni.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EventLogEngineTest {

    private static final LogFixture log = new LogFixture(TestPostgres.newMigratedDatabase());

    @AfterAll
    static void close() {
        log.close();
    }

    @Test
    void what_is_appended_is_read_again_by_aggregate_and_by_position() {
        String initiative = LogFixture.newId();
        log.append(initiative, 0, 1);
        log.append(initiative, 1, 3);

        List<? extends DomainEventMessage<?>> events =
                log.store.readEvents(initiative).asStream().toList();
        assertThat(events).extracting(DomainEventMessage::getSequenceNumber).containsExactly(0L, 1L, 2L, 3L);
        assertThat(events.getFirst().getPayload())
                .isEqualTo(LogFixture.comment(initiative, 0).getPayload());
        assertThat(events.getFirst().getMetaData()).containsEntry("provider", "sakky");
        assertThat(events.getFirst().getType()).isEqualTo("Initiative");

        List<? extends TrackedEventMessage<?>> followed =
                log.engine.readEvents(null, false).toList();
        assertThat(followed.stream()
                        .filter(e -> ((DomainEventMessage<?>) e)
                                .getAggregateIdentifier()
                                .equals(initiative)))
                .extracting(e -> ((DomainEventMessage<?>) e).getSequenceNumber())
                .containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void a_version_that_is_taken_is_refused_as_a_conflict() {
        String initiative = LogFixture.newId();
        log.append(initiative, 0, 2);
        assertThatThrownBy(() -> log.append(initiative, 1, 1)).isInstanceOf(ConcurrencyException.class);
    }
}
