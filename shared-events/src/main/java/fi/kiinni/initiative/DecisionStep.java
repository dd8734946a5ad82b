package fi.kiinni.initiative;

/**
 * A step of the decision process.
 *
 * @param what is done
 * @param body that does it
 * @param role of whoever is responsible for it
 * @param when in the provider's year
 */
public record DecisionStep(String what, String body, String role, String when) {}
