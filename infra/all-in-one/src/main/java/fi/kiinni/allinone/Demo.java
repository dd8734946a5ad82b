package fi.kiinni.allinone;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;

/** What a newcomer is given: known accounts, and so nothing that another machine could reach. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("kiinni.demo")
class Demo {

    private final Path data;

    Demo(@Value("${kiinni.data}") Path data) {
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

    @EventListener
    void greet(ApplicationReadyEvent ready) {
        System.out.printf("""

                Kiinni is ready: http://127.0.0.1:%s/

                  Demo accounts, all with the password kiinni-demo:
                    jasen, koordinaattori, paattaja, auditoija, paakayttaja   of the provider sakky
                    toinen                                                    of the provider raseko
                    yllapitaja                                                the operator

                  The data is kept in %s. Ctrl-C stops.

                """, ready.getApplicationContext().getEnvironment().getProperty("local.server.port"), data);
    }
}
