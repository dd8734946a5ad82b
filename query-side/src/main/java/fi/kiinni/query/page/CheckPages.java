package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.SentFiles;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.report.Digested;
import fi.kiinni.query.report.HandedOut;
import fi.kiinni.query.report.HandedOut.Entry;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FormPartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whether a report's file is what was handed out. */
@Controller
final class CheckPages {

    private static final String FILE = "file";

    private static final int SHOWN = 20;

    /** Of a digest, so much is shown where it only has to be told from others. */
    private static final int DIGITS = 12;

    private final Site site;
    private final Reads reads;
    private final HandedOut handedOut;
    private final Names names;

    CheckPages(Site site, Reads reads, HandedOut handedOut, Names names) {
        this.site = site;
        this.reads = reads;
        this.handedOut = handedOut;
        this.names = names;
    }

    /**
     * A file that was handed out, to be shown.
     *
     * @param standing as of which moment it speaks; empty if its address does not tell
     */
    record Line(
            String title,
            String address,
            String standing,
            String provider,
            String format,
            String by,
            String at,
            String digest) {}

    @GetMapping(SentFiles.PAGE)
    Mono<Rendering> latest(ServerWebExchange exchange, Actor actor) {
        return page(exchange, actor, HttpStatus.OK, Map.of());
    }

    /** Its first part is the form's token, before which nothing is read, and its next one is the file. */
    @PostMapping(path = SentFiles.PAGE, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Mono<Rendering> check(ServerWebExchange exchange, Actor actor, @RequestBody Flux<PartEvent> parts) {
        Set<String> providers = providers(actor);
        Words words = site.words(exchange);
        return Digested.of(file(exchange, parts)).flatMap(file -> {
            if (file.bytes() == 0) {
                return page(
                        exchange,
                        actor,
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        Map.of("refusal", words.of("check.missing")));
            }
            String digest = file.hex();
            return reads.blocking(() -> handedOut.find(digest, providers))
                    .flatMap(found -> page(
                            exchange,
                            actor,
                            HttpStatus.OK,
                            Map.of(
                                    "digest",
                                    digest,
                                    "found",
                                    lines(found.stream().limit(SHOWN), words))));
        });
    }

    private static Flux<DataBuffer> file(ServerWebExchange exchange, Flux<PartEvent> parts) {
        return parts.switchOnFirst((first, all) -> {
                    if (first.isOnError()) {
                        return all;
                    }
                    @Nullable PartEvent part = first.get();
                    return PageSecurity.requireToken(exchange, part instanceof FormPartEvent token ? token.value() : "")
                            .doOnError(_ -> DataBufferUtils.release(part == null ? null : part.content()))
                            .thenMany(all);
                })
                .handle((part, next) -> {
                    if (part.name().equals(FILE)) {
                        next.next(part.content());
                    } else {
                        DataBufferUtils.release(part.content());
                    }
                });
    }

    private Mono<Rendering> page(ServerWebExchange exchange, Actor actor, HttpStatus status, Map<String, ?> outcome) {
        Set<String> providers = providers(actor);
        Words words = site.words(exchange);
        return reads.blocking(() -> {
                    Map<String, Object> model = new HashMap<>(outcome);
                    model.put("actorName", site.name(actor));
                    model.put("areSeveral", providers.size() > 1);
                    Set<String> seen = providers.stream()
                            .filter(provider -> Looks.areSeenBy(actor, provider))
                            .collect(Collectors.toSet());
                    model.put(
                            "latest", lines(handedOut.latest(providers, seen, actor.person(), SHOWN).stream(), words));
                    return model;
                })
                .flatMap(model -> site.page(exchange, "check", status, model));
    }

    private static Set<String> providers(Actor actor) {
        Set<String> providers = Visible.providers(actor);
        if (providers.isEmpty()) {
            throw ProblemException.notAllowed("An operator sees no provider's initiatives.");
        }
        return providers;
    }

    private List<Line> lines(Stream<Entry> entries, Words words) {
        List<Entry> all = entries.toList();
        Map<String, String> people = names.of(all.stream().map(Entry::by).collect(Collectors.toSet()));
        return all.stream()
                .map(entry -> new Line(
                        entry.title(),
                        entry.address(),
                        standing(entry.address(), words),
                        names.provider(entry.provider()),
                        entry.format().toUpperCase(Locale.ROOT),
                        people.getOrDefault(entry.by(), entry.by()),
                        words.moment(entry.at()),
                        entry.sha256().substring(0, DIGITS)))
                .toList();
    }

    private static String standing(String address, Words words) {
        MultiValueMap<String, String> asked =
                UriComponentsBuilder.fromUriString(address).build().getQueryParams();
        @Nullable
        String day = Stream.of("asOf", "on", "effectiveOn")
                .map(asked::getFirst)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (day == null) {
            return "";
        }
        String on = words.date(BusinessDate.parse(day));
        @Nullable String version = asked.getFirst("version");
        return version == null ? on : words.of("check.moment-at-version", Map.of("day", on, "version", version));
    }
}
