package fi.kiinni.query.report;

import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts side by side, drawn the same on pages and on paper.
 *
 * @param says what it shows, in words
 */
record BarChart(List<Bar> bars, String says) {

    /** @param count at least 0 */
    record Bar(String label, long count) {}

    private static final int WIDTH = 640;
    private static final int HEIGHT = 220;
    private static final double LEFT = 44;
    private static final double TOP = 20;
    private static final double BOTTOM = HEIGHT - 28;

    /** The width of a bar's label at most. */
    private static final double LABEL = 56;

    private static final double RIGHT = WIDTH - 24;

    static BarChart of(Words words, String title, List<Bar> bars) {
        Bar highest = bars.stream()
                .reduce((one, other) -> other.count > one.count ? other : one)
                .orElseThrow();
        return new BarChart(
                bars,
                words.of(
                        "report.chart",
                        Map.of(
                                "title", title,
                                "from", bars.getFirst().label,
                                "until", bars.getLast().label,
                                "highest", Long.toString(highest.count),
                                "where", highest.label)));
    }

    String svg() {
        Svg svg = new Svg(WIDTH, HEIGHT, says).begin("g", "class", "axis");
        long most = bars.stream().mapToLong(Bar::count).max().orElse(0);
        List<BigDecimal> ticks =
                MeasureChart.Axis.of(0, Math.max((double) most, 2)).ticks();
        double high = ticks.getLast().doubleValue();
        for (BigDecimal tick : ticks) {
            String y = at(BOTTOM - (BOTTOM - TOP) * tick.doubleValue() / high);
            svg.empty("line", "x1", at(LEFT), "x2", at(RIGHT), "y1", y, "y2", y)
                    .text(
                            tick.stripTrailingZeros().toPlainString(),
                            "x",
                            at(LEFT),
                            "y",
                            y,
                            "dx",
                            "-6",
                            "dy",
                            "4",
                            "text-anchor",
                            "end");
        }
        double step = (RIGHT - LEFT) / bars.size();
        int each = (int) Math.ceil(LABEL / step);
        for (int nth = 0; nth < bars.size(); nth += each) {
            svg.text(
                    bars.get(nth).label,
                    "x",
                    at(LEFT + step * (nth + 0.5)),
                    "y",
                    Integer.toString(HEIGHT - 8),
                    "text-anchor",
                    "middle");
        }
        svg.end();
        for (int nth = 0; nth < bars.size(); nth++) {
            Bar bar = bars.get(nth);
            double height = (BOTTOM - TOP) * bar.count / high;
            svg.begin(
                            "rect",
                            "class",
                            "bar",
                            "x",
                            at(LEFT + step * (nth + 0.15)),
                            "y",
                            at(BOTTOM - height),
                            "width",
                            at(step * 0.7),
                            "height",
                            at(height))
                    .begin("title")
                    .say(bar.label + ": " + bar.count)
                    .end()
                    .end();
        }
        return svg.drawn();
    }

    private static String at(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }
}
