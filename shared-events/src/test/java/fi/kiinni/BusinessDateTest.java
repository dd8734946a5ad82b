package fi.kiinni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BusinessDateTest {

    @Nested
    class AsADeadline {

        @ParameterizedTest
        @CsvSource({
            "2014-09-15, 2014-09-15",
            "2014-09, 2014-09-30",
            "2024-02, 2024-02-29",
            "2014, 2014-12-31",
            "9999, 9999-12-31"
        })
        void it_is_over_after_its_last_day(String text, LocalDate lastDay) {
            assertThat(BusinessDate.parse(text).lastDay()).isEqualTo(lastDay);
        }

        @ParameterizedTest
        @CsvSource({"2014-08-31, 6, 2015-02-28", "2014-09, 4, 2015-01", "2014, 12, 2015-01", "2014, 3, 2014-04"})
        void it_comes_again_after_some_months(String text, int months, String again) {
            assertThat(BusinessDate.parse(text).plusMonths(months)).isEqualTo(BusinessDate.parse(again));
        }
    }

    @Nested
    class Reading {

        @ParameterizedTest
        @CsvSource({
            "2014-09-15, 2014-09-15",
            "2014-09, 2014-09-01",
            "2014, 2014-01-01",
            "2024-02-29, 2024-02-29",
            "0987, 0987-01-01",
            "0001-02, 0001-02-01",
            "9999-12-31, 9999-12-31"
        })
        void a_day_a_month_and_a_year_are_shown_as_entered_and_begin_on_their_first_day(
                String text, LocalDate firstDay) {
            BusinessDate date = BusinessDate.parse(text);

            assertThat(date).hasToString(text);
            assertThat(date.firstDay()).isEqualTo(firstDay);
            assertThat(BusinessDate.parse(date.toString())).isEqualTo(date);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "+2014",
                    "-2014",
                    "+201",
                    "-201",
                    "0000",
                    "0000-01",
                    "0000-01-01",
                    "2014-13",
                    "2014-00",
                    "2014-9",
                    "2014-9-1",
                    "2014-09-31",
                    "2014-09-00",
                    "2023-02-29",
                    "20140915",
                    "2014/09",
                    "15.9.2014",
                    "2014-W38",
                    "2014-258",
                    "2014-09-15T00:00",
                    " 2014",
                    "2014 ",
                    "\u0662\u0660\u0661\u0664",
                    "year",
                    "+20140915-1",
                    "-123-01-01",
                    "-201-01",
                    "+201-01",
                    "+201-01-01"
                })
        void everything_else_is_refused(String text) {
            assertThatThrownBy(() -> BusinessDate.parse(text)).isInstanceOf(DateTimeException.class);
        }

        @Test
        void the_language_of_the_machine_changes_no_digit() {
            Locale before = Locale.getDefault();
            try {
                Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

                assertThat(BusinessDate.parse("0987")).hasToString("0987");
                assertThat(BusinessDate.parse("2014-09")).hasToString("2014-09");
            } finally {
                Locale.setDefault(before);
            }
        }
    }

    @Nested
    class Comparing {

        @ParameterizedTest
        @CsvSource({
            "2014-09-15, 2014-09-16",
            "2014-09, 2014-09-02",
            "2014, 2014-01-02",
            "2014, 2014-02",
            "2013-12-31, 2014"
        })
        void the_first_days_are_compared(String earlier, String later) {
            assertThat(BusinessDate.parse(earlier).isBefore(BusinessDate.parse(later)))
                    .isTrue();
            assertThat(BusinessDate.parse(later).isAfter(BusinessDate.parse(earlier)))
                    .isTrue();
            assertThat(BusinessDate.parse(later).isBefore(BusinessDate.parse(earlier)))
                    .isFalse();
            assertThat(BusinessDate.parse(earlier).isAfter(BusinessDate.parse(later)))
                    .isFalse();
        }

        @Test
        void with_the_same_first_day_neither_is_before_nor_after_the_other_and_yet_they_differ() {
            BusinessDate year = BusinessDate.parse("2014");
            BusinessDate month = BusinessDate.parse("2014-01");

            assertThat(year.isBefore(month)).isFalse();
            assertThat(year.isAfter(month)).isFalse();
            assertThat(year).isNotEqualTo(month);
            assertThat(month).isNotEqualTo(BusinessDate.parse("2014-01-01"));
        }

        @Test
        void entered_alike_they_are_equal() {
            BusinessDate day = BusinessDate.of(LocalDate.of(2014, 9, 15));

            assertThat(day).isEqualTo(BusinessDate.parse("2014-09-15"));
            assertThat(day).hasSameHashCodeAs(BusinessDate.parse("2014-09-15"));
            assertThat(BusinessDate.parse("2014")).isEqualTo(BusinessDate.parse("2014"));
        }

        @Test
        void a_set_of_dates_tells_them_apart_by_their_hashes() {
            Stream<String> texts =
                    IntStream.range(2000, 2030).boxed().flatMap(year -> Stream.of(year + "", year + "-06"));

            assertThat(texts.map(text -> BusinessDate.parse(text).hashCode()).distinct())
                    .hasSizeGreaterThan(50);
        }

        @Test
        void a_year_is_after_a_day_only_when_its_first_day_is() {
            assertThat(BusinessDate.parse("2014").isAfter(LocalDate.of(2014, 1, 1)))
                    .isFalse();
            assertThat(BusinessDate.parse("2014").isAfter(LocalDate.of(2013, 12, 31)))
                    .isTrue();
        }
    }
}
