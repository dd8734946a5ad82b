package fi.kiinni.query.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a form asks for.
 *
 * @param name as the command's JSON has it; of fields that only stand together, the name of their heading, empty if they need none
 * @param need whether it has to be filled
 * @param choices the enum whose constants are offered, for {@link Input#CHOICE}
 * @param when which answers to another question it goes with, if it does not go with all
 * @param inner the fields of each row, of the group, or that stand together
 */
record Field(
        String name, Input input, Need need, @Nullable Class<? extends Enum<?>> choices, When when, List<Field> inner) {

    /**
     * The answers to a question that a field depends on.
     *
     * @param choice that question's name, empty if it depends on none
     * @param fits the answers that it can go with, empty if it goes with any
     * @param needs those that it has to go with
     */
    record When(String choice, List<Enum<?>> fits, List<Enum<?>> needs) {

        static final When ALWAYS = new When("", List.of(), List.of());

        /** The question and the answers, such as {@code choice=ADOPT DEFER}; null if it goes with any. */
        public @Nullable String fitting() {
            return fits.isEmpty() ? null : choice + "=" + names(fits);
        }

        /** The same, of those that need it; null if none does. */
        public @Nullable String needing() {
            return needs.isEmpty() ? null : choice + "=" + names(needs);
        }

        private static String names(List<Enum<?>> answers) {
            return answers.stream().map(Enum::name).collect(Collectors.joining(" "));
        }
    }

    /** Whether a field has to be filled for the command to be given; within a row or a group, once something else is written there. */
    enum Need {
        ALWAYS,
        /** It depends on what else is answered; the help with the field says on what. */
        SOMETIMES,
        NEVER;

        private static Need of(boolean isRequired) {
            return isRequired ? ALWAYS : NEVER;
        }
    }

    /** Most rows that are offered for a list of things with several fields. */
    static final int MOST_ROWS = 50;

    /** How it is asked for. */
    enum Input {
        SHORT,
        LONG,
        NUMBER,
        COUNT,
        /** How much a factor weighs, from −2 to 2. */
        STRENGTH,
        DATE,
        /** A date that is mostly today. */
        TODAY,
        CHOICE,
        /** A list of texts, one on each line. */
        LINES,
        /** A list of things that have a text, one on each line. */
        TEXT_LINES,
        PERSON,
        /** Several people of the team. */
        PEOPLE,
        /** A person of the team. */
        MEMBER,
        MEASURE,
        /** The strategy's goals of the version that holds. */
        GOALS,
        STRATEGY_VERSION,
        REQUEST,
        /** The adoption decision in force. */
        DECISION,
        /** Any adoption decision. */
        ANY_DECISION,
        RESULT,
        MEASUREMENT,
        /** An action that is open. */
        ACTION,
        /** An action, however it stands. */
        ANY_ACTION,
        ANCHOR,
        /** A factor that is not resolved. */
        FACTOR,
        /** A condition of the adoption in force that is not fulfilled. */
        CONDITION,
        /** A comment in the part of the timeline that is shown. */
        COMMENT,
        /** What a gate asks for; tells which gate, too. */
        REQUIREMENT,
        /** A requirement that has been waived; tells of which gate, too. */
        WAIVED,
        /** A part of the initiative's page, or something that it has. */
        ABOUT,
        /** Not asked for: stays with the row that it came with. */
        CARRIED,
        ROWS,
        GROUP,
        /** Not asked for: fields that stand together. */
        TOGETHER
    }

    static Field required(String name, Input input) {
        return new Field(name, input, Need.ALWAYS, null, When.ALWAYS, List.of());
    }

    static Field optional(String name, Input input) {
        return new Field(name, input, Need.NEVER, null, When.ALWAYS, List.of());
    }

    static Field choice(String name, boolean isRequired, Class<? extends Enum<?>> choices) {
        return new Field(name, Input.CHOICE, Need.of(isRequired), choices, When.ALWAYS, List.of());
    }

    static Field rows(String name, boolean isRequired, Field... inner) {
        return new Field(name, Input.ROWS, Need.of(isRequired), null, When.ALWAYS, List.of(inner));
    }

    static Field group(String name, Field... inner) {
        return new Field(name, Input.GROUP, Need.NEVER, null, When.ALWAYS, List.of(inner));
    }

    /** Side by side. */
    static Field together(Field... inner) {
        return new Field("", Input.TOGETHER, Need.NEVER, null, When.ALWAYS, List.of(inner));
    }

    /** Under a heading. */
    static Field under(String heading, Field... inner) {
        return new Field(heading, Input.TOGETHER, Need.NEVER, null, When.ALWAYS, List.of(inner));
    }

    boolean isLayout() {
        return input == Input.TOGETHER;
    }

    /** The fields of the command, without what stands them together. */
    Stream<Field> asked() {
        return isLayout() ? inner.stream().flatMap(Field::asked) : Stream.of(this);
    }

    /** This field and those within it. */
    Stream<Field> all() {
        return Stream.concat(Stream.of(this), inner.stream().flatMap(Field::all));
    }

    boolean isRequired() {
        return need == Need.ALWAYS;
    }

    /** Whether it takes more room than its answer is worth as long as there is none. */
    boolean canBeFolded() {
        return need == Need.NEVER && (input == Input.ROWS || input == Input.GROUP);
    }

    /** The same, where it depends. */
    Field sometimes() {
        return new Field(name, input, Need.SOMETIMES, choices, when, inner);
    }

    /** The same, where it can only go with those answers to the choice. */
    Field with(String choice, Enum<?>... answers) {
        return new Field(name, input, need, choices, new When(choice, List.of(answers), when.needs()), inner);
    }

    /** The same, where it has to go with those answers to the choice, and can go with the others, too. */
    Field neededWith(String choice, Enum<?>... answers) {
        return new Field(name, input, Need.SOMETIMES, choices, new When(choice, when.fits(), List.of(answers)), inner);
    }

    /** The same, where it goes with those answers to the choice alone, and has to. */
    Field neededOnlyWith(String choice, Enum<?>... answers) {
        return with(choice, answers).neededWith(choice, answers);
    }
}
