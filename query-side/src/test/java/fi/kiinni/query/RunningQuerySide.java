package fi.kiinni.query;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.edge.Exchanges;
import fi.kiinni.edge.PublicKeys;
import fi.kiinni.edge.TokenForge;
import fi.kiinni.log.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The query side as it is, on a PostgreSQL of its own and a MongoDB-compatible server that can be cut off. */
public final class RunningQuerySide implements AutoCloseable {

    private static final RSAKey KEY = TokenForge.newKey("test");
    private static final TokenForge FORGE = new TokenForge(KEY);

    /** By which the command side knows this one. */
    public static final String SECRET = "between the sides";

    public final TestPostgres.Database postgres;
    public final Cuttable mongoConnections;
    private MongoServer mongo = new MongoServer(new MemoryBackend());
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private ConfigurableApplicationContext context;

    /** In place of the command side's keys. */
    @Configuration(proxyBeanMethods = false)
    static class Keys {

        @Bean
        PublicKeys publicKeys() {
            return () -> new JWKSet(KEY).toPublicJWKSet();
        }
    }

    public RunningQuerySide(String... settings) {
        postgres = TestPostgres.newMigratedDatabase();
        postgres.execute(
                "CREATE TABLE provider (slug text PRIMARY KEY, name text NOT NULL)",
                "CREATE TABLE person (id text PRIMARY KEY, provider text, name text NOT NULL)",
                "CREATE TABLE account (username text PRIMARY KEY, person text NOT NULL UNIQUE, roles text[] NOT NULL,"
                        + " disabled boolean NOT NULL DEFAULT false, session integer NOT NULL DEFAULT 0,"
                        + " session_since timestamptz)",
                "CREATE TABLE auditor_grant (provider text NOT NULL, auditor text NOT NULL, until date NOT NULL,"
                        + " PRIMARY KEY (provider, auditor))",
                "CREATE TABLE account_change (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                        + " changed_at timestamptz NOT NULL DEFAULT clock_timestamp(), changed_by text, role text,"
                        + " what text NOT NULL,"
                        + " provider text, subject text NOT NULL, detail jsonb NOT NULL)",
                "CREATE TABLE passed_over (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, view text NOT NULL,"
                        + " aggregate text NOT NULL, version bigint NOT NULL, reason text NOT NULL, passed_by text NOT NULL,"
                        + " passed_at timestamptz NOT NULL DEFAULT clock_timestamp(), withdrawn_by text,"
                        + " withdrawn_at timestamptz)",
                "CREATE UNIQUE INDEX ON passed_over (view, aggregate, version) WHERE withdrawn_at IS NULL",
                "CREATE TABLE look (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                        + " looked_at timestamptz NOT NULL DEFAULT clock_timestamp(), person text NOT NULL, roles text[] NOT NULL,"
                        + " home text NOT NULL, granted_until date, provider text NOT NULL, initiative text, kind text NOT NULL,"
                        + " asked jsonb NOT NULL CHECK (octet_length(asked::text) <= 16384))",
                "CREATE TABLE handed_out (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sha256 text NOT NULL, provider text NOT NULL,"
                        + " report text NOT NULL, initiative text, address text NOT NULL, title text NOT NULL, format text NOT NULL,"
                        + " language text NOT NULL, bytes bigint NOT NULL, by text NOT NULL,"
                        + " at timestamptz NOT NULL DEFAULT clock_timestamp())",
                "CREATE TABLE side_secret (secret text NOT NULL)",
                "INSERT INTO side_secret VALUES ('" + SECRET + "')",
                "INSERT INTO account VALUES ('jasen', 'jasen', '{MEMBER}'), ('paakayttaja', 'paakayttaja', '{ADMINISTRATOR}'),"
                        + " ('toinen', 'toinen', '{AUDITOR}'), ('yllapitaja', 'yllapitaja', '{OPERATOR}')",
                "INSERT INTO provider VALUES ('sakky', 'Savon ammatti- ja aikuisopisto'), ('raseko', 'Raseko')",
                "INSERT INTO person VALUES ('jasen', 'sakky', 'Jaana Jäsen'), ('koordinaattori', 'sakky', 'Kaisa Koordinaattori'),"
                        + " ('paattaja', 'sakky', 'Pekka Päättäjä'), ('paakayttaja', 'sakky', 'Paula Pääkäyttäjä'),"
                        + " ('toinen', 'raseko', 'Toni Toinen'), ('yllapitaja', null, 'Yrjö Ylläpitäjä')");
        mongo.bind("127.0.0.1", 0);
        mongoConnections = new Cuttable(mongo.getLocalAddress().getPort());
        this.settings.put("server.port", 0);
        this.settings.put("management.server.port", 0);
        this.settings.put("spring.datasource.url", postgres.url());
        this.settings.put("spring.datasource.username", postgres.username());
        this.settings.put("spring.datasource.password", postgres.password());
        this.settings.put(
                "spring.mongodb.uri",
                "mongodb://127.0.0.1:" + mongoConnections.port()
                        + "/kiinni?serverSelectionTimeoutMS=1000&connectTimeoutMS=1000&heartbeatFrequencyMS=500");
        this.settings.put("kiinni.command-api", "http://127.0.0.1:1");
        this.settings.put("kiinni.views.retry-every", "100ms");
        this.settings.put("management.endpoints.web.exposure.include", "health,prometheus");
        for (String setting : settings) {
            this.settings.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        context = start();
    }

    private ConfigurableApplicationContext start() {
        String[] options = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return QuerySide.application().sources(Keys.class).run(options);
    }

    /** Ends and begins again; the views and tokens stay. */
    public void restart() {
        stop();
        context = start();
    }

    /** Forgets every view and token, and begins again. */
    public void restartWithoutViews() {
        restartWith(_ -> {});
    }

    /** @param prepare what is in the emptied database when it begins again */
    public void restartWith(Consumer<MongoDatabase> prepare) {
        stop();
        int port = mongo.getLocalAddress().getPort();
        mongo.shutdownNow();
        mongo = new MongoServer(new MemoryBackend());
        mongo.bind("127.0.0.1", port);
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
            prepare.accept(client.getDatabase("kiinni"));
        }
        context = start();
    }

    private void stop() {
        try {
            bean(Exchanges.class).areAsDescribed();
        } finally {
            context.close();
        }
    }

    public ApplicationContext context() {
        return context;
    }

    public static TokenForge forge() {
        return FORGE;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public MongoDatabase views() {
        return bean(MongoDatabase.class);
    }

    /** Appends further events of an aggregate, in one transaction. */
    public void append(String type, String aggregate, long firstVersion, List<?> events) {
        append(
                type,
                aggregate,
                firstVersion,
                events,
                Map.of("provider", "sakky", "by", "koordinaattori", "role", "COORDINATOR", "command", "Some"));
    }

    /** @param provenance what stands beside each event */
    public void append(
            String type, String aggregate, long firstVersion, List<?> events, Map<String, String> provenance) {
        append(type, aggregate, firstVersion, events, provenance, Instant.now());
    }

    /** @param at when they are recorded */
    public void append(
            String type,
            String aggregate,
            long firstVersion,
            List<?> events,
            Map<String, String> provenance,
            Instant at) {
        List<DomainEventMessage<?>> messages = IntStream.range(0, events.size())
                .<DomainEventMessage<?>>mapToObj(index -> new GenericDomainEventMessage<>(
                        type,
                        aggregate,
                        firstVersion - 1 + index,
                        events.get(index),
                        provenance,
                        UUID.randomUUID().toString(),
                        at))
                .toList();
        new TransactionTemplate(bean(PlatformTransactionManager.class))
                .executeWithoutResult(_ -> bean(EventStore.class).publish(messages));
    }

    public String newInitiative(List<?> events) {
        String id = UUID.randomUUID().toString();
        append("Initiative", id, 1, events);
        return id;
    }

    /** Without anybody's token. */
    public WebTestClient client() {
        return client("local.server.port");
    }

    public WebTestClient management() {
        return client("local.management.port");
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private WebTestClient client(String port) {
        return WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty(port))
                .responseTimeout(Duration.ofSeconds(20))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(8 << 20))
                .build();
    }

    public WebTestClient as(Actor actor) {
        return client().mutate()
                .defaultHeader("Authorization", "Bearer " + FORGE.good(actor))
                .build();
    }

    public static String token(Actor actor) {
        return FORGE.good(actor);
    }

    public static String expiredToken(Actor actor) {
        return FORGE.expired(actor);
    }

    /** A person of Savon ammatti- ja aikuisopisto. */
    public static Actor sakky(String person, Role... roles) {
        return new Actor(person, "sakky", Set.of(roles), Set.of());
    }

    @Override
    public void close() {
        stop();
        mongoConnections.close();
        mongo.shutdownNow();
    }
}
