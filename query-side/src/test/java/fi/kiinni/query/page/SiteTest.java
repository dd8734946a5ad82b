package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.RunningQuerySide;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is around every page: assets, languages, what can be reached by everybody. */
class SiteTest {

    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @AfterAll
    static void stop() {
        CLIENT.close();
        QUERY_SIDE.close();
    }

    /** As a browser asks, with nothing undone on the way. */
    private static HttpResponse<byte[]> get(String path) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + path))
                            .header("Accept", "text/html, */*")
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(String path) {
        HttpResponse<byte[]> response = get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        try (InputStream body = new ByteArrayInputStream(response.body())) {
            InputStream plain = header(response, "Content-Encoding").equals("gzip") ? new GZIPInputStream(body) : body;
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Nested
    class AnAsset {

        @Test
        void is_kept_for_ever_at_an_address_that_changes_with_it() {
            Set<String> linked = found("\"(/assets/[^\"#]+)[\"#]", text("/sign-in"));
            assertThat(linked)
                    .anyMatch(path -> path.endsWith("/kiinni.css"))
                    .allMatch(path -> path.matches("/assets/[0-9a-f]{12}/.+"));
            for (String path : linked) {
                HttpResponse<byte[]> asset = get(path);
                assertThat(asset.statusCode()).as(path).isEqualTo(200);
                assertThat(header(asset, "Cache-Control")).contains("immutable", "max-age=31536000");
            }
        }

        @Test
        void finds_the_others_beside_it() {
            String css = found("\"(/assets/[^\"]+kiinni.css)\"", text("/sign-in"))
                    .iterator()
                    .next();
            Set<String> needed = found("url\\(\"([^\"]+)\"\\)", text(css));
            assertThat(needed).isNotEmpty();
            for (String one : needed) {
                String path = URI.create(css).resolve(one).getPath();
                assertThat(get(path).statusCode()).as(path).isEqualTo(200);
            }
        }

        @Test
        void of_another_version_is_answered_with_this_one_and_not_kept() {
            for (String path : List.of("/assets/0123456789ab/kiinni.css", "/assets/kiinni.css")) {
                HttpResponse<byte[]> asset = get(path);
                assertThat(asset.statusCode()).as(path).isEqualTo(200);
                assertThat(header(asset, "Cache-Control")).isEqualTo("no-cache");
            }
            assertThat(get("/assets/%2e%2e/query-side.yaml").statusCode()).isEqualTo(400);
            for (String path : List.of("/assets/0123456789ab/none.css", "/assets/")) {
                assertThat(get(path).statusCode()).as(path).isEqualTo(404);
            }
        }

        @Test
        void comes_compressed_if_it_is_text() {
            assertThat(header(get("/assets/kiinni.css"), "Content-Encoding")).isEqualTo("gzip");
            assertThat(header(get("/assets/icons.svg"), "Content-Encoding")).isEqualTo("gzip");
            assertThat(header(get("/assets/inter/latin.woff2"), "Content-Encoding"))
                    .isEmpty();
        }
    }

    @Test
    void every_icon_that_is_shown_is_drawn() throws IOException {
        Set<String> shown = Stream.concat(Stream.of(Phase.values()), Stream.of(Status.values()))
                .map(Enum::name)
                .collect(Collectors.toSet());
        try (Stream<Path> templates = Files.walk(Path.of("src/main/jte"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                shown.addAll(found("icon\\(\"([^\"]+)\"\\)", Files.readString(template)));
            }
        }
        assertThat(found("<symbol id=\"([^\"]+)\"", text("/assets/icons.svg"))).containsAll(shown);
    }

    @Test
    void is_in_the_language_of_its_reader() {
        assertThat(text("/sign-in")).contains("<html lang=\"fi\"", "Kirjaudu sisään", "hreflang=\"sv\"", ">Svenska<");
    }

    @Test
    void has_an_accessibility_statement_that_everybody_can_read_in_their_language() {
        assertThat(text("/sign-in")).contains("href=\"/accessibility\"");
        assertThat(text("/accessibility")).contains("<h1>Saavutettavuusseloste</h1>", "Traficom", "28.11.2026");
    }

    /** A goal of the product: what a reader loads once, and then never again until the next version. */
    @Test
    void scripts_and_styles_are_light() throws IOException {
        long sum = 0;
        try (Stream<Path> assets = Files.list(Path.of("src/main/resources/assets"))) {
            List<String> names = Stream.concat(
                            assets.map(file -> file.getFileName().toString())
                                    .filter(name -> name.matches(".*\\.(css|js|svg)")),
                            Stream.of("htmx.min.js"))
                    .toList();
            assertThat(names).contains("kiinni.css", "kiinni.js", "icons.svg");
            for (String name : names) {
                HttpResponse<byte[]> asset = get("/assets/" + name);
                assertThat(asset.statusCode()).as(name).isEqualTo(200);
                sum += asset.body().length;
            }
        }
        assertThat(sum).isLessThan(150_000);
    }
}
