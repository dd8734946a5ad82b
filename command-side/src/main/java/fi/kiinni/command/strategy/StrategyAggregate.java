package fi.kiinni.command.strategy;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import fi.kiinni.Role;
import fi.kiinni.StoredEvents;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.strategy.StrategyCommand.PublishStrategy;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.StrategyEvent;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The thin shell between Axon and a provider's strategy; the aggregate's id is the provider's slug. */
@AggregateRoot(type = StrategyAggregate.TYPE)
public final class StrategyAggregate {

    /** The name under which the log keeps aggregates of this type, and commands find them. */
    public static final String TYPE = "Strategy";

    @AggregateIdentifier
    private @Nullable String provider;

    private Strategy strategy = Strategy.NONE;

    StrategyAggregate() {}

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Answer handle(Instruction<StrategyCommand> instruction, Known known, Supplier<UUID> newId, EventStore log) {
        Role entitled = instruction.actor().belongsTo(instruction.target())
                ? Entitlement.roleOf(instruction.actor(), instruction.needed(), null)
                        .orElse(null)
                : null;
        Role role = instruction.accept(
                entitled,
                instruction.target(),
                version(),
                seen -> publishedAfter(seen, instruction.target(), log),
                known);
        StrategyEvent event = decide(
                instruction.command(),
                strategy,
                Circumstances.of(instruction.actor(), instruction.today(), instruction.attribution(), newId));
        provider = instruction.target();
        apply(event, MetaData.from(instruction.provenance(provider, role)));
        return new Answer(
                null,
                provider,
                version(),
                List.of(StoredEvents.of(event.getClass()).value()),
                created(event));
    }

    @EventSourcingHandler
    void on(StrategyEvent event, DomainEventMessage<?> message) {
        if (provider == null) {
            provider = message.getAggregateIdentifier();
        }
        strategy = strategy.evolve(event);
    }

    /** A strategy is one part: each new version replaces the goals. */
    private static List<Refusal.Changed> publishedAfter(long seen, String provider, EventStore log) {
        return log.readEvents(provider, seen)
                .asStream()
                .map(message -> new Refusal.Changed(
                        message.getSequenceNumber() + 1,
                        StoredEvents.of(message.getPayloadType()).value()))
                .toList();
    }

    static StrategyEvent decide(StrategyCommand command, Strategy strategy, Circumstances circumstances) {
        return switch (command) {
            case PublishStrategy(var name, var from, var until, var goals) ->
                new StrategyPublished(
                        strategy.nextVersion(),
                        name,
                        from,
                        until,
                        goals.stream()
                                .map(goal -> new Goal(circumstances.newId().get(), goal.text()))
                                .toList(),
                        circumstances.effectiveOn());
        };
    }

    private static Map<String, Object> created(StrategyEvent event) {
        return switch (event) {
            case StrategyPublished published ->
                Map.of("goals", published.goals().stream().map(Goal::goal).toList());
        };
    }

    private static long version() {
        Long sequence = getVersion();
        return sequence == null ? 0 : sequence + 1;
    }
}
