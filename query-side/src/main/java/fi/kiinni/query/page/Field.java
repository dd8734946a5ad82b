package fi.kiinni.query.page;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a form asks for.
 *
 * @param name as the command's JSON has it
 * @param choices the enum whose constants are offered, for {@link Input#CHOICE}
 * @param inner the fields of each row, or of the group
 * @param rows how many are offered for a list of things with several fields
 */
record Field(
        String name,
        Input input,
        boolean isRequired,
        @Nullable Class<? extends Enum<?>> choices,
        List<Field> inner,
        int rows) {

    /** How it is asked for. */
    enum Input {
        SHORT,
        LONG,
        NUMBER,
        COUNT,
        DATE,
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
        ROWS,
        GROUP
    }

    static Field required(String name, Input input) {
        return new Field(name, input, true, null, List.of(), 0);
    }

    static Field optional(String name, Input input) {
        return new Field(name, input, false, null, List.of(), 0);
    }

    static Field choice(String name, boolean isRequired, Class<? extends Enum<?>> choices) {
        return new Field(name, Input.CHOICE, isRequired, choices, List.of(), 0);
    }

    static Field rows(String name, int rows, Field... inner) {
        return new Field(name, Input.ROWS, false, null, List.of(inner), rows);
    }

    static Field group(String name, Field... inner) {
        return new Field(name, Input.GROUP, false, null, List.of(inner), 0);
    }

    /** This field and those within it. */
    Stream<Field> all() {
        return Stream.concat(Stream.of(this), inner.stream().flatMap(Field::all));
    }
}
