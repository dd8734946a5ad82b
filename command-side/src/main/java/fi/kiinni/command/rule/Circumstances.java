package fi.kiinni.command.rule;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import java.time.LocalDate;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a decision takes from outside the command and the state.
 *
 * @param today the day of recording in Europe/Helsinki
 * @param effectiveOnAsGiven the business date, where one was given
 * @param newId makes the ids of what the command creates
 */
public record Circumstances(
        Actor actor, LocalDate today, @Nullable BusinessDate effectiveOnAsGiven, Supplier<UUID> newId) {

    public static Circumstances of(Actor actor, LocalDate today, Attribution attribution, Supplier<UUID> newId) {
        return new Circumstances(actor, today, attribution.effectiveOn(), newId);
    }

    /** The business date given, or today. */
    public BusinessDate effectiveOn() {
        return effectiveOnAsGiven == null ? BusinessDate.of(today) : effectiveOnAsGiven;
    }
}
