package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Remedy;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.page.BoardPages.Link;
import fi.kiinni.query.page.BoardPages.Sought;
import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.view.Gates;
import fi.kiinni.query.view.Gates.Asked;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
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

/** The door to the next phase: going through it, or why it is closed and which form brings what is missing. */
@Controller
final class GatePages {

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Names names;
    private final CommandApi api;

    GatePages(Site site, Reads reads, Overview overview, Names names, CommandApi api) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.names = names;
        this.api = api;
    }

    /**
     * Something that is missing.
     *
     * @param since of what has been missing for a while
     * @param from of what is met from a day to come
     * @param ways the forms that bring it, if the reader may fill them in
     * @param others who may, if the reader may not
     * @param waive where a decision maker does without it
     */
    record Lack(
            String text,
            @Nullable String since,
            @Nullable String from,
            List<Link> ways,
            String others,
            @Nullable Link waive) {}

    @GetMapping("/initiatives/{id}/gate")
    Mono<Rendering> gate(ServerWebExchange exchange, Actor actor, @PathVariable String id) {
        return shown(exchange, actor, id, HttpStatus.OK, null);
    }

    /** Goes through; to the board, where it then stands, or to the list of what is missing. */
    @PostMapping("/initiatives/{id}/gate")
    Mono<Rendering> go(ServerWebExchange exchange, @PathVariable UUID id) {
        exchange.getAttributes().put("form-page", "/initiatives/" + id + "/gate");
        return Site.signedIn(exchange)
                .switchIfEmpty(Mono.error(ProblemException::notFound))
                .flatMap(signedIn -> exchange.getFormData()
                        .flatMap(sent -> api.post(
                                        "/api/initiatives/" + id + "/"
                                                + through(sent).route(),
                                        Map.of(),
                                        signedIn.getCredentials(),
                                        CommandApi.key(sent.getFirst("key")))
                                .flatMap(answer -> switch (answer) {
                                    case Done done -> Mono.just(SignInPages.redirect(after(sent, id, done)));
                                    case Problem problem -> refused(exchange, signedIn, id.toString(), problem);
                                })));
    }

    /** The command that leads where the form says, which may no longer be the next phase: then it is refused. */
    private static CommandForm through(MultiValueMap<String, String> sent) {
        return Arrays.stream(Gate.values())
                .filter(gate -> gate.name().equals(sent.getFirst("to")))
                .map(CommandForm::through)
                .findFirst()
                .orElseThrow(ProblemException::notFound);
    }

    private static String after(MultiValueMap<String, String> sent, UUID id, Done done) {
        String address = Sought.ofAddress(sent.getFirst("board")).address();
        return address + (address.contains("?") ? "&" : "?") + "moved=" + id + "&version=" + done.text("version");
    }

    private Mono<Rendering> refused(ServerWebExchange exchange, SignedIn signedIn, String id, Problem problem) {
        return switch (problem.status()) {
            case 401 -> Mono.just(SignInPages.redirect(PageSecurity.SIGN_IN));
            case 404 -> Mono.error(ProblemException.notFound());
            default ->
                shown(
                        exchange,
                        signedIn.getPrincipal(),
                        id,
                        problem.httpStatus(),
                        problem.sentence(site.words(exchange)));
        };
    }

    private Mono<Rendering> shown(
            ServerWebExchange exchange, Actor actor, String id, HttpStatus status, @Nullable String refusal) {
        Words words = site.words(exchange);
        Sought board = Sought.ofAddress(exchange.getRequest().getQueryParams().getFirst("board"));
        return reads.views(() -> {
                    Life life = overview.life(id, actor).orElseThrow(ProblemException::notFound);
                    Map<String, Object> model = model(words, actor, life);
                    model.put("refusal", refusal);
                    model.put("board", board.address());
                    model.put("key", UUID.randomUUID().toString());
                    return model;
                })
                .flatMap(model -> site.page(exchange, "gate", status, model));
    }

    private Map<String, Object> model(Words words, Actor actor, Life life) {
        LocalDate today = LocalDate.now(BoardPages.HELSINKI);
        Item item = life.whole().item();
        Initiative state = life.whole().state();
        Gates ahead = Gates.ahead(life, today);
        CommandForm through = CommandForm.through(ahead.gate());
        List<Lack> lacks = ahead.asked().stream()
                .filter(Asked::isMissing)
                .map(asked -> lack(words, actor, life, asked, today))
                .toList();
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("item", item);
        model.put("gate", ahead.gate());
        model.put("where", ahead.gate() == Gate.ROOTED ? words.of(Status.ROOTED) : words.of(phaseBehind(ahead.gate())));
        model.put("lacks", lacks);
        model.put(
                "met",
                ahead.asked().stream()
                        .filter(asked -> asked.isMet() && !asked.isMissing())
                        .map(asked -> words.of(asked.requirement()))
                        .toList());
        model.put(
                "waived",
                ahead.asked().stream()
                        .filter(asked -> !asked.isMet() && asked.waiver() != null)
                        .map(asked -> words.of(asked.requirement()) + " – "
                                + Objects.requireNonNull(asked.waiver()).reason())
                        .toList());
        model.put("isActive", item.status() == Status.ACTIVE);
        model.put("mayGo", through.mayBeGivenBy(actor, item.provider(), state) && through.isPossible(state));
        model.put(
                "through",
                new Link(
                        "/initiatives/" + item.initiative() + "/" + through.route(),
                        words.of("command." + through.command())));
        return model;
    }

    /** The first three are called by the phases that they lead to. */
    private static Phase phaseBehind(Gate gate) {
        return Phase.valueOf(gate.name());
    }

    private Lack lack(Words words, Actor actor, Life life, Asked asked, LocalDate today) {
        Item item = life.whole().item();
        Initiative state = life.whole().state();
        String path = "/initiatives/" + item.initiative() + "/";
        List<Link> ways = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Remedy remedy : Remedy.of(asked.requirement())) {
            CommandForm form = CommandForm.valueOf(remedy.name());
            if (form.mayBeGivenBy(actor, item.provider(), state) && form.isPossible(state)) {
                ways.add(new Link(
                        path + form.route() + beforehand(asked.requirement(), form),
                        words.of("command." + form.command())));
            } else {
                remedy.by().stream().sorted().map(by -> who(words, by, life)).forEach(others::add);
            }
        }
        Optional<Link> waive = CommandForm.WAIVE_REQUIREMENT.mayBeGivenBy(actor, item.provider(), state)
                        && CommandForm.WAIVE_REQUIREMENT.isPossible(state)
                ? Optional.of(new Link(
                        path + CommandForm.WAIVE_REQUIREMENT.route() + "?gate="
                                + state.standing().phase().nextGate() + "&requirement=" + asked.requirement(),
                        words.of("gate.waive")))
                : Optional.empty();
        @Nullable
        LocalDate since = asked.missingSince() == null
                ? null
                : asked.missingSince().effectiveOn().firstDay();
        return new Lack(
                words.of(asked.requirement()),
                since == null ? null : words.lasting(since, today),
                asked.metFrom() == null ? null : words.date(asked.metFrom()),
                ways,
                ways.isEmpty() ? String.join(", ", others.stream().distinct().toList()) : "",
                waive.orElse(null));
    }

    /** Who may, the coordinators by their names. */
    private String who(Words words, Remedy.By by, Life life) {
        if (by != Remedy.By.COORDINATOR) {
            return words.of(by);
        }
        Map<String, String> people = names.people(life.whole().item().provider());
        return words.of(by)
                + life.whole()
                        .state()
                        .coordinators()
                        .map(person -> people.getOrDefault(person, person))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    /** What the form may as well have filled in already, when it is opened for this requirement's sake. */
    private static String beforehand(Requirement requirement, CommandForm form) {
        return switch (requirement) {
            case LIVE_MEASURE, MEASURE_FOLLOWED_IN_PILOT -> "?followedIn=PILOT";
            case MEASURE_FOLLOWED_IN_EVERYDAY_LIFE -> "?followedIn=EVERYDAY_LIFE";
            case ANCHORED_IN_WORKING_HOURS -> "?structure=WORKING_HOURS";
            case ACTIONS_DONE -> form == CommandForm.PLAN_ACTION ? "?phase=STRUCTURES" : "";
            default -> "";
        };
    }
}
