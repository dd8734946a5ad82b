package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.DeadLetters;
import fi.kiinni.query.view.DeadLetters.Waiting;
import fi.kiinni.query.view.Generations.Building;
import fi.kiinni.query.view.Generations.Digest;
import fi.kiinni.query.view.Generations.Outcome;
import fi.kiinni.query.view.Generations.Purpose;
import fi.kiinni.query.view.PassedOver;
import fi.kiinni.query.view.Rebuilds;
import fi.kiinni.query.view.Rebuilds.Stage;
import fi.kiinni.query.view.Rebuilds.Standing;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** How the views stand, and what an operator can do about them: build them anew, and see to events that they cannot show. */
@Controller
final class ViewPages {

    private static final String PATH = "/views";
    private static final int LONGEST_REASON = 10_000;
    private static final String REFRESH_EVERY = "3";

    private final Site site;
    private final Reads reads;
    private final Rebuilds rebuilds;
    private final DeadLetters letters;
    private final Visible visible;

    ViewPages(Site site, Reads reads, Rebuilds rebuilds, DeadLetters letters, Visible visible) {
        this.site = site;
        this.reads = reads;
        this.rebuilds = rebuilds;
        this.letters = letters;
        this.visible = visible;
    }

    /** Those who run the service, and those who want to know whether what it shows can be trusted. */
    static boolean areSeenBy(Actor actor) {
        return Stream.of(Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR).anyMatch(actor::is);
    }

    /**
     * @param digestOf what it was computed of
     * @param others how many more differ that the reader may not see
     * @param held why what is being built is not put to use
     */
    record Shown(
            String name,
            String position,
            String behind,
            int generation,
            String letters,
            @Nullable String digest,
            @Nullable String digestOf,
            @Nullable String last,
            boolean isSame,
            List<String> differing,
            @Nullable String others,
            @Nullable String building,
            @Nullable String held,
            List<Segment> segments) {}

    record Segment(int number, long position, long head, String rate, String left) {}

    record Fact(String label, String text) {}

    /** @param error why it was not passed over, where that was asked for */
    record Letter(
            String title,
            String view,
            String aggregate,
            List<Fact> facts,
            @Nullable String error,
            String reason) {}

    record Passed(
            long id,
            String title,
            String reason,
            String by,
            @Nullable String withdrawn) {}

    /** @param letter that was to be passed over, as its view and aggregate */
    private record Refusal(
            HttpStatus status, String sentence, @Nullable String letter, String reason) {}

    @GetMapping(PATH)
    Mono<Rendering> views(ServerWebExchange exchange, Actor actor) {
        return shown(exchange, actor, null);
    }

    @PostMapping(PATH + "/{view}")
    Mono<Rendering> act(ServerWebExchange exchange, @PathVariable String view) {
        Words words = site.words(exchange);
        return acted(exchange, (actor, sent) -> {
            if (!rebuilds.has(view)) {
                throw ProblemException.notFound();
            }
            return switch (Objects.requireNonNullElse(sent.getFirst("act"), "")) {
                case "rebuild" ->
                    rebuilds.begin(view, Purpose.REBUILD, actor.person()) ? null : refusal(words.of("views.busy"));
                case "check" ->
                    rebuilds.begin(view, Purpose.CHECK, actor.person()) ? null : refusal(words.of("views.busy"));
                case "abandon" -> rebuilds.abandon(view) ? null : refusal(words.of("views.nothing"));
                default -> throw ProblemException.notFound();
            };
        });
    }

    @PostMapping(PATH + "/letters")
    Mono<Rendering> letter(ServerWebExchange exchange) {
        Words words = site.words(exchange);
        return acted(exchange, (actor, sent) -> {
            String view = Objects.requireNonNullElse(sent.getFirst("view"), "");
            String aggregate = Objects.requireNonNullElse(sent.getFirst("aggregate"), "");
            String reason =
                    Objects.requireNonNullElse(sent.getFirst("reason"), "").strip();
            switch (Objects.requireNonNullElse(sent.getFirst("act"), "")) {
                case "retry" -> letters.retry(view, aggregate);
                case "pass" -> {
                    if (reason.isEmpty()) {
                        return refusal(words.explanation("missing"), view, aggregate, reason);
                    }
                    if (reason.codePointCount(0, reason.length()) > LONGEST_REASON) {
                        return refusal(words.explanation("too-long"), view, aggregate, reason);
                    }
                    if (!letters.passOver(view, aggregate, reason, actor.person())) {
                        return refusal(words.of("letters.gone"));
                    }
                }
                case "withdraw" -> letters.withdraw(InitiativePages.number(sent.getFirst("passed")), actor.person());
                default -> throw ProblemException.notFound();
            }
            return null;
        });
    }

    /** What is done with what was sent. */
    @FunctionalInterface
    private interface Act {

        /** @return why it was not done, if it was not */
        @Nullable
        Refusal by(Actor actor, MultiValueMap<String, String> sent);
    }

    private Mono<Rendering> acted(ServerWebExchange exchange, Act act) {
        exchange.getAttributes().put("form-page", PATH);
        return Site.signedIn(exchange)
                .map(SignedIn::getPrincipal)
                .switchIfEmpty(Mono.error(ProblemException::notFound))
                .flatMap(actor -> {
                    if (!actor.is(Role.OPERATOR)) {
                        return Mono.error(ProblemException.notAllowed("The views are for operators to see to."));
                    }
                    return exchange.getFormData()
                            .flatMap(sent -> reads.blocking(() -> Optional.ofNullable(act.by(actor, sent))))
                            .flatMap(refusal -> refusal.isEmpty()
                                    ? Mono.just(SignInPages.redirect(PATH))
                                    : shown(exchange, actor, refusal.get()));
                });
    }

    private static Refusal refusal(String sentence) {
        return new Refusal(HttpStatus.CONFLICT, sentence, null, "");
    }

    private static Refusal refusal(String sentence, String view, String aggregate, String reason) {
        return new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, sentence, view + "/" + aggregate, reason);
    }

    private Mono<Rendering> shown(ServerWebExchange exchange, Actor actor, @Nullable Refusal refusal) {
        if (!areSeenBy(actor)) {
            return Mono.error(ProblemException.notAllowed(
                    "How the views stand is for operators, administrators and auditors to see."));
        }
        Words words = site.words(exchange);
        return reads.blocking(() -> model(words, actor, refusal)).flatMap(model -> {
            if (Boolean.TRUE.equals(model.get("isBuilding")) && refusal == null) {
                exchange.getResponse().getHeaders().set("Refresh", REFRESH_EVERY);
            }
            return site.page(exchange, "views", refusal == null ? HttpStatus.OK : refusal.status(), model);
        });
    }

    private Map<String, Object> model(Words words, Actor actor, @Nullable Refusal refusal) {
        Predicate<String> isTold = document -> visible.isTold(actor, document);
        List<Standing> standings = rebuilds.standings();
        Map<String, String> built = built(words, standings);
        List<Waiting> all = letters.all();
        List<Letter> waiting = all.stream()
                .filter(letter -> isTold.test(letter.aggregate()))
                .map(letter -> letter(words, letter, built, refusal))
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("mayAct", actor.is(Role.OPERATOR));
        model.put("refusal", refusal == null ? null : refusal.sentence());
        model.put(
                "views", standings.stream().map(one -> view(words, one, isTold)).toList());
        model.put("isBuilding", waiting.isEmpty() && standings.stream().anyMatch(one -> one.building() != null));
        model.put("letters", waiting);
        model.put("others", others(words, all.size() - waiting.size()));
        model.put(
                "passed",
                letters.passedOver().stream()
                        .filter(one -> isTold.test(one.event().aggregate()))
                        .map(one -> passed(words, one))
                        .toList());
        return model;
    }

    /** What is being built, in words, by the name by which its letters know it. */
    private static Map<String, String> built(Words words, List<Standing> standings) {
        Map<String, String> built = new HashMap<>();
        for (Standing view : standings) {
            if (view.building() != null) {
                String number = Integer.toString(view.building().number());
                built.put(
                        view.view() + "." + number,
                        words.of("letters.built", Map.of("view", view.view(), "number", number)));
            }
        }
        return built;
    }

    /** Of how many more nothing but their number is told. */
    private static @Nullable String others(Words words, long count) {
        return count == 0 ? null : words.count("views.others", count);
    }

    private static Shown view(Words words, Standing view, Predicate<String> isTold) {
        long head = view.position() + view.behind();
        @Nullable Digest digest = view.digest();
        @Nullable Outcome last = view.last();
        List<String> differing = last == null ? List.of() : last.differing();
        @Nullable Building building = view.building();
        return new Shown(
                view.view(),
                Long.toString(view.position()),
                view.behind() == 0 ? words.of("views.current") : words.count("views.behind", view.behind()),
                view.generation(),
                Long.toString(view.deadLetters()),
                digest == null ? null : digest.value(),
                digest == null ? null : digestOf(words, digest),
                last == null ? null : last(words, last),
                last != null && last.isSame(),
                differing.stream().filter(isTold).toList(),
                others(words, differing.stream().filter(isTold.negate()).count()),
                building == null ? null : building(words, building),
                building == null || view.stage() != Stage.WAITS_FOR_DEAD_LETTERS ? null : held(words, view, building),
                view.segments().stream()
                        .map(segment -> new Segment(
                                segment.segment() + 1,
                                segment.position(),
                                head,
                                words.count("views.per-second", segment.perSecond()),
                                left(words, segment.secondsLeft())))
                        .toList());
    }

    private static String last(Words words, Outcome last) {
        Map<String, String> places = Map.of(
                "at", words.moment(last.built().at()),
                "number", Integer.toString(last.number()),
                "position", Long.toString(last.built().position()),
                "took", words.count("views.seconds", last.seconds()));
        return switch (last.purpose()) {
            case REBUILD -> words.of("views.last.rebuild", places);
            case CHECK -> words.of("views.last.check", places);
        };
    }

    private static String building(Words words, Building building) {
        Map<String, String> places =
                Map.of("number", Integer.toString(building.number()), "since", words.moment(building.since()));
        return switch (building.purpose()) {
            case REBUILD -> words.of("views.building", places);
            case CHECK -> words.of("views.checking", places);
        };
    }

    private static String held(Words words, Standing view, Building building) {
        return words.of(
                "views.held",
                Map.of(
                        "number", Integer.toString(building.number()),
                        "built", Long.toString(view.deadLettersOfBuilding()),
                        "read", Long.toString(view.deadLetters())));
    }

    private static String left(Words words, @Nullable Long seconds) {
        return seconds == null ? "–" : words.count("views.seconds", seconds);
    }

    private static String digestOf(Words words, Digest digest) {
        return words.of(
                "views.digest.of",
                Map.of(
                        "documents", words.count("views.documents", digest.documents()),
                        "position", Long.toString(digest.position()),
                        "at", words.moment(digest.at())));
    }

    private static Letter letter(Words words, Waiting letter, Map<String, String> built, @Nullable Refusal refusal) {
        Optional<Refusal> refused = Optional.ofNullable(refusal)
                .filter(one -> (letter.view() + "/" + letter.aggregate()).equals(one.letter()));
        return new Letter(
                letter.event(),
                letter.view(),
                letter.aggregate(),
                List.of(
                        new Fact(words.of("letters.view"), built.getOrDefault(letter.view(), letter.view())),
                        new Fact(words.of("letters.aggregate"), letter.aggregate()),
                        new Fact(words.of("audit.version"), Long.toString(letter.version())),
                        new Fact(words.of("audit.position"), Long.toString(letter.position())),
                        new Fact(words.of("letters.cause"), letter.cause()),
                        new Fact(words.of("letters.since"), words.moment(letter.since())),
                        new Fact(words.of("letters.attempts"), Integer.toString(letter.attempts())),
                        new Fact(words.of("letters.next"), words.moment(letter.nextAttempt()))),
                refused.map(Refusal::sentence).orElse(null),
                refused.map(Refusal::reason).orElse(""));
    }

    private static Passed passed(Words words, PassedOver.Entry entry) {
        return new Passed(
                entry.id(),
                words.of(
                        "passed.what",
                        Map.of(
                                "view", entry.event().view(),
                                "version", Long.toString(entry.event().version()),
                                "aggregate", entry.event().aggregate())),
                entry.reason(),
                words.of("passed.by", Map.of("by", entry.by(), "at", words.moment(entry.at()))),
                entry.withdrawnBy() == null || entry.withdrawnAt() == null
                        ? null
                        : words.of(
                                "passed.withdrawn",
                                Map.of("by", entry.withdrawnBy(), "at", words.moment(entry.withdrawnAt()))));
    }
}
