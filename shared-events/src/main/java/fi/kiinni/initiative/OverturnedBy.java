package fi.kiinni.initiative;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What would overturn a decision: in words, and where it can be measured as a comparison of a measure's value. */
public record OverturnedBy(
        String text,
        @Nullable UUID measure,
        @Nullable Comparison comparison,
        @Nullable BigDecimal value) {

    /** Whether that value of that measure would overturn it. */
    public boolean isMetBy(UUID measured, BigDecimal found) {
        return measured.equals(measure)
                && value != null
                && switch (comparison) {
                    case BELOW -> found.compareTo(value) < 0;
                    case ABOVE -> found.compareTo(value) > 0;
                    case null -> false;
                };
    }

    /** How a measured value relates to the one that overturns. */
    public enum Comparison {
        BELOW,
        ABOVE
    }
}
