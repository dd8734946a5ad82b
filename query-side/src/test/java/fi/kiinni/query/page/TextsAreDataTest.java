package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.query.FakeCommandApi;
import fi.kiinni.query.FakeCommandApi.Answer;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever people write is shown as they wrote it, by each kind of page and each read: it is no markup, no expression of a
 * template, no place in a sentence, no formula and no header. Each text that there can be is a different one here, and
 * wherever one begins, all of it must stand.
 */
class TextsAreDataTest {

    private static final char BEGINS = '‹';

    /** What a template would make of the expressions in it. */
    private static final String EVALUATED = "49000007";

    private static final String REST = "› =1+1 <i id=x>&amp;&lt;\"' --></textarea></script><script>alert(1)</script>"
            + " ${7000001*7} __${7000001*7}__ *{7000001*7} #{app.name} @{/x} ~{layout} [[${7000001*7}]] [(${7000001*7})]"
            + " {by} {title} {0} %s $1 \\1 \r\nX-Injected: 1\t😀 \u202e";

    private static final Set<String> UNDOING = Set.of(
            "Released", "Withdrawn", "Retired", "Dropped", "Resolved", "Returned", "Reopened", "Retracted", "Declared", "Stopped");

    private static final FakeCommandApi API = new FakeCommandApi();
    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide("kiinni.command-api=" + API.address());
    private static final Actor EVERYTHING = RunningQuerySide.sakky(
            "koordinaattori",
            Role.MEMBER,
            Role.COORDINATOR,
            Role.DECISION_MAKER,
            Role.AUDITOR,
            Role.ADMINISTRATOR);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();
    private static final BusinessDate DAY = BusinessDate.parse("2024-09-15");

    private static final List<String> TEXTS = new ArrayList<>();

    /** Texts of the strategy, of names and of the changes of accounts. */
    private static final List<String> PUBLISHED = new ArrayList<>();

    private static final List<String> NAMES = new ArrayList<>();

    /** With everything that can happen, and with what is still there. */
    private static final Map<String, List<String>> INITIATIVES = new LinkedHashMap<>();

    @BeforeAll
    static void writeEverything() {
        long version = 0;
        for (Predicate<String> wanted : List.<Predicate<String>>of(
                _ -> true, name -> UNDOING.stream().noneMatch(name::contains))) {
            int from = TEXTS.size();
            List<?> events = Stream.of(InitiativeEvent.class.getPermittedSubclasses())
                    .filter(event -> wanted.test(event.getSimpleName()))
                    .map(event -> value("", event))
                    .toList();
            String id = UUID.randomUUID().toString();
            QUERY_SIDE.append(
                    "Initiative",
                    id,
                    1,
                    events,
                    Map.of(
                            "provider", "sakky", "by", text(), "role", "COORDINATOR", "command", "Some", "why", text(),
                            "assertedBy", text()));
            INITIATIVES.put(id, List.copyOf(TEXTS.subList(from, TEXTS.size())));
            version = events.size();
        }
        PUBLISHED.addAll(List.of(text(), text()));
        QUERY_SIDE.append(
                "Strategy",
                "sakky",
                1,
                List.of(new StrategyPublished(
                        1,
                        PUBLISHED.getFirst(),
                        DAY,
                        DAY,
                        List.of(new Goal((UUID) value("goal", UUID.class), PUBLISHED.getLast())),
                        DAY)));
        NAMES.addAll(List.of(text(), text(), text()));
        QUERY_SIDE.postgres.execute(
                "UPDATE provider SET name = " + quoted(NAMES.get(0)) + " WHERE slug = 'sakky'",
                "UPDATE person SET name = " + quoted(NAMES.get(1)) + " WHERE id = 'koordinaattori'",
                "INSERT INTO account_change (changed_by, what, provider, subject, detail) VALUES ('koordinaattori',"
                        + " 'PersonAdded', 'sakky', 'jasen', jsonb_build_object('name', " + quoted(NAMES.get(2)) + "))");
        long last = version;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QUERY_SIDE.bean(Overview.class).version(INITIATIVES.keySet().stream().toList().getLast())
                                == last
                        && QUERY_SIDE.bean(Strategies.class).of("sakky").version() == 1
                        && get("/initiatives", "text/html").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        API.close();
    }

    @Test
    void on_the_pages_of_an_initiative() throws Exception {
        for (Map.Entry<String, List<String>> initiative : INITIATIVES.entrySet()) {
            String page = "/initiatives/" + initiative.getKey();
            String told = page(page) + page(page + "?before=31") + page(page + "?before=61");
            shows(told, NAMES.subList(0, 2));
            shows(told, PUBLISHED.subList(1, 2));
            shows(told, initiative.getValue());
            String audited = page(page + "/audit") + page(page + "/audit?after=50");
            shows(audited, initiative.getValue());
        }
    }

    @Test
    void on_the_pages_that_list() throws Exception {
        List<String> titles = INITIATIVES.values().stream().map(texts -> texts.get(3)).toList();
        shows(page("/initiatives"), titles);
        shows(page("/strategy"), PUBLISHED);
        shows(page("/audit"), NAMES);
    }

    @Test
    void in_what_is_written_into_an_address() throws Exception {
        String text = text();
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
        shows(page("/initiatives?q=" + encoded + "&phase=" + encoded + "&status=" + encoded), List.of(text));
        shows(page("/first-operator?token=" + encoded), List.of(text));
        assertThat(page("/initiatives?q[]=1&lang=xx")).contains("href=\"/initiatives?q[]=1&amp;lang=sv\"");
        assertThat(get("/initiatives?q[]=1&%6Cang=sv&q=" + encoded, "text/html").headers().firstValue("Location"))
                .contains("/initiatives?q[]=1&q=" + encoded);
        for (String path : List.of("/sign-in?to=", "/initiatives?lang=sv&q=", "/initiatives?next=", "/strategy?version=", "/audit?after=")) {
            answered(get(path + encoded, "text/html"));
        }
        for (String path : List.of("/initiatives/", "/nowhere/", "/initiatives/" + encoded + "/audit/", "/assets/")) {
            answered(get(path + encoded.replace("+", "%20").replace("%2F", ""), "text/html"));
        }
    }

    @Test
    void nowhere_where_they_are_no_form() throws Exception {
        for (String body : List.of("username=%zz&to=%", "username&to&_csrf", "&=&&=", "%00=%ff")) {
            HttpResponse<String> answer = HTTP.send(
                    request("/sign-in")
                            .header(HttpHeaders.ACCEPT, "text/html")
                            .header(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(body).isEqualTo(body.contains("%zz") ? 400 : 403);
            answered(answer);
        }
    }

    /** Each form, filled in with texts and refused for each of its fields, by whatever names. */
    @Test
    void in_the_forms_that_come_back() throws Exception {
        String id = INITIATIVES.keySet().stream().toList().getLast();
        for (CommandForm form : CommandForm.values()) {
            String from = switch (form.part()) {
                case LIST -> "/initiatives/new";
                case STRATEGY -> "/strategy";
                default -> "/initiatives/" + id;
            };
            String to = form.part() == CommandForm.Part.LIST ? from : from + "/" + form.route();
            Map<String, String> filled = new LinkedHashMap<>();
            Stream.concat(form.fields().stream(), form.moreFields().stream()).forEach(field -> fill(field, "", filled));
            String problem = text();
            Answer refusal = Answer.problem(
                    422,
                    "invalid",
                    Map.of(
                            "detail",
                            problem,
                            "errors",
                            Stream.concat(filled.keySet().stream(), Stream.of(problem))
                                    .map(field -> Map.of("field", field, "problem", problem, "detail", problem))
                                    .toList()));
            API.answer(from.equals("/initiatives/new") ? "/api/initiatives" : "/api" + to, _ -> refusal);

            String again = answered(post(from, to, filled));

            List<String> kept = filled.entrySet().stream()
                    .filter(field -> isText(form, field.getKey()))
                    .map(Map.Entry::getValue)
                    // Lines end in forms as HTML has it, and come back as they are kept.
                    .map(text -> text.replace("\r\n", "\n"))
                    .toList();
            shows(again, kept);
        }
    }

    private static boolean isText(CommandForm form, String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return Stream.concat(form.fields().stream(), form.moreFields().stream())
                .flatMap(Field::all)
                .filter(field -> field.name().equals(last))
                .anyMatch(field -> Set.of(
                                Field.Input.SHORT,
                                Field.Input.LONG,
                                Field.Input.LINES,
                                Field.Input.TEXT_LINES,
                                Field.Input.NUMBER,
                                Field.Input.DATE,
                                Field.Input.COUNT)
                        .contains(field.input()));
    }

    private static void fill(Field field, String within, Map<String, String> filled) {
        switch (field.input()) {
            case ROWS -> field.inner().forEach(inner -> fill(inner, within + field.name() + "[0].", filled));
            case GROUP -> field.inner().forEach(inner -> fill(inner, within + field.name() + ".", filled));
            default -> filled.put(within + field.name(), text());
        }
    }

    @Test
    void in_signing_in() throws Exception {
        String username = text();
        API.answer("/api/tokens", _ -> Answer.problem(401, "wrong-credentials", Map.of("detail", username)));
        String page = answered(post("/sign-in", "/sign-in", Map.of("username", username, "password", text(), "to", username)));
        shows(page, List.of(username));
    }

    @Test
    void in_json() throws Exception {
        List<String> read = new ArrayList<>();
        for (Map.Entry<String, List<String>> initiative : INITIATIVES.entrySet()) {
            String path = "/api/initiatives/" + initiative.getKey();
            List<String> timeline = texts(path + "/timeline?limit=200");
            assertThat(timeline).containsAll(initiative.getValue());
            List<String> audit = texts(path + "/audit?limit=200");
            assertThat(initiative.getValue())
                    .allSatisfy(text -> assertThat(audit).anySatisfy(told -> assertThat(told).contains(text)));
            read.addAll(audit);
            read.addAll(texts(path));
            read.addAll(texts(path + "/diff?from=1"));
            read.addAll(texts(path + "/gate"));
        }
        assertThat(texts("/api/strategy")).containsAll(PUBLISHED);
        assertThat(texts("/api/audit")).containsAll(NAMES.subList(1, 3));
        read.addAll(texts("/api/initiatives"));
        read.forEach(text -> whole(text, TextsAreDataTest::same));
    }

    /** That the looks above see what they are for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>%s</p>",
                "<p>not all of it: %.30s</p>",
                "<p title=\"%s\"></p>",
                "<p>" + EVALUATED + "</p>",
                "<a href=\"javascript:alert(1)\">x</a>"
            })
    void is_seen_where_they_are_not(String page) {
        String text = text();
        assertThatThrownBy(() -> shows(page.formatted(text) + escaped(text), List.of(text)))
                .isInstanceOf(AssertionError.class);
    }

    private static String text() {
        String text = BEGINS + Integer.toString(TEXTS.size()) + REST;
        TEXTS.add(text);
        return text;
    }

    /** What is called the same is the same: facts that name each other by ids do so here. */
    private static Object value(String name, Type type) {
        if (type instanceof ParameterizedType list) {
            return List.of(value(name.replaceFirst("s$", ""), list.getActualTypeArguments()[0]));
        }
        Class<?> kind = (Class<?>) type;
        if (kind.isRecord()) {
            return record(kind);
        }
        if (kind.isEnum()) {
            return kind.getEnumConstants()[0];
        }
        if (kind == UUID.class) {
            return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        }
        if (kind == String.class) {
            return name.equals("provider") ? "sakky" : text();
        }
        if (kind == BigDecimal.class) {
            return BigDecimal.ONE;
        }
        return kind == BusinessDate.class ? DAY : (Object) 1;
    }

    private static Object record(Class<?> kind) {
        RecordComponent[] components = kind.getRecordComponents();
        try {
            return kind.getDeclaredConstructor(
                            Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(Stream.of(components)
                            .map(component -> value(component.getName(), component.getGenericType()))
                            .toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(kind.toString(), e);
        }
    }

    private static String quoted(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Each of the texts, and of none only a part or something else. */
    private static void shows(String page, Collection<String> texts) {
        assertThat(texts).isNotEmpty().allSatisfy(text -> assertThat(page).contains(escaped(text)));
        assertThat(page).doesNotContain("<i id=x>", "<script", "javascript:", EVALUATED);
        whole(page, TextsAreDataTest::escaped);
    }

    private static void whole(String page, UnaryOperator<String> as) {
        Matcher begun = Pattern.compile(BEGINS + "(\\d+)").matcher(page);
        while (begun.find()) {
            String text = TEXTS.get(Integer.parseInt(begun.group(1)));
            assertThat(page.substring(begun.start()))
                    .satisfiesAnyOf(
                            rest -> assertThat(rest).startsWith(as.apply(text)),
                            rest -> assertThat(rest).startsWith(as.apply(text.replace("\r\n", "\n"))));
        }
    }

    private static String same(String text) {
        return text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String page(String path) throws Exception {
        HttpResponse<String> answer = get(path, "text/html");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answered(answer);
    }

    private static List<String> texts(String path) throws Exception {
        HttpResponse<String> answer = get(path, "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> texts = new ArrayList<>();
        collect(JSON.readTree(answer.body()), texts);
        return texts;
    }

    private static void collect(JsonNode json, List<String> texts) {
        if (json.isString()) {
            texts.add(json.stringValue());
        }
        json.propertyNames().forEach(texts::add);
        json.forEach(inner -> collect(inner, texts));
    }

    private static HttpResponse<String> get(String path, String format) throws Exception {
        return HTTP.send(request(path).header(HttpHeaders.ACCEPT, format).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String from, String to, Map<String, String> fields) throws Exception {
        HttpResponse<String> form = get(from, "text/html");
        String cookie = form.headers().allValues(HttpHeaders.SET_COOKIE).stream()
                .map(set -> set.replaceFirst(";.*", ""))
                .collect(Collectors.joining("; "));
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(form.body());
        assertThat(token.find()).isTrue();
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("_csrf", token.group(1));
        return HTTP.send(
                request(to, cookie)
                        .header(HttpHeaders.ACCEPT, "text/html")
                        .header(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(all.entrySet().stream()
                                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                                .collect(Collectors.joining("&", "", "&withoutValue"))))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(String path, String... cookies) {
        String cookie = Stream.concat(Stream.of("kiinni=" + RunningQuerySide.token(EVERYTHING)), Stream.of(cookies))
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining("; "));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + path));
        return path.startsWith("/api/")
                ? request.header(HttpHeaders.AUTHORIZATION, "Bearer " + RunningQuerySide.token(EVERYTHING))
                : request.header(HttpHeaders.COOKIE, cookie);
    }

    /** No header was made of a text, and no fault. */
    private static String answered(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
        assertThat(answer.headers().firstValue("X-Injected")).isEmpty();
        assertThat(answer.body()).doesNotContain("<i id=x>", "<script", EVALUATED);
        return answer.body();
    }
}
