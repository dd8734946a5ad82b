package fi.kiinni.command;

import static fi.kiinni.edge.Schemas.object;
import static fi.kiinni.edge.Schemas.oneOf;

import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.initiative.InitiativeCommand.StartInitiative;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Command;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.LongText;
import fi.kiinni.command.rule.May;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.ShortText;
import fi.kiinni.edge.ApiDescription.Addition;
import fi.kiinni.edge.Described;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Schemas;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.strategy.StrategyEvent;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.PathParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * How the commands are described in the OpenAPI document: made from the same records, constraints and refusals that decide about them,
 * so that a new one is described by being there.
 */
@Configuration(proxyBeanMethods = false)
class CommandDescription {

    /** Whoever gives a command can meet these. */
    private static final Set<Class<?>> ALWAYS = Set.of(
            Refusal.NotAllowed.class, Refusal.InvalidFields.class, Refusal.Conflict.class, Refusal.UnknownPerson.class);

    /** Each start makes an id of its own; that a part has changed is told as any conflict. */
    private static final Set<Class<?>> NEVER = Set.of(Refusal.StartedTwice.class, Refusal.PartChanged.class);

    /** Where a refusal's components do not tell which commands can meet it. */
    private static final Map<Class<?>, Predicate<Class<?>>> ONLY = Map.of(
            Refusal.MustSupersede.class, command -> fields(command).anyMatch("supersedes"::equals),
            Refusal.UnknownDecision.class,
                    command -> fields(command).anyMatch(Set.of("supersedes", "decision")::contains),
            Refusal.FactorContradicts.class, command -> fields(command).anyMatch("factor"::equals),
            Refusal.NotCompleted.class, command -> fields(command).anyMatch("completedOn"::equals),
            // What passes a gate says nothing but that.
            Refusal.GateClosed.class, command -> command.getRecordComponents().length == 0);

    @Bean
    Schemas.Limit textLimits() {
        return (value, constraint) -> {
            if (constraint instanceof ShortText) {
                Schemas.text(value, ShortText.LIMIT);
            } else if (constraint instanceof LongText) {
                Schemas.text(value, LongText.LIMIT);
            }
        };
    }

    @Bean
    Addition commandOperations() {
        return (api, schemas) -> {
            Schema<?> initiative = schemas.define(
                    "InitiativeAnswer",
                    answer("initiative", Schemas.of("string").format("uuid"), InitiativeEvent.class));
            Schema<?> strategy =
                    schemas.define("StrategyAnswer", answer("strategy", Schemas.of("string"), StrategyEvent.class));
            CommandRoutes.paths()
                    .forEach((command, path) -> api.getPaths()
                            .computeIfAbsent(path, _ -> new PathItem())
                            .post(operation(
                                    command,
                                    InitiativeCommand.class.isAssignableFrom(command) ? initiative : strategy,
                                    schemas)));
        };
    }

    private static Operation operation(Class<? extends Command> command, Schema<?> answer, Schemas schemas) {
        boolean starts = command == StartInitiative.class;
        List<Entitlement> needed = List.of(command.getAnnotation(May.class).value());
        Operation operation = new Operation()
                .operationId(command.getSimpleName())
                .addTagsItem(
                        InitiativeCommand.class.isAssignableFrom(command) ? "Initiative commands" : "Strategy commands")
                .summary(StringUtils.capitalize(CommandRoutes.kebab(command).replace('-', ' ')))
                .description("For " + Entitlement.who(needed) + ".")
                .addParametersItem(new HeaderParameter()
                        .name("Idempotency-Key")
                        .description("The same key and body get the first answer again")
                        .schema(Schemas.of("string").minLength(1).maxLength(CommandRoutes.LONGEST_KEY)))
                .addParametersItem(new HeaderParameter()
                        .name("If-Match")
                        .description("Only if it is still at this version, such as \"7\"")
                        .schema(Schemas.of("string").pattern("^(\\*|\"[0-9]{1,18}\")$")))
                .addParametersItem(new HeaderParameter()
                        .name(CommandRoutes.IF_PART_MATCH)
                        .description(
                                "Only if what the command is about has not changed after this version, such as \"7\":"
                                        + " the description, that measure, that action. What only adds has nothing to"
                                        + " match")
                        .schema(Schemas.of("string").pattern("^\"[0-9]{1,18}\"$")));
        if (!starts && InitiativeCommand.class.isAssignableFrom(command)) {
            operation.addParametersItem(initiative());
        }
        Described described = new Described(operation, schemas)
                .takesToken()
                .takes(command.getSimpleName(), command.asSubclass(Record.class), Attribution.class);
        ApiResponse given = described
                .gives(starts ? HttpStatus.CREATED : HttpStatus.OK, answer)
                .addHeaderObject(HttpHeaders.ETAG, Described.version());
        if (starts) {
            given.addHeaderObject("Location", Described.header("Where it is", Schemas.of("string")));
        }
        refusals(command).forEach(refusal -> refuses(described, refusal));
        described.refuses(CommandProblem.KEY_REUSED);
        return operation;
    }

    static PathParameter initiative() {
        PathParameter id = new PathParameter();
        id.name("id").description("The initiative").schema(Schemas.of("string").format("uuid"));
        return id;
    }

    static void refuses(Described described, Class<? extends Refusal> refusal) {
        ProblemException refused = CommandProblem.answer(sample(refusal));
        if (refused.type() instanceof EdgeProblem general) {
            described.refuses(general);
        } else {
            described.refuses(refused.type(), members(refused));
        }
    }

    /** The refusals that a command can meet; where that cannot be told from what they are about, more rather than less. */
    static Stream<Class<? extends Refusal>> refusals(Class<? extends Command> command) {
        boolean ofOne = InitiativeCommand.class.isAssignableFrom(command) && command != StartInitiative.class;
        return Stream.of(Refusal.class.getPermittedSubclasses())
                .filter(refusal -> ALWAYS.contains(refusal) || (ofOne && canMeet(command, refusal)))
                .map(refusal -> refusal.asSubclass(Refusal.class));
    }

    private static boolean canMeet(Class<?> command, Class<?> refusal) {
        return !NEVER.contains(refusal)
                && ONLY.getOrDefault(refusal, other -> concerns(refusal, other)).test(command);
    }

    /** A refusal about something that commands name concerns only those that name it. */
    private static boolean concerns(Class<?> refusal, Class<?> command) {
        Set<String> about = fields(refusal).collect(Collectors.toSet());
        boolean named = Stream.of(InitiativeCommand.class.getPermittedSubclasses())
                .anyMatch(other -> fields(other).collect(Collectors.toSet()).containsAll(about));
        return !named || fields(command).collect(Collectors.toSet()).containsAll(about);
    }

    /** Names of a record's components, of those within them too. */
    private static Stream<String> fields(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .flatMap(component -> Stream.concat(
                        Stream.of(component.getName()),
                        component.getType().isRecord() ? fields(component.getType()) : Stream.of()));
    }

    /** Found out by asking what is answered to one such refusal. */
    private static Map<String, Type> members(ProblemException refused) {
        Map<String, Type> members = new HashMap<>();
        refused.properties()
                .forEach((name, value) -> members.put(name, type(value).getType()));
        if (refused.type() == CommandProblem.CONFLICT) {
            members.put(
                    "changed?",
                    ResolvableType.forClassWithGenerics(List.class, Refusal.Changed.class)
                            .getType());
        }
        return members;
    }

    private static ResolvableType type(Object value) {
        return value instanceof List<?> list
                ? ResolvableType.forClassWithGenerics(List.class, type(list.getFirst()))
                : ResolvableType.forClass(
                        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
    }

    private static Refusal sample(Class<? extends Refusal> refusal) {
        return (Refusal) sample((Type) refusal);
    }

    private static Object sample(Type type) {
        if (type instanceof ParameterizedType list) {
            return List.of(sample(list.getActualTypeArguments()[0]));
        }
        Class<?> kind = (Class<?>) type;
        if (kind.isEnum()) {
            return kind.getEnumConstants()[0];
        }
        if (kind.isRecord()) {
            return sampleRecord(kind);
        }
        return Stream.of(new UUID(0, 0), "", 1, 1L, BigDecimal.ONE, BusinessDate.parse("2014"))
                .filter(ClassUtils.resolvePrimitiveIfNecessary(kind)::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No sample is known of " + kind));
    }

    private static Object sampleRecord(Class<?> kind) {
        RecordComponent[] components = kind.getRecordComponents();
        try {
            Constructor<?> constructor = kind.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(Stream.of(components)
                    .map(component -> sample(component.getGenericType()))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(kind.toString(), e);
        }
    }

    private static Schema<?> answer(String aggregate, Schema<?> id, Class<?> events) {
        Schema<?> happened = Schemas.of("array").minItems(1);
        happened.setItems(oneOf(Stream.of(events.getPermittedSubclasses())
                .map(event -> StoredEvents.of(event).value())
                .toArray(String[]::new)));
        Schema<?> ids = Schemas.of("array");
        ids.setItems(Schemas.of("string").format("uuid"));
        Schema<?> created = Schemas.of("object");
        created.setAdditionalProperties(new JsonSchema()
                .addAnyOfItem(Schemas.of("string").format("uuid"))
                .addAnyOfItem(ids));
        Schema<?> answer = object();
        answer.addProperty(aggregate, id);
        answer.addProperty("version", Schemas.of("integer").minimum(BigDecimal.ONE));
        answer.addProperty("events", happened);
        answer.addProperty("created", created);
        List.of(aggregate, "version", "events").forEach(answer::addRequiredItem);
        return answer;
    }
}
