package fi.kiinni.query.page;

import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.query.page.CommandApi.FieldError;
import fi.kiinni.query.page.Field.Input;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Strategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes of a command's description what the one form template shows. */
final class Forms {

    private final Words words;
    private final Map<String, String> people;
    private final Map<UUID, String> names;
    private final @Nullable Initiative state;
    private final Strategy strategy;

    /**
     * @param people by id
     * @param names of what the forms can name, by id
     * @param state of the initiative that the forms are about, if they are about one
     */
    Forms(
            Words words,
            Map<String, String> people,
            Map<UUID, String> names,
            @Nullable Initiative state,
            Strategy strategy) {
        this.words = words;
        this.people = people;
        this.names = names;
        this.state = state;
        this.strategy = strategy;
    }

    /**
     * A form.
     *
     * @param key makes a double post one command
     * @param isMoreOpen whether the fields that every command has are shown unfolded
     */
    record Form(
            String title,
            String id,
            String action,
            String key,
            List<Asked> fields,
            List<Asked> more,
            boolean isMoreOpen) {}

    /**
     * A question of a form.
     *
     * @param kind which element asks it
     * @param isOptional whether that is said; within rows and groups it goes without saying
     * @param was the name and value of what tells whether a prefilled field was touched
     * @param inner the questions of each row, or of the group alone
     */
    record Asked(
            String name,
            String id,
            String label,
            String kind,
            boolean isOptional,
            String value,
            List<Option> options,
            @Nullable String hint,
            @Nullable String error,
            Entered.@Nullable Was was,
            List<List<Asked>> inner) {}

    record Option(String value, String text, boolean isSelected) {}

    /** A new form, with what is known beforehand in its fields. */
    Form preset(CommandForm form, String action, Entered preset) {
        return form(form, action, UUID.randomUUID().toString(), preset, List.of(), true);
    }

    /** The form as it came back, with what is wrong. */
    Form refused(CommandForm form, String action, String key, Entered entered, List<FieldError> errors) {
        return form(form, action, key, entered, errors, false);
    }

    private Form form(
            CommandForm form, String action, String key, Entered entered, List<FieldError> errors, boolean isNew) {
        Map<String, String> byField = new HashMap<>();
        errors.forEach(error -> byField.putIfAbsent(error.field(), words.explanation(error.problem())));
        List<Asked> more = ask(form, form.moreFields(), entered, byField, isNew);
        return new Form(
                words.of("command." + form.command()),
                form.route(),
                action,
                key,
                ask(form, form.fields(), entered, byField, isNew),
                more,
                more.stream()
                        .anyMatch(
                                field -> field.error() != null || !field.value().isEmpty()));
    }

    private List<Asked> ask(
            CommandForm form, List<Field> fields, Entered entered, Map<String, String> errors, boolean isNew) {
        return fields.stream()
                .map(field -> ask(form, field, field.name(), entered, errors, isNew))
                .toList();
    }

    private Asked ask(
            CommandForm form, Field field, String path, Entered entered, Map<String, String> errors, boolean isNew) {
        @Nullable String prefilled = prefilled(form, path);
        List<String> values = entered.all(path);
        if (isNew && values.isEmpty() && prefilled != null) {
            values = List.of(prefilled);
        }
        @Nullable
        String hint = Set.of(Input.LINES, Input.TEXT_LINES, Input.DATE).contains(field.input())
                ? words.of("hint." + field.input().name())
                : null;
        return new Asked(
                path,
                form.route() + "-" + path.replaceAll("[^A-Za-z0-9]+", "-"),
                words.field(form.command(), field.name()),
                kind(field.input()),
                !field.isRequired() && path.equals(field.name()),
                values.isEmpty() ? "" : values.getFirst(),
                options(field, Set.copyOf(values)),
                hint,
                error(path, field, errors),
                prefilled == null ? null : Entered.was(path, prefilled),
                inner(form, field, path, entered, errors, isNew));
    }

    private static @Nullable String error(String path, Field field, Map<String, String> errors) {
        if (!field.inner().isEmpty()) {
            return errors.get(path);
        }
        return errors.entrySet().stream()
                .filter(error -> error.getKey().equals(path) || error.getKey().startsWith(path + "["))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private List<List<Asked>> inner(
            CommandForm form, Field field, String path, Entered entered, Map<String, String> errors, boolean isNew) {
        List<String> paths = switch (field.input()) {
            case ROWS ->
                IntStream.range(0, field.rows())
                        .mapToObj(row -> path + "[" + row + "]")
                        .toList();
            case GROUP -> List.of(path);
            default -> List.of();
        };
        return paths.stream()
                .map(row -> field.inner().stream()
                        .map(inner -> {
                            // Empty rows are not sent, so nothing in a row is required before something is written
                            // there.
                            Field relaxed =
                                    new Field(inner.name(), inner.input(), false, inner.choices(), List.of(), 0);
                            return ask(form, relaxed, row + "." + inner.name(), entered, errors, isNew);
                        })
                        .toList())
                .toList();
    }

    private static String kind(Input input) {
        return switch (input) {
            case SHORT, DATE -> "text";
            case NUMBER, COUNT -> "number";
            case LONG, LINES, TEXT_LINES -> "textarea";
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
                    STRATEGY_VERSION -> "select";
            case PEOPLE, GOALS -> "checkboxes";
            case ROWS, GROUP -> "group";
        };
    }

    /** What a description says now; what is not touched is not sent. */
    private @Nullable String prefilled(CommandForm form, String path) {
        if (form != CommandForm.DESCRIBE_INITIATIVE || state == null) {
            return null;
        }
        Initiative.Description description = state.description();
        return switch (path) {
            case "title" -> description.title();
            case "need" -> description.need();
            case "targetGroup" -> Objects.requireNonNullElse(description.targetGroup(), "");
            case "targetState" -> Objects.requireNonNullElse(description.targetState(), "");
            case "themes" -> String.join("\n", description.themes());
            default -> null;
        };
    }

    private List<Option> options(Field field, Set<String> selected) {
        List<Map.Entry<String, String>> options = new ArrayList<>();
        switch (field.input()) {
            case CHOICE -> {
                for (Enum<?> constant : Objects.requireNonNull(field.choices()).getEnumConstants()) {
                    options.add(Map.entry(constant.name(), words.of(constant)));
                }
            }
            case PERSON -> people.forEach((id, name) -> options.add(Map.entry(id, name)));
            case MEMBER, PEOPLE -> {
                if (state != null) {
                    state.team()
                            .keySet()
                            .forEach(id ->
                                    options.add(Map.entry(id, Objects.requireNonNull(people.getOrDefault(id, id)))));
                }
            }
            case GOALS ->
                version()
                        .ifPresent(version -> version.goals()
                                .forEach(goal ->
                                        options.add(Map.entry(goal.goal().toString(), goal.text()))));
            case STRATEGY_VERSION ->
                version()
                        .ifPresent(version ->
                                options.add(Map.entry(Integer.toString(version.strategyVersion()), version.name())));
            default -> {
                if (state != null) {
                    nameable(field.input(), state)
                            .filter(names::containsKey)
                            .forEach(
                                    id -> options.add(Map.entry(id.toString(), Objects.requireNonNull(names.get(id)))));
                }
            }
        }
        boolean only = options.size() == 1 && field.isRequired();
        return options.stream()
                .map(option ->
                        new Option(option.getKey(), option.getValue(), only || selected.contains(option.getKey())))
                .toList();
    }

    /** What a field of that kind can name. */
    private static Stream<UUID> nameable(Input input, Initiative state) {
        return switch (input) {
            case MEASURE -> state.liveMeasures().map(Map.Entry::getKey);
            case REQUEST -> state.requests().keySet().stream();
            case DECISION -> state.adoptionInForce().map(Map.Entry::getKey).stream();
            case ANY_DECISION -> state.adoptions().keySet().stream();
            case RESULT -> state.pilot().results().keySet().stream();
            case MEASUREMENT -> state.measurements().keySet().stream();
            case ACTION ->
                state.actions().entrySet().stream()
                        .filter(action -> action.getValue().isOpen())
                        .map(Map.Entry::getKey);
            case ANY_ACTION -> state.actions().keySet().stream();
            case ANCHOR -> state.anchors().keySet().stream();
            case FACTOR ->
                state.factors().entrySet().stream()
                        .filter(factor -> !factor.getValue().isResolved())
                        .map(Map.Entry::getKey);
            case CONDITION ->
                state.adoptionInForce().stream()
                        .flatMap(decision -> decision.getValue().openConditions())
                        .map(Condition::condition);
            case COMMENT -> state.comments().stream();
            default -> Stream.of();
        };
    }

    private Optional<Strategy.Version> version() {
        return strategy.versions().isEmpty()
                ? Optional.empty()
                : Optional.of(strategy.versions().getLast());
    }
}
