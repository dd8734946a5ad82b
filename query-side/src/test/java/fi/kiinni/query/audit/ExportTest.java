package fi.kiinni.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.edge.Exchanges;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.InitiativeEvent.CommentRetracted;
import fi.kiinni.initiative.InitiativeEvent.InitiativePaused;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.audit.AuditTrail.AuditEntry;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import fi.kiinni.query.words.Words;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import org.springframework.context.MessageSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.BaseSubscriber;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is sought in an audit trail, as a file. */
class ExportTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide("kiinni.patience=2s");
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor STRANGER = new Actor("toinen", "raseko", Set.of(Role.MEMBER), Set.of());
    private static final BusinessDate DAY = BusinessDate.parse("2026-03-01");
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String initiative = "";

    /** Each third comment is retracted, many pages of the log later; the state has forgotten it by then. */
    @BeforeAll
    static void given() {
        List<InitiativeEvent> life = new ArrayList<>();
        life.add(Stories.started("Työkykypassi – 1/2"));
        IntStream.range(0, 1_500)
                .forEach(n -> life.add(
                        new CommentPosted(new UUID(3, n), "=HYPERLINK(\"x\";\"" + n + "\")", null, List.of(), DAY)));
        IntStream.range(0, 500)
                .forEach(n -> life.add(new CommentRetracted(new UUID(3, 3L * n), "@väärä\ntoiminta", DAY)));
        life.add(new InitiativePaused("Kesä, \"loma\"; ja muu", DAY));
        initiative = UUID.randomUUID().toString();
        QUERY_SIDE.append(
                "Initiative",
                initiative,
                1,
                life.subList(0, life.size() - 1),
                Map.of("provider", "sakky", "by", "koordinaattori", "role", "COORDINATOR", "command", "Some"));
        QUERY_SIDE.append(
                "Initiative",
                initiative,
                life.size(),
                List.of(life.getLast()),
                Map.of(
                        "provider", "sakky",
                        "by", "jasen",
                        "role", "MEMBER",
                        "assertedBy", "paattaja",
                        "why", "-2+3",
                        "command", "PauseInitiative"));
        isSeen(initiative, life.size());
    }

    private static void isSeen(String id, long version) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == version
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    private static HttpRequest.Builder request(Actor actor, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + path))
                .header("Authorization", "Bearer " + RunningQuerySide.token(actor))
                .header("Cookie", "kiinni=" + RunningQuerySide.token(actor));
    }

    private static HttpResponse<String> get(Actor actor, String path, String accept) throws Exception {
        return CLIENT.send(
                request(actor, path).header("Accept", accept).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static String api(String query) {
        return "/api/initiatives/" + initiative + "/audit" + query;
    }

    /** All that the pages of the API have. */
    private static List<JsonNode> entries(String query) throws Exception {
        List<JsonNode> entries = new ArrayList<>();
        for (String next = "0"; !next.isEmpty(); ) {
            JsonNode page = JSON.readTree(get(MEMBER, api("?limit=200&next=" + next + query), "application/json")
                    .body());
            page.path("items").forEach(entries::add);
            next = page.path("next").asString("");
        }
        return entries;
    }

    private static List<JsonNode> lines(String body) {
        return body.lines().map(JSON::readTree).toList();
    }

    private static List<NamedCsvRecord> rows(String body, char separator) throws IOException {
        assertThat(body).startsWith("\ufeff");
        try (CsvReader<NamedCsvRecord> rows =
                CsvReader.builder().fieldSeparator(separator).ofNamedCsvRecord(body.substring(1))) {
            return rows.stream().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&by=jasen",
                "&kind=COMMENTS&q=72",
                "&phase=PILOT",
                "&event=CommentRetracted&clock=EFFECTIVE&from=2026-03-01&to=2026-03-01"
            })
    void it_has_what_the_pages_have_and_all_of_it(String sought) throws Exception {
        List<JsonNode> entries = entries(sought);
        assertThat(entries.size() > 1_000).isEqualTo(sought.isEmpty());
        String query = sought.replaceFirst("&", "?");
        assertThat(lines(get(MEMBER, api(query), "application/jsonl").body())).isEqualTo(entries);

        List<NamedCsvRecord> rows = rows(get(MEMBER, api(query), "text/csv").body(), ',');
        assertThat(rows).hasSameSizeAs(entries);
        for (int n = 0; n < rows.size(); n++) {
            Map<String, String> row = rows.get(n).getFieldsAsMap();
            JsonNode entry = entries.get(n);
            assertThat(row.keySet())
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(AuditEntry.class.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
            row.forEach((column, cell) -> {
                if (!column.equals("fields")) {
                    assertThat(cell.replaceFirst("^'(?=[-=@])", ""))
                            .as(column)
                            .isEqualTo(entry.path(column).asString(""));
                }
            });
        }
    }

    @Test
    void a_cell_of_a_spreadsheet_is_a_text_and_no_formula() throws Exception {
        HttpResponse<String> answer = get(MEMBER, api(""), "text/csv");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        List<NamedCsvRecord> rows = rows(answer.body(), ',');
        assertThat(rows.stream().flatMap(row -> row.getFields().stream()))
                .allMatch(cell -> cell.isEmpty() || "=+-@\t\r\n".indexOf(cell.charAt(0)) < 0);
        NamedCsvRecord last = rows.getLast();
        assertThat(last.getField("why")).isEqualTo("'-2+3");
        assertThat(last.getField("fields")).contains("Kesä, \"loma\"; ja muu");
        assertThat(last.getField("assertedByName")).isEqualTo("Pekka Päättäjä");
        assertThat(last.getField("recordedAt")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(last.getField("effectiveOn")).isEqualTo("2026-03-01");
        assertThat(rows.get(1_501).getField("fields"))
                .contains("=HYPERLINK(\"x\";\"0\")", "\n")
                .contains("@väärä\ntoiminta");
    }

    @Test
    void it_is_named_by_what_it_is_and_comes_only_to_who_asks_for_it() throws Exception {
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Helsinki"));
        HttpResponse<String> file = get(MEMBER, api("?by=jasen"), "text/csv");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .as("%d %s", file.statusCode(), file.body())
                .contains("attachment; filename=\"kirjausketju-tyokykypassi-1-2-" + today + ".csv\"");
        for (String accept : List.of("*/*", "application/json", "text/csv;q=0.5,application/json", "application/*")) {
            assertThat(get(MEMBER, api("?by=jasen"), accept).headers().firstValue("Content-Type"))
                    .as(accept)
                    .contains("application/json");
        }
        assertThat(get(MEMBER, api(""), "text/html").statusCode()).isEqualTo(406);
        HttpResponse<String> refused = get(MEMBER, api("?limit=3&from=x"), "text/csv");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();
        assertThat(refused.body()).contains("\"field\":\"limit\"", "\"field\":\"from\"");
        for (String accept : List.of("text/csv", "application/jsonl")) {
            assertThat(get(STRANGER, api("?from=x"), accept).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_page_links_to_what_it_shows_as_files() throws Exception {
        String path = "/initiatives/" + initiative + "/audit";
        String page = get(MEMBER, path + "?q=loma&clock=effective&to=1.3.2026", "text/html")
                .body();
        for (String ending : List.of(".csv", ".jsonl")) {
            assertThat(page).contains("href=\"" + path + ending + "?clock=effective&amp;to=1.3.2026&amp;q=loma\"");
        }
        String query = "?clock=effective&to=1.3.2026&q=loma";
        List<NamedCsvRecord> rows =
                rows(get(MEMBER, path + ".csv" + query, "text/html").body(), ';');
        assertThat(rows)
                .singleElement()
                .satisfies(row -> assertThat(row.getField("version")).isEqualTo("2002"));
        assertThat(lines(get(MEMBER, path + ".jsonl" + query, "text/html").body()))
                .hasSize(1);
        assertThat(rows(
                        CLIENT.send(
                                        request(MEMBER, path + ".csv" + query)
                                                .header("Accept-Language", "en")
                                                .build(),
                                        BodyHandlers.ofString())
                                .body(),
                        ','))
                .hasSize(1);
        assertThat(get(MEMBER, path + "?from=eilen", "text/html").body()).doesNotContain("audit.csv");
        assertThat(get(MEMBER, path + ".csv?from=eilen", "text/html").statusCode())
                .isEqualTo(422);
        assertThat(get(MEMBER, api("?by=nobody"), "application/jsonl").body()).isEmpty();
        assertThat(rows(get(MEMBER, api("?by=nobody"), "text/csv").body(), ',')).isEmpty();
    }

    @Test
    void a_page_of_what_is_sought_is_followed_by_the_next_of_the_same() throws Exception {
        String path = "/initiatives/" + initiative + "/audit";
        String next = "?kind=comments&amp;by=koordinaattori&amp;q=hyperlink";
        String page =
                get(MEMBER, path + next.replace("&amp;", "&"), "text/html").body();
        Matcher link = Pattern.compile("href=\"(\\?[^\"]*after=21)\"").matcher(page);
        assertThat(link.find()).isTrue();
        assertThat(link.group(1)).contains("kind=comments", "by=koordinaattori", "q=hyperlink");
        assertThat(get(MEMBER, path + link.group(1).replace("&amp;", "&"), "text/html")
                        .body())
                .containsPattern("<dt>Järjestysnumero toiminnassa</dt><dd class=\"text\">22<")
                .doesNotContainPattern("<dt>Järjestysnumero toiminnassa</dt><dd class=\"text\">21<");
    }

    private static String withComments(int count, String text) {
        String id = QUERY_SIDE.newInitiative(List.of(Stories.started("Pitkä")));
        QUERY_SIDE.append(
                "Initiative",
                id,
                2,
                Stream.generate(() -> new CommentPosted(UUID.randomUUID(), text, null, List.of(), DAY))
                        .limit(count)
                        .toList());
        isSeen(id, 1L + count);
        return id;
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void where_the_log_cannot_be_read_on_it_breaks_off(String encoding) throws Exception {
        String id = withComments(1_500, "Hei");
        QUERY_SIDE.postgres.execute(
                "ALTER TABLE event DISABLE TRIGGER ALL",
                "UPDATE event SET payload = '{' WHERE sequence_number = 1400 AND aggregate_identifier = '" + id + "'",
                "ALTER TABLE event ENABLE TRIGGER ALL");
        for (String accept : List.of("text/csv", "application/jsonl")) {
            HttpResponse<InputStream> answer = CLIENT.send(
                    request(MEMBER, "/api/initiatives/" + id + "/audit")
                            .header("Accept", accept)
                            .header("Accept-Encoding", encoding)
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (InputStream body = answer.body()) {
                assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
            }
        }
        // A fault of ours is told as one, where there is still somebody to be told.
        QUERY_SIDE.postgres.execute(
                "ALTER TABLE event DISABLE TRIGGER ALL",
                "UPDATE event SET payload = '{' WHERE sequence_number = 3 AND aggregate_identifier = '" + id + "'",
                "ALTER TABLE event ENABLE TRIGGER ALL");
        HttpResponse<String> none = get(MEMBER, "/api/initiatives/" + id + "/audit", "text/csv");
        assertThat(none.statusCode()).isEqualTo(500);
        assertThat(none.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(none.headers().firstValue("Content-Disposition")).isEmpty();
        QUERY_SIDE.bean(Exchanges.class).forget();
    }

    @Test
    void who_does_not_take_it_is_cut_off_and_it_is_not_read_for_them() throws Exception {
        String id = withComments(4_000, "x".repeat(5_000));
        long whole = 4_000 * 5_000L;
        try (Socket lazy = new Socket()) {
            lazy.setReceiveBufferSize(65_536);
            lazy.setSoTimeout(20_000);
            lazy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), QUERY_SIDE.port()));
            lazy.getOutputStream()
                    .write(("GET /api/initiatives/" + id + "/audit HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n"
                                    + "Authorization: Bearer " + RunningQuerySide.token(MEMBER) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> QUERY_SIDE.bean(AuditExport.class).beingSent() == 1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> QUERY_SIDE.bean(AuditExport.class).beingSent() == 0);
            assertThat(taken(lazy)).isLessThan(whole / 2);
        }
    }

    @Test
    void whoever_asks_for_one_while_twenty_are_being_sent_is_to_come_again() throws Exception {
        List<BaseSubscriber<DataBuffer>> untaken = new ArrayList<>();
        try {
            for (int nth = 1; nth <= 20; nth++) {
                untaken.add(untaken());
                assertThat(QUERY_SIDE.bean(AuditExport.class).beingSent()).isEqualTo(nth);
            }
            HttpResponse<String> refused = get(MEMBER, api(""), "text/csv");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("15");
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();
        } finally {
            untaken.forEach(BaseSubscriber::cancel);
        }
        assertThat(get(MEMBER, api("?by=jasen"), "text/csv").statusCode()).isEqualTo(200);
    }

    /** One that is asked for, and of which nothing is taken. */
    private static BaseSubscriber<DataBuffer> untaken() {
        BaseSubscriber<DataBuffer> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}
        };
        Objects.requireNonNull(Objects.requireNonNull(QUERY_SIDE
                                .bean(AuditExport.class)
                                .file(
                                        MockServerWebExchange.from(MockServerHttpRequest.get("/")),
                                        MEMBER,
                                        initiative,
                                        () -> Past.Sought.ANY,
                                        AuditExport.Format.CSV,
                                        ',',
                                        new Words(QUERY_SIDE.bean(MessageSource.class), Locale.of("fi")))
                                .block())
                        .getBody())
                .subscribe(subscriber);
        return subscriber;
    }

    private static long taken(Socket socket) {
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = socket.getInputStream()) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                bytes += read;
            }
        } catch (IOException cut) {
            return bytes;
        }
        return bytes;
    }
}
