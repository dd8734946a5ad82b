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
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Turn;
import fi.kiinni.query.view.Lives;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures against what is counted from the events themselves, day by day. */
class FlowTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-01");
    private static final List<Phase> PHASES = List.of(Phase.values());
    private static final UUID ANCHOR = new UUID(1, 1);

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
}
