package fi.kiinni.command;

import static org.springdoc.core.fn.builders.apiresponse.Builder.responseBuilder;
import static org.springdoc.core.fn.builders.parameter.Builder.parameterBuilder;
import static org.springdoc.core.fn.builders.requestbody.Builder.requestBodyBuilder;

import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.LongText;
import fi.kiinni.command.rule.May;
import fi.kiinni.command.rule.ShortText;
import fi.kiinni.edge.ApiDescription;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the commands are described in the OpenAPI document: made from the same records and constraints that refuse them. */
@Configuration(proxyBeanMethods = false)
class CommandDescription {

    static void of(Class<?> command, org.springdoc.core.fn.builders.operation.Builder operation) {
        String needed = Arrays.stream(command.getAnnotation(May.class).value())
                .map(Enum::name)
                .collect(Collectors.joining(", "));
        boolean starts = command.getSimpleName().equals("StartInitiative");
        boolean initiative = command.getPackageName().endsWith(".initiative");
        operation
                .operationId(command.getSimpleName())
                .tag(initiative ? "initiative commands" : "strategy commands")
                .description("Needs one of: " + needed)
                .requestBody(requestBodyBuilder().required(true).implementation(command))
                .parameter(header("Idempotency-Key", "The same key and body get the first answer again"))
                .parameter(header("If-Match", "Only if it is still at this version, such as \"7\""));
        if (initiative && !starts) {
            operation.parameter(parameterBuilder()
                    .in(ParameterIn.PATH)
                    .name("id")
                    .description("The initiative")
                    .implementation(UUID.class));
        }
        operation.response(response(starts ? "201" : "200", "What followed").implementation(Answer.class));
        Stream.of("400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "503")
                .map(status -> response(status, "Refused, as an RFC 9457 problem"))
                .forEach(operation::response);
    }

    private static org.springdoc.core.fn.builders.apiresponse.Builder response(String status, String description) {
        return responseBuilder().responseCode(status).description(description);
    }

    private static org.springdoc.core.fn.builders.parameter.Builder header(String name, String description) {
        return parameterBuilder()
                .in(ParameterIn.HEADER)
                .name(name)
                .required(false)
                .description(description)
                .implementation(String.class);
    }

    /** Limits in code points, as the constraints have them. */
    @Bean
    PropertyCustomizer textLimits() {
        return (property, type) -> {
            if (type.getCtxAnnotations() != null) {
                for (var annotation : type.getCtxAnnotations()) {
                    if (annotation.annotationType() == ShortText.class) {
                        property.minLength(1).maxLength(ShortText.LIMIT);
                    } else if (annotation.annotationType() == LongText.class) {
                        property.minLength(1).maxLength(LongText.LIMIT);
                    }
                }
            }
            return property;
        };
    }

    /** Every command may also say what an {@link Attribution} says. */
    @Bean
    GlobalOpenApiCustomizer attribution() {
        return api -> api.getPaths().values().stream()
                .map(PathItem::getPost)
                .filter(CommandDescription::isCommand)
                .map(post -> api.getComponents().getSchemas().get(post.getOperationId()))
                .forEach(schema -> schema.addProperty("effectiveOn", ApiDescription.businessDate())
                        .addProperty("assertedBy", text(ShortText.LIMIT))
                        .addProperty("why", text(LongText.LIMIT))
                        .additionalProperties(false));
    }

    private static boolean isCommand(@Nullable Operation operation) {
        return operation != null
                && operation.getTags() != null
                && operation.getTags().stream().anyMatch(tag -> tag.endsWith(" commands"));
    }

    private static Schema<?> text(int limit) {
        return new StringSchema().minLength(1).maxLength(limit);
    }
}
