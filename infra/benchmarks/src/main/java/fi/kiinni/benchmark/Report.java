package fi.kiinni.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What was measured: for each figure one value a round, shown by median and range. */
final class Report {

    private final String name;
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    Report(String name) {
        this.name = name;
    }

    /**
     * What a figure is held against; it is a miss only if no round reaches it.
     *
     * @param says as the goals have it, such as {@code G1 ≥ 0.40}
     */
    record Goal(String says, DoublePredicate reached) {

        static Goal atLeast(String name, double bound) {
            return new Goal(String.format(Locale.ROOT, "%s ≥ %.2f", name, bound), value -> value >= bound);
        }

        static Goal atMost(String name, double bound) {
            return new Goal(String.format(Locale.ROOT, "%s ≤ %.2f", name, bound), value -> value <= bound);
        }
    }

    private record Figure(@Nullable Goal goal, List<Double> rounds) {

        double median() {
            List<Double> sorted = rounds.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }

        double least() {
            return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }

        double most() {
            return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        }

        String verdict() {
            if (goal == null) {
                return "";
            }
            long reached = rounds.stream().filter(goal.reached()::test).count();
            return reached == 0
                    ? "missed"
                    : goal.reached().test(median()) ? "reached" : "in " + reached + " of " + rounds.size();
        }
    }

    /** A value of this round. */
    void add(String figure, double value) {
        add(figure, null, value);
    }

    void add(String figure, @Nullable Goal goal, double value) {
        figures.computeIfAbsent(figure, _ -> new Figure(goal, new ArrayList<>()))
                .rounds()
                .add(value);
    }

    String markdown() {
        return figures.entrySet().stream()
                .map(entry -> {
                    Figure figure = entry.getValue();
                    return "| %s | %s | %s – %s | %s | %s |"
                            .formatted(
                                    entry.getKey(),
                                    number(figure.median()),
                                    number(figure.least()),
                                    number(figure.most()),
                                    figure.goal() == null ? "" : figure.goal().says(),
                                    figure.verdict());
                })
                .collect(Collectors.joining(
                        "\n", "| " + name + " | median | range | goal | |\n|---|---|---|---|---|\n", "\n"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
    }

    /** Writes a table for people and the rounds for programs, and shows the table. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), markdown());
        Map<String, List<Double>> rounds = new LinkedHashMap<>();
        figures.forEach((figure, values) -> rounds.put(figure, values.rounds()));
        JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValue(folder.resolve(name + ".json"), rounds);
        System.out.println(markdown());
    }
}
