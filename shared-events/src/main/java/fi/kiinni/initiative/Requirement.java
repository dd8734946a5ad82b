package fi.kiinni.initiative;

/** What a gate can ask for. A requirement never changes its meaning: another meaning is another requirement. */
public enum Requirement {
    NEED,
    TARGET_STATE,
    CURRENT_STATE,
    COORDINATOR,
    MIRROR_OF_DEVELOPMENT,
    LIVE_MEASURE,
    PILOT_PLANNED,
    PILOT_DECISION_GO;

    /** Whether the facts alone meet it, waivers aside. */
    public boolean isMetBy(Initiative initiative) {
        return switch (this) {
            case NEED -> !initiative.description().need().isBlank();
            case TARGET_STATE -> initiative.description().targetState() != null;
            case CURRENT_STATE -> initiative.description().currentState() != null;
            case COORDINATOR -> initiative.coordinators().findAny().isPresent();
            case MIRROR_OF_DEVELOPMENT -> initiative.mirrors().containsKey(Phase.DEVELOPMENT);
            case LIVE_MEASURE -> initiative.liveMeasures().findAny().isPresent();
            case PILOT_PLANNED -> initiative.pilot().plan() != null;
            case PILOT_DECISION_GO ->
                initiative
                        .pilot()
                        .latestDecision()
                        .filter(decision -> decision.choice() == PilotChoice.GO)
                        .isPresent();
        };
    }
}
