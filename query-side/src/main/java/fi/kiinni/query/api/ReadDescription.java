package fi.kiinni.query.api;

import fi.kiinni.StoredEvents;
import fi.kiinni.edge.ApiDescription.Addition;
import fi.kiinni.edge.ApiDescription.Problems;
import fi.kiinni.edge.ProblemType;
import fi.kiinni.edge.Schemas;
import fi.kiinni.query.QueryProblem;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Timeline;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is known of the reads beside their signatures. */
@Configuration(proxyBeanMethods = false)
class ReadDescription {

    /** Each read of this package can meet views that are being rebuilt. */
    @Bean
    static Problems queryProblems() {
        return new Problems() {
            @Override
            public ProblemType[] types() {
                return QueryProblem.values();
            }

            @Override
            public Stream<ProblemType> ofEach(Class<?> controller) {
                return controller.getPackage() == ReadDescription.class.getPackage()
                        ? Stream.of(QueryProblem.VIEWS_CATCHING_UP)
                        : Stream.of();
            }
        };
    }

    /** What is read from views says up to where it is whole. */
    @Bean
    static Addition positions() {
        return (document, _) -> document.getPaths().values().stream()
                .map(PathItem::getGet)
                .filter(Objects::nonNull)
                .flatMap(read -> read.getResponses().values().stream())
                .forEach(answer -> answer.addHeaderObject(
                        Reads.POSITION,
                        new Header()
                                .description("Position in the log up to which what is answered shows everything")
                                .schema(Schemas.of("string").pattern("^\\d+$"))));
    }

    /** An entry's data are the fields of the event that it names. */
    @Bean
    static Addition timelineEntries() {
        return (_, schemas) -> {
            schemas.answered(Timeline.Entry.class);
            Schema<?> entry = schemas.named("Entry");
            entry.setOneOf(null);
            for (Class<?> event : StoredEvents.all()) {
                Schema<?> kind = new JsonSchema();
                kind.addProperty("event", Schemas.oneOf(StoredEvents.of(event).value()));
                kind.addProperty("data", schemas.answered(event));
                entry.addOneOfItem(kind);
            }
        };
    }
}
