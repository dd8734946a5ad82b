package fi.kiinni.command.rule;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/**
 * Limits are in code points, so that a letter counts as one in every script; the message is the problem's stable name. The rules
 * themselves are public, because the validator makes them.
 */
abstract class TextRule<A extends Annotation> implements ConstraintValidator<A, String> {

    private final int limit;

    private TextRule(int limit) {
        this.limit = limit;
    }

    public static final class OfShortText extends TextRule<ShortText> {
        public OfShortText() {
            super(ShortText.LIMIT);
        }
    }

    public static final class OfLongText extends TextRule<LongText> {
        public OfLongText() {
            super(LongText.LIMIT);
        }
    }

    @Override
    public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
        if (text == null) {
            return true;
        }
        String problem = text.codePoints().allMatch(TextRule::isInvisible)
                ? FieldProblem.MISSING
                : text.codePointCount(0, text.length()) > limit ? FieldProblem.TOO_LONG : null;
        if (problem == null) {
            return true;
        }
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(problem).addConstraintViolation();
        return false;
    }

    /** Blanks of every script and width, and what only steers how other characters are shown. */
    private static boolean isInvisible(int codePoint) {
        return Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }
}
