package fi.kiinni.command.rule;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import java.time.LocalDate;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a decision takes from outside the command and the state.
 *
 * @param today the day of recording in Europe/Helsinki
 * @param effectiveOn the business date given, or today
 * @param newId makes the ids of what the command creates
 */
public record Circumstances(Actor actor, LocalDate today, BusinessDate effectiveOn, Supplier<UUID> newId) {

    public static Circumstances of(Actor actor, LocalDate today, Attribution attribution, Supplier<UUID> newId) {
        BusinessDate given = attribution.effectiveOn();
        return new Circumstances(actor, today, given == null ? BusinessDate.of(today) : given, newId);
    }
}
