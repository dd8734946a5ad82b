package fi.kiinni.initiative;

/** What a body is asked to decide. */
public enum DecisionSubject {
    PILOT,
    ADOPTION
}
