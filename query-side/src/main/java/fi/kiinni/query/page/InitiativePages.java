package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.query.Reads;
import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.FieldError;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.page.CommandForm.Part;
import fi.kiinni.query.page.Forms.Form;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Strategies.Published;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An initiative, the strategy, and the forms on them. */
@Controller
final class InitiativePages {

    private static final int TIMELINE_PAGE = 30;

    /** For how long a page waits for the views to show what its reader has just done. */
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Timeline timeline;
    private final Strategies strategies;
    private final Names names;
    private final CommandApi api;

    InitiativePages(
            Site site,
            Reads reads,
            Overview overview,
            Timeline timeline,
            Strategies strategies,
            Names names,
            CommandApi api) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.timeline = timeline;
        this.strategies = strategies;
        this.names = names;
        this.api = api;
    }

    /** A form that came back, and why. */
    private record Refused(CommandForm form, Entered entered, Problem problem) {}

    @GetMapping("/initiatives/new")
    Mono<Rendering> askToStart(ServerWebExchange exchange, Actor actor) {
        return starting(exchange, actor, HttpStatus.OK, null);
    }

    @PostMapping("/initiatives/new")
    Mono<Rendering> start(ServerWebExchange exchange) {
        exchange.getAttributes().put("form-page", "/initiatives/new");
        return give(
                exchange,
                CommandForm.START_INITIATIVE,
                "/api/initiatives",
                done -> "/initiatives/" + done.text("initiative") + "?version=" + done.text("version"),
                (actor, refused) -> starting(exchange, actor, refused.problem().httpStatus(), refused));
    }

    private Mono<Rendering> starting(
            ServerWebExchange exchange, Actor actor, HttpStatus status, @Nullable Refused refused) {
        @Nullable String provider = actor.provider();
        if (provider == null || !CommandForm.START_INITIATIVE.isFor(actor, provider, null)) {
            return Mono.error(ProblemException.notAllowed("Coordinators start initiatives."));
        }
        Words words = site.words(exchange);
        return reads.blocking(() -> {
                    Forms forms = new Forms(words, names.people(provider), Map.of(), null, Strategy.NONE);
                    Map<String, Object> model = new HashMap<>();
                    model.put("actorName", site.name(actor));
                    model.put("form", form(forms, CommandForm.START_INITIATIVE, "/initiatives/new", refused));
                    model.put("summary", summary(words, refused));
                    return model;
                })
                .flatMap(model -> site.page(exchange, "start", status, model));
    }

    @GetMapping("/initiatives/{id}")
    Mono<Rendering> one(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @RequestParam @Nullable String version,
            @RequestParam @Nullable String before) {
        long wanted = number(version);
        return reads.views(() -> wanted == 0 || (overview.version(id) >= wanted && timeline.has(id, wanted)))
                .filter(visible -> visible)
                .repeatWhenEmpty(again -> again.delayElements(LOOK_EVERY))
                .timeout(VISIBLE_WITHIN, Mono.just(false))
                .flatMap(visible -> initiative(exchange, actor, id, HttpStatus.OK, null, number(before), !visible));
    }

    static long number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
    }

    @PostMapping("/initiatives/{id}/{command}")
    Mono<Rendering> onInitiative(ServerWebExchange exchange, @PathVariable UUID id, @PathVariable String command) {
        CommandForm form = CommandForm.ofRoute(command)
                .filter(known -> known.part() != Part.LIST && known.part() != Part.STRATEGY)
                .orElseThrow(ProblemException::notFound);
        exchange.getAttributes().put("form-page", "/initiatives/" + id);
        return give(
                exchange,
                form,
                "/api/initiatives/" + id + "/" + command,
                done -> "/initiatives/" + id + "?version=" + done.text("version") + "#" + anchor(form.part()),
                (actor, refused) -> initiative(
                        exchange, actor, id.toString(), refused.problem().httpStatus(), refused, 0, false));
    }

    static String anchor(Part part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Mono<Rendering> initiative(
            ServerWebExchange exchange,
            Actor actor,
            String id,
            HttpStatus status,
            @Nullable Refused refused,
            long before,
            boolean isBehind) {
        Words words = site.words(exchange);
        return reads.views(() -> {
                    Whole whole = overview.find(id, actor)
                            .orElseThrow(isBehind ? InitiativePages::notYet : ProblemException::notFound);
                    return shown(words, actor, whole, refused, before, isBehind);
                })
                .flatMap(model -> site.page(exchange, "initiative", status, model));
    }

    /** Right after it was started, an initiative may not be in the views yet. */
    private static ProblemException notYet() {
        return new ProblemException(EdgeProblem.BUSY, "It is recorded, and will be shown in a moment.")
                .withHeader("Refresh", "2")
                .retryAfter(VISIBLE_WITHIN);
    }

    private Map<String, Object> shown(
            Words words, Actor actor, Whole whole, @Nullable Refused refused, long before, boolean isBehind) {
        Item item = whole.item();
        Initiative state = whole.state();
        String provider = item.provider();
        Map<String, String> people = names.people(provider);
        Published strategy = strategies.of(provider);
        Telling telling = new Telling(words, people, state, strategy.strategy());
        long newest = before > 0 ? Math.min(before - 1, item.version()) : item.version();
        long oldest = Math.max(1, newest - TIMELINE_PAGE + 1);
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("item", item);
        model.put("state", state);
        model.put("missing", item.nextGate().missing());
        model.put("providerName", names.provider(provider));
        model.put("telling", telling);
        model.put("strategyGoals", strategy.strategy());
        List<Entry> entries =
                timeline.between(item.initiative(), oldest, newest).reversed();
        model.put("entries", entries.stream().map(telling::tell).toList());
        model.put("older", oldest > 1 ? oldest : 0);
        model.put("isBehind", isBehind);
        Map<UUID, String> named = new HashMap<>(telling.things());
        for (Entry entry : entries) {
            if (entry.fact() instanceof CommentPosted comment) {
                named.put(comment.comment(), comment.text());
            }
        }
        Forms forms = new Forms(words, people, named, state, strategy.strategy());
        Map<String, List<Form>> byPart = new HashMap<>();
        for (CommandForm form : CommandForm.values()) {
            boolean returned = refused != null && refused.form() == form;
            if (form.part() != Part.LIST
                    && form.part() != Part.STRATEGY
                    && (returned || form.isFor(actor, provider, state))) {
                byPart.computeIfAbsent(anchor(form.part()), _ -> new ArrayList<>())
                        .add(form(forms, form, "/initiatives/" + item.initiative() + "/" + form.route(), refused));
            }
        }
        model.put("forms", byPart);
        model.put("summary", summary(words, refused));
        return model;
    }

    @GetMapping("/strategy")
    Mono<Rendering> strategy(ServerWebExchange exchange, Actor actor, @RequestParam @Nullable String version) {
        long wanted = number(version);
        @Nullable String provider = actor.provider();
        if (provider == null) {
            return Mono.error(ProblemException.notAllowed("An operator sees no provider's strategy."));
        }
        return reads.views(() -> strategies.of(provider).version() >= wanted)
                .filter(visible -> visible)
                .repeatWhenEmpty(again -> again.delayElements(LOOK_EVERY))
                .timeout(VISIBLE_WITHIN, Mono.just(false))
                .flatMap(visible -> strategyPage(exchange, actor, provider, HttpStatus.OK, null, !visible));
    }

    @PostMapping("/strategy/publish-strategy")
    Mono<Rendering> publish(ServerWebExchange exchange) {
        exchange.getAttributes().put("form-page", "/strategy");
        return give(
                exchange,
                CommandForm.PUBLISH_STRATEGY,
                "/api/strategy/publish-strategy",
                done -> "/strategy?version=" + done.text("version"),
                (actor, refused) -> actor.provider() == null
                        ? Mono.error(ProblemException.notAllowed("An operator sees no provider's strategy."))
                        : strategyPage(
                                exchange,
                                actor,
                                actor.provider(),
                                refused.problem().httpStatus(),
                                refused,
                                false));
    }

    private Mono<Rendering> strategyPage(
            ServerWebExchange exchange,
            Actor actor,
            String provider,
            HttpStatus status,
            @Nullable Refused refused,
            boolean isBehind) {
        Words words = site.words(exchange);
        return reads.views(() -> {
                    Strategy strategy = strategies.of(provider).strategy();
                    Forms forms = new Forms(words, names.people(provider), Map.of(), null, strategy);
                    boolean may = CommandForm.PUBLISH_STRATEGY.isFor(actor, provider, null);
                    Map<String, Object> model = new HashMap<>();
                    model.put("actorName", site.name(actor));
                    model.put("providerName", names.provider(provider));
                    model.put("versions", strategy.versions().reversed());
                    model.put("isBehind", isBehind);
                    model.put(
                            "forms",
                            may
                                    ? List.of(form(
                                            forms, CommandForm.PUBLISH_STRATEGY, "/strategy/publish-strategy", refused))
                                    : List.of());
                    model.put("summary", summary(words, refused));
                    return model;
                })
                .flatMap(model -> site.page(exchange, "strategy", status, model));
    }

    private interface After {
        String path(Done done);
    }

    private interface Again {
        Mono<Rendering> show(Actor actor, Refused refused);
    }

    /** Sends the command; then the next page, or the same one with the refusal where it belongs. */
    private Mono<Rendering> give(ServerWebExchange exchange, CommandForm form, String path, After after, Again again) {
        return Site.signedIn(exchange)
                .switchIfEmpty(Mono.error(ProblemException::notFound))
                .flatMap(signedIn -> exchange.getFormData().flatMap(sent -> {
                    Entered entered = Entered.of(form, sent);
                    return api.post(path, entered.json(form), signedIn.getCredentials(), key(sent.getFirst("key")))
                            .flatMap(answer -> switch (answer) {
                                case Done done -> Mono.just(SignInPages.redirect(after.path(done)));
                                case Problem problem -> refused(signedIn, form, entered, problem, again);
                            });
                }));
    }

    private static String key(@Nullable String sent) {
        return sent == null || sent.isBlank() || sent.length() > 100
                ? UUID.randomUUID().toString()
                : sent;
    }

    private static Mono<Rendering> refused(
            SignedIn signedIn, CommandForm form, Entered entered, Problem problem, Again again) {
        return switch (problem.status()) {
            case 401 -> Mono.just(SignInPages.redirect(PageSecurity.SIGN_IN));
            case 404 -> Mono.error(ProblemException.notFound());
            default -> again.show(signedIn.getPrincipal(), new Refused(form, entered, problem));
        };
    }

    private static Form form(Forms forms, CommandForm form, String action, @Nullable Refused refused) {
        if (refused == null || refused.form() != form) {
            return forms.empty(form, action);
        }
        // What was answered with a problem was not remembered, so the same key may be sent again.
        String key = key(refused.entered().text("key"));
        return forms.refused(
                form, action, key, refused.entered(), refused.problem().errors());
    }

    /** What stands at the top of a page whose form was refused. */
    record Summary(String heading, List<Line> lines) {}

    /** @param anchor of the field that it is about */
    record Line(String text, @Nullable String anchor) {}

    /** Everything that is wrong: field by field, or the problem with what it names. */
    private static @Nullable Summary summary(Words words, @Nullable Refused refused) {
        if (refused == null) {
            return null;
        }
        Problem problem = refused.problem();
        if (!problem.errors().isEmpty()) {
            List<Line> fields = problem.errors().stream()
                    .map(error -> line(words, refused.form(), error))
                    .toList();
            return new Summary(problem.sentence(words), fields);
        }
        return new Summary(
                problem.sentence(words),
                problem.texts("missing").stream()
                        .map(requirement -> new Line(words.of("Requirement." + requirement), null))
                        .toList());
    }

    private static Line line(Words words, CommandForm form, FieldError error) {
        String name = error.field().replaceAll("\\[[0-9]+]$", "");
        String last = name.substring(name.lastIndexOf('.') + 1).replaceAll("\\[[0-9]+]", "");
        Optional<Field> asked = Stream.concat(form.fields().stream(), form.moreFields().stream())
                .flatMap(Field::all)
                .filter(field -> field.name().equals(last))
                .findFirst();
        String label = asked.isPresent() ? words.field(form.command(), last) : error.field();
        return new Line(
                label + ": " + words.explanation(error.problem()),
                form.route() + "-" + name.replaceAll("[^A-Za-z0-9]+", "-"));
    }
}
