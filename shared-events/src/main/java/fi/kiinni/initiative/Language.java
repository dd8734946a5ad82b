package fi.kiinni.initiative;

/** The language in which an initiative is written. */
public enum Language {
    fi,
    sv,
    en
}
