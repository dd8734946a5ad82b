package fi.kiinni.initiative;

/** The four phases of the Kiinni strategiaan model, in their order. */
public enum Phase {
    DEVELOPMENT,
    PILOT,
    STRUCTURES,
    EVERYDAY_LIFE;

    /** The gate that leads out of this phase. */
    public Gate nextGate() {
        return switch (this) {
            case DEVELOPMENT -> Gate.PILOT;
            case PILOT -> Gate.STRUCTURES;
            case STRUCTURES -> Gate.EVERYDAY_LIFE;
            case EVERYDAY_LIFE -> Gate.ROOTED;
        };
    }

    public boolean isBefore(Phase other) {
        return compareTo(other) < 0;
    }
}
