package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.PilotDecided;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.log.ChainVerification;
import fi.kiinni.query.RunningQuerySide;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An event that was stored in an earlier revision, beside the same as it would be stored now: nobody can tell them apart. */
class RevisionsTest {

    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final BusinessDate STOP = BusinessDate.parse("2016-06");

    private static final PilotDecided DECIDED =
            new PilotDecided(UUID.randomUUID(), PilotChoice.STOP, "Ei tarvetta", "Johtoryhmä", STOP, null, "Kysytään");
    private static final CommentPosted COMMENT =
            new CommentPosted(UUID.randomUUID(), "Harmi", null, List.of(), BusinessDate.parse("2016-07"));

    private static final List<String> READS = List.of(
            "",
            "?version=2",
            "?version=3",
            "?effectiveOn=2016-05-31",
            "?effectiveOn=2016-06-02",
            "/timeline",
            "/audit",
            "/gate",
            "/diff?from=1");

    @Test
    void every_view_of_them_is_the_same_grown_and_rebuilt() throws Exception {
        try (RunningQuerySide querySide = new RunningQuerySide()) {
            String now = querySide.newInitiative(List.of(Stories.started("Työkykypassi"), DECIDED));
            querySide.append(
                    "Initiative", now, 3, List.of(new InitiativeStopped("Ei tarvetta", "Kysytään", null, STOP)));
            querySide.append("Initiative", now, 4, List.of(COMMENT));
            String then = querySide.newInitiative(List.of(Stories.started("Työkykypassi"), DECIDED));
            querySide.postgres.execute(
                    "INSERT INTO event (event_identifier, aggregate_identifier, sequence_number, type,"
                            + " time_stamp, payload_type, payload_revision, payload, meta_data)"
                            + " SELECT gen_random_uuid(), aggregate_identifier, 2, type, time_stamp, 'InitiativeStopped', '1',"
                            + " convert_to('{\"reason\":\"Ei tarvetta\",\"lessons\":\"Kysytään\",\"effectiveOn\":\"2016-06\"}', 'UTF8'),"
                            + " meta_data FROM event WHERE aggregate_identifier = '" + then
                            + "' AND sequence_number = 1");
            querySide.append("Initiative", then, 4, List.of(COMMENT));

            isTheSame(querySide, then, now);
            querySide.restartWithoutViews();
            isTheSame(querySide, then, now);
            assertThat(querySide.bean(ChainVerification.class).verify().intact())
                    .isTrue();
        }
    }

    private static void isTheSame(RunningQuerySide querySide, String then, String now) {
        for (String initiative : List.of(then, now)) {
            await().until(() -> querySide.bean(Progress.class).isCaughtUp()
                    && querySide.bean(Overview.class).version(initiative) == 4
                    && querySide.bean(Timeline.class).has(initiative, 4));
        }
        assertThat(READS)
                .allSatisfy(read -> assertThat(shown(querySide, then, read)).isEqualTo(shown(querySide, now, read)));
    }

    /** Without what is of each event itself. */
    private static String shown(RunningQuerySide querySide, String initiative, String read) {
        byte[] body = querySide
                .as(MEMBER)
                .get()
                .uri("/api/initiatives/" + initiative + read)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(body, StandardCharsets.UTF_8)
                .replace(initiative, "ID")
                .replaceAll("\"position\":\\d+", "\"position\":0")
                .replaceAll("\"hash\":\"[0-9a-f]+\"", "\"hash\":\"\"")
                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]+Z\"", "\"\"");
    }
}
