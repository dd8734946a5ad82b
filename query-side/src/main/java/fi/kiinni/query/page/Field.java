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
 */
record Field(
        String name,
        Input input,
        boolean isRequired,
        @Nullable Class<? extends Enum<?>> choices,
        List<Field> inner) {

    /** Rows that a form offers for a list of things with several fields. */
    static final int ROWS = 3;

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
        ROWS,
        GROUP
    }

    static Field required(String name, Input input) {
        return new Field(name, input, true, null, List.of());
    }

    static Field optional(String name, Input input) {
        return new Field(name, input, false, null, List.of());
    }

    static Field choice(String name, boolean isRequired, Class<? extends Enum<?>> choices) {
        return new Field(name, Input.CHOICE, isRequired, choices, List.of());
    }

    static Field rows(String name, Field... inner) {
        return new Field(name, Input.ROWS, false, null, List.of(inner));
    }

    static Field group(String name, Field... inner) {
        return new Field(name, Input.GROUP, false, null, List.of(inner));
    }

    /** This field and those within it. */
    Stream<Field> all() {
        return Stream.concat(Stream.of(this), inner.stream().flatMap(Field::all));
    }
}
