package fi.kiinni.initiative;

/** The decision about adopting the new activity; REJECT also stops the initiative. */
public enum AdoptionChoice {
    ADOPT,
    ADOPT_WITH_CONDITIONS,
    EXTEND_PILOT,
    DEFER,
    REJECT
}
