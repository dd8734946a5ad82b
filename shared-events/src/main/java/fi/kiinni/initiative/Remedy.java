package fi.kiinni.initiative;

import static fi.kiinni.initiative.Remedy.By.*;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A command that can bring about what a gate asks for, and whose it is to give. */
public enum Remedy {
    DESCRIBE_INITIATIVE(TEAM),
    MAP_CURRENT_STATE(TEAM),
    APPOINT_MEMBER(COORDINATOR, DECISION_MAKER),
    MIRROR_STRATEGY(TEAM),
    DEFINE_MEASURE(TEAM),
    PLAN_PILOT(TEAM),
    DECIDE_PILOT(DECISION_MAKER),
    RECORD_PILOT_RESULT(TEAM),
    CONCLUDE_PILOT(COORDINATOR),
    DESCRIBE_OPERATING_MODEL(TEAM),
    IDENTIFY_FACTOR(TEAM),
    RATE_FACTOR(TEAM),
    RESOLVE_FACTOR(TEAM),
    DESCRIBE_DECISION_PROCESS(TEAM),
    DESCRIBE_ADOPTION_PLAN(TEAM),
    DECIDE_ADOPTION(DECISION_MAKER),
    FULFIL_CONDITION(TEAM),
    ANCHOR_IN_STRUCTURE(TEAM),
    PLAN_ACTION(TEAM),
    COMPLETE_ACTION(TEAM),
    DROP_ACTION(TEAM),
    RECORD_MEASUREMENT(TEAM),
    CORRECT_MEASUREMENT(TEAM),
    REVIEW_ROOTING(COORDINATOR);

    /** Who may. */
    public enum By {
        /** Whoever has a seat in the team. */
        TEAM,
        /** Who has a coordinator's seat in the team. */
        COORDINATOR,
        /** The provider's decision makers, who need no seat. */
        DECISION_MAKER;

        /** Whether a seat in the team is enough. */
        public boolean isHeldBy(Seat seat) {
            return switch (this) {
                case TEAM -> true;
                case COORDINATOR -> seat == Seat.COORDINATOR;
                case DECISION_MAKER -> false;
            };
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<By> by;

    Remedy(By first, By... others) {
        this.by = EnumSet.of(first, others);
    }

    /** As the contract names the command, such as {@code MapCurrentState}. */
    public String command() {
        return Arrays.stream(name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    public Set<By> by() {
        return Set.copyOf(by);
    }

    /** What can meet the requirement; where it takes several facts, each of them. */
    public static List<Remedy> of(Requirement requirement) {
        return switch (requirement) {
            case NEED, TARGET_STATE -> List.of(DESCRIBE_INITIATIVE);
            case CURRENT_STATE -> List.of(MAP_CURRENT_STATE);
            case COORDINATOR -> List.of(APPOINT_MEMBER);
            case MIRROR_OF_DEVELOPMENT, MIRROR_OF_PILOT, MIRROR_OF_STRUCTURES, MIRROR_OF_EVERYDAY_LIFE ->
                List.of(MIRROR_STRATEGY);
            case LIVE_MEASURE, MEASURE_FOLLOWED_IN_PILOT, MEASURE_FOLLOWED_IN_EVERYDAY_LIFE -> List.of(DEFINE_MEASURE);
            case PILOT_PLANNED -> List.of(PLAN_PILOT);
            case PILOT_DECISION_GO -> List.of(DECIDE_PILOT);
            case PILOT_VALUES -> List.of(RECORD_PILOT_RESULT);
            case PILOT_WORKS -> List.of(CONCLUDE_PILOT);
            case OPERATING_MODEL -> List.of(DESCRIBE_OPERATING_MODEL);
            case FACTOR_IDENTIFIED -> List.of(IDENTIFY_FACTOR);
            case DECISION_PROCESS -> List.of(DESCRIBE_DECISION_PROCESS);
            case ADOPTION_PLAN -> List.of(DESCRIBE_ADOPTION_PLAN);
            case ADOPTION_IN_FORCE -> List.of(DECIDE_ADOPTION, FULFIL_CONDITION);
            case ANCHORED_IN_WORKING_HOURS,
                    ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
                    ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM -> List.of(ANCHOR_IN_STRUCTURE);
            case ACTIONS_DONE -> List.of(PLAN_ACTION, COMPLETE_ACTION, DROP_ACTION);
            case NO_STRONG_HINDRANCE -> List.of(RESOLVE_FACTOR, RATE_FACTOR);
            case MEASURED_TWICE -> List.of(RECORD_MEASUREMENT);
            case TARGETS_REACHED_OR_EXPLAINED -> List.of(RECORD_MEASUREMENT, CORRECT_MEASUREMENT);
            case ROOTING_REVIEWED -> List.of(REVIEW_ROOTING);
            case NO_OPEN_ACTION -> List.of(COMPLETE_ACTION, DROP_ACTION);
        };
    }
}
