package fi.kiinni.initiative;

/** The phase in which a measure is followed. */
public enum FollowedIn {
    PILOT,
    EVERYDAY_LIFE
}
