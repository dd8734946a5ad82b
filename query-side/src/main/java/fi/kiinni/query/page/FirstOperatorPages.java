package fi.kiinni.query.page;

import static java.util.Objects.requireNonNullElse;

import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.FieldError;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.words.Words;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Where the one-time link leads that the first start logs. */
@Controller
final class FirstOperatorPages {

    private final Site site;
    private final CommandApi api;

    FirstOperatorPages(Site site, CommandApi api) {
        this.site = site;
        this.api = api;
    }

    @GetMapping(PageSecurity.FIRST_OPERATOR)
    Mono<Rendering> ask(ServerWebExchange exchange, @RequestParam @Nullable String token) {
        return page(exchange, HttpStatus.OK, Map.of("token", requireNonNullElse(token, "")), null);
    }

    @PostMapping(PageSecurity.FIRST_OPERATOR)
    Mono<Rendering> make(ServerWebExchange exchange) {
        return exchange.getFormData().flatMap(form -> {
            Map<String, String> operator = Map.of(
                    "token", text(form, "token"),
                    "username", text(form, "username").strip(),
                    "name", text(form, "name").strip(),
                    "password", text(form, "password"));
            String here = UriComponentsBuilder.fromPath(PageSecurity.FIRST_OPERATOR)
                    .queryParam("token", "{token}")
                    .build(operator)
                    .toString();
            exchange.getAttributes().put("form-page", here);
            return api.post("/api/first-operator", Map.copyOf(operator), null, null)
                    .flatMap(answer -> switch (answer) {
                        case Done _ -> Mono.just(SignInPages.redirect(PageSecurity.SIGN_IN));
                        case Problem problem -> page(exchange, problem.httpStatus(), operator, problem);
                    });
        });
    }

    private static String text(MultiValueMap<String, String> form, String field) {
        return requireNonNullElse(form.getFirst(field), "");
    }

    private Mono<Rendering> page(
            ServerWebExchange exchange, HttpStatus status, Map<String, String> operator, @Nullable Problem refusal) {
        Words words = site.words(exchange);
        Map<String, String> wrong = new HashMap<>();
        if (refusal != null) {
            for (FieldError error : refusal.errors()) {
                wrong.putIfAbsent(error.field(), words.explanation(error.problem()));
            }
        }
        String sentence = refusal == null ? "" : refusal.sentence(words);
        return site.page(
                exchange, "first-operator", status, Map.of("operator", operator, "wrong", wrong, "refusal", sentence));
    }
}
