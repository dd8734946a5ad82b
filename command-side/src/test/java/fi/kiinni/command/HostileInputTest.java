package fi.kiinni.command;

import com.nimbusds.jose.jwk.RSAKey;
import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts;
import fi.kiinni.edge.Exchanges;
import fi.kiinni.edge.Hostile;
import fi.kiinni.edge.TokenForge;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Rules;
import fi.kiinni.log.TestPostgres;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

/** Whatever is sent to the command side, it is answered as described. */
@SpringBootTest(
        classes = CommandSide.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "spring.config.name=command-side")
class HostileInputTest {

    private static final String PASSWORD = "only of this test";
    private static final TestPostgres.Database DATABASE = TestPostgres.newDatabase();
    private static final List<String> PEOPLE = List.of("koordinaattori", "jasen", "vieras");
    private static final Actor EVERYTHING = new Actor(
            "koordinaattori",
            "sakky",
            Set.of(Role.MEMBER, Role.COORDINATOR, Role.DECISION_MAKER, Role.AUDITOR, Role.ADMINISTRATOR),
            Set.of());

    private final Exchanges exchanges;
    private final Accounts accounts;
    private final JdbcClient sql;

    @LocalServerPort
    private int port;

    @Autowired
    HostileInputTest(Exchanges exchanges, Accounts accounts, JdbcClient sql) {
        this.exchanges = exchanges;
        this.accounts = accounts;
        this.sql = sql;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", DATABASE::url);
        properties.add("spring.datasource.username", DATABASE::username);
        properties.add("spring.datasource.password", DATABASE::password);
    }

    @Test
    void whatever_is_sent_is_answered_as_described() throws ParseException {
        List.of("sakky", "raseko").forEach(provider -> accounts.seedProvider(provider, provider));
        PEOPLE.forEach(person -> {
            accounts.seedPerson(person, person.equals("vieras") ? "raseko" : "sakky", person);
            accounts.seedAccount(person, person, Set.of(Role.AUDITOR, Role.MEMBER), PASSWORD);
        });
        TokenForge forge = new TokenForge(RSAKey.parse(sql.sql("select private_jwk from signing_key")
                .query(String.class)
                .single()));
        Supplier<String> everything = signedIn(forge, EVERYTHING);
        Hostile hostile = new Hostile(exchanges, port)
                .asSignedIn(everything)
                .as(null)
                .asSignedIn(signedIn(forge, new Actor("vieras", "raseko", EVERYTHING.roles(), Set.of())))
                .as(forge.good(new Actor("auditoija", "raseko", Set.of(Role.AUDITOR), Set.of("sakky"))))
                .as(forge.good(new Actor("yllapitaja", null, Set.of(Role.OPERATOR), Set.of())));
        for (Role role : Role.values()) {
            hostile.asSignedIn(signedIn(forge, new Actor("jasen", "sakky", Set.of(role), Set.of())));
        }
        forge.bad(EVERYTHING, EVERYTHING).values().forEach(hostile::as);
        hostile.knowing(inEachPhase(everything.get()), "id", "initiative")
                .knowing(PEOPLE, "person", "owner", "responsible", "assertedBy", "mentions", "username", "auditor")
                .knowing(List.of(PASSWORD), "password", "current")
                .knowing(List.of("1", "2"), "strategyVersion")
                .areAnsweredAsDescribed();
    }

    /** A token of the session that their account is in: what is sent ends sessions, disables accounts and changes passwords. */
    private Supplier<String> signedIn(TokenForge forge, Actor actor) {
        Map<Integer, String> tokens = new HashMap<>();
        return () -> tokens.computeIfAbsent(
                sql.sql("select session from account where person = :person")
                        .param("person", actor.person())
                        .query(Integer.class)
                        .single(),
                session -> forge.good(actor, session));
    }

    /** The gates are passed by waivers. */
    private List<String> inEachPhase(String token) {
        RestClient client = RestClient.builder()
                .baseUrl("http://127.0.0.1:" + port + "/api/initiatives")
                .defaultHeader("Authorization", "Bearer " + token)
                .build();
        List<String> initiatives = new ArrayList<>();
        for (int passed = 0; passed <= 4; passed++) {
            String id = Objects.toString(post(client, "", Map.of("title", "T", "need", "N", "language", "fi"))
                    .get("initiative"));
            initiatives.add(id);
            for (Gate gate : List.of(Gate.values()).subList(0, passed)) {
                Objects.requireNonNull(Rules.CURRENT.requirements().get(gate))
                        .forEach(requirement -> post(
                                client,
                                "/" + id + "/waive-requirement",
                                Map.of("gate", gate, "requirement", requirement, "reason", "R")));
                post(client, "/" + id + "/" + through(gate), Map.of());
            }
        }
        return initiatives;
    }

    private static String through(Gate gate) {
        return switch (gate) {
            case PILOT -> "move-to-pilot";
            case STRUCTURES -> "move-to-structures";
            case EVERYDAY_LIFE -> "move-to-everyday-life";
            case ROOTED -> "declare-rooted";
        };
    }

    private static Map<?, ?> post(RestClient client, String path, Map<String, ?> body) {
        return Objects.requireNonNull(client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .body(Map.class));
    }
}
