package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.query.view.Course.Retarget;
import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A measure over time as shapes, drawn the same on pages and on paper. All places are in the units of the view box, the zero of which is
 * up left.
 *
 * @param band as good as the target, if there is such
 * @param targets the target line: a step for each time that the goal was shifted
 * @param values what is marked on the axis of values
 * @param startsAtZero whether the axis of values does; where it does not, that has to be said
 * @param goal what is written at the target line
 * @param says what it shows, in words
 */
public record MeasureChart(
        String left,
        String right,
        String top,
        String bottom,
        String baseline,
        String targets,
        String targetLabel,
        @Nullable Box band,
        String series,
        List<Dot> dots,
        List<Tick> values,
        String firstDay,
        String lastDay,
        boolean startsAtZero,
        String goal,
        String says) {

    static final int WIDTH = 400;
    static final int HEIGHT = 210;
    private static final double RIGHT = WIDTH - 14;
    private static final double TOP = 20;
    private static final double BOTTOM = HEIGHT - 28;

    /** The width of a digit of the labels at most. */
    private static final double DIGIT = 7;

    /** Beyond it, an axis would not be read by anybody. */
    private static final double GREATEST = 1e15;

    /** Whether there is a value that came like that. */
    public boolean has(String kind) {
        return dots.stream().anyMatch(dot -> dot.kind().name().equals(kind));
    }

    /** How a value came. */
    public enum Kind {
        BASELINE("M-4-4H4V4H-4Z"),
        PILOT("M-6 0 0-6 6 0 0 6Z"),
        MEASUREMENT("M-4.5 0A4.5 4.5 0 1 1 4.5 0 4.5 4.5 0 1 1-4.5 0Z");

        private final String shape;

        Kind(String shape) {
            this.shape = shape;
        }
    }

    public record Value(BusinessDate on, BigDecimal value, Kind kind) {

        private double height() {
            return value.doubleValue();
        }

        private long day() {
            return on.firstDay().toEpochDay();
        }
    }

    /** @param label the value with its date; the last one's stands beside it */
    public record Dot(
            String x,
            String y,
            Kind kind,
            String label,
            @Nullable String beside,
            String anchor) {}

    public record Tick(String y, String label) {}

    public record Box(String x, String y, String width, String height) {}

    /**
     * The chart, unless its numbers are too great for one.
     *
     * @param measured in any order
     */
    public static Optional<MeasureChart> of(
            Words words, Measure measure, List<Retarget> retargets, List<Value> measured) {
        List<Value> values = Stream.concat(
                        Stream.of(new Value(measure.baselineOn(), measure.baseline(), Kind.BASELINE)),
                        measured.stream())
                .sorted(Comparator.comparingLong(Value::day))
                .toList();
        double[] heights = DoubleStream.concat(
                        values.stream().mapToDouble(Value::height),
                        Stream.concat(goals(measure), retargets.stream().map(Retarget::target))
                                .mapToDouble(BigDecimal::doubleValue))
                .toArray();
        if (DoubleStream.of(heights).anyMatch(height -> !(Math.abs(height) < GREATEST))) {
            return Optional.empty();
        }
        BusinessDate last = measure.targetOn().isAfter(values.getLast().on())
                ? measure.targetOn()
                : values.getLast().on();
        return Optional.of(
                new Plot(words, Axis.of(heights), values.getFirst().on(), last).of(measure, retargets, values));
    }

    /** The drawing. Its shapes differ by more than their colours, so that it can be read in black and white. */
    public String svg() {
        Svg svg = new Svg(WIDTH, HEIGHT, says).begin("g", "class", "axis");
        for (Tick tick : values) {
            svg.empty("line", "x1", left, "x2", right, "y1", tick.y(), "y2", tick.y())
                    .text(tick.label(), "x", left, "y", tick.y(), "dx", "-6", "dy", "4", "text-anchor", "end");
        }
        String below = Integer.toString(HEIGHT - 6);
        svg.text(firstDay, "x", left, "y", below)
                .text(lastDay, "x", right, "y", below, "text-anchor", "end")
                .end();
        if (band != null) {
            svg.empty(
                    "rect",
                    "class",
                    "band",
                    "x",
                    band.x(),
                    "y",
                    band.y(),
                    "width",
                    band.width(),
                    "height",
                    band.height());
        }
        svg.empty("line", "class", "baseline", "x1", left, "x2", right, "y1", baseline, "y2", baseline)
                .empty("polyline", "class", "target", "points", targets)
                .text(goal, "class", "goal", "x", right, "y", targetLabel, "dy", "-5", "text-anchor", "end")
                .empty("polyline", "class", "series", "points", series)
                .begin("g", "class", "dots");
        for (Dot dot : dots) {
            svg.begin(
                            "path",
                            "class",
                            dot.kind().name(),
                            "transform",
                            "translate(" + dot.x() + " " + dot.y() + ")",
                            "d",
                            dot.kind().shape)
                    .begin("title")
                    .say(dot.label())
                    .end()
                    .end();
            if (dot.beside() != null) {
                svg.text(
                        dot.beside(),
                        "class",
                        "beside",
                        "x",
                        dot.x(),
                        "y",
                        dot.y(),
                        "dy",
                        "18",
                        "text-anchor",
                        dot.anchor());
            }
        }
        return svg.end().drawn();
    }

    /** The target, and where its band ends. */
    private static Stream<BigDecimal> goals(Measure measure) {
        return measure.band() == null
                ? Stream.of(measure.target())
                : Stream.of(measure.target(), farSide(measure, measure.band()));
    }

    private static BigDecimal farSide(Measure measure, BigDecimal band) {
        return measure.direction() == Direction.UP
                ? measure.target().subtract(band)
                : measure.target().add(band);
    }

    /**
     * An axis of values with its ticks at even numbers; from zero, unless everything lies so close together that nothing would be seen.
     *
     * @param ticks at least two, lowest first
     */
    record Axis(List<BigDecimal> ticks) {

        private static final double[] EVEN = {1, 2, 2.5, 5, 10};

        static Axis of(double... heights) {
            double low = DoubleStream.of(heights).min().orElse(0);
            double high = DoubleStream.of(heights).max().orElse(0);
            if (high - low >= Math.max(Math.abs(low), Math.abs(high)) / 4 || high == low) {
                low = Math.min(low, 0);
                high = Math.max(high, 0);
            }
            if (high == low) {
                high = low + 1;
            }
            double least = (high - low) / 3;
            int power = (int) Math.floor(Math.log10(least));
            double unit = Math.pow(10, power);
            double even = DoubleStream.of(EVEN)
                    .filter(one -> one * unit >= least * 0.999)
                    .findFirst()
                    .orElse(10);
            BigDecimal step = BigDecimal.valueOf(even).scaleByPowerOfTen(power);
            long from = (long) Math.floor(low / step.doubleValue() + 1e-9);
            long to = (long) Math.ceil(high / step.doubleValue() - 1e-9);
            List<BigDecimal> ticks = new ArrayList<>();
            for (long number = from; number <= Math.max(to, from + 1); number++) {
                ticks.add(step.multiply(BigDecimal.valueOf(number)));
            }
            return new Axis(ticks);
        }

        double low() {
            return ticks.getFirst().doubleValue();
        }

        double high() {
            return ticks.getLast().doubleValue();
        }

        boolean startsAtZero() {
            return low() <= 0 && high() >= 0;
        }
    }

    /** Knows where a day and a value have their place. */
    private static final class Plot {

        private final Words words;
        private final Axis axis;
        private final double left;
        private final BusinessDate first;
        private final BusinessDate last;

        Plot(Words words, Axis axis, BusinessDate first, BusinessDate last) {
            this.words = words;
            this.axis = axis;
            this.first = first;
            this.last = last;
            this.left = 12
                    + DIGIT
                            * axis.ticks().stream()
                                    .mapToInt(tick -> words.number(tick).length())
                                    .max()
                                    .orElse(0);
        }

        MeasureChart of(Measure measure, List<Retarget> retargets, List<Value> values) {
            return new MeasureChart(
                    at(left),
                    at(RIGHT),
                    at(TOP),
                    at(BOTTOM),
                    y(measure.baseline().doubleValue()),
                    targets(measure, retargets),
                    y(measure.target().doubleValue()),
                    measure.band() == null ? null : band(measure, measure.band(), begin(retargets)),
                    line(values),
                    dots(measure, values),
                    axis.ticks().stream()
                            .map(tick -> new Tick(y(tick.doubleValue()), words.number(tick)))
                            .toList(),
                    words.date(first),
                    words.date(last),
                    axis.startsAtZero(),
                    words.of("page.key.target") + " " + words.number(measure.target()),
                    says(measure, values.getLast()));
        }

        private String says(Measure measure, Value latest) {
            return words.of(
                    "page.chart",
                    Map.of(
                            "name", measure.name(),
                            "unit", measure.unit(),
                            "baseline", words.number(measure.baseline()),
                            "target", words.number(measure.target()),
                            "latest",
                                    latest.kind() == Kind.BASELINE
                                            ? words.of("page.measure.never")
                                            : words.number(latest.value()) + " (" + words.date(latest.on()) + ")"));
        }

        private String targets(Measure measure, List<Retarget> retargets) {
            StringBuilder points = new StringBuilder();
            double from = left;
            for (Retarget retarget : retargets) {
                double to = x(retarget.mark().effectiveOn());
                step(points, from, to, retarget.target());
                from = to;
            }
            step(points, from, RIGHT, measure.target());
            return points.toString().strip();
        }

        private void step(StringBuilder points, double from, double to, BigDecimal height) {
            String y = y(height.doubleValue());
            points.append(at(from)).append(',').append(y).append(' ');
            points.append(at(to)).append(',').append(y).append(' ');
        }

        /** Where the present target begins. */
        private double begin(List<Retarget> retargets) {
            return retargets.isEmpty() ? left : x(retargets.getLast().mark().effectiveOn());
        }

        private Box band(Measure measure, BigDecimal band, double from) {
            double one = place(measure.target().doubleValue());
            double other = place(farSide(measure, band).doubleValue());
            return new Box(at(from), at(Math.min(one, other)), at(RIGHT - from), at(Math.abs(one - other)));
        }

        private String line(List<Value> values) {
            StringBuilder points = new StringBuilder();
            for (Value value : values) {
                points.append(at(x(value.on())))
                        .append(',')
                        .append(y(value.height()))
                        .append(' ');
            }
            return points.toString().strip();
        }

        private List<Dot> dots(Measure measure, List<Value> values) {
            List<Dot> dots = new ArrayList<>();
            for (Value value : values) {
                double x = x(value.on());
                String number = words.number(value.value()) + " " + measure.unit();
                boolean isLast = dots.size() == values.size() - 1 && value.kind() != Kind.BASELINE;
                dots.add(new Dot(
                        at(x),
                        y(value.height()),
                        value.kind(),
                        words.date(value.on()) + ": " + number,
                        isLast ? words.number(value.value()) : null,
                        x > (left + RIGHT) / 2 ? "end" : "start"));
            }
            return dots;
        }

        private double x(BusinessDate date) {
            long begin = first.firstDay().toEpochDay();
            long length = Math.max(1, last.firstDay().toEpochDay() - begin);
            double share = (double) (date.firstDay().toEpochDay() - begin) / length;
            return left + (RIGHT - left) * Math.clamp(share, 0, 1);
        }

        private String y(double height) {
            return at(place(height));
        }

        private double place(double height) {
            return BOTTOM - (BOTTOM - TOP) * (height - axis.low()) / (axis.high() - axis.low());
        }

        private static String at(double place) {
            return String.format(Locale.ROOT, "%.1f", place);
        }
    }
}
