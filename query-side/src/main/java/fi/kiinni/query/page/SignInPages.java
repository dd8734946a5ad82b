package fi.kiinni.query.page;

import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.words.Words;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Signing in and out. */
@Controller
final class SignInPages {

    /** As the demo has them; all with the same password. */
    static final List<String> DEMO_ACCOUNTS = List.of(
            "jasen",
            "koordinaattori",
            "paattaja",
            "auditoija",
            "paakayttaja",
            "toinen",
            "toinen-paattaja",
            "kolmas",
            "neljas",
            "yllapitaja");

    /** After what one has to sign in again, and is told so. */
    static final Set<String> AFTER = Set.of("password-changed", "sessions-ended");

    private final Site site;
    private final CommandApi api;

    SignInPages(Site site, CommandApi api) {
        this.site = site;
        this.api = api;
    }

    @GetMapping(PageSecurity.SIGN_IN)
    Mono<Rendering> ask(
            ServerWebExchange exchange, @RequestParam @Nullable String to, @RequestParam @Nullable String after) {
        exchange.getAttributes().put("after", after != null && AFTER.contains(after) ? "sign-in.after." + after : "");
        return page(exchange, HttpStatus.OK, Languages.localPath(to), "", null);
    }

    @PostMapping(PageSecurity.SIGN_IN)
    Mono<Rendering> signIn(ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(form -> {
            String to = Languages.localPath(form.getFirst("to"));
            String username =
                    Objects.requireNonNullElse(form.getFirst("username"), "").strip();
            return api.post("/api/tokens", credentials(username, form), null, null)
                    .flatMap(answer -> switch (answer) {
                        case Done done -> {
                            Duration lifetime = Duration.between(Instant.now(), Instant.parse(done.text("expiresAt")));
                            exchange.getResponse()
                                    .addCookie(
                                            PageSecurity.cookie(exchange.getRequest(), done.text("token"), lifetime));
                            yield Mono.just(redirect(to));
                        }
                        case Problem problem -> refused(exchange, to, username, problem);
                    });
        });
    }

    private static Map<String, Object> credentials(String username, MultiValueMap<String, String> form) {
        return Map.of("username", username, "password", Objects.requireNonNullElse(form.getFirst("password"), ""));
    }

    private Mono<Rendering> refused(ServerWebExchange exchange, String to, String username, Problem problem) {
        exchange.getAttributes().put("form-page", PageSecurity.SIGN_IN);
        Words words = site.words(exchange);
        @Nullable String wait = problem.retryAfter();
        if (problem.status() == HttpStatus.TOO_MANY_REQUESTS.value() && wait != null) {
            exchange.getResponse().getHeaders().set("Retry-After", wait);
            String again = words.count("sign-in.wait", minutes(wait));
            return page(exchange, HttpStatus.TOO_MANY_REQUESTS, to, username, again);
        }
        boolean incomplete = problem.status() == HttpStatus.UNPROCESSABLE_CONTENT.value();
        String sentence = words.of("problem." + (incomplete ? "wrong-credentials" : problem.name()));
        return page(exchange, problem.httpStatus(), to, username, sentence);
    }

    private static long minutes(String seconds) {
        try {
            return Math.max(1, (Long.parseLong(seconds) + 59) / 60);
        } catch (NumberFormatException e) {
            return 15;
        }
    }

    private Mono<Rendering> page(
            ServerWebExchange exchange, HttpStatus status, String to, String username, @Nullable String refusal) {
        return site.page(
                exchange,
                "sign-in",
                status,
                Map.of(
                        "to", to,
                        "username", username,
                        "refusal", Objects.requireNonNullElse(refusal, ""),
                        "after", exchange.getAttributeOrDefault("after", ""),
                        "accounts", DEMO_ACCOUNTS));
    }

    @PostMapping("/sign-out")
    Rendering signOut(ServerWebExchange exchange) {
        exchange.getResponse().addCookie(PageSecurity.cookie(exchange.getRequest(), "", Duration.ZERO));
        return redirect(PageSecurity.SIGN_IN);
    }

    static Rendering redirect(String path) {
        // Built by hand, because a redirect view would append the model and the context.
        return Rendering.redirectTo(URI.create(path).toString())
                .status(HttpStatus.SEE_OTHER)
                .contextRelative(false)
                .propagateQuery(false)
                .build();
    }
}
