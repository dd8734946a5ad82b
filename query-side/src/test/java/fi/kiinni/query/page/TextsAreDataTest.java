package fi.kiinni.query.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.MemberAppointed;
import fi.kiinni.initiative.Seat;
import fi.kiinni.query.FakeCommandApi;
import fi.kiinni.query.FakeCommandApi.Answer;
import fi.kiinni.query.RunningQuerySide;
import fi.kiinni.query.page.AccountForm.Question.Kind;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
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
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.XMLEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Hooks;
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

    /** Short enough to be told in full on a list of what is to be done. */
    private static final String REST = "› =1+1 <i id=x>&amp;&lt;\"' --></textarea></script><script>alert(1)</script>"
            + " ${7000001*7} __${7000001*7}__ *{7000001*7} #{app.name} @{/x} [[${7000001*7}]] [(${7000001*7})]"
            + " {by} {title} {0} %s $1 \\1 \r\nX-Injected: 1\t😀 \u202e";

    private static final Set<String> ENDING =
            Set.of("Released", "Withdrawn", "Retired", "Dropped", "Resolved", "Returned", "Reopened", "Retracted");
    private static final Set<String> HALTING = Set.of("Declared", "Stopped");
    private static final Set<String> DONE = Set.of("Completed", "Fulfilled");

    /** What does not happen in each of the initiatives: in the first everything does, the last one waits for somebody. */
    private static final List<Set<String>> LEFT_OUT = List.of(
            Set.of(),
            ENDING,
            all(List.of(ENDING, HALTING)),
            all(List.of(ENDING, HALTING, DONE)),
            all(List.of(ENDING, HALTING, DONE, Set.of("Resumed"))));

    /** In those, people are those who look at them. */
    private static final int OWN = 3;

    private static final Set<String> PEOPLE = Set.of("person", "coordinator", "owner", "responsible", "mentions");

    private static final FakeCommandApi API = new FakeCommandApi();
    private static final RunningQuerySide QUERY_SIDE = new RunningQuerySide("kiinni.command-api=" + API.address());
    private static final Actor EVERYTHING = new Actor(
            "koordinaattori",
            "sakky",
            Set.of(Role.MEMBER, Role.COORDINATOR, Role.DECISION_MAKER, Role.AUDITOR, Role.ADMINISTRATOR),
            Set.of("raseko"));
    private static final Actor OPERATOR = new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of());
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();
    private static final BusinessDate DAY = BusinessDate.parse("2024-09-15");

    private static final List<String> TEXTS = new ArrayList<>();

    /** Of the strategy. */
    private static final List<String> PUBLISHED = new ArrayList<>();

    /** Of the provider, of whoever looks, and of somebody whose name was changed. */
    private static final List<String> NAMES = new ArrayList<>();

    private static final Map<String, List<String>> INITIATIVES = new LinkedHashMap<>();
    private static final Map<String, Integer> VERSIONS = new LinkedHashMap<>();

    /** The cookie that tells a form of ours, and what the form has beside it. */
    private static final Map<String, String> CSRF = new LinkedHashMap<>();

    @BeforeAll
    static void writeEverything() {
        for (int number = 0; number < LEFT_OUT.size(); number++) {
            write(number);
        }
        PUBLISHED.addAll(List.of(text(), text()));
        QUERY_SIDE.append(
                "Strategy",
                "sakky",
                1,
                List.of(new StrategyPublished(
                        1, PUBLISHED.getFirst(), DAY, DAY, List.of(new Goal(id("goal"), PUBLISHED.getLast())), DAY)));
        NAMES.addAll(List.of(text(), text(), text()));
        QUERY_SIDE.postgres.execute(
                "UPDATE provider SET name = " + quoted(NAMES.get(0)) + " WHERE slug = 'sakky'",
                "UPDATE person SET name = " + quoted(NAMES.get(1)) + " WHERE id = 'koordinaattori'",
                "INSERT INTO account VALUES ('koordinaattori', 'koordinaattori', '{ADMINISTRATOR}')",
                "INSERT INTO auditor_grant VALUES ('sakky', 'toinen', '2099-12-31')",
                "UPDATE person SET name = " + quoted(NAMES.get(2)) + " WHERE id = 'toinen'",
                "INSERT INTO account_change (changed_by, what, provider, subject, detail) VALUES ('koordinaattori',"
                        + " 'PersonAdded', 'sakky', 'jasen', jsonb_build_object('name', " + quoted(NAMES.get(2))
                        + "))");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> VERSIONS.entrySet().stream()
                                .allMatch(
                                        one -> QUERY_SIDE.bean(Overview.class).version(one.getKey()) == one.getValue())
                        && QUERY_SIDE.bean(Strategies.class).of("sakky").version() == 1
                        && get("/initiatives", "text/html").statusCode() == 200);
        openAForm();
    }

    /** As if a form had been opened. */
    private static void openAForm() {
        HttpResponse<String> form = get("/sign-in", "text/html");
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(form.body());
        assertThat(token.find()).isTrue();
        CSRF.put("field", token.group(1));
        CSRF.put(
                "cookie",
                form.headers().allValues(HttpHeaders.SET_COOKIE).stream()
                        .map(set -> set.replaceFirst(";.*", ""))
                        .collect(Collectors.joining("; ")));
    }

    private static void write(int number) {
        int from = TEXTS.size();
        List<Object> events = Stream.of(InitiativeEvent.class.getPermittedSubclasses())
                .filter(event -> LEFT_OUT.get(number).stream().noneMatch(event.getSimpleName()::contains))
                .map(event -> value("", event, number))
                .collect(Collectors.toCollection(ArrayList::new));
        events.add(new MemberAppointed("koordinaattori", Seat.COORDINATOR, BigDecimal.ONE, DAY));
        String initiative = UUID.randomUUID().toString();
        QUERY_SIDE.append(
                "Initiative",
                initiative,
                1,
                events,
                Map.of(
                        "provider",
                        "sakky",
                        "by",
                        text(),
                        "role",
                        "COORDINATOR",
                        "command",
                        "Some",
                        "why",
                        text(),
                        "assertedBy",
                        text()));
        INITIATIVES.put(initiative, List.copyOf(TEXTS.subList(from, TEXTS.size())));
        VERSIONS.put(initiative, events.size());
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        API.close();
    }

    @Test
    void on_the_pages_of_an_initiative() {
        INITIATIVES.forEach((initiative, texts) -> {
            String path = "/initiatives/" + initiative;
            StringBuilder told = new StringBuilder();
            for (int after = VERSIONS.getOrDefault(initiative, 0) + 1; after > 1; after -= 2) {
                told.append(page(path + "?after=" + after));
            }
            for (String part : List.of(
                    "decisions",
                    "actions",
                    "anchors",
                    "measures",
                    "factors",
                    "strategy-mirror",
                    "description",
                    "pilot",
                    "adoption",
                    "people-part",
                    "reviews")) {
                told.append(page(path + "?all=" + part));
            }
            shows(told.toString(), NAMES.subList(0, 2));
            shows(told.toString(), PUBLISHED.subList(1, 2));
            shows(told.toString(), texts);
            shows(
                    IntStream.iterate(0, after -> after < 150, after -> after + 20)
                            .mapToObj(after -> page(path + "/audit?after=" + after))
                            .collect(Collectors.joining()),
                    texts);
            shows(page(path + "/gate"), List.of(title(initiative)));
            shows(page(path + "/what-if"), List.of(title(initiative)));
        });
    }

    @Test
    void on_the_pages_that_list() {
        shows(page("/initiatives"), titles());
        shows(page("/initiatives?moved=" + last()), List.of(title(last())));
        shows(page("/strategy"), PUBLISHED);
        shows(page("/audit"), NAMES);
        shows(page("/accounts"), NAMES);
        shows(page("/account"), NAMES.subList(0, 2));
        shows(page("/providers", OPERATOR), NAMES.subList(0, 1));
    }

    /** Of two initiatives that wait for whoever looks, one is paused. */
    @Test
    void on_the_list_of_what_is_to_be_done() {
        List<String> waiting = INITIATIVES.keySet().stream().skip(OWN).toList();
        String page = page("/my-actions");
        shows(page, waiting.stream().map(TextsAreDataTest::title).toList());
        assertThat(begun(page)
                        .filter(text -> waiting.stream()
                                .anyMatch(initiative -> INITIATIVES
                                        .getOrDefault(initiative, List.of())
                                        .contains(text))))
                .as("titles and what is to be done")
                .hasSizeGreaterThan(10);
    }

    @Test
    void in_what_is_written_into_an_address() {
        String text = text();
        String encoded = encoded(text);
        shows(page("/initiatives?q=" + encoded + "&phase=" + encoded + "&status=" + encoded), List.of(text));
        shows(page("/first-operator?token=" + encoded), List.of(text));
        shows(page("/accounts/rename-person?of=" + encoded), List.of(text));
        assertThat(page("/initiatives?q[]=1&lang=xx")).contains("href=\"/initiatives?q[]=1&amp;lang=sv\"");
        assertThat(get("/initiatives?q[]=1&%6Cang=sv&q=" + encoded, "text/html")
                        .headers()
                        .firstValue("Location"))
                .contains("/initiatives?q[]=1&q=" + encoded);
        String path = "/initiatives/" + last();
        for (String asked : List.of(
                "/sign-in?to=",
                "/sign-in?after=",
                "/initiatives?lang=sv&q=",
                "/initiatives?moved=",
                "/initiatives?gate=",
                "/strategy?version=",
                "/audit?after=",
                path + "?version=",
                path + "?what=",
                path + "?person=",
                path + "?all=",
                path + "/gate?board=",
                path + "/post-comment?text=",
                path + "/retire-measure?measure=",
                path + "/plan-action?seen=1&key=x&responsible=",
                path + "/define-measure?supposing=")) {
            whole(strict(answered(get(asked + encoded, "text/html"))), TextsAreDataTest::escaped);
        }
        page(path + "/post-comment?why&text&about");
        page(path + "/gate?board=%25zz");
        for (String asked : List.of("/initiatives/", "/nowhere/", "/initiatives/" + encoded + "/audit/", "/assets/")) {
            answered(get(asked + encoded.replace("+", "%20").replace("%2F", ""), "text/html"));
        }
    }

    /** Refused, and not reported as an error that nobody has seen. */
    @ParameterizedTest
    @MethodSource
    void nowhere_where_they_are_no_form(String body, int status) {
        Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        try {
            HttpResponse<String> answer = send(request("/sign-in", EVERYTHING, "XSRF-TOKEN=x")
                    .header(HttpHeaders.ACCEPT, "text/html")
                    .header(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(body)));
            assertThat(answer.statusCode()).isEqualTo(status);
            answered(answer);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).isEmpty();
    }

    static Stream<Arguments> nowhere_where_they_are_no_form() {
        return Stream.of(
                Arguments.of("username=%zz&to=%", 400),
                Arguments.of("username&to&_csrf", 403),
                Arguments.of("&=&&=", 403),
                Arguments.of("%00=%ff", 403),
                Arguments.of(Named.of("larger than any form", "a=" + "b".repeat(300_000)), 413));
    }

    /** Each form: as it is opened, and filled in with texts for each of its fields, by whatever names. */
    @ParameterizedTest
    @EnumSource
    void in_the_form_of_a_command(CommandForm form) {
        String path = path(form, last());
        whole(strict(answered(get(path, "text/html"))), TextsAreDataTest::escaped);
        Map<String, String> filled = new LinkedHashMap<>();
        Stream.concat(form.fields().stream(), form.moreFields().stream()).forEach(field -> fill(field, "", filled));
        List<String> kept = filled.entrySet().stream()
                .filter(field -> isText(form, field.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        String api = form.part() == CommandForm.Part.LIST ? "/api/initiatives" : "/api" + path;

        String problem = text();
        API.answer(
                api,
                _ -> Answer.problem(
                        422,
                        "invalid",
                        Map.of(
                                "detail",
                                problem,
                                "errors",
                                Stream.concat(filled.keySet().stream(), Stream.of(problem))
                                        .map(field -> Map.of("field", field, "problem", problem, "detail", problem))
                                        .toList())));
        showsOnceSent(path, filled, kept);

        API.answer(api, _ -> Answer.problem(409, "conflict", Map.of("version", 90, "changed", changes())));
        filled.put("seen", "1");
        filled.put("key", text());
        filled.putAll(naming(form));
        showsOnceSent(path, filled, kept);
        form.fields().stream()
                .filter(field -> field.input() == Field.Input.ROWS)
                .forEach(field -> {
                    filled.put("step", "row:" + field.name());
                    showsOnceSent(path, filled, kept);
                });

        if (form.isAboutAnInitiative()) {
            filled.put("step", "try");
            API.answer("/api/initiatives/" + last() + "/gate", _ -> Answer.of(200, Map.of("now", GATE, "then", GATE)));
            supposed(showsOnceSent(path, filled, kept));
        }
    }

    private static final Map<String, Object> GATE =
            Map.of("phase", "DEVELOPMENT", "gate", "PILOT", "missing", List.of("NEED"));

    /** The latest that has happened. */
    private static List<Map<String, Integer>> changes() {
        int latest = VERSIONS.getOrDefault(last(), 0);
        return IntStream.rangeClosed(latest - 2, latest)
                .mapToObj(version -> Map.of("version", version))
                .toList();
    }

    /** What makes the form be about something that there is. */
    private static Map<String, String> naming(CommandForm form) {
        return form.fields().stream()
                .filter(field -> !isText(form, field.name()))
                .filter(field -> field.inner().isEmpty())
                .collect(Collectors.toMap(Field::name, field -> switch (field.input()) {
                    case PERSON, MEMBER, PEOPLE -> "koordinaattori";
                    case CHOICE ->
                        Objects.requireNonNull(field.choices())
                                .getEnumConstants()[0]
                                .name();
                    default -> id(field.name()).toString();
                }));
    }

    private static String showsOnceSent(String path, Map<String, String> filled, Collection<String> texts) {
        return showsOnceSent(path, filled, EVERYTHING, texts);
    }

    private static String showsOnceSent(
            String path, Map<String, String> filled, Actor actor, Collection<String> texts) {
        String page = answered(post(path, filled, actor));
        String strict = strict(page);
        // Lines end in forms as HTML has it, and come back as they are kept.
        assertThat(texts.stream()
                        .filter(text -> !strict.contains(escaped(text.replace("\r\n", "\n"))))
                        .filter(text -> !strict.contains(escaped(text))))
                .as("not on the page")
                .isEmpty();
        whole(strict, TextsAreDataTest::escaped);
        return page;
    }

    /** What the page carries along, read as it will be. */
    private static void supposed(String page) {
        Matcher carried = SUPPOSED.matcher(page);
        assertThat(carried.find()).isTrue();
        String json = HtmlUtils.htmlUnescape(carried.group(1));
        List<String> texts = new ArrayList<>();
        collect(JSON.readTree(json), texts);
        texts.forEach(text -> whole(text, TextsAreDataTest::trimmed));
    }

    private static final Pattern SUPPOSED = Pattern.compile("name=\"supposed\" value=\"([^\"]+)\"");

    private static String path(CommandForm form, String initiative) {
        return switch (form.part()) {
            case LIST -> "/initiatives/new";
            case STRATEGY -> "/strategy/" + form.route();
            default -> "/initiatives/" + initiative + "/" + form.route();
        };
    }

    private static boolean isText(CommandForm form, String name) {
        return form.field(name.substring(name.lastIndexOf('.') + 1))
                .filter(field -> switch (field.input()) {
                    case SHORT, LONG, LINES, TEXT_LINES, NUMBER, DATE, TODAY, COUNT -> true;
                    default -> false;
                })
                .isPresent();
    }

    private static void fill(Field field, String within, Map<String, String> filled) {
        switch (field.input()) {
            case ROWS ->
                field.inner().stream()
                        .flatMap(Field::asked)
                        .forEach(inner -> fill(inner, within + field.name() + "[0].", filled));
            case GROUP ->
                field.inner().stream()
                        .flatMap(Field::asked)
                        .forEach(inner -> fill(inner, within + field.name() + ".", filled));
            default -> filled.put(within + field.name(), text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void in_the_form_of_an_account(AccountForm form) {
        Actor actor = form == AccountForm.ADD_PROVIDER ? OPERATOR : EVERYTHING;
        Map<String, String> filled = new LinkedHashMap<>();
        form.questions().forEach(question -> filled.put(question.name(), text()));
        filled.put("of", form.isOfSomebody() ? "koordinaattori" : "");
        String problem = text();
        Answer refusal = Answer.problem(
                422,
                problem,
                Map.of(
                        "errors",
                        filled.keySet().stream()
                                .map(field -> Map.of("field", field, "problem", problem, "detail", problem))
                                .toList()));
        API.answer(form.api("koordinaattori"), _ -> refusal);
        List<String> kept = form.questions().stream()
                .filter(question -> Set.of(Kind.TEXT, Kind.USERNAME, Kind.DAY).contains(question.kind()))
                .map(question -> filled.getOrDefault(question.name(), ""))
                .toList();

        String asked = page(form.path() + "?of=koordinaattori", actor);
        if (form.isOfSomebody()) {
            shows(asked, NAMES.subList(1, 2));
        }
        showsOnceSent(form.path(), filled, actor, kept);
    }

    @Test
    void in_signing_in_and_making_the_first_operator() {
        String username = text();
        API.answer("/api/tokens", _ -> Answer.problem(401, "wrong-credentials", Map.of("detail", username)));
        Map<String, String> filled = Map.of("username", username, "password", text(), "to", username);
        shows(answered(post("/sign-in", filled, EVERYTHING)), List.of(username));

        API.answer("/api/first-operator", _ -> Answer.problem(422, "invalid", Map.of("detail", username)));
        Map<String, String> operator =
                Map.of("username", username, "name", username, "password", text(), "token", username);
        shows(answered(post("/first-operator", operator, EVERYTHING)), List.of(username));
    }

    @Test
    void when_signing_in_leads_to_what_is_no_address() {
        API.answer("/api/tokens", _ -> Answer.of(200, Map.of("token", "x", "expiresAt", "2099-01-01T00:00:00Z")));
        for (String to : List.of("/a|b", "/{x}", "/%zz", "//x.example", text())) {
            HttpResponse<String> answer =
                    post("/sign-in", Map.of("username", "a", "password", "b", "to", to), EVERYTHING);
            answered(answer);
            assertThat(answer.headers().firstValue("Location")).as(to).contains("/");
        }
    }

    @Test
    void where_they_are_no_suppositions() {
        String deep = "[".repeat(495) + "]".repeat(495);
        for (String supposed : List.of(
                text(),
                "null",
                "[null]",
                "[{}]",
                "[{\"command\":\"move-to-pilot\",\"body\":{}}]",
                "[{\"command\":\"post-comment\",\"body\":{\"text\":" + deep + "}}]")) {
            String page =
                    answered(post("/initiatives/" + last() + "/what-if", Map.of("supposed", supposed), EVERYTHING));
            shows(page, List.of(title(last())));
        }
    }

    @Test
    void in_the_path_of_a_command_about_somebody() {
        String username = "älli%2f{x} ö";
        API.asked();
        answered(post("/accounts/end-sessions-of-account", Map.of("of", username), EVERYTHING));
        assertThat(API.asked())
                .extracting(FakeCommandApi.Asked::path)
                .containsExactly("/api/accounts/"
                        + UriUtils.encodePathSegment(username, StandardCharsets.UTF_8)
                        + "/end-sessions");
    }

    @Test
    void at_a_gate_that_is_closed() {
        String problem = text();
        API.answer(
                "/api/initiatives/" + last() + "/move-to-pilot",
                _ -> Answer.problem(409, problem, Map.of("detail", problem, "missing", List.of(problem))));
        String page = answered(post(
                "/initiatives/" + last() + "/gate",
                Map.of("to", "PILOT", "board", problem, "key", text()),
                EVERYTHING));
        shows(page, List.of(title(last())));
    }

    @Test
    void in_json() {
        List<String> read = new ArrayList<>();
        for (Map.Entry<String, List<String>> initiative : INITIATIVES.entrySet()) {
            String path = "/api/initiatives/" + initiative.getKey();
            List<String> timeline = texts(path + "/timeline?limit=200");
            assertThat(timeline).containsAll(initiative.getValue());
            List<String> audit = texts(path + "/audit?limit=200");
            assertThat(initiative.getValue().stream()
                            .filter(text -> audit.stream().noneMatch(told -> told.contains(text))))
                    .isEmpty();
            read.addAll(audit);
            read.addAll(texts(path));
            texts(path + "/diff?from=1").forEach(text -> read.add(text.startsWith("/") ? pointed(text) : text));
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
                "<script>x</script>",
                "<a href=\"javascript:alert(1)\">x</a>"
            })
    void is_seen_where_they_are_not(String page) {
        String text = text();
        assertThatThrownBy(() -> shows(page.formatted(text) + escaped(text), List.of(text)))
                .isInstanceOf(AssertionError.class);
    }

    private static Set<String> all(List<Set<String>> parts) {
        return parts.stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    private static String last() {
        return INITIATIVES.keySet().stream().toList().getLast();
    }

    private static List<String> titles() {
        return INITIATIVES.keySet().stream().map(TextsAreDataTest::title).toList();
    }

    private static String title(String initiative) {
        return QUERY_SIDE
                .bean(Overview.class)
                .find(initiative, EVERYTHING)
                .orElseThrow()
                .item()
                .title();
    }

    private static String text() {
        String text = BEGINS + Integer.toString(TEXTS.size()) + REST;
        TEXTS.add(text);
        return text;
    }

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** What is called the same is the same: facts that name each other by ids do so here. */
    private static Object value(String name, Type type, int number) {
        if (type instanceof ParameterizedType list) {
            String one = name.equals("mentions") ? name : name.replaceFirst("s$", "");
            return List.of(value(one, list.getActualTypeArguments()[0], number));
        }
        Class<?> kind = (Class<?>) type;
        if (kind.isRecord()) {
            return record(kind, number);
        }
        if (kind.isEnum()) {
            return kind.getEnumConstants()[number % kind.getEnumConstants().length];
        }
        if (kind == UUID.class) {
            return id(name);
        }
        if (kind == String.class) {
            return name.equals("provider")
                    ? "sakky"
                    : number >= OWN && PEOPLE.contains(name) ? "koordinaattori" : text();
        }
        if (kind == BigDecimal.class) {
            return BigDecimal.ONE;
        }
        return kind == BusinessDate.class ? DAY : (Object) 1;
    }

    private static Object record(Class<?> kind, int number) {
        RecordComponent[] components = kind.getRecordComponents();
        try {
            return kind.getDeclaredConstructor(
                            Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(Stream.of(components)
                            .map(component -> value(component.getName(), component.getGenericType(), number))
                            .toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(kind.toString(), e);
        }
    }

    private static final Pattern CHART = Pattern.compile("(?s)<svg xmlns=.*?</svg>");

    private static String quoted(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Each of the texts, and of none only a part or something else. */
    private static void shows(String page, Collection<String> texts) {
        assertThat(texts).isNotEmpty();
        String strict = strict(page);
        assertThat(texts.stream().filter(text -> !strict.contains(escaped(text))))
                .as("not on the page")
                .isEmpty();
        assertThat(page).doesNotContain("<i id=x>", "<script>", "javascript:", EVALUATED);
        whole(strict, TextsAreDataTest::escaped);
    }

    private static Stream<String> begun(String page) {
        return Pattern.compile(BEGINS + "(\\d+)")
                .matcher(page)
                .results()
                .map(begun -> TEXTS.get(Integer.parseInt(begun.group(1))))
                .distinct();
    }

    /** What a chart says is escaped as in XML, where an apostrophe may stand for itself: it is data if there is nothing but shapes. */
    private static String withoutCharts(String page) {
        return CHART.matcher(page).replaceAll(chart -> {
            try {
                XMLEventReader events =
                        XMLInputFactory.newDefaultFactory().createXMLEventReader(new StringReader(chart.group()));
                while (events.hasNext()) {
                    XMLEvent event = events.nextEvent();
                    if (event.isStartElement()) {
                        assertThat(event.asStartElement().getName().getLocalPart())
                                .isIn("svg", "g", "line", "rect", "polyline", "path", "text", "title");
                    }
                }
                return "";
            } catch (XMLStreamException e) {
                throw new AssertionError(chart.group(), e);
            }
        });
    }

    private static void whole(String page, UnaryOperator<String> as) {
        String shown = SUPPOSED.matcher(withoutCharts(page)).replaceAll("");
        Matcher begins = Pattern.compile(BEGINS + "(\\d+)").matcher(shown);
        while (begins.find()) {
            String text = TEXTS.get(Integer.parseInt(begins.group(1)));
            boolean all = Stream.of(text, text.replace("\r\n", "\n"))
                    .anyMatch(one -> shown.startsWith(as.apply(one), begins.start()));
            if (!all) {
                int to = Math.min(
                        shown.length(), begins.start() + 2 * as.apply(text).length());
                assertThat(shown.substring(begins.start(), to)).startsWith(as.apply(text));
            }
        }
    }

    /** A path in JSON, whose parts have their slashes written otherwise. */
    private static String pointed(String path) {
        return path.replace("~1", "/").replace("~0", "~");
    }

    private static String same(String text) {
        return text;
    }

    /** Of a list with a line for each, every line is a text of its own. */
    private static String trimmed(String text) {
        return text.replaceFirst("(?s) \r?\n.*", "");
    }

    /**
     * The page, read as a browser does, with its texts escaped alike wherever they stand: between tags quotes may stand for
     * themselves, and in attributes what closes a tag.
     */
    private static String strict(String page) {
        StringBuilder strict = new StringBuilder();
        boolean isInTag = false;
        char quote = 0;
        for (int at = 0; at < page.length(); at++) {
            char one = page.charAt(at);
            boolean isMarkup = isInTag && quote == 0;
            if (quote == 0 && one == (isInTag ? '>' : '<')) {
                isInTag = !isInTag;
                strict.append(one);
            } else if (isMarkup && (one == '"' || one == '\'')) {
                quote = one;
                strict.append(one);
            } else if (quote != 0 && one == quote) {
                quote = 0;
                strict.append(one);
            } else {
                strict.append(
                        isMarkup
                                ? String.valueOf(one)
                                : switch (one) {
                                    case '>' -> "&gt;";
                                    case '"' -> "&quot;";
                                    case '\'' -> "&#39;";
                                    default -> String.valueOf(one);
                                });
            }
        }
        return strict.toString().replace("&#34;", "&quot;");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String page(String path) {
        return page(path, EVERYTHING);
    }

    private static String page(String path, Actor actor) {
        HttpResponse<String> answer = get(path, "text/html", actor);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answered(answer);
    }

    private static List<String> texts(String path) {
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

    private static HttpResponse<String> get(String path, String format) {
        return get(path, format, EVERYTHING);
    }

    private static HttpResponse<String> get(String path, String format, Actor actor) {
        return send(request(path, actor).header(HttpHeaders.ACCEPT, format));
    }

    private static HttpResponse<String> post(String to, Map<String, String> fields, Actor actor) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("_csrf", CSRF.getOrDefault("field", ""));
        return send(request(to, actor, CSRF.getOrDefault("cookie", ""))
                .header(HttpHeaders.ACCEPT, "text/html")
                .header(HttpHeaders.CONTENT_TYPE, "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(all.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&", "", "&withoutValue")))));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(String path, Actor actor, String... cookies) {
        String cookie = Stream.concat(Stream.of("kiinni=" + RunningQuerySide.token(actor)), Stream.of(cookies))
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining("; "));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + QUERY_SIDE.port() + path));
        return path.startsWith("/api/")
                ? request.header(HttpHeaders.AUTHORIZATION, "Bearer " + RunningQuerySide.token(actor))
                : request.header(HttpHeaders.COOKIE, cookie);
    }

    /** No header was made of a text, and no fault. */
    private static String answered(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
        assertThat(answer.headers().firstValue("X-Injected")).isEmpty();
        assertThat(answer.body()).doesNotContain("<i id=x>", "<script>", EVALUATED);
        return answer.body();
    }
}
