package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.RSAKey;
import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.StoredEvents;
import fi.kiinni.command.account.Accounts;
import fi.kiinni.edge.Exchanges;
import fi.kiinni.edge.Hostile;
import fi.kiinni.edge.TokenForge;
import fi.kiinni.edge.WhoMay;
import fi.kiinni.initiative.InitiativeEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

@SpringBootTest(
        useMainMethod = UseMainMethod.ALWAYS,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"kiinni.demo=true", "server.address=0.0.0.0", "management.server.address=0.0.0.0"})
@DirtiesContext // its folder goes with this class
class AllInOneTest {

    @TempDir
    static Path data;

    @Autowired
    Environment environment;

    @Autowired
    Demo demo;

    @Autowired
    JdbcClient sql;

    @Autowired
    Exchanges exchanges;

    @Autowired
    ApplicationContext application;

    @Autowired
    Accounts accounts;

    @Autowired
    MongoConnectionDetails views;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry properties) {
        properties.add("kiinni.data", data::toString);
    }

    @Test
    void the_demo_keeps_to_the_loopback_whatever_the_options_say() {
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
        assertThat(environment.getProperty("management.server.address")).isEqualTo("127.0.0.1");
    }

    @Test
    void the_log_is_the_durable_postgresql_in_the_folder_and_the_views_are_in_memory() {
        assertThat(sql.sql("SHOW data_directory").query(String.class).single()).isEqualTo(data + "/postgresql");
        assertThat(sql.sql("SHOW synchronous_commit").query(String.class).single())
                .isEqualTo("on");
        assertThat(views.getConnectionString().getHosts())
                .singleElement()
                .asString()
                .startsWith("127.0.0.1:");
    }

    @Test
    void everything_that_is_asked_for_its_health_is_well() {
        RestClient management =
                RestClient.create("http://127.0.0.1:" + environment.getProperty("local.management.port"));
        await().untilAsserted(() -> {
            JsonNode health = Objects.requireNonNull(management
                    .get()
                    .uri("/actuator/health")
                    .retrieve()
                    .onStatus(_ -> true, (_, _) -> {})
                    .body(JsonNode.class));
            assertThat(health.path("status").asString()).as("%s", health).isEqualTo("UP");
        });
    }

    @Test
    void a_newcomer_signs_in_and_takes_the_first_steps() {
        RestClient api = RestClient.create("http://127.0.0.1:" + environment.getProperty("local.server.port"));
        Object token = post(api, "/api/tokens", Map.of("username", "koordinaattori", "password", "kiinni-demo"))
                .get("token");
        RestClient signedIn =
                api.mutate().defaultHeader("Authorization", "Bearer " + token).build();

        Map<?, ?> started =
                post(signedIn, "/api/initiatives", Map.of("title", "Kiinni arkeen", "need", "Tarve", "language", "fi"));
        assertThat(started.get("version")).isEqualTo(1);
        Map<?, ?> described = post(
                signedIn,
                "/api/initiatives/" + started.get("initiative") + "/describe-initiative",
                Map.of("targetState", "Tavoitetila ä 😀"));
        assertThat(described.get("version")).isEqualTo(2);
        await().ignoreExceptionsInstanceOf(HttpClientErrorException.NotFound.class) // not in the view yet
                .untilAsserted(() -> assertThat(signedIn.get()
                                .uri("/api/initiatives/{id}", started.get("initiative"))
                                .retrieve()
                                .body(String.class))
                        .contains("Kiinni arkeen", "Tavoitetila ä 😀"));
    }

    /** Every kind of fact there is, on the way to being rooted. */
    @Test
    void the_example_goes_from_the_first_description_to_being_rooted() throws IOException {
        ToldStory story = new ToldStory(api());

        String initiative = story.tell("esimerkki");

        assertThat(events(story, initiative))
                .containsOnlyOnceElementsOf(List.of("InitiativeStarted", "AdoptionReviewCalledFor"))
                .hasSameElementsAs(StoredEvents.all().stream()
                        .filter(InitiativeEvent.class::isAssignableFrom)
                        .map(event -> StoredEvents.of(event).value())
                        .toList());
        List<JsonNode> audit = items(story, initiative, "/audit");
        assertThat(audit).hasSize(77).allSatisfy(entry -> {
            assertThat(entry.propertyNames())
                    .contains("by", "byName", "role", "command", "recordedAt", "effectiveOn", "hash");
            assertThat(entry.path("sentence").asString()).doesNotContain("–");
            assertThat(entry.path("fields"))
                    .allSatisfy(field -> assertThat(field.path("lines"))
                            .as("%s of %s", field.path("field"), entry.path("event"))
                            .isNotEmpty()
                            .allSatisfy(line -> assertThat(line.asString()).doesNotContainPattern("[0-9a-f]{8}-")));
        });
        assertThat(audit)
                .filteredOn(entry -> entry.path("event").asString().equals("CurrentStateMapped"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.path("assertedByName").asString()).isEqualTo("Opinto-ohjaaja");
                    assertThat(entry.path("why").asString()).isEqualTo("Havainnoitu kahdella alalla viikon ajan");
                    assertThat(entry.path("effectiveOn").asString()).isEqualTo("2023-02");
                });
    }

    /** Decided before it was tried: the facts come in the order of life, and what is not known is waived with that reason. */
    @Test
    void the_case_of_savo_stands_in_everyday_life_with_its_waivers_visible() throws IOException {
        ToldStory story = new ToldStory(api());

        String initiative = story.tell("tyokykypassi-savo");

        assertThat(story.seen().path("waivers"))
                .hasSize(16)
                .allSatisfy(
                        waiver -> assertThat(waiver.path("reason").asString()).isNotBlank());
        List<String> events = events(story, initiative);
        assertThat(events).filteredOn("RequirementWaived"::equals).hasSize(16);
        assertThat(events.indexOf("AdoptionDecided")).isLessThan(events.indexOf("MovedToPilot"));
        assertThat(items(story, initiative, "/timeline").stream()
                        .filter(entry -> !entry.path("event").asString().equals("RequirementWaived"))
                        .map(entry -> entry.path("event").asString() + " "
                                + entry.path("effectiveOn").asString()))
                .containsExactly(
                        "InitiativeStarted 2014",
                        "AdoptionDecided 2014-09",
                        "MemberAppointed 2014",
                        "MemberAppointed 2014",
                        "MovedToPilot 2015",
                        "OperatingModelDescribed 2015",
                        "MovedToStructures 2015",
                        "ActionPlanned 2015",
                        "ActionCompleted 2015",
                        "MovedToEverydayLife 2015");
    }

    @Test
    void the_requests_to_try_are_answered_as_they_say() throws IOException {
        assertThat(new RequestsToTry(api()).send(Path.of("../http/example.http")))
                .isGreaterThan(100);
    }

    @Test
    void the_demo_shows_the_real_cases_where_they_stand_and_tells_them_once() throws IOException {
        ToldStory story = new ToldStory(api());
        Map<String, String> standing = Map.of(
                "Työkykypassi, Savon ammatti- ja aikuisopisto", "EVERYDAY_LIFE ACTIVE 26",
                "Esimerkki: Liikettä opiskelupäivään", "EVERYDAY_LIFE ROOTED 77",
                "Esimerkki: Opiskelijat vertaisohjaajina", "PILOT ACTIVE 18",
                "Työkykypassi Rasekossa", "PILOT ACTIVE 10",
                "GetUp and Keep Going!", "DEVELOPMENT ACTIVE 3",
                "Kotihoidon kokeilu", "DEVELOPMENT ACTIVE 2");

        await().untilAsserted(() -> assertThat(standing(story)).containsAllEntriesOf(standing));
        int initiatives = initiatives(story).size();
        demo.run(new DefaultApplicationArguments());

        assertThat(initiatives(story)).hasSize(initiatives);
        assertThat(standing(story)).containsAllEntriesOf(standing);
    }

    private static Map<String, String> standing(ToldStory story) {
        return initiatives(story).stream()
                .collect(Collectors.toMap(
                        item -> item.path("title").asString(),
                        item -> item.path("phase").asString() + " "
                                + item.path("status").asString() + " " + item.path("version"),
                        (first, _) -> first));
    }

    private static List<JsonNode> initiatives(ToldStory story) {
        return story.read("auditoija", "/api/initiatives?limit=200")
                .path("items")
                .valueStream()
                .toList();
    }

    @Test
    void there_is_a_request_to_try_for_every_command() throws IOException {
        Map<?, ?> description = Objects.requireNonNull(
                api().get().uri("/api/openapi").retrieve().body(Map.class));
        String requests =
                Files.readString(Path.of("../http/example.http")).replace("{{start.response.body.initiative}}", "{id}");

        List<String> commands = ((Map<?, ?>) Objects.requireNonNull(description.get("paths")))
                .entrySet().stream()
                        .filter(path -> ((Map<?, ?>) path.getValue()).containsKey("post"))
                        .map(path -> path.getKey().toString())
                        .filter(path -> path.startsWith("/api/initiatives/{id}/"))
                        .toList();
        assertThat(commands)
                .hasSizeGreaterThan(50)
                .allSatisfy(command -> assertThat(requests).contains("POST {{host}}" + command + "\n"));
    }

    /** Pages and their forms, which become commands here: whatever is sent to them, it is answered, and leads nowhere else. */
    @Test
    void whatever_is_sent_to_a_page_is_answered() throws ParseException {
        // A provider that the other tests know nothing of.
        accounts.seedProvider("muu", "Muu");
        List<String> people = List.of("kaikki", "toinen-muu");
        people.forEach(person -> {
            accounts.seedPerson(person, "muu", person);
            accounts.seedAccount(person, person, Set.of(Role.ADMINISTRATOR), "only of this test");
        });
        TokenForge forge = forge();
        Actor everything = new Actor(
                "kaikki",
                "muu",
                Set.of(Role.MEMBER, Role.COORDINATOR, Role.DECISION_MAKER, Role.AUDITOR, Role.ADMINISTRATOR),
                Set.of("raseko"));
        Supplier<String> token = () -> forge.good(
                everything,
                sql.sql("select session from account where person = 'kaikki'")
                        .query(Integer.class)
                        .single());
        RestClient signedIn = api().mutate()
                .defaultHeader("Authorization", "Bearer " + token.get())
                .build();
        List<String> initiatives = Stream.of("A", "B", "C")
                .map(title -> post(signedIn, "/api/initiatives", Map.of("title", title, "need", "N", "language", "fi")))
                .map(started -> Objects.toString(started.get("initiative")))
                .toList();
        new Hostile(exchanges, environment.getRequiredProperty("local.server.port", Integer.class))
                .asSignedIn(token)
                .as(null)
                .as(forge.good(new Actor("toinen-muu", "muu", Set.of(Role.MEMBER), Set.of())))
                .as(forge.good(new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of())))
                .knowing(initiatives, "id", "initiative")
                .knowing(people, "person", "owner", "responsible", "assertedBy", "by", "username")
                .knowing(List.of("only of this test"), "password", "current")
                // What is followed live never ends, and what lies in the jar is no page.
                .ofPages(WhoMay.routes(application).stream()
                        .filter(route -> route.matches("(GET|POST) /.*")
                                && !route.contains(" /api/")
                                && !route.contains("/.")
                                && !route.endsWith(" /live"))
                        .sorted())
                .areAnsweredAsDescribed();
    }

    /** What may be left empty is told by the form's own list of fields, what may not by the command's constraints: two sides that share neither. */
    @Test
    void a_form_says_of_each_field_whether_the_command_needs_it() throws ParseException {
        accounts.seedProvider("lomake", "Lomake");
        accounts.seedPerson("tayttaja", "lomake", "Täyttäjä");
        accounts.seedAccount("tayttaja", "tayttaja", Set.of(Role.ADMINISTRATOR), "only of this test");
        String token = forge().good(new Actor(
                "tayttaja",
                "lomake",
                Set.of(Role.MEMBER, Role.COORDINATOR, Role.DECISION_MAKER, Role.ADMINISTRATOR),
                Set.of()));
        RestClient signedIn = api().mutate()
                .defaultHeader("Authorization", "Bearer " + token)
                .defaultHeader("Cookie", "kiinni=" + token)
                .build();
        String initiative =
                Objects.toString(post(signedIn, "/api/initiatives", Map.of("title", "A", "need", "N", "language", "fi"))
                        .get("initiative"));
        // What supersedes another is only asked where there is another.
        post(
                signedIn,
                "/api/initiatives/" + initiative + "/decide-adoption",
                Map.of("choice", "ADOPT", "options", List.of(), "grounds", "G", "body", "B", "decidedOn", "2020"));
        JsonNode description = Objects.requireNonNull(
                api().get().uri("/api/openapi").retrieve().body(JsonNode.class));

        FormsHeld forms = new FormsHeld(description, signedIn, initiative);
        assertThat(forms.held()).hasSizeGreaterThan(200);
        assertThat(forms.foundToDepend())
                .contains("decide-pilot-reviewOn", "decide-adoption-conditions", "mirror-strategy-goals");
        assertThat(forms.foundToClash()).containsExactly("decide-adoption-conditions", "decide-adoption-supersedes");
    }

    @Test
    void a_grant_that_is_withdrawn_ends_what_is_open_by_it_and_nothing_is_told_after() throws Exception {
        accounts.seedProvider("antaja", "Antaja");
        for (String person : List.of("antaja", "aloittaja")) {
            accounts.seedPerson(person, "antaja", person);
            accounts.seedAccount(person, person, Set.of(Role.ADMINISTRATOR, Role.COORDINATOR), "only of this test");
        }
        RestClient giver = signedIn("antaja", "only of this test");
        post(giver, "/api/grants", Map.of("auditor", "auditoija", "until", "2099-12-31"));
        String token = token("auditoija", "kiinni-demo");
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> feed = lines(client, "/api/events?from=now&provider=antaja", token);
                Stream<String> page = lines(client, "/live", token)) {
            CompletableFuture<List<String>> events = CompletableFuture.supplyAsync(feed::toList);
            CompletableFuture<List<String>> signals = CompletableFuture.supplyAsync(page::toList);
            post(giver, "/api/grants/auditoija/withdraw", Map.of());
            RestClient auditor = api().mutate()
                    .defaultHeader("Authorization", "Bearer " + token)
                    .build();
            await().untilAsserted(() -> assertThatThrownBy(() ->
                            auditor.get().uri("/api/initiatives").retrieve().body(JsonNode.class))
                    .isInstanceOf(HttpClientErrorException.Unauthorized.class));
            post(giver, "/api/initiatives", Map.of("title", "Salassa", "need", "N", "language", "fi"));

            assertThat(events.get(30, TimeUnit.SECONDS)).noneMatch(line -> line.startsWith("data:"));
            assertThat(signals.get(30, TimeUnit.SECONDS)).noneMatch(line -> line.startsWith("data:"));
        }
        JsonNode look = Objects.requireNonNull(
                        giver.get().uri("/api/looks").retrieve().body(JsonNode.class))
                .at("/items/0");
        assertThat(look.path("kind").asString()).isEqualTo("FEED");
        assertThat(look.path("grantedUntil").asString()).isEqualTo("2099-12-31");
    }

    private Stream<String> lines(HttpClient client, String path, String token) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + environment.getProperty("local.server.port") + path))
                                .header("Accept", "text/event-stream")
                                .header("Authorization", "Bearer " + token)
                                .header("Cookie", "kiinni=" + token)
                                .build(),
                        BodyHandlers.ofLines())
                .body();
    }

    private String token(String username, String password) {
        return Objects.toString(post(api(), "/api/tokens", Map.of("username", username, "password", password))
                .get("token"));
    }

    private RestClient signedIn(String username, String password) {
        return api().mutate()
                .defaultHeader("Authorization", "Bearer " + token(username, password))
                .build();
    }

    private TokenForge forge() throws ParseException {
        return new TokenForge(RSAKey.parse(sql.sql("select private_jwk from signing_key")
                .query(String.class)
                .single()));
    }

    private RestClient api() {
        return RestClient.create("http://127.0.0.1:" + environment.getProperty("local.server.port"));
    }

    private static List<String> events(ToldStory story, String initiative) {
        return items(story, initiative, "/timeline").stream()
                .map(item -> item.path("event").asString())
                .toList();
    }

    private static List<JsonNode> items(ToldStory story, String initiative, String resource) {
        return story.read("auditoija", "/api/initiatives/" + initiative + resource + "?limit=200")
                .path("items")
                .valueStream()
                .toList();
    }

    private static Map<?, ?> post(RestClient api, String path, Map<String, ?> body) {
        return Objects.requireNonNull(api.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .body(Map.class));
    }
}
