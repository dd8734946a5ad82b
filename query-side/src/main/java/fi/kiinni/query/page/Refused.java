package fi.kiinni.query.page;

import static java.util.Map.entry;

import fi.kiinni.initiative.Remedy;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.query.page.CommandApi.FieldError;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.words.Words;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A form that came back, and why: told where it belongs. */
record Refused(CommandForm form, Entered entered, Problem problem) {

    /** Of the problems that are about one field: which fields it may be; the first that the form has. */
    private static final Map<String, List<String>> AT = Map.ofEntries(
            entry("unknown-measure", List.of("measure", "overturnedBy.measure")),
            entry("unknown-pilot-result", List.of("result")),
            entry("unknown-measurement", List.of("measurement")),
            entry("unknown-action", List.of("action")),
            entry("unknown-anchor", List.of("anchor")),
            entry("unknown-factor", List.of("factor")),
            entry("unknown-condition", List.of("condition")),
            entry("unknown-comment", List.of("comment")),
            entry("unknown-request", List.of("request")),
            entry("unknown-decision", List.of("decision", "supersedes")),
            entry("unknown-waiver", List.of("requirement")),
            entry("unknown-goal", List.of("goals")),
            entry("no-strategy", List.of("strategyVersion")),
            entry("must-supersede", List.of("supersedes")),
            entry("last-coordinator", List.of("person")),
            entry("not-a-member", List.of("person")),
            entry("factor-contradicts", List.of("strength")),
            entry("not-completed", List.of("completedOn")));

    private static final Pattern ROW = Pattern.compile("\\[([0-9]+)]");

    /**
     * What stands at the top of a form that was refused.
     *
     * @param lines what is wrong, one by one
     */
    record Summary(String heading, List<Line> lines) {}

    /**
     * @param anchor of the field that it is about
     * @param ways to what would put it right
     */
    record Line(String text, @Nullable String anchor, List<Way> ways) {}

    record Way(String href, String title) {}

    /** What is wrong, by the paths of the fields, from the top of the form to its end. */
    Map<String, String> byField(Words words) {
        Map<String, String> byField = new LinkedHashMap<>();
        problem.errors().stream()
                .sorted(Comparator.comparing(FieldError::field, asOnTheForm()))
                .forEach(error -> byField.putIfAbsent(error.field(), explanation(words, error)));
        if (byField.isEmpty()) {
            place().ifPresent(path -> byField.put(path, words.problem(problem.name())));
        }
        return byField;
    }

    private Comparator<String> asOnTheForm() {
        List<String> names = form.names();
        return Comparator.comparingInt((String path) -> names.indexOf(path.replaceFirst("[\\[.].*", "")))
                .thenComparingInt(path -> ROW.matcher(path)
                        .results()
                        .mapToInt(row -> Integer.parseInt(row.group(1)))
                        .findFirst()
                        .orElse(0))
                .thenComparingInt(path -> names.indexOf(Entered.lastOf(path)));
    }

    private String explanation(Words words, FieldError error) {
        boolean nothingChanged = form.isPatch()
                && error.problem().equals("missing")
                && form.field(error.field())
                        .filter(field -> entered.isUntouched(field, error.field()))
                        .isPresent();
        return nothingChanged
                ? words.of("problem.field.unchanged")
                : words.explanation(error.problem(), Entered.lastOf(error.field()));
    }

    /** The field that the problem as a whole is about. */
    private Optional<String> place() {
        if (problem.name().equals("unknown-person")) {
            return paths().filter(path -> form.field(Entered.lastOf(path))
                            .filter(field -> Entered.WHO.contains(field.input()))
                            .isPresent())
                    .filter(path -> entered.all(path).contains(problem.text("person")))
                    .findFirst();
        }
        if (problem.name().equals("dates-contradict")) {
            return Stream.of(problem.text("field"))
                    .filter(field -> form.field(field).isPresent())
                    .findFirst();
        }
        return AT.getOrDefault(problem.name(), List.of()).stream()
                .filter(path -> form.field(Entered.lastOf(path)).isPresent())
                .findFirst();
    }

    private Stream<String> paths() {
        return entered.values().keySet().stream();
    }

    /**
     * Everything that is wrong: field by field, or the problem with what it names.
     *
     * @param offered titles of the commands that the actor may give, by route
     * @param home of the initiative
     */
    Summary summary(Words words, Map<String, String> offered, String home) {
        Map<String, String> byField = byField(words);
        if (!byField.isEmpty()) {
            return new Summary(
                    words.of("app.errors"),
                    byField.entrySet().stream()
                            .map(error -> line(words, error.getKey(), error.getValue()))
                            .toList());
        }
        return new Summary(
                words.problem(problem.name()),
                problem.texts("missing").stream()
                        .flatMap(name -> requirement(name).stream())
                        .map(requirement -> new Line(words.of(requirement), null, ways(requirement, offered, home)))
                        .toList());
    }

    private Line line(Words words, String path, String explanation) {
        String name = path.replaceAll("\\[[0-9]+]$", "");
        String label = form.field(Entered.lastOf(name))
                .map(field -> words.field(form.command(), field.name()))
                .orElse(name);
        return new Line(label + ": " + explanation, Forms.id(form, name), List.of());
    }

    private static Optional<Requirement> requirement(String name) {
        return Arrays.stream(Requirement.values())
                .filter(requirement -> requirement.name().equals(name))
                .findFirst();
    }

    /** The forms by which what is missing can be brought. */
    static List<Way> ways(Requirement requirement, Map<String, String> offered, String home) {
        return Remedy.of(requirement).stream()
                .map(remedy -> remedy.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .filter(offered::containsKey)
                .map(route -> new Way(home + "/" + route + preset(requirement), offered.getOrDefault(route, route)))
                .toList();
    }

    /** What the requirement tells of the answer. */
    static String preset(Requirement requirement) {
        return switch (requirement) {
            case MEASURE_FOLLOWED_IN_PILOT -> "?followedIn=PILOT";
            case MEASURE_FOLLOWED_IN_EVERYDAY_LIFE -> "?followedIn=EVERYDAY_LIFE";
            case ANCHORED_IN_WORKING_HOURS -> "?structure=WORKING_HOURS";
            case COORDINATOR -> "?seat=COORDINATOR";
            default -> "";
        };
    }
}
