package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Refuses;
import fi.kiinni.query.Reads;
import fi.kiinni.query.Unreadable;
import fi.kiinni.query.api.Differences.Change;
import fi.kiinni.query.api.InitiativeReads.Detail;
import fi.kiinni.query.api.InitiativeReads.Page;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Timeline.Entry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What differs between two moments of an initiative, or between two initiatives. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Initiatives")
class DiffReads {

    /** Most events that are told between the two. */
    private static final int MOST = 200;

    /** What says where something stands and not what it is, and what follows from the rest. */
    private static final Set<String> NOT_COMPARED =
            Set.of("initiative", "title", "version", "position", "lastActivity", "nextGate");

    private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};

    /** Reads what was written here, however much it is; what others send has limits. */
    private static final JsonMapper OWN = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Reads reads;
    private final Overview overview;
    private final Past past;
    private final Moments moments;
    private final Looks looks;
    private final JsonMapper json;

    DiffReads(Reads reads, Overview overview, Past past, Moments moments, Looks looks, JsonMapper json) {
        this.reads = reads;
        this.overview = overview;
        this.past = past;
        this.moments = moments;
        this.looks = looks;
        this.json = json;
    }

    /**
     * What changed.
     *
     * @param events recorded after {@code from} and up to {@code to}, oldest first and at most 200; {@code next} is the timeline's, for
     *     what follows; none between two initiatives
     */
    record Diff(Side from, Side to, List<Change> changes, Page<Entry> events) {}

    /**
     * One of the two that are compared.
     *
     * @param version of the last event that counted
     */
    record Side(String initiative, String title, long version, long position, Instant recordedAt) {

        private static Side of(Whole whole) {
            return new Side(
                    whole.item().initiative(),
                    whole.item().title(),
                    whole.item().version(),
                    whole.position(),
                    whole.item().lastActivity());
        }
    }

    @Operation(
            summary =
                    "What was added, changed and removed between two moments, and the events between, by whom and why",
            description =
                    "With another initiative, what is different in this one: from is then a moment of the other, to one"
                            + " of this, and both are its newest version if they are not given. An auditor's look is recorded and shown to"
                            + " the provider.")
    @GetMapping("/api/initiatives/{id}/diff")
    @Refuses({"invalid", "not-found", "not-yet", "unreadable-event"})
    Mono<Diff> diff(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @Parameter(description = "A version or an instant; needed unless there is another initiative")
                    @RequestParam
                    @Nullable
                    String from,
            @Parameter(description = "A version or an instant, not before from; the newest version if not given")
                    @RequestParam
                    @Nullable
                    String to,
            @Parameter(description = "Another initiative's id") @RequestParam @Nullable String with) {
        Unreadable unreadable = new Unreadable();
        if (from == null && with == null) {
            unreadable.add("from", "missing", "A version, or an instant such as 2026-03-01T10:00:00Z");
        }
        Moment before = unreadable.moment("from", from);
        Moment after = unreadable.moment("to", to);
        return reads.views(() -> {
            Whole visible = visible(actor, id);
            Whole compared = with == null ? visible : visible(actor, with);
            unreadable.refuse();
            looks.record(actor, visible.item(), Looks.Kind.COMPARISON, exchange);
            looks.record(actor, compared.item(), Looks.Kind.COMPARISON, exchange);
            Whole one = moments.of(with == null ? id : with, "from", before, null);
            Whole other = moments.of(id, "to", after, null);
            if (with != null) {
                return diff(one, other, new Page<>(List.of(), null));
            }
            long first = one.item().version();
            long last = other.item().version();
            if (last < first) {
                unreadable.add("to", "contradiction", "Not before from: version %d".formatted(first));
                unreadable.refuse();
            }
            long told = Math.min(last, first + MOST);
            return diff(
                    one,
                    other,
                    new Page<>(past.between(id, first + 1, told), told < last ? Long.toString(told) : null));
        });
    }

    private Diff diff(Whole one, Whole other, Page<Entry> events) {
        return new Diff(Side.of(one), Side.of(other), Differences.between(tree(one), tree(other)), events);
    }

    private Map<String, Object> tree(Whole whole) {
        Map<String, Object> tree = OWN.readValue(json.writeValueAsBytes(Detail.of(whole, null)), TREE);
        tree.keySet().removeAll(NOT_COMPARED);
        return tree;
    }

    private Whole visible(Actor actor, String initiative) {
        return overview.find(initiative, actor).orElseThrow(ProblemException::notFound);
    }
}
