package fi.kiinni.initiative;

/** The door into the phase of the same name. */
public enum Gate {
    PILOT
}
