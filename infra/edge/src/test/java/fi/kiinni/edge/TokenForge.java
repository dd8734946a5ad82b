package fi.kiinni.edge;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import fi.kiinni.Actor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes good tokens with a given key, and every kind of bad one. */
public final class TokenForge {

    private static final RSAKey STRANGERS = newKey("unknown");

    private final RSAKey key;

    public TokenForge(RSAKey key) {
        this.key = key;
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String good(Actor actor) {
        return sign(claims(actor, Instant.now().plusSeconds(600), Claims.ISSUER));
    }

    /** @param session of the account, where earlier ones were ended */
    public String good(Actor actor, int session) {
        return sign(new JWTClaimsSet.Builder(claims(actor, Instant.now().plusSeconds(28_800), Claims.ISSUER))
                .claim(Claims.SESSION, session)
                .build());
    }

    public String until(Actor actor, Instant expiry) {
        return sign(claims(actor, expiry, Claims.ISSUER));
    }

    public String expired(Actor actor) {
        return sign(claims(actor, Instant.now().minusSeconds(120), Claims.ISSUER));
    }

    public String withoutExpiry(Actor actor) {
        return sign(new JWTClaimsSet.Builder(claims(actor, Instant.now(), Claims.ISSUER))
                .expirationTime(null)
                .build());
    }

    public String ofAnotherIssuer(Actor actor) {
        return sign(claims(actor, Instant.now().plusSeconds(600), "somebody-else"));
    }

    /** Signed by a stranger's key under the real key's id. */
    public String ofAnotherKey(Actor actor) {
        return new TokenForge(
                        new RSAKey.Builder(STRANGERS).keyID(key.getKeyID()).build())
                .good(actor);
    }

    public String ofAnUnknownKey(Actor actor) {
        return new TokenForge(STRANGERS).good(actor);
    }

    /** A real token with its claims exchanged for those of another actor. */
    public String tampered(Actor actor, Actor claimed) {
        String[] parts = good(actor).split("\\.", -1);
        String[] wanted = good(claimed).split("\\.", -1);
        return parts[0] + "." + wanted[1] + "." + parts[2];
    }

    /** {@code alg} none. */
    public String unsigned(Actor actor) {
        return new PlainJWT(claims(actor, Instant.now().plusSeconds(600), Claims.ISSUER)).serialize();
    }

    /** HS256 with the public key's bytes for its secret. */
    public String signedWithThePublicKey(Actor actor) {
        try {
            ByteArrayOutputStream pem = new ByteArrayOutputStream();
            pem.writeBytes("-----BEGIN PUBLIC KEY-----\n".getBytes(StandardCharsets.US_ASCII));
            pem.writeBytes(Base64.getMimeEncoder().encode(key.toRSAPublicKey().getEncoded()));
            pem.writeBytes("\n-----END PUBLIC KEY-----\n".getBytes(StandardCharsets.US_ASCII));
            return sign(
                    claims(actor, Instant.now().plusSeconds(600), Claims.ISSUER),
                    JWSAlgorithm.HS256,
                    new MACSigner(pem.toByteArray()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each bad token by what is wrong with it. */
    public Map<String, String> bad(Actor actor, Actor claimed) {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("expired", expired(actor));
        bad.put("without expiry", withoutExpiry(actor));
        bad.put("of another issuer", ofAnotherIssuer(actor));
        bad.put("of another key", ofAnotherKey(actor));
        bad.put("of an unknown key", ofAnUnknownKey(actor));
        bad.put("tampered with", tampered(actor, claimed));
        bad.put("unsigned", unsigned(actor));
        bad.put("signed with the public key", signedWithThePublicKey(actor));
        bad.put("not a token", "not.a.token");
        return bad;
    }

    private static JWTClaimsSet claims(Actor actor, Instant expiry, String issuer) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .issueTime(Date.from(expiry.minusSeconds(28_800)))
                .expirationTime(Date.from(expiry));
        Claims.of(actor).forEach(claims::claim);
        return claims.build();
    }

    private String sign(JWTClaimsSet claims) {
        try {
            return sign(claims, JWSAlgorithm.RS256, new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
        token.sign(signer);
        return token.serialize();
    }
}
