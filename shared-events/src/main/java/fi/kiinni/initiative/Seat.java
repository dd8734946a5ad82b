package fi.kiinni.initiative;

/** A person's place in a team. */
public enum Seat {
    COORDINATOR,
    MEMBER
}
