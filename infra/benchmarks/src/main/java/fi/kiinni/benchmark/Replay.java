package fi.kiinni.benchmark;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import fi.kiinni.benchmark.DurablePostgres.Database;
import fi.kiinni.benchmark.Report.Goal;
import fi.kiinni.query.QuerySide;
import fi.kiinni.query.view.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.async.SequentialPerAggregatePolicy;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import tools.jackson.databind.json.JsonMapper;

/** Reads all events again: plainly, through the log's streams with a handler that does nothing, and into the views. */
final class Replay {

    private static final int FETCH_SIZE = 1000;
    private static final int SEGMENTS = 2; // as the views have
    private static final int THREADS = 4;

    private static final String STOPPED = """
            {"reason":"%s","lessons":"%s","effectiveOn":"2026-01"}\
            """.formatted("Syy kerrotaan. ".repeat(10), "Opittua on paljon. ".repeat(8));

    private static final JsonMapper JSON = new JsonMapper();

    private final Settings settings;

    Replay(Settings settings) {
        this.settings = settings;
    }

    Report measure() throws Exception {
        Report report = new Report("replay");
        try (DurablePostgres postgres = new DurablePostgres();
                Track track = new Track(postgres)) {
            Database log = postgres.newDatabase();
            Database oldLog = postgres.newDatabase();
            Database newLog = postgres.newDatabase();
            try (RunningCommandSide side = new RunningCommandSide(log);
                    RunningCommandSide old = new RunningCommandSide(oldLog);
                    RunningCommandSide latest = new RunningCommandSide(newLog)) {
                track.run(side.past(), 1, Life.length());
                long events = Preload.lives(log, settings.replayed());
                EventStore store = side.bean(EventStore.class);
                long stops = stops(oldLog, 1, settings.replayed());
                stops(newLog, 2, settings.replayed());
                EventStore oldStore = old.bean(EventStore.class);
                EventStore newStore = latest.bean(EventStore.class);
                plainly(log);
                emptily(store, events);
                emptily(oldStore, stops);
                emptily(newStore, stops);
                for (int round = 0; round < settings.rounds(); round++) {
                    double floor = plainly(log);
                    double empty = emptily(store, events);
                    double views = intoViews(log, events);
                    report.add("events", (double) events);
                    report.add("floor, events/s", floor);
                    report.add("empty handler / floor", Goal.atLeast("G7", 0.6), empty / floor);
                    report.add("views / floor", views / floor);
                    double latestRevision = emptily(newStore, stops);
                    report.add(
                            "an old revision / the latest, empty handler", emptily(oldStore, stops) / latestRevision);
                }
            }
        }
        return report;
    }

    /**
     * Fills a log with events of one kind, the first that has more than one revision, and all of the same bytes.
     *
     * @return how many events there are then
     */
    private static long stops(Database log, int revision, long events) {
        log.jdbc()
                .update(
                        "insert into event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,"
                                + " payload_revision, payload, meta_data, hash) select uuidv7()::text, 'stopped-' || n / 30, n % 30,"
                                + " 'Initiative', '2026-01-01T10:00:00.000Z', 'InitiativeStopped', ?, convert_to(?, 'UTF8'),"
                                + " convert_to('{\"by\":\"koordinaattori\",\"provider\":\"sakky\"}', 'UTF8'), ''"
                                + " from generate_series(0, ? - 1) n order by n",
                        Integer.toString(revision), STOPPED, events);
        log.jdbc().execute("vacuum (freeze, analyze) event");
        return Storage.count(log, "event");
    }

    /** In order, on one thread, each payload and its metadata parsed. */
    private static double plainly(Database log) throws SQLException {
        long began = System.nanoTime();
        long events = 0;
        try (Connection connection = log.connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement(
                    "select global_index, event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,"
                            + " payload_revision, payload, meta_data from event order by global_index")) {
                select.setFetchSize(FETCH_SIZE);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        row.getLong(1);
                        for (int column : new int[] {2, 3, 5, 6, 7, 8}) {
                            row.getString(column);
                        }
                        row.getLong(4);
                        if (JSON.readTree(row.getBytes(9)).isObject()
                                && JSON.readTree(row.getBytes(10)).isObject()) {
                            events++;
                        }
                    }
                }
            }
        }
        return perSecond(events, began);
    }

    private static double perSecond(long events, long began) {
        return events / ((System.nanoTime() - began) / 1e9);
    }

    /** With the settings of the views' processors. */
    private static double emptily(EventStore store, long events) throws InterruptedException {
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
        Emptiness handler = new Emptiness(events);
        PooledStreamingEventProcessor processor = PooledStreamingEventProcessor.builder()
                .name("empty")
                .eventHandlerInvoker(handler)
                .messageSource(store)
                .tokenStore(new InMemoryTokenStore())
                .transactionManager(NoTransactionManager.instance())
                .coordinatorExecutor(threads)
                .workerExecutor(threads)
                .initialToken(StreamableMessageSource::createTailToken)
                .initialSegmentCount(SEGMENTS)
                .batchSize(FETCH_SIZE)
                .build();
        long began = System.nanoTime();
        processor.start();
        handler.done.await();
        double rate = perSecond(events, began);
        processor.shutDown();
        threads.shutdownNow();
        return rate;
    }

    /** Reads each event that it is given, and does nothing with it. */
    private static final class Emptiness implements EventHandlerInvoker {

        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicLong left;

        Emptiness(long events) {
            left = new AtomicLong(events);
        }

        @Override
        public boolean canHandle(EventMessage<?> event, Segment segment) {
            return segment.matches(SequentialPerAggregatePolicy.instance().getSequenceIdentifierFor(event));
        }

        @Override
        public void handle(EventMessage<?> message, Segment segment) {
            if (message.getPayload() != null && !message.getMetaData().isEmpty() && left.decrementAndGet() == 0) {
                done.countDown();
            }
        }
    }

    /** What is done with a query side. */
    @FunctionalInterface
    interface Then {

        void with(ConfigurableApplicationContext side) throws Exception;
    }

    private static double intoViews(Database log, long events) throws Exception {
        Duration took = intoViews(log, _ -> {});
        return events / (took.toNanos() / 1e9);
    }

    /**
     * @param then what is done with the query side when its views have caught up
     * @return how long that took from the end of the start
     */
    static Duration intoViews(Database log, Then then) throws Exception {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        mongo.bind();
        AtomicLong began = new AtomicLong();
        try (ConfigurableApplicationContext side = new SpringApplicationBuilder(QuerySide.class)
                .properties("spring.config.name=query-side", "spring.flyway.enabled=false")
                .listeners((ApplicationListener<ContextRefreshedEvent>) _ -> began.compareAndSet(0, System.nanoTime()))
                .run(
                        "--server.port=0",
                        "--kiinni.command-api=http://127.0.0.1:9",
                        "--spring.datasource.url=" + log.url(),
                        "--spring.datasource.username=" + Database.USER,
                        "--spring.datasource.password=" + Database.USER,
                        "--spring.mongodb.uri=mongodb://127.0.0.1:"
                                + mongo.getLocalAddress().getPort() + "/views",
                        "--kiinni.views.keep=1s",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn")) {
            Progress progress = side.getBean(Progress.class);
            while (!progress.isCaughtUp()) {
                LockSupport.parkNanos(50_000_000);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began.get());
            then.with(side);
            return took;
        } finally {
            mongo.shutdownNow();
        }
    }
}
