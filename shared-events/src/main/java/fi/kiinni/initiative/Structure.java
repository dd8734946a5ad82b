package fi.kiinni.initiative;

/** The structures of a provider's ordinary work in which an activity can be anchored. */
public enum Structure {
    STRATEGY,
    BUDGET,
    WORKING_HOURS,
    PROCESS,
    JOB_DESCRIPTION,
    ANNUAL_CYCLE,
    QUALITY_SYSTEM,
    STAFF_INDUCTION,
    STUDY_RECORDS
}
