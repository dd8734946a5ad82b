package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Refuses;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Strategies;
import fi.kiinni.query.view.Strategies.Published;
import fi.kiinni.query.view.Visible;
import fi.kiinni.strategy.Strategy;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A provider's strategy. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Strategy")
class StrategyReads {

    private final Reads reads;
    private final Strategies strategies;

    StrategyReads(Reads reads, Strategies strategies) {
        this.reads = reads;
        this.strategies = strategies;
    }

    /** @param versions oldest first; the last one holds */
    record PublishedStrategy(String strategy, long version, List<Strategy.Version> versions) {}

    @Operation(summary = "The strategy of one's provider with all its versions; an auditor's also of a granted one")
    @GetMapping("/api/strategy")
    @Refuses({"not-found", "not-allowed"})
    Mono<ResponseEntity<PublishedStrategy>> strategy(
            Actor actor, @Parameter(description = "Another provider's") @RequestParam @Nullable String provider) {
        @Nullable String whose = provider == null ? actor.provider() : provider;
        if (whose == null) {
            throw ProblemException.notAllowed("An operator sees no provider's strategy.");
        }
        if (!Visible.providers(actor).contains(whose)) {
            throw ProblemException.notFound();
        }
        return reads.views(() -> {
            Published published = strategies.of(whose);
            return ResponseEntity.ok()
                    .eTag(Long.toString(published.version()))
                    .body(new PublishedStrategy(
                            whose, published.version(), published.strategy().versions()));
        });
    }
}
