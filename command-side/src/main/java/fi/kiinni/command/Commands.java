package fi.kiinni.command;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fi.kiinni.StoredEvents;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.common.lock.Lock;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Where a command enters: decided on a bounded number of threads, decided again on the new state when it lost a race, counted by name
 * and outcome.
 */
@Component
class Commands implements DisposableBean {

    /** Commands decided or waiting for their turn at the same time; what is decided holds a database connection. */
    static final int THREADS = 24;

    /** Commands that may wait for a thread; more are told to come back. */
    private static final int WAITING = 2_000;

    private static final int RETRIES = 5;

    /** Changes that are listed to somebody who expected another version. */
    private static final int MOST_CHANGES = 100;

    private static final String ON_THE_LATEST = "onTheLatest";

    private final CommandBus bus;
    private final EventStore events;
    private final MeterRegistry meters;
    private final LockFactory turns = PessimisticLockFactory.usingDefaults();

    /** About which another command side was seen to decide, too: there races would be lost again and again. */
    private final Cache<String, Boolean> alsoElsewhere = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(1))
            .maximumSize(10_000)
            .build();

    private final Scheduler scheduler = Schedulers.newBoundedElastic(THREADS, WAITING, "command");

    Commands(CommandBus bus, EventStore events, MeterRegistry meters) {
        this.bus = bus;
        this.events = events;
        this.meters = meters;
    }

    /**
     * @param aggregateType name of the type of aggregate that the instruction is for
     * @return what followed; or the refusal as a problem, of status 503 if the races cannot be won or there is no room to wait
     */
    Mono<Answer> give(String aggregateType, Instruction<?> instruction, @Nullable RememberedKey key) {
        MetaData metaData = key == null ? MetaData.emptyInstance() : MetaData.with(RememberedKey.NAME, key);
        CommandMessage<Instruction<?>> message =
                new GenericCommandMessage<>(new GenericMessage<>(instruction, metaData), aggregateType);
        return Mono.defer(() -> {
            Timer.Sample time = Timer.start(meters);
            return Mono.fromCallable(() -> dispatch(message))
                    .subscribeOn(scheduler)
                    .retryWhen(Retry.backoff(RETRIES, Duration.ofMillis(5))
                            .filter(Commands::isLostRace)
                            .onRetryExhaustedThrow((_, _) -> busy("Others kept changing the same; try again.")))
                    .onErrorMap(
                            RejectedExecutionException.class,
                            _ -> busy("More commands wait than can be decided soon; try again."))
                    .doOnSuccess(_ -> count(time, instruction, "accepted"))
                    .doOnError(error -> count(time, instruction, outcome(error)));
        });
    }

    /** What is read on the way to an answer and decides nothing, on the same threads. */
    <T> Mono<T> aside(Callable<T> reading) {
        return Mono.fromCallable(reading)
                .subscribeOn(scheduler)
                .onErrorMap(
                        RejectedExecutionException.class, _ -> busy("More wait than can be answered soon; try again."));
    }

    /**
     * First on the state as this side knows it, asking nobody: if that is old, the version is taken, and nothing is written. But what was
     * refused may have been refused for a state that is no more, so that is decided again on the latest.
     */
    private Answer dispatch(CommandMessage<Instruction<?>> message) throws Exception {
        String target = message.getPayload().target();
        // Before there is a transaction: who waits here holds no connection.
        try (Lock _ = turns.obtainLock(target)) {
            if (alsoElsewhere.getIfPresent(target) == null) {
                CommandResultMessage<? extends Answer> result = decide(message);
                if (!result.isExceptional()) {
                    return result.getPayload();
                }
                if (isLostRace(result.exceptionResult())) {
                    alsoElsewhere.put(target, true);
                } else if (!(result.exceptionResult() instanceof Refused)) {
                    throw failure(result);
                }
            }
            CommandResultMessage<? extends Answer> result =
                    decide(message.andMetaData(MetaData.with(ON_THE_LATEST, true)));
            if (!result.isExceptional()) {
                return result.getPayload();
            }
            throw result.exceptionResult() instanceof Refused refused
                    ? problem(refused.refusal(), target)
                    : failure(result);
        }
    }

    private CommandResultMessage<? extends Answer> decide(CommandMessage<Instruction<?>> message) {
        FutureCallback<Instruction<?>, Answer> callback = new FutureCallback<>();
        bus.dispatch(message, callback);
        return callback.getResult();
    }

    private static Exception failure(CommandResultMessage<?> result) {
        return result.exceptionResult() instanceof Exception exception
                ? exception
                : new IllegalStateException(result.exceptionResult());
    }

    /** Whether nobody else decides about the same until the transaction ends, and what the log has of it is read first. */
    static boolean isOnTheLatest(Message<?> command) {
        return command.getMetaData().containsKey(ON_THE_LATEST);
    }

    private ProblemException problem(Refusal refusal, String target) {
        ProblemException problem = CommandProblem.answer(refusal);
        return refusal instanceof Refusal.Conflict(long expected, long actual) && expected < actual
                ? problem.with("changed", changedSince(expected, target))
                : problem;
    }

    private List<Refusal.Changed> changedSince(long version, String target) {
        return events.readEvents(target, version)
                .asStream()
                .limit(MOST_CHANGES)
                .map(event -> new Refusal.Changed(
                        event.getSequenceNumber() + 1,
                        StoredEvents.of(event.getPayloadType()).value()))
                .toList();
    }

    /** Somebody else appended to the aggregate, or used the idempotency key, between our reading and our commit. */
    private static boolean isLostRace(Throwable error) {
        return error instanceof ConcurrencyException
                || error instanceof DuplicateKeyException
                || error instanceof ConcurrencyFailureException;
    }

    private static ProblemException busy(String detail) {
        return new ProblemException(EdgeProblem.BUSY, detail).retryAfter(Duration.ofSeconds(1));
    }

    private static String outcome(Throwable error) {
        return switch (error) {
            case Refused refused ->
                CommandProblem.answer(refused.refusal()).type().problem();
            case ProblemException problem -> problem.type().problem();
            default -> "failed";
        };
    }

    private void count(Timer.Sample time, Instruction<?> instruction, String outcome) {
        time.stop(Timer.builder("kiinni.commands")
                .description("Commands by name and outcome, with the time that deciding and committing took")
                .tag("command", instruction.name())
                .tag("outcome", outcome)
                .register(meters));
    }

    @Override
    public void destroy() {
        scheduler.disposeGracefully().block(Duration.ofSeconds(10));
    }
}
