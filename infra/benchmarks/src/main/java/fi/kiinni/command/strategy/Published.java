package fi.kiinni.command.strategy;

import fi.kiinni.Role;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.StrategyEvent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** A version of a strategy, and what the log keeps beside it: the aggregate's own checks and decision, without a store. */
public record Published(StrategyEvent event, Map<String, String> provenance) {

    /** @throws fi.kiinni.command.rule.Refused as the aggregate does */
    public static Published on(
            Instruction<StrategyCommand> instruction, Strategy before, Known known, Supplier<UUID> newId) {
        String provider = instruction.target();
        Role role = instruction.accept(
                Role.ADMINISTRATOR, provider, before.versions().size(), _ -> List.of(), known);
        return new Published(
                StrategyAggregate.decide(
                        instruction.command(),
                        before,
                        Circumstances.of(instruction.actor(), instruction.today(), instruction.attribution(), newId)),
                instruction.provenance(provider, role));
    }
}
