package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What WCAG 2.1 asks of colours (1.4.3, 1.4.11), reckoned from the tokens of the style sheet, in light and in dark. */
class ColoursTest {

    private static final double TEXT = 4.5;
    private static final double SHAPE = 3;

    private static final List<String> PHASES = List.of("development", "pilot", "structures", "everyday-life");
    private static final List<String> SURFACES = List.of("card", "paper", "field");

    private record Pair(String front, String back, double atLeast) {}

    private static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (String surface : SURFACES) {
            for (String text :
                    List.of("ink", "muted", "brand", "brand-strong", "good", "warn", "wrong", "info", "neutral")) {
                pairs.add(new Pair(text, surface, TEXT));
            }
            for (String shape : List.of("field-line", "focus")) {
                pairs.add(new Pair(shape, surface, SHAPE));
            }
        }
        for (String text : List.of("ink", "muted", "brand")) {
            pairs.add(new Pair(text, "sunken", TEXT));
            pairs.add(new Pair(text, "brand-soft", TEXT));
        }
        pairs.add(new Pair("brand-strong", "brand-soft", TEXT));
        pairs.add(new Pair("on-brand", "brand", TEXT));
        pairs.add(new Pair("on-brand", "brand-strong", TEXT));
        pairs.add(new Pair("on-wrong", "wrong", TEXT));
        pairs.add(new Pair("paper", "ink", TEXT));
        for (String said : List.of("good", "warn", "wrong", "info", "neutral")) {
            pairs.add(new Pair(said, said + "-soft", TEXT));
            pairs.add(new Pair("ink", said + "-soft", TEXT));
            pairs.add(new Pair("focus", said + "-soft", SHAPE));
        }
        for (String phase : PHASES) {
            pairs.add(new Pair(phase + "-ink", phase + "-soft", TEXT));
            pairs.add(new Pair(phase + "-ink", "card", TEXT));
            pairs.add(new Pair("ink", phase + "-soft", TEXT));
            pairs.add(new Pair("muted", phase + "-soft", TEXT));
            pairs.add(new Pair(phase, "card", SHAPE));
            pairs.add(new Pair(phase, "paper", SHAPE));
        }
        return pairs;
    }

    @TestFactory
    Stream<DynamicTest> can_be_told_apart() {
        return Stream.of(true, false)
                .flatMap(light -> pairs().stream()
                        .map(pair -> DynamicTest.dynamicTest(
                                (light ? "light: " : "dark: ") + pair.front() + " on " + pair.back(),
                                () -> assertThat(contrast(colours(light), pair.front(), pair.back()))
                                        .isGreaterThanOrEqualTo(pair.atLeast()))));
    }

    @Test
    void phases_are_told_apart_by_lightness_too() {
        for (boolean light : List.of(true, false)) {
            Map<String, String> colours = colours(light);
            List<Double> onCard = PHASES.stream()
                    .map(phase -> contrast(colours, phase, "card"))
                    .toList();
            for (int next = 1; next < onCard.size(); next++) {
                assertThat(onCard.get(next) / onCard.get(next - 1))
                        .as("%s and the phase before it, %s", PHASES.get(next), light ? "light" : "dark")
                        .isGreaterThan(1.2);
            }
        }
    }

    @Test
    void dark_gives_every_colour_of_light_anew() {
        assertThat(colours(true).keySet()).isEqualTo(colours(false).keySet());
    }

    private static double contrast(Map<String, String> colours, String front, String back) {
        double one = luminance(Objects.requireNonNull(colours.get(front), front));
        double other = luminance(Objects.requireNonNull(colours.get(back), back));
        return (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
    }

    /** Relative luminance of an sRGB colour. */
    private static double luminance(String hex) {
        double[] linear = IntStream.of(1, 3, 5)
                .mapToDouble(at -> Integer.parseInt(hex.substring(at, at + 2), 16) / 255.0)
                .map(part -> part <= .04045 ? part / 12.92 : Math.pow((part + .055) / 1.055, 2.4))
                .toArray();
        return .2126 * linear[0] + .7152 * linear[1] + .0722 * linear[2];
    }

    private static Map<String, String> colours(boolean light) {
        String[] parts = tokens().split("@media screen and \\(prefers-color-scheme: dark\\)", -1);
        assertThat(parts).hasSize(2);
        Map<String, String> colours = new HashMap<>();
        Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});")
                .matcher(parts[light ? 0 : 1])
                .results()
                .forEach(match -> colours.put(match.group(1), match.group(2)));
        return colours;
    }

    private static String tokens() {
        try {
            String css = Files.readString(Path.of("src/main/resources/assets/kiinni.css"));
            return css.substring(css.indexOf("@layer tokens {"), css.indexOf("@layer base {"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
