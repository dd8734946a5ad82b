package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Refuses;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Rebuilds;
import fi.kiinni.query.view.Rebuilds.Standing;
import fi.kiinni.query.view.Visible;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How the views stand. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Views")
class ViewReads {

    private final Reads reads;
    private final Rebuilds rebuilds;
    private final Visible visible;

    ViewReads(Reads reads, Rebuilds rebuilds, Visible visible) {
        this.reads = reads;
        this.rebuilds = rebuilds;
        this.visible = visible;
    }

    record Views(List<Standing> items) {}

    @Operation(
            summary =
                    "How each view stands: place in the log, lag, generation, content digest, and what is being built",
            description = "For operators, administrators and auditors. Of documents that differ, those are named that"
                    + " one may read; an operator is told all of them, ten of each view at most.")
    @GetMapping("/api/views")
    @Refuses("not-allowed")
    Mono<Views> views(Actor actor) {
        if (Stream.of(Role.OPERATOR, Role.ADMINISTRATOR, Role.AUDITOR).noneMatch(actor::is)) {
            throw ProblemException.notAllowed(
                    "How the views stand is for operators, administrators and auditors to see.");
        }
        return reads.blocking(() -> new Views(rebuilds.standings().stream()
                .map(view -> view.telling(document -> visible.isTold(actor, document)))
                .toList()));
    }
}
