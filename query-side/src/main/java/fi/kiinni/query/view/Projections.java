package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import fi.kiinni.query.view.Progress.Place;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.extensions.mongo.DefaultMongoTemplate;
import org.axonframework.extensions.mongo.eventsourcing.tokenstore.MongoTokenStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the projections, each on a processor of its own. Any number of processes may: Axon's segments divide the
 * aggregates among them through the tokens in MongoDB, which vanish with the views and so make them be rebuilt.
 */
final class Projections implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Projections.class);
    private static final String TOKENS = "tokens";

    private final EventStore eventStore;
    private final Map<Projection, PooledStreamingEventProcessor> processors = new HashMap<>();
    private final Map<String, Timer> delays = new HashMap<>();
    private final MongoCollection<Document> tokens;
    private final Serializer tokenSerializer;
    private final Overview overview;
    private final MultiGauge initiatives;
    private final ScheduledExecutorService workers;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("views-watch").daemon().factory());
    private final Duration retryEvery;
    private final Progress progress;
    private volatile boolean running;

    /**
     * @param lookEvery how often a view looks for events without being woken, claims segments that others left, and stores
     *     an idle segment's token, without which other processes do not see how far it is; less than the ten seconds
     *     after which a claim is taken for abandoned
     * @param retryEvery how often the dead letters are looked through
     */
    Projections(
            EventStore eventStore,
            Serializer tokenSerializer,
            MongoDatabase database,
            List<View> views,
            Overview overview,
            DeadLetters letters,
            History history,
            Clock clock,
            MeterRegistry meters,
            Duration lookEvery,
            Duration retryEvery) {
        this.eventStore = eventStore;
        this.tokenSerializer = tokenSerializer;
        this.overview = overview;
        this.retryEvery = retryEvery;
        this.tokens = database.getCollection(TOKENS);
        this.initiatives = MultiGauge.builder("kiinni.initiatives")
                .description("Initiatives by phase and status")
                .register(meters);
        this.workers = Executors.newScheduledThreadPool(
                4, Thread.ofPlatform().name("views-", 1).daemon().factory());
        TokenStore tokenStore = MongoTokenStore.builder()
                .mongoTemplate(DefaultMongoTemplate.builder()
                        .mongoDatabase(database)
                        .trackingTokensCollectionName(TOKENS)
                        .build())
                .serializer(tokenSerializer)
                .transactionManager(NoTransactionManager.instance())
                .build();
        for (View view : views) {
            Timer delay = Timer.builder("kiinni.view.delay")
                    .description("From the recording of an event until it can be seen, once the views have caught up")
                    .tag("view", view.name())
                    .publishPercentileHistogram()
                    .register(meters);
            delays.put(view.name(), delay);
            Projection projection = new Projection(
                    view, letters, history, clock, last -> record(delay, Duration.between(last.at(), clock.instant())));
            processors.put(projection, processor(projection, tokenStore, lookEvery.toMillis()));
            Gauge.builder("kiinni.view.dead.letters", () -> letters.count(view.name()))
                    .description("Aggregates that the view could not follow")
                    .tag("view", view.name())
                    .register(meters);
        }
        this.progress = new Progress(this::head, this::places);
        for (View view : views) {
            Gauge.builder("kiinni.view.position", () -> progress.of(view.name()).position())
                    .description("Place in the log up to which the view has followed")
                    .tag("view", view.name())
                    .register(meters);
            Gauge.builder("kiinni.view.behind", () -> progress.of(view.name()).behind())
                    .description("Places between the view and the head of the log")
                    .tag("view", view.name())
                    .register(meters);
        }
    }

    private PooledStreamingEventProcessor processor(
            Projection projection, TokenStore tokenStore, long lookEveryMillis) {
        return PooledStreamingEventProcessor.builder()
                .name(projection.name())
                .eventHandlerInvoker(projection)
                .rollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE)
                .messageSource(eventStore)
                .tokenStore(tokenStore)
                .transactionManager(NoTransactionManager.instance())
                .coordinatorExecutor(workers)
                .workerExecutor(workers)
                .initialToken(StreamableMessageSource::createTailToken)
                .initialSegmentCount(2)
                .batchSize(1000)
                .claimExtensionThreshold(lookEveryMillis)
                .tokenClaimInterval(lookEveryMillis)
                .build();
    }

    private void record(Timer delay, Duration took) {
        if (progress.isCaughtUp() && !took.isNegative()) {
            delay.record(took);
        }
    }

    Progress progress() {
        return progress;
    }

    private long head() {
        return position(eventStore.createHeadToken());
    }

    private static long position(@Nullable TrackingToken token) {
        return token == null ? 0 : Math.max(0, token.position().orElse(0));
    }

    /** How far each segment of each view is: what this process knows of its own, the tokens say of the others'. */
    private List<Place> places() {
        Map<String, Place> places = new HashMap<>();
        for (Document token : tokens.find()) {
            if (token.get("processorName") instanceof String view && token.get("segment") instanceof Integer segment) {
                @Nullable Binary bytes = token.get("token", Binary.class);
                @Nullable
                TrackingToken stored = bytes == null
                        ? null
                        : tokenSerializer.deserialize(new SimpleSerializedObject<>(
                                bytes.getData(), byte[].class, token.getString("tokenType"), null));
                places.put(view + "/" + segment, new Place(view, position(stored)));
            }
        }
        processors.forEach((projection, processor) -> {
            String view = projection.name();
            processor
                    .processingStatus()
                    .forEach((segment, status) ->
                            places.put(view + "/" + segment, new Place(view, position(status.getTrackingToken()))));
            if (places.values().stream().noneMatch(place -> place.view().equals(view))) {
                places.put(view, new Place(view, 0));
            }
        });
        return new ArrayList<>(places.values());
    }

    private void retryDeadLetters() {
        processors.forEach((projection, processor) -> projection.retry(segments(processor)));
    }

    private static List<Segment> segments(PooledStreamingEventProcessor processor) {
        return processor.processingStatus().values().stream()
                .filter(status -> !status.isErrorState())
                .map(EventTrackerStatus::getSegment)
                .toList();
    }

    private void countInitiatives() {
        List<Row<?>> rows = new ArrayList<>();
        overview.count()
                .forEach((standing, count) ->
                        rows.add(Row.of(Tags.of("phase", standing.phase(), "status", standing.status()), count)));
        initiatives.register(rows, true);
    }

    /** What fails is tried again the next time: the stores may be away. */
    private static Runnable again(String what, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.warn("{} failed, and is tried again: {}", what, e.toString());
            }
        };
    }

    @Override
    public void start() {
        running = true;
        processors.values().forEach(PooledStreamingEventProcessor::start);
        long retryMillis = retryEvery.toMillis();
        var _ = watch.scheduleWithFixedDelay(
                again("Looking through the dead letters", this::retryDeadLetters),
                retryMillis,
                retryMillis,
                TimeUnit.MILLISECONDS);
        var _ = watch.scheduleWithFixedDelay(
                again("Counting the initiatives", this::countInitiatives), 5, 15, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        running = false;
        watch.shutdown();
        processors.values().forEach(PooledStreamingEventProcessor::shutDown);
        workers.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
