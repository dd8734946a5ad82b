package fi.kiinni.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.strategy.Strategy.Version;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StrategyTest {

    private static final BusinessDate FROM = BusinessDate.parse("2025");
    private static final BusinessDate UNTIL = BusinessDate.parse("2028");
    private static final Goal WELLBEING = new Goal(new UUID(0, 1), "Hyvinvointi näkyy arjessa");
    private static final Goal WORKING_LIFE = new Goal(new UUID(0, 2), "Työelämä mukana");

    private final StrategyPublished first =
            new StrategyPublished(1, "Strategia", FROM, UNTIL, List.of(WELLBEING), FROM);
    private final StrategyPublished second =
            new StrategyPublished(2, "Uusi strategia", UNTIL, UNTIL, List.of(WORKING_LIFE), UNTIL);

    @Test
    void before_anything_is_published_there_is_no_version() {
        assertThat(Strategy.NONE.versions()).isEmpty();
        assertThat(Strategy.NONE.version(1)).isEmpty();
        assertThat(Strategy.NONE.nextVersion()).isEqualTo(1);
    }

    @Test
    void what_is_published_is_a_version() {
        Strategy published = Strategy.NONE.evolve(first);

        assertThat(published.version(1)).contains(new Version(1, "Strategia", FROM, UNTIL, List.of(WELLBEING)));
        assertThat(published.nextVersion()).isEqualTo(2);
    }

    @Test
    void a_new_version_has_goals_of_its_own_and_the_old_one_stays_readable() {
        Strategy published = Strategy.NONE.evolve(first).evolve(second);

        assertThat(published.versions()).extracting(Version::strategyVersion).containsExactly(1, 2);
        assertThat(published.version(1).orElseThrow().goals()).containsExactly(WELLBEING);
        assertThat(published.version(2).orElseThrow().goals()).containsExactly(WORKING_LIFE);
        assertThat(published.version(3)).isEmpty();
    }
}
