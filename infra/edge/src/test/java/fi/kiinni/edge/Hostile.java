package fi.kiinni.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.edge.Contract.Exchange;
import fi.kiinni.edge.Contract.Operation;
import fi.kiinni.edge.Wire.Answer;
import fi.kiinni.edge.Wire.Framing;
import fi.kiinni.edge.Wire.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/**
 * Requests made from the description of an application: every operation is asked what it is described to take, the same
 * with something wrong, and what is not HTTP at all, by everybody. What is answered must be described, and never be a
 * fault of ours.
 *
 * <p>{@code -Dkiinni.hostile=N} sends N requests, {@code -Dkiinni.hostile.seed=S} the same ones again.
 */
public final class Hostile {

    private static final int REQUESTS = Integer.getInteger("kiinni.hostile", 400);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_KNOWN = 40;
    private static final int MOST_TOLD = 20;
    private static final int LIMIT = (int) ReceivedBodies.LARGEST;

    private static final List<String> METHODS = List.of(
            "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "FOO", "PO ST");

    private static final List<String> NO_IDS = List.of(
            "x",
            "0",
            "-1",
            "%00",
            "%0d%0aX-Injected:%201",
            "..",
            "%2e%2e%2f",
            "%2F",
            ".",
            "a;b=c",
            "%zz",
            "%",
            "%ff%fe",
            "%ed%a0%80",
            "{id}",
            "${7*7}",
            "%24%7B7*7%7D",
            "💥",
            "é",
            "%F0%9F%92%A5",
            "a%20b",
            "a+b",
            "*",
            "1-1-1-1-1",
            "00000000-0000-0000-0000-000000000000",
            "me",
            "x".repeat(300),
            "%41".repeat(900),
            "a|b",
            "a\"b",
            "a\\b",
            "[",
            "^");

    /** What pages and their forms take beside the fields of commands, with what it can be. */
    private static final Map<String, List<String>> OF_PAGES = Map.ofEntries(
            Map.entry("q", List.of("kortti")),
            Map.entry("q[]", List.of("1")),
            Map.entry("phase", List.of("PILOT")),
            Map.entry("status", List.of("ACTIVE")),
            Map.entry("gate", List.of("open", "NEED")),
            Map.entry("requirement", List.of("NEED")),
            Map.entry("most", List.of("0", "9999")),
            Map.entry("moved", List.of("x")),
            Map.entry("version", List.of("1", "0")),
            Map.entry("before", List.of("1")),
            Map.entry("after", List.of("2", "sessions-ended")),
            Map.entry("next", List.of("1")),
            Map.entry("lang", List.of("sv", "en")),
            Map.entry("what", List.of("decided")),
            Map.entry("clock", List.of("effective")),
            Map.entry("all", List.of("measures")),
            Map.entry("board", List.of("/initiatives?q=%zz", "?gate=open", "%", "?q={x}", "//x?mine&mine=on")),
            Map.entry("to", List.of("PILOT", "ROOTED", "/a|b", "/initiatives?q=1", "//x", "/\\x", "/{x}", "/%zz")),
            Map.entry("of", List.of("me", ".", "..", "", "/", "ä%2f{x}")),
            Map.entry("step", List.of("try", "open", "row:evidence", "row:conditions", "row:", "row:x[0]")),
            Map.entry("drop", List.of("0", "-1", "99999999999")),
            Map.entry("seen", List.of("1", "999999999999999")),
            Map.entry("key", List.of("1", "a\r\nX-Injected: 1", "ä", "k".repeat(250))),
            Map.entry("supposing", List.of("true")),
            Map.entry(
                    "supposed",
                    List.of(
                            "null",
                            "[]",
                            "[null]",
                            "[{\"command\":\"post-comment\",\"body\":{\"text\":\"x\"}}]",
                            "[{\"command\":\"move-to-pilot\",\"body\":{}},{\"command\":\"pause-initiative\",\"body\":{\"reason\":1e400}}]",
                            "[{\"command\":\"post-comment\",\"body\":null}]",
                            "[{\"command\":\"post-comment\",\"body\":{\"text\":\"\\ud800\\u0000\"}}]",
                            "[{\"command\":\"post-comment\",\"body\":{\"text\":" + "[".repeat(495) + "]".repeat(495)
                                    + "}}]")),
            Map.entry("was-title", List.of("0")),
            Map.entry("was-evidence", List.of("0")),
            Map.entry("roles", List.of("MEMBER")),
            Map.entry("lang=sv&q", List.of("x")),
            Map.entry("%zz", List.of("x")),
            Map.entry("é", List.of("x")));

    private static final List<String> NAMES_OF_PAGES =
            OF_PAGES.keySet().stream().sorted().toList();

    private static final List<String> ODD_HEADERS = List.of(
            "Accept: text/html",
            "Accept: application/xml",
            "Accept: */*;q=0",
            "Accept: x",
            "Accept: ,,,",
            "Accept: a/b/c",
            "Accept: application/json;q=2",
            "Accept: application/problem+json",
            "Accept: text/event-stream",
            "Accept: application/json;charset=utf-16",
            "Accept: " + "a/b,".repeat(600) + "a/b",
            "Accept-Charset: utf-16",
            "Accept-Charset: nonsense",
            "Accept-Encoding: gzip, br;q=x",
            "Accept-Encoding: identity;q=0",
            "Accept-Language: sv-FI,fi;q=0.8",
            "Accept-Language: x;q=9",
            "Accept-Language: " + "fi,".repeat(900),
            "Accept-Language: *-*-*",
            "Accept-Language: \u00e4\u00e4",
            "If-Match: *",
            "If-Match: \"1\"",
            "If-Match: \"999999999999999999\"",
            "If-Match: \"9999999999999999999\"",
            "If-Match: 1",
            "If-Match: W/\"1\"",
            "If-Match: \"1\", \"2\"",
            "If-Match: \"\u00e4\"",
            "If-Match:",
            "If-Match: \"-1\"",
            "If-Match: \"٣\"",
            "If-None-Match: *",
            "If-None-Match: \"1\"",
            "If-None-Match: ,\"",
            "If-Modified-Since: yesterday",
            "If-Modified-Since: Sat, 29 Oct 2044 19:43:31 GMT",
            "If-Unmodified-Since: Sat, 29 Oct 1994 19:43:31 GMT",
            "If-Range: x",
            "Range: bytes=0-1",
            "Range: bytes=9-1,-",
            "Range: lines=1",
            "Idempotency-Key: a",
            "Idempotency-Key:",
            "Idempotency-Key: " + "k".repeat(200),
            "Idempotency-Key: " + "k".repeat(201),
            "Idempotency-Key: \u00e4\u00f6",
            "Idempotency-Key: '; --",
            "Idempotency-Key: \u0001",
            "Idempotency-Key: 😀",
            "Content-Encoding: gzip",
            "Content-Encoding: identity",
            "Content-Encoding: x, deflate",
            "Content-Language: fi",
            "Content-Length: -1",
            "Content-Length: 1",
            "Content-Length: 99999999999999999999",
            "Content-Length: x",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: \u000bchunked",
            "Expect: 100-continue",
            "Expect: something",
            "Upgrade: h2c",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Connection: keep-alive, X",
            "TE: trailers",
            "Host: ",
            "Host: evil.example",
            "Host: a b",
            "Host: [::1",
            "Host: x:99999",
            "Origin: https://evil.example",
            "Origin: null",
            "Access-Control-Request-Method: POST",
            "Cookie: kiinni=x; kiinni=\u00e4",
            "Cookie: =;;=",
            "Cookie: lang=\"; Path=/\"",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-For: 1.2.3.4, x",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Port: x",
            "X-Forwarded-Prefix: /..//x",
            "Forwarded: for=\"[::1\";host=x;proto=\u00e4",
            "Referer: \u0000",
            "User-Agent: ${jndi:ldap://x}",
            "Authorization:",
            "Authorization: Basic a",
            "Authorization: Bearer",
            "Authorization: Bearer \u00e4",
            "Authorization: Bearer a b",
            "Authorization: Bearer " + "a.".repeat(4_000),
            "X-Long: " + "x".repeat(9_000),
            "X-Huge: " + "x".repeat(70_000),
            "X Y: 1",
            ": 1",
            "X-Folded: a\r\n b",
            "X-\u00e4: 1",
            "X-Nul: a\u0000b",
            "Prefer: return=minimal",
            "Max-Forwards: x");

    private static final List<String> ODD_TYPES = List.of(
            "",
            "text/plain",
            "application/json;charset=utf-16",
            "application/json; charset=nonsense",
            "application/json;",
            "application/json; charset=\"",
            "application/*+json",
            "application/problem+json",
            "application/*",
            "*/*",
            "garbage",
            "a/b/c",
            "application/json, text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "application/xml",
            "application/x-ndjson",
            "APPLICATION/JSON",
            "application/json;a=b",
            "application/cbor",
            "text/json",
            "application/octet-stream",
            "application/" + "json,".repeat(300));

    private final Exchanges exchanges;
    private final Contract contract;
    private final int port;
    private final long seed = Long.getLong("kiinni.hostile.seed", new Random().nextLong() >>> 16);
    private final Random random = new Random(seed);
    private final Map<String, List<String>> known = new HashMap<>();
    private final RandomJson values;
    private final List<Supplier<? extends @Nullable String>> callers = new ArrayList<>();
    private final Map<String, String> found = new LinkedHashMap<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, Integer> accepted = new TreeMap<>();
    private final List<String> pages = new ArrayList<>();
    private String csrf = "";
    private int sent;
    private int knownCaller;
    private int turnedAway;

    /** @param port of the running application */
    public Hostile(Exchanges exchanges, int port) {
        this.exchanges = exchanges;
        this.contract = exchanges.contract();
        this.port = port;
        this.values = new RandomJson(contract, random, name -> known.getOrDefault(name, List.of()));
    }

    /** Somebody's token; most requests are the first one's. */
    public Hostile as(@Nullable String token) {
        callers.add(() -> token);
        return this;
    }

    /** Somebody who signs in anew when one of these requests has ended their session. */
    public Hostile asSignedIn(Supplier<String> token) {
        callers.add(token);
        return this;
    }

    /** What a field, a parameter or a part of a path of one of these names can be, where it is not made up. Answers add to it. */
    public Hostile knowing(List<String> values, String... names) {
        for (String name : names) {
            known.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(values);
        }
        return this;
    }

    /**
     * Pages and their forms in place of the API. No document describes them: they are answered without a fault, and lead
     * nowhere else. Forms carry the fields of the commands that they become.
     *
     * @param pages as {@code GET /initiatives/{id}}
     */
    public Hostile ofPages(Stream<String> pages) {
        pages.forEach(this.pages::add);
        return this;
    }

    /** Asks, and fails with all that was found. */
    public void areAnsweredAsDescribed() {
        areAnsweredAsDescribed(REQUESTS);
    }

    void areAnsweredAsDescribed(int requests) {
        assertThat(pages.isEmpty() && contract.operations().isEmpty())
                .as("nothing is described")
                .isFalse();
        while (sent < requests && pages.isEmpty()) {
            contract.operations().forEach(operation -> exchange(operation, request(operation)));
        }
        while (sent < requests) {
            pages.forEach(page -> exchange(page, page(page)));
        }
        int routes = pages.isEmpty() ? contract.operations().size() : pages.size();
        System.out.printf(
                "%d requests from -Dkiinni.hostile.seed=%d: %s; of %d routes %d accepted something,"
                        + " %d of %d requests were turned away%n",
                sent, seed, statuses, routes, accepted.size(), turnedAway, knownCaller);
        assertThat(found.values())
                .as("to ask the same again: -Dkiinni.hostile.seed=%d -Dkiinni.hostile=%d", seed, requests)
                .isEmpty();
        // Some have a second token, which is none.
        assertThat(turnedAway)
                .as("of %d requests of somebody who is signed in, how many were a stranger's", knownCaller)
                .isLessThan(knownCaller / 20);
        assertThat(accepted).as("what can be accepted is asked for as well").hasSizeGreaterThan(routes / 5);
    }

    private void exchange(Operation operation, Sending sending) {
        Request request = sending.request();
        String about = operation.method() + " " + operation.path();
        @Nullable Answer answer = answer(about, sending);
        if (answer == null) {
            return;
        }
        if (answer.status() < 300 && answer.body().length > 0) {
            accepted.merge(about, 1, Integer::sum);
            learn(answer.body());
        }
        List<String> complaints = new ArrayList<>(contract.complaints(new Exchange(
                request.method(),
                request.path(),
                request.query(),
                request.body(),
                answer.status(),
                answer.headers(),
                answer.body())));
        complain(about, sending, answer, complaints);
    }

    private void exchange(String page, Sending sending) {
        @Nullable Answer answer = answer(page, sending);
        if (answer != null) {
            if (answer.status() < 400 && !isTurnedAway(answer)) {
                accepted.merge(page, 1, Integer::sum);
            }
            List<String> complaints = new ArrayList<>();
            String location = Objects.requireNonNullElse(answer.headers().getFirst("Location"), "/");
            if (!location.matches("/(?![/\\\\]).*|/")) {
                complaints.add("it leads away");
            }
            complain(page, sending, answer, complaints);
        }
    }

    /** Null if there is none; that is told if there should be one. */
    private @Nullable Answer answer(String about, Sending sending) {
        sent++;
        try {
            @Nullable Answer answer = Wire.send(port, sending.request(), random);
            if (answer == null && sending.isHttp()) {
                tell(about, "none", sending.request(), "there was no answer");
            }
            // What the server saw of it is seen here as well.
            exchanges.forget();
            statuses.merge(answer == null ? 0 : answer.status(), 1, Integer::sum);
            if (answer != null && sending.isOfTheFirst()) {
                knownCaller++;
                turnedAway += isTurnedAway(answer) ? 1 : 0;
            }
            return answer;
        } catch (SocketTimeoutException e) {
            tell(about, "late", sending.request(), "there was no answer in time");
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(sending.request().toString(), e);
        }
    }

    /** Who asks is not known; a wrong password is something else. */
    private static boolean isTurnedAway(Answer answer) {
        String to = Objects.requireNonNullElse(answer.headers().getFirst("Location"), "");
        return (answer.status() == 401 && !new String(answer.body(), UTF_8).contains("wrong-credentials"))
                || to.startsWith("/sign-in?to=");
    }

    /** What holds of every answer, described or not. */
    private void complain(String about, Sending sending, Answer answer, List<String> complaints) {
        Request request = sending.request();
        if (answer.status() >= 500) {
            complaints.add("a fault of ours");
        }
        if (answer.body().length == 0
                && answer.status() >= 400
                && sending.isHttp()
                && !request.method().equals("HEAD")) {
            complaints.add("a refusal that says nothing");
        }
        if (answer.headers().containsHeader("X-Injected")) {
            complaints.add("a header was injected");
        }
        if (!complaints.isEmpty()) {
            tell(
                    about,
                    Integer.toString(answer.status()),
                    request,
                    answer.status() + " " + new String(answer.body(), UTF_8) + ": " + complaints);
        }
    }

    /** The first of its kind. */
    private void tell(String about, String kind, Request request, String what) {
        if (found.size() < MOST_TOLD) {
            found.putIfAbsent(about + kind, "\n--- request " + sent + "\n" + request + "\n--- " + what);
        }
    }

    /** Ids, and what is known by name already. */
    private void learn(byte[] body) {
        try {
            learn("", JSON.readTree(body));
        } catch (JacksonException notJson) {
            // Its check has told so.
        }
    }

    private void learn(String name, JsonNode value) {
        if (value.isArray()) {
            value.forEach(one -> learn(name, one));
        } else if (value.isObject()) {
            value.properties().forEach(field -> learn(field.getKey(), field.getValue()));
        } else {
            String text = value.asString("");
            List<String> others = known.getOrDefault(name, List.of());
            if (!others.contains(text) && (known.containsKey(name) || isId(text))) {
                List<String> all = known.computeIfAbsent(name, _ -> new ArrayList<>());
                all.add(text);
                if (all.size() > MOST_KNOWN) {
                    all.remove(random.nextInt(all.size()));
                }
            }
        }
    }

    private static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * What is sent.
     *
     * @param isOfTheFirst it bears the token of the first caller
     * @param isHttp an answer with a body is due, for nothing is wrong with it as HTTP
     */
    private record Sending(Request request, boolean isOfTheFirst, boolean isHttp) {}

    /** @param ofTheFirst how often it is the first one */
    private Supplier<? extends @Nullable String> caller(double ofTheFirst) {
        return values.chance(ofTheFirst) ? callers.getFirst() : values.pick(callers);
    }

    private Sending request(Operation operation) {
        boolean isHttp = true;
        JsonNode schema = operation.described().at("/requestBody/content/application~1json/schema");
        byte[] body = new byte[0];
        if (!schema.isMissingNode()) {
            body = values.chance(0.6) ? values.right(schema) : values.wrong(schema);
        } else if (values.chance(0.1)) {
            body = "{}".getBytes(UTF_8);
        }
        String method = operation.method();
        if (values.chance(0.04)) {
            method = values.pick(METHODS);
            isHttp = false;
        }
        String target = path(operation.path()) + query(operation);
        if (values.chance(0.03)) {
            target = values.pick(List.of(
                    "http://evil.example" + target,
                    target + "#x",
                    target + "/",
                    "/" + target,
                    target + "?",
                    "*",
                    "x",
                    target.replace("/api", "/api/."),
                    target.replace("/api", "/API"),
                    target + "?" + "a=b&".repeat(2_000)));
        }
        isHttp &= isHttp(target);
        List<String> headers = new ArrayList<>(List.of("Connection: close"));
        Supplier<? extends @Nullable String> caller = caller(0.75);
        @Nullable String token = caller.get();
        if (token != null) {
            headers.add("Authorization: Bearer " + token);
        }
        if (values.chance(0.95)) {
            headers.add("Host: 127.0.0.1:" + port);
        }
        headers.add("Content-Type: " + (values.chance(0.95) ? "application/json" : values.pick(ODD_TYPES)));
        operation.described().path("parameters").forEach(parameter -> {
            if (parameter.path("in").asString("").equals("header") && values.chance(0.1)) {
                String name = parameter.path("name").asString();
                headers.add(name + ": " + values.validText(parameter.path("schema"), name));
            }
        });
        isHttp &= headers.stream().noneMatch(line -> line.chars().anyMatch(c -> c < ' ' || c == 0x7f));
        for (int odd = values.chance(0.8) ? 0 : 1 + random.nextInt(2); odd > 0; odd--) {
            headers.add(values.pick(ODD_HEADERS));
            isHttp = false;
        }
        Framing framing = Framing.LENGTH;
        if (values.chance(0.1)) {
            framing = values.pick(List.of(Framing.values()));
            isHttp &= framing == Framing.CHUNKED;
        }
        if (!schema.isMissingNode() && values.chance(0.04)) {
            body = atTheLimit(body);
            isHttp &= body.length <= LIMIT;
        }
        return new Sending(
                new Request(method, target, headers, body, framing), caller.equals(callers.getFirst()), isHttp);
    }

    private static boolean isHttp(String target) {
        return target.startsWith("/")
                && target.length() <= 4_000
                && target.chars().noneMatch(c -> c <= ' ' || c >= 0x7f || "\"#<>\\^`{|}[]".indexOf(c) >= 0)
                && !target.matches("(?s).*%(?![0-9a-fA-F]{2}).*");
    }

    private Sending page(String page) {
        String method = page.substring(0, page.indexOf(' '));
        List<String> commands = contract.operations().stream()
                .filter(operation -> operation.method().equals("POST"))
                .map(operation -> operation.path().replaceFirst(".*/", ""))
                .toList();
        String command = values.pick(commands);
        String target = path(page.substring(page.indexOf(' ') + 1).replace("{command}", command));
        if (method.equals("GET") && values.chance(0.6)) {
            target += "?" + ofPages(this::parameterValue);
        }
        List<String> headers = new ArrayList<>(List.of("Connection: close", "Host: 127.0.0.1:" + port));
        headers.add("Accept: " + (values.chance(0.9) ? "text/html" : "application/json"));
        if (csrf.isEmpty()) {
            csrf = token();
        }
        Supplier<? extends @Nullable String> caller = caller(0.8);
        @Nullable String token = caller.get();
        headers.add("Cookie: XSRF-TOKEN=" + csrf.replaceFirst(" .*", "") + (token == null ? "" : "; kiinni=" + token));
        byte[] body = new byte[0];
        if (method.equals("POST")) {
            headers.add("Content-Type: application/x-www-form-urlencoded");
            body = form(command);
        }
        boolean isHttp = isHttp(target);
        if (values.chance(0.15)) {
            headers.add(values.pick(ODD_HEADERS));
            isHttp = false;
        }
        return new Sending(
                new Request(method, target, headers, body, Framing.LENGTH), caller.equals(callers.getFirst()), isHttp);
    }

    /** That a form was got from here: its cookie, and what stands in the page. */
    private String token() {
        try {
            Answer page = Objects.requireNonNull(Wire.send(
                    port,
                    new Request(
                            "GET",
                            "/sign-in",
                            List.of("Connection: close", "Accept: text/html"),
                            new byte[0],
                            Framing.LENGTH),
                    random));
            Matcher cookie = Pattern.compile("XSRF-TOKEN=([^;]+)")
                    .matcher(String.join("; ", page.headers().getOrEmpty("Set-Cookie")));
            Matcher field = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)").matcher(new String(page.body(), UTF_8));
            return cookie.find() && field.find() ? cookie.group(1) + " " + field.group(1) : " ";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] form(String command) {
        List<String> fields = new ArrayList<>();
        fields.add("_csrf=" + encoded(csrf.replaceFirst(".* ", "")));
        contract.operations().stream()
                .filter(operation ->
                        operation.method().equals("POST") && operation.path().endsWith("/" + command))
                .map(operation -> operation.described().at("/requestBody/content/application~1json/schema"))
                .forEach(schema -> fields(contract.resolved(schema), "", fields));
        while (values.chance(0.6)) {
            fields.add(ofPages(() -> encoded(values.wrongText())));
        }
        Collections.shuffle(fields, random);
        String form = String.join("&", fields);
        return (values.chance(0.1)
                        ? form + values.pick(List.of("&%zz=%", "&=&&", "&%00=%ff", "&a" + "=b&a".repeat(9_000)))
                        : form)
                .getBytes(UTF_8);
    }

    /** @param made makes a value that is not one of those that there are */
    private String ofPages(Supplier<String> made) {
        String name = values.pick(NAMES_OF_PAGES);
        List<String> there = Objects.requireNonNull(OF_PAGES.get(name));
        return name + (values.chance(0.1) ? "" : "=" + (values.chance(0.6) ? encoded(values.pick(there)) : made.get()));
    }

    private void fields(JsonNode schema, String within, List<String> fields) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode value = contract.resolved(property.getValue());
            String name = within + property.getKey();
            if (value.has("items") && contract.resolved(value.get("items")).has("properties")) {
                fields(
                        contract.resolved(value.get("items")),
                        name + "[" + values.pick(List.of(0, 1, 2, 7)) + "].",
                        fields);
            } else if (value.has("properties")) {
                fields(value, name + ".", fields);
            } else if (values.chance(0.85)) {
                JsonNode one = value.has("items") ? value.get("items") : value;
                fields.add(encoded(name) + "="
                        + encoded(values.chance(0.6) ? values.validText(one, property.getKey()) : values.wrongText()));
            }
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** White space is a part of JSON, so that only its length is wrong with it, if anything. */
    private byte[] atTheLimit(byte[] body) {
        int length = values.pick(List.of(LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT, 10 * LIMIT));
        byte[] padded = Arrays.copyOf(body, Math.max(length, body.length));
        Arrays.fill(padded, body.length, padded.length, (byte) ' ');
        return padded;
    }

    private String path(String pattern) {
        StringBuilder path = new StringBuilder();
        for (String part : pattern.split("(?=\\{)|(?<=})", -1)) {
            if (!part.startsWith("{")) {
                path.append(part);
                continue;
            }
            String name = part.substring(1, part.length() - 1);
            List<String> there = known.getOrDefault(name, List.of());
            path.append(
                    there.isEmpty() || values.chance(0.05)
                            ? values.pick(NO_IDS)
                            : encoded(values.pick(there)).replace("+", "%20"));
        }
        return path.toString();
    }

    private String query(Operation operation) {
        List<String> query = new ArrayList<>();
        operation.described().path("parameters").forEach(parameter -> {
            if (parameter.path("in").asString("").equals("query") && values.chance(0.35)) {
                String name = parameter.path("name").asString();
                query.add(name + "=" + parameterValue(parameter.path("schema"), name));
                if (values.chance(0.05)) {
                    query.add(name + "=" + parameterValue(parameter.path("schema"), name));
                }
            }
        });
        if (values.chance(0.03)) {
            query.add(values.pick(NO_IDS) + "=" + values.pick(NO_IDS));
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private String parameterValue() {
        return parameterValue(NullNode.instance, "");
    }

    private String parameterValue(JsonNode schema, String name) {
        if (values.chance(0.1)) {
            return values.pick(NO_IDS);
        }
        String value = values.chance(0.7) ? values.validText(schema, name) : values.wrongText();
        if (values.chance(0.2)) {
            value = tampered(value);
        }
        String encoded = encoded(value);
        return encoded.substring(0, Math.min(encoded.length(), 3_000)).replaceFirst("%.?$", "");
    }

    /** As a cursor that somebody changed. */
    private String tampered(String value) {
        int at = random.nextInt(value.length() + 1);
        return value.substring(0, at)
                + values.pick(List.of("", "9", "-", "a", "٣", "\u0000", "99999999999999999999"))
                + value.substring(Math.min(value.length(), at + random.nextInt(2)));
    }
}
