package fi.kiinni.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import fi.kiinni.Actor;
import fi.kiinni.command.initiative.InitiativeAggregate;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.initiative.InitiativeCommand.StartInitiative;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Command;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.FieldProblem;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.May;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.command.strategy.StrategyAggregate;
import fi.kiinni.command.strategy.StrategyCommand;
import fi.kiinni.edge.Body;
import fi.kiinni.edge.Body.Bound;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SignedIn;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The commands over HTTP: one route for each, made from the sealed types, so that a new command has its route and its description. */
@Configuration(proxyBeanMethods = false)
class CommandRoutes {

    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    /** Longest idempotency key, in characters. */
    static final int LONGEST_KEY = 200;

    /** Like {@code If-Match}, but for the part of the aggregate that the command is about, whatever else has changed. */
    static final String IF_PART_MATCH = "If-Part-Match";

    private final Commands commands;
    private final Body.Reader bodies;
    private final Clock clock;

    CommandRoutes(Commands commands, Body.Reader bodies, Clock clock) {
        this.commands = commands;
        this.bodies = bodies;
        this.clock = clock;
    }

    @Bean
    RouterFunction<ServerResponse> commandRouter() {
        Map<String, RouterFunction<ServerResponse>> routes = new LinkedHashMap<>();
        paths().forEach((command, path) -> routes.put(
                lastSegment(path),
                RouterFunctions.route()
                        .POST(
                                path,
                                request -> answer(request, command).onErrorMap(Refused.class, CommandRoutes::problem))
                        .build()));
        return new ByLastSegment(routes);
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Tries the one route that can match, instead of each: there are as many as there are commands. */
    private record ByLastSegment(Map<String, RouterFunction<ServerResponse>> routes)
            implements RouterFunction<ServerResponse> {

        @Override
        public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
            RouterFunction<ServerResponse> route = routes.get(lastSegment(request.path()));
            return route == null ? Mono.empty() : route.route(request);
        }

        @Override
        public void accept(RouterFunctions.Visitor visitor) {
            routes.values().forEach(route -> route.accept(visitor));
        }
    }

    /** Where each command is posted to. */
    static Map<Class<? extends Command>, String> paths() {
        Map<Class<? extends Command>, String> paths = new LinkedHashMap<>();
        kinds(InitiativeCommand.class)
                .forEach(command -> paths.put(
                        command,
                        command == StartInitiative.class
                                ? "/api/initiatives"
                                : "/api/initiatives/{id}/" + kebab(command)));
        kinds(StrategyCommand.class).forEach(command -> paths.put(command, "/api/strategy/" + kebab(command)));
        return paths;
    }

    private Mono<ServerResponse> answer(ServerRequest request, Class<? extends Command> command) {
        if (command == StartInitiative.class) {
            return start(request);
        }
        return InitiativeCommand.class.isAssignableFrom(command)
                ? onInitiative(request, command)
                : onStrategy(request, command);
    }

    private Mono<ServerResponse> start(ServerRequest request) {
        return give(
                        request,
                        InitiativeAggregate.TYPE,
                        StartInitiative.class,
                        _ -> IDS.generate().toString())
                .flatMap(answer -> ServerResponse.created(URI.create("/api/initiatives/" + answer.initiative()))
                        .eTag(Long.toString(answer.version()))
                        .bodyValue(answer));
    }

    private Mono<ServerResponse> onInitiative(ServerRequest request, Class<? extends Command> command) {
        return give(request, InitiativeAggregate.TYPE, command, _ -> initiative(request))
                .flatMap(CommandRoutes::ok);
    }

    private Mono<ServerResponse> onStrategy(ServerRequest request, Class<? extends Command> command) {
        return give(request, StrategyAggregate.TYPE, command, actor -> provider(actor, command))
                .flatMap(CommandRoutes::ok);
    }

    private static Mono<ServerResponse> ok(Answer answer) {
        return ServerResponse.ok().eTag(Long.toString(answer.version())).bodyValue(answer);
    }

    private <C extends Command> Mono<Answer> give(
            ServerRequest request, String aggregateType, Class<C> command, Target target) {
        return Mono.zip(SignedIn.actor(request), bodies.read(request, command)).flatMap(read -> {
            Actor actor = read.getT1();
            Body<C> body = read.getT2();
            Long ifMatch = version(request, HttpHeaders.IF_MATCH);
            Long ifPartMatch = version(request, IF_PART_MATCH);
            RememberedKey key = key(request, actor, body);
            return commands.give(
                    aggregateType,
                    instruction(target.of(actor), body, actor, LocalDate.now(clock), ifMatch, ifPartMatch),
                    key);
        });
    }

    static <C extends Command> Instruction<C> instruction(
            String target,
            Body<? extends C> body,
            Actor actor,
            LocalDate today,
            @Nullable Long ifMatch,
            @Nullable Long ifPartMatch) {
        Bound<? extends C> fields = body.without(Attribution.class).bind();
        Bound<Attribution> attribution = body.part(Attribution.class).bind();
        List<FieldProblem> unreadable = Stream.concat(fields.unreadable().stream(), attribution.unreadable().stream())
                .map(problem -> new FieldProblem(problem.field(), problem.problem(), problem.detail()))
                .toList();
        return new Instruction<>(
                target, fields.fields(), attribution.fields(), unreadable, actor, today, ifMatch, ifPartMatch);
    }

    /** Which aggregate the request is for. */
    private interface Target {

        String of(Actor actor);
    }

    /** An id that cannot be one is unknown like any other. */
    static String initiative(ServerRequest request) {
        try {
            return UUID.fromString(request.pathVariable("id")).toString();
        } catch (IllegalArgumentException e) {
            throw new Refused(new Refusal.UnknownInitiative());
        }
    }

    private static String provider(Actor actor, Class<? extends Command> command) {
        if (actor.provider() == null) {
            List<Entitlement> needed = List.of(command.getAnnotation(May.class).value());
            throw new Refused(new Refusal.NotAllowed(needed));
        }
        return actor.provider();
    }

    private static @Nullable Long version(ServerRequest request, String precondition) {
        String header = request.headers().firstHeader(precondition);
        if (header == null || (header.equals("*") && precondition.equals(HttpHeaders.IF_MATCH))) {
            return null;
        }
        if (!header.matches("\"[0-9]{1,18}\"")) {
            throw new ProblemException(
                    EdgeProblem.MALFORMED,
                    "%s takes one version, as the ETag has it, such as \"7\".".formatted(precondition));
        }
        return Long.valueOf(header.substring(1, header.length() - 1));
    }

    private static @Nullable RememberedKey key(ServerRequest request, Actor actor, Body<?> body) {
        String key = request.headers().firstHeader("Idempotency-Key");
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw new ProblemException(
                    EdgeProblem.MALFORMED, "Idempotency-Key takes 1 to %d characters.".formatted(LONGEST_KEY));
        }
        return new RememberedKey(
                actor.person(),
                request.path(),
                key,
                sha256(inOrder(body.json()).toString().getBytes(UTF_8)));
    }

    /** The same whichever way a client orders the fields of an object. */
    private static JsonNode inOrder(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode ordered = object.objectNode();
                object.propertyStream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(field -> ordered.set(field.getKey(), inOrder(field.getValue())));
                yield ordered;
            }
            case ArrayNode list ->
                list.arrayNode()
                        .addAll(list.valueStream().map(CommandRoutes::inOrder).toList());
            default -> value;
        };
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Throwable problem(Refused refused) {
        return CommandProblem.answer(refused.refusal());
    }

    @SuppressWarnings("unchecked")
    private static List<Class<? extends Command>> kinds(Class<? extends Command> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .<Class<? extends Command>>map(kind -> (Class<? extends Command>) kind)
                .toList();
    }

    static String kebab(Class<?> command) {
        return command.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(ROOT);
    }
}
