package fi.kiinni.query.view;

import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.ActionCorrected;
import fi.kiinni.initiative.InitiativeEvent.ActionDropped;
import fi.kiinni.initiative.InitiativeEvent.ActionRescheduled;
import fi.kiinni.initiative.InitiativeEvent.AdoptionRecordCorrected;
import fi.kiinni.initiative.InitiativeEvent.AnchorWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.DecisionRequestWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.MeasureRetargeted;
import fi.kiinni.initiative.InitiativeEvent.MeasureRetired;
import fi.kiinni.initiative.InitiativeEvent.MeasurementCorrected;
import fi.kiinni.initiative.InitiativeEvent.MeasurementWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.MemberReleased;
import fi.kiinni.initiative.InitiativeEvent.PilotResultCorrected;
import fi.kiinni.initiative.InitiativeEvent.PilotResultWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.WaiverWithdrawn;

/** What an event was for the progress of an initiative. */
public enum Change {
    /** Where it stands. */
    MOVED,
    DECIDED,
    /** A measure or a finding, in the pilot too. */
    MEASURED,
    /** Planned, done or anchored. */
    DONE,
    /** What had been recorded or planned is otherwise; shifted targets and deadlines too. */
    CORRECTED,
    /** What had been recorded or planned does not hold any more. */
    DROPPED,
    /** Groundwork, factors and the team. */
    PREPARED,
    DISCUSSED;

    public static Change of(InitiativeEvent event) {
        return switch (event) {
            case PilotResultCorrected _,
                    MeasurementCorrected _,
                    ActionCorrected _,
                    AdoptionRecordCorrected _,
                    MeasureRetargeted _,
                    ActionRescheduled _ -> CORRECTED;
            case PilotResultWithdrawn _,
                    MeasurementWithdrawn _,
                    ActionDropped _,
                    MeasureRetired _,
                    AnchorWithdrawn _,
                    DecisionRequestWithdrawn _,
                    WaiverWithdrawn _,
                    MemberReleased _ -> DROPPED;
            default ->
                switch (Happening.of(event)) {
                    case MOVES -> MOVED;
                    case DECISIONS -> DECIDED;
                    case RESULTS -> MEASURED;
                    case ACTIONS -> DONE;
                    case FACTORS, GROUNDWORK -> PREPARED;
                    case COMMENTS -> DISCUSSED;
                };
        };
    }
}
