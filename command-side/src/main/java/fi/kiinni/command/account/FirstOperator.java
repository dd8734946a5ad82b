package fi.kiinni.command.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * How the first operator comes to be where no password is known: through a link that is logged at each start until
 * somebody used one. Only its hash is kept.
 */
@Component
final class FirstOperator implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(FirstOperator.class);

    private final Accounts accounts;
    private final boolean demo;
    private final String address;

    FirstOperator(
            Accounts accounts,
            @Value("${kiinni.demo:false}") boolean demo,
            @Value("${kiinni.public-address:http://localhost:${server.port:8080}}") String address) {
        this.accounts = accounts;
        this.demo = demo;
        this.address = address;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (demo || accounts.hasOperator()) {
            return;
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        accounts.offerFirstOperator(hash(token));
        log.info("There is no operator yet. This link makes one, once: {}/first-operator?token={}", address, token);
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
