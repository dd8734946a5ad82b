package fi.kiinni.log;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.log.Ledger.Acknowledged;
import fi.kiinni.log.Ledger.Logged;
import fi.kiinni.log.Ledger.Sent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The control of the tests that keep a ledger: each contradiction, made on purpose, is found. */
class LedgerTest {

    private static final String ANSWERED = "key-00000000-0000-0000-0000-000000000001";
    private static final String UNANSWERED = "key-00000000-0000-0000-0000-000000000002";

    private final Ledger ledger = new Ledger();

    LedgerTest() {
        ledger.sent(new Sent(ANSWERED, "/api/initiatives", ""));
        ledger.sent(new Sent(UNANSWERED, "/api/initiatives", ""));
        ledger.acknowledged(ANSWERED, new Acknowledged("a", 1));
    }

    @Test
    void a_log_that_holds_what_was_acknowledged_once_contradicts_nothing() {
        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED)))).isEmpty();
        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED), event("b", 1, UNANSWERED))))
                .isEmpty();
        assertThat(ledger.unanswered()).extracting(Sent::key).containsExactly(UNANSWERED);
    }

    @Test
    void a_lost_acknowledged_command_is_found() {
        assertThat(ledger.contradictions(Stream.of()))
                .containsExactly(ANSWERED + " was acknowledged and is not in the log");
    }

    @Test
    void a_command_that_was_applied_twice_is_found() {
        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED), event("a", 2, ANSWERED))))
                .hasSize(2);
        assertThat(ledger.contradictions(
                        Stream.of(event("a", 1, ANSWERED), event("b", 1, UNANSWERED), event("b", 2, UNANSWERED))))
                .containsExactly(UNANSWERED + " is in the log 2 times");
    }

    @Test
    void a_command_that_stands_elsewhere_than_was_answered_is_found() {
        assertThat(ledger.contradictions(Stream.of(event("a", 1, UNANSWERED), event("a", 2, ANSWERED))))
                .hasSize(1);
        assertThat(ledger.contradictions(Stream.of(event("b", 1, ANSWERED)))).hasSize(1);
    }

    @Test
    void an_answer_that_two_commands_were_given_is_found() {
        ledger.acknowledged(UNANSWERED, new Acknowledged("a", 1));

        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED), event("a", 2, UNANSWERED))))
                .hasSize(1);
    }

    @Test
    void a_version_that_is_there_twice_or_left_out_is_found() {
        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED), event("a", 1, UNANSWERED))))
                .containsExactly("a has version 1 where 2 is due");
        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED), event("a", 3, UNANSWERED))))
                .containsExactly("a has version 3 where 2 is due");
    }

    @Test
    void an_event_that_nobody_asked_for_is_found() {
        String alien = "key-00000000-0000-0000-0000-000000000003";
        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED), event("a", 2, alien))))
                .containsExactly(alien + " is in the log and was never sent, or was refused");
    }

    @Test
    void a_command_that_was_refused_and_done_nevertheless_is_found() {
        ledger.refused(UNANSWERED);

        assertThat(ledger.contradictions(Stream.of(event("a", 1, ANSWERED), event("a", 2, UNANSWERED))))
                .hasSize(1);
    }

    private static Logged event(String initiative, long version, String key) {
        return new Logged(initiative, version, "{\"text\":\"" + key + "\"}");
    }
}
