package fi.kiinni.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import fi.kiinni.StoredEvents;
import fi.kiinni.benchmark.DurablePostgres.Database;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.portfolio.Portfolio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that is measured can be measured; how much it is means nothing here. */
class SmokeTest {

    private static final int INITIATIVES = 100;
    private static final int EVENTS = 10_000;
    private static final int LONG_STREAM = 2_000;
    private static final int VERSIONS_OF_STRATEGIES = 12;

    @TempDir
    Path reports;

    @ParameterizedTest
    @EnumSource(Benchmarks.Kind.class)
    void measures_each_figure_once_a_round(Benchmarks.Kind kind) throws Exception {
        Settings settings = Settings.smoke(reports);

        new Benchmarks(settings).measure(kind).write(reports);

        String name = kind.name().toLowerCase(Locale.ROOT);
        JsonNode figures = new JsonMapper().readTree(Files.readString(reports.resolve(name + ".json")));
        assertThat(figures.isEmpty()).isFalse();
        for (JsonNode rounds : figures) {
            assertThat(rounds)
                    .hasSize(1)
                    .allSatisfy(value -> assertThat(value.asDouble()).isPositive());
        }
        assertThat(Files.readString(reports.resolve(name + ".md"))).contains("| median | range |");
    }

    @Test
    void makes_the_same_portfolio_of_the_same_seed_and_another_of_another() throws Exception {
        try (DurablePostgres postgres = new DurablePostgres()) {
            List<@Nullable String> chain = chain(postgres.newDatabase(), portfolio(1));

            assertThat(chain).hasSize(EVENTS + LONG_STREAM + VERSIONS_OF_STRATEGIES);
            assertThat(chain(postgres.newDatabase(), portfolio(1))).isEqualTo(chain);
            assertThat(chain(postgres.newDatabase(), portfolio(2))).doesNotContainAnyElementsOf(chain);
        }
    }

    /** Each hash is over all of a row, and its predecessor's. */
    private static List<@Nullable String> chain(Database log, Portfolio portfolio) throws Exception {
        Preload.portfolio(log, portfolio);
        return log.jdbc().queryForList("select encode(hash, 'hex') from event order by global_index", String.class);
    }

    @Test
    void a_portfolio_has_everything_that_can_happen_and_the_views_show_it() throws Exception {
        try (DurablePostgres postgres = new DurablePostgres()) {
            Database log = postgres.newDatabase();
            Preload.portfolio(log, portfolio(1));

            assertThat(log.jdbc().queryForList("select distinct payload_type from event", String.class))
                    .contains(Stream.of(InitiativeEvent.class.getPermittedSubclasses())
                            .map(event -> StoredEvents.of(event).value())
                            .toArray(String[]::new));
            assertThatThrownBy(() -> Preload.portfolio(log, portfolio(2))).hasMessageContaining("already");
            Replay.intoViews(log, side -> {
                MongoDatabase views = side.getBean(MongoDatabase.class);
                assertThat(views.getCollection("dead_letters").countDocuments()).isZero();
                assertThat(views.getCollection("overview").find())
                        .hasSize(INITIATIVES + 1)
                        .map(Document::toJson)
                        .anySatisfy(json -> assertThat(json).contains("\"PAUSED\""))
                        .anySatisfy(json -> assertThat(json).contains("\"STOPPED\""))
                        .anySatisfy(json -> assertThat(json).contains("\"ROOTED\""));
            });
        }
    }

    private static Portfolio portfolio(long seed) {
        return new Portfolio(seed, INITIATIVES, EVENTS, LONG_STREAM, 50, LocalDate.of(2026, 11, 1));
    }
}
