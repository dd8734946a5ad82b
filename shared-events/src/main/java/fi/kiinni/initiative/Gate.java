package fi.kiinni.initiative;

/** A door that opens only when its requirements are met or waived: three into the phase of the same name, the last to rooted. */
public enum Gate {
    PILOT(Phase.DEVELOPMENT),
    STRUCTURES(Phase.PILOT),
    EVERYDAY_LIFE(Phase.STRUCTURES),
    ROOTED(Phase.EVERYDAY_LIFE);

    private final Phase from;

    Gate(Phase from) {
        this.from = from;
    }

    /** The phase that it leads out of. */
    public Phase from() {
        return from;
    }
}
