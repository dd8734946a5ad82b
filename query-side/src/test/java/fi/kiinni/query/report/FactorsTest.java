package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.DeclaredRooted;
import fi.kiinni.initiative.InitiativeEvent.FactorIdentified;
import fi.kiinni.initiative.InitiativeEvent.FactorRated;
import fi.kiinni.initiative.InitiativeEvent.FactorResolved;
import fi.kiinni.initiative.InitiativeEvent.InitiativePaused;
import fi.kiinni.initiative.InitiativeEvent.InitiativeResumed;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.report.Factors.Group;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;

class FactorsTest {

    private static final BusinessDate ON = BusinessDate.parse("2025-05");
    private static final UUID FACTOR = new UUID(3, 1);
    private static final String ADDRESS = "http://host/reports/factors?provider=sakky&asOf=2026-03-01";
    private static final Behind BEHIND =
            new Behind(new Words(new StaticMessageSource(), Locale.of("fi")), "http://host", ADDRESS);

    private int nth;

    private Lifeline.Of life(InitiativeEvent... further) {
        List<InitiativeEvent> events = new ArrayList<>(List.of(Stories.started("Nimi"), new MovedToPilot(1, ON)));
        events.addAll(List.of(further));
        return Lives.lifeline("i" + ++nth, events);
    }

    private static FactorIdentified hindering(FactorDomain domain) {
        return new FactorIdentified(FACTOR, FactorKind.HINDERING, domain, "Aika ei riitä", -2, ON);
    }

    private static FactorIdentified promoting() {
        return new FactorIdentified(FACTOR, FactorKind.PROMOTING, FactorDomain.PROCESS, "Innostus", 2, ON);
    }

    private static InitiativePaused paused() {
        return new InitiativePaused("Tauko", ON);
    }

    private static List<String> told(Factors factors) {
        return factors.groups().stream().map(FactorsTest::told).sorted().toList();
    }

    private static String told(Group group) {
        return "%s %s %s %d %d of %d %d"
                .formatted(
                        group.kind(),
                        group.phase(),
                        group.domain(),
                        group.having(),
                        group.followed(),
                        group.inPhase(),
                        group.allFollowed());
    }

    /** A factor as long as it has weight, and where it was identified. */
    private record Weighing(FactorKind kind, Phase phase, FactorDomain domain) {}

    /** What happened in a life, event by event, as far as it is counted. */
    private static final class Counting {

        private final Set<Weighing> had = new HashSet<>();
        private final Set<Weighing> followed = new HashSet<>();
        private final Set<Phase> been = EnumSet.of(Phase.DEVELOPMENT);
        private final Map<FactorKind, Set<Phase>> followedAtAll = new EnumMap<>(FactorKind.class);
        private final Map<UUID, Weighing> weighing = new HashMap<>();
        private final Map<UUID, Weighing> known = new HashMap<>();
        private @Nullable Initiative state;

        void count(InitiativeEvent event) {
            state = Initiative.evolve(state, event);
            Phase phase = state.standing().phase();
            been.add(phase);
            switch (event) {
                case FactorIdentified one -> {
                    Weighing found = new Weighing(one.kind(), phase, one.domain());
                    had.add(found);
                    known.put(one.factor(), found);
                    weigh(one.factor(), one.strength());
                }
                case FactorRated one -> weigh(one.factor(), one.strength());
                case FactorResolved one -> {
                    weighing.remove(one.factor());
                    known.remove(one.factor());
                }
                case InitiativePaused _, InitiativeStopped _ -> follow(FactorKind.HINDERING);
                case DeclaredRooted _ -> follow(FactorKind.PROMOTING);
                default -> {}
            }
        }

        private void weigh(UUID factor, int strength) {
            if (strength == 0) {
                weighing.remove(factor);
            } else if (known.containsKey(factor)) {
                weighing.put(factor, known.get(factor));
            }
        }

        private void follow(FactorKind kind) {
            weighing.values().stream().filter(one -> one.kind == kind).forEach(followed::add);
            followedAtAll
                    .computeIfAbsent(kind, _ -> EnumSet.noneOf(Phase.class))
                    .addAll(been);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void are_what_the_events_say_one_by_one(long seed) {
        Random random = new Random(seed);
        List<Story> stories = Stream.generate(() -> Story.of(random)).limit(150).toList();
        List<Counting> counted = stories.stream()
                .map(story -> {
                    Counting counting = new Counting();
                    story.events().forEach(counting::count);
                    return counting;
                })
                .toList();
        List<String> expected = new ArrayList<>();
        long hidden = 0;
        for (FactorKind kind : FactorKind.values()) {
            for (Phase phase : Phase.values()) {
                for (FactorDomain domain : FactorDomain.values()) {
                    Weighing wanted = new Weighing(kind, phase, domain);
                    long having = count(counted, one -> one.had.contains(wanted));
                    if (having >= 5) {
                        expected.add("%s %s %s %d %d of %d %d"
                                .formatted(
                                        kind,
                                        phase,
                                        domain,
                                        having,
                                        count(counted, one -> one.followed.contains(wanted)),
                                        count(counted, one -> one.been.contains(phase)),
                                        count(
                                                counted,
                                                one -> one.followedAtAll
                                                        .getOrDefault(kind, Set.of())
                                                        .contains(phase))));
                    } else if (having > 0) {
                        hidden++;
                    }
                }
            }
        }
        List<Lifeline.Of> lives = new ArrayList<>();
        for (Story story : stories) {
            lives.add(story.known("i" + lives.size(), LocalDate.parse("2100-01-01")));
        }
        Factors factors = Factors.of(lives);
        assertThat(told(factors))
                .containsExactlyElementsOf(expected.stream().sorted().toList());
        assertThat(factors.hidden()).isEqualTo(hidden);
        assertThat(factors.groups().stream().filter(group -> group.followed() > 0 && group.followed() < group.having()))
                .extracting(FactorsTest::told)
                .isNotEmpty();
    }

    private static long count(List<Counting> all, Predicate<Counting> wanted) {
        return all.stream().filter(wanted).count();
    }

    @Test
    void counts_what_came_while_a_factor_was_unresolved_against_all_that_were_in_the_phase() {
        List<Lifeline.Of> lives = List.of(
                life(hindering(FactorDomain.PROCESS), paused()),
                life(hindering(FactorDomain.PROCESS), new InitiativeStopped("Loppui", "Opittiin", null, ON)),
                life(hindering(FactorDomain.PROCESS), new FactorResolved(FACTOR, "Lisää aikaa", ON), paused()),
                life(hindering(FactorDomain.PROCESS), new FactorRated(FACTOR, 0, "Ei enää", ON), paused()),
                life(paused(), hindering(FactorDomain.PROCESS)),
                life(paused()),
                life());
        assertThat(told(Factors.of(lives))).containsExactly("HINDERING PILOT PROCESS 5 2 of 7 6");
        assertThat(Factors.of(lives).hidden()).isZero();
    }

    @Test
    void does_not_count_what_came_before_the_phase_was_entered() {
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int count = 0; count < 5; count++) {
            lives.add(Lives.lifeline(
                    "i" + count,
                    List.of(
                            Stories.started("Nimi"),
                            paused(),
                            new InitiativeResumed("Jatkuu", ON),
                            new MovedToPilot(1, ON),
                            hindering(FactorDomain.PROCESS))));
        }
        assertThat(told(Factors.of(lives))).containsExactly("HINDERING PILOT PROCESS 5 0 of 5 0");
    }

    @Test
    void counts_promoting_ones_before_rooting() {
        List<Lifeline.Of> lives = List.of(
                life(promoting(), new DeclaredRooted(1, ON)),
                life(promoting(), new DeclaredRooted(1, ON)),
                life(promoting(), paused()),
                life(promoting()),
                life(promoting()),
                life(new DeclaredRooted(1, ON)));
        assertThat(told(Factors.of(lives))).containsExactly("PROMOTING PILOT PROCESS 5 2 of 6 3");
    }

    @Test
    void shows_no_group_of_fewer_than_five() {
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int count = 0; count < 4; count++) {
            lives.add(life(hindering(FactorDomain.PROCESS)));
            lives.add(life(hindering(FactorDomain.INDIVIDUALS)));
        }
        assertThat(Factors.of(lives)).isEqualTo(new Factors(List.of(), 2));
        lives.add(life(hindering(FactorDomain.INDIVIDUALS)));
        assertThat(Factors.of(lives).groups())
                .singleElement()
                .extracting(Group::domain)
                .isEqualTo(FactorDomain.INDIVIDUALS);
        assertThat(Factors.of(lives).hidden()).isEqualTo(1);
    }

    private static List<Table> tables(List<Block> blocks) {
        return blocks.stream()
                .filter(Table.class::isInstance)
                .map(Table.class::cast)
                .toList();
    }

    private static List<List<Cell>> behind(Factors factors, String key) {
        return tables(factors.behind(BEHIND, key).orElseThrow().blocks())
                .getFirst()
                .rows();
    }

    private static List<String> addresses(List<Cell> row) {
        return row.stream()
                .flatMap(cell -> cell.sources().stream())
                .map(Source::address)
                .toList();
    }

    private static List<String> texts(List<Cell> row) {
        return row.stream().map(Cell::text).toList();
    }

    private static String version(String life, int version) {
        return "http://host/initiatives/" + life + "/history?version=" + version;
    }

    private static InitiativeStopped stopped() {
        return new InitiativeStopped("Loppui", "Opittiin", null, ON);
    }

    @Test
    void says_of_each_kind_which_groups_there_are_and_of_hidden_ones_how_many() {
        List<Lifeline.Of> lives = new ArrayList<>(List.of(
                life(hindering(FactorDomain.PROCESS), paused()),
                life(hindering(FactorDomain.PROCESS), stopped()),
                life(hindering(FactorDomain.INDIVIDUALS)),
                life(paused())));
        for (int count = 0; count < 5; count++) {
            lives.add(life(hindering(FactorDomain.PROCESS)));
            lives.add(life(promoting(), new DeclaredRooted(1, ON)));
        }
        List<Block> said = Factors.of(lives).said(BEHIND);
        assertThat(tables(said))
                .extracting(table -> table.name() + " "
                        + table.rows().stream()
                                .map(row -> row.stream()
                                        .filter(cell -> cell.number() != null)
                                        .map(Cell::text)
                                        .collect(Collectors.joining(" ")))
                                .toList())
                .containsExactlyInAnyOrder("before-hindering [7 2 14 3]", "before-promoting [5 5 14 5]");
        assertThat(said.getLast()).isInstanceOf(Report.Paragraph.class);
        assertThat(tables(said).stream()
                        .flatMap(table -> table.rows().stream())
                        .flatMap(row -> addresses(row).stream()))
                .containsExactlyInAnyOrder(
                        ADDRESS + "&behind=hindering.PILOT.PROCESS", ADDRESS + "&behind=promoting.PILOT.PROCESS");
    }

    @Test
    void lists_the_initiatives_of_a_group_with_the_first_factor_and_what_followed_first() {
        UUID second = new UUID(3, 2);
        List<Lifeline.Of> lives = List.of(
                life(hindering(FactorDomain.PROCESS), paused(), new InitiativeResumed("Jatkuu", ON), stopped()),
                life(
                        paused(),
                        new InitiativeResumed("Jatkuu", ON),
                        hindering(FactorDomain.PROCESS),
                        new FactorIdentified(second, FactorKind.HINDERING, FactorDomain.PROCESS, "Toinen", -1, ON),
                        new FactorResolved(FACTOR, "Lisää aikaa", ON),
                        stopped()),
                life(hindering(FactorDomain.PROCESS), new FactorResolved(FACTOR, "Lisää aikaa", ON), paused()),
                life(hindering(FactorDomain.PROCESS)),
                life(hindering(FactorDomain.PROCESS)),
                life(promoting(), paused()));
        Factors factors = Factors.of(lives);
        List<List<Cell>> rows = behind(factors, "hindering.PILOT.PROCESS");
        assertThat(rows)
                .extracting(FactorsTest::texts)
                .containsExactly(
                        List.of("i1", "Aika ei riitä", "5/2025", "progress.turn.PAUSED"),
                        List.of("i2", "Aika ei riitä", "5/2025", "progress.turn.STOPPED"),
                        List.of("i3", "Aika ei riitä", "5/2025", ""),
                        List.of("i4", "Aika ei riitä", "5/2025", ""),
                        List.of("i5", "Aika ei riitä", "5/2025", ""));
        assertThat(rows)
                .extracting(FactorsTest::addresses)
                .containsExactly(
                        List.of(version("i1", 3), version("i1", 4)),
                        List.of(version("i2", 5), version("i2", 8)),
                        List.of(version("i3", 3)),
                        List.of(version("i4", 3)),
                        List.of(version("i5", 3)));
    }

    @Test
    void each_group_leads_to_as_many_initiatives_as_it_counts() {
        Random random = new Random(1);
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int count = 0; count < 150; count++) {
            lives.add(Story.of(random).known("i" + count, LocalDate.parse("2100-01-01")));
        }
        Factors factors = Factors.of(lives);
        assertThat(factors.groups()).isNotEmpty();
        for (Group group : factors.groups()) {
            List<List<Cell>> rows = behind(factors, group.key());
            assertThat(rows).as(group.key()).hasSize((int) group.having());
            assertThat(rows)
                    .as(group.key())
                    .extracting(row -> row.getFirst().text())
                    .doesNotHaveDuplicates();
            assertThat(rows.stream().filter(row -> !row.getLast().sources().isEmpty()))
                    .as(group.key())
                    .hasSize((int) group.followed());
        }
        assertThat(factors.groups()).extracting(Group::key).doesNotHaveDuplicates();
    }

    @Test
    void nothing_is_behind_a_group_of_fewer_than_five_or_none() {
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int count = 0; count < 5; count++) {
            lives.add(life(hindering(FactorDomain.PROCESS)));
        }
        for (int count = 0; count < 4; count++) {
            lives.add(life(hindering(FactorDomain.INDIVIDUALS)));
        }
        Factors factors = Factors.of(lives);
        assertThat(behind(factors, "hindering.PILOT.PROCESS")).hasSize(5);
        for (String key : List.of(
                "hindering.PILOT.INDIVIDUALS",
                "promoting.PILOT.PROCESS",
                "hindering.DEVELOPMENT.PROCESS",
                "HINDERING.PILOT.PROCESS",
                "PILOT.PROCESS",
                "hindering",
                "nonsense")) {
            assertThat(factors.behind(BEHIND, key)).as(key).isEmpty();
        }
    }
}
