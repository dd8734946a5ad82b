package fi.kiinni.command;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.axonframework.eventsourcing.AggregateCacheEntry;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.NoSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the aggregates that were commanded last, so that of each only what is new is read from the log, whoever appended it. One that
 * is in use is not kept; it comes back when its events are committed, or as it was if there are none.
 */
final class LatestAggregates<A> extends EventSourcingRepository<A> {

    /** Events that all that are kept add up to. */
    private static final int MOST_EVENTS = 100_000;

    private final EventStore events;
    private final Cache<String, Kept<A>> latest = Caffeine.newBuilder()
            .maximumWeight(MOST_EVENTS)
            .<String, Kept<A>>weigher((_, kept) -> (int) Math.min(kept.version() + 1, MOST_EVENTS + 1))
            .build();

    LatestAggregates(Builder<A> builder, EventStore events) {
        super(builder);
        this.events = events;
    }

    /** @param version of its last event, counted from 0 */
    private record Kept<A>(AggregateCacheEntry<A> aggregate, long version) {}

    @Override
    protected EventSourcedAggregate<A> doLoadWithLock(String id, @Nullable Long expectedVersion) {
        @Nullable Kept<A> kept = latest.asMap().remove(id);
        EventSourcedAggregate<A> aggregate =
                kept == null ? super.doLoadWithLock(id, expectedVersion) : caughtUp(id, kept);
        long loaded = aggregate.version();
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get();
        unitOfWork.afterCommit(_ -> keep(id, aggregate));
        unitOfWork.onRollback(_ -> {
            if (aggregate.version() == loaded) {
                keep(id, aggregate);
            }
        });
        return aggregate;
    }

    private EventSourcedAggregate<A> caughtUp(String id, Kept<A> kept) {
        EventSourcedAggregate<A> aggregate =
                kept.aggregate().recreateAggregate(aggregateModel(), events, NoSnapshotTriggerDefinition.INSTANCE);
        DomainEventStream missed = events.readEvents(id, kept.version() + 1);
        if (missed.hasNext()) {
            aggregate.initializeState(missed);
        }
        return aggregate;
    }

    private void keep(String id, EventSourcedAggregate<A> aggregate) {
        latest.put(id, new Kept<>(new AggregateCacheEntry<>(aggregate), aggregate.version()));
    }
}
