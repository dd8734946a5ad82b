package fi.kiinni.query.report;

import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** How wide columns have to be for what stands in them. */
final class Widths {

    /** So many rows show what the others are like. */
    private static final int ROWS = 1_000;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s-]+");

    private Widths() {}

    /**
     * In characters.
     *
     * @param word the longest, so that none is cut
     * @param line the longest, so that none is broken
     */
    record Width(int word, int line) {

        private Width or(String text) {
            return new Width(
                    Math.max(
                            word,
                            BETWEEN_WORDS
                                    .splitAsStream(text)
                                    .mapToInt(String::length)
                                    .max()
                                    .orElse(0)),
                    Math.max(line, text.lines().mapToInt(String::length).max().orElse(0)));
        }
    }

    /** @param shown what stands in a cell */
    static List<Width> of(Table table, Function<Cell, String> shown) {
        List<Width> widths = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            Width width = new Width(0, 0).or(column.title());
            for (List<Cell> row :
                    table.rows().subList(0, Math.min(ROWS, table.rows().size()))) {
                width = width.or(shown.apply(row.get(i)));
            }
            widths.add(width);
        }
        return widths;
    }

    /**
     * Together exactly as wide as the whole: each at least as wide as its longest word, as far as there is room, and of the rest the more
     * the more it has to hold.
     *
     * @param longest beyond which a line is broken anyway
     * @param padding of each column, in characters
     * @param whole in any unit
     */
    static List<Integer> shared(List<Width> widths, int longest, int padding, int whole, int perCharacter) {
        List<Integer> needed = widths.stream()
                .map(width -> (Math.min(width.word(), longest) + padding) * perCharacter)
                .toList();
        List<Integer> wanted = widths.stream()
                .map(width -> (Math.min(width.line(), longest) + padding) * perCharacter)
                .toList();
        int least = sum(needed);
        int more = sum(wanted) - least;
        List<Integer> shared = new ArrayList<>();
        for (int i = 0; i < widths.size(); i++) {
            shared.add(
                    least >= whole || more == 0
                            ? (int) ((long) needed.get(i) * whole / least)
                            : needed.get(i) + (int) ((long) (wanted.get(i) - needed.get(i)) * (whole - least) / more));
        }
        return shared;
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }
}
