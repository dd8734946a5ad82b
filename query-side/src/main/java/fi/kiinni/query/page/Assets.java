package fi.kiinni.query.page;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.resource.ResourceResolver;
import org.springframework.web.reactive.resource.ResourceResolverChain;
import org.springframework.web.server.ServerWebExchange;
import org.webjars.WebJarVersionLocator;
import reactor.core.publisher.Mono;

/**
 * Style sheets, scripts, icons and fonts. A hash over all of them is part of their address, so that browsers may keep
 * them for ever and still never show a new page in old clothes; within the folder they find each other by plain relative
 * addresses.
 */
@Configuration(proxyBeanMethods = false)
class Assets implements WebFluxConfigurer {

    private static final String ROOT = "/assets";
    private static final String FOLDER = "classpath:/assets/";
    private static final int VERSION_LENGTH = 12;

    /** Scripts that others made; their files lie beside our own, as if in the same folder. */
    private static final List<String> LIBRARIES = List.of("htmx.org/dist", "sortablejs");

    private final String folder;

    Assets() {
        folder = ROOT + "/" + hash(FOLDER + "**");
    }

    /** Where they are, without a slash at the end. */
    String folder() {
        return folder;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(folder + "/**")
                .addResourceLocations(locations())
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry.addResourceHandler(ROOT + "/**")
                .addResourceLocations(locations())
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new OfAnotherVersion());
    }

    private static String[] locations() {
        return Stream.concat(Stream.of(FOLDER), LIBRARIES.stream().map(Assets::library))
                .toArray(String[]::new);
    }

    /** @param place a WebJar and, if its files do not lie at its top, the folder in it */
    private static String library(String place) {
        String[] parts = place.split("/", 2);
        String version = requireNonNull(new WebJarVersionLocator().version(parts[0]), place);
        return "classpath:/META-INF/resources/webjars/%s/%s/%s"
                .formatted(parts[0], version, parts.length == 1 ? "" : parts[1] + "/");
    }

    private static String hash(String pattern) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            LIBRARIES.forEach(library -> digest.update(library(library).getBytes(StandardCharsets.UTF_8)));
            for (Resource file : files(pattern)) {
                digest.update(url(file).getPath().replaceFirst(".*/assets/", "").getBytes(StandardCharsets.UTF_8));
                try (InputStream content = new DigestInputStream(file.getInputStream(), digest)) {
                    content.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has it", e);
        }
    }

    private static List<Resource> files(String pattern) throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(pattern))
                .filter(Resource::isReadable)
                .sorted(Comparator.comparing(file -> url(file).getPath()))
                .toList();
    }

    private static URL url(Resource file) {
        try {
            return file.getURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * While one process after the other is replaced, a page of the new version may ask one of the old: it gets what
     * there is, and does not keep it.
     */
    private static final class OfAnotherVersion implements ResourceResolver {

        @Override
        public Mono<Resource> resolveResource(
                @Nullable ServerWebExchange exchange,
                String path,
                List<? extends Resource> locations,
                ResourceResolverChain chain) {
            return chain.resolveResource(exchange, path.replaceFirst("^[0-9a-f]{12}/", ""), locations);
        }

        @Override
        public Mono<String> resolveUrlPath(
                String path, List<? extends Resource> locations, ResourceResolverChain chain) {
            return chain.resolveUrlPath(path, locations);
        }
    }
}
