package fi.kiinni.benchmark;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertOneModel;
import fi.kiinni.benchmark.DurablePostgres.Database;
import fi.kiinni.benchmark.Report.Goal;
import fi.kiinni.benchmark.Track.Slice;
import fi.kiinni.portfolio.Portfolio;
import fi.kiinni.query.view.Generations.Purpose;
import fi.kiinni.query.view.Rebuilds;
import fi.kiinni.query.view.Rebuilds.Segment;
import fi.kiinni.query.view.Rebuilds.Standing;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bson.Document;

/** Makes the views anew: all of them from nothing, beside a bare write of what they hold; and one of them beside commands. */
final class Rebuild {

    private static final int WORKERS = 8;
    private static final int BATCH = 1000;

    /** Documents that are read at once: the embedded server sends so many in one message, whatever they weigh. */
    private static final int READ = 50;

    /** What is in the views' database and no view. */
    private static final Set<String> ASIDE = Set.of("tokens", "generations", "dead_letters");

    /** The view with the most to do for each event. */
    private static final String VIEW = "overview";

    private static final int EVENTS_OF_AN_INITIATIVE = 100;
    private static final int PEOPLE = 200;

    private final Settings settings;

    Rebuild(Settings settings) {
        this.settings = settings;
    }

    Report measure() throws Exception {
        Report report = new Report("rebuild");
        try (DurablePostgres postgres = new DurablePostgres();
                Track track = new Track(postgres)) {
            portfolio(postgres.newDatabase(), report, 0, "a portfolio");
            portfolio(
                    postgres.newDatabase(),
                    report,
                    Math.toIntExact(settings.replayed() / 3),
                    "a portfolio, a third of which is one stream");
            Database log = postgres.newDatabase();
            try (RunningCommandSide side = new RunningCommandSide(log)) {
                Lane commands = side.past();
                track.run(commands, 1, Life.length());
                long events = Preload.lives(log, settings.replayed());
                fromNothing(log, report, events, "lives one after the other");
                Replay.intoViews(log, views -> beside(views.getBean(Rebuilds.class), track, commands, report));
            }
        }
        return report;
    }

    /** Of initiatives that go on beside each other. */
    private void portfolio(Database log, Report report, int longStream, String what) throws Exception {
        int others = Math.toIntExact(settings.replayed()) - longStream;
        long events = Preload.portfolio(
                log,
                new Portfolio(
                        1, others / EVENTS_OF_AN_INITIATIVE, others, longStream, PEOPLE, LocalDate.of(2026, 11, 1)));
        fromNothing(log, report, events, what);
    }

    private void fromNothing(Database log, Report report, long events, String what) throws Exception {
        long warmedUp = System.nanoTime() + settings.warmUp().toNanos();
        do {
            fromNothing(log, new Report("warm-up"), what);
        } while (System.nanoTime() < warmedUp);
        report.add("events, " + what, (double) events);
        for (int round = 0; round < settings.rounds(); round++) {
            fromNothing(log, report, what);
        }
    }

    private static void fromNothing(Database log, Report report, String what) throws Exception {
        AtomicReference<Duration> written = new AtomicReference<>();
        System.gc(); // None pays for what others left.
        Duration rebuilt = Replay.intoViews(log, side -> {
            side.stop(); // Nothing else is written or compared meanwhile.
            written.set(writtenPlainly(side.getBean(MongoDatabase.class)));
        });
        report.add("documents written plainly, ms, " + what, written.get().toNanos() / 1e6);
        report.add("rebuild of all views, ms, " + what, rebuilt.toNanos() / 1e6);
        report.add(
                "bare write of the documents / rebuild of all views, " + what,
                Goal.atLeast("G8", 0.5),
                (double) written.get().toNanos() / rebuilt.toNanos());
    }

    /** All documents of all views into empty collections of the same server. */
    private static Duration writtenPlainly(MongoDatabase views) {
        Map<String, List<Document>> documents = new HashMap<>();
        for (String name : views.listCollectionNames()) {
            if (!ASIDE.contains(name)) {
                MongoCollection<Document> made = views.getCollection(name);
                documents.put(name, made.find().batchSize(READ).into(new ArrayList<>()));
                made.drop(); // The heap is to have as much room as it had for the rebuild.
            }
        }
        System.gc();
        long began = System.nanoTime();
        documents.forEach((name, all) -> {
            MongoCollection<Document> fresh = views.getCollection(name + ".floor");
            for (int from = 0; from < all.size(); from += BATCH) {
                fresh.bulkWrite(all.subList(from, Math.min(all.size(), from + BATCH)).stream()
                        .map(InsertOneModel::new)
                        .toList());
            }
        });
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void beside(Rebuilds rebuilds, Track track, Lane commands, Report report) throws Exception {
        track.run(commands, WORKERS, settings.warmUp());
        for (int round = 0; round < settings.rounds(); round++) {
            await(() -> rebuilds.standings().stream().allMatch(view -> view.behind() == 0));
            Slice alone = track.run(commands, WORKERS, settings.slice());
            await(() -> rebuilds.standings().stream().allMatch(view -> view.behind() == 0));
            await(() -> rebuilds.begin(VIEW, Purpose.CHECK, "benchmark"));
            await(() -> position(rebuilds) > 0);
            Slice beside = track.run(commands, WORKERS, settings.slice());
            if (standing(rebuilds).building() == null) {
                throw new IllegalStateException("The view was built before the commands' time was over: replay more");
            }
            rebuilds.abandon(VIEW);
            report.add("commands while the views follow, steps/s", alone.rate());
            report.add(
                    "commands while a view is rebuilt / while none is",
                    Goal.atLeast("#11", 0.8),
                    beside.rate() / alone.rate());
        }
    }

    private static Standing standing(Rebuilds rebuilds) {
        return rebuilds.standings().stream()
                .filter(view -> view.view().equals(VIEW))
                .findFirst()
                .orElseThrow();
    }

    private static long position(Rebuilds rebuilds) {
        return standing(rebuilds).segments().stream()
                .mapToLong(Segment::position)
                .max()
                .orElse(0);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(20_000_000);
        }
    }
}
