package fi.kiinni.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The requests of a {@code .http} file, sent in their order as its readers send them. */
final class RequestsToTry {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)\\.response\\.body\\.([^}]+)}}");

    /** At the end of a title: what it is refused with. */
    private static final Pattern REFUSAL = Pattern.compile("\\((\\d{3}), ([a-z-]+)\\)$");

    private final RestClient api;
    private final Map<String, JsonNode> named = new HashMap<>();

    RequestsToTry(RestClient api) {
        this.api = api;
    }

    /**
     * Sends them all and holds each answer against what the title says of it, a success if it says nothing.
     *
     * @return how many there were
     */
    int send(Path file) throws IOException {
        List<Request> requests = Stream.of(Files.readString(file).split("(?m)^### "))
                .skip(1) // what the file is for
                .map(Request::read)
                .toList();
        requests.forEach(this::send);
        return requests.size();
    }

    private record Request(
            String title, String name, HttpMethod method, String path, Map<String, String> headers, String body) {

        static Request read(String text) {
            String[] headAndBody = text.split("\n\n", 2);
            List<String> head = new ArrayList<>(headAndBody[0].lines().toList());
            String title = head.removeFirst();
            String name =
                    head.getFirst().startsWith("# @name ") ? head.removeFirst().substring(8) : "";
            String[] line = head.removeFirst().split(" ", 2);
            Map<String, String> headers = new HashMap<>();
            head.forEach(header -> headers.put(
                    header.substring(0, header.indexOf(':')),
                    header.substring(header.indexOf(':') + 1).strip()));
            String body = headAndBody.length > 1 ? headAndBody[1].strip() : "";
            return new Request(
                    title, name, HttpMethod.valueOf(line[0]), line[1].replace("{{host}}", ""), headers, body);
        }
    }

    private void send(Request request) {
        RestClient.RequestBodySpec sent = api.method(request.method()).uri(filled(request.path()));
        request.headers().forEach((name, value) -> sent.header(name, filled(value)));
        if (!request.body().isEmpty()) {
            sent.body(filled(request.body()));
        }
        ResponseEntity<JsonNode> answer = sent.exchange(
                (_, response) -> ResponseEntity.status(response.getStatusCode()).body(body(response)), false);
        JsonNode body = Objects.requireNonNull(answer.getBody());
        Matcher refusal = REFUSAL.matcher(request.title());
        if (refusal.find()) {
            assertThat(answer.getStatusCode().value() + " " + body.path("type").asString(""))
                    .as("%s: %s", request.title(), body)
                    .isEqualTo(refusal.group(1) + " urn:kiinni:problem:" + refusal.group(2));
        } else {
            assertThat(answer.getStatusCode().is2xxSuccessful())
                    .as("%s: %s", request.title(), body)
                    .isTrue();
        }
        named.put(request.name(), body);
    }

    /** Of a stream, which has no end, the first event. */
    private static JsonNode body(ClientHttpResponse response) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.getBody(), UTF_8))) {
            return new JsonMapper()
                    .readTree(
                            MediaType.TEXT_EVENT_STREAM.isCompatibleWith(
                                            response.getHeaders().getContentType())
                                    ? lines.lines()
                                            .filter(line -> line.startsWith("data:"))
                                            .findFirst()
                                            .orElseThrow()
                                            .substring(5)
                                    : lines.lines().collect(Collectors.joining("\n")));
        }
    }

    private String filled(String text) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(value(place)));
    }

    private String value(MatchResult place) {
        String pointer = "/" + place.group(2).replace('.', '/').replaceAll("\\[(\\d+)]", "/$1");
        JsonNode value =
                Objects.requireNonNull(named.get(place.group(1)), place.group()).at(pointer);
        assertThat(value.isMissingNode()).as(place.group()).isFalse();
        return value.asString();
    }
}
