package fi.kiinni.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that is measured can be measured; how much it is means nothing here. */
class SmokeTest {

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
}
