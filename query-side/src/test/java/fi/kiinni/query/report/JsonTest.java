package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import fi.kiinni.query.report.Report.Paragraph;
import fi.kiinni.query.report.Report.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A report for machines. */
class JsonTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try (InputStream in = Objects.requireNonNull(Json.class.getResourceAsStream("/report/report.schema.json"))) {
            return SchemaRegistry.withDialect(Dialects.getDraft202012())
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode read(Report report) throws Exception {
        byte[] bytes = Samples.written(new Json(), report);
        assertThat(SCHEMA.validate(
                        new String(bytes, StandardCharsets.UTF_8),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .isEmpty();
        return JSON.readTree(bytes);
    }

    @Test
    void everything_but_the_drawing_is_there() throws Exception {
        JsonNode report = read(Samples.whole());
        assertThat(report.propertyNames())
                .containsExactly("title", "subject", "standing", "language", "address", "at", "blocks");
        assertThat(report.at("/language").stringValue()).isEqualTo("fi");
        assertThat(report.at("/at").stringValue()).isEqualTo("2026-11-12T07:30:00.123Z");
        assertThat(report.at("/blocks").values().stream()
                        .map(block -> block.at("/kind").stringValue()))
                .containsExactly(
                        "heading",
                        "paragraph",
                        "facts",
                        "heading",
                        "table",
                        "heading",
                        "heading",
                        "chart",
                        "table",
                        "heading",
                        "paragraph");
        assertThat(report.at("/blocks/0")).isEqualTo(JSON.readTree("""
                {"kind": "heading", "level": 2, "id": "summary", "text": "Yhteenveto"}"""));
        assertThat(report.at("/blocks/1/said/sources/1")).isEqualTo(JSON.readTree("""
                {"label": "#15", "title": "Päätös kirjattu \\"näin\\" & <noin>",
                 "address": "https://kiinni.example/initiatives/1?version=15&x=%C3%A4"}"""));
        assertThat(report.at("/blocks/2/facts/0")).isEqualTo(JSON.readTree("""
                {"label": "Omistaja", "said": [{"text": "Mäkinen, Åsa", "sources": [{"label": "#1",
                 "title": "Päätös kirjattu \\"näin\\" & <noin>",
                 "address": "https://kiinni.example/initiatives/1?version=1&x=%C3%A4"}]}]}"""));
        assertThat(report.at("/blocks/4/columns/2")).isEqualTo(JSON.readTree("""
                {"key": "value", "title": "Arvo", "kind": "number"}"""));
        assertThat(report.at("/blocks/7")).isEqualTo(JSON.readTree("""
                {"kind": "chart", "id": "passing-chart",
                 "alternative": "Läpäisy: lähtötaso 26 %, tavoite 77 %, viimeisin 73,5 %"}"""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000})
    void a_cell_has_its_value_and_what_is_shown(int rows) throws Exception {
        JsonNode table = read(Samples.of(Samples.table("t", "Taulu", rows))).at("/blocks/0");
        assertThat(table.at("/rows").size()).isEqualTo(rows);
        if (rows > 7) {
            assertThat(table.at("/rows/2/value")).isEqualTo(JSON.readTree("""
                    {"value": -0.98, "text": "-0,98", "sources": []}"""));
            assertThat(table.at("/rows/7/value")).isEqualTo(JSON.readTree("""
                    {"value": null, "text": "ei tiedossa", "sources": []}"""));
            assertThat(table.at("/rows/1/on/value").stringValue()).isEqualTo("2025-11");
            assertThat(table.at("/rows/1/on/text").stringValue()).isEqualTo("2025-11 (näin)");
            assertThat(table.at("/rows/1/on/sources/0/label").stringValue()).isEqualTo("#1");
            assertThat(table.at("/rows/1/why/value").isNull()).isTrue();
            assertThat(table.at("/rows/1/what/value").stringValue()).isEqualTo("Läpäisyä seurataan 1");
        }
    }

    @Test
    void a_text_keeps_its_characters() throws Exception {
        assertThat(read(Samples.of(new Paragraph(new Statement(Samples.HOSTILE, Samples.NONE))))
                        .at("/blocks/0/said/text")
                        .stringValue())
                .isEqualTo(Samples.CLEAN);
    }

    @Test
    void the_same_report_has_the_same_bytes_wherever_it_is_written() throws Exception {
        byte[] here = Samples.written(new Json(), Samples.whole());
        assertThat(Samples.writtenElsewhere(new Json(), Samples.whole())).isEqualTo(here);
    }
}
