package fi.kiinni.command.account;

import java.text.Normalizer;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** How passwords are kept. A hash costs much of a core for a while and 19 MiB: never on an event loop, never many at once. */
@Component
final class Passwords {

    /** Argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane. */
    private final PasswordEncoder encoder = new DelegatingPasswordEncoder(
            "argon2id", Map.of("argon2id", new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2)));

    /** Verified when there is no such account, so that its absence takes as long as a wrong password. */
    private final String nobodys = hash(UUID.randomUUID().toString());

    String hash(String password) {
        String hash = encoder.encode(normal(password));
        if (hash == null) {
            throw new IllegalStateException("no hash");
        }
        return hash;
    }

    boolean matches(String password, @Nullable String hash) {
        boolean matches = encoder.matches(normal(password), hash == null ? nobodys : hash);
        return matches && hash != null;
    }

    /** Whether the hash was made with older parameters than today's. */
    boolean isOutdated(String hash) {
        return encoder.upgradeEncoding(hash);
    }

    /** An ä is an ä, whichever way a keyboard composes it. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }
}
