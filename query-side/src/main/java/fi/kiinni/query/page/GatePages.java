package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.page.BoardPages.Link;
import fi.kiinni.query.page.BoardPages.Sought;
import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
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
    private final Strategies strategies;
    private final Names names;
    private final CommandApi api;

    GatePages(Site site, Reads reads, Overview overview, Strategies strategies, Names names, CommandApi api) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.strategies = strategies;
        this.names = names;
        this.api = api;
    }

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
        Item item = life.whole().item();
        Initiative state = life.whole().state();
        Telling telling = new Telling(
                words,
                names.people(item.provider()),
                state,
                strategies.of(item.provider()).strategy());
        Door door = new Door(Reading.of(words, telling, life, LocalDate.now(BoardPages.HELSINKI), Extent.EVERYTHING));
        CommandForm through = CommandForm.through(door.gate());
        Map<String, Object> model = new HashMap<>();
        model.put("actorName", site.name(actor));
        model.put("item", item);
        model.put("door", door);
        model.put("commands", new CommandLinks(item.initiative(), CommandForm.offered(words, actor, state)));
        model.put("where", door.gate() == Gate.ROOTED ? words.of(Status.ROOTED) : words.of(phaseBehind(door.gate())));
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
}
