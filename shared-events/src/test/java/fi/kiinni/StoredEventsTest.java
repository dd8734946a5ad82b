package fi.kiinni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoredEventsTest {

    /** What is written: a name may be added here and a revision raised, none may be changed otherwise or taken away. */
    private static final List<String> KEPT_FOR_EVER = List.of(
            "ActionCompleted 1",
            "ActionCorrected 1",
            "ActionDropped 1",
            "ActionPlanned 1",
            "ActionRescheduled 1",
            "AdoptionDecided 1",
            "AdoptionPlanDescribed 1",
            "AdoptionRecordCorrected 1",
            "AdoptionReviewCalledFor 1",
            "AnchorWithdrawn 1",
            "AnchoredInStructure 1",
            "CommentPosted 1",
            "CommentRetracted 1",
            "ConditionFulfilled 1",
            "CurrentStateMapped 1",
            "DecisionProcessDescribed 1",
            "DecisionRequestWithdrawn 1",
            "DecisionRequested 1",
            "DeclaredRooted 1",
            "FactorIdentified 1",
            "FactorRated 1",
            "FactorResolved 1",
            "FundingRecorded 1",
            "InitiativeDescribed 1",
            "InitiativePaused 1",
            "InitiativeResumed 1",
            "InitiativeStarted 1",
            "InitiativeStopped 2",
            "MeasureDefined 1",
            "MeasureRetargeted 1",
            "MeasureRetired 1",
            "MeasurementCorrected 1",
            "MeasurementRecorded 1",
            "MeasurementWithdrawn 1",
            "MemberAppointed 1",
            "MemberReleased 1",
            "MovedToEverydayLife 1",
            "MovedToPilot 1",
            "MovedToStructures 1",
            "OperatingModelDescribed 1",
            "PilotConcluded 1",
            "PilotDecided 1",
            "PilotPlanned 1",
            "PilotResultCorrected 1",
            "PilotResultRecorded 1",
            "PilotResultWithdrawn 1",
            "RequirementWaived 1",
            "ReturnedToPhase 1",
            "RootingReopened 1",
            "RootingReviewed 1",
            "StrategyMirrored 1",
            "StrategyPublished 1",
            "WaiverWithdrawn 1");

    @Test
    void names_and_revisions_are_those_that_are_kept_for_ever() {
        assertThat(StoredEvents.all())
                .map(StoredEvents::of)
                .map(stored -> stored.value() + " " + stored.revision())
                .containsExactlyInAnyOrderElementsOf(KEPT_FOR_EVER);
    }

    @Test
    void each_event_is_found_by_its_stored_name() {
        assertThat(StoredEvents.all())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(
                                StoredEvents.classOf(StoredEvents.of(event).value()))
                        .isEqualTo(event));
    }

    @Test
    void each_event_is_a_record_with_a_business_date() {
        assertThat(StoredEvents.all()).isNotEmpty().allSatisfy(event -> {
            assertThat(event).isRecord();
            assertThat(event.getMethod("effectiveOn").getReturnType()).isEqualTo(BusinessDate.class);
        });
    }

    @Test
    void an_unknown_name_is_refused() {
        assertThatThrownBy(() -> StoredEvents.classOf("InitiativeForgotten"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("InitiativeForgotten");
    }

    @Test
    void a_class_that_is_no_event_is_refused() {
        assertThatThrownBy(() -> StoredEvents.of(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }
}
