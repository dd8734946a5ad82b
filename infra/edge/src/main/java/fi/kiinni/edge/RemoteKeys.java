package fi.kiinni.edge;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The public keys of a command side elsewhere. Asked for when first needed and again when they are old or a token names
 * a key that is not among them, but then not too often: anybody can send a token that names a key.
 */
final class RemoteKeys implements Function<SignedJWT, Flux<JWK>> {

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(10);

    private final Mono<JWKSet> request;
    private final Clock clock;
    private final AtomicReference<@Nullable Attempt> latest = new AtomicReference<>();

    RemoteKeys(WebClient commandSide, Clock clock) {
        this.request = commandSide
                .get()
                .uri("/.well-known/jwks.json")
                .retrieve()
                .bodyToMono(String.class)
                .timeout(Duration.ofSeconds(5))
                .map(RemoteKeys::parse);
        this.clock = clock;
    }

    @Override
    public Flux<JWK> apply(SignedJWT token) {
        @Nullable String id = token.getHeader().getKeyID();
        return keys(latest.get(), id)
                .flatMapIterable(JWKSet::getKeys)
                .filter(key -> id != null && id.equals(key.getKeyID()));
    }

    private Mono<JWKSet> keys(@Nullable Attempt known, @Nullable String id) {
        Instant now = clock.instant();
        if (known != null) {
            boolean recent = now.isBefore(known.at().plus(BETWEEN_ATTEMPTS));
            boolean fresh = now.isBefore(known.at().plus(FRESH));
            boolean has = known.last() != null && id != null && known.last().getKeyByKeyId(id) != null;
            if (recent || (fresh && has)) {
                return known.keys();
            }
        }
        @Nullable JWKSet last = known == null ? null : known.last();
        Attempt next = new Attempt(now, last);
        // Whoever loses the race waits for the winner's answer.
        return latest.compareAndSet(known, next) ? next.keys() : keys(latest.get(), id);
    }

    private static JWKSet parse(String json) {
        try {
            return JWKSet.parse(json);
        } catch (ParseException e) {
            throw new IllegalStateException("The command side's keys cannot be read", e);
        }
    }

    /** One question to the command side, asked once however many wait for it; a failure falls back on the last answer. */
    private final class Attempt {

        private final Instant at;
        private final AtomicReference<@Nullable JWKSet> last;
        private final Mono<JWKSet> keys;

        Attempt(Instant at, @Nullable JWKSet before) {
            this.at = at;
            this.last = new AtomicReference<>(before);
            this.keys = request.doOnNext(last::set)
                    .onErrorResume(e -> before == null ? Mono.error(away()) : Mono.just(before))
                    .cache();
        }

        Instant at() {
            return at;
        }

        @Nullable
        JWKSet last() {
            return last.get();
        }

        Mono<JWKSet> keys() {
            return keys;
        }
    }

    private static ProblemException away() {
        return new ProblemException(EdgeProblem.STORE_AWAY, "Tokens cannot be verified at the moment. Try again soon.")
                .retryAfter(BETWEEN_ATTEMPTS);
    }
}
