package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Actor;
import fi.kiinni.query.RunningQuerySide;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserters;

/** A browser without scripts: keeps its cookies, and sends with a form what the page has in it. */
final class Browser {

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final WebTestClient client;
    private final int port;

    private Browser(RunningQuerySide at, WebTestClient client) {
        this.client = client;
        this.port = at.port();
    }

    /** Of somebody who has not signed in. */
    static Browser at(RunningQuerySide at) {
        return new Browser(at, at.client());
    }

    /** One whose requests say more than a browser's do. */
    static Browser saying(RunningQuerySide at, Map<String, String> headers) {
        return new Browser(
                at,
                at.client()
                        .mutate()
                        .defaultHeaders(all -> headers.forEach(all::set))
                        .build());
    }

    static Browser of(RunningQuerySide at, Actor actor) {
        return at(at).with("kiinni", RunningQuerySide.token(actor));
    }

    Browser with(String cookie, String value) {
        cookies.put(cookie, value);
        return this;
    }

    Map<String, String> cookies() {
        return cookies;
    }

    /** What came, with its status. */
    record Page(HttpStatus status, String text, Map<String, List<String>> headers) {

        @Nullable
        String header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
        }

        /** Everything that the form of that action holds, as a browser would send it. */
        MultiValueMap<String, String> fields(String action) {
            Matcher form = Pattern.compile(
                            "<form[^>]*action=\"" + Pattern.quote(action) + "\"[^>]*>(.*?)</form>", Pattern.DOTALL)
                    .matcher(text);
            assertThat(form.find()).as(action + " in\n" + text).isTrue();
            MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
            Matcher element = Pattern.compile(
                            "<input ([^>]*)>|<textarea ([^>]*)>(.*?)</textarea>|<select ([^>]*)>(.*?)</select>",
                            Pattern.DOTALL)
                    .matcher(form.group(1));
            while (element.find()) {
                if (element.group(1) != null) {
                    input(element.group(1), fields);
                } else if (element.group(2) != null) {
                    fields.add(attribute(element.group(2), "name"), plain(element.group(3)));
                } else {
                    Matcher chosen = Pattern.compile("<option [^>]*value=\"([^\"]*)\"[^>]*selected")
                            .matcher(element.group(5));
                    fields.add(attribute(element.group(4), "name"), chosen.find() ? chosen.group(1) : "");
                }
            }
            return fields;
        }

        private static void input(String attributes, MultiValueMap<String, String> fields) {
            boolean choice = attributes.contains("type=\"radio\"") || attributes.contains("type=\"checkbox\"");
            if (!choice || attributes.contains("checked")) {
                fields.add(attribute(attributes, "name"), plain(attribute(attributes, "value")));
            }
        }

        private static String attribute(String attributes, String name) {
            Matcher value =
                    Pattern.compile("(?:^|\\s)" + name + "=\"([^\"]*)\"").matcher(attributes);
            return value.find() ? value.group(1) : "";
        }

        private static String plain(String text) {
            return text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&#34;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&");
        }
    }

    EntityExchangeResult<byte[]> get(String path) {
        return keep(client.get()
                .uri(URI.create("http://127.0.0.1:" + port + path))
                .accept(MediaType.TEXT_HTML)
                .cookies(all -> cookies.forEach(all::add))
                .exchange()
                .expectBody()
                .returnResult());
    }

    Page open(String path) {
        return page(get(path));
    }

    /** The text of a page that there is. */
    String page(String path) {
        Page page = open(path);
        assertThat(page.status()).as(path).isEqualTo(HttpStatus.OK);
        return page.text();
    }

    /** @param from the page that the form is on */
    EntityExchangeResult<byte[]> post(String from, String to, Map<String, String> fields) {
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(text(get(from)));
        assertThat(token.find()).as(from).isTrue();
        MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
        form.setAll(fields);
        form.add("_csrf", token.group(1));
        return exchange(to, form);
    }

    Page send(String to, MultiValueMap<String, String> fields, String... headers) {
        return page(exchange(to, fields, headers));
    }

    /** Fills the form at that address and presses its button, or another. */
    Page fill(String path, Map<String, String> written) {
        String action = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        MultiValueMap<String, String> fields = open(path).fields(action);
        written.forEach(fields::set);
        return send(action, fields);
    }

    private EntityExchangeResult<byte[]> exchange(String to, MultiValueMap<String, String> fields, String... headers) {
        WebTestClient.RequestBodySpec request =
                client.post().uri(to).accept(MediaType.TEXT_HTML).cookies(all -> cookies.forEach(all::add));
        for (String header : headers) {
            request.header(header, "true");
        }
        return keep(request.body(BodyInserters.fromFormData(fields))
                .exchange()
                .expectBody()
                .returnResult());
    }

    private EntityExchangeResult<byte[]> keep(EntityExchangeResult<byte[]> result) {
        for (List<ResponseCookie> all : result.getResponseCookies().values()) {
            for (ResponseCookie cookie : all) {
                if (cookie.getMaxAge().isZero()) {
                    cookies.remove(cookie.getName());
                } else {
                    cookies.put(cookie.getName(), cookie.getValue());
                }
            }
        }
        return result;
    }

    private static Page page(EntityExchangeResult<byte[]> result) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        result.getResponseHeaders().forEach((name, values) -> headers.put(name, values));
        String text = text(result);
        if (text.contains("<html")) {
            assertThat(wrongHeadings(text)).as("in\n" + text).isEmpty();
        }
        return new Page(HttpStatus.valueOf(result.getStatus().value()), text, headers);
    }

    /** The headings of the page that do not follow from those before: one first heading, and no level left out below it. */
    static List<String> wrongHeadings(String page) {
        List<String> wrong = new ArrayList<>();
        int above = 0;
        for (String heading : headings(page)) {
            int level = heading.charAt(0) - '0';
            if (level == 1 ? above > 0 : level > above + 1) {
                wrong.add(heading);
            }
            above = level;
        }
        return wrong;
    }

    /** Level and text of each, in the order of the page. */
    static List<String> headings(String page) {
        return Pattern.compile("<h([1-6])[^>]*>(.*?)</h\\1>", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(heading -> heading.group(1) + " "
                        + heading.group(2)
                                .replaceAll("<[^>]*>", " ")
                                .replaceAll("\\s+", " ")
                                .strip())
                .toList();
    }

    static String text(EntityExchangeResult<byte[]> result) {
        byte @Nullable [] body = result.getResponseBody();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }
}
