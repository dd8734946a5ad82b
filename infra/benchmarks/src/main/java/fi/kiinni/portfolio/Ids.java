package fi.kiinni.portfolio;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** UUIDs of version 7 as they would have been made at an instant, but drawn by lot from a seed. */
record Ids(Random random) {

    UUID next(Instant at) {
        long time = at.toEpochMilli() << 16 | 0x7000 | random.nextInt(1 << 12);
        long rest = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(time, rest);
    }
}
