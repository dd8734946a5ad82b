package fi.kiinni.initiative;

/** Where a factor comes from: the five domains of the Consolidated Framework for Implementation Research. */
public enum FactorDomain {
    INNOVATION,
    OUTER_SETTING,
    INNER_SETTING,
    INDIVIDUALS,
    PROCESS
}
