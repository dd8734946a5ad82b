package fi.kiinni.strategy;

import fi.kiinni.BusinessDate;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A provider's strategy with all its versions, oldest first. */
public record Strategy(List<Version> versions) {

    public static final Strategy NONE = new Strategy(List.of());

    /** One published version, in the fields of {@link StrategyPublished}. */
    public record Version(int strategyVersion, String name, BusinessDate from, BusinessDate until, List<Goal> goals) {}

    public Strategy evolve(StrategyEvent event) {
        return switch (event) {
            case StrategyPublished(var number, var name, var from, var until, var goals, var _) ->
                new Strategy(Stream.concat(
                                versions.stream(),
                                Stream.of(new Version(number, name, from, until, List.copyOf(goals))))
                        .toList());
        };
    }

    public Optional<Version> version(int strategyVersion) {
        return versions.stream()
                .filter(version -> version.strategyVersion() == strategyVersion)
                .findFirst();
    }

    public int nextVersion() {
        return versions.size() + 1;
    }
}
