package fi.kiinni.initiative;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Measurement;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a gate can ask for. A requirement never changes its meaning: another meaning is another requirement. */
public enum Requirement {
    NEED,
    TARGET_STATE,
    CURRENT_STATE,
    COORDINATOR,
    MIRROR_OF_DEVELOPMENT,
    /** A measure that has not been retired; each has a baseline and a target. */
    LIVE_MEASURE,
    PILOT_PLANNED,
    /** The latest decision on the pilot is GO. */
    PILOT_DECISION_GO,

    MEASURE_FOLLOWED_IN_PILOT,
    /** Each live measure that is followed in the pilot has a value in a pilot result. */
    PILOT_VALUES,
    /** The latest conclusion is that it works, with changes or without. */
    PILOT_WORKS,
    OPERATING_MODEL,
    FACTOR_IDENTIFIED,
    MIRROR_OF_PILOT,

    DECISION_PROCESS,
    ADOPTION_PLAN,
    /** An adoption is in force by that day, and all its conditions are fulfilled. */
    ADOPTION_IN_FORCE,
    ANCHORED_IN_WORKING_HOURS,
    ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
    ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM,
    /** At least one action is completed and none for the structures or an earlier phase is open. */
    ACTIONS_DONE,
    /** No hindering factor of −2 is unresolved. */
    NO_STRONG_HINDRANCE,
    MIRROR_OF_STRUCTURES,

    MEASURE_FOLLOWED_IN_EVERYDAY_LIFE,
    /** Each live measure that is followed in everyday life has been measured twice since the move there. */
    MEASURED_TWICE,
    /** The latest measurement of each of those since the move is good, or interpreted with a corrective action. */
    TARGETS_REACHED_OR_EXPLAINED,
    /** Reviewed since the move to everyday life. */
    ROOTING_REVIEWED,
    NO_OPEN_ACTION,
    MIRROR_OF_EVERYDAY_LIFE;

    /** Whether the facts alone meet it on that day, waivers aside. */
    public boolean isMetBy(Initiative initiative, LocalDate day) {
        return isMetBy(initiative) && metFrom(initiative).stream().noneMatch(from -> from.isAfter(day));
    }

    /** From when, if what meets it comes into force on a day of its own. */
    public Optional<BusinessDate> metFrom(Initiative initiative) {
        return this == ADOPTION_IN_FORCE
                ? initiative.adoptionInForce().map(Map.Entry::getValue).map(AdoptionDecision::inForceFrom)
                : Optional.empty();
    }

    private boolean isMetBy(Initiative initiative) {
        return switch (this) {
            case NEED -> !initiative.description().need().isBlank();
            case TARGET_STATE -> initiative.description().targetState() != null;
            case CURRENT_STATE -> initiative.description().currentState() != null;
            case COORDINATOR -> initiative.coordinators().findAny().isPresent();
            case MIRROR_OF_DEVELOPMENT -> initiative.mirrors().containsKey(Phase.DEVELOPMENT);
            case LIVE_MEASURE -> initiative.liveMeasures().findAny().isPresent();
            case PILOT_PLANNED -> initiative.pilot().plan() != null;
            case PILOT_DECISION_GO ->
                initiative
                        .pilot()
                        .latestDecision()
                        .filter(decision -> decision.choice() == PilotChoice.GO)
                        .isPresent();
            case MEASURE_FOLLOWED_IN_PILOT ->
                initiative.liveMeasures(FollowedIn.PILOT).findAny().isPresent();
            case PILOT_VALUES ->
                initiative
                        .liveMeasures(FollowedIn.PILOT)
                        .noneMatch(measure ->
                                initiative.pilot().results(measure.getKey()).isEmpty());
            case PILOT_WORKS ->
                initiative.pilot().conclusion() != null
                        && initiative.pilot().conclusion().outcome() != PilotOutcome.DOES_NOT_WORK;
            case OPERATING_MODEL -> initiative.operatingModel() != null;
            case FACTOR_IDENTIFIED -> !initiative.factors().isEmpty();
            case MIRROR_OF_PILOT -> initiative.mirrors().containsKey(Phase.PILOT);
            case DECISION_PROCESS -> !initiative.decisionProcess().isEmpty();
            case ADOPTION_PLAN -> initiative.adoptionPlan() != null;
            case ADOPTION_IN_FORCE ->
                initiative
                        .adoptionInForce()
                        .filter(decision ->
                                decision.getValue().openConditions().findAny().isEmpty())
                        .isPresent();
            case ANCHORED_IN_WORKING_HOURS -> isAnchored(initiative, Structure.WORKING_HOURS);
            case ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION ->
                isAnchored(initiative, Structure.PROCESS, Structure.JOB_DESCRIPTION);
            case ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM ->
                isAnchored(initiative, Structure.ANNUAL_CYCLE, Structure.QUALITY_SYSTEM);
            case ACTIONS_DONE ->
                initiative.actions().values().stream().anyMatch(Initiative.Action::isCompleted)
                        && initiative.openActions().values().stream()
                                .allMatch(action -> action.phase() == Phase.EVERYDAY_LIFE);
            case NO_STRONG_HINDRANCE -> initiative.strongHindrances().isEmpty();
            case MIRROR_OF_STRUCTURES -> initiative.mirrors().containsKey(Phase.STRUCTURES);
            case MEASURE_FOLLOWED_IN_EVERYDAY_LIFE ->
                initiative.liveMeasures(FollowedIn.EVERYDAY_LIFE).findAny().isPresent();
            case MEASURED_TWICE ->
                initiative
                        .liveMeasures(FollowedIn.EVERYDAY_LIFE)
                        .allMatch(measure ->
                                initiative.measuredSinceMove(measure.getKey()).size() >= 2);
            case TARGETS_REACHED_OR_EXPLAINED ->
                initiative.liveMeasures(FollowedIn.EVERYDAY_LIFE).allMatch(measure -> {
                    List<Measurement> since = initiative.measuredSinceMove(measure.getKey());
                    return !since.isEmpty()
                            && (measure.getValue().isGood(since.getLast().value())
                                    || since.getLast().isExplained());
                });
            case ROOTING_REVIEWED ->
                initiative.reviews().stream()
                        .anyMatch(review -> !review.reviewedOn()
                                .isBefore(initiative.standing().since()));
            case NO_OPEN_ACTION -> initiative.openActions().isEmpty();
            case MIRROR_OF_EVERYDAY_LIFE -> initiative.mirrors().containsKey(Phase.EVERYDAY_LIFE);
        };
    }

    private static boolean isAnchored(Initiative initiative, Structure... structures) {
        return initiative.anchors().values().stream()
                .anyMatch(anchor -> Arrays.asList(structures).contains(anchor.structure()));
    }
}
