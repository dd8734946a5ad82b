package fi.kiinni.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.test.util.TestSocketUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Today's program on the data folder of an early one, with each event as it was stored then. */
class UpgradeIT {

    private static final String INITIATIVE = "01990000-0000-7000-8000-000000000001";

    /** Argon2id of {@code vanha salasana}, as it lay in the table. */
    private static final String PASSWORD =
            "{argon2id}$argon2id$v=19$m=19456,t=2,p=1$pUAUHYmu8Q47tS+QUqSYPg$sUWlbT6fITu7sFvY1KqNxkFP33+wcBsQ7jQE0y2XvrQ";

    /** By version, what folders have been made by: one that is changed would keep each of them from being opened. A new one is added. */
    private static final Map<String, Integer> APPLIED = Map.of(
            "1", 531867424,
            "10", 1537067739,
            "20", -1389016226,
            "21", -522450406,
            "22", -2124655116,
            "23", -2031166083,
            "25", 820692999,
            "26", -666651346,
            "27", -1281017701,
            "28", -1576828697);

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private record Stored(String event, String payload) {

        boolean isOfAStrategy() {
            return event.equals("StrategyPublished");
        }
    }

    /** Every event in its first revision. */
    private static List<Stored> firstRevisions() throws IOException {
        List<Stored> samples = new ArrayList<>();
        for (Resource sample : new PathMatchingResourcePatternResolver().getResources("classpath*:/samples/*.1.json")) {
            String event = Objects.requireNonNull(sample.getFilename()).replace(".1.json", "");
            samples.add(
                    event.equals("InitiativeStarted") ? 0 : samples.size(),
                    new Stored(event, sample.getContentAsString(UTF_8)));
        }
        return samples;
    }

    @Test
    void everything_that_an_early_program_kept_is_there_and_goes_on() throws Exception {
        Path data = folder.resolve("data");
        List<Stored> stored = firstRevisions();
        assertThat(stored).hasSizeGreaterThan(50);
        try (DataFolder claimed = DataFolder.claim(data);
                EmbeddedPostgres postgres = new EmbeddedPostgres(claimed, EmbeddedPostgresTest.version())) {
            Flyway flyway = Flyway.configure()
                    .dataSource(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword())
                    .target("20")
                    .load();
            assertThat(Stream.of(flyway.info().all())
                            .collect(Collectors.toMap(
                                    migration -> Objects.toString(migration.getVersion()), MigrationInfo::getChecksum)))
                    .isEqualTo(APPLIED);
            flyway.migrate();
            try (Connection log = DriverManager.getConnection(
                    postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword())) {
                fill(log, stored);
            }
        }

        int management = TestSocketUtils.findAvailableTcpPort();
        try (var kiinni = KiinniProcess.start(data, "--management.server.port=" + management)) {
            URI address = kiinni.awaitReady();
            SignedInClient.verifies(management, stored.size());
            SignedInClient coordinator = new SignedInClient(address, "koordinaattori", "vanha salasana");
            String one = "/api/initiatives/" + INITIATIVE;

            List<JsonNode> timeline = items(coordinator.read(one + "/timeline?limit=200"));
            assertThat(timeline.stream()
                            .map(entry -> entry.path("event").asString()
                                    + JSON.readTree(entry.path("data").toString())))
                    .containsExactlyElementsOf(stored.stream()
                            .filter(event -> !event.isOfAStrategy())
                            .map(event -> event.event() + JSON.readTree(event.payload()))
                            .toList());
            assertThat(items(coordinator.read(one + "/audit?limit=200"))).hasSameSizeAs(timeline);
            for (int version = 1; version <= timeline.size(); version++) {
                assertThat(JSON.readTree(coordinator.read(one + "?version=" + version))
                                .path("version")
                                .asInt())
                        .isEqualTo(version);
            }
            assertThat(JSON.readTree(coordinator.read("/api/strategy")).path("versions"))
                    .hasSize(1);
            assertThat(coordinator
                            .post(one + "/post-comment", Map.of("text", "Uudella ohjelmalla"))
                            .path("version")
                            .asInt())
                    .isEqualTo(timeline.size() + 1);
            SignedInClient.verifies(management, stored.size() + 1L);
        }
    }

    private static List<JsonNode> items(String page) {
        return JSON.readTree(page).path("items").valueStream().toList();
    }

    private static void fill(Connection log, List<Stored> stored) throws SQLException {
        try (Statement statement = log.createStatement()) {
            statement.execute("INSERT INTO provider VALUES ('sakky', 'Savon ammatti- ja aikuisopisto')");
            statement.execute("INSERT INTO person VALUES ('koordinaattori', 'sakky', 'Koordinaattori')");
            statement.execute("INSERT INTO account VALUES ('koordinaattori', 'koordinaattori', '" + PASSWORD
                    + "', '{COORDINATOR}', false)");
            statement.execute("INSERT INTO account_change (what, provider, subject, detail)"
                    + " VALUES ('AccountAdded', 'sakky', 'koordinaattori', '{\"roles\": [\"COORDINATOR\"]}')");
        }
        try (PreparedStatement insert = log.prepareStatement("""
                INSERT INTO event (event_identifier, aggregate_identifier, sequence_number, type, time_stamp, payload_type,
                    payload_revision, payload, meta_data)
                VALUES (gen_random_uuid(), ?, ?, ?, '2026-03-01T10:00:00.000Z', ?, '1', convert_to(?, 'UTF8'), convert_to(?, 'UTF8'))
                """)) {
            int version = 0;
            for (Stored event : stored) {
                insert.setString(1, event.isOfAStrategy() ? "sakky" : INITIATIVE);
                insert.setInt(2, event.isOfAStrategy() ? 0 : version++);
                insert.setString(3, event.isOfAStrategy() ? "Strategy" : "Initiative");
                insert.setString(4, event.event());
                insert.setString(5, event.payload());
                insert.setString(
                        6,
                        "{\"provider\":\"sakky\",\"by\":\"koordinaattori\",\"role\":\"COORDINATOR\",\"command\":\"Something\"}");
                insert.executeUpdate();
            }
        }
    }
}
