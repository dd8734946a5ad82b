package fi.kiinni.allinone;

import fi.kiinni.command.CommandSide;
import fi.kiinni.query.QuerySide;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Both sides in one Spring context. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({CommandSide.class, QuerySide.class, EmbeddedServers.class, Demo.class})
public class AllInOne {

    /** Each side's defaults under the name that it uses alone; the later name wins, and the caller's options over all. */
    private static final String CONFIGURATION = "spring.config.name=command-side,query-side,application";

    public static void main(String[] options) {
        new SpringApplicationBuilder(AllInOne.class)
                .properties(CONFIGURATION)
                .initializers(
                        Demo::keepToLoopback,
                        EmbeddedServers::claimDataFolder,
                        EmbeddedServers::askOnlyARealMongoForItsHealth)
                .beanNameGenerator(FullyQualifiedAnnotationBeanNameGenerator.INSTANCE) // each side names for itself
                .bannerMode(Banner.Mode.OFF)
                .run(options);
    }

    /** The demo says more. */
    @Bean
    @ConditionalOnProperty(name = "kiinni.demo", havingValue = "false", matchIfMissing = true)
    ApplicationListener<ApplicationReadyEvent> ready(Environment environment) {
        return _ -> LoggerFactory.getLogger(AllInOne.class)
                .info(
                        "Kiinni is ready: http://{}:{}/",
                        environment.getProperty("server.address"),
                        environment.getProperty("local.server.port"));
    }
}
