package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.Remedy;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.query.Reads;
import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.page.CommandForm.Part;
import fi.kiinni.query.page.Forms.Form;
import fi.kiinni.query.page.Suppositions.Outcome;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Strategies.Published;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Telling.Told;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

/** The form of each command, at an address of its own. */
@Controller
final class FormPages {

    /** Of an initiative's latest events, how many are looked through for comments that can be retracted. */
    private static final int COMMENTS_WITHIN = 1_000;

    /** What the pressed button asks for, if not to give the command. */
    private static final String STEP = "step";

    /** Begins what asks for another row of a list, before the name of the list. */
    private static final String ROW = "row:";

    /** What has been supposed so far. */
    private static final String SUPPOSED = "supposed";

    /** Whether the form only supposes. */
    private static final String SUPPOSING = "supposing";

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Timeline timeline;
    private final Past past;
    private final Strategies strategies;
    private final Names names;
    private final CommandApi api;

    FormPages(
            Site site,
            Reads reads,
            Overview overview,
            Timeline timeline,
            Past past,
            Strategies strategies,
            Names names,
            CommandApi api) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.timeline = timeline;
        this.past = past;
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

        /** What there is beside the form, of the same initiative. */
        String beside(String other) {
            return "/api" + home() + other;
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

    @GetMapping("/initiatives/new")
    Mono<Rendering> askToStart(ServerWebExchange exchange, Actor actor) {
        return ask(exchange, actor, new Place(CommandForm.START_INITIATIVE, null));
    }

    @PostMapping("/initiatives/new")
    Mono<Rendering> start(ServerWebExchange exchange) {
        return answer(exchange, new Place(CommandForm.START_INITIATIVE, null));
    }

    @GetMapping("/initiatives/{id}/{command}")
    Mono<Rendering> askOnInitiative(
            ServerWebExchange exchange, Actor actor, @PathVariable String id, @PathVariable String command) {
        return ask(exchange, actor, place(id, command));
    }

    @PostMapping("/initiatives/{id}/{command}")
    Mono<Rendering> onInitiative(ServerWebExchange exchange, @PathVariable String id, @PathVariable String command) {
        return answer(exchange, place(id, command));
    }

    @GetMapping("/strategy/publish-strategy")
    Mono<Rendering> askToPublish(ServerWebExchange exchange, Actor actor) {
        return ask(exchange, actor, new Place(CommandForm.PUBLISH_STRATEGY, null));
    }

    @PostMapping("/strategy/publish-strategy")
    Mono<Rendering> publish(ServerWebExchange exchange) {
        return answer(exchange, new Place(CommandForm.PUBLISH_STRATEGY, null));
    }

    private static Place place(String initiative, String command) {
        CommandForm form = CommandForm.ofRoute(command)
                .filter(CommandForm::isAboutAnInitiative)
                .orElseThrow(ProblemException::notFound);
        return new Place(form, initiative(initiative));
    }

    private static String initiative(String id) {
        try {
            return UUID.fromString(id).toString();
        } catch (IllegalArgumentException notAnId) {
            throw ProblemException.notFound();
        }
    }

    private Mono<Rendering> ask(ServerWebExchange exchange, Actor actor, Place place) {
        Entered preset = Entered.of(place.form(), exchange.getRequest().getQueryParams());
        boolean supposing = place.initiative() != null && preset.text(SUPPOSING) != null;
        return reads.views(() -> {
                    Scene scene = scene(exchange, actor, place, supposing);
                    Form form = scene.forms().opened(place.form(), place.path(), scene.version(), preset);
                    return model(scene, place, form, Suppositions.NONE, supposing);
                })
                .flatMap(model -> page(exchange, HttpStatus.OK, model));
    }

    /** What the button that was pressed asks for: to give the command, unless it says otherwise. */
    private Mono<Rendering> answer(ServerWebExchange exchange, Place place) {
        exchange.getAttributes().put("form-page", place.path());
        return Site.signedIn(exchange)
                .switchIfEmpty(Mono.error(ProblemException::notFound))
                .flatMap(signedIn -> exchange.getFormData()
                        .flatMap(sent -> reads.blocking(() -> Entered.of(place.form(), sent)
                                .naming(people(place, signedIn.getPrincipal()), place.form())))
                        .flatMap(entered -> {
                            Suppositions supposed = Suppositions.of(entered.text(SUPPOSED));
                            String step = Objects.requireNonNullElse(entered.text(STEP), "");
                            return switch (step) {
                                case String more
                                when more.startsWith(ROW) ->
                                    withAnother(
                                            exchange, signedIn, place, entered, supposed, more.substring(ROW.length()));
                                case "open" -> openedToSuppose(exchange, signedIn, place, supposed);
                                case "try" -> tried(exchange, signedIn, place, entered, supposed);
                                default -> give(exchange, signedIn, place, entered, supposed);
                            };
                        }));
    }

    /** Sends the command; then the next page, or the same form with the refusal where it belongs. */
    private Mono<Rendering> give(
            ServerWebExchange exchange, SignedIn signedIn, Place place, Entered entered, Suppositions supposed) {
        return api.post(
                        place.api(),
                        entered.json(place.form()),
                        signedIn.getCredentials(),
                        CommandApi.key(entered.text("key")),
                        seen(entered))
                .flatMap(answer -> switch (answer) {
                    case Done done ->
                        Mono.just(isFragment(exchange) ? given(exchange, place, done) : next(place, done));
                    case Problem problem ->
                        refused(exchange, signedIn, place, supposed, new Refused(place.form(), entered, problem));
                });
    }

    private static Rendering next(Place place, Done done) {
        return SignInPages.redirect(place.after(done));
    }

    /** Tells the page around the form what has been done, and where it is seen; nothing is shown in place of the form. */
    private static Rendering given(ServerWebExchange exchange, Place place, Done done) {
        String event = "{\"kiinni:given\": {\"initiative\": \"%s\", \"version\": %s, \"to\": \"%s\"}}"
                .formatted(
                        place.initiative() == null ? "" : place.initiative(), done.text("version"), place.after(done));
        exchange.getResponse().getHeaders().set("HX-Trigger", event);
        exchange.getResponse().getHeaders().set("HX-Reswap", "none");
        return Rendering.view("formDone").status(HttpStatus.OK).build();
    }

    private Mono<Rendering> refused(
            ServerWebExchange exchange, SignedIn signedIn, Place place, Suppositions supposed, Refused refused) {
        return switch (refused.problem().status()) {
            case 401 -> Mono.just(SignInPages.redirect(PageSecurity.SIGN_IN));
            case 404 -> Mono.error(ProblemException.notFound());
            default ->
                reads.views(() -> isConflict(refused)
                                ? conflict(exchange, signedIn.getPrincipal(), place, supposed, refused)
                                : returned(exchange, signedIn.getPrincipal(), place, supposed, refused))
                        .flatMap(model -> page(exchange, refused.problem().httpStatus(), model));
        };
    }

    /** Commands are given to one's own provider's initiatives alone; an auditor may suppose some of those of others. */
    private People people(Place place, Actor actor) {
        @Nullable String provider = actor.provider();
        if (actor.is(Role.AUDITOR) && place.initiative() != null) {
            provider = overview.find(place.initiative(), actor)
                    .map(whole -> whole.item().provider())
                    .orElse(provider);
        }
        return new People(provider == null ? Map.of() : names.people(provider));
    }

    /** Whom what is written so far in a field may mean. */
    @GetMapping("/people")
    Mono<Rendering> people(ServerWebExchange exchange, Actor actor, @RequestParam String provider) {
        if (!actor.mayRead(provider)) {
            throw ProblemException.notFound();
        }
        List<String> written = exchange.getRequest().getQueryParams().entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals("provider"))
                .flatMap(parameter -> parameter.getValue().stream())
                .filter(Objects::nonNull)
                .toList();
        return reads.blocking(() -> new People(names.people(provider)).suggested(written, List.of()))
                .map(names -> Rendering.view("suggested")
                        .modelAttribute("names", names)
                        .build());
    }

    private static boolean isConflict(Refused refused) {
        return refused.problem().name().equals("conflict");
    }

    private Map<String, Object> returned(
            ServerWebExchange exchange, Actor actor, Place place, Suppositions supposed, Refused refused) {
        Entered entered = refused.entered();
        boolean supposing = entered.text(SUPPOSING) != null;
        Scene scene = scene(exchange, actor, place, true);
        // What was answered with a problem was not remembered, so the same key may be sent again.
        Form form = scene.forms()
                .again(
                        place.form(),
                        place.path(),
                        CommandApi.key(entered.text("key")),
                        seen(entered),
                        entered,
                        refused.byField(scene.words()));
        Map<String, Object> model = model(scene, place, form, supposed, supposing);
        model.put("summary", refused.summary(scene.words(), scene.offered(), place.home()));
        return model;
    }

    /**
     * Both versions of what its author wanted to change, and theirs. The form has theirs, and what they did not touch as it stands now;
     * it has seen the new version, so that sending it again puts theirs on top.
     */
    private Map<String, Object> conflict(
            ServerWebExchange exchange, Actor actor, Place place, Suppositions supposed, Refused refused) {
        Scene scene = scene(exchange, actor, place, true);
        Entered mine = refused.entered();
        long now = Math.max(scene.version(), number(refused.problem().text("version")));
        Map<String, List<String>> standing = scene.forms().standing(place.form(), mine);
        Entered merged = mine;
        for (Field field : place.form().fields()) {
            if (mine.was(field.name()) == null) {
                continue;
            }
            Entered untouched = merged.standing(field, standing);
            if (mine.isUntouched(field, field.name())) {
                merged = untouched;
            }
            merged = merged.with(
                    "was-" + field.name(),
                    List.of(Entered.was(field.name(), untouched.written(field, field.name()))
                            .value()));
        }
        Form form = scene.forms()
                .again(place.form(), place.path(), UUID.randomUUID().toString(), now, merged, Map.of());
        Map<String, Object> model = model(scene, place, form, supposed, false);
        model.put("conflict", sides(scene, place, refused, seen(mine)));
        return model;
    }

    /**
     * What stands in the way.
     *
     * @param rows field by field
     * @param changes who has changed it, when and why
     * @param again where the form is opened anew, without what was written
     */
    record Conflict(List<Side> rows, List<Told> changes, String again) {}

    /** A field as it stood when the form was opened, as it stands now, and as it was written. */
    record Side(String label, String then, String now, String mine) {}

    private Conflict sides(Scene scene, Place place, Refused refused, long seen) {
        Initiative state = scene.state();
        String initiative = place.initiative();
        Telling telling = scene.telling();
        if (state == null || initiative == null || telling == null) {
            return new Conflict(List.of(), List.of(), place.path());
        }
        Map<String, Object> now = AsItStands.of(place.form(), refused.entered(), state);
        Map<String, Object> then = past.of(initiative, new Moment(Math.max(1, seen), null), null)
                .whole()
                .map(whole -> AsItStands.of(place.form(), refused.entered(), whole.state()))
                .orElse(Map.of());
        Map<String, Object> sent = refused.entered().json(place.form());
        Set<String> fields = new LinkedHashSet<>(now.keySet());
        fields.addAll(then.keySet());
        List<Side> rows = fields.stream()
                .map(field -> new Side(
                        scene.words().field(place.form().command(), field),
                        telling.inWords(field, then.get(field)),
                        telling.inWords(field, now.get(field)),
                        sent.containsKey(field) ? scene.forms().written(place.form(), field, refused.entered()) : ""))
                .toList();
        List<Long> changed = refused.problem().changed();
        List<Told> changes = changed.isEmpty()
                ? List.of()
                : timeline.between(initiative, changed.getFirst(), changed.getLast()).stream()
                        .filter(entry -> changed.contains(entry.version()))
                        .map(telling::tell)
                        .toList();
        return new Conflict(rows, changes, place.path() + refused.entered().named(place.form()));
    }

    private Mono<Rendering> withAnother(
            ServerWebExchange exchange,
            SignedIn signedIn,
            Place place,
            Entered entered,
            Suppositions supposed,
            String list) {
        boolean supposing = entered.text(SUPPOSING) != null;
        return reads.views(() -> {
                    Scene scene = scene(exchange, signedIn.getPrincipal(), place, supposing);
                    Form form = scene.forms()
                            .withAnother(
                                    list,
                                    place.form(),
                                    place.path(),
                                    CommandApi.key(entered.text("key")),
                                    seen(entered),
                                    entered);
                    return model(scene, place, form, supposed, supposing);
                })
                .flatMap(model -> page(exchange, HttpStatus.OK, model));
    }

    private Mono<Rendering> openedToSuppose(
            ServerWebExchange exchange, SignedIn signedIn, Place place, Suppositions supposed) {
        return reads.views(() -> {
                    Scene scene = scene(exchange, signedIn.getPrincipal(), place, true);
                    Form form = scene.forms().opened(place.form(), place.path(), scene.version(), Entered.NOTHING);
                    return model(scene, place, form, supposed, true);
                })
                .flatMap(model -> page(exchange, HttpStatus.OK, model));
    }

    /** Asks what the gate would say; nothing is written. */
    private Mono<Rendering> tried(
            ServerWebExchange exchange, SignedIn signedIn, Place place, Entered entered, Suppositions supposed) {
        Suppositions with = supposed.and(place.form(), entered.json(place.form()));
        boolean supposing = entered.text(SUPPOSING) != null;
        return api.post(place.beside("/gate"), with.json(), signedIn.getCredentials(), null)
                .flatMap(answer -> switch (answer) {
                    case Done done ->
                        reads.views(() -> {
                                    Scene scene = scene(exchange, signedIn.getPrincipal(), place, true);
                                    Form form = scene.forms()
                                            .again(
                                                    place.form(),
                                                    place.path(),
                                                    CommandApi.key(entered.text("key")),
                                                    seen(entered),
                                                    entered,
                                                    Map.of());
                                    Map<String, Object> model = model(scene, place, form, supposed, supposing);
                                    model.put("outcome", Outcome.of(done));
                                    model.put("with", with.carried());
                                    return model;
                                })
                                .flatMap(model -> page(exchange, HttpStatus.OK, model));
                    case Problem problem ->
                        with.isOfAnEarlierOne(problem)
                                ? supposed(exchange, signedIn, Objects.requireNonNull(place.initiative()), supposed)
                                : refused(
                                        exchange,
                                        signedIn,
                                        place,
                                        supposed,
                                        new Refused(
                                                place.form(),
                                                entered,
                                                problem.within("commands["
                                                        + (with.all().size() - 1) + "].body.")));
                });
    }

    @GetMapping("/initiatives/{id}/what-if")
    Mono<Rendering> askWhatIf(ServerWebExchange exchange, @PathVariable String id) {
        return Site.signedIn(exchange)
                .switchIfEmpty(Mono.error(ProblemException::notFound))
                .flatMap(signedIn -> supposed(exchange, signedIn, initiative(id), Suppositions.NONE));
    }

    /** Takes in what was supposed, without what is thrown away, and tells what would follow. */
    @PostMapping("/initiatives/{id}/what-if")
    Mono<Rendering> whatIf(ServerWebExchange exchange, @PathVariable String id) {
        String initiative = initiative(id);
        exchange.getAttributes().put("form-page", "/initiatives/" + initiative + "/what-if");
        return Site.signedIn(exchange)
                .switchIfEmpty(Mono.error(ProblemException::notFound))
                .flatMap(signedIn -> exchange.getFormData().flatMap(sent -> {
                    @Nullable String drop = sent.getFirst("drop");
                    Suppositions supposed = Suppositions.of(sent.getFirst(SUPPOSED));
                    return supposed(
                            exchange,
                            signedIn,
                            initiative,
                            drop == null ? supposed : supposed.without((int) number(drop)));
                }));
    }

    private Mono<Rendering> supposed(
            ServerWebExchange exchange, SignedIn signedIn, String initiative, Suppositions supposed) {
        Mono<Optional<CommandApi.Answer>> answer = supposed.isEmpty()
                ? Mono.just(Optional.empty())
                : api.post("/api/initiatives/" + initiative + "/gate", supposed.json(), signedIn.getCredentials(), null)
                        .map(Optional::of);
        return answer.flatMap(said -> reads.views(() -> whatIfModel(exchange, signedIn, initiative, supposed, said))
                .flatMap(model -> site.page(exchange, "what-if", HttpStatus.OK, model)));
    }

    private Map<String, Object> whatIfModel(
            ServerWebExchange exchange,
            SignedIn signedIn,
            String initiative,
            Suppositions supposed,
            Optional<CommandApi.Answer> said) {
        Words words = site.words(exchange);
        Whole whole = overview.find(initiative, signedIn.getPrincipal()).orElseThrow(ProblemException::notFound);
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(signedIn.getPrincipal()));
        model.put("item", whole.item());
        model.put("supposed", supposed.carried());
        model.put("told", supposed.told(words));
        List<Requirement> missing = whole.item().nextGate().missing();
        if (said.isPresent() && said.get() instanceof Done done) {
            Outcome outcome = Outcome.of(done);
            model.put("outcome", outcome);
            missing = outcome.then().missing();
        } else if (said.isPresent() && said.get() instanceof Problem problem) {
            model.put("refusal", words.problem(problem.name()));
            model.put("refused", (int) number(problem.text("supposed")));
        }
        List<String> routes = missing.stream()
                .flatMap(requirement -> Remedy.of(requirement).stream())
                .map(remedy -> remedy.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .distinct()
                .toList();
        Map<String, String> titles = new LinkedHashMap<>();
        routes.forEach(route ->
                CommandForm.ofRoute(route).ifPresent(form -> titles.put(route, words.of("command." + form.command()))));
        model.put("nearest", titles);
        Map<String, String> others = new LinkedHashMap<>();
        Arrays.stream(CommandForm.values())
                .filter(form -> form.isAboutAnInitiative() && !titles.containsKey(form.route()))
                .forEach(form -> others.put(form.route(), words.of("command." + form.command())));
        model.put("others", others);
        return model;
    }

    private static long seen(Entered entered) {
        return number(entered.text("seen"));
    }

    private static long number(@Nullable String text) {
        return InitiativePages.number(text);
    }

    /**
     * What a form is seen within.
     *
     * @param version of what it changes, as it is shown; 0 if it is yet to be
     * @param offered titles of the commands that the actor may give, by route
     */
    private record Scene(
            Words words,
            Actor actor,
            String provider,
            @Nullable Whole whole,
            long version,
            @Nullable Telling telling,
            Forms forms,
            Map<String, String> offered) {

        @Nullable
        Initiative state() {
            return whole == null ? null : whole.state();
        }
    }

    /** @param open whether also those see it who may not give the command */
    private Scene scene(ServerWebExchange exchange, Actor actor, Place place, boolean open) {
        Words words = site.words(exchange);
        @Nullable
        Whole whole = place.initiative() == null
                ? null
                : overview.find(place.initiative(), actor).orElseThrow(ProblemException::notFound);
        @Nullable Initiative state = whole == null ? null : whole.state();
        @Nullable String provider = state == null ? actor.provider() : state.provider();
        if (provider == null || (!open && !place.form().mayBeGivenBy(actor, provider, state))) {
            throw ProblemException.notAllowed("This command is for others to give.");
        }
        Map<String, String> people = names.people(provider);
        Published published = strategies.of(provider);
        @Nullable Telling telling = state == null ? null : new Telling(words, people, state, published.strategy());
        Map<UUID, String> things = telling == null ? new LinkedHashMap<>() : new LinkedHashMap<>(telling.things());
        if (whole != null && place.form() == CommandForm.RETRACT_COMMENT) {
            things.putAll(comments(whole.item()));
        }
        return new Scene(
                words,
                actor,
                provider,
                whole,
                whole != null ? whole.item().version() : place.form().part() == Part.STRATEGY ? published.version() : 0,
                telling,
                new Forms(words, new People(people), things, state, published.strategy(), LocalDate.now(HELSINKI)),
                state == null ? Map.of() : CommandForm.offered(words, actor, state));
    }

    private Map<String, Object> model(Scene scene, Place place, Form form, Suppositions supposed, boolean supposing) {
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(scene.actor()));
        model.put("back", place.home());
        if (scene.whole() != null) {
            model.put("item", scene.whole().item());
        }
        model.put("form", form);
        model.put("provider", scene.provider());
        model.put("supposed", supposed.carried());
        model.put("supposing", supposing);
        @Nullable Initiative state = scene.state();
        model.put("possible", state == null || place.form().isPossible(state));
        return model;
    }

    /** The whole page, or the form alone where a script asks for it. */
    private Mono<Rendering> page(ServerWebExchange exchange, HttpStatus status, Map<String, Object> model) {
        model.put("inDialog", isFragment(exchange));
        return site.page(exchange, "form", status, model);
    }

    private static boolean isFragment(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getFirst("HX-Request") != null;
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
}
