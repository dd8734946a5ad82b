package fi.kiinni.query.view;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Threads for Axon's processors. The coordinator of one waits for a tenth of a second whenever a segment has 1,024 events before it, and that
 * takes them all in far less, so that no view could follow more than some ten thousand events in a second. Here it looks sooner whether there
 * is room again.
 */
final class Refilling extends ScheduledThreadPoolExecutor {

    private static final long FULL_MILLIS = 100;
    private static final long SOON_MILLIS = 2;

    Refilling(int count, ThreadFactory threads) {
        super(count, threads);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return unit.toMillis(delay) == FULL_MILLIS
                ? super.schedule(task, SOON_MILLIS, TimeUnit.MILLISECONDS)
                : super.schedule(task, delay, unit);
    }
}
