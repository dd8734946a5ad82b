package fi.kiinni.command.account;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts.Author;
import fi.kiinni.command.account.Accounts.NewAccount;
import fi.kiinni.edge.ApiDescription;
import fi.kiinni.edge.Body;
import fi.kiinni.edge.ClientAddress;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.edge.Refuses;
import io.swagger.v3.oas.annotations.Operation;
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
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.CodePointLength;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Keeping providers (operators), and each provider's directory, accounts and grants (its administrators). Another
 * provider's account is as unknown as one that does not exist.
 */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
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
    private final ClientAddress addresses;
    private final Clock clock;

    AccountApi(
            Accounts accounts,
            Directory directory,
            SignIn signIn,
            Offloaded offloaded,
            ClientAddress addresses,
            ObjectProvider<Clock> clock) {
        this.accounts = accounts;
        this.directory = directory;
        this.signIn = signIn;
        this.offloaded = offloaded;
        this.addresses = addresses;
        this.clock = clock.getIfAvailable(Clock::systemUTC);
    }

    @Bean
    static ApiDescription.Problems accountProblems() {
        return AccountProblem::values;
    }

    @Operation(summary = "Add a provider with its first administrator (operator)")
    @PostMapping("/api/providers")
    @Refuses({"not-allowed", "provider-exists", "username-taken"})
    @ResponseStatus(HttpStatus.CREATED)
    Mono<AddedProvider> addProvider(Actor actor, Body<NewProvider> body) {
        if (!actor.is(Role.OPERATOR)) {
            throw ProblemException.notAllowed("Operators add providers.");
        }
        NewProvider provider = body.read();
        Administrator first = provider.administrator();
        return offloaded.run(() -> {
            String person = accounts.addProvider(
                    new Author(actor.person(), Role.OPERATOR),
                    provider.provider(),
                    provider.name(),
                    new NewAccount(first.username(), first.name(), first.password()));
            return new AddedProvider(provider.provider(), person, canonical(first.username()));
        });
    }

    /** A provider, and the person and user name of its first administrator. */
    record AddedProvider(String provider, String person, String username) {}

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
    @Refuses("not-allowed")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<AddedPerson> addPerson(Actor actor, Body<NewPerson> body) {
        String provider = administered(actor);
        NewPerson person = body.read();
        return offloaded.run(() -> new AddedPerson(accounts.addPerson(administrator(actor), provider, person.name())));
    }

    record AddedPerson(String person) {}

    record NewPerson(@NotBlank @CodePointLength(max = 200) String name) {}

    @Operation(summary = "Correct the name of somebody in the directory (administrator)")
    @PostMapping("/api/directory/{person}/rename-person")
    @Refuses({"not-found", "not-allowed"})
    Mono<AddedPerson> renamePerson(Actor actor, @PathVariable String person, Body<NewPerson> body) {
        return offloaded.run(() -> {
            if (actor.provider() == null || !directory.knows(actor.provider(), person)) {
                throw ProblemException.notFound();
            }
            String provider = administered(actor);
            accounts.renamePerson(
                    administrator(actor), provider, person, body.read().name());
            return new AddedPerson(person);
        });
    }

    @Operation(summary = "Give somebody in the directory an account (administrator)")
    @PostMapping("/api/accounts")
    @Refuses({"not-allowed", "username-taken", "account-exists"})
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Holder> addAccount(Actor actor, Body<AccountOfPerson> body) {
        String provider = administered(actor);
        AccountOfPerson account = body.read();
        requireOfProvider(account.roles());
        return offloaded.run(() -> {
            if (!directory.knows(provider, account.person())) {
                throw wrong("person", "unknown", "Add the person to the directory first.");
            }
            accounts.addAccount(
                    administrator(actor),
                    provider,
                    account.person(),
                    account.username(),
                    account.roles(),
                    account.password());
            return new Holder(canonical(account.username()), account.person());
        });
    }

    /** Whose account it is. */
    record Holder(String username, String person) {}

    record AccountOfPerson(
            @NotBlank @CodePointLength(max = 64) String person,

            @NotBlank @Pattern(regexp = USERNAME, message = USERNAME_RULE)
            String username,

            @NotEmpty Set<@NotNull Role> roles,
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}

    @Operation(summary = "Replace an account's roles; its owner has to sign in again (administrator)")
    @PostMapping("/api/accounts/{username}/change-roles")
    @Refuses({"not-found", "not-allowed", "last-administrator"})
    Mono<Holder> changeRoles(Actor actor, @PathVariable String username, Body<ChangedRoles> body) {
        return changed(actor, username, account -> {
            Set<Role> roles = body.read().roles();
            requireOfProvider(roles);
            accounts.changeRoles(administrator(actor), account, roles);
        });
    }

    record ChangedRoles(@NotEmpty Set<@NotNull Role> roles) {}

    @Operation(summary = "Keep an account from signing in, and end its sessions (administrator)")
    @PostMapping("/api/accounts/{username}/disable-account")
    @Refuses({"not-found", "not-allowed", "last-administrator"})
    Mono<Holder> disable(Actor actor, @PathVariable String username, Body<Nothing> body) {
        return changed(actor, username, account -> {
            body.read();
            accounts.disable(administrator(actor), account);
        });
    }

    @Operation(summary = "Let a disabled account sign in again (administrator)")
    @PostMapping("/api/accounts/{username}/enable-account")
    @Refuses({"not-found", "not-allowed"})
    Mono<Holder> enable(Actor actor, @PathVariable String username, Body<Nothing> body) {
        return changed(actor, username, account -> {
            body.read();
            accounts.enable(administrator(actor), account);
        });
    }

    record Nothing() {}

    @Operation(
            summary =
                    "Give an account a new password, to be changed by its owner, and end its sessions (administrator)")
    @PostMapping("/api/accounts/{username}/set-password")
    @Refuses({"not-found", "not-allowed"})
    Mono<Holder> setPassword(Actor actor, @PathVariable String username, Body<NewPassword> body) {
        return changed(
                actor,
                username,
                account -> accounts.setPassword(
                        administrator(actor), account, body.read().password()));
    }

    record NewPassword(
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}

    @Operation(summary = "End all sessions of an account: every token given until now is void (administrator)")
    @PostMapping("/api/accounts/{username}/end-sessions")
    @Refuses({"not-found", "not-allowed"})
    Mono<Holder> endSessions(Actor actor, @PathVariable String username, Body<Nothing> body) {
        return changed(actor, username, account -> {
            body.read();
            accounts.endSessions(administrator(actor), account);
        });
    }

    @Operation(summary = "End all one's own sessions, this one too: every token given until now is void")
    @PostMapping("/api/accounts/me/end-sessions")
    @Refuses("not-found")
    Mono<Holder> endOwnSessions(Actor actor, Body<Nothing> body) {
        body.read();
        return offloaded.run(() -> {
            Account account = accounts.findOf(actor.person()).orElseThrow(ProblemException::notFound);
            accounts.endSessions(Author.ofOwn(actor.person()), account);
            return answer(account);
        });
    }

    @Operation(summary = "Change one's own password, and end all sessions")
    @PostMapping("/api/accounts/me/change-password")
    @Refuses({"not-found", "too-many-attempts"})
    Mono<Holder> changePassword(Actor actor, Body<ChangedPassword> body, ServerHttpRequest request) {
        ChangedPassword change = body.read();
        return offloaded.run(() -> {
            Account account = accounts.findOf(actor.person()).orElseThrow(ProblemException::notFound);
            if (!signIn.knowsPassword(account, change.current(), addresses.of(request))) {
                throw wrong("current", "wrong", "This is not the present password.");
            }
            accounts.setPassword(Author.ofOwn(actor.person()), account, change.password());
            return answer(account);
        });
    }

    record ChangedPassword(
            @NotEmpty @CodePointLength(max = 200) String current,
            @NotBlank @CodePointLength(min = 12, max = 200) String password) {}

    @Operation(
            summary = "Let another provider's auditor read everything here until the end of a day (administrator)",
            description = "Given again, the day is another; if it is an earlier one, the auditor's tokens end.")
    @PostMapping("/api/grants")
    @Refuses("not-allowed")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Grant> grant(Actor actor, Body<NewGrant> body) {
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
            accounts.grant(administrator(actor), provider, auditor.person(), grant.until());
            return new Grant(provider, auditor.person(), grant.until());
        });
    }

    /** @param auditor the person */
    record Grant(String provider, String auditor, LocalDate until) {}

    record NewGrant(
            @NotBlank @CodePointLength(max = 200) String auditor,
            @NotNull LocalDate until) {}

    @Operation(summary = "Take a grant back; the auditor's tokens end with it (administrator)")
    @PostMapping("/api/grants/{auditor}/withdraw")
    @Refuses({"not-found", "not-allowed"})
    Mono<WithdrawnGrant> withdraw(Actor actor, @PathVariable String auditor, Body<Nothing> body) {
        String provider = administered(actor);
        body.read();
        return offloaded.run(() -> {
            Account account = accounts.find(auditor).orElseThrow(ProblemException::notFound);
            if (!accounts.withdrawGrant(administrator(actor), provider, account.person())) {
                throw ProblemException.notFound();
            }
            return new WithdrawnGrant(provider, account.person());
        });
    }

    record WithdrawnGrant(String provider, String auditor) {}

    @FunctionalInterface
    private interface Change {
        void of(Account account);
    }

    private Mono<Holder> changed(Actor actor, String username, Change change) {
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

    private static Holder answer(Account account) {
        return new Holder(account.username(), account.person());
    }

    private static String administered(Actor actor) {
        if (actor.provider() == null || !actor.is(Role.ADMINISTRATOR)) {
            throw ProblemException.notAllowed("The provider's administrators keep its directory, accounts and grants.");
        }
        return actor.provider();
    }

    private static Author administrator(Actor actor) {
        return new Author(actor.person(), Role.ADMINISTRATOR);
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
