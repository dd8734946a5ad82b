package fi.kiinni.command.strategy;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.rule.Command;
import fi.kiinni.command.rule.Contradictions;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.LongText;
import fi.kiinni.command.rule.May;
import fi.kiinni.command.rule.ShortText;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What can be asked of a provider's strategy. */
public sealed interface StrategyCommand extends Command {

    /** A new version of the strategy; its goals replace those of the version before. */
    @May(Entitlement.ADMINISTERING)
    record PublishStrategy(
            @NotNull @ShortText String name,
            @NotNull BusinessDate from,
            @NotNull BusinessDate until,
            @NotNull @Size(min = 1, max = 100) List<@NotNull @Valid Goal> goals)
            implements StrategyCommand {

        public record Goal(@NotNull @LongText String text) {}

        @Override
        public void contradictions(Contradictions found) {
            found.notBefore("until", until, "from", from);
        }
    }
}
