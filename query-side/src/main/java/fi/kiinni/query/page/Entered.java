package fi.kiinni.query.page;

import fi.kiinni.query.page.Field.Input;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * What somebody wrote into a form, and the command's JSON that it stands for. What cannot be read as a date or a number
 * is passed on as it is: the command side says what is wrong with it, like with everything else.
 */
record Entered(MultiValueMap<String, String> values) {

    private static final Pattern DAY = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
    private static final Pattern MONTH = Pattern.compile("(\\d{1,2})[./](\\d{4})");
    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u202f]");
    private static final String WAS = "was-";

    static final Entered NOTHING = new Entered(new LinkedMultiValueMap<>());

    /** The same with the empty ones of repeated rows moved to the end, so that rows and answers count alike. */
    static Entered of(CommandForm form, MultiValueMap<String, String> sent) {
        MultiValueMap<String, String> values = new LinkedMultiValueMap<>();
        // A name without "=" has no value at all.
        sent.forEach((name, all) -> all.forEach(value ->
                values.add(name, Objects.requireNonNullElse(value, "").replace("\r\n", "\n"))));
        Entered entered = new Entered(values);
        for (Field field : form.fields()) {
            if (field.input() == Input.ROWS) {
                entered.compact(field);
            }
        }
        return entered;
    }

    private void compact(Field rows) {
        int filled = 0;
        for (int row = 0; row < rows.rows(); row++) {
            String from = rows.name() + "[" + row + "]";
            if (rows.inner().stream().noneMatch(field -> text(from + "." + field.name()) != null)) {
                continue;
            }
            if (filled < row) {
                for (Field field : rows.inner()) {
                    @Nullable List<String> moved = values.remove(from + "." + field.name());
                    if (moved != null) {
                        values.put(rows.name() + "[" + filled + "]." + field.name(), moved);
                    }
                }
            }
            filled++;
        }
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

    /** What the form that is prefilled with {@code value} sends along, so that what was not touched is not sent. */
    static Was was(String name, String value) {
        return new Was(WAS + name, Integer.toHexString(value.strip().hashCode()));
    }

    /** A hidden field that tells what another one was prefilled with. */
    record Was(String name, String value) {}

    private boolean isUntouched(String name) {
        @Nullable String was = values.getFirst(WAS + name);
        @Nullable String now = values.getFirst(name);
        return was != null && now != null && was.equals(was(name, now).value());
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
        @Nullable Object value = isUntouched(path) ? null : value(field, path);
        if (value != null) {
            json.put(field.name(), value);
        }
    }

    private @Nullable Object value(Field field, String path) {
        @Nullable String text = text(path);
        return switch (field.input()) {
            case SHORT -> text == null ? null : text.strip();
            case LONG -> text == null ? null : text.stripTrailing();
            case NUMBER, COUNT, STRATEGY_VERSION -> text == null ? null : number(text);
            case DATE -> text == null ? null : date(text);
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
                    COMMENT -> text;
            case LINES -> text == null ? (field.isRequired() ? List.of() : null) : lines(text);
            case TEXT_LINES ->
                text == null
                        ? List.of()
                        : lines(text).stream().map(line -> Map.of("text", line)).toList();
            case PEOPLE -> all(path).isEmpty() ? null : all(path);
            case GOALS -> all(path);
            case ROWS -> rows(field);
            case GROUP -> {
                Map<String, Object> group = inner(field, path);
                yield group.isEmpty() ? null : group;
            }
        };
    }

    private @Nullable List<Map<String, Object>> rows(Field field) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < field.rows(); row++) {
            Map<String, Object> values = inner(field, field.name() + "[" + row + "]");
            if (!values.isEmpty()) {
                rows.add(values);
            }
        }
        return rows.isEmpty() ? null : rows;
    }

    private Map<String, Object> inner(Field field, String path) {
        Map<String, Object> json = new LinkedHashMap<>();
        field.inner().forEach(inner -> put(json, inner, path + "." + inner.name()));
        return json;
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
