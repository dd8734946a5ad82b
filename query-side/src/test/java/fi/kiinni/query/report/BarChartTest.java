package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.query.report.BarChart.Bar;
import fi.kiinni.query.words.Words;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.StaticMessageSource;

class BarChartTest {

    private static String svg(List<Bar> bars) {
        return BarChart.of(new Words(new StaticMessageSource(), Locale.of("fi")), "Siirtymiä", bars)
                .svg();
    }

    private static double number(String svg, String label, String attribute) {
        String bar = svg.substring(svg.lastIndexOf("<rect", svg.indexOf("<title>" + label + ":")));
        return Double.parseDouble(bar.replaceFirst("(?s).*? " + attribute + "=\"([^\"]+)\".*", "$1"));
    }

    /** How high the line of that tick is. */
    private static double line(String svg, String tick) {
        String text = svg.substring(svg.lastIndexOf("<text", svg.indexOf(">" + tick + "</text>")));
        return Double.parseDouble(text.replaceFirst("(?s).*? y=\"([^\"]+)\".*", "$1"));
    }

    @Test
    void says_from_when_to_when_it_is_and_where_it_is_highest() {
        StaticMessageSource messages = new StaticMessageSource();
        messages.addMessage("report.chart", Locale.of("fi"), "{title}, {from} to {until}: {highest} in {where}");
        assertThat(BarChart.of(
                                new Words(messages, Locale.of("fi")),
                                "Siirtymiä",
                                List.of(new Bar("a", 1), new Bar("b", 4), new Bar("c", 4), new Bar("d", 0)))
                        .says())
                .isEqualTo("Siirtymiä, a to d: 4 in b");
    }

    @Test
    void is_as_high_as_it_counts() {
        String svg = svg(List.of(new Bar("a", 4), new Bar("b", 2), new Bar("c", 0)));
        assertThat(number(svg, "a", "height")).isEqualTo(2 * number(svg, "b", "height"));
        assertThat(number(svg, "c", "height")).isZero();
        assertThat(number(svg, "a", "y")).as("as high as the line of 4").isEqualTo(line(svg, "4"));
        assertThat(number(svg, "b", "y")).as("as high as the line of 2").isEqualTo(line(svg, "2"));
        assertThat(number(svg, "a", "y") + number(svg, "a", "height"))
                .isEqualTo(number(svg, "b", "y") + number(svg, "b", "height"));
        assertThat(svg).contains(">0</text>", ">2</text>", ">4</text>").doesNotContain(".0</text>");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 60, 400})
    void has_room_for_its_labels_however_many_there_are(int count) {
        String svg = svg(IntStream.range(0, count)
                .mapToObj(nth -> new Bar("2020/Q" + nth, nth % 7))
                .toList());
        assertThat(svg.split("<rect ", -1)).hasSize(count + 1);
        assertThat(svg.split("\"middle\">2020/Q", -1).length - 1).isBetween(1, 12);
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }
}
