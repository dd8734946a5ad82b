package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.DecisionRequested;
import fi.kiinni.initiative.InitiativeEvent.PilotDecided;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.query.report.MeetingPack.Requested;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lives;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticMessageSource;

class MeetingPackTest {

    private static final BusinessDate ON = BusinessDate.parse("2026-01-10");

    private static Lifeline.Of life(String name, InitiativeEvent... further) {
        List<InitiativeEvent> events = new ArrayList<>(List.of(Stories.started(name)));
        events.addAll(List.of(further));
        return Lives.lifeline(name, events);
    }

    private static DecisionRequested asked(long id, DecisionSubject subject, String body, String meeting) {
        return new DecisionRequested(
                new UUID(1, id), subject, body, "Ehdotus " + id, "Perustelu", BusinessDate.parse(meeting), ON);
    }

    private static final List<Lifeline.Of> LIVES = List.of(
            life(
                    "b",
                    asked(1, DecisionSubject.ADOPTION, "Hallitus", "2026-05-01"),
                    asked(2, DecisionSubject.PILOT, "Johtoryhmä", "2026-04-01")),
            life(
                    "a",
                    asked(3, DecisionSubject.ADOPTION, "Hallitus", "2026-05-01"),
                    asked(4, DecisionSubject.PILOT, "Hallitus", "2026-06-01"),
                    new PilotDecided(new UUID(2, 1), PilotChoice.GO, "Hyvä", "Hallitus", ON, null, null)));

    private static List<String> texts(List<Requested> requested) {
        return requested.stream().map(one -> one.due().text()).toList();
    }

    @Test
    void what_waits_for_a_decision_comes_by_the_day_of_the_meeting_and_what_was_decided_waits_no_more() {
        assertThat(texts(MeetingPack.requested(LIVES, ""))).containsExactly("Ehdotus 2", "Ehdotus 3", "Ehdotus 1");
        assertThat(texts(MeetingPack.requested(LIVES, "HALLITUS"))).containsExactly("Ehdotus 3", "Ehdotus 1");
        assertThat(MeetingPack.requested(LIVES, "Halli")).isEmpty();
    }

    private static List<String> rows(List<Block> blocks, String table) {
        return blocks.stream()
                .filter(block -> block instanceof Table one && one.name().equals(table))
                .flatMap(block -> ((Table) block).rows().stream())
                .map(row -> Stream.concat(
                                row.stream().map(Cell::text),
                                row.stream()
                                        .flatMap(cell -> cell.sources().stream())
                                        .map(Source::address))
                        .collect(Collectors.joining(" | ")))
                .toList();
    }

    @Test
    void of_several_bodies_it_leads_to_the_pack_of_each_and_from_the_agenda_to_the_requests() {
        List<Block> pack = MeetingPack.of(
                new Words(new StaticMessageSource(), Locale.of("fi")),
                MeetingPack.requested(LIVES, ""),
                _ -> {
                    throw new AssertionError("Nothing more is told of several");
                },
                LocalDate.parse("2026-02-01"),
                "http://host",
                "http://host/pack?body=");
        assertThat(rows(pack, "by-body"))
                .containsExactly(
                        "Hallitus | 2 | http://host/pack?body=Hallitus",
                        "Johtoryhmä | 1 | http://host/pack?body=Johtoryhm%C3%A4");
        assertThat(rows(pack, "requests"))
                .extracting(row -> row.replaceFirst("^(. \\| )[^|]* \\| ", "$1"))
                .containsExactly(
                        "b | Ehdotus 2 | Johtoryhmä | 1.4.2026 | http://host/initiatives/b/history?version=3",
                        "a | Ehdotus 3 | Hallitus | 1.5.2026 | http://host/initiatives/a/history?version=2",
                        "b | Ehdotus 1 | Hallitus | 1.5.2026 | http://host/initiatives/b/history?version=2");
    }
}
