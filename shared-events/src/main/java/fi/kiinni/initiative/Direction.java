package fi.kiinni.initiative;

/** Which way of a measure is the better one. */
public enum Direction {
    UP,
    DOWN
}
