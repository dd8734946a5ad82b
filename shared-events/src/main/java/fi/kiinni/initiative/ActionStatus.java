package fi.kiinni.initiative;

/** How an action of the plan stands. */
public enum ActionStatus {
    OPEN,
    COMPLETED,
    DROPPED
}
