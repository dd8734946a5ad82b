package fi.kiinni.command;

import fi.kiinni.edge.EdgeConfiguration;
import fi.kiinni.log.EventLogConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** The command side as an application of its own; it is given the event log's PostgreSQL by {@code spring.datasource.*}. */
@SpringBootApplication
@Import({EventLogConfiguration.class, EdgeConfiguration.class})
public class CommandSide {

    public static void main(String[] options) {
        new SpringApplicationBuilder(CommandSide.class)
                .properties("spring.config.name=command-side,application")
                .run(options);
    }
}
