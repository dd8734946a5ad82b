package fi.kiinni.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Where a request comes from. The query side asks the command side on behalf of whoever sent it a form, and says for whom; it is
 * believed because it knows a secret that only the two sides can read. What anybody else says of where they are is not listened to.
 */
public final class ClientAddress {

    /** How a side reads the secret, of which there is one row. */
    public static final String SECRET = "select secret from side_secret";

    private static final String ADDRESS = "Kiinni-Client-Address";
    private static final String PROOF = "Kiinni-Side-Secret";

    private final String secret;

    public ClientAddress(String secret) {
        this.secret = secret;
    }

    /** Says in a request of ours for whom it is. */
    public void pass(ServerHttpRequest from, HttpHeaders onward) {
        // Without the interface that it came by, which is one of this machine.
        onward.set(ADDRESS, connected(from).getHostAddress().replaceFirst("%.*", ""));
        onward.set(PROOF, secret);
    }

    /** Whom the request is for: whoever connected, unless that is the other side. */
    public InetAddress of(ServerHttpRequest request) {
        @Nullable String proof = request.getHeaders().getFirst(PROOF);
        @Nullable String address = request.getHeaders().getFirst(ADDRESS);
        if (proof != null && address != null && MessageDigest.isEqual(proof.getBytes(UTF_8), secret.getBytes(UTF_8))) {
            return InetAddress.ofLiteral(address);
        }
        return connected(request);
    }

    private static InetAddress connected(ServerHttpRequest request) {
        @Nullable InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null ? InetAddress.getLoopbackAddress() : remote.getAddress();
    }
}
