package fi.kiinni.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.benchmark.DurablePostgres.Database;
import fi.kiinni.command.CommandSide;
import fi.kiinni.command.Core;
import fi.kiinni.command.account.Accounts;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.strategy.StrategyCommand.PublishStrategy;
import fi.kiinni.log.EventCodec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The command side as it is run, with a server, accounts and a strategy; its two lanes go through HTTP, and past it. */
final class RunningCommandSide implements AutoCloseable {

    private static final String PASSWORD = "a password for benchmarks";
    private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(EventCodec.valueTypes())
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private final ConfigurableApplicationContext context;
    private final Core core;
    private final UUID goal;

    RunningCommandSide(Database database) {
        context = new SpringApplicationBuilder(CommandSide.class)
                .properties("spring.config.name=command-side")
                .run(
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + Database.USER,
                        "--spring.datasource.password=" + Database.USER,
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
        core = Core.of(context);
        Accounts accounts = context.getBean(Accounts.class);
        accounts.seedProvider(Life.PROVIDER, "Savon ammatti- ja aikuisopisto");
        for (Actor actor : List.of(Life.COORDINATOR, Life.DECISION_MAKER, Life.ADMINISTRATOR)) {
            accounts.seedPerson(actor.person(), Life.PROVIDER, actor.person());
            accounts.seedAccount(actor.person(), actor.person(), actor.roles(), PASSWORD);
        }
        Answer published = core.give(
                Life.PROVIDER,
                new PublishStrategy(
                        "Strategia 2030",
                        BusinessDate.parse("2023"),
                        BusinessDate.parse("2030"),
                        List.of(new PublishStrategy.Goal("Jokainen opiskelija voi hyvin"))),
                Life.ADMINISTRATOR);
        List<?> goals = (List<?>) Objects.requireNonNull(
                Objects.requireNonNull(published.created()).get("goals"));
        goal = UUID.fromString(goals.getFirst().toString());
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    private Life newLife() {
        return new Life(goal, core.today());
    }

    /** Commands as the routes give them, without the routes. */
    Lane past() {
        return new Lane() {
            @Override
            public String name() {
                return "core";
            }

            @Override
            public Worker newWorker() {
                return new Living() {
                    @Override
                    Answer give(String initiative, Life.Step step) {
                        return core.give(initiative, step.command(), step.by());
                    }
                };
            }
        };
    }

    /** Commands posted to the server, by people who have signed in. */
    Lane http() throws IOException {
        int port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
        Map<Actor, String> tokens = Map.of(
                Life.COORDINATOR, token(port, Life.COORDINATOR), Life.DECISION_MAKER, token(port, Life.DECISION_MAKER));
        return new Lane() {
            @Override
            public String name() {
                return "HTTP";
            }

            @Override
            public Worker newWorker() throws IOException {
                Caller caller = new Caller(port);
                return new Living() {
                    @Override
                    Answer give(String initiative, Life.Step step) throws IOException {
                        InitiativeCommand command = step.command();
                        byte[] answer = caller.post(
                                Core.path(command, initiative),
                                Objects.requireNonNull(tokens.get(step.by())),
                                JSON.writeValueAsBytes(command));
                        return JSON.readValue(answer, Answer.class);
                    }

                    @Override
                    public void close() throws IOException {
                        caller.close();
                    }
                };
            }
        };
    }

    private static String token(int port, Actor actor) throws IOException {
        try (Caller caller = new Caller(port)) {
            byte[] answer = caller.post(
                    "/api/tokens",
                    null,
                    JSON.writeValueAsBytes(Map.of("username", actor.person(), "password", PASSWORD)));
            return JSON.readTree(answer).get("token").asString();
        }
    }

    /** Lives one life after the other. */
    private abstract class Living implements Lane.Worker {

        private Life life = newLife();
        private String initiative = IDS.generate().toString();

        abstract Answer give(String initiative, Life.Step step) throws Exception;

        @Override
        public void step() throws Exception {
            if (life.isOver()) {
                life = newLife();
                initiative = IDS.generate().toString();
            }
            Answer answer = give(initiative, life.next());
            initiative = Objects.requireNonNull(answer.initiative());
            life.taken(answer.created());
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
