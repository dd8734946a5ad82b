package fi.kiinni.edge;

import com.nimbusds.jose.jwk.JWKSet;

/** The keys that tokens are verified with, where they are at hand: the side that signs has such a bean. */
@FunctionalInterface
public interface PublicKeys {

    /** Public keys only, each with its id; called for every request, so it must not block. */
    JWKSet current();
}
