package fi.kiinni.initiative;

import fi.kiinni.initiative.InitiativeEvent.InitiativeStarted;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The fold of those events alone that were so in the world on that day: in the order of recording, everything whose business date is
 * not after it. A date that is a month or a year counts by its first day.
 *
 * <p>An event that corrects another carries the business date of the fact that it replaces, and so is in the fold from that date on, not
 * from its recording on. Nothing is there before the initiative had begun: while the start's own date is after the day, what was
 * dated earlier waits for it too. And what refers to something that was so only later changes nothing, like a retirement that is
 * dated before its measure.
 */
public record AsEffectiveOn(LocalDate day) {

    /** The state after a further event, null as long as the initiative has not begun. Never refuses, as {@link Initiative#evolve}. */
    public @Nullable Initiative evolve(@Nullable Initiative before, InitiativeEvent event) {
        return includes(before != null, event) ? Initiative.evolve(before, event) : before;
    }

    /** Whether the event is in the fold. */
    public boolean includes(boolean hasBegun, InitiativeEvent event) {
        return (hasBegun || event instanceof InitiativeStarted)
                && !event.effectiveOn().isAfter(day);
    }
}
