package fi.kiinni.command.initiative;

import static fi.kiinni.command.rule.People.*;
import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.People;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.initiative.AsEffectiveOn;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.annotation.ClasspathParameterResolverFactory;
import org.axonframework.messaging.annotation.MultiParameterResolverFactory;
import org.axonframework.messaging.annotation.SimpleResourceParameterResolverFactory;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever people ask for in whatever order, sense or nonsense: some things are always so. A failure names its seed. */
class RandomHistoryTest {

    private static final int STEPS = 200;

    private static final Map<Phase, Class<?>> THROUGH = Map.of(
            Phase.DEVELOPMENT, MovedToPilot.class,
            Phase.PILOT, MovedToStructures.class,
            Phase.STRUCTURES, MovedToEverydayLife.class,
            Phase.EVERYDAY_LIFE, DeclaredRooted.class);

    private static final Class<?>[] POSSIBLE_WHEN_STOPPED = {
        PostComment.class,
        RetractComment.class,
        CorrectPilotResult.class,
        WithdrawPilotResult.class,
        CorrectMeasurement.class,
        WithdrawMeasurement.class,
        CorrectAction.class,
        CorrectAdoptionRecord.class,
        ResumeInitiative.class
    };

    private static final Class<?>[] POSSIBLE_WHEN_ROOTED = {
        PostComment.class,
        RetractComment.class,
        CorrectPilotResult.class,
        WithdrawPilotResult.class,
        CorrectMeasurement.class,
        WithdrawMeasurement.class,
        CorrectAction.class,
        CorrectAdoptionRecord.class,
        RecordMeasurement.class,
        ReviewRooting.class,
        IdentifyFactor.class,
        RateFactor.class,
        ResolveFactor.class,
        AnchorInStructure.class,
        WithdrawAnchor.class,
        ReopenRooting.class
    };

    private static final List<Actor> ACTORS = List.of(
            People.of("koordinaattori", Role.COORDINATOR, Role.DECISION_MAKER),
            People.of("koordinaattori", Role.COORDINATOR),
            People.of("varakoordinaattori", Role.COORDINATOR, Role.MEMBER),
            JASEN,
            PAATTAJA,
            AUDITOIJA,
            PAAKAYTTAJA,
            YLLAPITAJA,
            new Actor("toinen", "raseko", Set.of(Role.values()), Set.of()));

    /** Some that are always the same, and some that nobody has seen before. */
    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 10), new Random().longs(10));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_command_is_refused_or_leaves_the_initiative_in_order(long seed) {
        History history = new History(seed);
        for (int step = 0; step < STEPS; step++) {
            history.step();
        }
        assertThat(history.events).as("seed %d", seed).isNotEmpty();
        history.isWellDefinedOnEveryDay();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_fold_takes_what_happened_in_any_order(long seed) {
        Random random = new Random(seed);
        List<InitiativeEvent> events = new ArrayList<>();
        for (int initiative = 0; initiative < 2; initiative++) {
            History history = new History(random.nextLong());
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            events.addAll(history.events);
        }
        InitiativeEvent start = events.getFirst();
        for (int order = 0; order < 20; order++) {
            Collections.shuffle(events, random);
            Initiative initiative = Initiative.evolve(null, start);
            for (InitiativeEvent event : events) {
                try {
                    initiative = Initiative.evolve(initiative, event);
                } catch (RuntimeException e) {
                    throw new AssertionError("seed %d: %s".formatted(seed, event), e);
                }
            }
        }
    }

    @Test
    void the_histories_are_not_all_refusals() {
        Set<Class<?>> accepted = new HashSet<>();
        Set<Class<?>> refused = new HashSet<>();
        Set<Class<?>> happened = new HashSet<>();
        for (long seed = 1; seed <= 60; seed++) {
            History history = new History(seed);
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            accepted.addAll(history.accepted);
            refused.addAll(history.refused);
            history.events.forEach(event -> happened.add(event.getClass()));
        }
        assertThat(accepted).containsExactlyInAnyOrder(InitiativeCommand.class.getPermittedSubclasses());
        assertThat(happened).containsExactlyInAnyOrder(InitiativeEvent.class.getPermittedSubclasses());
        assertThat(refused).hasSizeGreaterThan(20);
    }

    /** One initiative behind the real aggregate, and everything that must be so after each step. */
    private static final class History {

        private final long seed;
        private final Random random;
        private final RandomCommand commands;
        private final SimpleCommandBus bus = SimpleCommandBus.builder().build();
        private final EmbeddedEventStore log = EmbeddedEventStore.builder()
                .storageEngine(new InMemoryEventStorageEngine())
                .build();
        private final List<InitiativeEvent> events = new ArrayList<>();
        private final Set<Class<?>> accepted = new HashSet<>();
        private final Set<Class<?>> refused = new HashSet<>();
        private @Nullable Initiative initiative;

        private History(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.commands = new RandomCommand(random);
            var parameters = MultiParameterResolverFactory.ordered(
                    new SimpleResourceParameterResolverFactory(List.of(KNOWN_HERE, ids(), log)),
                    ClasspathParameterResolverFactory.forClass(InitiativeAggregate.class));
            AggregateAnnotationCommandHandler.<InitiativeAggregate>builder()
                    .aggregateType(InitiativeAggregate.class)
                    .parameterResolverFactory(parameters)
                    .repository(EventSourcingRepository.builder(InitiativeAggregate.class)
                            .eventStore(log)
                            .parameterResolverFactory(parameters)
                            .build())
                    .commandTargetResolver(command -> new VersionedAggregateIdentifier(
                            (Object) ((Instruction<?>) command.getPayload()).target(), null))
                    .build()
                    .subscribe(bus);
        }

        private void step() {
            Actor actor = ACTORS.get(random.nextInt(10) < 5 ? 0 : random.nextInt(ACTORS.size()));
            InitiativeCommand command;
            if (initiative == null) {
                command = random.nextBoolean() ? Sample.START_INITIATIVE : commands.next();
            } else {
                command = random.nextBoolean() ? commands.towardsTheNextGate(initiative) : commands.next();
            }
            try {
                step(actor, command);
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed %d, after %d events, %s by %s".formatted(seed, events.size(), command, actor), e);
            }
        }

        private void step(Actor actor, InitiativeCommand command) throws Exception {
            Initiative before = initiative;
            Instruction<InitiativeCommand> instruction = new Instruction<>(
                    Story.ID,
                    command,
                    commands.attribution(),
                    List.of(),
                    actor,
                    TODAY,
                    random.nextInt(20) == 0 ? Long.valueOf(random.nextInt(events.size() + 2)) : null,
                    random.nextInt(5) == 0 ? Long.valueOf(random.nextInt(events.size() + 2)) : null);
            FutureCallback<Instruction<InitiativeCommand>, Answer> callback = new FutureCallback<>();
            bus.dispatch(
                    new GenericCommandMessage<>(new GenericMessage<>(instruction), InitiativeAggregate.TYPE), callback);
            List<InitiativeEvent> recorded = recordedSince(events.size());
            if (callback.getResult().isExceptional()) {
                assertThat(callback.getResult().exceptionResult()).isInstanceOf(Refused.class);
                assertThat(recorded).isEmpty();
                refused.add(((Refused) callback.getResult().exceptionResult())
                        .refusal()
                        .getClass());
                return;
            }
            Answer answer = callback.getResult().getPayload();
            for (InitiativeEvent event : recorded) {
                initiative = Initiative.evolve(initiative, event);
            }
            events.addAll(recorded);
            accepted.add(command.getClass());
            commands.remember(answer.created());

            assertThat(recorded).isNotEmpty();
            assertThat(answer.version()).isEqualTo(events.size());
            inOrder(before, Objects.requireNonNull(initiative), actor, command, recorded);
        }

        private static void inOrder(
                @Nullable Initiative before,
                Initiative after,
                Actor actor,
                InitiativeCommand command,
                List<InitiativeEvent> recorded) {
            assertThat(after.coordinators()).isNotEmpty();
            assertThat(actor.provider()).isEqualTo(after.provider());
            assertThat(recorded)
                    .allSatisfy(event ->
                            assertThat(event.effectiveOn().isAfter(TODAY)).isFalse());
            if (before == null) {
                assertThat(command).isInstanceOf(StartInitiative.class);
                return;
            }
            assertThat(after.provider()).isEqualTo(before.provider());
            if (before.standing().status() == Status.STOPPED) {
                assertThat(command).isInstanceOfAny(POSSIBLE_WHEN_STOPPED);
            }
            if (before.standing().status() == Status.ROOTED) {
                assertThat(command).isInstanceOfAny(POSSIBLE_WHEN_ROOTED);
            }
            Phase from = before.standing().phase();
            Phase to = after.standing().phase();
            boolean declared = recorded.getFirst() instanceof DeclaredRooted;
            assertThat(declared)
                    .isEqualTo(after.standing().status() == Status.ROOTED
                            && before.standing().status() != Status.ROOTED);
            if (from.isBefore(to) || declared) {
                assertThat(recorded).singleElement().satisfies(event -> {
                    assertThat(THROUGH.get(from)).isEqualTo(event.getClass());
                    assertThat(Rules.CURRENT.missing(
                                    from.nextGate(), before, event.effectiveOn().firstDay()))
                            .isEmpty();
                });
                assertThat(before.standing().status()).isEqualTo(Status.ACTIVE);
            }
            if (to.isBefore(from)) {
                assertThat(recorded)
                        .last()
                        .isInstanceOfSatisfying(
                                ReturnedToPhase.class,
                                returned -> assertThat(returned.phase()).isEqualTo(to));
            }
            if (from.isBefore(to)) {
                assertThat(from.nextGate().name()).isEqualTo(to.name());
            }
            assertThat(after.standing().since().isBefore(before.standing().since()))
                    .isFalse();
        }

        /** Nothing lies in the future here, so that today it is as everything recorded makes it. */
        private void isWellDefinedOnEveryDay() {
            LocalDate start = events.getFirst().effectiveOn().firstDay();
            events.stream()
                    .map(event -> event.effectiveOn().firstDay())
                    .distinct()
                    .forEach(day -> {
                        assertThat(effectiveOn(day) != null).isEqualTo(!day.isBefore(start));
                        assertThat(effectiveOn(day.minusDays(1)) != null).isEqualTo(day.isAfter(start));
                    });
            assertThat(effectiveOn(TODAY)).isEqualTo(initiative);
        }

        private @Nullable Initiative effectiveOn(LocalDate day) {
            AsEffectiveOn then = new AsEffectiveOn(day);
            Initiative state = null;
            for (InitiativeEvent event : events) {
                state = then.evolve(state, event);
            }
            return state;
        }

        /** Versions are contiguous: the log's numbers are those of the events, without a gap. */
        private List<InitiativeEvent> recordedSince(int version) {
            List<InitiativeEvent> recorded = new ArrayList<>();
            log.readEvents(Story.ID, version).asStream().forEachOrdered((DomainEventMessage<?> message) -> {
                assertThat(message.getSequenceNumber()).isEqualTo(version + recorded.size());
                recorded.add((InitiativeEvent) message.getPayload());
            });
            return recorded;
        }
    }
}
