package fi.kiinni.command.account;

import fi.kiinni.command.account.AccountApi.Holder;
import fi.kiinni.command.account.Accounts.NewAccount;
import fi.kiinni.edge.Body;
import fi.kiinni.edge.ClientAddress;
import fi.kiinni.edge.Refuses;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.CodePointLength;
import org.springframework.context.annotation.Bean;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Signing in: open to everybody. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Signing in")
class TokenApi {

    private final SignIn signIn;
    private final SigningKeys keys;
    private final Accounts accounts;
    private final Offloaded offloaded;
    private final ClientAddress addresses;

    TokenApi(SignIn signIn, SigningKeys keys, Accounts accounts, Offloaded offloaded, ClientAddress addresses) {
        this.signIn = signIn;
        this.keys = keys;
        this.accounts = accounts;
        this.offloaded = offloaded;
        this.addresses = addresses;
    }

    /** Read once: it stays what it is. */
    @Bean
    static ClientAddress clientAddress(JdbcClient sql) {
        return new ClientAddress(
                sql.sql(ClientAddress.SECRET).query(String.class).single());
    }

    @Operation(summary = "Sign in")
    @PostMapping("/api/tokens")
    @Refuses({"wrong-credentials", "too-many-attempts"})
    Mono<SignIn.Token> signIn(Body<Credentials> body, ServerHttpRequest request) {
        Credentials credentials = body.read();
        InetAddress address = addresses.of(request);
        signIn.requireFewerFailures(credentials.username(), address);
        return offloaded.run(() -> signIn.signIn(credentials.username(), credentials.password(), address));
    }

    record Credentials(
            @NotBlank @CodePointLength(max = 200) String username,
            @NotEmpty @CodePointLength(max = 200) String password) {}

    @Operation(summary = "The public keys that tokens are verified with, as a JWK set")
    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<Map<String, Object>> keys() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .body(keys.current().toJSONObject());
    }

    @Operation(summary = "Make the first operator, with the token of the link in the log")
    @PostMapping("/api/first-operator")
    @Refuses({"link-not-valid", "username-taken"})
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Holder> firstOperator(Body<NewOperator> body) {
        NewOperator operator = body.read();
        return offloaded.run(() -> {
            String person = accounts.addFirstOperator(
                    FirstOperator.hash(operator.token()),
                    new NewAccount(operator.username(), operator.name(), operator.password()));
            return new Holder(Accounts.canonical(operator.username()), person);
        });
    }

    record NewOperator(
            @NotBlank @CodePointLength(max = 200) String token,

            @NotBlank @Pattern(regexp = AccountApi.USERNAME, message = AccountApi.USERNAME_RULE)
            String username,

            @NotBlank @CodePointLength(max = 200) String name,
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}
}
