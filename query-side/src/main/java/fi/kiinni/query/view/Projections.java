package fi.kiinni.query.view;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import fi.kiinni.log.LogPages;
import fi.kiinni.query.view.BulkLoad.Part;
import fi.kiinni.query.view.Generations.Generation;
import fi.kiinni.query.view.Rebuilds.Place;
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
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final long BUSY_NANOS = 1_000_000_000;
    private static final int YIELDING = 3;

    /** Places in the log. What is so near its end does not yield any more: it would never come as far as what it is compared with. */
    private static final long NEAR = 1_000;

    private final EventStore eventStore;
    private final Map<String, Function<Generation, View>> views;
    private final Generations generations;
    private final Rebuilds rebuilds;
    private final DeadLetters letters;
    private final History history;
    private final PassedOver passedOver;
    private final Clock clock;
    private final Map<Generation, Following> followings = new ConcurrentHashMap<>();
    private final Map<String, Timer> delays = new HashMap<>();
    private final TokenStore tokenStore;
    private final MongoCollection<Document> tokens;
    private final Serializer tokenSerializer;
    private final Overview overview;
    private final MultiGauge initiatives;
    private final ScheduledExecutorService workers = threads(4, "views-");
    private final ScheduledExecutorService builders = threads(4, "views-building-");
    private final ScheduledExecutorService watch = threads(1, "views-watch-");
    private final ScheduledExecutorService comparing = threads(1, "views-comparing-");
    private final Duration lookEvery;
    private final Duration retryEvery;
    private final Progress progress;
    private final BulkLoad bulkLoad;
    private volatile long lastShownNanos;
    private volatile long lastShown;
    private volatile boolean running;

    /** A generation of a view and what keeps it at the log's heels. */
    private record Following(Generation generation, Projection projection, PooledStreamingEventProcessor processor) {}

    /**
     * @param views what makes each view's documents, by its name
     * @param lookEvery how often a view looks for events without being woken, claims segments that others left, and stores
     *     an idle segment's token, without which other processes do not see how far it is; less than the ten seconds
     *     after which a claim is taken for abandoned
     * @param retryEvery how often the dead letters are looked through, and what was decided of the views' generations
     * @param keep for how long a generation stays that is not read any more
     */
    Projections(
            EventStore eventStore,
            LogPages pages,
            Serializer tokenSerializer,
            MongoDatabase database,
            Map<String, Function<Generation, View>> views,
            Generations generations,
            Overview overview,
            DeadLetters letters,
            History history,
            PassedOver passedOver,
            Clock clock,
            MeterRegistry meters,
            Duration lookEvery,
            Duration retryEvery,
            Duration keep) {
        this.eventStore = eventStore;
        this.tokenSerializer = tokenSerializer;
        this.views = views;
        this.generations = generations;
        this.letters = letters;
        this.history = history;
        this.passedOver = passedOver;
        this.clock = clock;
        this.overview = overview;
        this.lookEvery = lookEvery;
        this.retryEvery = retryEvery;
        this.tokens = database.getCollection(TOKENS);
        this.initiatives = MultiGauge.builder("kiinni.initiatives")
                .description("Initiatives by phase and status")
                .register(meters);
        this.tokenStore = MongoTokenStore.builder()
                .mongoTemplate(DefaultMongoTemplate.builder()
                        .mongoDatabase(database)
                        .trackingTokensCollectionName(TOKENS)
                        .build())
                .serializer(tokenSerializer)
                .transactionManager(NoTransactionManager.instance())
                .build();
        this.bulkLoad = new BulkLoad(pages, tokenStore, BulkLoad.PAGE);
        this.progress = new Progress(this::head, this::shown);
        this.rebuilds = new Rebuilds(
                views.keySet(), generations, letters, this::places, this::head, tokens, clock, keep, meters);
        for (String view : views.keySet()) {
            delays.put(
                    view,
                    Timer.builder("kiinni.view.delay")
                            .description(
                                    "From the recording of an event until it can be seen, once the views have caught up")
                            .tag("view", view)
                            .publishPercentileHistogram()
                            .register(meters));
            Gauge.builder(
                            "kiinni.view.dead.letters",
                            () -> letters.count(generations.current(view).name()))
                    .description("Aggregates that the view could not follow")
                    .tag("view", view)
                    .register(meters);
            Gauge.builder("kiinni.view.position", () -> progress.of(view).position())
                    .description("Place in the log up to which the view has followed")
                    .tag("view", view)
                    .register(meters);
            Gauge.builder("kiinni.view.behind", () -> progress.of(view).behind())
                    .description("Places between the view and the head of the log")
                    .tag("view", view)
                    .register(meters);
        }
    }

    private static ScheduledExecutorService threads(int count, String name) {
        return Executors.newScheduledThreadPool(
                count, Thread.ofPlatform().name(name, 1).daemon().factory());
    }

    /** Begins to follow with the generations that there are to be, and leaves those that there are not. */
    private synchronized void follow() {
        Set<Generation> wanted =
                views.keySet().stream().flatMap(generations::following).collect(Collectors.toSet());
        followings.values().removeIf(following -> {
            boolean isLeft = !wanted.contains(following.generation());
            if (isLeft) {
                var _ = following.processor().shutdownAsync();
            }
            return isLeft;
        });
        if (running) {
            begin(wanted.stream()
                    .filter(generation -> !followings.containsKey(generation))
                    .toList());
        }
    }

    /** Has them follow the log, those that are loaded already. */
    private void begin(List<Generation> fresh) {
        bulkLoad.begin(fresh);
        List<Place> places = fresh.isEmpty() ? List.of() : places();
        List<Part> parts = new ArrayList<>();
        for (Generation generation : fresh) {
            Projection projection = projection(generation);
            List<Part> loading = places.stream()
                    .filter(place -> place.collection().equals(generation.name()))
                    .flatMap(place -> Stream.ofNullable(place.loading())
                            .map(token -> new Part(generation, place.segment(), projection, token)))
                    .toList();
            if (loading.isEmpty()) {
                followings.put(generation, new Following(generation, projection, processor(generation, projection)));
            }
            parts.addAll(loading);
        }
        Map<Boolean, List<Part>> byUse =
                parts.stream().collect(Collectors.partitioningBy(part -> generations.isRead(part.generation())));
        byUse.forEach((isRead, of) -> bulkLoad.goOn(
                of, generation -> running && isWanted(generation), this::follow, isRead ? workers : builders));
    }

    private Projection projection(Generation generation) {
        return new Projection(
                Objects.requireNonNull(views.get(generation.view())).apply(generation),
                letters,
                passedOver.as(generation.view(), history),
                clock,
                recorded -> passedOver.as(generation.view(), recorded),
                (last, took) -> shown(generation, last, took),
                took -> loaded(generation, took));
    }

    private PooledStreamingEventProcessor processor(Generation generation, Projection projection) {
        ScheduledExecutorService executor = generations.isRead(generation) ? workers : builders;
        PooledStreamingEventProcessor processor = PooledStreamingEventProcessor.builder()
                .name(projection.name())
                .eventHandlerInvoker(projection)
                .rollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE)
                .messageSource(eventStore)
                .tokenStore(tokenStore)
                .transactionManager(NoTransactionManager.instance())
                .coordinatorExecutor(executor)
                .workerExecutor(executor)
                .initialToken(StreamableMessageSource::createTailToken)
                .initialSegmentCount(BulkLoad.PARTS)
                .batchSize(1000)
                .claimExtensionThreshold(lookEvery.toMillis())
                .tokenClaimInterval(lookEvery.toMillis())
                .build();
        processor.start();
        return processor;
    }

    private boolean isWanted(Generation generation) {
        return generations.following(generation.view()).anyMatch(generation::equals);
    }

    private void shown(Generation generation, Recorded last, Duration took) {
        if (generations.isRead(generation)) {
            lastShownNanos = System.nanoTime();
            lastShown = last.position();
            record(Objects.requireNonNull(delays.get(generation.view())), Duration.between(last.at(), clock.instant()));
        } else if (last.position() < lastShown - NEAR) {
            yieldToCommands(took);
        }
    }

    private void loaded(Generation generation, Duration took) {
        if (!generations.isRead(generation)) {
            yieldToCommands(took);
        }
    }

    /** While events are being recorded, what is built beside the view works a quarter of the time. */
    private void yieldToCommands(Duration took) {
        if (progress.isCaughtUp() && System.nanoTime() - lastShownNanos < BUSY_NANOS) {
            try {
                Thread.sleep(took.multipliedBy(YIELDING));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
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

    private List<Place> shown() {
        List<Place> shown = new ArrayList<>();
        List<Place> all = places();
        for (String view : views.keySet()) {
            String name = generations.current(view).name();
            List<Place> ofView = all.stream()
                    .filter(place -> place.collection().equals(name))
                    .toList();
            ofView.forEach(place -> shown.add(new Place(view, place.segment(), place.position(), place.loading())));
            if (ofView.isEmpty()) {
                shown.add(new Place(view, 0, 0, null));
            }
        }
        return shown;
    }

    /** How far each segment of each generation is: what this process knows of its own, the tokens say of the others'. */
    private List<Place> places() {
        Map<String, Place> places = new TreeMap<>();
        for (Document token : tokens.find()) {
            if (token.get("processorName") instanceof String name && token.get("segment") instanceof Integer segment) {
                @Nullable Binary bytes = token.get("token", Binary.class);
                @Nullable
                TrackingToken stored = bytes == null
                        ? null
                        : tokenSerializer.deserialize(new SimpleSerializedObject<>(
                                bytes.getData(), byte[].class, token.getString("tokenType"), null));
                places.put(
                        name + "/" + segment,
                        new Place(
                                name,
                                segment,
                                position(stored),
                                stored instanceof BulkLoadToken loading ? loading : null));
            }
        }
        followings
                .values()
                .forEach(following -> following.processor().processingStatus().forEach((segment, status) -> {
                    String name = following.generation().name();
                    places.put(
                            name + "/" + segment, new Place(name, segment, position(status.getTrackingToken()), null));
                }));
        return new ArrayList<>(places.values());
    }

    private void retryDeadLetters() {
        followings.values().forEach(following -> following.projection().retry(segments(following.processor())));
    }

    private static List<Segment> segments(PooledStreamingEventProcessor processor) {
        return processor.processingStatus().values().stream()
                .filter(status -> !status.isErrorState())
                .map(EventTrackerStatus::getSegment)
                .toList();
    }

    private void look() {
        passedOver.look();
        views.keySet().forEach(generations::look);
        follow();
        rebuilds.observe();
    }

    Rebuilds rebuilds() {
        return rebuilds;
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
        passedOver.look();
        try {
            views.keySet().forEach(generations::look);
        } catch (MongoException away) {
            log.warn("The views' database is away: {}", away.toString());
        }
        again("Beginning to follow the log", this::follow).run();
        long retryMillis = retryEvery.toMillis();
        var _ = watch.scheduleWithFixedDelay(
                again("Looking at the views' generations", this::look),
                retryMillis,
                retryMillis,
                TimeUnit.MILLISECONDS);
        var _ = comparing.scheduleWithFixedDelay(
                again("Comparing views", rebuilds::finish), retryMillis, retryMillis, TimeUnit.MILLISECONDS);
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
        comparing.shutdownNow();
        followings.values().forEach(following -> following.processor().shutDown());
        followings.clear();
        builders.shutdown();
        workers.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
