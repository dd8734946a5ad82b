package fi.kiinni.query.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
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
        "0, 0 pv, 0 dagar, 0 days",
        "1, 1 pv, 1 dag, 1 day",
        "30, 30 pv, 30 dagar, 30 days",
        "31, 1 kk, 1 mån, 1 month",
        "45, 1 kk 15 pv, 1 mån 15 dagar, 1 month 15 days",
        "102, 3 kk 10 pv, 3 mån 10 dagar, 3 months 10 days",
        "365, 1 v, 1 år, 1 year",
        "366, 1 v 1 pv, 1 år 1 dag, 1 year 1 day",
        "500, 1 v 4 kk, 1 år 4 mån, 1 year 4 months"
    })
    void a_duration_is_told_by_its_two_greatest_parts(long days, String fi, String sv, String en) {
        LocalDate end = LocalDate.of(2025, 11, 1);
        assertThat(in("fi").duration(days, end)).isEqualTo(fi);
        assertThat(in("sv").duration(days, end)).isEqualTo(sv);
        assertThat(in("en").duration(days, end)).isEqualTo(en);
    }

    @Test
    void one_is_told_in_other_words_than_several() {
        assertThat(in("fi").plural("page.gate.missing", 1)).contains("puuttuu vielä yksi edellytys.");
        assertThat(in("fi").plural("page.gate.missing", 4)).contains("puuttuu vielä 4 edellytystä.");
        assertThat(in("en").plural("page.actions.completed", 0)).isEqualTo("0 completed actions");
    }
}
