package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.AnchorWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.AnchoredInStructure;
import fi.kiinni.initiative.InitiativeEvent.CurrentStateMapped;
import fi.kiinni.initiative.InitiativeEvent.DeclaredRooted;
import fi.kiinni.initiative.InitiativeEvent.InitiativePaused;
import fi.kiinni.initiative.InitiativeEvent.InitiativeResumed;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MovedToEverydayLife;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.InitiativeEvent.MovedToStructures;
import fi.kiinni.initiative.InitiativeEvent.ReturnedToPhase;
import fi.kiinni.initiative.InitiativeEvent.RootingReopened;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import fi.kiinni.query.report.Durations.Duration;
import fi.kiinni.query.report.Flow.Happened;
import fi.kiinni.query.report.Flow.Quarter;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.view.Lives;
import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;

/** The figures against what is counted from the events themselves, day by day. */
class FlowTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");
    private static final List<Phase> PHASES = List.of(Phase.values());
    private static final UUID ANCHOR = new UUID(1, 1);
    private static final String ADDRESS = "http://host/reports/flow?provider=sakky&asOf=2026-03-01";
    private static final Behind BEHIND =
            new Behind(new Words(new StaticMessageSource(), Locale.of("fi")), "http://host", ADDRESS);

    private static BusinessDate on(LocalDate day) {
        return BusinessDate.of(day);
    }

    /** What may come next, as the gates and statuses let it; on the same day or some weeks later. */
    private static List<InitiativeEvent> life(Random random) {
        List<InitiativeEvent> life = new ArrayList<>();
        LocalDate day = LocalDate.of(2022 + random.nextInt(4), 1 + random.nextInt(12), 1 + random.nextInt(28));
        life.add(new InitiativeStarted("sakky", "koordinaattori", "Nimi", "Tarve", Language.fi, on(day)));
        Phase phase = Phase.DEVELOPMENT;
        Status status = Status.ACTIVE;
        boolean isAnchored = false;
        for (int left = random.nextInt(25); left > 0; left--) {
            day = day.plusDays(random.nextInt(4) == 0 ? 0 : random.nextInt(90));
            if (!day.isBefore(DAY)) {
                break;
            }
            BusinessDate on = on(day);
            int what = random.nextInt(10);
            if (what < 2) {
                life.add(
                        isAnchored
                                ? new AnchorWithdrawn(ANCHOR, "Vanhentunut", on)
                                : new AnchoredInStructure(ANCHOR, Structure.WORKING_HOURS, "Varattu", on, List.of()));
                isAnchored = !isAnchored;
            } else if (what == 2) {
                life.add(new CurrentStateMapped("Nykytila", on));
            } else if (status == Status.ROOTED) {
                life.add(new RootingReopened("Mittaus", on));
                status = Status.ACTIVE;
            } else if (status != Status.ACTIVE) {
                life.add(new InitiativeResumed("Jatkuu", on));
                status = Status.ACTIVE;
            } else if (what == 3) {
                life.add(new InitiativePaused("Tauko", on));
                status = Status.PAUSED;
            } else if (what == 4 && random.nextBoolean()) {
                life.add(new InitiativeStopped("Loppui", "Opittiin", null, on));
                status = Status.STOPPED;
            } else if (what == 5 && phase != Phase.DEVELOPMENT) {
                phase = PHASES.get(random.nextInt(PHASES.indexOf(phase)));
                life.add(new ReturnedToPhase(phase, "Kesken", on));
            } else if (phase == Phase.EVERYDAY_LIFE) {
                life.add(new DeclaredRooted(1, on));
                status = Status.ROOTED;
            } else {
                phase = PHASES.get(PHASES.indexOf(phase) + 1);
                life.add(
                        switch (phase) {
                            case PILOT -> new MovedToPilot(1, on);
                            case STRUCTURES -> new MovedToStructures(1, on);
                            default -> new MovedToEverydayLife(1, on);
                        });
            }
        }
        return life;
    }

    /** An initiative on a day, the number of its stay in the phase with it. */
    private record Standing(Phase phase, Status status, int stay) {}

    private static Standing after(@Nullable Standing before, InitiativeEvent event) {
        if (before == null) {
            return new Standing(Phase.DEVELOPMENT, Status.ACTIVE, 1);
        }
        int next = before.stay + 1;
        return switch (event) {
            case MovedToPilot _ -> new Standing(Phase.PILOT, before.status, next);
            case MovedToStructures _ -> new Standing(Phase.STRUCTURES, before.status, next);
            case MovedToEverydayLife _ -> new Standing(Phase.EVERYDAY_LIFE, before.status, next);
            case ReturnedToPhase back -> new Standing(back.phase(), before.status, next);
            case InitiativePaused _ -> new Standing(before.phase, Status.PAUSED, before.stay);
            case InitiativeStopped _ -> new Standing(before.phase, Status.STOPPED, before.stay);
            case InitiativeResumed _ -> new Standing(before.phase, Status.ACTIVE, before.stay);
            case DeclaredRooted _ -> new Standing(before.phase, Status.ROOTED, before.stay);
            case RootingReopened _ -> new Standing(before.phase, Status.ACTIVE, next);
            default -> before;
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void is_what_the_events_say_day_by_day(long seed) {
        Random random = new Random(seed);
        Map<String, List<InitiativeEvent>> lives = new LinkedHashMap<>();
        for (int nth = 0; nth < 60; nth++) {
            lives.put("i" + nth, life(random));
        }
        Map<Phase, Map<Status, Long>> standings = new EnumMap<>(Phase.class);
        Map<Phase, List<Duration>> active = new EnumMap<>(Phase.class);
        Map<Phase, Long> halted = new EnumMap<>(Phase.class);
        long everydayLife = 0;
        long rooted = 0;
        long stillRooted = 0;
        long returns = 0;
        long stopped = 0;
        for (List<InitiativeEvent> life : lives.values()) {
            Map<Integer, Long> activeDays = new TreeMap<>();
            Map<Integer, Long> haltedDays = new TreeMap<>();
            Map<Integer, Phase> phases = new TreeMap<>();
            @Nullable Standing standing = null;
            int done = 0;
            for (LocalDate day = LocalDate.of(2022, 1, 1); day.isBefore(DAY); day = day.plusDays(1)) {
                while (done < life.size()
                        && !life.get(done).effectiveOn().firstDay().isAfter(day)) {
                    standing = after(standing, life.get(done++));
                    phases.put(standing.stay, standing.phase);
                }
                if (standing != null && standing.status != Status.ROOTED) {
                    (standing.status == Status.ACTIVE ? activeDays : haltedDays).merge(standing.stay, 1L, Long::sum);
                }
            }
            Standing last = Objects.requireNonNull(standing);
            standings
                    .computeIfAbsent(last.phase, _ -> new EnumMap<>(Status.class))
                    .merge(last.status, 1L, Long::sum);
            phases.forEach((stay, phase) -> {
                active.computeIfAbsent(phase, _ -> new ArrayList<>())
                        .add(new Duration(
                                activeDays.getOrDefault(stay, 0L), stay != last.stay || last.status == Status.ROOTED));
                halted.merge(phase, haltedDays.getOrDefault(stay, 0L), Long::sum);
            });
            everydayLife += life.stream().anyMatch(MovedToEverydayLife.class::isInstance) ? 1 : 0;
            rooted += life.stream().anyMatch(DeclaredRooted.class::isInstance) ? 1 : 0;
            stillRooted += last.status == Status.ROOTED ? 1 : 0;
            returns += life.stream().filter(ReturnedToPhase.class::isInstance).count();
            stopped += last.status == Status.STOPPED ? 1 : 0;
        }

        Flow flow = Flow.of(
                lives.entrySet().stream()
                        .map(life -> Lives.lifeline(life.getKey(), life.getValue()))
                        .toList(),
                DAY);

        assertThat(flow.all()).isEqualTo(60);
        assertThat(flow.standings()).isEqualTo(standings);
        assertThat(flow.reached()).isEqualTo(new Flow.Reached(everydayLife, rooted, stillRooted));
        assertThat(flow.stays().keySet()).isEqualTo(active.keySet());
        flow.stays().forEach((phase, stays) -> {
            assertThat(stays.active().all()).as("%s", phase).containsExactlyInAnyOrderElementsOf(active.get(phase));
            assertThat(stays.haltedDays()).as("%s", phase).isEqualTo(halted.get(phase));
        });
        assertThat(flow.returns()).hasSize((int) returns);
        assertThat(flow.stopped()).hasSize((int) stopped);
        assertThat(quarters(flow)).isEqualTo(quarters(lives));
        assertThat(waits(flow)).isEqualTo(waits(lives));
        assertThat(returns).isPositive();
        assertThat(stopped).isPositive();
    }

    private static Map<String, Long> quarters(Flow flow) {
        Map<String, Long> counts = new TreeMap<>();
        flow.quarters()
                .forEach((quarter, turns) -> turns.forEach((turn, phases) -> phases.forEach((phase, count) ->
                        counts.put(quarter.year() + " " + quarter.quarter() + " " + turn + " " + phase, count))));
        return counts;
    }

    private static Map<String, Long> quarters(Map<String, List<InitiativeEvent>> lives) {
        Map<String, Long> counts = new TreeMap<>();
        for (List<InitiativeEvent> life : lives.values()) {
            @Nullable Standing standing = null;
            for (InitiativeEvent event : life) {
                standing = after(standing, event);
                @Nullable
                Turn turn = switch (event) {
                    case InitiativeStarted _ -> Turn.STARTED;
                    case MovedToPilot _, MovedToStructures _, MovedToEverydayLife _ -> Turn.MOVED;
                    case ReturnedToPhase _ -> Turn.RETURNED;
                    case InitiativePaused _ -> Turn.PAUSED;
                    case InitiativeResumed _ -> Turn.RESUMED;
                    case InitiativeStopped _ -> Turn.STOPPED;
                    case DeclaredRooted _ -> Turn.ROOTED;
                    case RootingReopened _ -> Turn.REOPENED;
                    default -> null;
                };
                if (turn != null) {
                    LocalDate day = event.effectiveOn().firstDay();
                    counts.merge(
                            day.getYear() + " " + (day.getMonthValue() + 2) / 3 + " " + turn + " " + standing.phase,
                            1L,
                            Long::sum);
                }
            }
        }
        return counts;
    }

    private static Map<Requirement, List<String>> waits(Flow flow) {
        Map<Requirement, List<String>> sorted = new EnumMap<>(Requirement.class);
        flow.waits()
                .forEach((requirement, lasted) -> sorted.put(
                        requirement,
                        lasted.all().stream().map(Duration::toString).sorted().toList()));
        return sorted;
    }

    /** What the rules say is missing after each event, and for how long. */
    private static Map<Requirement, List<String>> waits(Map<String, List<InitiativeEvent>> lives) {
        Map<Requirement, List<String>> all = new EnumMap<>(Requirement.class);
        for (List<InitiativeEvent> life : lives.values()) {
            @Nullable Initiative state = null;
            @Nullable Standing standing = null;
            @Nullable LocalDate halted = null;
            Map<Requirement, LocalDate> since = new HashMap<>();
            for (InitiativeEvent event : life) {
                LocalDate day = event.effectiveOn().firstDay();
                @Nullable Phase before = standing == null ? null : standing.phase;
                state = Initiative.evolve(state, event);
                standing = after(standing, event);
                halted = standing.status == Status.ACTIVE || standing.status == Status.ROOTED
                        ? null
                        : halted == null || event instanceof InitiativeStopped || event instanceof InitiativePaused
                                ? day
                                : halted;
                Gate gate = standing.phase.nextGate();
                List<Requirement> missing = Rules.CURRENT.missing(gate, state, LocalDate.MAX);
                boolean isLeft = before != standing.phase;
                since.entrySet().removeIf(one -> {
                    boolean isOver = isLeft || !missing.contains(one.getKey());
                    if (isOver) {
                        add(all, one.getKey(), one.getValue(), day, true);
                    }
                    return isOver;
                });
                missing.forEach(requirement -> since.putIfAbsent(requirement, day));
            }
            if (Objects.requireNonNull(standing).status != Status.ROOTED) {
                LocalDate end = halted == null ? DAY : halted;
                since.forEach((requirement, day) -> add(all, requirement, day, end, false));
            }
        }
        all.replaceAll((_, lasted) -> lasted.stream().sorted().toList());
        return all;
    }

    private static void add(
            Map<Requirement, List<String>> all,
            Requirement requirement,
            LocalDate from,
            LocalDate to,
            boolean hasEnded) {
        all.computeIfAbsent(requirement, _ -> new ArrayList<>())
                .add(new Duration(Math.max(0, to.toEpochDay() - from.toEpochDay()), hasEnded).toString());
    }

    @Test
    void says_nothing_of_nothing() {
        Flow flow = Flow.of(List.of(), DAY);
        assertThat(flow.all()).isZero();
        assertThat(flow.stays()).isEmpty();
        assertThat(flow.quarters()).isEmpty();
    }

    @Test
    void has_the_quarters_between_and_what_was_revived_is_not_among_the_stopped() {
        List<InitiativeEvent> life = List.of(
                new InitiativeStarted(
                        "sakky", "koordinaattori", "Nimi", "Tarve", Language.fi, BusinessDate.parse("2024-03-31")),
                new MovedToPilot(1, BusinessDate.parse("2024-10")),
                new InitiativeStopped("Loppui", "Opittiin", null, BusinessDate.parse("2025-01-01")));
        Lifeline.Of stopped = Lives.lifeline("i", life);
        assertThat(Flow.of(List.of(stopped), DAY).quarters().keySet())
                .containsExactly(
                        new Quarter(2024, 1),
                        new Quarter(2024, 2),
                        new Quarter(2024, 3),
                        new Quarter(2024, 4),
                        new Quarter(2025, 1));
        assertThat(Flow.of(List.of(stopped), DAY).stopped())
                .singleElement()
                .extracting(Happened::from)
                .isEqualTo(Phase.PILOT);
        List<InitiativeEvent> revived = new ArrayList<>(life);
        revived.add(new InitiativeResumed("Rahoitus löytyi", BusinessDate.parse("2025-02-01")));
        assertThat(Flow.of(List.of(Lives.lifeline("i", revived)), DAY).stopped())
                .isEmpty();
    }

    private static Lifeline.Of lived(String name, InitiativeEvent... further) {
        List<InitiativeEvent> life = new ArrayList<>();
        life.add(new InitiativeStarted(
                "sakky", "koordinaattori", name, "Tarve", Language.fi, BusinessDate.parse("2024-01-01")));
        life.addAll(List.of(further));
        return Lives.lifeline(name, life);
    }

    private static ReturnedToPhase returned(Phase phase, String on) {
        return new ReturnedToPhase(phase, "Kesken", BusinessDate.parse(on));
    }

    @Test
    void tells_the_latest_returns_first_and_from_where_each_was() {
        MovedToPilot piloted = new MovedToPilot(1, BusinessDate.parse("2024-02-01"));
        MovedToStructures structured = new MovedToStructures(1, BusinessDate.parse("2024-03-01"));
        Flow flow = Flow.of(
                List.of(
                        lived("b", piloted, structured, returned(Phase.PILOT, "2024-05-01")),
                        lived(
                                "a",
                                piloted,
                                structured,
                                returned(Phase.PILOT, "2024-05-01"),
                                returned(Phase.DEVELOPMENT, "2024-05-01")),
                        lived("c", piloted, returned(Phase.DEVELOPMENT, "2024-06-01"))),
                DAY);
        assertThat(flow.returns())
                .extracting(one -> one.life().initiative() + " " + one.from() + " "
                        + one.step().phase())
                .containsExactly(
                        "c PILOT DEVELOPMENT", "a STRUCTURES PILOT", "a PILOT DEVELOPMENT", "b STRUCTURES PILOT");
    }

    @Test
    void a_pause_goes_on_in_the_phase_that_it_is_returned_to() {
        Flow flow = Flow.of(
                List.of(lived(
                        "i",
                        new MovedToPilot(1, BusinessDate.parse("2024-02-01")),
                        new InitiativePaused("Tauko", BusinessDate.parse("2024-02-11")),
                        returned(Phase.DEVELOPMENT, "2024-02-14"))),
                LocalDate.parse("2024-02-21"));
        assertThat(flow.stays())
                .isEqualTo(Map.of(
                        Phase.DEVELOPMENT,
                        new Flow.Stays(new Durations(List.of(new Duration(31, true), new Duration(0, false))), 7),
                        Phase.PILOT,
                        new Flow.Stays(new Durations(List.of(new Duration(10, true))), 3)));
    }

    @Test
    void waits_until_the_day_for_what_is_lacked_even_if_a_pause_is_to_come() {
        Lifeline.Of pausing = lived("i", new InitiativePaused("Kesä", BusinessDate.parse("2024-06-01")));
        assertThat(Flow.of(List.of(pausing), LocalDate.parse("2024-01-11")).waits())
                .extractingByKey(Requirement.CURRENT_STATE)
                .isEqualTo(new Durations(List.of(new Duration(10, false))));
    }

    private static List<Table> tables(List<Block> blocks) {
        return blocks.stream()
                .filter(Table.class::isInstance)
                .map(Table.class::cast)
                .toList();
    }

    private static List<Cell> row(Table table, String first) {
        return table.rows().stream()
                .filter(row -> row.getFirst().text().equals(first))
                .findFirst()
                .orElseThrow();
    }

    private static long number(Table table, List<Cell> row, String column) {
        List<String> keys = table.columns().stream().map(Column::key).toList();
        return Objects.requireNonNull(row.get(keys.indexOf(column)).number()).longValueExact();
    }

    /** How much a row that leads on says that there is behind it. */
    private static long figure(Flow flow, String key, Table table, List<Cell> row) {
        return switch (table.name()) {
            case "reached-so-far" -> number(table, row, "count");
            case "days-in-phase", "waiting-for" -> number(table, row, "ended") + number(table, row, "goingOn");
            case "by-quarter" ->
                flow.quarters().entrySet().stream()
                        .filter(one -> key.equals("quarter." + one.getKey().year() + "-"
                                + one.getKey().quarter()))
                        .flatMap(one -> one.getValue().values().stream())
                        .flatMap(phases -> phases.values().stream())
                        .mapToLong(Long::longValue)
                        .sum();
            default -> throw new AssertionError(table.name() + " leads to " + key);
        };
    }

    /** By the keys that the report's links ask for, the figures. */
    private static Map<String, Long> leadingOn(Flow flow) {
        Map<String, Long> figures = new TreeMap<>();
        for (Table table : tables(FlowReport.of(BEHIND, flow, "sakky", ""))) {
            for (List<Cell> row : table.rows()) {
                row.stream()
                        .flatMap(cell -> cell.sources().stream())
                        .map(Source::address)
                        .filter(address -> address.contains("&behind="))
                        .forEach(address -> {
                            assertThat(Behind.whole(address)).isEqualTo(ADDRESS);
                            String key = address.substring((ADDRESS + "&behind=").length());
                            assertThat(figures.put(key, figure(flow, key, table, row)))
                                    .as(key)
                                    .isNull();
                        });
            }
        }
        return figures;
    }

    private static Table behind(Flow flow, String key) {
        List<Block> blocks = FlowReport.behind(BEHIND, flow, key).orElseThrow().blocks();
        return (Table) blocks.getFirst();
    }

    /** Of a row whose initiative's title is its name: this, and to which versions of it the row leads. */
    private static String leads(List<Cell> row) {
        String name = row.getFirst().text();
        String history = "http://host/initiatives/" + name + "/history?version=";
        return row.getFirst().sources().stream()
                .map(source -> {
                    assertThat(source.address()).startsWith(history);
                    String version = source.address().substring(history.length());
                    assertThat(source.label()).isEqualTo("#" + version);
                    return version;
                })
                .collect(Collectors.joining(" ", name + ": ", ""));
    }

    /** By key, what leads where, as the events say one by one. */
    private static Map<String, List<String>> leading(Map<String, List<InitiativeEvent>> lives) {
        Map<String, List<String>> all = new TreeMap<>();
        lives.forEach((name, life) -> {
            @Nullable Initiative state = null;
            @Nullable Standing standing = null;
            Map<String, Integer> open = new TreeMap<>();
            Map<String, Integer> last = new TreeMap<>();
            for (int version = 1; version <= life.size(); version++) {
                InitiativeEvent event = life.get(version - 1);
                @Nullable Standing before = standing;
                state = Initiative.evolve(state, event);
                standing = after(standing, event);
                boolean isEntered = before == null || before.stay != standing.stay;
                List<String> lacked = Rules.CURRENT.missing(standing.phase.nextGate(), state, LocalDate.MAX).stream()
                        .map(requirement -> "waits." + requirement)
                        .toList();
                boolean isOtherPhase = before == null || before.phase != standing.phase;
                for (String key : List.copyOf(open.keySet())) {
                    boolean isOver = key.startsWith("stays.")
                            ? isEntered || event instanceof DeclaredRooted
                            : isOtherPhase || !lacked.contains(key);
                    if (isOver) {
                        leading(all, key, name + ": " + open.remove(key) + " " + version);
                    }
                }
                if (isEntered) {
                    open.put("stays." + standing.phase, version);
                }
                for (String key : lacked) {
                    open.putIfAbsent(key, version);
                }
                if (event instanceof MovedToEverydayLife) {
                    last.put("reached.everyday-life", version);
                }
                if (event instanceof DeclaredRooted) {
                    last.put("reached.rooted", version);
                    last.put("reached.still-rooted", version);
                }
                if (!standing.equals(before)) {
                    LocalDate day = event.effectiveOn().firstDay();
                    leading(
                            all,
                            "quarter." + day.getYear() + "-" + (day.getMonthValue() + 2) / 3,
                            name + ": " + version);
                }
            }
            boolean isRooted = Objects.requireNonNull(standing).status == Status.ROOTED;
            open.forEach((key, version) -> {
                if (!isRooted) {
                    leading(all, key, name + ": " + version);
                }
            });
            last.forEach((key, version) -> {
                if (isRooted || !key.equals("reached.still-rooted")) {
                    leading(all, key, name + ": " + version);
                }
            });
        });
        all.values().forEach(rows -> rows.sort(Comparator.naturalOrder()));
        return all;
    }

    private static void leading(Map<String, List<String>> all, String key, String row) {
        all.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void every_figure_that_leads_on_leads_to_as_many_rows_as_it_counts_and_each_of_them_to_its_events(long seed) {
        Random random = new Random(seed);
        Map<String, List<InitiativeEvent>> lives = new LinkedHashMap<>();
        for (int nth = 0; nth < 60; nth++) {
            lives.put("i" + nth, life(random));
        }
        Flow flow = Flow.of(
                lives.entrySet().stream()
                        .map(life -> Lives.lifeline(life.getKey(), life.getValue()))
                        .toList(),
                DAY);
        Map<String, Long> figures = leadingOn(flow);
        Map<String, List<String>> leading = new TreeMap<>();
        figures.forEach((key, figure) -> {
            Table table = behind(flow, key);
            assertThat(table.rows()).as(key).hasSize(figure.intValue());
            leading.put(key, table.rows().stream().map(FlowTest::leads).sorted().toList());
        });
        assertThat(leading).isEqualTo(leading(lives));
        assertThat(figures.keySet().stream().map(key -> key.replaceFirst("\\..*", "")))
                .contains("reached", "stays", "waits", "quarter");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void lists_the_longest_times_and_the_latest_turns_first(long seed) {
        Random random = new Random(seed);
        Flow flow = Flow.of(
                IntStream.range(0, 60)
                        .mapToObj(nth -> Lives.lifeline("i" + nth, life(random)))
                        .toList(),
                DAY);
        leadingOn(flow).keySet().forEach(key -> {
            Table table = behind(flow, key);
            if (key.startsWith("stays.") || key.startsWith("waits.")) {
                List<Long> days = table.rows().stream()
                        .map(row -> number(table, row, "days"))
                        .toList();
                assertThat(days).as(key).isSortedAccordingTo(Comparator.reverseOrder());
                Stream<Durations> counted = Stream.concat(
                        flow.stays().entrySet().stream()
                                .filter(one -> key.equals("stays." + one.getKey()))
                                .map(one -> one.getValue().active()),
                        flow.waits().entrySet().stream()
                                .filter(one -> key.equals("waits." + one.getKey()))
                                .map(Map.Entry::getValue));
                assertThat(days)
                        .as(key)
                        .containsExactlyInAnyOrderElementsOf(counted.flatMap(one -> one.all().stream())
                                .map(Duration::days)
                                .toList());
            } else {
                assertThat(table.rows().stream()
                                .map(row -> Objects.requireNonNull(row.get(1).date())
                                        .firstDay()))
                        .as(key)
                        .isSortedAccordingTo(Comparator.reverseOrder());
            }
        });
    }

    @Test
    void tells_between_which_days_something_lasted_and_for_how_long_without_pauses() {
        Flow flow = Flow.of(
                List.of(
                        lived(
                                "gone",
                                new InitiativePaused("Tauko", BusinessDate.parse("2024-01-11")),
                                new InitiativeResumed("Jatkuu", BusinessDate.parse("2024-01-16")),
                                new MovedToPilot(1, BusinessDate.parse("2024-02-01"))),
                        lived("here", new CurrentStateMapped("Nykytila", BusinessDate.parse("2024-01-05"))),
                        lived(
                                "too",
                                new CurrentStateMapped("Nykytila", BusinessDate.parse("2024-01-03")),
                                new MovedToPilot(1, BusinessDate.parse("2024-01-11")))),
                LocalDate.parse("2024-02-21"));
        assertThat(behind(flow, "stays.DEVELOPMENT").rows())
                .extracting(row -> row.stream().map(Cell::text).collect(Collectors.joining(" | ")))
                .containsExactly(
                        "here | 1.1.2024 |  | 51 | 0",
                        "gone | 1.1.2024 | 1.2.2024 | 26 | 5",
                        "too | 1.1.2024 | 11.1.2024 | 10 | 0");
        assertThat(behind(flow, "waits.CURRENT_STATE").rows())
                .extracting(row -> row.stream().map(Cell::text).collect(Collectors.joining(" | ")))
                .containsExactly(
                        "gone | 1.1.2024 | 1.2.2024 | 31",
                        "here | 1.1.2024 | 5.1.2024 | 4",
                        "too | 1.1.2024 | 3.1.2024 | 2");
        Table stays = tables(FlowReport.of(BEHIND, flow, "sakky", "")).stream()
                .filter(table -> table.name().equals("days-in-phase"))
                .findFirst()
                .orElseThrow();
        assertThat(row(stays, behind(flow, "stays.DEVELOPMENT").caption().replaceFirst(".*: ", "")).stream()
                        .map(Cell::number)
                        .filter(Objects::nonNull))
                .as("ended, going on, halted")
                .containsExactly(BigDecimal.TWO, BigDecimal.ONE, BigDecimal.valueOf(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "reached",
                "reached.STILL_ROOTED",
                "stays.PILOT",
                "stays.development",
                "waits.NOTHING",
                "quarter.2023-4",
                "quarter.2024/Q1"
            })
    void nothing_is_behind_what_is_no_figure(String key) {
        Flow flow = Flow.of(List.of(lived("i")), DAY);
        assertThat(FlowReport.behind(BEHIND, flow, "stays.DEVELOPMENT")).isPresent();
        assertThat(FlowReport.behind(BEHIND, flow, "quarter.2024-1")).isPresent();
        assertThat(FlowReport.behind(BEHIND, flow, key)).isEmpty();
    }

    @Test
    void a_figure_of_none_leads_nowhere() {
        assertThat(leadingOn(Flow.of(
                        List.of(
                                lived("i", new MovedToPilot(1, BusinessDate.parse("2024-08-01"))),
                                lived("j", new MovedToPilot(1, BusinessDate.parse("2024-08-01")))),
                        DAY)))
                .containsEntry("quarter.2024-1", 2L)
                .containsEntry("quarter.2024-3", 2L)
                .doesNotContainKeys(
                        "reached.everyday-life", "reached.rooted", "reached.still-rooted", "quarter.2024-2");
    }
}
