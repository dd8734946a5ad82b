package fi.kiinni.initiative;

/** How an initiative stands beside its phase. */
public enum Status {
    ACTIVE,
    /** Everything goes on but moving. */
    PAUSED,
    /** Only comments, until a decision maker resumes it. */
    STOPPED
}
