package fi.kiinni.command.rule;

import fi.kiinni.BusinessDate;
import org.jspecify.annotations.Nullable;

/**
 * What every command may say beside its own fields.
 *
 * @param effectiveOn the business date; the day of recording in Europe/Helsinki if it is not given
 * @param assertedBy the person who says so, if it is not the one who records it
 */
public record Attribution(
        @Nullable BusinessDate effectiveOn,
        @Nullable @ShortText String assertedBy,
        @Nullable @LongText String why) {

    public static final Attribution NONE = new Attribution(null, null, null);
}
