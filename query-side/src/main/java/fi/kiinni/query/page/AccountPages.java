package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.query.Reads;
import fi.kiinni.query.account.AccountDirectory;
import fi.kiinni.query.account.AccountDirectory.Entry;
import fi.kiinni.query.page.AccountForm.Question;
import fi.kiinni.query.page.AccountForm.Question.Kind;
import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.page.Extent.Few;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** One's own account; the directory, accounts and grants of a provider; and, for operators, the providers. */
@Controller
final class AccountPages {

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** What an entry of the directory weighs on its page, in characters, beside its texts. */
    private static final int CARD = 1_400;

    private final Site site;
    private final Reads reads;
    private final AccountDirectory directory;
    private final Names names;
    private final CommandApi api;

    AccountPages(Site site, Reads reads, AccountDirectory directory, Names names, CommandApi api) {
        this.site = site;
        this.reads = reads;
        this.directory = directory;
        this.names = names;
        this.api = api;
    }

    @GetMapping("/account")
    Mono<Rendering> own(ServerWebExchange exchange, Actor actor) {
        return reads.blocking(() -> {
                    Map<String, Object> model = model(actor);
                    model.put("entry", directory.find(actor.person()).orElseThrow(ProblemException::notFound));
                    model.put(
                            "granted",
                            actor.grantedProviders().stream()
                                    .map(names::provider)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
                    model.put("providerName", actor.provider() == null ? "" : names.provider(actor.provider()));
                    return model;
                })
                .flatMap(model -> site.page(exchange, "account", HttpStatus.OK, model));
    }

    @GetMapping("/accounts")
    Mono<Rendering> accounts(ServerWebExchange exchange, Actor actor) {
        String provider = administered(actor);
        MultiValueMap<String, String> address = exchange.getRequest().getQueryParams();
        String sought = Objects.requireNonNullElse(address.getFirst("q"), "").strip();
        int from = (int) Math.min(InitiativePages.number(address.getFirst("from")), Integer.MAX_VALUE);
        return reads.blocking(() -> {
                    List<Entry> all = directory.of(provider);
                    Few<Entry> few = new Extent("people", from)
                            .few(
                                    all.stream()
                                            .filter(entry -> has(entry, sought))
                                            .toList(),
                                    CARD);
                    Map<String, Object> model = model(actor);
                    model.put("providerName", names.provider(provider));
                    model.put("sought", sought);
                    model.put("isLong", few.hidden() > 0 || few.total() < all.size() || from > 0);
                    model.put("entries", few);
                    model.put(
                            "labels",
                            new People(all.stream().collect(Collectors.toMap(Entry::person, Entry::name))).labels());
                    model.put("grants", directory.grantsOf(provider, LocalDate.now(HELSINKI)));
                    return model;
                })
                .flatMap(model -> site.page(exchange, "accounts", HttpStatus.OK, model));
    }

    private static boolean has(Entry entry, String sought) {
        String searched = entry.name() + "\n" + Objects.requireNonNullElse(entry.username(), "");
        return searched.toLowerCase(Locale.ROOT).contains(sought.toLowerCase(Locale.ROOT));
    }

    @GetMapping("/providers")
    Mono<Rendering> providers(ServerWebExchange exchange, Actor actor) {
        requireOperator(actor);
        return reads.blocking(() -> {
                    Map<String, Object> model = model(actor);
                    model.put("providers", directory.providers());
                    return model;
                })
                .flatMap(model -> site.page(exchange, "providers", HttpStatus.OK, model));
    }

    /** A form, and what is sent with it. */
    @RequestMapping(
            path = {
                "/account/change-password",
                "/account/end-sessions",
                "/accounts/add-person",
                "/accounts/rename-person",
                "/accounts/add-account",
                "/accounts/change-roles",
                "/accounts/set-password",
                "/accounts/end-sessions-of-account",
                "/accounts/disable-account",
                "/accounts/enable-account",
                "/accounts/grant",
                "/accounts/withdraw-grant",
                "/providers/add-provider"
            },
            method = {RequestMethod.GET, RequestMethod.POST})
    Mono<Rendering> form(ServerWebExchange exchange, Actor actor, @RequestParam(defaultValue = "") String of) {
        AccountForm form = AccountForm.at(exchange.getRequest().getPath().value());
        return exchange.getRequest().getMethod().equals(HttpMethod.POST)
                ? Site.signedIn(exchange)
                        .switchIfEmpty(Mono.error(ProblemException::notFound))
                        .flatMap(signedIn ->
                                exchange.getFormData().flatMap(sent -> send(exchange, signedIn, form, sent)))
                : page(exchange, actor, form, of, new LinkedMultiValueMap<>(), null);
    }

    private Mono<Rendering> send(
            ServerWebExchange exchange, SignedIn signedIn, AccountForm form, MultiValueMap<String, String> sent) {
        String of = Objects.requireNonNullElse(sent.getFirst("of"), "");
        exchange.getAttributes().put("form-page", address(form, of));
        String path = form.api(UriUtils.encodePathSegment(of, StandardCharsets.UTF_8));
        return api.post(path, form.json(sent, of), signedIn.getCredentials(), null)
                .flatMap(answer -> switch (answer) {
                    case Done _ -> Mono.just(done(exchange, form));
                    case Problem problem
                    when problem.status() == 401 -> Mono.just(SignInPages.redirect(PageSecurity.SIGN_IN));
                    case Problem problem when problem.status() == 404 -> Mono.error(ProblemException.notFound());
                    case Problem problem -> page(exchange, signedIn.getPrincipal(), form, of, sent, problem);
                });
    }

    private static String address(AccountForm form, String of) {
        return of.isEmpty()
                ? form.path()
                : form.path() + "?of=" + UriUtils.encodeQueryParam(of, StandardCharsets.UTF_8);
    }

    /** Whoever ended their own sessions ended this one as well. */
    private static Rendering done(ServerWebExchange exchange, AccountForm form) {
        if (form != AccountForm.CHANGE_PASSWORD && form != AccountForm.END_SESSIONS) {
            return SignInPages.redirect(form.page());
        }
        exchange.getResponse().addCookie(PageSecurity.cookie(exchange.getRequest(), "", Duration.ZERO));
        return SignInPages.redirect(PageSecurity.SIGN_IN + "?after="
                + (form == AccountForm.CHANGE_PASSWORD ? "password-changed" : "sessions-ended"));
    }

    private Mono<Rendering> page(
            ServerWebExchange exchange,
            Actor actor,
            AccountForm form,
            String of,
            MultiValueMap<String, String> sent,
            @Nullable Problem problem) {
        if (form.page().equals("/accounts")) {
            administered(actor);
        } else if (form.page().equals("/providers")) {
            requireOperator(actor);
        }
        Words words = site.words(exchange);
        HttpStatus status = problem == null ? HttpStatus.OK : problem.httpStatus();
        return reads.blocking(() -> {
                    @Nullable Entry about = about(actor, form, of);
                    Map<String, Object> model = model(actor);
                    model.put("form", shown(words, form));
                    model.put("of", of);
                    model.put("about", !form.isOfSomebody() ? "" : about == null ? of : about.name());
                    model.put("asked", asked(words, form, about, sent, problem));
                    model.put("refusal", problem == null ? "" : problem.sentence(words));
                    return model;
                })
                .flatMap(model -> site.page(exchange, "account-form", status, model));
    }

    /** Whom the form is about, by person or user name, in the provider's own directory; null where that is another's. */
    private @Nullable Entry about(Actor actor, AccountForm form, String of) {
        if (!form.isOfSomebody() || actor.provider() == null) {
            return null;
        }
        return directory.of(actor.provider()).stream()
                .filter(entry -> entry.person().equals(of) || of.equals(entry.username()))
                .findFirst()
                .orElse(null);
    }

    /** @param back the page that the form leads back to */
    record Shown(String title, String lead, String path, String back, String backTitle) {}

    private static Shown shown(Words words, AccountForm form) {
        return new Shown(
                words.of(form.key()),
                words.of(form.key() + ".lead"),
                form.path(),
                form.page(),
                words.of("account-form.back." + form.page().substring(1)));
    }

    /**
     * A question of a form.
     *
     * @param options of roles, each with whether it is chosen; empty otherwise
     */
    record Asked(
            String name,
            String id,
            String label,
            Kind kind,
            @Nullable String hint,
            String value,
            List<RoleOption> options,
            @Nullable String error) {}

    record RoleOption(Role role, String text, boolean isSelected) {}

    private static List<Asked> asked(
            Words words,
            AccountForm form,
            @Nullable Entry about,
            MultiValueMap<String, String> sent,
            @Nullable Problem problem) {
        Map<String, String> wrong = new HashMap<>();
        if (problem != null) {
            problem.errors().forEach(error -> wrong.putIfAbsent(error.field(), words.explanation(error.problem())));
        }
        List<Asked> asked = new ArrayList<>();
        for (Question question : form.questions()) {
            if (question.isAsked()) {
                String key = form.key() + "." + question.name();
                String value = switch (question.kind()) {
                    case CURRENT_PASSWORD, NEW_PASSWORD, ROLES, OF -> "";
                    case TEXT, USERNAME, DAY ->
                        Objects.requireNonNullElse(
                                sent.getFirst(question.name()),
                                form == AccountForm.RENAME_PERSON && about != null ? about.name() : "");
                };
                asked.add(new Asked(
                        question.name(),
                        question.name().replace('.', '-'),
                        words.of(key),
                        question.kind(),
                        switch (question.kind()) {
                            case USERNAME ->
                                form == AccountForm.GRANT ? words.of(key + ".hint") : words.of("account-form.username");
                            case NEW_PASSWORD -> words.of("account-form.password");
                            case DAY -> words.of("hint.DATE");
                            case TEXT -> question.name().equals("provider") ? words.of(key + ".hint") : null;
                            case CURRENT_PASSWORD, ROLES, OF -> null;
                        },
                        value,
                        question.kind() == Kind.ROLES ? options(words, about, sent, problem) : List.of(),
                        wrong.entrySet().stream()
                                .filter(error -> error.getKey().equals(question.name())
                                        || error.getKey().startsWith(question.name() + "["))
                                .map(Map.Entry::getValue)
                                .findFirst()
                                .orElse(null)));
            }
        }
        return asked;
    }

    private static List<RoleOption> options(
            Words words, @Nullable Entry about, MultiValueMap<String, String> sent, @Nullable Problem problem) {
        List<String> chosen = problem != null
                ? sent.getOrDefault("roles", List.of())
                : about == null
                        ? List.of()
                        : about.roles().stream().map(Role::name).toList();
        return AccountForm.roles().stream()
                .map(role -> new RoleOption(role, words.of(role), chosen.contains(role.name())))
                .toList();
    }

    private Map<String, Object> model(Actor actor) {
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        return model;
    }

    private static String administered(Actor actor) {
        if (actor.provider() == null || !actor.is(Role.ADMINISTRATOR)) {
            throw ProblemException.notAllowed("The provider's administrators keep its directory, accounts and grants.");
        }
        return actor.provider();
    }

    private static void requireOperator(Actor actor) {
        if (!actor.is(Role.OPERATOR)) {
            throw ProblemException.notAllowed("Operators keep the providers.");
        }
    }
}
