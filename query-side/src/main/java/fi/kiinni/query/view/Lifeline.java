package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Assessment;
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
import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MovedToEverydayLife;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.InitiativeEvent.MovedToStructures;
import fi.kiinni.initiative.InitiativeEvent.ReturnedToPhase;
import fi.kiinni.initiative.InitiativeEvent.RootingReopened;
import fi.kiinni.initiative.InitiativeEvent.StrategyMirrored;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The turns in the life of an initiative, as far as reports on many of them need these: short enough to be read of all, and with both
 * clocks, so that what was known at a moment can be told from it.
 *
 * @param steps where it went, in the order of recording
 * @param waits what its next gate lacked, by when that began
 * @param forces the factors, by when they were identified
 * @param mirrors what was held up against the strategy, in the order of recording
 */
public record Lifeline(List<Step> steps, List<Wait> waits, List<Force> forces, List<Mirrored> mirrors) {

    private static final Lifeline NONE = new Lifeline(List.of(), List.of(), List.of(), List.of());

    /** What happened at a turn. */
    public enum Turn {
        STARTED,
        MOVED,
        RETURNED,
        PAUSED,
        RESUMED,
        STOPPED,
        ROOTED,
        REOPENED
    }

    /**
     * The event that was a turn.
     *
     * @param at when it was recorded, by a clock that does not go back
     * @param on when it was effective
     */
    public record Point(long version, Instant at, BusinessDate on) {}

    /**
     * @param phase in which it was from then on
     * @param reason why it was returned, paused, stopped or reopened
     * @param lessons of what was stopped
     */
    public record Step(
            Turn turn,
            Phase phase,
            Point point,
            @Nullable String reason,
            @Nullable String lessons) {}

    /**
     * A time during which the gate out of a phase lacked something.
     *
     * @param until when it was brought or waived, or the phase was left; absent as long as it is lacked
     */
    public record Wait(
            Phase phase,
            Requirement requirement,
            Point since,
            @Nullable Point until) {}

    /**
     * A factor.
     *
     * @param phase in which it was identified
     * @param ratings how strong it was from when on; 0 from when it was resolved on
     */
    public record Force(
            UUID factor, FactorKind kind, FactorDomain domain, Phase phase, String description, List<Rating> ratings) {}

    public record Rating(int strength, Point point) {}

    /** @param goals of that version of the strategy */
    public record Mirrored(Phase phase, int strategyVersion, List<UUID> goals, Assessment assessment, Point point) {}

    /** The same as it was known at the end of that day in Finland. */
    public Lifeline asOf(LocalDate day) {
        return asOf(day.plusDays(1).atStartOfDay(Overview.HELSINKI).toInstant().minusNanos(1));
    }

    private Lifeline asOf(Instant instant) {
        return new Lifeline(
                steps.stream().filter(step -> isKnown(step.point, instant)).toList(),
                waits.stream()
                        .filter(wait -> isKnown(wait.since, instant))
                        .map(wait -> wait.until == null || isKnown(wait.until, instant)
                                ? wait
                                : new Wait(wait.phase, wait.requirement, wait.since, null))
                        .toList(),
                forces.stream()
                        .map(force -> new Force(
                                force.factor,
                                force.kind,
                                force.domain,
                                force.phase,
                                force.description,
                                force.ratings.stream()
                                        .filter(rating -> isKnown(rating.point, instant))
                                        .toList()))
                        .filter(force -> !force.ratings.isEmpty())
                        .toList(),
                mirrors.stream()
                        .filter(mirror -> isKnown(mirror.point, instant))
                        .toList());
    }

    /** The mirror of the latest phase that has one: a return voids those of the phase that it leads to and of later ones. */
    public Optional<Mirrored> leansOn() {
        Map<Phase, Mirrored> standing = new EnumMap<>(Phase.class);
        Iterator<Step> returns =
                steps.stream().filter(step -> step.turn == Turn.RETURNED).iterator();
        @Nullable Step next = returns.hasNext() ? returns.next() : null;
        for (Mirrored mirror : mirrors) {
            while (next != null && next.point.version < mirror.point.version) {
                cut(standing, next.phase);
                next = returns.hasNext() ? returns.next() : null;
            }
            standing.put(mirror.phase, mirror);
        }
        while (next != null) {
            cut(standing, next.phase);
            next = returns.hasNext() ? returns.next() : null;
        }
        return standing.values().stream().reduce((_, later) -> later);
    }

    private static void cut(Map<Phase, Mirrored> standing, Phase from) {
        standing.keySet().removeIf(phase -> !phase.isBefore(from));
    }

    private static boolean isKnown(Point point, Instant instant) {
        return !point.at.isAfter(instant);
    }

    /**
     * After a further event.
     *
     * @param lackedBefore what the gate lacked before the event
     * @param latest the latest instant of recording so far
     */
    static Lifeline evolve(
            @Nullable Lifeline lifeline,
            @Nullable Initiative before,
            Initiative after,
            Map<Requirement, ?> lackedBefore,
            Map<Requirement, ?> lacked,
            Recorded recorded,
            Instant latest) {
        InitiativeEvent event = (InitiativeEvent) recorded.event();
        Point point = new Point(recorded.version(), latest, event.effectiveOn());
        Lifeline known = lifeline == null ? NONE : lifeline;
        Phase phase = after.standing().phase();
        return new Lifeline(
                stepped(known.steps, event, phase, point),
                waited(known.waits, before, phase, lackedBefore, lacked, point),
                forced(known.forces, event, phase, point),
                event instanceof StrategyMirrored mirrored
                        ? and(
                                known.mirrors,
                                new Mirrored(
                                        mirrored.phase(),
                                        mirrored.strategyVersion(),
                                        mirrored.goals(),
                                        mirrored.assessment(),
                                        point))
                        : known.mirrors);
    }

    private static List<Step> stepped(List<Step> steps, InitiativeEvent event, Phase phase, Point point) {
        @Nullable
        Step next = switch (event) {
            case InitiativeStarted _ -> new Step(Turn.STARTED, phase, point, null, null);
            case MovedToPilot _, MovedToStructures _, MovedToEverydayLife _ ->
                new Step(Turn.MOVED, phase, point, null, null);
            case ReturnedToPhase returned -> new Step(Turn.RETURNED, phase, point, returned.reason(), null);
            case InitiativePaused paused -> new Step(Turn.PAUSED, phase, point, paused.reason(), null);
            case InitiativeResumed _ -> new Step(Turn.RESUMED, phase, point, null, null);
            case InitiativeStopped stopped -> new Step(Turn.STOPPED, phase, point, stopped.reason(), stopped.lessons());
            case DeclaredRooted _ -> new Step(Turn.ROOTED, phase, point, null, null);
            case RootingReopened reopened -> new Step(Turn.REOPENED, phase, point, reopened.reason(), null);
            default -> null;
        };
        return next == null ? steps : and(steps, next);
    }

    private static List<Wait> waited(
            List<Wait> waits,
            @Nullable Initiative before,
            Phase phase,
            Map<Requirement, ?> lackedBefore,
            Map<Requirement, ?> lacked,
            Point point) {
        boolean samePhase = before != null && before.standing().phase() == phase;
        if (samePhase && lacked.keySet().equals(lackedBefore.keySet())) {
            return waits;
        }
        List<Wait> after = new ArrayList<>();
        for (Wait wait : waits) {
            boolean ends = wait.until == null && !(samePhase && lacked.containsKey(wait.requirement));
            after.add(ends ? new Wait(wait.phase, wait.requirement, wait.since, point) : wait);
        }
        for (Requirement requirement : lacked.keySet()) {
            if (!samePhase || !lackedBefore.containsKey(requirement)) {
                after.add(new Wait(phase, requirement, point, null));
            }
        }
        return List.copyOf(after);
    }

    private static List<Force> forced(List<Force> forces, InitiativeEvent event, Phase phase, Point point) {
        return switch (event) {
            case FactorIdentified identified ->
                and(
                        forces,
                        new Force(
                                identified.factor(),
                                identified.kind(),
                                identified.domain(),
                                phase,
                                identified.description(),
                                List.of(new Rating(identified.strength(), point))));
            case FactorRated rated -> rated(forces, rated.factor(), new Rating(rated.strength(), point));
            case FactorResolved resolved -> rated(forces, resolved.factor(), new Rating(0, point));
            default -> forces;
        };
    }

    private static List<Force> rated(List<Force> forces, UUID factor, Rating rating) {
        return forces.stream()
                .map(force -> force.factor.equals(factor)
                        ? new Force(
                                force.factor,
                                force.kind,
                                force.domain,
                                force.phase,
                                force.description,
                                and(force.ratings, rating))
                        : force)
                .toList();
    }

    private static <T> List<T> and(List<T> list, T further) {
        return Stream.concat(list.stream(), Stream.of(further)).toList();
    }

    /** Whose life it is. */
    public record Of(String initiative, String provider, String title, long version, Lifeline lifeline) {

        /** The same as it was known at the end of that day in Finland; its title is that of now. */
        public Of asOf(LocalDate day) {
            return new Of(initiative, provider, title, version, lifeline.asOf(day));
        }

        /** Whether it had been started by then. */
        public boolean isThere() {
            return !lifeline.steps.isEmpty();
        }

        public Step last() {
            return Objects.requireNonNull(lifeline.steps.getLast());
        }
    }
}
