package fi.kiinni.portfolio;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.command.strategy.Published;
import fi.kiinni.command.strategy.StrategyCommand;
import fi.kiinni.command.strategy.StrategyCommand.PublishStrategy;
import fi.kiinni.strategy.Strategy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A provider's strategy through the years: a new version now and then. */
final class Strategies {

    private static final Known NOBODY_ELSE = new Known() {
        @Override
        public boolean person(String provider, String person) {
            return false;
        }

        @Override
        public Strategy strategyOf(String provider) {
            return Strategy.NONE;
        }
    };

    private final List<Instant> instants = new ArrayList<>();
    private final List<Strategy> states = new ArrayList<>();
    private final List<Published> versions = new ArrayList<>();

    /** @param days on each of which a version is published, in their order */
    Strategies(Staff staff, List<LocalDate> days, Random random) {
        Prose prose = new Prose(random);
        Ids ids = new Ids(random);
        Strategy strategy = Strategy.NONE;
        for (LocalDate day : days) {
            Instant at = day.atTime(9, 0).atZone(Portfolio.HELSINKI).toInstant();
            Published published = Published.on(
                    new Instruction<StrategyCommand>(
                            staff.provider(),
                            new PublishStrategy(
                                    "Strategia %d–%d".formatted(day.getYear(), day.getYear() + 5),
                                    BusinessDate.of(day),
                                    BusinessDate.of(day.plusYears(5)),
                                    Stream.generate(() -> prose.line("goal"))
                                            .distinct()
                                            .limit(3 + random.nextInt(3))
                                            .map(PublishStrategy.Goal::new)
                                            .toList()),
                            Attribution.NONE,
                            List.of(),
                            staff.administrator(),
                            day,
                            null,
                            null),
                    strategy,
                    NOBODY_ELSE,
                    () -> ids.next(at));
            strategy = strategy.evolve(published.event());
            instants.add(at);
            states.add(strategy);
            versions.add(published);
        }
    }

    List<Instant> instants() {
        return instants;
    }

    List<Published> versions() {
        return versions;
    }

    Strategy at(Instant instant) {
        Strategy then = Strategy.NONE;
        for (int version = 0;
                version < instants.size() && !instants.get(version).isAfter(instant);
                version++) {
            then = states.get(version);
        }
        return then;
    }
}
