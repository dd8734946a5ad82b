package fi.kiinni.query.report;

/** What people wrote, as far as a file can hold it. */
final class Texts {

    private static final int REPLACEMENT = 0xFFFD;

    private Texts() {}

    /** In place of what is no character to XML 1.0, such as a zero or half a pair, one sees that there was something. */
    static String clean(String text) {
        return text.codePoints().allMatch(Texts::isCharacter)
                ? text
                : text.codePoints()
                        .map(point -> isCharacter(point) ? point : REPLACEMENT)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** The production Char of XML 1.0. */
    static boolean isCharacter(int point) {
        return point >= 0x20
                ? point < Character.MIN_SURROGATE
                        || (point > Character.MAX_SURROGATE && point < 0xFFFE)
                        || point >= Character.MIN_SUPPLEMENTARY_CODE_POINT
                : point == '\t' || point == '\n' || point == '\r';
    }

    /** No longer than that, in the chars of Java; an ellipsis stands for the rest. */
    static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }
}
