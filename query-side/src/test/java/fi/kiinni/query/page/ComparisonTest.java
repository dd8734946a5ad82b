package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.query.page.Comparison.Row;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Strategy;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class ComparisonTest {

    @ParameterizedTest
    @ValueSource(strings = {"fi", "sv", "en"})
    void says_everything_that_differs_in_words(String language) {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        Words words = new Words(messages, Locale.of(language));
        Set<String> labels = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            List<InitiativeEvent> life = new Stories(seed).life(150);
            Initiative before = state(life.subList(0, 1));
            Initiative after = state(life);
            Comparison.between(words, new Telling(words, Map.of(), after, Strategy.NONE), before, after)
                    .forEach(group -> {
                        labels.add(group.title());
                        group.rows().stream().map(Row::label).forEach(labels::add);
                        group.rows().stream().map(Row::where).forEach(labels::add);
                    });
        }
        assertThat(labels).hasSizeGreaterThan(60);
        assertThat(labels.stream().filter(label -> label.matches(".*\\b(field|compare)\\.[a-zA-Z.]+.*")))
                .isEmpty();
    }

    private static Initiative state(List<InitiativeEvent> life) {
        @Nullable Initiative state = null;
        for (InitiativeEvent event : life) {
            state = Initiative.evolve(state, event);
        }
        return Objects.requireNonNull(state);
    }
}
