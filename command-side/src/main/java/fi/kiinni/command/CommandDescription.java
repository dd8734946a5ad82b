package fi.kiinni.command;

import fi.kiinni.BusinessDate;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.LongText;
import fi.kiinni.command.rule.May;
import fi.kiinni.command.rule.ShortText;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.PropertyCustomizer;
import org.springdoc.core.fn.builders.apiresponse.Builder;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the commands are described in the OpenAPI document: made from the same records and constraints that refuse them. */
@Configuration(proxyBeanMethods = false)
class CommandDescription {

    static {
        SpringDocUtils.getConfig()
                .replaceWithSchema(
                        BusinessDate.class,
                        new StringSchema()
                                .pattern("^\\d{4}(-\\d{2}(-\\d{2})?)?$")
                                .description("A day, a month or a year: 2014-09-15, 2014-09 or 2014")
                                .example("2014-09"));
    }

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
                .requestBody(org.springdoc.core.fn.builders.requestbody.Builder.requestBodyBuilder()
                        .required(true)
                        .implementation(command))
                .parameter(header("Idempotency-Key", "The same key and body get the first answer again"))
                .parameter(header("If-Match", "Only if it is still at this version, such as \"7\""));
        if (initiative && !starts) {
            operation.parameter(org.springdoc.core.fn.builders.parameter.Builder.parameterBuilder()
                    .in(ParameterIn.PATH)
                    .name("id")
                    .description("The initiative")
                    .implementation(java.util.UUID.class));
        }
        operation.response(response(starts ? "201" : "200", "What followed").implementation(Answer.class));
        Stream.of("400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "503")
                .map(status -> response(status, "Refused, as an RFC 9457 problem"))
                .forEach(operation::response);
    }

    private static Builder response(String status, String description) {
        return Builder.responseBuilder().responseCode(status).description(description);
    }

    private static org.springdoc.core.fn.builders.parameter.Builder header(String name, String description) {
        return org.springdoc.core.fn.builders.parameter.Builder.parameterBuilder()
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

    /** Every command may also say these. */
    @Bean
    GlobalOpenApiCustomizer attribution() {
        Schema<?> common =
                ModelConverters.getInstance().resolveAsResolvedSchema(new AnnotatedType(Attribution.class)).schema;
        return api -> api.getPaths().values().stream()
                .map(path -> path.getPost())
                .filter(post -> post != null
                        && post.getTags() != null
                        && post.getTags().stream().anyMatch(tag -> tag.endsWith("commands")))
                .map(post -> api.getComponents().getSchemas().get(post.getOperationId()))
                .filter(schema -> schema != null)
                .forEach(schema -> {
                    common.getProperties().forEach(schema::addProperty);
                    schema.additionalProperties(false);
                });
    }
}
