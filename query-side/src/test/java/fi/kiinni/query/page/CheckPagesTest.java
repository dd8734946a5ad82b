package fi.kiinni.query.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.report.HandedOut;
import fi.kiinni.query.report.HandedOut.Entry;
import fi.kiinni.query.report.Report;
import fi.kiinni.query.report.Report.Paragraph;
import fi.kiinni.query.report.Report.Statement;
import fi.kiinni.query.report.ReportFiles;
import fi.kiinni.query.report.ReportFiles.Format;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Progress;
import fi.kiinni.query.view.Stories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That a report's file is known again as long as it is unchanged. */
class CheckPagesTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Actor MEMBER = RunningQuerySide.sakky("jasen", Role.MEMBER);
    private static final Actor ANOTHER = new Actor("toinen", "raseko", Set.of(Role.AUDITOR), Set.of());
    private static final Actor GRANTED = new Actor("toinen", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"));
    private static final String FLOW = "/api/reports/flow?asOf=2022-02-01";
    private static final String CHECK = "/reports/check";

    private static String id = "";

    @BeforeAll
    static void given() {
        id = QUERY_SIDE.newInitiative(List.of(Stories.started("Liikettä <päivään>")));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(id) == 1
                        && QUERY_SIDE.bean(Progress.class).isCaughtUp());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        CLIENT.close();
    }

    private static HttpRequest.Builder to(String path, Actor actor) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + path))
                .header("Authorization", "Bearer " + RunningQuerySide.token(actor))
                .header("Accept-Language", "fi");
    }

    private static HttpResponse<byte[]> sent(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] file(String path, String accept) {
        HttpResponse<byte[]> file = sent(to(path, MEMBER).header("Accept", accept));
        assertThat(file.statusCode()).isEqualTo(200);
        return file.body();
    }

    private static HttpResponse<byte[]> check(Actor actor, String type, BodyPublisher body) {
        return sent(to("/api/reports/check", actor).header("Content-Type", type).POST(body));
    }

    private static JsonNode checked(Actor actor, byte[] file) {
        HttpResponse<byte[]> answer = check(actor, "application/octet-stream", BodyPublishers.ofByteArray(file));
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static byte[] changed(byte[] file) {
        byte[] other = file.clone();
        other[other.length / 2] ^= 1;
        return other;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static long kept() {
        return QUERY_SIDE
                .bean(JdbcClient.class)
                .sql("SELECT count(*) FROM handed_out")
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @CsvSource({
        "pdf, application/pdf, ''",
        "docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document, ''",
        "xlsx, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, ''",
        "json, application/json, ''",
        "csv, text/csv, &table=returned"
    })
    void a_file_is_known_again_until_it_is_changed(String format, String accept, String table) {
        byte[] file = file(FLOW + table, accept);
        JsonNode answer = checked(MEMBER, file);
        assertThat(answer.path("sha256").asString()).isEqualTo(sha256(file));
        assertThat(answer.path("handedOut")).hasSize(1);
        JsonNode one = answer.path("handedOut").get(0);
        assertThat(one.path("report").asString()).isEqualTo("flow");
        assertThat(one.path("title").asString()).isEqualTo("Vaiheiden kulku ja kestot");
        assertThat(one.path("address").asString()).isEqualTo("/reports/flow?provider=sakky&asOf=2022-02-01" + table);
        assertThat(one.path("format").asString()).isEqualTo(format);
        assertThat(one.path("language").asString()).isEqualTo("fi");
        assertThat(one.path("bytes").asLong()).isEqualTo(file.length);
        assertThat(one.path("by").asString()).isEqualTo("jasen");
        assertThat(one.has("initiative")).isFalse();
        assertThat(Instant.parse(one.path("at").asString()))
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(60));
        assertThat(checked(MEMBER, changed(file)).path("handedOut")).isEmpty();
    }

    @Test
    void whoever_may_not_read_the_provider_is_told_as_if_there_were_nothing() {
        byte[] file = file("/api/reports/rooting-plan/" + id + "?version=1&on=2022-03-01", "application/pdf");
        assertThat(checked(ANOTHER, file).path("handedOut")).isEmpty();
        assertThat(checked(GRANTED, file).path("handedOut")).hasSize(1);
        assertThat(check(
                                new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of()),
                                "application/pdf",
                                BodyPublishers.ofByteArray(file))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Browser.of(QUERY_SIDE, ANOTHER).page(CHECK)).doesNotContain("rooting-plan?version=1");
        String own = "/api/reports/rooting-plan/" + id + "?version=1&on=2022-03-05";
        assertThat(sent(to(own, GRANTED).header("Accept", "application/json")).statusCode())
                .isEqualTo(200);
        assertThat(Browser.of(QUERY_SIDE, GRANTED).page(CHECK))
                .contains("rooting-plan?version=1&amp;on=2022-03-05", "Savon ammatti- ja aikuisopisto")
                .doesNotContain("rooting-plan?version=1&amp;on=2022-03-01");
    }

    @Test
    void the_latest_one_of_a_report_is_found() {
        file("/api/reports/flow?asOf=2022-02-02", "application/json");
        file("/api/reports/rooting-plan/" + id + "?version=1&on=2022-03-02", "application/json");
        byte[] last = file("/api/reports/rooting-plan/" + id + "?version=1&on=2022-03-03", "application/json");
        HandedOut handedOut = QUERY_SIDE.bean(HandedOut.class);
        assertThat(handedOut.last("sakky", "rooting-plan", id).map(Entry::sha256))
                .contains(sha256(last));
        assertThat(handedOut.last("sakky", "rooting-plan", null)).isEmpty();
        assertThat(handedOut.last("sakky", "flow", null).map(Entry::title)).contains("Vaiheiden kulku ja kestot");
        assertThat(handedOut.last("raseko", "flow", null)).isEmpty();
        assertThat(handedOut.latest(Set.of("raseko", "sakky"), Set.of(), "jasen", 2))
                .extracting(Entry::address)
                .containsExactly(
                        "/initiatives/" + id + "/rooting-plan?version=1&on=2022-03-03",
                        "/initiatives/" + id + "/rooting-plan?version=1&on=2022-03-02");
        assertThat(handedOut.latest(Set.of(), Set.of("sakky"), "jasen", 2)).isEmpty();
    }

    @Test
    void what_is_no_whole_file_is_not_kept() {
        Report large = new Report(
                Locale.of("fi"),
                "suuri",
                "Suuri",
                "Savo",
                "Nyt",
                "Sisällys",
                "https://kiinni.example/reports/flow?asOf=2022-02-01",
                Instant.EPOCH,
                new Report.Of("sakky", "flow", null),
                Collections.nCopies(20_000, new Paragraph(new Statement("Teksti, jota riittää.", List.of()))));
        long before = kept();
        Flux<DataBuffer> file = Objects.requireNonNull(QUERY_SIDE
                .bean(ReportFiles.class)
                .file(
                        MockServerWebExchange.from(MockServerHttpRequest.get("/")),
                        MEMBER,
                        Mono.just(large),
                        Format.JSON,
                        ',')
                .map(answer -> Objects.requireNonNull(answer.getBody()))
                .block());
        assertThat(file.take(3).count().block()).isEqualTo(3);
        assertThat(file.take(3).count().block()).isEqualTo(3);
        assertThat(file.count().block()).isGreaterThan(100);
        assertThat(kept()).as("of the whole one alone").isEqualTo(before + 1);

        sent(to(FLOW, MEMBER).HEAD());
        assertThat(kept()).as("of nothing but its headers").isEqualTo(before + 1);
    }

    @Test
    void a_file_whose_digest_cannot_be_kept_breaks_off() {
        QUERY_SIDE.postgres.execute("ALTER TABLE handed_out RENAME TO away");
        try {
            for (String accept : List.of("application/pdf", "application/json")) {
                assertThatThrownBy(() -> CLIENT.send(
                                to(FLOW, MEMBER).header("Accept", accept).build(), BodyHandlers.ofByteArray()))
                        .isInstanceOf(IOException.class);
            }
        } finally {
            QUERY_SIDE.postgres.execute("ALTER TABLE away RENAME TO handed_out");
        }
    }

    @Test
    void nothing_a_form_and_too_much_are_refused() {
        HttpResponse<byte[]> nothing = check(MEMBER, "application/octet-stream", BodyPublishers.noBody());
        assertThat(nothing.statusCode()).isEqualTo(422);
        assertThat(new String(nothing.body(), UTF_8)).contains("\"file\"", "\"missing\"");
        for (String type : List.of("Multipart/Form-Data; boundary=x", "application/x-www-form-urlencoded")) {
            HttpResponse<byte[]> form = check(MEMBER, type, BodyPublishers.ofString("--x"));
            assertThat(form.statusCode()).isEqualTo(415);
            assertThat(new String(form.body(), UTF_8)).contains("urn:kiinni:problem:not-a-file");
        }
        HttpResponse<byte[]> tooMuch = check(
                MEMBER,
                "application/octet-stream",
                BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(Collections.nCopies(101, new byte[1 << 20]))));
        assertThat(tooMuch.statusCode()).isEqualTo(413);
        assertThat(new String(tooMuch.body(), UTF_8)).contains("\"limit\":" + (100 << 20));
        assertThat(check(
                                MEMBER,
                                "application/octet-stream",
                                BodyPublishers.fromPublisher(
                                        BodyPublishers.ofByteArrays(Collections.nCopies(60, new byte[1 << 20]))))
                        .statusCode())
                .as("far more than anything else may be")
                .isEqualTo(200);
    }

    /** What a browser sends of the form on the page. */
    private record Form(String cookies, String token) {

        static Form opened(Actor actor) {
            Browser browser = Browser.of(QUERY_SIDE, actor);
            Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(browser.page(CHECK));
            assertThat(token.find()).isTrue();
            return new Form(
                    String.join(
                            "; ",
                            browser.cookies().entrySet().stream()
                                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                    .toList()),
                    token.group(1));
        }

        HttpResponse<byte[]> sent(byte[]... parts) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            Stream.of(parts).forEach(body::writeBytes);
            body.writeBytes("--edge--\r\n".getBytes(UTF_8));
            return CheckPagesTest.sent(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + CHECK))
                            .header("Cookie", cookies)
                            .header("Accept", "text/html")
                            .header("Content-Type", "multipart/form-data; boundary=edge")
                            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        }

        String answer(int status, byte[]... parts) {
            HttpResponse<byte[]> answer = sent(parts);
            String page = new String(answer.body(), UTF_8);
            assertThat(answer.statusCode()).as(page).isEqualTo(status);
            return page;
        }

        /** With one bit of the token changed. */
        Form withBit(int bit) {
            byte[] masked = Base64.getUrlDecoder().decode(token);
            masked[0] ^= (byte) bit;
            return new Form(cookies, Base64.getUrlEncoder().encodeToString(masked));
        }

        byte[] tokenPart() {
            return part("name=\"_csrf\"", token.getBytes(UTF_8));
        }

        static byte[] filePart(String name, byte[] content) {
            return part("name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream", content);
        }

        private static byte[] part(String disposition, byte[] content) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            part.writeBytes(("--edge\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n").getBytes(UTF_8));
            part.writeBytes(content);
            part.writeBytes("\r\n".getBytes(UTF_8));
            return part.toByteArray();
        }
    }

    @Test
    void the_page_says_whether_a_file_is_unchanged() {
        byte[] file = file("/api/reports/rooting-plan/" + id + "?version=1&on=2022-03-04", "application/pdf");
        Form form = Form.opened(MEMBER);
        assertThat(form.answer(200, form.tokenPart(), Form.filePart("raportti.pdf", file)))
                .contains("role=\"status\"", "Tiedosto on muuttumaton", sha256(file))
                .contains(
                        "Juurruttamissuunnitelma: Liikettä &lt;päivään&gt;", "4.3.2022, versio 1", "PDF", "Jaana Jäsen")
                .contains("href=\"/initiatives/" + id + "/rooting-plan?version=1&amp;on=2022-03-04\"")
                .doesNotContain("role=\"alert\"", "<päivään>");
        assertThat(form.answer(200, form.tokenPart(), Form.filePart("raportti.pdf", changed(file))))
                .contains("role=\"alert\"", "Tätä tiedostoa ei ole annettu tästä palvelusta tällaisena")
                .doesNotContain("Tiedosto on muuttumaton");
        Form other = Form.opened(ANOTHER);
        assertThat(other.answer(200, other.tokenPart(), Form.filePart("raportti.pdf", file)))
                .contains("Tätä tiedostoa ei ole annettu tästä palvelusta tällaisena")
                .doesNotContain("Liikettä");
        assertThat(Browser.of(QUERY_SIDE, MEMBER).page("/reports")).contains("href=\"/reports/check\"");
    }

    @Test
    void the_page_takes_files_that_are_far_larger_than_other_forms() {
        byte[] file = new byte[5 << 20];
        Form form = Form.opened(MEMBER);
        assertThat(form.answer(200, form.tokenPart(), Form.filePart("suuri.pdf", file)))
                .contains(sha256(file));
        assertThat(form.answer(413, form.tokenPart(), Form.filePart("suuri.pdf", new byte[101 << 20])))
                .contains("Tarkistettava tiedosto saa olla enintään 100 Mt.");
    }

    @Test
    void no_file_and_an_empty_one_are_refused_where_the_file_is_chosen() {
        Form form = Form.opened(MEMBER);
        for (List<byte[]> parts : List.of(
                List.of(form.tokenPart()),
                List.of(form.tokenPart(), Form.filePart("", new byte[0])),
                List.of(form.tokenPart(), Form.filePart("tyhja.pdf", new byte[0])))) {
            assertThat(form.answer(422, parts.toArray(byte[][]::new)))
                    .contains("role=\"alert\"", "id=\"file-error\"", "Valitse tiedosto", "aria-invalid=\"true\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "none", "wrong", "no text", "after the file", "of another browser"})
    void a_form_without_its_token_is_refused(String which) {
        Form form = Form.opened(MEMBER);
        byte[] file = Form.filePart("raportti.pdf", new byte[100_000]);
        byte[][] parts = switch (which) {
            case "empty" -> new byte[][] {Form.part("name=\"_csrf\"", new byte[0]), file};
            case "none" -> new byte[][] {file};
            case "wrong" -> new byte[][] {form.withBit(1).tokenPart(), file};
            case "no text" -> new byte[][] {form.withBit(0x80).tokenPart(), file};
            case "after the file" -> new byte[][] {file, form.tokenPart()};
            default -> new byte[][] {Form.opened(MEMBER).tokenPart(), file};
        };
        assertThat(form.answer(403, parts)).doesNotContain(sha256(new byte[100_000]));
    }

    @Test
    void so_is_any_other_form_whose_token_is_no_text() {
        Form form = Form.opened(MEMBER).withBit(0x80);
        assertThat(CheckPagesTest.sent(HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + "/sign-out"))
                                .header("Cookie", form.cookies)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("_csrf=" + URLEncoder.encode(form.token, UTF_8))))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void who_took_which_file_is_shown_to_those_who_see_looks_and_to_themselves() {
        String digest = sha256(file("/api/reports/factors?asOf=2022-02-03", "application/json"))
                .substring(0, 12);
        for (Actor actor : List.of(MEMBER, RunningQuerySide.sakky("tarkastaja", Role.AUDITOR))) {
            assertThat(Browser.of(QUERY_SIDE, actor).page(CHECK)).contains(digest);
        }
        for (Actor actor : List.of(RunningQuerySide.sakky("koordinaattori", Role.COORDINATOR), GRANTED)) {
            assertThat(Browser.of(QUERY_SIDE, actor).page(CHECK)).doesNotContain(digest);
        }
    }

    @Test
    void what_is_no_form_is_malformed_and_a_stranger_is_sent_to_sign_in() {
        Form form = Form.opened(MEMBER);
        assertThat(form.sent("nonsense".getBytes(UTF_8)).statusCode()).isIn(400, 403);
        HttpResponse<byte[]> stranger = new Form("", form.token()).sent(form.tokenPart());
        assertThat(stranger.statusCode()).isEqualTo(303);
        assertThat(stranger.headers().firstValue("Location")).contains("/sign-in?to=%2Freports");
    }
}
