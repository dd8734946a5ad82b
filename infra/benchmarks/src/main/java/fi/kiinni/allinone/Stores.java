package fi.kiinni.allinone;

import fi.kiinni.command.CommandSide;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The log where the all-in-one has it: in the PostgreSQL that is given, or in the one of the data folder. */
public final class Stores {

    private Stores() {}

    /**
     * A command side on it, whose server nobody is told of.
     *
     * @param options those of the all-in-one
     */
    public static ConfigurableApplicationContext open(String... options) {
        return new SpringApplicationBuilder(CommandSide.class, EmbeddedServers.Log.class)
                .properties("spring.config.name=command-side,application")
                .initializers(EmbeddedServers::claimDataFolder)
                .properties("spring.main.banner-mode=off")
                .run(Stream.concat(Stream.of(options), Stream.of("--server.port=0", "--management.server.port=-1"))
                        .toArray(String[]::new));
    }
}
