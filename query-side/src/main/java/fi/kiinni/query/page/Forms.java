package fi.kiinni.query.page;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.query.page.CommandForm.Part;
import fi.kiinni.query.page.Field.Input;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Strategy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes of a command's description what the one form template shows. */
final class Forms {

    /** Choices of so few are all shown at once. */
    private static final int FEW = 7;

    /** What a comment may be about, beside the things that the initiative has. */
    private static final Set<Part> PARTS = EnumSet.complementOf(EnumSet.of(Part.LIST, Part.STRATEGY, Part.TIMELINE));

    /** Of more things than this only the latest are offered; the page has a link to the form beside each thing. */
    private static final int MOST_THINGS = 100;

    /** What the texts of things may weigh before only their beginnings are shown, about as much as a line has room for. */
    private static final int TEXTS = 15_000;

    private static final int LINE = 100;

    /** The kinds of question that are answered by writing names. */
    private static final Set<String> NAMED = Set.of("person", "people");

    private static final Set<Input> LISTS = EnumSet.of(Input.LINES, Input.ROWS);

    private final Words words;
    private final People people;
    private final Map<UUID, String> names;
    private final @Nullable Initiative state;
    private final Strategy strategy;
    private final LocalDate today;

    /**
     * @param names of what the forms can name, by id
     * @param state of the initiative that the forms are about, if they are about one
     */
    Forms(
            Words words,
            People people,
            Map<UUID, String> names,
            @Nullable Initiative state,
            Strategy strategy,
            LocalDate today) {
        this.words = words;
        this.people = people;
        this.names = names;
        this.state = state;
        this.strategy = strategy;
        this.today = today;
    }

    /**
     * A form.
     *
     * @param hint what it is for
     * @param then what follows beyond what its title says
     * @param key makes a double post one command
     * @param seen the version that its author has seen, 0 if there is none
     * @param isMoreOpen whether the fields that every command has are shown unfolded
     * @param suggested names for the fields in which one is written
     */
    record Form(
            String title,
            String hint,
            @Nullable String then,
            String id,
            String action,
            String key,
            long seen,
            List<Asked> fields,
            List<Asked> more,
            boolean isMoreOpen,
            List<String> suggested) {}

    /**
     * A question of a form.
     *
     * @param kind which element asks it
     * @param mark what is said beside the label of one that may be left empty
     * @param was the name and value of what tells whether a filled field was touched
     * @param isFocused whether it is where writing goes on
     * @param when which answers to another question it goes with
     * @param isNew whether nobody has written what is in it
     * @param inner the questions of each row; of the group, of what stands together or is folded, in one
     */
    record Asked(
            String name,
            String id,
            String label,
            String kind,
            @Nullable String mark,
            String value,
            List<Option> options,
            @Nullable String hint,
            @Nullable String error,
            Entered.@Nullable Was was,
            boolean isFocused,
            Field.When when,
            boolean isNew,
            List<List<Asked>> inner) {

        /** Whether it or something within it has to be put right. */
        boolean isWrong() {
            return error != null || within().anyMatch(Asked::isWrong);
        }

        boolean isAnswered() {
            return !value.isEmpty()
                    || options.stream().anyMatch(Option::isSelected)
                    || within().anyMatch(Asked::isAnswered);
        }

        private boolean isWrittenIn() {
            return isFocused || within().anyMatch(Asked::isWrittenIn);
        }

        private Stream<Asked> within() {
            return inner.stream().flatMap(List::stream);
        }

        /** Whether it is shown even where it does not go with the answer that it depends on. */
        public boolean stays() {
            return !when.fits().isEmpty() && (isWrong() || (!isNew && isAnswered()));
        }

        /** Whether it is not folded away where it can be. */
        public boolean isOpen() {
            return isWrong() || isAnswered() || isWrittenIn();
        }

        /** The ids of what describes the element, for {@code aria-describedby}. */
        public @Nullable String describedBy() {
            @Nullable String hintId = hint == null ? null : id + "-hint";
            @Nullable String errorId = error == null ? null : id + "-error";
            List<String> ids = Stream.of(hintId, errorId)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .toList();
            return ids.isEmpty() ? null : String.join(" ", ids);
        }
    }

    record Option(String value, String text, boolean isSelected) {}

    /** A new form: with what stands already where it changes that, with today where that is expected, and with what the link says. */
    Form opened(CommandForm form, String action, long seen, Entered preset) {
        Entered entered = preset;
        if (form.isFilled() && state != null) {
            for (Map.Entry<String, List<String>> field : standing(form, preset).entrySet()) {
                if (entered.all(field.getKey()).isEmpty()) {
                    entered = entered.with(field.getKey(), field.getValue());
                }
            }
        }
        for (Field field : form.fields()) {
            if (field.input() == Input.TODAY && entered.text(field.name()) == null) {
                entered = entered.with(field.name(), List.of(AsItStands.written(BusinessDate.of(today))));
            }
            if (field.input() == Input.DECISION && !field.isRequired() && state != null) {
                // A new decision mostly replaces the one in force.
                List<String> inForce = state.adoptionInForce().stream()
                        .map(decision -> decision.getKey().toString())
                        .toList();
                entered = inForce.isEmpty() ? entered : entered.with(field.name(), inForce);
            }
        }
        return form(form, action, UUID.randomUUID().toString(), seen, entered, Map.of(), true, "");
    }

    /** The form as it came back, with what is wrong by field. */
    Form again(CommandForm form, String action, String key, long seen, Entered entered, Map<String, String> errors) {
        return form(form, action, key, seen, entered, errors, false, "");
    }

    /** The form as it was written so far, with room for one more in that list. */
    Form withAnother(String list, CommandForm form, String action, String key, long seen, Entered entered) {
        return form(form, action, key, seen, entered, Map.of(), false, list);
    }

    /** What was written in a field, in words. */
    String written(CommandForm form, String name, Entered entered) {
        return form.field(name)
                .map(field -> {
                    if (Entered.WHO.contains(field.input())) {
                        return entered.all(name).stream().map(people::label).collect(Collectors.joining("\n"));
                    }
                    String chosen = options(field, new HashSet<>(entered.all(name))).stream()
                            .filter(Option::isSelected)
                            .map(Option::text)
                            .collect(Collectors.joining("\n"));
                    return chosen.isEmpty() ? entered.written(field, name, " · ") : chosen;
                })
                .orElse("");
    }

    /** What stands of what the form changes, as its fields would have it. */
    Map<String, List<String>> standing(CommandForm form, Entered about) {
        return state == null ? Map.of() : AsItStands.written(AsItStands.of(form, about, state), words.language());
    }

    private Form form(
            CommandForm form,
            String action,
            String key,
            long seen,
            Entered entered,
            Map<String, String> errors,
            boolean isNew,
            String added) {
        Asking asking = new Asking(form, entered, errors, isNew, added);
        List<Asked> fields = asking.all(form.layout(), "");
        List<Asked> more = asking.all(form.moreFields(), "");
        return new Form(
                words.of("command." + form.command()),
                words.of("hint." + form.command()),
                words.consequence(form.command()).orElse(null),
                form.route(),
                action,
                key,
                seen,
                fields,
                more,
                more.stream().anyMatch(field -> field.isWrong() || field.isAnswered()),
                asking.isNaming ? people.suggested(asking.unknown, team()) : List.of());
    }

    /** The asking of one form. */
    private final class Asking {

        private final CommandForm form;
        private final Entered entered;
        private final Map<String, String> errors;
        private final boolean isNew;
        private final String focus;
        private final List<String> unknown = new ArrayList<>();
        private boolean isNaming;

        private Asking(CommandForm form, Entered entered, Map<String, String> errors, boolean isNew, String added) {
            this.form = form;
            this.entered = entered;
            this.errors = errors;
            this.isNew = isNew;
            this.focus = form.field(added)
                    .map(list -> added + "[" + entered.rows(list) + "]."
                            + list.inner()
                                    .getFirst()
                                    .asked()
                                    .toList()
                                    .getFirst()
                                    .name())
                    .orElse("");
        }

        private List<Asked> all(List<Field> fields, String within) {
            return fields.stream()
                    .filter(field -> field.input() != Input.DECISION || hasDecision())
                    .map(field -> one(field, within))
                    .toList();
        }

        private Asked one(Field field, String within) {
            String path = within + field.name();
            if (field.isLayout()) {
                return heading(field, within);
            }
            List<String> values = entered.all(path);
            List<Option> options = options(field, new HashSet<>(values));
            String kind = kind(field, options);
            if (NAMED.contains(kind)) {
                isNaming = true;
                values.stream().filter(who -> !people.knows(who)).forEach(unknown::add);
                values = List.of(values.stream().map(people::label).collect(Collectors.joining("\n")));
                options = List.of();
            }
            Entered.@Nullable Was was = was(field, path);
            Asked asked = new Asked(
                    path,
                    id(form, path),
                    words.field(form.command(), field.name()),
                    kind,
                    mark(field, was),
                    values.isEmpty() ? "" : values.getFirst(),
                    options,
                    hint(field, kind, options),
                    error(path, field),
                    was,
                    path.equals(focus),
                    field.canBeFolded() ? Field.When.ALWAYS : field.when(),
                    isNew,
                    inner(field, path));
            return field.canBeFolded() ? around("folded", asked.label(), asked.mark(), field.when(), asked) : asked;
        }

        /** Without a decision in force there is none to be superseded. */
        private boolean hasDecision() {
            return state != null && state.adoptionInForce().isPresent();
        }

        private Asked heading(Field together, String within) {
            return around(
                    together.name().isEmpty() ? "row" : "part",
                    together.name().isEmpty() ? "" : words.of("under." + form.command() + "." + together.name()),
                    null,
                    Field.When.ALWAYS,
                    all(together.inner(), within).toArray(Asked[]::new));
        }

        /** What asks nothing itself. */
        private Asked around(String kind, String label, @Nullable String mark, Field.When when, Asked... inner) {
            return new Asked(
                    "",
                    "",
                    label,
                    kind,
                    mark,
                    "",
                    List.of(),
                    null,
                    null,
                    null,
                    false,
                    when,
                    isNew,
                    List.of(List.of(inner)));
        }

        private @Nullable String hint(Field field, String kind, List<Option> options) {
            boolean isCut = options.size() >= MOST_THINGS && !Entered.WHO.contains(field.input());
            return Stream.of(
                            words.hint(form.command(), field.name(), helpWith(field.input())).stream(),
                            howToName(kind),
                            isCut ? Stream.of(words.of("app.latest")) : Stream.<String>of())
                    .flatMap(some -> some)
                    .reduce((own, latest) -> own + " " + latest)
                    .orElse(null);
        }

        /** What stands already can be changed but not taken away, except for a list. */
        private @Nullable String mark(Field field, Entered.@Nullable Was was) {
            boolean stands =
                    was != null && !was.equals(Entered.was(field.name(), "")) && !LISTS.contains(field.input());
            return switch (field.need()) {
                case ALWAYS -> null;
                case SOMETIMES -> stands ? null : words.of("app.sometimes");
                case NEVER -> stands ? null : words.of("app.optional");
            };
        }

        private Entered.@Nullable Was was(Field field, String path) {
            boolean isFilled = form.isPatch()
                    && path.equals(field.name())
                    && !field.isRequired()
                    && form.fields().contains(field);
            if (!isFilled) {
                return null;
            }
            return isNew ? Entered.was(path, entered.written(field, path)) : entered.was(path);
        }

        private @Nullable String error(String path, Field field) {
            if (!field.inner().isEmpty()) {
                return errors.get(path);
            }
            return errors.entrySet().stream()
                    .filter(error ->
                            error.getKey().equals(path) || error.getKey().startsWith(path + "["))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .map(text -> text + meant(path, field))
                    .orElse(null);
        }

        /** Whom the name that is nobody's may mean. */
        private String meant(String path, Field field) {
            if (!Entered.WHO.contains(field.input())) {
                return "";
            }
            String names = entered.all(path).stream()
                    .filter(who -> !people.knows(who))
                    .flatMap(who -> people.like(who).stream())
                    .distinct()
                    .limit(People.FEW)
                    .collect(Collectors.joining(", "));
            return names.isEmpty() ? "" : " " + words.of("form.meant", Map.of("names", names));
        }

        private List<List<Asked>> inner(Field field, String path) {
            return switch (field.input()) {
                case ROWS ->
                    IntStream.range(0, Math.min(Field.MOST_ROWS, entered.rows(field) + 1))
                            .mapToObj(row -> all(field.inner(), path + "[" + row + "]."))
                            .toList();
                case GROUP -> List.of(all(field.inner(), path + "."));
                default -> List.of();
            };
        }
    }

    /** Of the element that asks for the field, for links to it. */
    static String id(CommandForm form, String path) {
        return form.route() + "-" + path.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private Stream<String> howToName(String kind) {
        return switch (kind) {
            case "person" -> Stream.of(words.of("form.person"));
            case "people" -> Stream.of(words.of("form.people"));
            default -> Stream.of();
        };
    }

    private static String helpWith(Input input) {
        return input == Input.TODAY ? Input.DATE.name() : input.name();
    }

    private String kind(Field field, List<Option> options) {
        return switch (field.input()) {
            case SHORT -> "text";
            case DATE, TODAY -> "date";
            case NUMBER, COUNT -> "number";
            case LONG -> "textarea";
            case LINES, TEXT_LINES -> "lines";
            case CHOICE,
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
                    STRENGTH,
                    WAIVED -> {
                if (options.size() == 1 && field.isRequired()) {
                    yield "fixed";
                }
                yield field.isRequired() && options.size() <= FEW ? "radios" : "select";
            }
            case STRATEGY_VERSION -> options.size() == 1 ? "fixed" : "select";
            case PERSON -> people.areFew() ? "select" : "person";
            case MEMBER -> options.size() <= People.FEW ? "select" : "person";
            case PEOPLE -> options.size() <= People.FEW ? "checkboxes" : "people";
            case REQUIREMENT, ABOUT -> "select";
            case GOALS -> "checkboxes";
            case CARRIED -> "hidden";
            case ROWS -> "rows";
            case GROUP, TOGETHER -> "group";
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
            case STRENGTH ->
                IntStream.of(-2, -1, 0, 1, 2)
                        .forEach(strength ->
                                options.add(Map.entry(Integer.toString(strength), words.of("strength." + strength))));
            case PERSON -> {
                if (people.areFew()) {
                    people.labels().forEach((id, name) -> options.add(Map.entry(id, name)));
                }
            }
            case MEMBER, PEOPLE -> team().forEach(id -> options.add(Map.entry(id, people.label(id))));
            case GOALS ->
                version()
                        .ifPresent(version -> version.goals()
                                .forEach(goal ->
                                        options.add(Map.entry(goal.goal().toString(), goal.text()))));
            case STRATEGY_VERSION ->
                version()
                        .ifPresent(version ->
                                options.add(Map.entry(Integer.toString(version.strategyVersion()), version.name())));
            case REQUIREMENT -> requirements().forEach(one -> options.add(Map.entry(one.name(), words.of(one))));
            case WAIVED -> {
                if (state != null) {
                    state.waivers()
                            .forEach(waiver -> options.add(
                                    Map.entry(waiver.requirement().name(), words.of(waiver.requirement()))));
                }
            }
            case ABOUT -> about(selected, options);
            default -> things(field.input(), selected, options);
        }
        boolean only = options.size() == 1 && field.isRequired();
        return options.stream()
                .map(option ->
                        new Option(option.getKey(), option.getValue(), only || selected.contains(option.getKey())))
                .toList();
    }

    private Set<String> team() {
        return state == null ? Set.of() : state.team().keySet();
    }

    private void things(Input input, Set<String> selected, List<Map.Entry<String, String>> options) {
        if (state == null) {
            return;
        }
        // What is named already may be nothing that one would name anew, such as a measure that is not followed any
        // more.
        Stream<UUID> named = names.keySet().stream().filter(id -> selected.contains(id.toString()));
        offer(Stream.concat(nameable(input, state), input == Input.MEASURE ? named : Stream.of()), selected, options);
    }

    private void offer(Stream<UUID> things, Set<String> selected, List<Map.Entry<String, String>> options) {
        List<UUID> all = things.distinct().filter(names::containsKey).toList();
        boolean isHeavy = all.stream()
                        .mapToInt(id -> Objects.requireNonNull(names.get(id)).length())
                        .sum()
                > TEXTS;
        for (int n = 0; n < all.size(); n++) {
            String text = Objects.requireNonNull(names.get(all.get(n)));
            String id = all.get(n).toString();
            if (n >= all.size() - MOST_THINGS || selected.contains(id)) {
                options.add(Map.entry(id, isHeavy ? line(text) : text));
            }
        }
    }

    private static String line(String text) {
        return text.codePointCount(0, text.length()) <= LINE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LINE)) + "…";
    }

    /** What the next gate lacks, then what it and the other gates ask for besides. */
    private Stream<Requirement> requirements() {
        if (state == null) {
            return Stream.of();
        }
        Gate next = state.standing().phase().nextGate();
        return Stream.of(
                        Rules.CURRENT.missing(next, state, today).stream(),
                        Rules.CURRENT.of(next).stream(),
                        Arrays.stream(Gate.values()).flatMap(gate -> Rules.CURRENT.of(gate).stream()))
                .flatMap(requirements -> requirements)
                .distinct();
    }

    private void about(Set<String> selected, List<Map.Entry<String, String>> options) {
        PARTS.forEach(part -> options.add(Map.entry(CommandForm.anchor(part), words.of("about." + part.name()))));
        if (state == null) {
            return;
        }
        Stream<UUID> things = Stream.of(
                        state.measures().keySet(),
                        state.measurements().keySet(),
                        state.pilot().results().keySet(),
                        state.adoptions().keySet(),
                        state.requests().keySet(),
                        state.actions().keySet(),
                        state.anchors().keySet(),
                        state.factors().keySet())
                .flatMap(Set::stream);
        offer(things, selected, options);
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
            case ACTION -> state.openActions().keySet().stream();
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
