package fi.kiinni.query.page;

import fi.kiinni.Actor;
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
import fi.kiinni.query.view.Timeline;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import fi.kiinni.strategy.Strategy;
import java.util.HashMap;
import java.util.List;
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
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The form of each command, at an address of its own. */
@Controller
final class FormPages {

    /** Of an initiative's latest events, how many are looked through for comments that can be retracted. */
    private static final int COMMENTS_WITHIN = 1_000;

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Timeline timeline;
    private final Strategies strategies;
    private final Names names;
    private final CommandApi api;

    FormPages(
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

    /**
     * A form at its address.
     *
     * @param initiative that it is about, if it is about one
     */
    private record Place(CommandForm form, @Nullable String initiative) {

        /** Where the form is asked for and posted to. */
        String path() {
            return switch (form.part()) {
                case LIST -> "/initiatives/new";
                case STRATEGY -> "/strategy/" + form.route();
                default -> "/initiatives/" + initiative + "/" + form.route();
            };
        }

        /** The command's own route. */
        String api() {
            return form.part() == Part.LIST ? "/api/initiatives" : "/api" + path();
        }

        /** The page that the form belongs to. */
        String home() {
            return switch (form.part()) {
                case LIST -> "/initiatives";
                case STRATEGY -> "/strategy";
                default -> "/initiatives/" + initiative;
            };
        }

        /** Where to go when it is done: to the page that shows what has changed. */
        String after(Done done) {
            String version = "?version=" + done.text("version");
            return switch (form.part()) {
                case LIST -> "/initiatives/" + done.text("initiative") + version;
                case STRATEGY -> home() + version;
                default -> home() + version + "#" + form.anchor();
            };
        }
    }

    /** A form that came back, and why. */
    private record Refused(Entered entered, Problem problem) {}

    @GetMapping("/initiatives/new")
    Mono<Rendering> askToStart(ServerWebExchange exchange, Actor actor) {
        return ask(exchange, actor, new Place(CommandForm.START_INITIATIVE, null));
    }

    @PostMapping("/initiatives/new")
    Mono<Rendering> start(ServerWebExchange exchange) {
        return give(exchange, new Place(CommandForm.START_INITIATIVE, null));
    }

    @GetMapping("/initiatives/{id}/{command}")
    Mono<Rendering> askOnInitiative(
            ServerWebExchange exchange, Actor actor, @PathVariable String id, @PathVariable String command) {
        return ask(exchange, actor, place(id, command));
    }

    @PostMapping("/initiatives/{id}/{command}")
    Mono<Rendering> onInitiative(ServerWebExchange exchange, @PathVariable String id, @PathVariable String command) {
        return give(exchange, place(id, command));
    }

    @GetMapping("/strategy/publish-strategy")
    Mono<Rendering> askToPublish(ServerWebExchange exchange, Actor actor) {
        return ask(exchange, actor, new Place(CommandForm.PUBLISH_STRATEGY, null));
    }

    @PostMapping("/strategy/publish-strategy")
    Mono<Rendering> publish(ServerWebExchange exchange) {
        return give(exchange, new Place(CommandForm.PUBLISH_STRATEGY, null));
    }

    private static Place place(String initiative, String command) {
        CommandForm form = CommandForm.ofRoute(command)
                .filter(CommandForm::isAboutAnInitiative)
                .orElseThrow(ProblemException::notFound);
        try {
            return new Place(form, UUID.fromString(initiative).toString());
        } catch (IllegalArgumentException notAnId) {
            throw ProblemException.notFound();
        }
    }

    private Mono<Rendering> ask(ServerWebExchange exchange, Actor actor, Place place) {
        Entered preset = new Entered(exchange.getRequest().getQueryParams());
        return reads.views(() -> model(site.words(exchange), actor, place, preset, null))
                .flatMap(model -> site.page(exchange, "form", HttpStatus.OK, model));
    }

    /** Sends the command; then the next page, or the same form with the refusal where it belongs. */
    private Mono<Rendering> give(ServerWebExchange exchange, Place place) {
        exchange.getAttributes().put("form-page", place.path());
        return Site.signedIn(exchange)
                .switchIfEmpty(Mono.error(ProblemException::notFound))
                .flatMap(signedIn -> exchange.getFormData().flatMap(sent -> {
                    Entered entered = Entered.of(place.form(), sent);
                    return api.post(
                                    place.api(),
                                    entered.json(place.form()),
                                    signedIn.getCredentials(),
                                    key(sent.getFirst("key")))
                            .flatMap(answer -> switch (answer) {
                                case Done done -> Mono.just(SignInPages.redirect(place.after(done)));
                                case Problem problem ->
                                    refused(exchange, signedIn, place, new Refused(entered, problem));
                            });
                }));
    }

    private Mono<Rendering> refused(ServerWebExchange exchange, SignedIn signedIn, Place place, Refused refused) {
        return switch (refused.problem().status()) {
            case 401 -> Mono.just(SignInPages.redirect(PageSecurity.SIGN_IN));
            case 404 -> Mono.error(ProblemException.notFound());
            default ->
                reads.views(() ->
                                model(site.words(exchange), signedIn.getPrincipal(), place, refused.entered(), refused))
                        .flatMap(model ->
                                site.page(exchange, "form", refused.problem().httpStatus(), model));
        };
    }

    private static String key(@Nullable String sent) {
        return sent == null || sent.isBlank() || sent.length() > 100
                ? UUID.randomUUID().toString()
                : sent;
    }

    private Map<String, Object> model(
            Words words, Actor actor, Place place, Entered entered, @Nullable Refused refused) {
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("back", place.home());
        @Nullable Whole whole = null;
        if (place.initiative() != null) {
            whole = overview.find(place.initiative(), actor).orElseThrow(ProblemException::notFound);
            model.put("item", whole.item());
        }
        @Nullable
        String provider = whole == null ? actor.provider() : whole.item().provider();
        @Nullable Initiative state = whole == null ? null : whole.state();
        if (provider == null || (refused == null && !place.form().mayBeGivenBy(actor, provider, state))) {
            throw ProblemException.notAllowed("This command is for others to give.");
        }
        Map<String, String> people = names.people(provider);
        Strategy strategy = strategies.of(provider).strategy();
        Map<UUID, String> things = new HashMap<>();
        if (whole != null && state != null) {
            things.putAll(new Telling(words, people, state, strategy).things());
            if (place.form() == CommandForm.RETRACT_COMMENT) {
                things.putAll(comments(whole.item()));
            }
        }
        Forms forms = new Forms(words, people, things, state, strategy);
        Form form = refused == null
                ? forms.preset(place.form(), place.path(), entered)
                // What was answered with a problem was not remembered, so the same key may be sent again.
                : forms.refused(
                        place.form(),
                        place.path(),
                        key(entered.text("key")),
                        entered,
                        refused.problem().errors());
        model.put("form", form);
        model.put("possible", state == null || place.form().isPossible(state));
        model.put("summary", summary(words, place.form(), refused));
        return model;
    }

    private Map<UUID, String> comments(Item item) {
        Map<UUID, String> comments = new HashMap<>();
        for (Entry entry :
                timeline.between(item.initiative(), Math.max(1, item.version() - COMMENTS_WITHIN), item.version())) {
            if (entry.fact() instanceof CommentPosted comment) {
                comments.put(comment.comment(), comment.text());
            }
        }
        return comments;
    }

    /** What stands at the top of a form that was refused. */
    record Summary(String heading, List<Line> lines) {}

    /** @param anchor of the field that it is about */
    record Line(String text, @Nullable String anchor) {}

    /** Everything that is wrong: field by field, or the problem with what it names. */
    private static @Nullable Summary summary(Words words, CommandForm form, @Nullable Refused refused) {
        if (refused == null) {
            return null;
        }
        Problem problem = refused.problem();
        if (!problem.errors().isEmpty()) {
            List<Line> fields = problem.errors().stream()
                    .map(error -> line(words, form, error))
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
