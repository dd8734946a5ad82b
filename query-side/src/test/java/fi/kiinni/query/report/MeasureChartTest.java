package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.query.report.MeasureChart.Axis;
import fi.kiinni.query.report.MeasureChart.Dot;
import fi.kiinni.query.report.MeasureChart.Kind;
import fi.kiinni.query.report.MeasureChart.Tick;
import fi.kiinni.query.report.MeasureChart.Value;
import fi.kiinni.query.view.Course.Mark;
import fi.kiinni.query.view.Course.Retarget;
import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;

class MeasureChartTest {

    private static final Words WORDS = new Words(new StaticMessageSource(), Locale.of("fi"));

    private static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    private static Measure measure(Direction direction, String baseline, String target, @Nullable String band) {
        return new Measure(
                "Mittari",
                MeasureKind.USE,
                "%",
                direction,
                new BigDecimal(baseline),
                on("2024-01-01"),
                new BigDecimal(target),
                on("2024-12-31"),
                band == null ? null : new BigDecimal(band),
                null,
                FollowedIn.PILOT,
                true);
    }

    private static Value measured(String date, String value) {
        return new Value(on(date), new BigDecimal(value), Kind.MEASUREMENT);
    }

    private static MeasureChart chart(Measure measure, Value... values) {
        return MeasureChart.of(WORDS, measure, List.of(), List.of(values)).orElseThrow();
    }

    private static double number(String place) {
        return Double.parseDouble(place);
    }

    @Nested
    class Places {

        private final MeasureChart chart = chart(
                measure(Direction.UP, "20", "80", "10"), measured("2024-07-01", "50"), measured("2024-04-01", "40"));

        private double y(String label) {
            return number(chart.values().stream()
                    .filter(tick -> tick.label().equals(label))
                    .findFirst()
                    .orElseThrow()
                    .y());
        }

        @Test
        void of_values_are_in_proportion_and_between_the_ticks() {
            assertThat(chart.values()).extracting(Tick::label).containsExactly("0", "50", "100");
            assertThat(y("0")).isEqualTo(number(chart.bottom()));
            assertThat(y("100")).isEqualTo(number(chart.top()));
            assertThat(number(chart.dots().getLast().y())).isEqualTo(y("50"));
            double unit = (y("0") - y("100")) / 100;
            assertThat(number(chart.baseline())).isEqualTo(y("0") - 20 * unit, within());
            assertThat(number(chart.targetLabel())).isEqualTo(y("0") - 80 * unit, within());
        }

        @Test
        void of_days_are_in_proportion_whatever_the_order_in_which_they_came() {
            assertThat(chart.dots())
                    .extracting(Dot::label)
                    .containsExactly("1.1.2024: 20 %", "1.4.2024: 40 %", "1.7.2024: 50 %");
            assertThat(chart.dots())
                    .extracting(Dot::kind)
                    .containsExactly(Kind.BASELINE, Kind.MEASUREMENT, Kind.MEASUREMENT);
            double left = number(chart.left());
            double width = number(chart.right()) - left;
            assertThat(number(chart.dots().getFirst().x())).isEqualTo(left);
            assertThat(number(chart.dots().get(1).x())).isEqualTo(left + width * 91 / 365, within());
            assertThat(chart.firstDay()).isEqualTo("1.1.2024");
            assertThat(chart.lastDay()).isEqualTo("31.12.2024");
            assertThat(chart.series().split(" ")).hasSize(3);
            assertThat(chart.dots()).extracting(Dot::beside).containsExactly(null, null, "50");
        }

        @Test
        void of_the_band_are_on_the_side_where_a_value_is_still_good() {
            double unit = (y("0") - y("100")) / 100;
            assertThat(chart.band()).satisfies(band -> {
                assertThat(number(band.y())).isEqualTo(y("0") - 80 * unit, within());
                assertThat(number(band.height())).isEqualTo(10 * unit, within());
            });
            MeasureChart down = chart(measure(Direction.DOWN, "80", "20", "10"));
            assertThat(down.band())
                    .satisfies(band -> assertThat(number(band.y()) + number(band.height()))
                            .isEqualTo(number(down.targetLabel()), within()));
            assertThat(chart(measure(Direction.UP, "20", "80", null)).band()).isNull();
        }

        @Test
        void of_earlier_targets_stay_until_the_goal_was_shifted() {
            Mark mark = new Mark(2, "MeasureRetargeted", Instant.EPOCH, on("2024-07-01"), null, null, null);
            MeasureChart shifted = MeasureChart.of(
                            WORDS,
                            measure(Direction.UP, "20", "80", null),
                            List.of(new Retarget(new BigDecimal("100"), on("2024-12"), "Liikaa", mark)),
                            List.of())
                    .orElseThrow();
            List<double[]> points = Arrays.stream(shifted.targets().split(" "))
                    .map(point -> Arrays.stream(point.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
            double left = number(shifted.left());
            double middle = left + (number(shifted.right()) - left) * 182 / 365;
            assertThat(points).hasSize(4);
            assertThat(points.get(0)).containsExactly(left, number(shifted.top()));
            assertThat(points.get(1)[0]).isEqualTo(middle, within());
            assertThat(points.get(1)[1]).isEqualTo(number(shifted.top()));
            assertThat(points.get(2)[0]).isEqualTo(middle, within());
            assertThat(points.get(3)).containsExactly(number(shifted.right()), number(shifted.targetLabel()));
        }
    }

    private static Offset<Double> within() {
        return Offset.offset(0.06);
    }

    @Nested
    class AnAxis {

        @ParameterizedTest
        @CsvSource({
            "30, 80, '0 50 100'",
            "1, 4, '0 2 4'",
            "0, 0, '0 0.5 1'",
            "4000, 8000, '0 5000 10000'",
            "20.1, 20.9, '20.0 20.5 21.0'",
            "-3, 5, '-5 0 5'",
            "-8, -2, '-10 -5 0'",
            "0.001, 0.003, '0.000 0.001 0.002 0.003'"
        })
        void has_even_ticks_from_zero_unless_the_values_are_close_together(double low, double high, String ticks) {
            assertThat(Axis.of(low, high).ticks())
                    .usingElementComparator(BigDecimal::compareTo)
                    .isEqualTo(
                            Arrays.stream(ticks.split(" ")).map(BigDecimal::new).toList());
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void holds_everything_with_few_ticks(long seed) {
            Random random = new Random(seed);
            for (int round = 0; round < 500; round++) {
                double low = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 12));
                double high = low + random.nextDouble() * Math.pow(10, random.nextInt(-6, 12));
                Axis axis = Axis.of(low, high);
                assertThat(axis.ticks())
                        .as("seed %d: %s to %s", seed, low, high)
                        .hasSizeBetween(2, 6);
                double unseen =
                        (axis.high() - axis.low()) * 1e-6 + 4 * Math.ulp(Math.max(Math.abs(low), Math.abs(high)));
                assertThat(axis.low()).isLessThanOrEqualTo(low + unseen);
                assertThat(axis.high()).isGreaterThanOrEqualTo(high - unseen);
            }
        }
    }

    @Test
    void what_no_axis_could_show_has_no_chart() {
        assertThat(MeasureChart.of(WORDS, measure(Direction.UP, "1", "1e400", null), List.of(), List.of()))
                .isEmpty();
        assertThat(MeasureChart.of(
                        WORDS, measure(Direction.UP, "1", "2", null), List.of(), List.of(measured("2024", "1e16"))))
                .isEmpty();
        assertThat(chart(measure(Direction.UP, "5", "5", null)).values()).isNotEmpty();
    }

    @Test
    void a_scale_that_does_not_begin_at_zero_is_known() {
        assertThat(chart(measure(Direction.UP, "30", "80", null)).startsAtZero())
                .isTrue();
        assertThat(chart(measure(Direction.UP, "20.1", "20.9", null)).startsAtZero())
                .isFalse();
    }
}
