package fi.kiinni.query.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fi.kiinni.StoredEvents;
import fi.kiinni.edge.ApiDescription.Addition;
import fi.kiinni.edge.ApiDescription.Problems;
import fi.kiinni.edge.ProblemType;
import fi.kiinni.edge.Schemas;
import fi.kiinni.query.QueryProblem;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.AuditExport;
import fi.kiinni.query.report.Form;
import fi.kiinni.query.report.Json;
import fi.kiinni.query.view.Timeline;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

/** What is known of the reads beside their signatures. */
@Configuration(proxyBeanMethods = false)
class ReadDescription {

    private static final String REPORT = "Report";

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

    /** The page of an audit trail is given in other formats, too, as the whole. */
    @Bean
    static Addition exports() {
        return (document, _) -> {
            ApiResponse answer = Objects.requireNonNull(
                    Objects.requireNonNull(document.getPaths().get("/api/initiatives/{id}/audit"))
                            .getGet()
                            .getResponses()
                            .get("200"));
            answer.getContent()
                    .addMediaType(
                            AuditExport.CSV_TYPE,
                            new MediaType()
                                    .schema(
                                            Schemas.of("string")
                                                    .description(
                                                            "RFC 4180 in UTF-8 with a byte order mark; the first row names the columns, which are"
                                                                    + " the fields of #/components/schemas/AuditEntry. In fields, a line for each. A cell that a"
                                                                    + " spreadsheet would take for a formula begins with an apostrophe.")))
                    .addMediaType(
                            AuditExport.JSON_LINES_TYPE,
                            new MediaType()
                                    .schema(Schemas.of("string")
                                            .description("A #/components/schemas/AuditEntry in each line")));
            answer.addHeaderObject(
                    HttpHeaders.CONTENT_DISPOSITION,
                    new Header()
                            .description("The file's name, of CSV and JSON Lines")
                            .schema(Schemas.of("string").pattern("^attachment; filename=\"[a-z0-9.-]+\"$")));
        };
    }

    /** A report is given in several forms; the one for programs is described by its own schema. */
    @Bean
    static Addition reportForms() {
        return (document, schemas) -> {
            JsonNode schema = reportSchema();
            schema.path("$defs")
                    .properties()
                    .forEach(part -> schemas.define(REPORT + "-" + part.getKey(), schema(part.getValue())));
            Schema<?> report =
                    schemas.define(REPORT, schema(((ObjectNode) schema).without(List.of("$defs", "$schema"))));
            for (String path :
                    List.of("/api/reports/rooting-plan/{id}", "/api/reports/progress/{id}", "/api/reports/{kind}")) {
                ApiResponse answer = Objects.requireNonNull(
                        Objects.requireNonNull(document.getPaths().get(path))
                                .getGet()
                                .getResponses()
                                .get("200"));
                Objects.requireNonNull(answer.getContent().get(Json.TYPE)).schema(report);
                answer.addHeaderObject(
                        HttpHeaders.CONTENT_DISPOSITION,
                        new Header()
                                .description("The file's name")
                                .schema(Schemas.of("string").pattern("^attachment; filename=\"[a-z0-9.-]+\"$")));
            }
        };
    }

    /** Its parts refer to each other where they are in the description. */
    private static JsonNode reportSchema() {
        try (InputStream schema = Form.resource(Json.SCHEMA)) {
            return Json31.mapper()
                    .readTree(new String(schema.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("#/$defs/", "#/components/schemas/" + REPORT + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema<?> schema(JsonNode written) {
        return Json31.mapper().convertValue(written, Schema.class);
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
