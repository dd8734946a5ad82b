package fi.kiinni.initiative;

/** The decision about a pilot; STOP also stops the initiative. */
public enum PilotChoice {
    GO,
    HOLD,
    STOP
}
