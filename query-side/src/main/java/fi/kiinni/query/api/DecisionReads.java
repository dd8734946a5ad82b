package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Refuses;
import fi.kiinni.query.Reads;
import fi.kiinni.query.Unreadable;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Decided;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What decisions rested on. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Initiatives")
class DecisionReads {

    private final Reads reads;
    private final Overview overview;
    private final Past past;
    private final Looks looks;

    DecisionReads(Reads reads, Overview overview, Past past, Looks looks) {
        this.reads = reads;
        this.overview = overview;
        this.past = past;
        this.looks = looks;
    }

    @Operation(
            summary =
                    "What was known when something was decided: evidence, pilot results, measures, factors and the gate",
            description = "With what was corrected or withdrawn since, and which later events would have changed the"
                    + " gate's answer. Of a decision, a move, a waiver or a change of status; not found of any other event. An"
                    + " auditor's look is recorded and shown to the provider.")
    @GetMapping("/api/initiatives/{id}/decisions/{version}")
    @Refuses({"invalid", "not-found", "unreadable-event"})
    Mono<Decided> decision(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @Parameter(
                            description = "Of the event by which it was decided",
                            schema = @Schema(type = "integer", format = "int64", minimum = "1"))
                    @PathVariable
                    String version) {
        Unreadable unreadable = new Unreadable();
        @Nullable Long wanted = unreadable.version("version", version);
        return reads.views(() -> {
            Item item = overview.find(id, actor)
                    .orElseThrow(ProblemException::notFound)
                    .item();
            unreadable.refuse();
            looks.record(
                    actor,
                    Set.of(item.provider()),
                    id,
                    Looks.Kind.HISTORY,
                    Looks.asked(exchange, Map.of("version", version)));
            return past.decided(id, Objects.requireNonNull(wanted)).orElseThrow(ProblemException::notFound);
        });
    }
}
