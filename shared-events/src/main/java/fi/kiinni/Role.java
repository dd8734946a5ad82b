package fi.kiinni;

/** What an account may do; an account may hold several. */
public enum Role {
    /** Works on the initiatives whose team they are on. */
    MEMBER,
    /** Starts initiatives and leads those where they hold the coordinator's seat. */
    COORDINATOR,
    /** Decides, waives and stops, on any initiative of the provider. */
    DECISION_MAKER,
    /** Reads everything, of their own provider and of those that granted it; changes nothing. */
    AUDITOR,
    /** Keeps the provider's strategy, accounts, directory and grants. */
    ADMINISTRATOR,
    /** Runs the service; sees no provider's data. */
    OPERATOR
}
