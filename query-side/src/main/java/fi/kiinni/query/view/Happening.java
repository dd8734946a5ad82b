package fi.kiinni.query.view;

import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of events that a reader of a timeline tells apart. */
public enum Happening {
    /** Where it stands. */
    MOVES(List.of(
            InitiativeStarted.class,
            MovedToPilot.class,
            MovedToStructures.class,
            MovedToEverydayLife.class,
            ReturnedToPhase.class,
            DeclaredRooted.class,
            RootingReopened.class,
            InitiativePaused.class,
            InitiativeResumed.class,
            InitiativeStopped.class)),
    DECISIONS(List.of(
            DecisionRequested.class,
            DecisionRequestWithdrawn.class,
            PilotDecided.class,
            AdoptionDecided.class,
            AdoptionRecordCorrected.class,
            AdoptionReviewCalledFor.class,
            ConditionFulfilled.class,
            RequirementWaived.class,
            WaiverWithdrawn.class)),
    ACTIONS(List.of(
            ActionPlanned.class,
            ActionRescheduled.class,
            ActionCompleted.class,
            ActionDropped.class,
            ActionCorrected.class,
            AnchoredInStructure.class,
            AnchorWithdrawn.class)),
    RESULTS(List.of(
            MeasureDefined.class,
            MeasureRetargeted.class,
            MeasureRetired.class,
            MeasurementRecorded.class,
            MeasurementCorrected.class,
            MeasurementWithdrawn.class,
            PilotResultRecorded.class,
            PilotResultCorrected.class,
            PilotResultWithdrawn.class,
            PilotConcluded.class,
            RootingReviewed.class)),
    FACTORS(List.of(FactorIdentified.class, FactorRated.class, FactorResolved.class)),
    /** What it is about, who does it, with what, and how. */
    GROUNDWORK(List.of(
            InitiativeDescribed.class,
            CurrentStateMapped.class,
            MemberAppointed.class,
            MemberReleased.class,
            FundingRecorded.class,
            StrategyMirrored.class,
            PilotPlanned.class,
            OperatingModelDescribed.class,
            DecisionProcessDescribed.class,
            AdoptionPlanDescribed.class)),
    COMMENTS(List.of(CommentPosted.class, CommentRetracted.class));

    private static final Map<String, Happening> BY_EVENT = Stream.of(values())
            .flatMap(one -> one.events.stream().map(event -> Map.entry(event, one)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<String> events;

    Happening(List<Class<? extends InitiativeEvent>> events) {
        this.events =
                events.stream().map(event -> StoredEvents.of(event).value()).collect(Collectors.toUnmodifiableSet());
    }

    static Happening of(InitiativeEvent event) {
        return Objects.requireNonNull(
                BY_EVENT.get(StoredEvents.of(event.getClass()).value()));
    }

    /** The stored names of its events. */
    public Set<String> events() {
        return events;
    }
}
