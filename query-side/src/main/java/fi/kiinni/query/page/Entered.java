package fi.kiinni.query.page;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Rules;
import fi.kiinni.query.page.Field.Input;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriUtils;

/**
 * What somebody wrote into a form, and the command's JSON that it stands for. What cannot be read as a date or a number
 * is passed on as it is: the command side says what is wrong with it, like with everything else.
 */
record Entered(MultiValueMap<String, String> values) {

    private static final Pattern DAY = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
    private static final Pattern MONTH = Pattern.compile("(\\d{1,2})[./](\\d{4})");
    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u202f]");
    private static final String WAS = "was-";

    /** What a form about one thing of an initiative names it by. */
    private static final Set<Input> NAMING = EnumSet.of(
            Input.MEMBER,
            Input.PERSON,
            Input.MEASURE,
            Input.REQUEST,
            Input.ANY_DECISION,
            Input.RESULT,
            Input.MEASUREMENT,
            Input.ACTION,
            Input.ANY_ACTION,
            Input.ANCHOR,
            Input.FACTOR,
            Input.CONDITION,
            Input.COMMENT,
            Input.REQUIREMENT,
            Input.WAIVED);

    /** What names people. */
    static final Set<Input> WHO = EnumSet.of(Input.PERSON, Input.MEMBER, Input.PEOPLE);

    /** A day, month or year as people write it; absent if it cannot be read, or nothing was written. */
    static @Nullable BusinessDate when(String text) {
        try {
            return text.isBlank() ? null : BusinessDate.parse(date(text.strip()));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** A day as people write it; of a month or a year the last one; absent if it cannot be read, or nothing was written. */
    static @Nullable LocalDate lastDay(String text) {
        @Nullable BusinessDate when = when(text);
        return when == null ? null : when.lastDay();
    }

    static final Entered NOTHING = new Entered(new LinkedMultiValueMap<>());

    /** The same with the empty ones of repeated rows moved to the end, so that rows and answers count alike. */
    static Entered of(CommandForm form, MultiValueMap<String, String> sent) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        // A name without "=" has no value at all.
        sent.forEach((name, all) -> all.forEach(
                value -> values.add(name, Objects.requireNonNullElse(value, "").replace("\r\n", "\n"))));
        Entered entered = new Entered(values);
        for (Field field : form.fields()) {
            if (field.input() == Input.ROWS) {
                entered.compact(field);
            }
        }
        return entered;
    }

    /** The same with people's ids for the names that are written of them; a name that is nobody's stays. */
    Entered naming(People people, CommandForm form) {
        MultiValueMap<String, String> named = new LinkedMultiValueMap<>(values);
        named.replaceAll((path, all) -> form.field(lastOf(path))
                .filter(field -> WHO.contains(field.input()))
                .map(field -> all.stream()
                        .flatMap(value -> value.lines())
                        .filter(value -> !value.isBlank())
                        .map(people::id)
                        .toList())
                .orElse(all));
        return new Entered(named);
    }

    /** The name of the field at the end of the path, such as {@code due} of {@code conditions[0].due}. */
    static String lastOf(String path) {
        String name = path.replaceAll("\\[[0-9]+]", "");
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private void compact(Field rows) {
        int filled = 0;
        for (int row = 0; row < Field.MOST_ROWS; row++) {
            String from = row(rows, row);
            if (!isFilled(rows, row)) {
                continue;
            }
            if (filled < row) {
                for (Field field : rows.inner().stream().flatMap(Field::asked).toList()) {
                    @Nullable List<String> moved = values.remove(from + "." + field.name());
                    if (moved != null) {
                        values.put(row(rows, filled) + "." + field.name(), moved);
                    }
                }
            }
            filled++;
        }
    }

    private static String row(Field rows, int row) {
        return rows.name() + "[" + row + "]";
    }

    private boolean isFilled(Field rows, int row) {
        return rows.inner().stream()
                .flatMap(Field::asked)
                .anyMatch(field -> field.input() != Input.CARRIED && text(row(rows, row) + "." + field.name()) != null);
    }

    /** How many rows something is written in; the first ones. */
    int rows(Field rows) {
        int filled = 0;
        while (filled < Field.MOST_ROWS && isFilled(rows, filled)) {
            filled++;
        }
        return filled;
    }

    /** As it was written; null if nothing was. */
    @Nullable
    String text(String name) {
        @Nullable String value = values.getFirst(name);
        return value == null || value.isBlank() ? null : value;
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A hidden field that tells what another one was filled with, so that what was not touched is not sent. */
    record Was(String name, String value) {}

    static Was was(String name, String value) {
        return new Was(WAS + name, Integer.toHexString(value.strip().hashCode()));
    }

    /** Whether the field came with what it had been filled with, and is still that. */
    boolean isUntouched(Field field, String path) {
        return wasSent(path)
                && Objects.equals(
                        values.getFirst(WAS + path),
                        was(path, written(field, path)).value());
    }

    /** What the field had been filled with, as the form told. */
    @Nullable
    Was was(String path) {
        @Nullable String was = values.getFirst(WAS + path);
        return was == null ? null : new Was(WAS + path, was);
    }

    private boolean wasSent(String path) {
        return values.containsKey(WAS + path);
    }

    /** Everything that is written in the field, in one text. */
    String written(Field field, String path) {
        return written(field, path, "\t");
    }

    /** @param between what stands between the cells of a row */
    String written(Field field, String path, String between) {
        if (field.input() == Input.ROWS) {
            return IntStream.range(0, rows(field))
                    .mapToObj(row -> field.inner().stream()
                            .flatMap(Field::asked)
                            .map(inner -> Objects.requireNonNullElse(text(row(field, row) + "." + inner.name()), ""))
                            .map(String::strip)
                            .collect(Collectors.joining(between)))
                    .collect(Collectors.joining("\n"));
        }
        return String.join("\n", all(path));
    }

    /** The fields of the command, ready to be written as JSON. */
    Map<String, Object> json(CommandForm form) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Field field : form.fields()) {
            put(json, field, field.name());
        }
        for (Field field : form.moreFields()) {
            put(json, field, field.name());
        }
        return json;
    }

    private void put(Map<String, Object> json, Field field, String path) {
        if (isUntouched(field, path)) {
            return;
        }
        @Nullable Object value = value(field, path);
        if (value == null && wasSent(path)) {
            // What is not given stays, so that somebody has emptied it has to be said.
            value = field.input() == Input.LINES || field.input() == Input.ROWS ? List.of() : "";
        }
        if (value != null) {
            json.put(field.name(), value);
        }
        if (value != null && (field.input() == Input.REQUIREMENT || field.input() == Input.WAIVED)) {
            gateOf(value.toString()).ifPresent(gate -> json.put("gate", gate.name()));
        }
    }

    /** The gate that asks for it. */
    private static Optional<Gate> gateOf(String requirement) {
        return Arrays.stream(Gate.values())
                .filter(gate -> Rules.CURRENT.of(gate).stream()
                        .anyMatch(asked -> asked.name().equals(requirement)))
                .findFirst();
    }

    private @Nullable Object value(Field field, String path) {
        @Nullable String text = text(path);
        return switch (field.input()) {
            case SHORT -> text == null ? null : text.strip();
            case LONG -> text == null ? null : text.stripTrailing();
            case NUMBER, COUNT, STRENGTH, STRATEGY_VERSION -> text == null ? null : number(text);
            case DATE, TODAY -> text == null ? null : date(text);
            case CHOICE,
                    PERSON,
                    MEMBER,
                    MEASURE,
                    REQUEST,
                    DECISION,
                    ANY_DECISION,
                    RESULT,
                    MEASUREMENT,
                    ACTION,
                    ANY_ACTION,
                    ANCHOR,
                    FACTOR,
                    CONDITION,
                    COMMENT,
                    REQUIREMENT,
                    WAIVED,
                    ABOUT,
                    CARRIED -> text;
            case LINES -> text == null ? (values.containsKey(path) ? List.of() : null) : lines(text);
            case TEXT_LINES ->
                text == null
                        ? List.of()
                        : lines(text).stream().map(line -> Map.of("text", line)).toList();
            case PEOPLE -> all(path).isEmpty() ? null : all(path);
            case GOALS -> all(path);
            case ROWS -> rowsOf(field);
            case GROUP -> {
                Map<String, Object> group = inner(field, path);
                yield group.isEmpty() ? null : group;
            }
            case TOGETHER -> null;
        };
    }

    private @Nullable List<Map<String, Object>> rowsOf(Field field) {
        List<Map<String, Object>> rows = IntStream.range(0, rows(field))
                .mapToObj(row -> inner(field, row(field, row)))
                .toList();
        return rows.isEmpty() ? null : rows;
    }

    private Map<String, Object> inner(Field field, String path) {
        Map<String, Object> json = new LinkedHashMap<>();
        field.inner().stream().flatMap(Field::asked).forEach(inner -> put(json, inner, path + "." + inner.name()));
        return json;
    }

    /** The same with what stands already in that field. */
    Entered standing(Field field, Map<String, List<String>> standing) {
        MultiValueMap<String, String> all = new LinkedMultiValueMap<>(values);
        all.keySet().removeIf(name -> name.equals(field.name()) || name.startsWith(field.name() + "["));
        standing.forEach((name, stands) -> {
            if (name.equals(field.name()) || name.startsWith(field.name() + "[")) {
                all.put(name, stands);
            }
        });
        return new Entered(all);
    }

    /** The query that names again what the form is about. */
    String named(CommandForm form) {
        return form.fields().stream()
                .filter(field -> NAMING.contains(field.input()))
                .flatMap(field -> Stream.ofNullable(text(field.name()))
                        .map(value -> "?" + field.name() + "=" + UriUtils.encode(value, StandardCharsets.UTF_8)))
                .findFirst()
                .orElse("");
    }

    /** The same with another value in a field, or several. */
    Entered with(String name, List<String> changed) {
        MultiValueMap<String, String> all = new LinkedMultiValueMap<>(values);
        all.put(name, changed);
        return new Entered(all);
    }

    private static List<String> lines(String text) {
        return Arrays.stream(text.split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** With a decimal comma or point, and spaces between thousands. */
    static Object number(String text) {
        String plain = SPACES.matcher(text).replaceAll("").replace(',', '.').replace('−', '-');
        try {
            return plain.length() > 40 ? text : new BigDecimal(plain);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /** {@code 15.9.2014}, {@code 9/2014}, {@code 9.2014} and {@code 2014}, beside what the API takes. */
    static String date(String text) {
        String stripped = text.strip();
        Matcher day = DAY.matcher(stripped);
        if (day.matches()) {
            return "%s-%02d-%02d"
                    .formatted(day.group(3), Integer.parseInt(day.group(2)), Integer.parseInt(day.group(1)));
        }
        Matcher month = MONTH.matcher(stripped);
        return month.matches() ? "%s-%02d".formatted(month.group(2), Integer.parseInt(month.group(1))) : stripped;
    }
}
