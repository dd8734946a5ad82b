package fi.kiinni.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Remembers for a moment which tokens were verified, since the same one comes with each request of a session and its signature stays
 * what it is. What may change with time is asked each time.
 */
final class VerifiedTokens implements ReactiveJwtDecoder {

    /** How long a token may outlive its key, when that is withdrawn. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final ReactiveJwtDecoder verification;
    private final OAuth2TokenValidator<Jwt> eachTime;
    private final Cache<String, Jwt> verified = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(5_000)
            .build();

    /** @param eachTime what is asked of a token also when it was verified before */
    VerifiedTokens(ReactiveJwtDecoder verification, OAuth2TokenValidator<Jwt> eachTime) {
        this.verification = verification;
        this.eachTime = eachTime;
    }

    @Override
    public Mono<Jwt> decode(String token) {
        return Mono.fromSupplier(() -> verified.getIfPresent(token))
                .switchIfEmpty(Mono.defer(() -> verification.decode(token)).doOnNext(jwt -> verified.put(token, jwt)))
                .map(this::stillValid);
    }

    private Jwt stillValid(Jwt token) {
        OAuth2TokenValidatorResult result = eachTime.validate(token);
        if (result.hasErrors()) {
            throw new JwtValidationException("The token is no longer valid, or not yet", result.getErrors());
        }
        return token;
    }
}
