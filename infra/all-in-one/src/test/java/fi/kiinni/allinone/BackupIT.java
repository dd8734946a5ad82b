package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.client.HttpClientErrorException;
import tools.jackson.databind.json.JsonMapper;

/** As it stands in infra/backup.md. */
class BackupIT {

    private static final String CHANGED = "vaihdettu salasana";
    private static final String LATER = "vaihdettu uudelleen";

    @TempDir
    Path folder;

    @Test
    void what_was_acknowledged_before_the_backup_is_there_when_all_else_is_lost() throws Exception {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        Path elsewhere = folder.resolve("elsewhere");
        String initiative;
        Map<String, String> shown;
        long events;
        try (var kiinni = KiinniProcess.start(data, "--kiinni.demo=true")) {
            URI address = kiinni.awaitReady();
            SignedInClient member = new SignedInClient(address, "jasen", Story.PASSWORD);
            member.post("/api/accounts/me/change-password", Map.of("current", Story.PASSWORD, "password", CHANGED));
            SignedInClient coordinator = new SignedInClient(address, "koordinaattori", Story.PASSWORD);
            initiative = coordinator
                    .post("/api/initiatives", Map.of("title", "Varmuuskopioitu", "need", "Tarve", "language", "fi"))
                    .path("initiative")
                    .asString();
            comment(coordinator, initiative, 2, 20);
            shown = shown(coordinator, initiative);
            events = events(kiinni);
            assertThat(kiinni.stop()).isEqualTo(143);
            copy(data, backup); // before what this test may have to end itself
        }

        try (var kiinni = KiinniProcess.start(data, "--kiinni.demo=true")) {
            URI address = kiinni.awaitReady();
            comment(new SignedInClient(address, "koordinaattori", Story.PASSWORD), initiative, 21, 30);
            new SignedInClient(address, "jasen", CHANGED)
                    .post("/api/accounts/me/change-password", Map.of("current", CHANGED, "password", LATER));
        }
        FileSystemUtils.deleteRecursively(data);

        copy(backup, elsewhere);

        int management = TestSocketUtils.findAvailableTcpPort();
        try (var kiinni =
                KiinniProcess.start(elsewhere, "--kiinni.demo=true", "--management.server.port=" + management)) {
            URI address = kiinni.awaitReady();
            SignedInClient.verifies(management, events);
            SignedInClient coordinator = new SignedInClient(address, "koordinaattori", Story.PASSWORD);
            assertThat(shown(coordinator, initiative)).isEqualTo(shown);
            new SignedInClient(address, "jasen", CHANGED);
            assertThatThrownBy(() -> new SignedInClient(address, "jasen", LATER))
                    .isInstanceOf(HttpClientErrorException.Unauthorized.class);
            comment(coordinator, initiative, 21, 21);
        }
    }

    private static void comment(SignedInClient coordinator, String initiative, int from, int to) {
        for (int version = from; version <= to; version++) {
            assertThat(coordinator
                            .post("/api/initiatives/" + initiative + "/post-comment", Map.of("text", "n:o " + version))
                            .path("version")
                            .asInt())
                    .isEqualTo(version);
        }
    }

    private static Map<String, String> shown(SignedInClient coordinator, String initiative) {
        String one = "/api/initiatives/" + initiative;
        await().atMost(Duration.ofMinutes(1))
                .until(() -> new JsonMapper()
                                .readTree(coordinator.read(one + "/timeline?limit=200"))
                                .path("items")
                                .size()
                        == 20);
        Map<String, String> shown = new LinkedHashMap<>();
        List.of(
                        one,
                        one + "?version=10",
                        one + "/timeline",
                        one + "/audit",
                        one + "/gate",
                        "/api/initiatives",
                        "/api/strategy")
                .forEach(path -> shown.put(path, coordinator.read(path)));
        return shown;
    }

    private static long events(KiinniProcess kiinni) throws IOException, SQLException {
        try (Connection connection = kiinni.log();
                var statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM event")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        assertThat(from.resolve("postgresql/postmaster.pid")).doesNotExist();
        assertThat(new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
