package fi.kiinni.strategy;

import fi.kiinni.BusinessDate;
import fi.kiinni.Stored;
import java.util.List;

/** What can happen to a provider's strategy. */
public sealed interface StrategyEvent {

    BusinessDate effectiveOn();

    /**
     * A version of the strategy came into being; its goals replace those of the version before, which stays readable.
     *
     * @param strategyVersion counts from 1 within the provider
     * @param from first day of the strategy's period
     * @param until last day of the strategy's period
     */
    @Stored("StrategyPublished")
    record StrategyPublished(
            int strategyVersion,
            String name,
            BusinessDate from,
            BusinessDate until,
            List<Goal> goals,
            BusinessDate effectiveOn)
            implements StrategyEvent {}
}
