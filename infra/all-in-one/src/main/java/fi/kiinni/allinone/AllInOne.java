package fi.kiinni.allinone;

import fi.kiinni.command.CommandSide;
import fi.kiinni.query.QuerySide;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.annotation.Import;

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
                .initializers(Demo::keepToLoopback, EmbeddedServers::claimDataFolder)
                .beanNameGenerator(FullyQualifiedAnnotationBeanNameGenerator.INSTANCE) // each side names for itself
                .bannerMode(Banner.Mode.OFF)
                .run(options);
    }
}
