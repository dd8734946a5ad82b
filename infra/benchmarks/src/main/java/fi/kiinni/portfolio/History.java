package fi.kiinni.portfolio;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.command.initiative.Decided;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.command.rule.May;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The history of one initiative, as long as is asked. Each step is a command that somebody gives on a day, checked and decided as any
 * other; which one is drawn by lot, led by what the next gate still asks for.
 */
final class History {

    /** How an initiative stands when its history ends. */
    enum Fate {
        ALIVE,
        PAUSED,
        STOPPED,
        ROOTED
    }

    /** Events that it takes, more or less, to have come into the phase with something done in it; and to be rooted. */
    private static final Map<Phase, Integer> TAKES =
            Map.of(Phase.DEVELOPMENT, 1, Phase.PILOT, 16, Phase.STRUCTURES, 28, Phase.EVERYDAY_LIFE, 46);

    private static final int TAKES_ROOTED = 62;

    private static final int MOST_OPEN_ACTIONS = 12;

    private final Random random;
    private final Prose prose;
    private final Ids ids;
    private final Staff staff;
    private final Strategies strategies;
    private final int size;
    private final String id;
    private final Actor founder;
    private final Phase goal;
    private final Fate fate;
    /** How many events there are at most when a phase is left. */
    private final Map<Phase, Integer> leaving = new EnumMap<>(Phase.class);

    private final int finale;
    private final int ambition;
    private final LocalDateTime end;
    private final List<Entry> entries = new ArrayList<>();

    private final List<UUID> openActions = new ArrayList<>();
    private final List<UUID> doneActions = new ArrayList<>();
    private final List<UUID> measurements = new ArrayList<>();
    private final List<UUID> results = new ArrayList<>();
    private final List<UUID> comments = new ArrayList<>();

    private LocalDateTime now;
    private @Nullable Initiative initiative;
    private int remedies;

    /** An event with what the log keeps beside it. */
    record Entry(
            Instant at,
            UUID id,
            String initiative,
            int sequence,
            InitiativeEvent event,
            Map<String, String> provenance) {}

    /**
     * @param founder who starts it
     * @param first day of the portfolio
     * @param until day before which it ends
     * @param size how many events there will be
     * @param goal the phase that it is to be in, active, after all that time; by lot if absent
     */
    History(
            Random random,
            Staff staff,
            Strategies strategies,
            Actor founder,
            LocalDate first,
            LocalDate until,
            int size,
            @Nullable Phase goal) {
        this.random = random;
        this.prose = new Prose(random);
        this.ids = new Ids(random);
        this.staff = staff;
        this.strategies = strategies;
        this.founder = founder;
        this.size = size;
        this.fate = goal != null ? Fate.ALIVE : fate();
        int all = (int) ChronoUnit.DAYS.between(first, until) - 4;
        int days = goal != null ? all : Math.min(all, 20 + (int) (size * (2 + 8 * random.nextDouble())));
        int before = goal != null ? 0 : (int) ((all - days) * sinceItsEnd());
        this.end = until.minusDays(4 + before).atTime(16, 0);
        this.now = working(
                end.minusDays(days).toLocalDate().atTime(LocalTime.of(7, 30)).plusSeconds(random.nextInt(30_000)));
        this.id = ids.next(instant()).toString();
        this.goal = goal != null ? goal : fate == Fate.ROOTED ? Phase.EVERYDAY_LIFE : reached();
        this.finale = 1 + random.nextInt(4);
        this.ambition = random.nextInt(Rules.CURRENT.of(this.goal.nextGate()).size() + 1);
        shareOut();
    }

    private Fate fate() {
        int lot = random.nextInt(100);
        return size >= TAKES_ROOTED && lot < 18
                ? Fate.ROOTED
                : lot < 28 && size > 6 ? Fate.STOPPED : lot < 34 && size > 3 ? Fate.PAUSED : Fate.ALIVE;
    }

    /** How long ago it ended, 1 being the longest that can be: what is alive was mostly touched of late. */
    private double sinceItsEnd() {
        double lot = random.nextDouble();
        return switch (fate) {
            case ALIVE -> Math.pow(lot, 8) * 0.5;
            case PAUSED -> Math.pow(lot, 4) * 0.5;
            case STOPPED, ROOTED -> lot;
        };
    }

    private Phase reached() {
        List<Phase> possible = Stream.of(Phase.values())
                .filter(phase -> Objects.requireNonNull(TAKES.get(phase)) <= size)
                .toList();
        return pick(possible.size() > 2 ? possible.subList(random.nextInt(2), possible.size()) : possible);
    }

    private void shareOut() {
        Map<Phase, Double> weights = new EnumMap<>(Phase.class);
        Stream.of(Phase.values()).filter(phase -> !goal.isBefore(phase)).forEach(phase -> weights.put(phase, weight()));
        double all = weights.values().stream().mapToDouble(weight -> weight).sum()
                + (fate == Fate.ROOTED ? weight() / 2 : 0);
        double until = 0;
        for (Map.Entry<Phase, Double> phase : weights.entrySet()) {
            until += phase.getValue() / all * size;
            leaving.put(phase.getKey(), (int) until);
        }
    }

    private double weight() {
        return 0.5 + random.nextDouble();
    }

    List<Entry> tell() {
        give(new StartInitiative(shorten(prose.line("title")), prose.text("need"), language()));
        while (entries.size() < size) {
            later();
            give(next());
        }
        return entries;
    }

    private Language language() {
        return random.nextInt(40) == 0 ? Language.sv : Language.fi;
    }

    // Time: several facts are often recorded at one sitting, in working hours.

    private void later() {
        double left = Math.max(1, size - entries.size());
        double mean = Math.max(0, Duration.between(now, end).toSeconds()) / left;
        double sitting = 20 + random.nextInt(400);
        double seconds =
                random.nextInt(10) < 6 ? Math.min(mean, sitting) : -Math.log(1 - random.nextDouble()) * mean * 2.2;
        LocalDateTime then = working(now.plusSeconds((long) seconds));
        now = (then.isAfter(end) ? now : then).plus(1 + random.nextInt(2_000), ChronoUnit.MILLIS);
    }

    private LocalDateTime working(LocalDateTime time) {
        LocalDateTime then = time;
        if (then.getHour() >= 17) {
            then = then.toLocalDate().plusDays(1).atTime(7, random.nextInt(60), random.nextInt(60));
        } else if (then.getHour() < 7) {
            then = then.toLocalDate().atTime(7, random.nextInt(60), random.nextInt(60));
        }
        while (then.getDayOfWeek() == DayOfWeek.SATURDAY || then.getDayOfWeek() == DayOfWeek.SUNDAY) {
            then = then.plusDays(1);
        }
        return then;
    }

    private Instant instant() {
        return now.atZone(Portfolio.HELSINKI).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private LocalDate today() {
        return now.toLocalDate();
    }

    private BusinessDate ago(int days) {
        LocalDate day = today().minusDays(random.nextInt(days + 1));
        return random.nextInt(12) == 0 ? BusinessDate.parse(YearMonth.from(day).toString()) : BusinessDate.of(day);
    }

    private BusinessDate ahead(int least, int most) {
        return BusinessDate.of(today().plusDays(least + random.nextInt(most - least + 1)));
    }

    // Giving

    private void give(InitiativeCommand command) {
        Decided decided = decide(command);
        if (entries.size() + decided.events().size() > size) {
            decided = decide(comment());
        }
        for (InitiativeEvent event : decided.events()) {
            initiative = Initiative.evolve(initiative, event);
            entries.add(new Entry(instant(), ids.next(instant()), id, entries.size(), event, decided.provenance()));
            remember(event);
        }
    }

    private Decided decide(InitiativeCommand command) {
        Instant at = instant();
        Instruction<InitiativeCommand> instruction =
                new Instruction<>(id, command, attribution(command), List.of(), actor(command), today(), null, null);
        return Decided.on(instruction, initiative, entries.size(), knownAt(at), () -> ids.next(at));
    }

    private Known knownAt(Instant at) {
        return new Known() {
            @Override
            public boolean person(String provider, String person) {
                return staff.provider().equals(provider) && staff.knows(person);
            }

            @Override
            public Strategy strategyOf(String provider) {
                return strategies.at(at);
            }
        };
    }

    private Attribution attribution(InitiativeCommand command) {
        boolean dated = command.ownDate() != null
                || switch (command) {
                    case MoveToPilot _, MoveToStructures _, MoveToEverydayLife _, DeclareRooted _, ReturnToPhase _ ->
                        true;
                    case CorrectPilotResult _, CorrectMeasurement _, CorrectAction _, CorrectAdoptionRecord _ -> true;
                    case WithdrawPilotResult _, WithdrawMeasurement _ -> true;
                    default -> false;
                };
        BusinessDate effectiveOn = dated || random.nextInt(8) > 0 ? null : ago(20);
        if (effectiveOn != null
                && initiative != null
                && effectiveOn.isBefore(initiative.standing().since())) {
            effectiveOn = null;
        }
        return new Attribution(
                effectiveOn,
                random.nextInt(25) == 0 ? pick(staff.people()).id() : null,
                random.nextInt(20) == 0 ? prose.line("why") : null);
    }

    private Actor actor(InitiativeCommand command) {
        List<Entitlement> needed =
                Arrays.asList(command.getClass().getAnnotation(May.class).value());
        if (initiative == null) {
            return founder;
        }
        if (needed.contains(Entitlement.REVIVING) && initiative.standing().status() == Status.STOPPED) {
            return staff.any(Role.DECISION_MAKER, random);
        }
        if (needed.equals(List.of(Entitlement.DECIDING))) {
            return staff.any(Role.DECISION_MAKER, random);
        }
        return staff.actor(
                needed.equals(List.of(Entitlement.TEAM))
                        ? member()
                        : initiative.coordinators().findFirst().orElseThrow());
    }

    private void remember(InitiativeEvent event) {
        switch (event) {
            case ActionPlanned e -> openActions.add(e.action());
            case ActionCompleted e -> {
                openActions.remove(e.action());
                doneActions.add(e.action());
            }
            case ActionDropped e -> openActions.remove(e.action());
            case MeasurementRecorded e -> measurements.add(e.measurement());
            case MeasurementWithdrawn e -> measurements.remove(e.measurement());
            case PilotResultRecorded e -> results.add(e.result());
            case PilotResultWithdrawn e -> results.remove(e.result());
            case CommentPosted e -> comments.add(e.comment());
            case CommentRetracted e -> comments.remove(e.comment());
            default -> {}
        }
    }

    // What is done next

    private InitiativeCommand next() {
        Initiative state = state();
        Phase phase = state.standing().phase();
        int left = size - entries.size();
        switch (state.standing().status()) {
            case PAUSED, STOPPED -> {
                boolean over = (fate == Fate.PAUSED || fate == Fate.STOPPED) && left <= finale;
                return over || random.nextInt(3) == 0 ? comment() : new ResumeInitiative(prose.text("reason"));
            }
            case ROOTED -> {
                return left > 20 && random.nextInt(25) == 0 ? new ReopenRooting(prose.text("reason")) : whenRooted();
            }
            case ACTIVE -> {}
        }
        if (left <= finale + 1 && fate == Fate.PAUSED) {
            return new PauseInitiative(prose.text("reason"));
        }
        if (left <= finale + 1 && fate == Fate.STOPPED) {
            return stop(phase);
        }
        boolean leaves = phase.isBefore(goal) || fate == Fate.ROOTED;
        int budget = Objects.requireNonNull(leaving.get(phase)) - entries.size();
        if (!leaves) {
            return remedies < ambition && random.nextInt(4) == 0 ? towards(phase, false) : work(phase);
        }
        return budget <= 0 || random.nextInt(budget) < 12 ? towards(phase, budget <= 0) : work(phase);
    }

    private InitiativeCommand towards(Phase phase, boolean inAHurry) {
        Gate gate = phase.nextGate();
        List<Requirement> missing = Rules.CURRENT.missing(gate, state(), today());
        if (missing.isEmpty()) {
            return inAHurry ? move(phase) : work(phase);
        }
        if (phase == goal) {
            remedies++;
        }
        Requirement requirement = missing.getFirst();
        return random.nextInt(30) == 0
                ? new WaiveRequirement(gate, requirement, prose.text("waiving"))
                : remedy(requirement, phase);
    }

    private static InitiativeCommand move(Phase phase) {
        return switch (phase) {
            case DEVELOPMENT -> new MoveToPilot();
            case PILOT -> new MoveToStructures();
            case STRUCTURES -> new MoveToEverydayLife();
            case EVERYDAY_LIFE -> new DeclareRooted();
        };
    }

    private InitiativeCommand stop(Phase phase) {
        boolean decided = random.nextBoolean() && size - entries.size() > 1;
        if (decided && phase == Phase.DEVELOPMENT) {
            return new DecidePilot(
                    PilotChoice.STOP,
                    prose.text("grounds"),
                    prose.line("body"),
                    BusinessDate.of(today()),
                    null,
                    prose.text("lessons"));
        }
        if (decided && phase != Phase.EVERYDAY_LIFE) {
            return adoption(AdoptionChoice.REJECT);
        }
        return new StopInitiative(prose.text("reason"), prose.text("lessons"));
    }

    private InitiativeCommand remedy(Requirement requirement, Phase phase) {
        Initiative state = state();
        return switch (requirement) {
            case NEED, TARGET_STATE -> describe();
            case CURRENT_STATE -> new MapCurrentState(prose.text("currentState"));
            case COORDINATOR -> new AppointMember(founder.person(), Seat.COORDINATOR, null);
            case MIRROR_OF_DEVELOPMENT, MIRROR_OF_PILOT, MIRROR_OF_STRUCTURES, MIRROR_OF_EVERYDAY_LIFE -> mirror();
            case LIVE_MEASURE, MEASURE_FOLLOWED_IN_PILOT -> measure(FollowedIn.PILOT);
            case MEASURE_FOLLOWED_IN_EVERYDAY_LIFE -> measure(FollowedIn.EVERYDAY_LIFE);
            case PILOT_PLANNED -> plan();
            case PILOT_DECISION_GO -> decidePilot();
            case PILOT_VALUES ->
                result(state.liveMeasures(FollowedIn.PILOT)
                        .filter(measure -> state.pilot().results().values().stream()
                                .noneMatch(result -> measure.getKey().equals(result.measure())))
                        .findFirst());
            case PILOT_WORKS ->
                new ConcludePilot(
                        random.nextInt(10) == 0
                                ? PilotOutcome.DOES_NOT_WORK
                                : random.nextBoolean() ? PilotOutcome.WORKS : PilotOutcome.WORKS_WITH_CHANGES,
                        prose.text("lessons"));
            case OPERATING_MODEL -> model();
            case FACTOR_IDENTIFIED -> factor();
            case DECISION_PROCESS ->
                new DescribeDecisionProcess(Stream.generate(() -> new DescribeDecisionProcess.Step(
                                prose.line("step"), prose.line("body"), prose.line("role"), prose.line("when")))
                        .limit(2 + random.nextInt(4))
                        .toList());
            case ADOPTION_PLAN ->
                new DescribeAdoptionPlan(
                        prose.line("who"),
                        prose.line("where"),
                        prose.line("schedule"),
                        prose.line("training"),
                        prose.line("support"),
                        member());
            case ADOPTION_IN_FORCE ->
                state.adoptionInForce()
                        .flatMap(
                                decision -> decision.getValue().openConditions().findFirst())
                        .<InitiativeCommand>map(condition ->
                                new FulfilCondition(condition.condition(), prose.text("finding"), evidence()))
                        .orElseGet(this::decideAdoption);
            case ANCHORED_IN_WORKING_HOURS -> anchor(Structure.WORKING_HOURS);
            case ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION ->
                anchor(random.nextBoolean() ? Structure.PROCESS : Structure.JOB_DESCRIPTION);
            case ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM ->
                anchor(random.nextBoolean() ? Structure.ANNUAL_CYCLE : Structure.QUALITY_SYSTEM);
            case ACTIONS_DONE, NO_OPEN_ACTION ->
                openActions.isEmpty()
                        ? action(phase)
                        : random.nextInt(8) == 0
                                ? new DropAction(openActions.getFirst(), prose.text("reason"))
                                : complete(openActions.getFirst());
            case NO_STRONG_HINDRANCE ->
                state.factors().entrySet().stream()
                        .filter(factor -> factor.getValue().strength() == -2
                                && !factor.getValue().isResolved())
                        .findFirst()
                        .<InitiativeCommand>map(factor -> random.nextBoolean()
                                ? new ResolveFactor(factor.getKey(), prose.text("resolution"))
                                : new RateFactor(factor.getKey(), -1, prose.text("note")))
                        .orElseThrow();
            case MEASURED_TWICE, TARGETS_REACHED_OR_EXPLAINED ->
                measurement(
                        state.liveMeasures(FollowedIn.EVERYDAY_LIFE)
                                .filter(measure -> {
                                    var measured = state.measuredSinceMove(measure.getKey());
                                    return measured.size() < 2
                                            || !(measure.getValue()
                                                            .isGood(measured.getLast()
                                                                    .value())
                                                    || measured.getLast().isExplained());
                                })
                                .findFirst(),
                        true);
            case ROOTING_REVIEWED -> review();
        };
    }

    /** What is done in the middle of a phase. */
    private InitiativeCommand work(Phase phase) {
        int lot = random.nextInt(1000);
        return lot < 240
                ? comment()
                : lot < 500
                        ? onAction(phase)
                        : lot < 700
                                ? observation(phase)
                                : lot < 770
                                        ? onFactor()
                                        : lot < 820 ? correction() : lot < 990 ? onPlan(phase) : exception(phase);
    }

    private InitiativeCommand whenRooted() {
        int lot = random.nextInt(100);
        return lot < 35
                ? comment()
                : lot < 65
                        ? observation(Phase.EVERYDAY_LIFE)
                        : lot < 75
                                ? review()
                                : lot < 85 ? onFactor() : lot < 90 ? anchor(pick(Structure.values())) : correction();
    }

    private InitiativeCommand onAction(Phase phase) {
        if (openActions.isEmpty() || (openActions.size() < MOST_OPEN_ACTIONS && random.nextInt(5) < 2)) {
            return action(phase);
        }
        UUID action = pick(openActions);
        int lot = random.nextInt(10);
        return lot < 2
                ? new RescheduleAction(action, ahead(10, 120), prose.text("reason"))
                : lot < 3 ? new DropAction(action, prose.text("reason")) : complete(action);
    }

    private InitiativeCommand observation(Phase phase) {
        Optional<Map.Entry<UUID, Measure>> measure = live();
        return switch (phase) {
            case DEVELOPMENT -> measure.isEmpty() ? comment() : measurement(measure, false);
            case PILOT -> result(random.nextInt(4) == 0 ? Optional.empty() : measure);
            case STRUCTURES, EVERYDAY_LIFE ->
                measure.isEmpty() ? comment() : measurement(measure, random.nextInt(4) == 0);
        };
    }

    private InitiativeCommand onFactor() {
        Initiative state = state();
        List<Map.Entry<UUID, Initiative.Factor>> unresolved = state.factors().entrySet().stream()
                .filter(factor -> !factor.getValue().isResolved())
                .toList();
        if (unresolved.isEmpty() || (unresolved.size() < 12 && random.nextInt(2) == 0)) {
            return factor();
        }
        Map.Entry<UUID, Initiative.Factor> factor = pick(unresolved);
        return random.nextInt(3) == 0
                ? new ResolveFactor(factor.getKey(), prose.text("resolution"))
                : new RateFactor(factor.getKey(), strength(factor.getValue().kind()), prose.text("note"));
    }

    private InitiativeCommand correction() {
        boolean takesBack = random.nextInt(4) == 0;
        return switch (random.nextInt(4)) {
            case 0 ->
                late(measurements)
                        .<InitiativeCommand>map(thing -> takesBack
                                ? new WithdrawMeasurement(thing, prose.text("reason"))
                                : new CorrectMeasurement(
                                        thing,
                                        null,
                                        value(measured(thing)),
                                        null,
                                        null,
                                        null,
                                        null,
                                        prose.text("reason")))
                        .orElseGet(this::comment);
            case 1 ->
                late(results)
                        .<InitiativeCommand>map(thing -> takesBack
                                ? new WithdrawPilotResult(thing, prose.text("reason"))
                                : new CorrectPilotResult(
                                        thing, prose.text("finding"), null, null, null, null, prose.text("reason")))
                        .orElseGet(this::comment);
            case 2 ->
                late(doneActions)
                        .<InitiativeCommand>map(thing -> new CorrectAction(
                                thing, null, null, null, null, null, ago(10), evidence(), prose.text("reason")))
                        .orElseGet(this::comment);
            default ->
                late(comments)
                        .<InitiativeCommand>map(thing -> new RetractComment(thing, prose.text("reason")))
                        .orElseGet(this::comment);
        };
    }

    /** One of the latest. */
    private Optional<UUID> late(List<UUID> things) {
        return things.isEmpty()
                ? Optional.empty()
                : Optional.of(pick(things.subList(Math.max(0, things.size() - 20), things.size())));
    }

    private InitiativeCommand onPlan(Phase phase) {
        Initiative state = state();
        return switch (random.nextInt(14)) {
            case 0, 1 -> describe();
            case 2 -> new MapCurrentState(prose.text("currentState"));
            case 3 -> model();
            case 4, 5 -> appoint();
            case 6 -> release();
            case 7 ->
                new RecordFunding(
                        prose.line("funding"),
                        BigDecimal.valueOf(500L * (4 + random.nextInt(400))),
                        ago(300),
                        ahead(100, 900));
            case 8 -> request(phase);
            case 9 -> mirror();
            case 10 -> {
                List<Map.Entry<UUID, Measure>> live = state.liveMeasures().toList();
                yield live.size() < 5
                        ? measure(phase.isBefore(Phase.STRUCTURES) ? FollowedIn.PILOT : FollowedIn.EVERYDAY_LIFE)
                        : new RetireMeasure(pick(live).getKey(), prose.text("reason"));
            }
            case 11 ->
                live().<InitiativeCommand>map(measure -> new RetargetMeasure(
                                measure.getKey(),
                                target(
                                        measure.getValue().baseline(),
                                        measure.getValue().direction()),
                                ahead(200, 700),
                                prose.text("reason")))
                        .orElseGet(this::comment);
            case 12 -> phase.isBefore(Phase.STRUCTURES) ? plan() : anchor(pick(Structure.values()));
            default -> phase == Phase.EVERYDAY_LIFE ? review() : comment();
        };
    }

    /** What happens seldom. */
    private InitiativeCommand exception(Phase phase) {
        Initiative state = state();
        return switch (random.nextInt(8)) {
            case 0, 1 -> new PauseInitiative(prose.text("reason"));
            case 2, 3 ->
                state.waivers().isEmpty()
                        ? new WaiveRequirement(
                                phase.nextGate(), pick(Rules.CURRENT.of(phase.nextGate())), prose.text("waiving"))
                        : new WithdrawWaiver(
                                state.waivers().getFirst().gate(),
                                state.waivers().getFirst().requirement(),
                                prose.text("reason"));
            case 4 -> adoption(random.nextInt(3) == 0 ? AdoptionChoice.DEFER : AdoptionChoice.ADOPT);
            case 5 ->
                phase.isBefore(Phase.STRUCTURES)
                        ? request(phase)
                        : random.nextBoolean()
                                ? adoption(AdoptionChoice.EXTEND_PILOT)
                                : new ReturnToPhase(
                                        pick(Stream.of(Phase.values())
                                                .filter(earlier -> earlier.isBefore(phase))
                                                .toList()),
                                        prose.text("reason"));
            case 6 ->
                state.adoptions().isEmpty()
                        ? comment()
                        : new CorrectAdoptionRecord(
                                pick(List.copyOf(state.adoptions().keySet())),
                                null,
                                "Pöytäkirja " + (1 + random.nextInt(40)) + "/" + today().getYear(),
                                evidence(),
                                prose.text("reason"));
            default ->
                state.anchors().isEmpty()
                        ? comment()
                        : new WithdrawAnchor(pick(List.copyOf(state.anchors().keySet())), prose.text("reason"));
        };
    }

    // The commands

    private InitiativeCommand describe() {
        return new DescribeInitiative(
                null,
                random.nextInt(3) == 0 ? prose.text("need") : null,
                prose.line("targetGroup"),
                prose.text("targetState"),
                Stream.generate(() -> prose.line("theme"))
                        .limit(1 + random.nextInt(3))
                        .distinct()
                        .toList());
    }

    private InitiativeCommand appoint() {
        boolean leads = random.nextInt(10) == 0;
        String person =
                staff.any(leads ? Role.COORDINATOR : Role.MEMBER, random).person();
        boolean again = state().team().containsKey(person);
        return again || state().team().size() > 14
                ? release()
                : new AppointMember(
                        person,
                        leads ? Seat.COORDINATOR : Seat.MEMBER,
                        random.nextBoolean() ? BigDecimal.valueOf(10L * (1 + random.nextInt(12))) : null);
    }

    private InitiativeCommand release() {
        List<String> team = state().team().keySet().stream()
                .filter(person -> !person.equals(founder.person()))
                .toList();
        return team.size() < 3 ? comment() : new ReleaseMember(pick(team), prose.text("reason"));
    }

    private InitiativeCommand mirror() {
        Strategy.Version version = strategies.at(instant()).versions().getLast();
        List<UUID> goals = version.goals().stream()
                .filter(_ -> random.nextInt(3) == 0)
                .map(Goal::goal)
                .toList();
        int lot = random.nextInt(10);
        Assessment assessment = goals.isEmpty() || lot == 0
                ? Assessment.CONFLICTS
                : lot < 4 ? Assessment.SUPPORTS_PARTLY : Assessment.SUPPORTS;
        return new MirrorStrategy(version.strategyVersion(), goals, assessment, prose.text("reflection"));
    }

    private InitiativeCommand measure(FollowedIn followedIn) {
        String[] fields = prose.line("measure").split("\\|", 4);
        Direction direction = Direction.valueOf(fields[2]);
        BigDecimal baseline = switch (fields[1]) {
            case "pistettä" -> BigDecimal.valueOf(20 + random.nextInt(15), 1);
            case "%" -> BigDecimal.valueOf(80 + random.nextInt(420), 1);
            default -> BigDecimal.valueOf(8 + random.nextInt(300));
        };
        return new DefineMeasure(
                fields[0],
                MeasureKind.valueOf(fields[3]),
                fields[1],
                direction,
                baseline,
                ago(150),
                target(baseline, direction),
                ahead(200, 800),
                random.nextInt(3) == 0 ? BigDecimal.ONE : null,
                random.nextInt(4) == 0 ? null : pick(List.of(1, 3, 6, 12)),
                followedIn);
    }

    private BigDecimal target(BigDecimal baseline, Direction direction) {
        double factor = direction == Direction.UP ? 1.2 + random.nextDouble() * 0.5 : 0.4 + random.nextDouble() * 0.4;
        return baseline.multiply(BigDecimal.valueOf(factor)).setScale(baseline.scale(), RoundingMode.HALF_UP);
    }

    /** On its way from the baseline to the target, more or less. */
    private @Nullable BigDecimal value(@Nullable Measure measure) {
        if (measure == null) {
            return null;
        }
        LocalDate from = measure.baselineOn().firstDay();
        double whole =
                Math.max(1, ChronoUnit.DAYS.between(from, measure.targetOn().firstDay()));
        double way = Math.min(1.05, ChronoUnit.DAYS.between(from, today()) / whole) + random.nextGaussian() * 0.15;
        double value = measure.baseline().doubleValue()
                + way * measure.target().subtract(measure.baseline()).doubleValue();
        return BigDecimal.valueOf(Math.max(0, value))
                .setScale(measure.baseline().scale(), RoundingMode.HALF_UP);
    }

    private @Nullable Measure measured(UUID measurement) {
        Initiative.Measurement known = state().measurements().get(measurement);
        return known == null ? null : state().measures().get(known.measure());
    }

    private Optional<Map.Entry<UUID, Measure>> live() {
        List<Map.Entry<UUID, Measure>> live = state().liveMeasures().toList();
        return live.isEmpty() ? Optional.empty() : Optional.of(pick(live));
    }

    private InitiativeCommand plan() {
        return new PlanPilot(
                prose.text("scope"),
                Stream.generate(() -> prose.line("group"))
                        .limit(1 + random.nextInt(4))
                        .distinct()
                        .toList(),
                ahead(10, 90),
                ahead(150, 420),
                Stream.generate(() -> prose.line("question"))
                        .limit(1 + random.nextInt(3))
                        .distinct()
                        .toList());
    }

    private InitiativeCommand request(Phase phase) {
        return state().requests().keySet().stream()
                .findFirst()
                .filter(_ -> random.nextInt(3) == 0)
                .<InitiativeCommand>map(request -> new WithdrawDecisionRequest(request, prose.text("reason")))
                .orElseGet(() -> request(
                        phase == Phase.DEVELOPMENT ? DecisionSubject.PILOT : DecisionSubject.ADOPTION,
                        prose.line("body")));
    }

    private InitiativeCommand request(DecisionSubject subject, String body) {
        return new RequestDecision(subject, body, prose.text("proposal"), prose.text("grounds"), ahead(7, 60));
    }

    private boolean isAsked(DecisionSubject subject) {
        return state().requests().values().stream().anyMatch(request -> request.subject() == subject);
    }

    private String askedBody(DecisionSubject subject) {
        return state().requests().values().stream()
                .filter(request -> request.subject() == subject)
                .findFirst()
                .map(Initiative.Request::body)
                .orElseGet(() -> prose.line("body"));
    }

    private InitiativeCommand decidePilot() {
        if (!isAsked(DecisionSubject.PILOT) && random.nextInt(10) < 6) {
            return request(DecisionSubject.PILOT, prose.line("body"));
        }
        boolean holds = random.nextInt(8) == 0;
        return new DecidePilot(
                holds ? PilotChoice.HOLD : PilotChoice.GO,
                prose.text("grounds"),
                askedBody(DecisionSubject.PILOT),
                ago(6),
                holds ? ahead(30, 120) : null,
                null);
    }

    private InitiativeCommand decideAdoption() {
        return !isAsked(DecisionSubject.ADOPTION) && random.nextInt(10) < 6
                ? request(DecisionSubject.ADOPTION, prose.line("body"))
                : adoption(random.nextInt(3) == 0 ? AdoptionChoice.ADOPT_WITH_CONDITIONS : AdoptionChoice.ADOPT);
    }

    private InitiativeCommand adoption(AdoptionChoice choice) {
        Optional<Map.Entry<UUID, AdoptionDecision>> inForce = state().adoptionInForce();
        Optional<Map.Entry<UUID, Measure>> measure = random.nextBoolean() ? live() : Optional.empty();
        boolean adopts = choice == AdoptionChoice.ADOPT || choice == AdoptionChoice.ADOPT_WITH_CONDITIONS;
        return new DecideAdoption(
                choice,
                Stream.generate(() -> prose.line("option"))
                        .limit(2 + random.nextInt(2))
                        .distinct()
                        .toList(),
                prose.text("grounds"),
                evidence(),
                askedBody(DecisionSubject.ADOPTION),
                random.nextBoolean() ? "Pöytäkirja " + (1 + random.nextInt(40)) + "/" + today().getYear() : null,
                BusinessDate.of(today()),
                adopts && random.nextBoolean() ? BusinessDate.of(today()) : null,
                choice == AdoptionChoice.DEFER || random.nextInt(4) == 0 ? ahead(60, 400) : null,
                choice == AdoptionChoice.ADOPT_WITH_CONDITIONS
                        ? Stream.generate(() ->
                                        new DecideAdoption.Condition(prose.line("condition"), member(), ahead(30, 200)))
                                .limit(1 + random.nextInt(3))
                                .toList()
                        : null,
                measure.filter(_ -> adopts)
                        .map(one -> new DecideAdoption.Overturned(
                                prose.line("overturn"),
                                one.getKey(),
                                one.getValue().direction() == Direction.UP
                                        ? OverturnedBy.Comparison.BELOW
                                        : OverturnedBy.Comparison.ABOVE,
                                random.nextInt(4) > 0
                                        ? one.getValue().baseline()
                                        : Objects.requireNonNull(value(one.getValue()))))
                        .orElse(null),
                choice == AdoptionChoice.DEFER
                        ? null
                        : inForce.map(Map.Entry::getKey).orElse(null),
                choice == AdoptionChoice.REJECT ? prose.text("lessons") : null);
    }

    private InitiativeCommand result(Optional<Map.Entry<UUID, Measure>> measure) {
        return new RecordPilotResult(
                prose.text("finding"),
                measure.map(Map.Entry::getKey).orElse(null),
                measure.map(one -> value(one.getValue())).orElse(null),
                ago(14),
                random.nextInt(3) == 0 ? evidence() : null);
    }

    private InitiativeCommand measurement(Optional<Map.Entry<UUID, Measure>> measure, boolean explained) {
        Map.Entry<UUID, Measure> one = measure.orElseThrow();
        return new RecordMeasurement(
                one.getKey(),
                Objects.requireNonNull(value(one.getValue())),
                explained ? BusinessDate.of(today()) : ago(10),
                prose.line("source"),
                explained || random.nextInt(3) == 0 ? prose.text("interpretation") : null,
                explained ? prose.text("corrective") : null);
    }

    private InitiativeCommand model() {
        return new DescribeOperatingModel(
                prose.text("model"), "Malli " + (1 + random.nextInt(3)) + "." + random.nextInt(10));
    }

    private InitiativeCommand action(Phase phase) {
        return new PlanAction(
                prose.text("action"),
                phase,
                member(),
                ahead(10, 200),
                random.nextInt(3) == 0 ? prose.line("audience") : null);
    }

    private InitiativeCommand complete(UUID action) {
        return new CompleteAction(action, ago(5), random.nextInt(3) == 0 ? evidence() : null);
    }

    private InitiativeCommand anchor(Structure structure) {
        return new AnchorInStructure(
                structure, prose.text("anchor"), ago(60), random.nextInt(3) == 0 ? evidence() : null);
    }

    private InitiativeCommand review() {
        return new ReviewRooting(prose.text("assessment"), BusinessDate.of(today()), ahead(150, 370));
    }

    private InitiativeCommand factor() {
        FactorKind kind = random.nextBoolean() ? FactorKind.HINDERING : FactorKind.PROMOTING;
        return new IdentifyFactor(
                kind,
                pick(FactorDomain.values()),
                prose.text(kind == FactorKind.HINDERING ? "hindering" : "promoting"),
                strength(kind));
    }

    private int strength(FactorKind kind) {
        int strength = random.nextInt(4) == 0 ? 2 : 1;
        return kind == FactorKind.HINDERING ? -strength : strength;
    }

    private InitiativeCommand comment() {
        List<UUID> things = pick(List.of(openActions, measurements, results));
        boolean particular = random.nextInt(3) > 0 && !things.isEmpty();
        return new PostComment(
                prose.text("comment"),
                particular ? things.getLast().toString() : null,
                random.nextInt(5) == 0 ? List.of(member()) : null);
    }

    private List<InitiativeCommand.Evidence> evidence() {
        byte[] digest = new byte[32];
        boolean sealed = random.nextInt(4) == 0;
        if (sealed) {
            random.nextBytes(digest);
        }
        return List.of(new InitiativeCommand.Evidence(
                prose.line("evidence") + " " + today().getYear(),
                "https://example.org/asiakirjat/" + random.nextInt(1_000_000),
                sealed ? HexFormat.of().formatHex(digest) : null));
    }

    /** Somebody of the team who may do what its members may. */
    private String member() {
        return pick(List.copyOf(state().team().keySet()));
    }

    private Initiative state() {
        return Objects.requireNonNull(initiative);
    }

    private static String shorten(String title) {
        return title.length() > 200 ? title.substring(0, 200) : title;
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private <T> T pick(T[] all) {
        return all[random.nextInt(all.length)];
    }
}
