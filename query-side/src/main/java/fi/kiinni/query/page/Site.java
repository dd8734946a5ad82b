package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.AccountChanges;
import fi.kiinni.query.live.Live;
import fi.kiinni.query.page.Frame.Reader;
import fi.kiinni.query.page.Frame.Token;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** What all pages have around them: the language, who is signed in, and the token that forms carry. */
@Component
final class Site implements WebFilter {

    private static final String CHANGES_AFTER = "changes-after";

    private final MessageSource messages;
    private final Names names;
    private final Assets assets;
    private final Live live;
    private final Reads reads;
    private final Overview overview;
    private final boolean demo;

    /** A language that the pages are in, as its speakers call it. */
    record Spoken(String code, String name) {

        static Spoken of(Locale locale) {
            return new Spoken(locale.getLanguage(), StringUtils.capitalize(locale.getDisplayLanguage(locale)));
        }
    }

    Site(
            MessageSource messages,
            Names names,
            Assets assets,
            Live live,
            Reads reads,
            Overview overview,
            @Value("${kiinni.demo:false}") boolean demo) {
        this.messages = messages;
        this.names = names;
        this.assets = assets;
        this.live = live;
        this.reads = reads;
        this.overview = overview;
        this.demo = demo;
    }

    /** Notes up to where everything had been told before a page was read: what came after, the page may lack. */
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getAttributes().put(CHANGES_AFTER, live.place());
        return chain.filter(exchange);
    }

    Words words(ServerWebExchange exchange) {
        return Words.of(messages, exchange);
    }

    /** Who is signed in, with the token to act by. */
    static Mono<SignedIn> signedIn(ServerWebExchange exchange) {
        return exchange.getPrincipal().ofType(SignedIn.class);
    }

    /** @param model what the page itself shows */
    Mono<Rendering> page(ServerWebExchange exchange, String template, HttpStatusCode status, Map<String, ?> model) {
        return framed(exchange, model)
                .map(whole ->
                        Rendering.view(template).status(status).model(whole).build());
    }

    /** The model, with the frame of the page. */
    Mono<Map<String, Object>> framed(ServerWebExchange exchange, Map<String, ?> model) {
        Mono<Optional<Token>> csrf = csrf(exchange)
                .map(token -> new Token(token.getParameterName(), token.getToken()))
                .singleOptional();
        Mono<Optional<Reader>> reader = signedIn(exchange)
                .flatMap(signedIn -> reader(exchange, signedIn.getPrincipal()))
                .singleOptional();
        return csrf.zipWhen(_ -> reader, (token, who) -> {
            Map<String, Object> whole = new HashMap<>(model);
            whole.put("frame", frame(exchange, model, token.orElse(null), who.orElse(null)));
            return whole;
        });
    }

    private Frame frame(
            ServerWebExchange exchange, Map<String, ?> model, @Nullable Token csrf, @Nullable Reader reader) {
        @Nullable Object refusal = model.get("refusal");
        return new Frame(
                words(exchange),
                assets.folder(),
                Languages.SPOKEN.stream().map(Spoken::of).toList(),
                here(exchange),
                demo,
                exchange.getResponse().getHeaders().getFirst(Reads.POSITION),
                csrf,
                reader,
                Objects.requireNonNullElse((String) model.get("actorName"), ""),
                model.get("summary") != null || (refusal != null && !refusal.equals("")),
                model.get("item") instanceof Item item ? item.initiative() : null);
    }

    private Mono<Reader> reader(ServerWebExchange exchange, Actor actor) {
        Words words = words(exchange);
        return hasTasks(actor)
                .map(hasTasks -> new Reader(
                        actor,
                        actor.roles().stream().sorted().map(words::of).collect(Collectors.joining(", ")),
                        actor.is(Role.ADMINISTRATOR),
                        AccountChanges.areSeenBy(actor),
                        ViewPages.areSeenBy(actor),
                        hasTasks,
                        exchange.getRequiredAttribute(CHANGES_AFTER)));
    }

    /** Whether something can wait for the actor: for who only reads, that is asked; a page that tells of an outage must do without. */
    private Mono<Boolean> hasTasks(Actor actor) {
        if (actor.provider() == null) {
            return Mono.just(false);
        }
        return actor.roles().equals(Set.of(Role.AUDITOR))
                ? reads.views(() -> overview.hasDesk(actor)).onErrorReturn(false)
                : Mono.just(true);
    }

    /** The name of the actor, for the page's head, empty of an operator, who is in no directory; asks it, and so blocks. */
    String name(Actor actor) {
        @Nullable String provider = actor.provider();
        return provider == null ? "" : names.people(provider).getOrDefault(actor.person(), actor.person());
    }

    private static Mono<CsrfToken> csrf(ServerWebExchange exchange) {
        @Nullable Mono<CsrfToken> token = exchange.getAttribute(CsrfToken.class.getName());
        return token == null ? Mono.empty() : token;
    }

    /** This page's own address, for the links to it in other languages; a page that answers a form has the form's page. */
    private static String here(ServerWebExchange exchange) {
        @Nullable String form = exchange.getAttribute("form-page");
        return form == null ? Languages.here(exchange) : form;
    }
}
