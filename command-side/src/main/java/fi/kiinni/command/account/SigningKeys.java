package fi.kiinni.command.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import fi.kiinni.Actor;
import fi.kiinni.edge.Claims;
import fi.kiinni.edge.PublicKeys;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Signs tokens with the key that all command-side processes share. */
@Component
final class SigningKeys implements PublicKeys {

    private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.parse(Claims.ALGORITHM.getName());

    private final String id;
    private final JWSSigner signer;
    private final JWKSet publicKeys;

    SigningKeys(JdbcClient sql, TransactionOperations transaction) {
        try {
            String jwk = stored(sql).orElseGet(() -> {
                RSAKey fresh = generate(); // before the transaction, which may not be idle for long
                return transaction.execute(_ -> {
                    // Of two processes that start first at the same time, one waits here and finds the other's key.
                    sql.sql("lock table signing_key in exclusive mode").update();
                    return stored(sql).orElseGet(() -> keep(fresh, sql));
                });
            });
            RSAKey key = RSAKey.parse(jwk);
            this.id = key.getKeyID();
            this.signer = new RSASSASigner(key);
            this.publicKeys = new JWKSet(key).toPublicJWKSet();
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException("The table signing_key has a key that cannot be read", e);
        }
    }

    private static Optional<String> stored(JdbcClient sql) {
        return sql.sql("select private_jwk from signing_key order by created_at desc, id limit 1")
                .query(String.class)
                .optional();
    }

    private static RSAKey generate() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(ALGORITHM)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("This Java has no RSA", e);
        }
    }

    private static String keep(RSAKey key, JdbcClient sql) {
        sql.sql("insert into signing_key (id, private_jwk) values (:id, :jwk)")
                .param("id", key.getKeyID())
                .param("jwk", key.toJSONString())
                .update();
        return key.toJSONString();
    }

    @Override
    public JWKSet current() {
        return publicKeys;
    }

    /** @param session of the account, counted from 0 */
    String sign(Actor actor, int session, Instant issuedAt, Instant expiresAt) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(Claims.ISSUER)
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(expiresAt));
        Claims.of(actor).forEach(claims::claim);
        claims.claim(Claims.SESSION, session);
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(ALGORITHM).keyID(id).build(), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("The signing key does not sign", e);
        }
        return token.serialize();
    }
}
