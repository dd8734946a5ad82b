package fi.kiinni.command.account;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Gives a token for a user name and a password. */
@Component
final class SignIn {

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private final Accounts accounts;
    private final Passwords passwords;
    private final SigningKeys keys;
    private final FailedAttempts attempts;
    private final Clock clock;
    private final Duration lifetime;

    SignIn(
            Accounts accounts,
            Passwords passwords,
            SigningKeys keys,
            FailedAttempts attempts,
            ObjectProvider<Clock> clock,
            @Value("${kiinni.token-lifetime:8h}") Duration lifetime) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.keys = keys;
        this.attempts = attempts;
        this.clock = clock.getIfAvailable(Clock::systemUTC);
        this.lifetime = lifetime;
    }

    /** Refuses at once, without waiting for a turn to hash. */
    void requireFewerFailures(String username, InetAddress address) {
        attempts.requireFewer(Accounts.canonical(username), address);
    }

    /** Refuses whoever is there, before it is known who it is. */
    void requireFewerFailures(InetAddress address) {
        attempts.requireFewer(address);
    }

    /**
     * Blocks for a hash's time, the same for every outcome but the throttle.
     *
     * @throws ProblemException 401 {@code wrong-credentials}, 429 {@code too-many-attempts}
     */
    Token signIn(String username, String password, InetAddress address) {
        Account signedIn = verified(accounts.find(username), username, password, address)
                .orElseThrow(() -> new ProblemException(AccountProblem.WRONG_CREDENTIALS, "Check both and try again.")
                        .withHeader("WWW-Authenticate", "Bearer realm=\"kiinni\""));
        if (passwords.isOutdated(signedIn.password())) {
            accounts.rehash(signedIn, password);
        }
        return token(signedIn);
    }

    /**
     * Whether somebody who is signed in knows their password; as slow, and slowed down, as signing in.
     *
     * @throws ProblemException 429 {@code too-many-attempts}
     */
    boolean knowsPassword(Account account, String password, InetAddress address) {
        return verified(Optional.of(account), account.username(), password, address)
                .isPresent();
    }

    private Optional<Account> verified(
            Optional<Account> account, String username, String password, InetAddress address) {
        requireFewerFailures(username, address);
        boolean right =
                passwords.matches(password, account.map(Account::password).orElse(null));
        Optional<Account> verified = account.filter(found -> right && !found.disabled());
        if (verified.isEmpty()) {
            attempts.failed(Accounts.canonical(username), address);
        }
        return verified;
    }

    /** A grant that ends soon ends the token with it. */
    private Token token(Account account) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, HELSINKI);
        Map<String, LocalDate> grants = new HashMap<>(account.grants());
        grants.values().removeIf(until -> until.isBefore(today));
        Instant expiry = grants.values().stream()
                .map(until -> until.plusDays(1).atStartOfDay(HELSINKI).toInstant())
                .filter(end -> end.isBefore(now.plus(lifetime)))
                .min(Instant::compareTo)
                .orElse(now.plus(lifetime));
        Actor actor = new Actor(account.person(), account.provider(), account.roles(), grants.keySet());
        Instant expiresAt = Instant.ofEpochSecond(expiry.getEpochSecond());
        return new Token(keys.sign(actor, account.session(), now, expiresAt), expiresAt);
    }

    /** @param token to be sent as {@code Authorization: Bearer …} until it expires */
    record Token(String token, Instant expiresAt) {}
}
