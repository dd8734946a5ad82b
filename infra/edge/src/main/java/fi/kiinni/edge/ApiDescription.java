package fi.kiinni.edge;

import fi.kiinni.BusinessDate;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What both sides' OpenAPI documents have in common. */
@Configuration(proxyBeanMethods = false)
public class ApiDescription {

    static {
        SpringDocUtils.getConfig().replaceWithSchema(BusinessDate.class, businessDate());
    }

    /** How a business date looks in JSON. */
    public static Schema<String> businessDate() {
        Schema<String> date = new StringSchema();
        date.setPattern("^\\d{4}(-\\d{2}(-\\d{2})?)?$");
        date.setDescription("A day, a month or a year: 2014-09-15, 2014-09 or 2014");
        date.setExample("2014-09");
        return date;
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Kiinni")
                        .description("Rooting new activities in four phases. Times are UTC, business dates Finland's.")
                        .version("1"))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }
}
