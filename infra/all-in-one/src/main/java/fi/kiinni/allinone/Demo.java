package fi.kiinni.allinone;

import fi.kiinni.Role;
import fi.kiinni.allinone.Story.Step;
import fi.kiinni.command.account.Accounts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** What a newcomer is given: known accounts, and so nothing that another machine could reach; and the real cases, and examples, to look at. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("kiinni.demo")
class Demo implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    /** The demo is not for keeping, but it may be left alone for a while. */
    private static final LocalDate GRANTED_UNTIL = LocalDate.of(2099, 12, 31);

    /** In this order, for a later one may name what an earlier one has made. */
    private static final List<String> STORIES =
            List.of("tyokykypassi-savo", "esimerkki", "esimerkki-kesken", "raseko", "getup", "kotihoito");

    private final Accounts accounts;
    private final Environment environment;
    private final JdbcClient database;
    private final Path data;

    Demo(Accounts accounts, Environment environment, JdbcClient database, @Value("${kiinni.data}") Path data) {
        this.accounts = accounts;
        this.environment = environment;
        this.database = database;
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
        accounts.seedProvider("sasky", "Sasky koulutusyhtymä");
        accounts.seedProvider("lappia", "Ammattiopisto Lappia");
        account("jasen", "sakky", "Työryhmän jäsen", Role.MEMBER);
        account("koordinaattori", "sakky", "Koordinaattori", Role.COORDINATOR);
        account("paattaja", "sakky", "Päättäjä", Role.DECISION_MAKER);
        account("auditoija", "sakky", "Auditoija", Role.AUDITOR);
        account("paakayttaja", "sakky", "Pääkäyttäjä", Role.ADMINISTRATOR);
        accounts.seedPerson("opinto-ohjaaja", "sakky", "Opinto-ohjaaja"); // takes part and never signs in
        account("toinen", "raseko", "Toisen järjestäjän koordinaattori", Role.COORDINATOR);
        account("toinen-paattaja", "raseko", "Toisen järjestäjän päättäjä", Role.DECISION_MAKER);
        account("kolmas", "sasky", "Kolmannen järjestäjän koordinaattori", Role.COORDINATOR);
        account("neljas", "lappia", "Neljännen järjestäjän koordinaattori", Role.COORDINATOR);
        account("yllapitaja", null, "Ylläpitäjä", Role.OPERATOR);
        for (String other : List.of("raseko", "sasky", "lappia")) {
            accounts.seedGrant(other, "auditoija", GRANTED_UNTIL);
        }
        String last = STORIES.getLast();
        if (!isTold(key(last, Story.steps(last).size()))) {
            // With patience: on a machine that is busy starting, the first answers take long.
            Story story = new Story(RestClient.builder()
                    .requestFactory(new JdkClientHttpRequestFactory())
                    .baseUrl("http://127.0.0.1:" + environment.getProperty("local.server.port"))
                    .build());
            for (String name : STORIES) {
                tell(story, name);
            }
        }
    }

    private void account(String username, @Nullable String provider, String name, Role role) {
        accounts.seedPerson(username, provider, name);
        accounts.seedAccount(username, username, Set.of(role), Story.PASSWORD);
    }

    /**
     * Gives the story's commands to the public API. Their idempotency keys make it one story however often it is told; where an earlier
     * edition of Kiinni has told it otherwise, that one stays.
     */
    private static void tell(Story story, String name) throws IOException {
        int number = 0;
        for (Step step : Story.steps(name)) {
            number++;
            if (step.refused() != null) {
                continue;
            }
            ResponseEntity<Map<String, Object>> answer = story.take(step, key(name, number));
            if (answer.getStatusCode().isError()) {
                LOG.info(
                        "The story {} stays as it was told before: step {} answered {}",
                        name,
                        number,
                        answer.getBody());
                return;
            }
        }
    }

    private static String key(String story, int step) {
        return "demo-%s-%d".formatted(story, step);
    }

    private boolean isTold(String lastStep) {
        return database.sql("select exists (select from idempotency_key where key = ?)")
                .param(lastStep)
                .query(Boolean.class)
                .single();
    }

    @EventListener
    void greet(ApplicationReadyEvent ready) {
        System.out.printf("""

                Kiinni is ready: http://127.0.0.1:%s/

                  Demo accounts, all with the password %s:
                    jasen, koordinaattori, paattaja, auditoija, paakayttaja   of the provider sakky
                    toinen, toinen-paattaja                                   of the provider raseko
                    kolmas, neljas                                            of the providers sasky and lappia
                    yllapitaja                                                the operator

                  The data is kept in %s. Ctrl-C stops.

                """, environment.getProperty("local.server.port"), Story.PASSWORD, data);
    }
}
