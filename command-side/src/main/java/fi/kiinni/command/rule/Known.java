package fi.kiinni.command.rule;

import fi.kiinni.strategy.Strategy;

/** What a command may refer to outside its own aggregate. */
public interface Known {

    /** Whether the provider's directory has that person. */
    boolean person(String provider, String person);

    /** The provider's strategy, {@link Strategy#NONE} if nothing has been published. */
    Strategy strategyOf(String provider);
}
