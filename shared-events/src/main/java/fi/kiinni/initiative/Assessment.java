package fi.kiinni.initiative;

/** What the strategy mirror showed. */
public enum Assessment {
    SUPPORTS,
    SUPPORTS_PARTLY,
    CONFLICTS
}
