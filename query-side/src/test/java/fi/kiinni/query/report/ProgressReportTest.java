package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.ActionCompleted;
import fi.kiinni.initiative.InitiativeEvent.ActionPlanned;
import fi.kiinni.initiative.InitiativeEvent.InitiativePaused;
import fi.kiinni.initiative.InitiativeEvent.MeasureDefined;
import fi.kiinni.initiative.InitiativeEvent.MeasurementRecorded;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lives;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticMessageSource;

/** What a report of all initiatives says of a period, and where each row leads. */
class ProgressReportTest {

    private static final BusinessDate ON = BusinessDate.parse("2026-03-01");
    private static final Period MARCH = new Period(LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-31"));

    /** An event and the day on which it was recorded. */
    private record Recorded(String day, InitiativeEvent event) {}

    private static Recorded at(String day, InitiativeEvent event) {
        return new Recorded(day, event);
    }

    private static Lifeline.Of life(String name, Recorded... further) {
        List<Recorded> all = new ArrayList<>(List.of(at("2026-01-10", Stories.started(name))));
        all.addAll(List.of(further));
        return Lives.lifeline(
                        name,
                        all.stream().map(Recorded::event).toList(),
                        nth -> Duration.between(
                                Story.ZERO,
                                Instant.parse(all.get(nth).day() + "T10:00:00Z").plusSeconds(nth)))
                .asOf(MARCH.until());
    }

    private static ActionPlanned planned(long id, String due) {
        return new ActionPlanned(
                new UUID(1, id), "Toimi " + id, Phase.DEVELOPMENT, "jasen", BusinessDate.parse(due), null, ON);
    }

    private static Behind behind() {
        StaticMessageSource messages = new StaticMessageSource();
        messages.addMessage("progress.causes", Locale.of("fi"), "{more} more, {less} less");
        return new Behind(new Words(messages, Locale.of("fi")), "http://host", "http://host/report?");
    }

    private static List<String> rows(String table, Lifeline.Of... lives) {
        return rows(table, ProgressReport.ofAll(behind(), List.of(lives), "sakky", MARCH));
    }

    private static List<String> rows(String table, List<Block> blocks) {
        return blocks.stream()
                .filter(block -> block instanceof Table one && one.name().equals(table))
                .flatMap(block -> ((Table) block).rows().stream())
                .map(ProgressReportTest::told)
                .toList();
    }

    /** The texts of a row, and the addresses that it leads to. */
    private static String told(List<Cell> row) {
        return Stream.concat(
                        row.stream().map(Cell::text),
                        row.stream()
                                .flatMap(cell -> cell.sources().stream())
                                .map(Source::address)
                                .map(address -> address.replace("http://host/report?&behind=", "behind ")
                                        .replaceFirst("http://host/initiatives/(.*)/history.version=", "$1 #")
                                        .replace("http://host/initiatives?provider=sakky&asOf=", "board ")))
                .collect(Collectors.joining(" | "));
    }

    private static final Lifeline.Of DONE = life(
            "done",
            at("2026-01-11", planned(1, "2026-03-10")),
            at("2026-03-20", new ActionCompleted(new UUID(1, 1), ON, List.of())));

    private static final Lifeline.Of BEGUN = life(
            "begun",
            at("2026-03-02", planned(2, "2026-03-31")),
            at("2026-03-03", planned(3, "2026-03-05")),
            at("2026-03-04", new MovedToPilot(1, ON)),
            at("2026-03-05", new InitiativePaused("Tauko", ON)));

    @Test
    void figures_lead_to_the_boards_of_the_eve_and_of_the_last_day_and_count_their_causes() {
        assertThat(rows("figures-then-and-now", DONE, BEGUN))
                .contains(
                        "progress.figure.phase | 2 | 1 | −1 | 0 more, 1 less"
                                + " | board 2026-02-28&phase=DEVELOPMENT&status=ACTIVE"
                                + " | board 2026-03-31&phase=DEVELOPMENT&status=ACTIVE",
                        "progress.figure.PAUSED | 0 | 1 | +1 | 1 more, 0 less | board 2026-03-31&status=PAUSED",
                        "progress.figure.OPEN_ACTIONS | 1 | 2 | +1 | 2 more, 1 less"
                                + " | behind before.OPEN_ACTIONS | behind after.OPEN_ACTIONS",
                        "progress.figure.LATE_ACTIONS | 0 | 1 | +1 | 2 more, 1 less | behind after.LATE_ACTIONS")
                .noneMatch(row -> row.contains("LATE_REVIEWS"));
    }

    private static List<String> behind(String key) {
        return rows(
                "behind",
                ProgressReport.behind(behind(), List.of(DONE, BEGUN), MARCH, null, key)
                        .orElseThrow()
                        .blocks());
    }

    @Test
    void a_figure_leads_to_what_it_counts() {
        assertThat(behind("before.OPEN_ACTIONS")).containsExactly("done | 1.3.2026 | done #2");
        assertThat(behind("after.OPEN_ACTIONS"))
                .containsExactly("begun | 1.3.2026 | begun #2", "begun | 1.3.2026 | begun #3");
        assertThat(behind("after.LATE_ACTIONS")).containsExactly("progress.by-time | 6.3.2026 | begun #3");
        assertThat(behind("after.PAUSED")).containsExactly("begun | 1.3.2026 | begun #5");
        assertThat(behind("before.PAUSED")).isEmpty();
        for (String none : List.of("", "after.", "PAUSED", "after.paused", "before.NOTHING")) {
            assertThat(ProgressReport.behind(behind(), List.of(DONE), MARCH, null, none))
                    .as(none)
                    .isEmpty();
        }
    }

    @Test
    void causes_say_whether_it_became_more_or_less_and_lead_to_their_events_in_the_order_of_time() {
        assertThat(rows("causes", DONE, BEGUN).stream().filter(row -> row.contains("_ACTIONS")))
                .containsExactly(
                        "begun | progress.figure.OPEN_ACTIONS | +1 | 1.3.2026 | begun #2",
                        "begun | progress.figure.OPEN_ACTIONS | +1 | 1.3.2026 | begun #3",
                        "done | progress.figure.OPEN_ACTIONS | −1 | 1.3.2026 | done #3",
                        "progress.by-time | progress.figure.LATE_ACTIONS | +1 | 6.3.2026 | begun #3",
                        "progress.by-time | progress.figure.LATE_ACTIONS | +1 | 11.3.2026 | done #2",
                        "done | progress.figure.LATE_ACTIONS | −1 | 1.3.2026 | done #3");
    }

    @Test
    void moves_are_those_of_the_period_in_the_order_of_time() {
        assertThat(rows("moves", BEGUN, life("later", at("2026-03-05", new InitiativePaused("Syy", ON)))))
                .containsExactly(
                        "begun | 1.3.2026 | progress.turn.MOVED |  | begun #4",
                        "later | 1.3.2026 | progress.turn.PAUSED | Syy | later #2",
                        "begun | 1.3.2026 | progress.turn.PAUSED | Tauko | begun #5");
    }

    @Test
    void what_is_late_at_the_end_is_told_by_its_day_and_what_is_not_yet_late_is_not() {
        assertThat(rows(
                        "still-open",
                        DONE,
                        BEGUN,
                        life(
                                "old",
                                at("2026-01-11", planned(4, "2026-03-30")),
                                at("2026-01-12", planned(5, "2026-02")),
                                at("2026-01-13", planned(6, "2026-03-05")))))
                .extracting(row -> row.replaceAll("( \\| )[^|]*( \\| [0-9./]+ \\| )", "$1-$2"))
                .containsExactly(
                        "old | Toimi 5 | - | 2/2026 | page.late | old #3",
                        "begun | Toimi 3 | - | 5.3.2026 | page.late | begun #3",
                        "old | Toimi 6 | - | 5.3.2026 | page.late | old #4",
                        "old | Toimi 4 | - | 30.3.2026 | page.late | old #2");
    }

    private static MeasureDefined measure(long id) {
        return new MeasureDefined(
                new UUID(2, id),
                "Mittari " + id,
                MeasureKind.USE,
                "kpl",
                Direction.UP,
                BigDecimal.ZERO,
                ON,
                BigDecimal.TEN,
                ON,
                null,
                null,
                FollowedIn.PILOT,
                ON);
    }

    private static MeasurementRecorded measured(long measure, long id, long value) {
        return new MeasurementRecorded(
                new UUID(3, id), new UUID(2, measure), BigDecimal.valueOf(value), ON, "Kysely", null, null);
    }

    @Test
    void measures_are_told_that_stand_otherwise_than_before_the_period() {
        assertThat(rows(
                        "measures-turned",
                        life(
                                "measuring",
                                at("2026-01-11", measure(1)),
                                at("2026-01-12", measure(2)),
                                at("2026-01-13", measured(1, 1, 5)),
                                at("2026-01-14", measured(2, 2, 5)),
                                at("2026-03-02", measured(1, 3, 12)),
                                at("2026-03-03", measured(2, 4, 6)),
                                at("2026-03-04", measure(3)),
                                at("2026-03-05", measured(2, 5, 12)),
                                at("2026-03-06", measured(2, 6, 7)))))
                .containsExactly(
                        "measuring | 1.3.2026 | Mittari 1 | progress.verdict.SHORT | progress.verdict.MET | measuring #6",
                        "measuring | 1.3.2026 | Mittari 3 |  | progress.verdict.UNMEASURED | measuring #8");
    }

    @Test
    void events_are_counted_of_the_period_alone_and_by_initiative() {
        assertThat(rows("by-initiative", DONE, BEGUN, life("silent")))
                .extracting(row -> row.replaceFirst("\\|.*\\| ([0-9]+) \\|", "| $1 |"))
                .containsExactly(
                        "done | 1 | http://host/initiatives/done/progress?from=2026-03-01&asOf=2026-03-31",
                        "begun | 4 | http://host/initiatives/begun/progress?from=2026-03-01&asOf=2026-03-31");
    }
}
