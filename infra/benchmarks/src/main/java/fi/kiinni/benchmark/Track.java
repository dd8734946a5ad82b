package fi.kiinni.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** Lets lanes run one after the other, in turns. The workers of a lane go on in the next slice where they stood. */
final class Track implements AutoCloseable {

    private final DurablePostgres postgres;
    private final Map<Lane, List<Lane.Worker>> workers = new LinkedHashMap<>();

    Track(DurablePostgres postgres) {
        this.postgres = postgres;
    }

    /**
     * What a lane did in its slice.
     *
     * @param p99 milliseconds within which 99 of 100 steps were done
     * @param wal bytes of write-ahead log, of all that the server did meanwhile
     */
    record Slice(int steps, Duration took, double p99, long wal) {

        double rate() {
            return steps / (took.toNanos() / 1e9);
        }

        double walPerStep() {
            return (double) wal / steps;
        }
    }

    /** As many steps as the workers can do in that time, each at least one. */
    Slice run(Lane lane, int count, Duration time) throws Exception {
        return run(lane, count, System.nanoTime() + time.toNanos(), Integer.MAX_VALUE);
    }

    /** That many steps of each worker. */
    Slice run(Lane lane, int count, int steps) throws Exception {
        return run(lane, count, Long.MAX_VALUE, steps);
    }

    private Slice run(Lane lane, int count, long deadline, int steps) throws Exception {
        List<Lane.Worker> team = workers.computeIfAbsent(lane, _ -> new ArrayList<>());
        while (team.size() < count) {
            team.add(lane.newWorker());
        }
        long walBefore = postgres.wal();
        long began = System.nanoTime();
        List<long[]> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<long[]>> tasks = team.subList(0, count).stream()
                    .<Callable<long[]>>map(worker -> () -> steps(worker, deadline, steps))
                    .toList();
            for (Future<long[]> nanos : threads.invokeAll(tasks)) {
                all.add(nanos.get());
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        long wal = postgres.wal() - walBefore;
        long[] nanos = all.stream().flatMapToLong(LongStream::of).sorted().toArray();
        return new Slice(nanos.length, took, nanos[(int) (nanos.length * 0.99)] / 1e6, wal);
    }

    private static long[] steps(Lane.Worker worker, long deadline, int steps) throws Exception {
        long[] nanos = new long[1024];
        int done = 0;
        long before = System.nanoTime();
        do {
            worker.step();
            long after = System.nanoTime();
            if (done == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * done);
            }
            nanos[done++] = after - before;
            before = after;
        } while (done < steps && before < deadline);
        return Arrays.copyOf(nanos, done);
    }

    @Override
    public void close() throws IOException, SQLException {
        for (List<Lane.Worker> team : workers.values()) {
            for (Lane.Worker worker : team) {
                worker.close();
            }
        }
    }
}
