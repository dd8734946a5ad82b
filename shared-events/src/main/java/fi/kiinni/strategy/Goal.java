package fi.kiinni.strategy;

import java.util.UUID;

/** One strategic goal of one version of the strategy. */
public record Goal(UUID goal, String text) {}
