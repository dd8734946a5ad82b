package fi.kiinni.command;

import fi.kiinni.Actor;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.initiative.InitiativeCommand.StartInitiative;
import fi.kiinni.command.initiative.WhatIf;
import fi.kiinni.command.initiative.WhatIf.SupposedRefused;
import fi.kiinni.command.rule.FieldProblem;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.edge.ApiDescription.Addition;
import fi.kiinni.edge.Body;
import fi.kiinni.edge.Described;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Schemas;
import fi.kiinni.edge.SignedIn;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Answers what the gate would say after commands that nobody gives, to whoever may read the initiative. */
@Configuration(proxyBeanMethods = false)
class WhatIfRoute {

    private static final String PATH = "/api/initiatives/{id}/gate";

    private static final Map<String, Class<? extends InitiativeCommand>> BY_NAME = Stream.of(
                    InitiativeCommand.class.getPermittedSubclasses())
            .filter(command -> command != StartInitiative.class)
            .<Class<? extends InitiativeCommand>>map(command -> command.asSubclass(InitiativeCommand.class))
            .collect(Collectors.toMap(CommandRoutes::kebab, Function.identity(), (one, _) -> one, TreeMap::new));

    private final Commands commands;
    private final Body.Reader bodies;
    private final EventStore events;
    private final Known known;
    private final Supplier<UUID> newId;
    private final Clock clock;

    WhatIfRoute(
            Commands commands, Body.Reader bodies, EventStore events, Known known, Supplier<UUID> newId, Clock clock) {
        this.commands = commands;
        this.bodies = bodies;
        this.events = events;
        this.known = known;
        this.newId = newId;
        this.clock = clock;
    }

    /** The commands to suppose, one after the other. */
    record Suppositions(
            @NotNull @Size(min = 1, max = InitiativeCommand.MOST)
            List<@NotNull @Valid Supposed> commands) {}

    /**
     * A supposed command.
     *
     * @param command its name as in its own route, such as {@code record-pilot-result}
     * @param body what its own route would be sent
     */
    record Supposed(@NotNull String command, @NotNull ObjectNode body) {}

    @Bean
    RouterFunction<ServerResponse> whatIfRouter() {
        return RouterFunctions.route().POST(PATH, this::suppose).build();
    }

    /** Each command may be supposed with what its own route takes, and is refused as there. */
    @Bean
    Addition whatIfOperation() {
        return (api, schemas) -> {
            Schema<?> one = new JsonSchema();
            BY_NAME.forEach((name, command) -> {
                Schema<?> supposed = Schemas.object()
                        .addProperty("command", Schemas.oneOf(name))
                        .addProperty("body", Schemas.reference(command.getSimpleName()));
                List.of("command", "body").forEach(supposed::addRequiredItem);
                one.addOneOfItem(supposed);
            });
            Schema<?> commands = Schemas.of("array").minItems(1).maxItems(InitiativeCommand.MOST);
            commands.setItems(one);
            Schema<?> body = Schemas.object().addProperty("commands", commands);
            body.addRequiredItem("commands");
            Operation operation = new Operation()
                    .operationId("WhatIf")
                    .addTagsItem("Initiatives")
                    .summary("What the gate would say after these commands; nothing is written")
                    .addParametersItem(CommandDescription.initiative());
            Described described = new Described(operation, schemas)
                    .takesToken()
                    .takes(schemas.define("Suppositions", body))
                    .refuses(CommandProblem.UNKNOWN_INITIATIVE)
                    .mayAlsoSay("supposed", int.class);
            described.gives(HttpStatus.OK, schemas.answered(WhatIf.class));
            BY_NAME.values().stream()
                    .flatMap(CommandDescription::refusals)
                    .filter(refusal -> refusal != Refusal.NotAllowed.class && refusal != Refusal.Conflict.class)
                    .distinct()
                    .forEach(refusal -> CommandDescription.refuses(described, refusal));
            api.getPaths().computeIfAbsent(PATH, _ -> new PathItem()).post(operation);
        };
    }

    private Mono<ServerResponse> suppose(ServerRequest request) {
        return Mono.zip(SignedIn.actor(request), bodies.read(request, Suppositions.class))
                .flatMap(read -> commands.aside(() -> suppose(request, read.getT1(), read.getT2())))
                .onErrorMap(Refused.class, refused -> CommandProblem.answer(refused.refusal()))
                .onErrorMap(SupposedRefused.class, WhatIfRoute::problem)
                .flatMap(answer -> ServerResponse.ok().bodyValue(answer));
    }

    private WhatIf suppose(ServerRequest request, Actor actor, Body<Suppositions> body) {
        String id = CommandRoutes.initiative(request);
        DomainEventStream stream = events.readEvents(id);
        Initiative initiative = stream.asStream()
                .map(message -> (InitiativeEvent) message.getPayload())
                .reduce((Initiative) null, Initiative::evolve, (earlier, _) -> earlier);
        if (initiative == null || !actor.mayRead(initiative.provider())) {
            throw new Refused(new Refusal.UnknownInitiative());
        }
        LocalDate today = LocalDate.now(clock);
        List<Instruction<InitiativeCommand>> supposed = new ArrayList<>();
        for (Supposed one : body.read().commands()) {
            Class<? extends InitiativeCommand> command = BY_NAME.get(one.command());
            if (command == null) {
                throw unknownCommand(supposed.size());
            }
            supposed.add(CommandRoutes.instruction(id, body.within(one.body(), command), actor, today, null, null));
        }
        return WhatIf.supposing(id, stream.getLastSequenceNumber() + 1, initiative, today, supposed, known, newId);
    }

    /** As the command's own route would refuse it, with which one it was. */
    private static ProblemException problem(SupposedRefused supposed) {
        Refusal refusal = supposed.refused().refusal();
        if (refusal instanceof Refusal.InvalidFields(var problems)) {
            refusal = new Refusal.InvalidFields(problems.stream()
                    .map(problem -> new FieldProblem(
                            "commands[%d].body.%s".formatted(supposed.index(), problem.field()),
                            problem.problem(),
                            problem.detail()))
                    .toList());
        }
        return CommandProblem.answer(refusal).with("supposed", supposed.index());
    }

    private static ProblemException unknownCommand(int index) {
        return CommandProblem.answer(new Refusal.InvalidFields(List.of(new FieldProblem(
                "commands[%d].command".formatted(index),
                FieldProblem.UNKNOWN,
                "Name a command on an initiative as its route does, such as record-pilot-result"))));
    }
}
