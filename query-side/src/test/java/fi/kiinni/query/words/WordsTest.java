package fi.kiinni.query.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.ResourceBundleMessageSource;

class WordsTest {

    private static Words in(String language) {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return new Words(messages, Locale.of(language));
    }

    @ParameterizedTest
    @CsvSource({
        "0, alle päivän, mindre än en dag, less than a day",
        "1, päivän, en dag, one day",
        "13, 13 päivää, 13 dagar, 13 days",
        "14, 2 viikkoa, 2 veckor, 2 weeks",
        "62, 8 viikkoa, 8 veckor, 8 weeks",
        "63, 2 kuukautta, 2 månader, 2 months",
        "729, 24 kuukautta, 24 månader, 24 months",
        "730, 2 vuotta, 2 år, 2 years"
    })
    void a_duration_is_told_in_the_largest_unit_of_which_there_are_two(long days, String fi, String sv, String en) {
        assertThat(in("fi").lasting(days)).isEqualTo(fi);
        assertThat(in("sv").lasting(days)).isEqualTo(sv);
        assertThat(in("en").lasting(days)).isEqualTo(en);
    }

    @Test
    void one_is_told_in_other_words_than_several() {
        assertThat(in("fi").count("page.gate.missing", 1)).contains("puuttuu vielä yksi edellytys.");
        assertThat(in("fi").count("page.gate.missing", 4)).contains("puuttuu vielä 4 edellytystä.");
        assertThat(in("en").count("page.actions.completed", 0)).isEqualTo("0 completed actions");
    }
}
