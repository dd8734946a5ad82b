package fi.kiinni.initiative;

/** How an initiative stands beside its phase. */
public enum Status {
    ACTIVE,
    /** Everything goes on but moving and declaring. */
    PAUSED,
    /** Only comments and corrections, until a decision maker resumes it. */
    STOPPED,
    /** Followed as ordinary work: measurements, reviews, factors, anchors, corrections and comments, until it is reopened. */
    ROOTED
}
