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
 * Keeps the aggregates that were commanded last. What others have appended to one since is read from the log for a command that is to
 * be decided on the latest state; any other takes it as it is, and finds its version taken if it is old. One that is in use is not
 * kept; it comes back when its events are committed, or as it was if there are none.
 */
final class LatestAggregates<A> extends EventSourcingRepository<A> {

    /** Events that all that are kept add up to. */
    private static final int MOST_EVENTS = 100_000;

    /** What a longer one counts for, so that it is kept as well: to read it again takes seconds. */
    private static final int LONG = MOST_EVENTS / 2;

    private final EventStore events;
    private final Cache<String, Kept<A>> latest = Caffeine.newBuilder()
            .maximumWeight(MOST_EVENTS)
            .<String, Kept<A>>weigher((_, kept) -> (int) Math.min(kept.version() + 1, LONG))
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
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get();
        EventSourcedAggregate<A> aggregate = kept == null ? super.doLoadWithLock(id, expectedVersion) : revived(kept);
        if (kept != null && Commands.isOnTheLatest(unitOfWork.getMessage())) {
            catchUp(id, aggregate);
        }
        long loaded = aggregate.version();
        unitOfWork.afterCommit(_ -> keep(id, aggregate));
        unitOfWork.onRollback(_ -> {
            if (aggregate.version() == loaded) {
                keep(id, aggregate);
            }
        });
        return aggregate;
    }

    private EventSourcedAggregate<A> revived(Kept<A> kept) {
        return kept.aggregate().recreateAggregate(aggregateModel(), events, NoSnapshotTriggerDefinition.INSTANCE);
    }

    private void catchUp(String id, EventSourcedAggregate<A> aggregate) {
        DomainEventStream missed = events.readEvents(id, aggregate.version() + 1);
        if (missed.hasNext()) {
            aggregate.initializeState(missed);
        }
    }

    private void keep(String id, EventSourcedAggregate<A> aggregate) {
        latest.put(id, new Kept<>(new AggregateCacheEntry<>(aggregate), aggregate.version()));
    }
}
