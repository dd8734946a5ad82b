package fi.kiinni.query.feed;

import static java.util.Objects.requireNonNull;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM_VALUE;

import fi.kiinni.StoredEvents;
import fi.kiinni.edge.ApiDescription.Addition;
import fi.kiinni.edge.Described;
import fi.kiinni.edge.Schemas;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is known of the stream beside its signature. */
@Configuration(proxyBeanMethods = false)
class FeedDescription {

    @Bean
    static Addition cloudEvents() {
        return (api, schemas) -> {
            schemas.answered(CloudEvent.class);
            Schema<?> event = schemas.named("CloudEvent");
            event.addProperty("specversion", Schemas.oneOf("1.0"));
            event.addProperty("datacontenttype", Schemas.oneOf(APPLICATION_JSON_VALUE));
            event.addProperty(
                    "type",
                    Schemas.oneOf(StoredEvents.all().stream()
                            .map(CloudEvent::type)
                            .sorted()
                            .toArray(String[]::new)));
            Schema<?> stream = Schemas.of("string")
                    .description("Server-sent events; the data of each is a #/components/schemas/CloudEvent");
            requireNonNull(api.getPaths().get("/api/events"))
                    .getGet()
                    .getResponses()
                    .addApiResponse(
                            "200",
                            new ApiResponse()
                                    .description("The events")
                                    .content(new Content()
                                            .addMediaType(TEXT_EVENT_STREAM_VALUE, new MediaType().schema(stream)))
                                    .addHeaderObject(
                                            "X-Accel-Buffering",
                                            Described.header(
                                                    "Asks a proxy to hand on what comes at once",
                                                    Schemas.oneOf("no"))));
        };
    }
}
