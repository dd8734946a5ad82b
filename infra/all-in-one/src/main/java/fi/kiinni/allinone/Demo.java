package fi.kiinni.allinone;

import fi.kiinni.Role;
import fi.kiinni.command.account.Accounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a newcomer is given: known accounts, and so nothing that another machine could reach; and a real case to go on with. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("kiinni.demo")
class Demo implements ApplicationRunner {

    private static final String PASSWORD = "kiinni-demo";

    /** The demo is not for keeping, but it may be left alone for a while. */
    private static final LocalDate GRANTED_UNTIL = LocalDate.of(2099, 12, 31);

    private final Accounts accounts;
    private final Environment environment;
    private final JsonMapper json;
    private final Path data;

    Demo(Accounts accounts, Environment environment, JsonMapper json, @Value("${kiinni.data}") Path data) {
        this.accounts = accounts;
        this.environment = environment;
        this.json = json;
        this.data = data.toAbsolutePath().normalize();
    }

    /** The password of the demo accounts is printed below: no option may open them to the network. */
    static void keepToLoopback(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        if (environment.getProperty("kiinni.demo", Boolean.class, false)) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "demo", Map.of("server.address", "127.0.0.1", "management.server.address", "127.0.0.1")));
        }
    }

    /** Runs at every start; what is there already stays as it is. */
    @Override
    public void run(ApplicationArguments options) throws IOException {
        accounts.seedProvider("sakky", "Savon ammatti- ja aikuisopisto");
        accounts.seedProvider("raseko", "Raseko");
        account("jasen", "sakky", "Työryhmän jäsen", Role.MEMBER);
        account("koordinaattori", "sakky", "Koordinaattori", Role.COORDINATOR);
        account("paattaja", "sakky", "Päättäjä", Role.DECISION_MAKER);
        account("auditoija", "sakky", "Auditoija", Role.AUDITOR);
        account("paakayttaja", "sakky", "Pääkäyttäjä", Role.ADMINISTRATOR);
        account("toinen", "raseko", "Toisen järjestäjän koordinaattori", Role.COORDINATOR);
        account("yllapitaja", null, "Ylläpitäjä", Role.OPERATOR);
        accounts.seedGrant("raseko", "auditoija", GRANTED_UNTIL);
        tell("tyokykypassi");
    }

    private void account(String username, @Nullable String provider, String name, Role role) {
        accounts.seedPerson(username, provider, name);
        accounts.seedAccount(username, username, Set.of(role), PASSWORD);
    }

    /** Gives the case's commands to the public API; the idempotency keys make it one story however often it is told. */
    private void tell(String story) throws IOException {
        RestClient api = RestClient.create("http://127.0.0.1:" + environment.getProperty("local.server.port"));
        Map<String, String> tokens = new LinkedHashMap<>();
        String initiative = "";
        int step = 0;
        for (Step next : steps(story)) {
            String token = tokens.computeIfAbsent(next.as(), username -> signIn(api, username));
            Map<String, Object> answer = post(
                    api,
                    next.to().startsWith("/") ? next.to() : "/api/initiatives/" + initiative + "/" + next.to(),
                    token,
                    "demo-%s-%d".formatted(story, ++step),
                    next.body());
            initiative = Objects.toString(answer.get("initiative"));
        }
    }

    private List<Step> steps(String story) throws IOException {
        try (InputStream file = new ClassPathResource("demo/" + story + ".json").getInputStream()) {
            return json.readValue(file, new TypeReference<List<Step>>() {});
        }
    }

    private record Step(String as, String to, Map<String, Object> body) {}

    private static String signIn(RestClient api, String username) {
        return Objects.toString(post(api, "/api/tokens", null, null, Map.of("username", username, "password", PASSWORD))
                .get("token"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> post(
            RestClient api, String path, @Nullable String token, @Nullable String key, Map<String, Object> body) {
        return Objects.requireNonNull(api.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .headers(headers -> {
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                    if (key != null) {
                        headers.set("Idempotency-Key", key);
                    }
                })
                .body(body)
                .retrieve()
                .body(Map.class));
    }

    @EventListener
    void greet(ApplicationReadyEvent ready) {
        System.out.printf("""

                Kiinni is ready: http://127.0.0.1:%s/

                  Demo accounts, all with the password %s:
                    jasen, koordinaattori, paattaja, auditoija, paakayttaja   of the provider sakky
                    toinen                                                    of the provider raseko
                    yllapitaja                                                the operator

                  The data is kept in %s. Ctrl-C stops.

                """, environment.getProperty("local.server.port"), PASSWORD, data);
    }
}
