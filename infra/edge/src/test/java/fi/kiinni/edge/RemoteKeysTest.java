package fi.kiinni.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import fi.kiinni.Actor;
import fi.kiinni.Role;
import java.net.ConnectException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class RemoteKeysTest {

    private static final RSAKey FIRST = TokenForge.newKey("first");
    private static final RSAKey SECOND = TokenForge.newKey("second");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicReference<List<RSAKey>> published = new AtomicReference<>(List.of(FIRST));
    private int asked;

    private final RemoteKeys keys = new RemoteKeys(
            WebClient.builder().exchangeFunction(_ -> Mono.defer(this::answer)).build(), clock());

    @Test
    void areAskedForOnceHoweverManyTokensCome() {
        for (int i = 0; i < 5; i++) {
            assertThat(found(FIRST)).containsExactly("first");
        }
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void areAskedForAgainWhenATokenNamesANewOne() {
        assertThat(found(FIRST)).containsExactly("first");
        published.set(List.of(FIRST, SECOND));
        pass(Duration.ofSeconds(11));
        assertThat(found(SECOND)).containsExactly("second");
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void areNotAskedForByEveryTokenThatNamesAnUnknownOne() {
        for (int i = 0; i < 100; i++) {
            assertThat(found(SECOND)).isEmpty();
        }
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void areForgottenWhenTheyAreNoLongerPublished() {
        assertThat(found(FIRST)).containsExactly("first");
        published.set(List.of(SECOND));
        pass(Duration.ofMinutes(6));
        assertThat(found(FIRST)).isEmpty();
    }

    @Test
    void servedBeforeAreEnoughWhileTheCommandSideIsAway() {
        assertThat(found(FIRST)).containsExactly("first");
        published.set(List.of());
        pass(Duration.ofMinutes(6));
        assertThat(found(FIRST)).containsExactly("first");
    }

    @Test
    void neverServedMakeAnOutageAndNotABadToken() {
        published.set(List.of());
        assertThatThrownBy(() -> found(FIRST))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(EdgeProblem.STORE_AWAY));
        published.set(List.of(FIRST));
        pass(Duration.ofSeconds(11));
        assertThat(found(FIRST)).containsExactly("first");
    }

    private Mono<ClientResponse> answer() {
        asked++;
        if (published.get().isEmpty()) {
            return Mono.error(new ConnectException("away"));
        }
        JWKSet set = new JWKSet(List.copyOf(published.get()));
        return Mono.just(ClientResponse.create(HttpStatus.OK)
                .header("Content-Type", "application/json")
                .body(set.toPublicJWKSet().toString())
                .build());
    }

    private List<String> found(RSAKey key) {
        try {
            Actor actor = new Actor("m-1", "sakky", Set.of(Role.MEMBER), Set.of());
            SignedJWT token = SignedJWT.parse(new TokenForge(key).good(actor));
            return Flux.from(keys.apply(token))
                    .map(jwk -> jwk.getKeyID())
                    .collectList()
                    .blockOptional()
                    .orElseThrow();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private Clock clock() {
        InstantSource source = now::get;
        return source.withZone(ZoneOffset.UTC);
    }
}
