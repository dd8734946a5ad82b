package fi.kiinni.command;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.jwk.RSAKey;
import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts;
import fi.kiinni.edge.TokenForge;
import fi.kiinni.edge.WhoMay;
import fi.kiinni.log.TestPostgres;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The table of who may what, as the domain has it, against every route of the command side. */
@SpringBootTest(
        classes = CommandSide.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "spring.config.name=command-side")
class WhoMayTest {

    private static final TestPostgres.Database DATABASE = TestPostgres.newDatabase();
    private static final Role[] NOBODY = {};

    private final ApplicationContext application;
    private final Accounts accounts;
    private final JdbcClient sql;

    @LocalServerPort
    private int port;

    @Autowired
    WhoMayTest(ApplicationContext application, Accounts accounts, JdbcClient sql) {
        this.application = application;
        this.accounts = accounts;
        this.sql = sql;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", DATABASE::url);
        properties.add("spring.datasource.username", DATABASE::username);
        properties.add("spring.datasource.password", DATABASE::password);
    }

    @TestFactory
    Stream<DynamicTest> everyRouteForWhoLeadsTheTeamWhoIsOnItAndWhoIsNot() {
        TokenForge forge = new TokenForge(signingKey());
        List.of("sakky", "raseko").forEach(provider -> accounts.seedProvider(provider, provider));
        List.of("vetaja", "jasen", "muu").forEach(person -> seed(person, "sakky", Role.MEMBER));
        seed("toinen", "raseko", Role.COORDINATOR);
        seed("vieras", "raseko", Role.AUDITOR);
        String own = start(forge.good(new Actor("vetaja", "sakky", Set.of(Role.COORDINATOR), Set.of())));
        String another = start(forge.good(new Actor("toinen", "raseko", Set.of(Role.COORDINATOR), Set.of())));
        post(
                own + "/appoint-member",
                forge.good(new Actor("vetaja", "sakky", Set.of(Role.COORDINATOR), Set.of())),
                "{\"person\":\"jasen\",\"seat\":\"MEMBER\"}");
        Function<Boolean, String> initiative = asOwn -> asOwn ? own : another;

        Role[] team = {Role.MEMBER, Role.COORDINATOR};
        WhoMay leading = withoutInitiative(commands(initiative, team, Role.COORDINATOR));
        WhoMay onTheTeam = commands(initiative, team, NOBODY);
        WhoMay elsewhere = commands(initiative, NOBODY, NOBODY);
        String address = "http://localhost:" + port;
        return Stream.of(
                        Stream.of(leading.everyRouteHasARow(application)),
                        leading.cells(address, forge, of("vetaja")),
                        onTheTeam.cells(address, forge, of("jasen")),
                        elsewhere.cells(address, forge, of("muu")))
                .flatMap(cells -> cells);
    }

    /**
     * @param team the roles that may what the team may
     * @param leading the roles that may what its coordinators may
     */
    private static WhoMay commands(Function<Boolean, String> initiative, Role[] team, Role... leading) {
        Role[] deciding = {Role.DECISION_MAKER};
        Role[] leadingOrDeciding =
                Stream.concat(Stream.of(leading), Stream.of(deciding)).toArray(Role[]::new);
        WhoMay table = new WhoMay();
        List.of(
                        "describe-initiative",
                        "map-current-state",
                        "record-funding",
                        "mirror-strategy",
                        "define-measure",
                        "retarget-measure",
                        "retire-measure",
                        "plan-pilot",
                        "post-comment",
                        "retract-comment",
                        "record-pilot-result",
                        "correct-pilot-result",
                        "withdraw-pilot-result",
                        "describe-operating-model",
                        "describe-decision-process",
                        "describe-adoption-plan",
                        "correct-adoption-record",
                        "fulfil-condition",
                        "plan-action",
                        "reschedule-action",
                        "complete-action",
                        "drop-action",
                        "correct-action",
                        "anchor-in-structure",
                        "withdraw-anchor",
                        "record-measurement",
                        "correct-measurement",
                        "withdraw-measurement",
                        "identify-factor",
                        "rate-factor",
                        "resolve-factor")
                .forEach(command -> add(table, command, initiative, team));
        List.of(
                        "request-decision",
                        "withdraw-decision-request",
                        "move-to-pilot",
                        "conclude-pilot",
                        "move-to-structures",
                        "move-to-everyday-life",
                        "return-to-phase",
                        "review-rooting",
                        "pause-initiative")
                .forEach(command -> add(table, command, initiative, leading));
        List.of("appoint-member", "release-member", "resume-initiative")
                .forEach(command -> add(table, command, initiative, leadingOrDeciding));
        List.of(
                        "decide-pilot",
                        "decide-adoption",
                        "waive-requirement",
                        "withdraw-waiver",
                        "declare-rooted",
                        "reopen-rooting",
                        "stop-initiative")
                .forEach(command -> add(table, command, initiative, deciding));
        add(
                table,
                "gate",
                initiative,
                Stream.of(Role.values()).filter(role -> role != Role.OPERATOR).toArray(Role[]::new));
        return table;
    }

    private static void add(WhoMay table, String command, Function<Boolean, String> initiative, Role... may) {
        table.ofProvider("POST /api/initiatives/{id}/" + command, own -> initiative.apply(own) + "/" + command, may);
    }

    private static WhoMay withoutInitiative(WhoMay table) {
        Role administrator = Role.ADMINISTRATOR;
        return table.open("GET /.well-known/jwks.json")
                .open("GET /api/openapi")
                .open("GET /api/openapi.yaml")
                .open("POST /api/tokens")
                .open("POST /api/first-operator")
                .roles("POST /api/initiatives", Role.COORDINATOR)
                .roles("POST /api/strategy/publish-strategy", administrator)
                .roles("POST /api/accounts/me/change-password", Role.values())
                .roles("POST /api/accounts/me/end-sessions", Role.values())
                .roles("POST /api/providers", Role.OPERATOR)
                .roles("POST /api/directory", administrator)
                .roles("POST /api/accounts", administrator)
                .roles("POST /api/grants", administrator)
                .roles("POST /api/grants/{auditor}/withdraw", "/api/grants/vieras/withdraw", administrator)
                .ofProvider("POST /api/accounts/{username}/change-roles", account("change-roles"), administrator)
                .ofProvider("POST /api/accounts/{username}/disable-account", account("disable-account"), administrator)
                .ofProvider(
                        "POST /api/directory/{person}/rename-person",
                        own -> "/api/directory/" + (own ? "jasen" : "toinen") + "/rename-person",
                        administrator)
                .ofProvider("POST /api/accounts/{username}/end-sessions", account("end-sessions"), administrator)
                .ofProvider("POST /api/accounts/{username}/enable-account", account("enable-account"), administrator)
                .ofProvider("POST /api/accounts/{username}/set-password", account("set-password"), administrator);
    }

    private static Function<Boolean, String> account(String command) {
        return own -> "/api/accounts/" + (own ? "jasen" : "toinen") + "/" + command;
    }

    private static Function<Role, Actor> of(String person) {
        return role -> new Actor(person, role == Role.OPERATOR ? null : "sakky", Set.of(role), Set.of());
    }

    private void seed(String person, String provider, Role role) {
        accounts.seedPerson(person, provider, person);
        accounts.seedAccount(person, person, Set.of(role), "only of this test");
    }

    private String start(String token) {
        String body = "{\"title\":\"Työkykypassi\",\"need\":\"Työkyky vaihtelee.\",\"language\":\"fi\"}";
        @Nullable
        URI location = post("/api/initiatives", token, body)
                .expectStatus()
                .isCreated()
                .returnResult(Void.class)
                .getResponseHeaders()
                .getLocation();
        return requireNonNull(location).getPath();
    }

    private WebTestClient.ResponseSpec post(String path, String token, String body) {
        return WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build()
                .post()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(token))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
    }

    private RSAKey signingKey() {
        try {
            return RSAKey.parse(sql.sql("select private_jwk from signing_key")
                    .query(String.class)
                    .single());
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
