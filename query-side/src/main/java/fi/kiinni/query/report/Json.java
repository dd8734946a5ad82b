package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Chart;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Fact;
import fi.kiinni.query.report.Report.Facts;
import fi.kiinni.query.report.Report.Heading;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Paragraph;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Statement;
import fi.kiinni.query.report.Report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** A report for machines, as {@code report/report.schema.json} describes it. Of charts only the words are there: the figures are in tables. */
public final class Json implements Form {

    public static final String TYPE = "application/json";

    /** The name of its schema, as a {@linkplain Form#resource resource}. */
    public static final String SCHEMA = "report.schema.json";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    @Override
    public void write(Report report, OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            text(json, "title", report.title());
            text(json, "subject", report.subject());
            text(json, "standing", report.standing());
            text(json, "language", report.language().getLanguage());
            text(json, "address", report.address());
            text(json, "at", report.at().toString());
            json.writeArrayPropertyStart("blocks");
            for (Block block : report.blocks()) {
                json.writeStartObject();
                write(json, block);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private static void write(JsonGenerator json, Block block) {
        switch (block) {
            case Heading heading -> {
                text(json, "kind", "heading");
                json.writeNumberProperty("level", heading.level());
                text(json, "id", heading.id());
                text(json, "text", heading.text());
            }
            case Paragraph paragraph -> {
                text(json, "kind", "paragraph");
                json.writeName("said");
                write(json, paragraph.said());
            }
            case Facts facts -> {
                text(json, "kind", "facts");
                json.writeArrayPropertyStart("facts");
                for (Fact fact : facts.facts()) {
                    json.writeStartObject();
                    text(json, "label", fact.label());
                    json.writeArrayPropertyStart("said");
                    fact.said().forEach(said -> write(json, said));
                    json.writeEndArray();
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            case Chart chart -> {
                text(json, "kind", "chart");
                text(json, "id", chart.id());
                text(json, "alternative", chart.alternative());
            }
            case Table table -> {
                text(json, "kind", "table");
                write(json, table);
            }
        }
    }

    private static void write(JsonGenerator json, Statement said) {
        json.writeStartObject();
        text(json, "text", said.text());
        sources(json, said.sources());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Table table) {
        text(json, "name", table.name());
        text(json, "caption", table.caption());
        json.writeArrayPropertyStart("columns");
        for (Column column : table.columns()) {
            json.writeStartObject();
            text(json, "key", column.key());
            text(json, "title", column.title());
            text(json, "kind", column.kind().name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("rows");
        for (List<Cell> row : table.rows()) {
            json.writeStartObject();
            for (int i = 0; i < row.size(); i++) {
                Column column = table.columns().get(i);
                json.writeName(column.key());
                write(json, row.get(i), column.kind());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The value of a number or a date that there is none of is null, whatever is shown in its place. */
    private static void write(JsonGenerator json, Cell cell, Kind kind) {
        BigDecimal number = cell.number();
        BusinessDate date = cell.date();
        json.writeStartObject();
        if (kind == Kind.NUMBER && number != null) {
            json.writeNumberProperty("value", number);
        } else if (kind == Kind.DATE && date != null) {
            text(json, "value", date.toString());
        } else if (kind == Kind.TEXT && !cell.text().isEmpty()) {
            text(json, "value", cell.text());
        } else {
            json.writeNullProperty("value");
        }
        text(json, "text", cell.text());
        sources(json, cell.sources());
        json.writeEndObject();
    }

    private static void sources(JsonGenerator json, List<Source> sources) {
        json.writeArrayPropertyStart("sources");
        for (Source source : sources) {
            json.writeStartObject();
            text(json, "label", source.label());
            text(json, "title", source.title());
            text(json, "address", source.address());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void text(JsonGenerator json, String name, String text) {
        json.writeStringProperty(name, Texts.clean(text));
    }
}
