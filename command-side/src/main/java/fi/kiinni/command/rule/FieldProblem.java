package fi.kiinni.command.rule;

/**
 * What is wrong with one field of a command.
 *
 * @param field path of the field, such as {@code conditions[0].due}
 * @param problem stable name of what is wrong: one of the constants here
 * @param detail the same as an English sentence
 */
public record FieldProblem(String field, String problem, String detail) {

    public static final String MISSING = "missing";
    public static final String TOO_LONG = "too-long";
    public static final String UNKNOWN = "unknown";
    public static final String UNREADABLE = "unreadable";
    public static final String INVALID = "invalid";
    public static final String DATES_CONTRADICT = "dates-contradict";
    public static final String CONTRADICTION = "contradiction";
}
