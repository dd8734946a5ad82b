package fi.kiinni.query;

import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.edge.Exchanges;
import fi.kiinni.edge.Hostile;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Stories;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whatever is sent to the query side, it is answered as described. */
class HostileInputTest {

    private static final Actor AUDITOR =
            new Actor("jasen", "sakky", Set.of(Role.AUDITOR, Role.ADMINISTRATOR), Set.of("raseko"));

    @Test
    void whatever_is_sent_is_answered_as_described() {
        try (RunningQuerySide querySide = new RunningQuerySide()) {
            List<String> initiatives = LongStream.range(0, 6)
                    .mapToObj(seed -> querySide.newInitiative(new Stories(seed).life(1 + (int) seed * 15)))
                    .toList();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> querySide.bean(Overview.class).version(initiatives.getLast()) == 76);
            Hostile hostile = new Hostile(querySide.bean(Exchanges.class), querySide.port())
                    .as(RunningQuerySide.token(AUDITOR))
                    .as(null)
                    .as(RunningQuerySide.token(new Actor("toinen", "raseko", Set.of(Role.MEMBER), Set.of())))
                    .as(RunningQuerySide.token(new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of())));
            for (Role role : Role.values()) {
                hostile.as(RunningQuerySide.token(RunningQuerySide.sakky("jasen", role)));
            }
            RunningQuerySide.forge().bad(AUDITOR, AUDITOR).values().forEach(hostile::as);
            hostile.knowing(initiatives, "id", "initiative", "with")
                    .knowing(List.of("sakky", "raseko"), "provider")
                    .knowing(List.of("koordinaattori", "jasen"), "by")
                    .knowing(List.of("InitiativeStarted", "CommentPosted"), "event")
                    .knowing(List.of("1", "2", "40", "2024-01-01T00:00:00Z", "2031-01-01T00:00:00Z"), "from", "to")
                    .knowing(List.of("1", "2", "40"), "version")
                    .knowing(List.of("30"), "next")
                    .areAnsweredAsDescribed();
        }
    }
}
