package fi.kiinni.command;

import com.fasterxml.uuid.Generators;
import fi.kiinni.command.account.Directory;
import fi.kiinni.command.initiative.InitiativeAggregate;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.command.strategy.StrategyAggregate;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.StrategyEvent;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.ClasspathParameterResolverFactory;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.annotation.SimpleResourceParameterResolverFactory;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Axon's command handling, wired by hand: nothing here depends on what an auto-configuration finds. */
@Configuration(proxyBeanMethods = false)
class CommandWiring {

    private static final CommandTargetResolver TARGET = command ->
            new VersionedAggregateIdentifier((Object) ((Instruction<?>) command.getPayload()).target(), null);

    /** The clock that says which business day it is: Finland's. */
    @Bean
    Clock businessClock() {
        return Clock.system(ZoneId.of("Europe/Helsinki"));
    }

    @Bean
    CommandBus commandBus(
            TransactionManager transactions,
            EventStore events,
            Known known,
            Supplier<UUID> newId,
            RememberedAnswers remembered,
            JdbcClient database) {
        CommandBus bus =
                SimpleCommandBus.builder().transactionManager(transactions).build();
        bus.registerHandlerInterceptor((unitOfWork, chain) -> {
            if (Commands.isOnTheLatest(unitOfWork.getMessage())) {
                waitForOtherSides(((Instruction<?>) unitOfWork.getMessage().getPayload()).target(), database);
            }
            return chain.proceed();
        });
        bus.registerHandlerInterceptor(remembered);
        ParameterResolverFactory parameters = MultiParameterResolverFactory.ordered(
                ClasspathParameterResolverFactory.forClass(CommandWiring.class),
                new SimpleResourceParameterResolverFactory(List.of(known, newId, events)));
        handle(InitiativeAggregate.class, bus, events, parameters);
        handle(StrategyAggregate.class, bus, events, parameters);
        return bus;
    }

    /** Until the transaction ends, no other command side on this log decides about the same. */
    private static void waitForOtherSides(String target, JdbcClient database) {
        database.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(target)
                .query(_ -> {});
    }

    private static <A> void handle(
            Class<A> type, CommandBus bus, EventStore events, ParameterResolverFactory parameters) {
        Repository<A> repository = new LatestAggregates<>(
                EventSourcingRepository.builder(type)
                        .eventStore(events)
                        .parameterResolverFactory(parameters)
                        .lockFactory(NullLockFactory.INSTANCE), // Commands come one at a time
                events);
        AggregateAnnotationCommandHandler.<A>builder()
                .aggregateType(type)
                .repository(repository)
                .parameterResolverFactory(parameters)
                .commandTargetResolver(TARGET)
                .build()
                .subscribe(bus);
    }

    /** Ids of what commands create, in the order of their making. */
    @Bean
    Supplier<UUID> newId() {
        return Generators.timeBasedEpochGenerator()::generate;
    }

    @Bean
    Known known(EventStore events, Directory directory) {
        return new Known() {
            @Override
            public boolean person(String provider, String person) {
                return directory.knows(provider, person);
            }

            @Override
            public Strategy strategyOf(String provider) {
                return events.readEvents(provider)
                        .asStream()
                        .map(message -> (StrategyEvent) message.getPayload())
                        .reduce(Strategy.NONE, Strategy::evolve, (earlier, _) -> earlier);
            }
        };
    }
}
