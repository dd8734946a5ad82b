package fi.kiinni.initiative;

/** What the pilot showed about the new activity. */
public enum PilotOutcome {
    WORKS,
    WORKS_WITH_CHANGES,
    DOES_NOT_WORK
}
