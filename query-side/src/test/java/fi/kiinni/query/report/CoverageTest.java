package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Mirror;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.DeclaredRooted;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MeasureDefined;
import fi.kiinni.initiative.InitiativeEvent.MeasureRetired;
import fi.kiinni.initiative.InitiativeEvent.MeasurementRecorded;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.InitiativeEvent.ReturnedToPhase;
import fi.kiinni.initiative.InitiativeEvent.StrategyMirrored;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.report.Coverage.Aim;
import fi.kiinni.query.report.Coverage.Stranded;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Verdict;
import fi.kiinni.query.view.Lives;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.Strategy.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;

class CoverageTest {

    private static final BusinessDate ON = BusinessDate.parse("2025-05");
    private static final LocalDate DAY = LocalDate.parse("2026-01-01");
    private static final Goal OLD = new Goal(new UUID(1, 1), "Vanha");
    private static final Goal KEPT = new Goal(new UUID(1, 2), "Pysyvä");
    private static final Goal NEW = new Goal(new UUID(1, 3), "Uusi");
    private static final Strategy STRATEGY = new Strategy(List.of(
            new Version(1, "Ensimmäinen", ON, ON, List.of(OLD, KEPT)),
            new Version(2, "Toinen", ON, ON, List.of(KEPT, NEW))));
    private static final String ADDRESS = "http://host/reports/coverage?provider=sakky&asOf=2026-01-01";
    private static final Behind BEHIND =
            new Behind(new Words(new StaticMessageSource(), Locale.of("fi")), "http://host", ADDRESS);

    private static Lifeline.Of life(String name, InitiativeEvent... further) {
        List<InitiativeEvent> events = new ArrayList<>(List.of(Stories.started(name)));
        events.addAll(List.of(further));
        return Lives.lifeline(name, events);
    }

    private static StrategyMirrored mirror(Phase phase, int version, Goal... goals) {
        return new StrategyMirrored(
                phase, version, List.of(goals).stream().map(Goal::goal).toList(), Assessment.SUPPORTS, "Tukee", ON);
    }

    private static List<String> names(List<Lifeline.Of> lives) {
        return lives.stream().map(Lifeline.Of::initiative).toList();
    }

    private static Coverage coverage(Lifeline.Of... lives) {
        return Coverage.of(List.of(lives), STRATEGY, DAY);
    }

    @Test
    void counts_who_leans_on_a_goal_by_the_mirror_of_the_latest_phase() {
        Coverage coverage = coverage(
                life("later", mirror(Phase.DEVELOPMENT, 2, NEW), new MovedToPilot(1, ON), mirror(Phase.PILOT, 2, KEPT)),
                life("rooted", mirror(Phase.DEVELOPMENT, 2, KEPT), new DeclaredRooted(1, ON)),
                life(
                        "stopped",
                        mirror(Phase.DEVELOPMENT, 2, NEW),
                        new InitiativeStopped("Loppui", "Opittiin", null, ON)),
                life("unmirrored"));
        assertThat(coverage.aims()).extracting(Aim::goal).containsExactly(KEPT, NEW);
        assertThat(names(coverage.aims().getFirst().underWay())).containsExactly("later");
        assertThat(names(coverage.aims().getFirst().rooted())).containsExactly("rooted");
        assertThat(coverage.aims()).extracting(Aim::isForgotten).containsExactly(false, true);
        assertThat(coverage.stranded()).isEmpty();
    }

    private static MeasureDefined measure(long id) {
        return new MeasureDefined(
                new UUID(2, id),
                "Mittari",
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
    void tells_how_the_measures_stand_of_those_who_lean_on_a_goal() {
        Coverage coverage = coverage(
                life(
                        "measured",
                        mirror(Phase.DEVELOPMENT, 2, KEPT),
                        measure(1),
                        measured(1, 1, 12),
                        measure(2),
                        measured(2, 2, 11),
                        measured(2, 3, 9),
                        measure(3),
                        measured(3, 4, 12),
                        new MeasureRetired(new UUID(2, 3), "Turha", ON)),
                life("rooted", mirror(Phase.DEVELOPMENT, 2, KEPT), measure(4), new DeclaredRooted(1, ON)),
                life("elsewhere", mirror(Phase.DEVELOPMENT, 2, NEW), measure(5), measured(5, 5, 12)));
        Aim kept = coverage.aims().getFirst();
        assertThat(List.of(kept.measures(Verdict.MET), kept.measures(Verdict.SHORT), kept.measures(Verdict.UNMEASURED)))
                .containsExactly(1L, 1L, 1L);
    }

    /** As many as the states say that are folded from the events themselves. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void is_what_the_states_say(long seed) {
        Random random = new Random(seed);
        Map<UUID, List<Long>> expected = new LinkedHashMap<>();
        List.of(KEPT, NEW).forEach(goal -> expected.put(goal.goal(), new ArrayList<>(List.of(0L, 0L, 0L, 0L, 0L))));
        List<String> stranded = new ArrayList<>();
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int nth = 0; nth < 60; nth++) {
            Story any = Story.of(random);
            Story story = new Story(
                    any.events().stream()
                            .map(event -> ofTheStrategy(event, random))
                            .toList(),
                    any.at());
            lives.add(story.known("i" + nth, DAY));
            @Nullable Initiative state = story.state(DAY);
            if (state == null || state.standing().status() == Status.STOPPED) {
                continue;
            }
            boolean isRooted = state.standing().status() == Status.ROOTED;
            List<Mirror> mirrors = Stream.of(Phase.values())
                    .filter(state.mirrors()::containsKey)
                    .map(state.mirrors()::get)
                    .toList();
            List<UUID> goals = mirrors.isEmpty() ? List.of() : mirrors.getLast().goals();
            expected.forEach((goal, counts) -> {
                if (goals.contains(goal)) {
                    add(counts, isRooted ? 1 : 0);
                    state.measures().forEach((id, measure) -> {
                        if (measure.live()) {
                            @Nullable BigDecimal latest = FiguresTest.latest(state, id);
                            add(counts, latest == null ? 4 : measure.isGood(latest) ? 2 : 3);
                        }
                    });
                }
            });
            if (goals.contains(OLD.goal()) && mirrors.getLast().strategyVersion() == 1) {
                stranded.add("i" + nth);
            }
        }
        Coverage coverage =
                Coverage.of(lives.stream().filter(Lifeline.Of::isThere).toList(), STRATEGY, DAY);
        assertThat(coverage.aims())
                .allSatisfy(aim -> assertThat(List.of(
                                (long) aim.underWay().size(),
                                (long) aim.rooted().size(),
                                aim.measures(Verdict.MET),
                                aim.measures(Verdict.SHORT),
                                aim.measures(Verdict.UNMEASURED)))
                        .isEqualTo(expected.get(aim.goal().goal())));
        assertThat(coverage.stranded())
                .extracting(one -> one.life().initiative())
                .containsExactlyElementsOf(stranded);
        assertThat(expected.values()).anyMatch(counts -> !counts.contains(0L));
        assertThat(stranded).isNotEmpty();
    }

    private static void add(List<Long> counts, int at) {
        counts.set(at, counts.get(at) + 1);
    }

    private static InitiativeEvent ofTheStrategy(InitiativeEvent event, Random random) {
        if (!(event instanceof StrategyMirrored mirrored)) {
            return event;
        }
        int version = 1 + random.nextInt(2);
        List<Goal> goals = STRATEGY.version(version).orElseThrow().goals();
        return new StrategyMirrored(
                mirrored.phase(),
                version,
                goals.stream()
                        .filter(_ -> random.nextInt(3) > 0)
                        .map(Goal::goal)
                        .toList(),
                mirrored.assessment(),
                mirrored.reflection(),
                mirrored.effectiveOn());
    }

    @Test
    void a_return_voids_the_mirrors_of_the_phase_and_later_ones() {
        Lifeline.Of returned = life(
                "returned",
                mirror(Phase.DEVELOPMENT, 2, NEW),
                new MovedToPilot(1, ON),
                mirror(Phase.PILOT, 2, KEPT),
                new ReturnedToPhase(Phase.PILOT, "Kesken", ON));
        assertThat(names(coverage(returned).aims().getLast().underWay())).containsExactly("returned");
        Lifeline.Of further = life(
                "further",
                mirror(Phase.DEVELOPMENT, 2, NEW),
                new MovedToPilot(1, ON),
                new ReturnedToPhase(Phase.DEVELOPMENT, "Kesken", ON));
        assertThat(coverage(further).aims()).allMatch(Aim::isForgotten);
        Lifeline.Of beyond = life(
                "beyond",
                mirror(Phase.DEVELOPMENT, 2, NEW),
                new MovedToPilot(1, ON),
                mirror(Phase.PILOT, 2, KEPT),
                new ReturnedToPhase(Phase.DEVELOPMENT, "Kesken", ON));
        assertThat(coverage(beyond).aims()).allMatch(Aim::isForgotten);
        Lifeline.Of again = life(
                "again",
                mirror(Phase.DEVELOPMENT, 2, NEW),
                new ReturnedToPhase(Phase.DEVELOPMENT, "Kesken", ON),
                mirror(Phase.DEVELOPMENT, 2, KEPT));
        assertThat(names(coverage(again).aims().getFirst().underWay())).containsExactly("again");
    }

    @Test
    void names_what_rested_on_a_goal_that_a_newer_version_dropped() {
        Coverage coverage = coverage(
                life("both", mirror(Phase.DEVELOPMENT, 1, OLD, KEPT)),
                life("kept", mirror(Phase.DEVELOPMENT, 1, KEPT)),
                life(
                        "stopped",
                        mirror(Phase.DEVELOPMENT, 1, OLD),
                        new InitiativeStopped("Loppui", "Opittiin", null, ON)));
        assertThat(coverage.stranded())
                .singleElement()
                .satisfies(one -> assertThat(one.life().initiative()).isEqualTo("both"))
                .extracting(Stranded::dropped)
                .isEqualTo(List.of(OLD));
        assertThat(names(coverage.aims().getFirst().underWay())).containsExactly("both", "kept");
    }

    @Test
    void says_nothing_of_no_strategy() {
        assertThat(Coverage.of(List.of(life("one")), Strategy.NONE, DAY))
                .isEqualTo(new Coverage(null, List.of(), List.of()));
    }

    private static Table table(List<Block> blocks, String name) {
        return blocks.stream()
                .filter(block -> block instanceof Table table && table.name().equals(name))
                .map(Table.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** The texts of a row, and the addresses that it leads to. */
    private static String told(List<Cell> row) {
        return Stream.concat(
                        row.stream().map(Cell::text),
                        row.stream()
                                .flatMap(cell -> cell.sources().stream())
                                .map(Source::address)
                                .map(address -> address.replaceFirst(
                                                "http://host/initiatives/(.*)/history.version=", "$1 #")
                                        .replace(ADDRESS + "&behind=", "behind ")))
                .collect(Collectors.joining(" | "));
    }

    private static Coverage leaning() {
        return coverage(
                life(
                        "measured",
                        measure(1),
                        mirror(Phase.DEVELOPMENT, 2, KEPT),
                        measured(1, 1, 12),
                        measure(2),
                        measured(2, 2, 9)),
                life("plain", mirror(Phase.DEVELOPMENT, 1, OLD, KEPT)),
                life("rooted", mirror(Phase.DEVELOPMENT, 2, KEPT), measure(3), new DeclaredRooted(1, ON)));
    }

    @Test
    void says_for_each_goal_who_leans_on_it_and_how_their_measures_stand() {
        List<Block> said = leaning().said(BEHIND);
        assertThat(table(said, "by-goal").rows())
                .extracting(CoverageTest::told)
                .containsExactly(
                        "Pysyvä | 2 | 1 | 3 | 1 | 1 | 1 | behind goal." + KEPT.goal(), "Uusi | 0 | 0 | 0 | 0 | 0 | 0");
        assertThat(table(said, "leaning").rows())
                .extracting(CoverageTest::told)
                .containsExactly(
                        "measured | Pysyvä | measured #3", "plain | Pysyvä | plain #2", "rooted | Pysyvä | rooted #2");
        assertThat(table(said, "nobody").rows()).extracting(CoverageTest::told).containsExactly("Uusi");
        assertThat(table(said, "stranded").rows())
                .singleElement()
                .extracting(CoverageTest::told)
                .asString()
                .startsWith("plain | ")
                .endsWith(" | Vanha | plain #2");
    }

    @Test
    void lists_behind_a_goal_what_leans_on_it_measure_by_measure() {
        Table behind = table(
                leaning().behind(BEHIND, "goal." + KEPT.goal()).orElseThrow().blocks(), "behind");
        assertThat(behind.rows())
                .extracting(CoverageTest::told)
                .containsExactly(
                        "measured | coverage.under-way | Mittari | progress.verdict.MET | measured #3 | measured #4",
                        "measured | coverage.under-way | Mittari | progress.verdict.SHORT | measured #3 | measured #6",
                        "plain | coverage.under-way |  |  | plain #2",
                        "rooted | flow.status.ROOTED | Mittari | progress.verdict.UNMEASURED | rooted #2 | rooted #3");
    }

    @Test
    void behind_a_goal_are_as_many_as_are_counted() {
        Random random = new Random(1);
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int nth = 0; nth < 60; nth++) {
            Story any = Story.of(random);
            lives.add(new Story(
                            any.events().stream()
                                    .map(event -> ofTheStrategy(event, random))
                                    .toList(),
                            any.at())
                    .known("i" + nth, DAY));
        }
        Coverage coverage =
                Coverage.of(lives.stream().filter(Lifeline.Of::isThere).toList(), STRATEGY, DAY);
        for (Aim aim : coverage.aims()) {
            assertThat(aim.isForgotten()).isFalse();
            List<List<Cell>> rows = table(
                            coverage.behind(BEHIND, aim.key()).orElseThrow().blocks(), "behind")
                    .rows();
            Map<String, Long> statuses = rows.stream()
                    .map(row -> row.getFirst().text() + " " + row.get(1).text())
                    .distinct()
                    .collect(Collectors.groupingBy(one -> one.replaceFirst(".* ", ""), Collectors.counting()));
            assertThat(statuses)
                    .isEqualTo(
                            Map.of("coverage.under-way", (long) aim.underWay().size(), "flow.status.ROOTED", (long)
                                    aim.rooted().size()));
            for (Verdict verdict : List.of(Verdict.MET, Verdict.SHORT, Verdict.UNMEASURED)) {
                assertThat(rows.stream().filter(row -> row.getLast().text().equals("progress.verdict." + verdict)))
                        .as("%s", verdict)
                        .hasSize((int) aim.measures(verdict));
            }
        }
    }

    @Test
    void nothing_is_behind_a_goal_that_the_latest_version_does_not_have() {
        Coverage coverage = leaning();
        assertThat(coverage.behind(BEHIND, "goal." + KEPT.goal())).isPresent();
        for (String key : List.of("goal." + OLD.goal(), KEPT.goal().toString(), "goal.", "nonsense")) {
            assertThat(coverage.behind(BEHIND, key)).as(key).isEmpty();
        }
        assertThat(Coverage.of(List.of(), Strategy.NONE, DAY).behind(BEHIND, "goal." + KEPT.goal()))
                .isEmpty();
    }

    @Test
    void a_goal_that_something_rooted_leans_on_is_not_forgotten() {
        Coverage coverage = coverage(life("rooted", mirror(Phase.DEVELOPMENT, 2, NEW), new DeclaredRooted(1, ON)));
        assertThat(table(coverage.said(BEHIND), "nobody").rows())
                .extracting(CoverageTest::told)
                .containsExactly("Pysyvä");
    }
}
