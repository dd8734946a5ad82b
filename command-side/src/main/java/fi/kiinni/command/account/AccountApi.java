package fi.kiinni.command.account;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts.NewAccount;
import fi.kiinni.edge.Body;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.CodePointLength;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Keeping providers (operators), and each provider's directory, accounts and grants (its administrators). Another
 * provider's account is as unknown as one that does not exist.
 */
@RestController
@Tag(name = "Accounts")
class AccountApi {

    static final String USERNAME = "(?U)[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{2,63}";
    static final String USERNAME_RULE =
            "3 to 64 letters, digits, dots, underscores, hyphens or @, beginning with a letter or digit.";

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private final Accounts accounts;
    private final Directory directory;
    private final SignIn signIn;
    private final Offloaded offloaded;
    private final Clock clock;

    AccountApi(
            Accounts accounts, Directory directory, SignIn signIn, Offloaded offloaded, ObjectProvider<Clock> clock) {
        this.accounts = accounts;
        this.directory = directory;
        this.signIn = signIn;
        this.offloaded = offloaded;
        this.clock = clock.getIfAvailable(Clock::systemUTC);
    }

    @Operation(summary = "Add a provider with its first administrator (operator)")
    @PostMapping("/api/providers")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Map<String, String>> addProvider(Actor actor, @RequestBody Body<NewProvider> body) {
        if (!actor.is(Role.OPERATOR)) {
            throw ProblemException.notAllowed("Operators add providers.");
        }
        NewProvider provider = body.read();
        Administrator first = provider.administrator();
        return offloaded.run(() -> {
            String person = accounts.addProvider(
                    actor.person(),
                    provider.provider(),
                    provider.name(),
                    new NewAccount(first.username(), first.name(), first.password()));
            return Map.of("provider", provider.provider(), "person", person, "username", canonical(first.username()));
        });
    }

    record NewProvider(
            @NotBlank
            @Pattern(
                    regexp = "[a-z][a-z0-9-]{1,39}",
                    message = "2 to 40 small letters a–z, digits or hyphens, beginning with a letter.")
            String provider,

            @NotBlank @CodePointLength(max = 200) String name,
            @NotNull @Valid Administrator administrator) {}

    record Administrator(
            @NotBlank @Pattern(regexp = USERNAME, message = USERNAME_RULE)
            String username,

            @NotBlank @CodePointLength(max = 200) String name,
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}

    @Operation(summary = "Add somebody to the directory, whether or not they will sign in (administrator)")
    @PostMapping("/api/directory")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Map<String, String>> addPerson(Actor actor, @RequestBody Body<NewPerson> body) {
        String provider = administered(actor);
        NewPerson person = body.read();
        return offloaded.run(() -> Map.of("person", accounts.addPerson(actor.person(), provider, person.name())));
    }

    record NewPerson(@NotBlank @CodePointLength(max = 200) String name) {}

    @Operation(summary = "Give somebody in the directory an account (administrator)")
    @PostMapping("/api/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Map<String, String>> addAccount(Actor actor, @RequestBody Body<AccountOfPerson> body) {
        String provider = administered(actor);
        AccountOfPerson account = body.read();
        requireOfProvider(account.roles());
        return offloaded.run(() -> {
            if (!directory.knows(provider, account.person())) {
                throw wrong("person", "unknown", "Add the person to the directory first.");
            }
            accounts.addAccount(
                    actor.person(),
                    provider,
                    account.person(),
                    account.username(),
                    account.roles(),
                    account.password());
            return Map.of("username", canonical(account.username()), "person", account.person());
        });
    }

    record AccountOfPerson(
            @NotBlank @CodePointLength(max = 64) String person,

            @NotBlank @Pattern(regexp = USERNAME, message = USERNAME_RULE)
            String username,

            @NotEmpty Set<@NotNull Role> roles,
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}

    @Operation(summary = "Replace an account's roles; they count from the next sign-in (administrator)")
    @PostMapping("/api/accounts/{username}/change-roles")
    Mono<Map<String, Object>> changeRoles(
            Actor actor, @PathVariable String username, @RequestBody Body<ChangedRoles> body) {
        return changed(actor, username, account -> {
            Set<Role> roles = body.read().roles();
            requireOfProvider(roles);
            accounts.changeRoles(actor.person(), account, roles);
        });
    }

    record ChangedRoles(@NotEmpty Set<@NotNull Role> roles) {}

    @Operation(summary = "Keep an account from signing in (administrator)")
    @PostMapping("/api/accounts/{username}/disable-account")
    Mono<Map<String, Object>> disable(Actor actor, @PathVariable String username, @RequestBody Body<Nothing> body) {
        return changed(actor, username, account -> {
            body.read();
            accounts.disable(actor.person(), account);
        });
    }

    @Operation(summary = "Let a disabled account sign in again (administrator)")
    @PostMapping("/api/accounts/{username}/enable-account")
    Mono<Map<String, Object>> enable(Actor actor, @PathVariable String username, @RequestBody Body<Nothing> body) {
        return changed(actor, username, account -> {
            body.read();
            accounts.enable(actor.person(), account);
        });
    }

    record Nothing() {}

    @Operation(summary = "Give an account a new password, to be changed by its owner (administrator)")
    @PostMapping("/api/accounts/{username}/set-password")
    Mono<Map<String, Object>> setPassword(
            Actor actor, @PathVariable String username, @RequestBody Body<NewPassword> body) {
        return changed(
                actor,
                username,
                account -> accounts.setPassword(
                        actor.person(), account, body.read().password()));
    }

    record NewPassword(
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}

    @Operation(summary = "Change one's own password")
    @PostMapping("/api/accounts/me/change-password")
    Mono<Map<String, Object>> changePassword(
            Actor actor, @RequestBody Body<ChangedPassword> body, ServerHttpRequest request) {
        ChangedPassword change = body.read();
        return offloaded.run(() -> {
            Account account = accounts.findOf(actor.person()).orElseThrow(ProblemException::notFound);
            if (!signIn.knowsPassword(account, change.current(), TokenApi.address(request))) {
                throw wrong("current", "wrong", "This is not the present password.");
            }
            accounts.setPassword(actor.person(), account, change.password());
            return answer(account);
        });
    }

    record ChangedPassword(
            @NotEmpty @CodePointLength(max = 200) String current,
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}

    @Operation(summary = "Let another provider's auditor read everything here until the end of a day (administrator)")
    @PostMapping("/api/grants")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Map<String, String>> grant(Actor actor, @RequestBody Body<NewGrant> body) {
        String provider = administered(actor);
        NewGrant grant = body.read();
        if (grant.until().isBefore(LocalDate.now(clock.withZone(HELSINKI)))) {
            throw wrong("until", "invalid", "This day is over.");
        }
        return offloaded.run(() -> {
            Account auditor = accounts.find(grant.auditor())
                    .filter(account -> account.roles().contains(Role.AUDITOR))
                    .filter(account -> !provider.equals(account.provider()))
                    .orElseThrow(() -> wrong("auditor", "unknown", "No other provider has such an auditor."));
            accounts.grant(actor.person(), provider, auditor.person(), grant.until());
            return Map.of(
                    "provider",
                    provider,
                    "auditor",
                    auditor.person(),
                    "until",
                    grant.until().toString());
        });
    }

    record NewGrant(
            @NotBlank @CodePointLength(max = 200) String auditor,
            @NotNull LocalDate until) {}

    @Operation(summary = "Take a grant back; it ends with the auditor's token (administrator)")
    @PostMapping("/api/grants/{auditor}/withdraw")
    Mono<Map<String, String>> withdraw(Actor actor, @PathVariable String auditor, @RequestBody Body<Nothing> body) {
        String provider = administered(actor);
        body.read();
        return offloaded.run(() -> {
            Account account = accounts.find(auditor).orElseThrow(ProblemException::notFound);
            if (!accounts.withdrawGrant(actor.person(), provider, account.person())) {
                throw ProblemException.notFound();
            }
            return Map.of("provider", provider, "auditor", account.person());
        });
    }

    @FunctionalInterface
    private interface Change {
        void of(Account account);
    }

    private Mono<Map<String, Object>> changed(Actor actor, String username, Change change) {
        return offloaded.run(() -> {
            Optional<Account> found = accounts.find(username);
            Account account = found.filter(
                            candidate -> candidate.provider() != null && actor.belongsTo(candidate.provider()))
                    .orElseThrow(ProblemException::notFound);
            administered(actor);
            change.of(account);
            return answer(account);
        });
    }

    private static Map<String, Object> answer(Account account) {
        return Map.of("username", account.username(), "person", account.person());
    }

    private static String administered(Actor actor) {
        if (actor.provider() == null || !actor.is(Role.ADMINISTRATOR)) {
            throw ProblemException.notAllowed("The provider's administrators keep its directory, accounts and grants.");
        }
        return actor.provider();
    }

    private static void requireOfProvider(Set<Role> roles) {
        if (roles.contains(Role.OPERATOR)) {
            throw wrong("roles", "invalid", "An account of a provider cannot be an operator.");
        }
    }

    private static ProblemException wrong(String field, String problem, String detail) {
        return ProblemException.invalid(List.of(new FieldProblem(field, problem, detail)));
    }

    private static String canonical(String username) {
        return Accounts.canonical(username);
    }
}
