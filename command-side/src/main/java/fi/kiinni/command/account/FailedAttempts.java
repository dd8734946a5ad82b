package fi.kiinni.command.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fi.kiinni.edge.ProblemException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Slows down guessing: failures with one user name, and failures from one address. Who signs in successfully is never
 * slowed down, however often. Counted in each process for itself.
 */
@Component
final class FailedAttempts {

    /** Failures in a row; then one more each {@link #PERIOD} divided by this. */
    static final long PER_USERNAME = 10;

    /** Wider, because a whole school may come from one address. */
    static final long PER_ADDRESS = 100;

    static final Duration PERIOD = Duration.ofMinutes(15);

    private final TimeMeter time;
    private final Cache<String, Bucket> byUsername = bounded();
    private final Cache<String, Bucket> byAddress = bounded();

    FailedAttempts(ObjectProvider<TimeMeter> time) {
        this.time = time.getIfAvailable(() -> TimeMeter.SYSTEM_MILLISECONDS);
    }

    private static Cache<String, Bucket> bounded() {
        return Caffeine.newBuilder()
                .maximumSize(50_000)
                .expireAfterAccess(PERIOD.multipliedBy(2))
                .build();
    }

    /** @throws ProblemException 429 {@code too-many-attempts} with the time to wait */
    void requireFewer(String username, InetAddress address) {
        require(byUsername(username));
        requireFewer(address);
    }

    /** @throws ProblemException 429 {@code too-many-attempts} with the time to wait */
    void requireFewer(InetAddress address) {
        require(byAddress(address));
    }

    void failed(String username, InetAddress address) {
        byUsername(username).tryConsume(1);
        byAddress(address).tryConsume(1);
    }

    private static void require(Bucket bucket) {
        var estimate = bucket.estimateAbilityToConsume(1);
        if (!estimate.canBeConsumed()) {
            throw new ProblemException(AccountProblem.TOO_MANY_ATTEMPTS, "Wait as many seconds as Retry-After says.")
                    .retryAfter(Duration.ofNanos(estimate.getNanosToWaitForRefill()));
        }
    }

    private Bucket byUsername(String username) {
        return byUsername.get(username, _ -> bucket(PER_USERNAME));
    }

    private Bucket byAddress(InetAddress address) {
        return byAddress.get(network(address), _ -> bucket(PER_ADDRESS));
    }

    /** Who has an IPv6 address has the 2⁶⁴ beside it too. */
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
    }

    private Bucket bucket(long failures) {
        return new LocalBucketBuilder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(failures).refillGreedy(failures, PERIOD))
                .build();
    }
}
