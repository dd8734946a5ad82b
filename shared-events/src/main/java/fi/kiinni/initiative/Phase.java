package fi.kiinni.initiative;

import java.util.Optional;

/** The four phases of the Kiinni strategiaan model, in their order. */
public enum Phase {
    DEVELOPMENT,
    PILOT,
    STRUCTURES,
    EVERYDAY_LIFE;

    /** The gate that leads out of this phase, where the rules have one. */
    public Optional<Gate> nextGate() {
        return this == DEVELOPMENT ? Optional.of(Gate.PILOT) : Optional.empty();
    }
}
