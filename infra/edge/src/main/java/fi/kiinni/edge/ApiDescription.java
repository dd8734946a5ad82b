package fi.kiinni.edge;

import fi.kiinni.Actor;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.HandlerMethod;

/**
 * The OpenAPI document of a side, or of both in one process. A controller's method is described by its signature: its
 * {@link Body} and its answer by their records, who may call it by its {@link Actor}, its refusals by {@link Refuses}.
 */
@Configuration(proxyBeanMethods = false)
public class ApiDescription {

    static final String TOKEN = "token";

    /** Either is the caller; a stream also needs to know until when. */
    private static final Set<Class<?>> WHO_CALLS = Set.of(Actor.class, SignedIn.class);

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Actor.class, SignedIn.class, Body.class);
    }

    /** A side's problems, which {@link Refuses} can name. */
    @FunctionalInterface
    public interface Problems {

        ProblemType[] types();

        /** Those of them that each operation of that controller can answer with. */
        default Stream<ProblemType> ofEach(Class<?> controller) {
            return Stream.of();
        }
    }

    /** Describes what no controller has, and what is known of an answer beside its type. */
    @FunctionalInterface
    public interface Addition {

        void to(OpenAPI api, Schemas schemas);
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Kiinni")
                        .description(
                                "Rooting new activities in four phases. Times are UTC, business dates Finland's."
                                        + " Texts are Unicode without NUL. What is no HTTP request, or has too long a line or header, is answered 400, 414 or 431 without a body.")
                        .version("1"))
                .servers(List.of(new Server().url("/")))
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")));
    }

    @Bean
    Schemas apiSchemas(ObjectProvider<Schemas.Limit> limits) {
        return new Schemas(limits.orderedStream());
    }

    @Bean
    Problems edgeProblems() {
        return EdgeProblem::values;
    }

    @Bean
    OperationCustomizer controllerOperations(Schemas schemas, List<Problems> problems) {
        Map<String, ProblemType> byName = problems.stream()
                .flatMap(side -> Stream.of(side.types()))
                .collect(Collectors.toMap(ProblemType::problem, type -> type));
        return (operation, method) -> {
            Set<String> formats = formats(operation);
            Described described = new Described(operation, schemas).refuses(EdgeProblem.NOT_ACCEPTABLE);
            for (MethodParameter parameter : method.getMethodParameters()) {
                if (WHO_CALLS.contains(parameter.getParameterType())) {
                    described.takesToken();
                } else if (parameter.getParameterType() == Body.class) {
                    Class<?> fields = ResolvableType.forMethodParameter(parameter)
                            .getGeneric()
                            .toClass();
                    described.takes(fields.getSimpleName(), fields.asSubclass(Record.class));
                }
            }
            describeAnswer(described, method, formats);
            Stream.of(method.getMethod(), method.getBeanType())
                    .map(element -> AnnotatedElementUtils.findMergedAnnotation(element, Refuses.class))
                    .filter(Objects::nonNull)
                    .flatMap(refuses -> Arrays.stream(refuses.value()))
                    .map(name -> Objects.requireNonNull(byName.get(name), () -> "No problem is called " + name))
                    .forEach(described::refuses);
            problems.stream().flatMap(side -> side.ofEach(method.getBeanType())).forEach(described::refuses);
            return operation;
        };
    }

    /** Only what was described here: what was found out by itself is less exact. */
    @Bean
    GlobalOpenApiCustomizer describedDocument(Schemas schemas, ObjectProvider<Addition> additions) {
        return api -> {
            additions.orderedStream().forEach(addition -> addition.to(api, schemas));
            api.getComponents().setSchemas(new TreeMap<>(schemas.all()));
        };
    }

    private static Set<String> formats(Operation operation) {
        return operation.getResponses().values().stream()
                .map(ApiResponse::getContent)
                .filter(Objects::nonNull)
                .flatMap(content -> content.keySet().stream())
                .map(format -> format.equals(MediaType.ALL_VALUE) ? MediaType.APPLICATION_JSON_VALUE : format)
                .collect(Collectors.toSet());
    }

    private static void describeAnswer(Described described, HandlerMethod method, Set<String> formats) {
        ResolvableType answer = ResolvableType.forMethodReturnType(method.getMethod());
        while (Publisher.class.isAssignableFrom(answer.toClass()) || answer.toClass() == ResponseEntity.class) {
            answer = answer.getGeneric();
        }
        @Nullable ResponseStatus status = method.getMethodAnnotation(ResponseStatus.class);
        described.gives(status == null ? HttpStatus.OK : status.code(), answer.getType(), formats);
        if (method.hasMethodAnnotation(GetMapping.class)) {
            described.givesNothingTwice();
        }
    }
}
