package fi.kiinni.query;

import fi.kiinni.edge.EdgeConfiguration;
import fi.kiinni.log.EventLogConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/**
 * The query side as an application of its own. It is given the event log's PostgreSQL by {@code spring.datasource.*}, a
 * MongoDB for its views by {@code spring.mongodb.uri}, and the command side's address by {@code kiinni.command-api}.
 */
@SpringBootApplication
@Import({EventLogConfiguration.class, EdgeConfiguration.class})
public class QuerySide {

    public static void main(String[] options) {
        application().run(options);
    }

    static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(QuerySide.class)
                // The command side makes the log's tables.
                .properties("spring.config.name=query-side,application", "spring.flyway.enabled=false");
    }
}
