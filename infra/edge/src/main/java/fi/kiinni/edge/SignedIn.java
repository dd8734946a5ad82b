package fi.kiinni.edge;

import fi.kiinni.Actor;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A caller whose token was verified: the principal is the {@link Actor}. */
public final class SignedIn extends AbstractAuthenticationToken {

    private final transient Actor actor;
    private final String token;
    private final Instant expiresAt;

    SignedIn(Actor actor, String token, Instant expiresAt) {
        super(actor.roles().stream()
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList());
        this.actor = actor;
        this.token = token;
        this.expiresAt = expiresAt;
        setAuthenticated(true);
    }

    /**
     * Who calls a functional route. (A method of a controller just takes an {@link Actor}.)
     *
     * @return the actor, or 401 {@code not-signed-in}
     */
    public static Mono<Actor> actor(ServerRequest request) {
        return actor(request.exchange());
    }

    static Mono<Actor> actor(ServerWebExchange exchange) {
        return exchange.getPrincipal()
                .ofType(SignedIn.class)
                .map(SignedIn::getPrincipal)
                .switchIfEmpty(Mono.error(SignedIn::missing));
    }

    static ProblemException missing() {
        return new ProblemException(
                        EdgeProblem.NOT_SIGNED_IN,
                        "Get a token from POST /api/tokens and send it as \"Authorization: Bearer …\".")
                .withHeader("WWW-Authenticate", "Bearer realm=\"kiinni\"");
    }

    @Override
    public Actor getPrincipal() {
        return actor;
    }

    /** The token as it was sent, to be passed on when the caller's own request is continued elsewhere. */
    @Override
    public String getCredentials() {
        return token;
    }

    /** Until when the token is good: what goes on for long must end then. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** The person's opaque id, never a name. */
    @Override
    public String getName() {
        return actor.person();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedIn that && actor.equals(that.actor) && token.equals(that.token);
    }

    @Override
    public int hashCode() {
        return Objects.hash(actor, token);
    }
}
