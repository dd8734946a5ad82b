package fi.kiinni.command.initiative;

import fi.kiinni.Role;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What follows from a command, and what the log keeps beside it: the aggregate's own checks and decisions, without a store. */
public record Decided(List<InitiativeEvent> events, Map<String, String> provenance) {

    /** @throws fi.kiinni.command.rule.Refused as the aggregate does */
    public static Decided on(
            Instruction<InitiativeCommand> instruction,
            @Nullable Initiative before,
            long version,
            Known known,
            Supplier<UUID> newId) {
        String provider =
                Objects.requireNonNull(before == null ? instruction.actor().provider() : before.provider());
        Role role = instruction.accept(
                Entitlement.roleOf(instruction.actor(), instruction.needed(), before)
                        .orElse(null),
                provider,
                version,
                _ -> List.of(),
                known);
        InitiativeAggregate.refuseUnknownGoals(instruction.command(), provider, known);
        return new Decided(
                Decide.on(
                        instruction.command(),
                        before,
                        Circumstances.of(instruction.actor(), instruction.today(), instruction.attribution(), newId)),
                instruction.provenance(provider, role));
    }
}
