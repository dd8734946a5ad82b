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

    /** How a measured value relates to the one that overturns. */
    public enum Comparison {
        BELOW,
        ABOVE
    }
}
