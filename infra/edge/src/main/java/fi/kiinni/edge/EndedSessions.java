package fi.kiinni.edge;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Which tokens are void before they expire: those of a session that was ended since. Each process looks every two seconds for sessions
 * that were ended anew, so that a request costs no question.
 */
final class EndedSessions implements OAuth2TokenValidator<Jwt>, SmartInitializingSingleton, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(EndedSessions.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    /** What was ended in a transaction that took longer than this to commit would be overlooked. */
    private static final Duration LONGEST_COMMIT = Duration.ofMinutes(1);

    private static final OAuth2TokenValidatorResult ENDED =
            OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", "The session was ended", null));

    private final @Nullable JdbcClient accounts;
    private final Map<String, Integer> sessions = new ConcurrentHashMap<>();
    private final Disposable.Swap looking = Disposables.swap();
    private volatile Instant newest = Instant.EPOCH;

    /** @param accounts absent: there are none whose sessions could be ended */
    EndedSessions(@Nullable JdbcClient accounts) {
        this.accounts = accounts;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        @Nullable Integer session = sessions.get(Objects.requireNonNullElse(token.getSubject(), ""));
        return session != null && Claims.session(token) < session ? ENDED : OAuth2TokenValidatorResult.success();
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (accounts != null) {
            look(accounts);
            looking.update(Flux.interval(LOOK_EVERY, Schedulers.boundedElastic())
                    .onBackpressureDrop()
                    .subscribe(_ -> look(accounts)));
        }
    }

    /** While the database is away, what is known stays known; nothing can be changed then either. */
    private void look(JdbcClient database) {
        try {
            database.sql("select person, session, session_since from account where session_since > :since")
                    .param("since", Timestamp.from(newest.minus(LONGEST_COMMIT)))
                    .query(row -> {
                        sessions.merge(row.getString(1), row.getInt(2), Math::max);
                        Instant since = row.getTimestamp(3).toInstant();
                        newest = since.isAfter(newest) ? since : newest;
                    });
        } catch (DataAccessException away) {
            LOG.debug("Ended sessions cannot be read now", away);
        }
    }

    @Override
    public void destroy() {
        looking.dispose();
    }
}
