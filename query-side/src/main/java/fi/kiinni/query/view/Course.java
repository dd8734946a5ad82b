package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Initiative.Factor;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.Mirror;
import fi.kiinni.initiative.Initiative.PilotConclusion;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;

/**
 * How an initiative came to stand as it does, as far as its state does not tell: how long it was in its phases, since when what its
 * next gate lacks has been missing, what was moved or voided on the way, and the latest that was said about its parts. Folded beside
 * the state, so that a page need not read the whole history.
 *
 * @param stays by phase, of those where it has been
 * @param halt absent while it is active
 * @param missingSince by requirement of the next gate, in the order in which they came to be missing
 * @param waivers those that hold
 * @param voidedMirrors by phase, of the returns that voided them; the latest of each
 * @param voidedConclusion the pilot's, if a return voided it
 * @param retargets by measure, oldest first
 * @param reschedules by action, oldest first
 * @param ratings by factor, oldest first
 * @param endings of retired measures, dropped actions and resolved factors
 * @param talks by what they are about
 * @param recorders the people who recorded anything, in the order in which they first did
 */
public record Course(
        Map<Phase, Stay> stays,
        @Nullable Halt halt,
        Map<Requirement, Missing> missingSince,
        List<Waived> waivers,
        Map<Phase, VoidedMirror> voidedMirrors,
        @Nullable VoidedConclusion voidedConclusion,
        Map<UUID, List<Retarget>> retargets,
        Map<UUID, List<Reschedule>> reschedules,
        Map<UUID, List<Rating>> ratings,
        Map<UUID, Ending> endings,
        Map<String, List<Comment>> talks,
        List<String> recorders) {

    /** Comments that are kept of one thing, and things of which any are: the rest is on the timeline. */
    private static final int COMMENTS = 3;

    private static final int TALKS = 60;

    private static final Course NONE = new Course(
            Map.of(), null, Map.of(), List.of(), Map.of(), null, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(),
            List.of());

    /** What the gate lacks and nothing that has come since meets, not even from a day to come. */
    Set<Requirement> lacking() {
        Set<Requirement> lacking = new LinkedHashSet<>();
        missingSince.forEach((requirement, missing) -> {
            if (missing.until() == null) {
                lacking.add(requirement);
            }
        });
        return lacking;
    }

    /** The event of the timeline that made something so. */
    public record Mark(
            long version,
            String event,
            Instant recordedAt,
            BusinessDate effectiveOn,
            @Nullable String by,
            @Nullable String role,
            @Nullable String why) {

        static Mark of(Recorded recorded) {
            InitiativeEvent event = (InitiativeEvent) recorded.event();
            return new Mark(
                    recorded.version(),
                    StoredEvents.of(event.getClass()).value(),
                    recorded.at(),
                    event.effectiveOn(),
                    recorded.about("by"),
                    recorded.about("role"),
                    recorded.about("why"));
        }

        private LocalDate recordedOn() {
            return recordedAt.atZone(Overview.HELSINKI).toLocalDate();
        }
    }

    /**
     * The time in a phase. Days are counted between business dates by their first days.
     *
     * @param first when it was entered the first time
     * @param entered when it was entered the last time
     * @param left absent while it is there
     * @param times how often it was entered
     * @param earlierDays of the stays before the last one
     * @param haltedDays of all stays, while it was paused or stopped
     * @param returned why it came back here, if it did
     */
    public record Stay(
            BusinessDate first,
            BusinessDate entered,
            @Nullable BusinessDate left,
            int times,
            long earlierDays,
            long haltedDays,
            @Nullable String returned) {

        private static Stay again(@Nullable Stay before, BusinessDate on, @Nullable String why) {
            return before == null
                    ? new Stay(on, on, null, 1, 0, 0, why)
                    : new Stay(
                            before.first,
                            on,
                            null,
                            before.times + 1,
                            before.days(on.firstDay()),
                            before.haltedDays,
                            why);
        }

        private Stay until(BusinessDate on) {
            return new Stay(first, entered, on, times, earlierDays, haltedDays, returned);
        }

        private Stay halted(long days) {
            return new Stay(first, entered, left, times, earlierDays, haltedDays + days, returned);
        }

        /** How many days it has been there in all by that day. */
        public long days(LocalDate today) {
            return earlierDays + Course.days(entered.firstDay(), left == null ? today : left.firstDay());
        }
    }

    /**
     * Why it does not go on: paused, stopped, or rooted, which has no reason.
     *
     * @param counted the day up to which it is in the days of a stay already
     */
    public record Halt(
            Status status,
            BusinessDate counted,
            @Nullable String reason,
            @Nullable String lessons,
            Mark mark) {

        /** The days by that day that are in no stay yet; what is rooted is not halted. */
        public long days(LocalDate today) {
            return status == Status.ROOTED ? 0 : Course.days(counted.firstDay(), today);
        }
    }

    /**
     * Something that the gate lacks.
     *
     * @param until the day from which what has come since meets it, if that has a day of its own
     */
    public record Missing(Mark since, @Nullable BusinessDate until) {

        boolean on(LocalDate day) {
            return until == null || until.isAfter(day);
        }
    }

    public record Waived(Gate gate, Requirement requirement, String reason, Mark mark) {}

    public record VoidedMirror(Mirror mirror, Mark mark) {}

    public record VoidedConclusion(PilotConclusion conclusion, Mark mark) {}

    /** @param target the one before */
    public record Retarget(BigDecimal target, BusinessDate targetOn, String reason, Mark mark) {}

    /** @param due the day before */
    public record Reschedule(BusinessDate due, String reason, Mark mark) {}

    /** @param strength the one before */
    public record Rating(int strength, String note, Mark mark) {}

    /** @param reason how it was resolved, of a factor */
    public record Ending(String reason, Mark mark) {}

    public record Comment(UUID comment, String text, List<String> mentions, Mark mark) {}

    /** After a further event, of which the state has become {@code after}. */
    static Course evolve(@Nullable Course course, @Nullable Initiative before, Initiative after, Recorded recorded) {
        InitiativeEvent event = (InitiativeEvent) recorded.event();
        return new Draft(course == null ? NONE : course, Mark.of(recorded)).after(before, after, event);
    }

    private static long days(LocalDate from, LocalDate to) {
        return Math.max(0, ChronoUnit.DAYS.between(from, to));
    }

    /** A course under change by one event. */
    private static final class Draft {

        private final Mark mark;
        private Map<Phase, Stay> stays;
        private @Nullable Halt halt;
        private Map<Requirement, Missing> missingSince;
        private List<Waived> waivers;
        private Map<Phase, VoidedMirror> voidedMirrors;
        private @Nullable VoidedConclusion voidedConclusion;
        private Map<UUID, List<Retarget>> retargets;
        private Map<UUID, List<Reschedule>> reschedules;
        private Map<UUID, List<Rating>> ratings;
        private Map<UUID, Ending> endings;
        private Map<String, List<Comment>> talks;
        private List<String> recorders;

        Draft(Course course, Mark mark) {
            this.mark = mark;
            stays = course.stays;
            halt = course.halt;
            missingSince = course.missingSince;
            waivers = course.waivers;
            voidedMirrors = course.voidedMirrors;
            voidedConclusion = course.voidedConclusion;
            retargets = course.retargets;
            reschedules = course.reschedules;
            ratings = course.ratings;
            endings = course.endings;
            talks = course.talks;
            recorders = mark.by() == null || course.recorders.contains(mark.by())
                    ? course.recorders
                    : and(course.recorders, mark.by());
        }

        Course after(@Nullable Initiative before, Initiative after, InitiativeEvent event) {
            if (before == null) {
                enter(Phase.DEVELOPMENT, null);
            } else {
                change(before, after, event);
            }
            look(before, after);
            return new Course(
                    stays,
                    halt,
                    missingSince,
                    waivers,
                    voidedMirrors,
                    voidedConclusion,
                    retargets,
                    reschedules,
                    ratings,
                    endings,
                    talks,
                    recorders);
        }

        private void change(Initiative before, Initiative after, InitiativeEvent event) {
            Phase phase = before.standing().phase();
            switch (event) {
                case MovedToPilot _, MovedToStructures _, MovedToEverydayLife _ -> {
                    leave(phase);
                    enter(after.standing().phase(), null);
                }
                case ReturnedToPhase e -> {
                    leave(phase);
                    enter(e.phase(), e.reason());
                    voidBy(before, after);
                }
                case InitiativePaused e -> halt(phase, Status.PAUSED, e.reason(), null);
                case InitiativeStopped e -> halt(phase, Status.STOPPED, e.reason(), e.lessons());
                case InitiativeResumed _ -> goOn(phase);
                case DeclaredRooted _ -> {
                    leave(phase);
                    halt = new Halt(Status.ROOTED, mark.effectiveOn(), null, null, mark);
                }
                case RootingReopened e -> {
                    halt = null;
                    enter(phase, e.reason());
                }
                case StrategyMirrored e -> voidedMirrors = without(voidedMirrors, e.phase());
                case PilotConcluded _ -> voidedConclusion = null;
                case RequirementWaived e -> {
                    waivers = waivers.stream()
                            .filter(one -> one.gate() != e.gate() || one.requirement() != e.requirement())
                            .toList();
                    waivers = and(waivers, new Waived(e.gate(), e.requirement(), e.reason(), mark));
                }
                case MeasureRetargeted e -> {
                    @Nullable Measure measure = before.measures().get(e.measure());
                    if (measure != null) {
                        retargets = and(
                                retargets,
                                e.measure(),
                                new Retarget(measure.target(), measure.targetOn(), e.reason(), mark));
                    }
                }
                case MeasureRetired e -> end(e.measure(), e.reason());
                case ActionRescheduled e -> {
                    @Nullable Action action = before.actions().get(e.action());
                    if (action != null) {
                        reschedules = and(reschedules, e.action(), new Reschedule(action.due(), e.reason(), mark));
                    }
                }
                case ActionDropped e -> end(e.action(), e.reason());
                case FactorRated e -> {
                    @Nullable Factor factor = before.factors().get(e.factor());
                    if (factor != null) {
                        ratings = and(ratings, e.factor(), new Rating(factor.strength(), e.note(), mark));
                    }
                }
                case FactorResolved e -> end(e.factor(), e.how());
                case CommentPosted e -> {
                    if (e.about() != null) {
                        comment(e.about(), new Comment(e.comment(), e.text(), e.mentions(), mark));
                    }
                }
                case CommentRetracted e -> retract(e.comment());
                case InitiativeStarted _,
                        InitiativeDescribed _,
                        CurrentStateMapped _,
                        MemberAppointed _,
                        MemberReleased _,
                        FundingRecorded _,
                        MeasureDefined _,
                        PilotPlanned _,
                        DecisionRequested _,
                        DecisionRequestWithdrawn _,
                        PilotDecided _,
                        PilotResultRecorded _,
                        PilotResultCorrected _,
                        PilotResultWithdrawn _,
                        OperatingModelDescribed _,
                        DecisionProcessDescribed _,
                        AdoptionPlanDescribed _,
                        AdoptionDecided _,
                        AdoptionRecordCorrected _,
                        AdoptionReviewCalledFor _,
                        ConditionFulfilled _,
                        ActionPlanned _,
                        ActionCompleted _,
                        ActionCorrected _,
                        AnchoredInStructure _,
                        AnchorWithdrawn _,
                        MeasurementRecorded _,
                        MeasurementCorrected _,
                        MeasurementWithdrawn _,
                        RootingReviewed _,
                        FactorIdentified _,
                        WaiverWithdrawn _ -> {}
            }
        }

        private void enter(Phase phase, @Nullable String returned) {
            stays = with(stays, phase, Stay.again(stays.get(phase), mark.effectiveOn(), returned));
        }

        /** A pause that goes on in the next phase is counted in each for its own part. */
        private void leave(Phase phase) {
            countHalt(phase);
            stays = with(stays, phase, Objects.requireNonNull(stays.get(phase)).until(mark.effectiveOn()));
        }

        private void halt(Phase phase, Status status, String reason, @Nullable String lessons) {
            countHalt(phase);
            halt = new Halt(status, mark.effectiveOn(), reason, lessons, mark);
        }

        private void goOn(Phase phase) {
            countHalt(phase);
            halt = null;
        }

        private void countHalt(Phase phase) {
            if (halt != null) {
                stays = with(
                        stays,
                        phase,
                        Objects.requireNonNull(stays.get(phase))
                                .halted(halt.days(mark.effectiveOn().firstDay())));
                halt = new Halt(halt.status(), mark.effectiveOn(), halt.reason(), halt.lessons(), halt.mark());
            }
        }

        private void voidBy(Initiative before, Initiative after) {
            before.mirrors().forEach((phase, mirror) -> {
                if (!after.mirrors().containsKey(phase)) {
                    voidedMirrors = with(voidedMirrors, phase, new VoidedMirror(mirror, mark));
                }
            });
            if (before.pilot().conclusion() != null && after.pilot().conclusion() == null) {
                voidedConclusion = new VoidedConclusion(before.pilot().conclusion(), mark);
            }
        }

        private void end(UUID thing, String reason) {
            endings = with(endings, thing, new Ending(reason, mark));
        }

        private void comment(String about, Comment comment) {
            List<Comment> all = and(talks.getOrDefault(about, List.of()), comment);
            // The one that was talked about last comes last.
            talks = with(without(talks, about), about, all.subList(Math.max(0, all.size() - COMMENTS), all.size()));
            if (talks.size() > TALKS) {
                talks = without(talks, talks.keySet().iterator().next());
            }
        }

        private void retract(UUID comment) {
            Map<String, List<Comment>> left = new LinkedHashMap<>();
            talks.forEach((about, comments) -> {
                List<Comment> kept = comments.stream()
                        .filter(one -> !one.comment().equals(comment))
                        .toList();
                if (!kept.isEmpty()) {
                    left.put(about, kept);
                }
            });
            talks = left;
        }

        /** What the gate lacks now, and since when; no day matters for that, a view may not ask which day it is. */
        private void look(@Nullable Initiative before, Initiative after) {
            if (!waivers.isEmpty()) {
                waivers = waivers.stream()
                        .filter(one -> after.isWaived(one.gate(), one.requirement()))
                        .toList();
            }
            Gate gate = after.standing().phase().nextGate();
            boolean sameGate = before != null
                    && before.standing().phase() == after.standing().phase();
            if (before != null && sameGate && isUntouched(gate, before, after)) {
                return;
            }
            Map<Requirement, Missing> already = sameGate ? missingSince : Map.of();
            Map<Requirement, Missing> now = new LinkedHashMap<>();
            for (Requirement requirement : Rules.CURRENT.of(gate)) {
                @Nullable Missing known = already.get(requirement);
                Mark since = known == null || !known.on(mark.recordedOn()) ? mark : known.since();
                if (after.isWaived(gate, requirement)) {
                    continue;
                }
                boolean asBefore = before != null
                        && sameGate
                        && !before.isWaived(gate, requirement)
                        && isUntouched(requirement, before, after);
                boolean wasLacked = known != null && known.until() == null;
                if (asBefore ? wasLacked : !requirement.isMetBy(after, LocalDate.MAX)) {
                    now.put(requirement, new Missing(since, null));
                } else {
                    requirement.metFrom(after).ifPresent(from -> now.put(requirement, new Missing(since, from)));
                }
            }
            missingSince = now;
        }

        private static boolean isUntouched(Gate gate, Initiative before, Initiative after) {
            if (!isSame(before.waivers(), after.waivers())) {
                return false;
            }
            for (Requirement requirement : Rules.CURRENT.of(gate)) {
                if (!isUntouched(requirement, before, after)) {
                    return false;
                }
            }
            return true;
        }

        /** Whether all that it asks for is as it was before the event. */
        private static boolean isUntouched(Requirement requirement, Initiative before, Initiative after) {
            return switch (requirement) {
                case NEED, TARGET_STATE, CURRENT_STATE -> isSame(before.description(), after.description());
                case COORDINATOR -> isSame(before.team(), after.team());
                case MIRROR_OF_DEVELOPMENT, MIRROR_OF_PILOT, MIRROR_OF_STRUCTURES, MIRROR_OF_EVERYDAY_LIFE ->
                    isSame(before.mirrors(), after.mirrors());
                case LIVE_MEASURE, MEASURE_FOLLOWED_IN_PILOT, MEASURE_FOLLOWED_IN_EVERYDAY_LIFE ->
                    isSame(before.measures(), after.measures());
                case PILOT_PLANNED, PILOT_DECISION_GO, PILOT_WORKS -> isSame(before.pilot(), after.pilot());
                case PILOT_VALUES ->
                    isSame(before.pilot().results(), after.pilot().results())
                            && isSame(before.measures(), after.measures());
                case OPERATING_MODEL -> isSame(before.operatingModel(), after.operatingModel());
                case FACTOR_IDENTIFIED, NO_STRONG_HINDRANCE -> isSame(before.factors(), after.factors());
                case DECISION_PROCESS -> isSame(before.decisionProcess(), after.decisionProcess());
                case ADOPTION_PLAN -> isSame(before.adoptionPlan(), after.adoptionPlan());
                case ADOPTION_IN_FORCE -> isSame(before.adoptions(), after.adoptions());
                case ANCHORED_IN_WORKING_HOURS,
                        ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
                        ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM -> isSame(before.anchors(), after.anchors());
                case ACTIONS_DONE, NO_OPEN_ACTION -> isSame(before.actions(), after.actions());
                case ROOTING_REVIEWED -> isSame(before.reviews(), after.reviews()) && isSameMove(before, after);
                case MEASURED_TWICE, TARGETS_REACHED_OR_EXPLAINED ->
                    isSame(before.measurements(), after.measurements())
                            && isSame(before.measures(), after.measures())
                            && isSameMove(before, after);
            };
        }

        private static boolean isSameMove(Initiative before, Initiative after) {
            return isSame(before.standing().since(), after.standing().since());
        }

        @SuppressWarnings("ReferenceEquality") // a state shares with the one before it what the event did not change
        private static boolean isSame(@Nullable Object one, @Nullable Object other) {
            return one == other;
        }
    }

    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        return persistent(map).plus(key, value);
    }

    private static <K, V> Map<K, V> without(Map<K, V> map, K key) {
        return persistent(map).minus(key);
    }

    private static <K, V> OrderedPMap<K, V> persistent(Map<K, V> map) {
        return map instanceof OrderedPMap<K, V> already
                ? already
                : OrderedPMap.<K, V>empty().plusAll(map);
    }

    private static <T> List<T> and(List<T> list, T further) {
        return Stream.concat(list.stream(), Stream.of(further)).toList();
    }

    private static <T> Map<UUID, List<T>> and(Map<UUID, List<T>> map, UUID key, T further) {
        return with(map, key, and(map.getOrDefault(key, List.of()), further));
    }
}
