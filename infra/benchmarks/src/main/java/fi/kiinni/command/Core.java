package fi.kiinni.command;

import fi.kiinni.Actor;
import fi.kiinni.command.initiative.InitiativeAggregate;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Command;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.strategy.StrategyAggregate;
import fi.kiinni.command.strategy.StrategyCommand;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ApplicationContext;

/** A running command side, entered where its routes enter it. */
public final class Core {

    private static final Map<Class<? extends Command>, String> PATHS = CommandRoutes.paths();

    private final Commands commands;
    private final Clock clock;

    private Core(Commands commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    public static Core of(ApplicationContext commandSide) {
        return new Core(commandSide.getBean(Commands.class), commandSide.getBean(Clock.class));
    }

    /** Where the command is posted to. */
    public static String path(InitiativeCommand command, String initiative) {
        return Objects.requireNonNull(PATHS.get(command.getClass())).replace("{id}", initiative);
    }

    public LocalDate today() {
        return LocalDate.now(clock);
    }

    public Answer give(String initiative, InitiativeCommand command, Actor actor) {
        return await(
                InitiativeAggregate.TYPE,
                new Instruction<>(initiative, command, Attribution.NONE, List.of(), actor, today(), null, null));
    }

    public Answer give(String provider, StrategyCommand command, Actor actor) {
        return await(
                StrategyAggregate.TYPE,
                new Instruction<>(provider, command, Attribution.NONE, List.of(), actor, today(), null, null));
    }

    private Answer await(String aggregateType, Instruction<?> instruction) {
        return Objects.requireNonNull(
                commands.give(aggregateType, instruction, null).block());
    }
}
