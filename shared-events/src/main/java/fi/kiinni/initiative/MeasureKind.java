package fi.kiinni.initiative;

/** What a measure is about. */
public enum MeasureKind {
    REACH,
    USE,
    FIDELITY,
    OUTCOME,
    RESOURCE
}
