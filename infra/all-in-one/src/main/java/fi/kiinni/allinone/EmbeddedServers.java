package fi.kiinni.allinone;

import com.mongodb.ConnectionString;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetAddress;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** The stores that nobody gave us: a durable PostgreSQL for the log, a server in memory for the disposable views. */
@Configuration(proxyBeanMethods = false)
class EmbeddedServers {

    @Configuration(proxyBeanMethods = false)
    @Conditional(NoPostgresGiven.class)
    static class Log {

        @Bean
        DataFolder dataFolder(@Value("${kiinni.data}") Path path) {
            return DataFolder.claim(path);
        }

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

    static class NoPostgresGiven extends NoneNestedConditions {

        NoPostgresGiven() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("spring.datasource.url")
        static class Given {}
    }

    static class NoMongoGiven extends NoneNestedConditions {

        NoMongoGiven() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("spring.mongodb.uri")
        static class Given {}
    }
}
