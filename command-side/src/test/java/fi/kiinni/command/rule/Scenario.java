package fi.kiinni.command.rule;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.strategy.StrategyEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.axonframework.test.matchers.Matchers;
import org.jspecify.annotations.Nullable;

/**
 * Given what happened to an aggregate, when somebody gives a command, then this happens or it is refused.
 *
 * @param <C> the commands that the aggregate takes
 */
public final class Scenario<C extends Command> {

    private final TestExecutor<?> aggregate;
    private final String type;
    private final String target;
    private Attribution attribution = Attribution.NONE;
    private List<FieldProblem> unreadable = List.of();
    private @Nullable Long ifMatch;
    private @Nullable Long ifPartMatch;
    private @Nullable Refused refused;

    /**
     * @param type name under which commands find the aggregate
     * @param target id of the aggregate
     * @param given what happened to it, nothing if it is yet to be
     */
    public Scenario(Class<?> aggregate, String type, String target, List<?> given) {
        AggregateTestFixture<?> fixture = new AggregateTestFixture<>(aggregate);
        this.aggregate = fixture.registerInjectableResource(fixture.getEventStore())
                .registerInjectableResource(People.KNOWN_HERE)
                .registerInjectableResource(People.ids())
                .registerCommandTargetResolver(command -> new VersionedAggregateIdentifier(
                        (Object) ((Instruction<?>) command.getPayload()).target(), null))
                .registerCommandHandlerInterceptor((unitOfWork, chain) -> {
                    try {
                        return chain.proceed();
                    } catch (Refused e) {
                        refused = e;
                        throw e;
                    }
                })
                .given(given);
        this.type = type;
        this.target = target;
    }

    /** Says besides the command when it was so, on whose word and why. */
    public Scenario<C> with(Attribution said) {
        attribution = said;
        return this;
    }

    /** Insists on the version that was seen. */
    public Scenario<C> ifMatch(long version) {
        ifMatch = version;
        return this;
    }

    /** Insists on the part that the command is about as it was seen at that version. */
    public Scenario<C> ifPartMatch(long version) {
        ifPartMatch = version;
        return this;
    }

    /** Sends fields that could not be read. */
    public Scenario<C> withUnreadable(FieldProblem... fields) {
        unreadable = List.of(fields);
        return this;
    }

    public Outcome when(Actor actor, C command) {
        Instruction<C> instruction =
                new Instruction<>(target, command, attribution, unreadable, actor, People.TODAY, ifMatch, ifPartMatch);
        ResultValidator<?> result =
                aggregate.when(new GenericCommandMessage<>(new GenericMessage<>(instruction), type));
        return new Outcome(result, instruction, refused);
    }

    /** What followed from a command. */
    public static final class Outcome {

        private final ResultValidator<?> result;
        private final Instruction<?> instruction;
        private final @Nullable Refused refused;

        private Outcome(ResultValidator<?> result, Instruction<?> instruction, @Nullable Refused refused) {
            this.result = result;
            this.instruction = instruction;
            this.refused = refused;
        }

        /** These events, each with who did it in their only role, by which command, on whose word and why. */
        public Outcome thenEvents(Object... events) {
            return thenEventsAs(instruction.actor().roles().iterator().next(), events);
        }

        public Outcome thenEventsAs(Role role, Object... events) {
            Map<String, String> provenance = new LinkedHashMap<>();
            provenance.put(
                    "provider", Objects.requireNonNull(instruction.actor().provider()));
            provenance.put("by", instruction.actor().person());
            provenance.put("role", role.name());
            provenance.put("command", instruction.command().getClass().getSimpleName());
            if (instruction.attribution().assertedBy() != null) {
                provenance.put("assertedBy", instruction.attribution().assertedBy());
            }
            if (instruction.attribution().why() != null) {
                provenance.put("why", instruction.attribution().why());
            }
            result.expectSuccessfulHandlerExecution()
                    .expectEvents(Arrays.stream(events)
                            .map(event -> new GenericEventMessage<>(event, MetaData.from(provenance)))
                            .toArray(EventMessage<?>[]::new));
            return this;
        }

        public Outcome thenAnswer(Answer answer) {
            result.expectResultMessagePayload(answer);
            return this;
        }

        /** Whatever follows, it is not refused. */
        public void thenAccepted() {
            assertThat(events()).isNotEmpty();
        }

        /** Whatever follows, the log keeps in which role it was done. */
        public void thenAcceptedAs(Role role) {
            assertThat(events())
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getMetaData()).containsEntry("role", role.name()));
        }

        /** Whatever follows, the log keeps on whose word it was done and why. */
        public void thenProvenance(String assertedBy, String why) {
            assertThat(events())
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getMetaData())
                            .containsEntry("provider", People.PROVIDER)
                            .containsEntry("by", instruction.actor().person())
                            .containsEntry(
                                    "command", instruction.command().getClass().getSimpleName())
                            .containsEntry("assertedBy", assertedBy)
                            .containsEntry("why", why));
        }

        /** Whatever follows, it was so on that date. */
        public void thenEffectiveOn(BusinessDate date) {
            assertThat(events())
                    .isNotEmpty()
                    .map(event -> switch (event.getPayload()) {
                        case InitiativeEvent initiative -> initiative.effectiveOn();
                        case StrategyEvent strategy -> strategy.effectiveOn();
                        default -> throw new AssertionError("Not an event of ours: " + event);
                    })
                    .containsOnly(date);
        }

        /** If it is refused, then not for its fields. */
        public void thenNotInvalid() {
            if (refused == null) {
                thenAccepted();
            } else {
                assertThat(refused.refusal()).isNotInstanceOf(Refusal.InvalidFields.class);
            }
        }

        /** If it is refused, then not because something has changed. */
        public void thenNotInConflict() {
            if (refused == null) {
                thenAccepted();
            } else {
                assertThat(refused.refusal())
                        .isNotInstanceOf(Refusal.Conflict.class)
                        .isNotInstanceOf(Refusal.PartChanged.class);
            }
        }

        public void thenRefused(Refusal refusal) {
            assertThat(refusal()).isEqualTo(refusal);
        }

        /** Refused for exactly these fields, each with what is wrong with it. */
        public void thenInvalid(String... fieldsAndProblems) {
            assertThat(refusal())
                    .isInstanceOfSatisfying(
                            Refusal.InvalidFields.class,
                            invalid -> assertThat(invalid.problems())
                                    .map(problem -> problem.field() + " " + problem.problem())
                                    .containsExactly(fieldsAndProblems));
        }

        private Refusal refusal() {
            result.expectNoEvents().expectException(Refused.class);
            return Objects.requireNonNull(refused).refusal();
        }

        private List<EventMessage<?>> events() {
            List<EventMessage<?>> seen = new ArrayList<>();
            result.expectSuccessfulHandlerExecution()
                    .expectEventsMatching(Matchers.matches((List<EventMessage<?>> events) -> seen.addAll(events)));
            return seen;
        }
    }
}
