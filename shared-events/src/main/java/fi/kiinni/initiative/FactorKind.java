package fi.kiinni.initiative;

/** Whether a factor stands in the way of rooting or helps it. */
public enum FactorKind {
    HINDERING,
    PROMOTING;

    /** Hindering is below zero, promoting above; 0, no longer of weight, goes with both. */
    public boolean agreesWith(int strength) {
        return this == HINDERING ? strength <= 0 : strength >= 0;
    }
}
