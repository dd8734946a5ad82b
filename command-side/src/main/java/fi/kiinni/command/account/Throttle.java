package fi.kiinni.command.account;

import fi.kiinni.edge.ClientAddress;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** From where too many attempts failed, no password is taken, and nothing that is sent is read: after 401, before 413 and 400. */
@Component
@Order(-1)
final class Throttle implements WebFilter {

    private static final Set<String> WHERE_PASSWORDS_ARE_TRIED =
            Set.of("/api/tokens", "/api/accounts/me/change-password");

    private final SignIn signIn;
    private final ClientAddress addresses;

    Throttle(SignIn signIn, ClientAddress addresses) {
        this.signIn = signIn;
        this.addresses = addresses;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!WHERE_PASSWORDS_ARE_TRIED.contains(request.getPath().value())) {
            return chain.filter(exchange);
        }
        return Mono.fromRunnable(() -> signIn.requireFewerFailures(addresses.of(request)))
                .then(chain.filter(exchange));
    }
}
