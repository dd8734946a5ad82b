package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Refuses;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.Unreadable;
import fi.kiinni.query.audit.Looks;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.NextGate;
import fi.kiinni.query.view.Overview.Wanted;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Snapshots;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.view.Visible;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What initiatives there are, how they stand, and what happened to them. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Initiatives")
class InitiativeReads {

    private static final int MOST = 200;

    private final Reads reads;
    private final Overview overview;
    private final Snapshots snapshots;
    private final Timeline timeline;
    private final Moments moments;
    private final Looks looks;

    InitiativeReads(
            Reads reads, Overview overview, Snapshots snapshots, Timeline timeline, Moments moments, Looks looks) {
        this.moments = moments;
        this.looks = looks;
        this.reads = reads;
        this.overview = overview;
        this.snapshots = snapshots;
        this.timeline = timeline;
    }

    /** @param next to be given as {@code next} for what follows; absent at the end */
    record Page<T>(List<T> items, @Nullable String next) {}

    /**
     * What was asked for, where that is not the present.
     *
     * @param at what was recorded by then
     * @param version after that many events
     * @param effectiveOn what was so on that day
     */
    record AsOf(
            @Nullable Instant at,
            @Nullable Long version,
            @Nullable LocalDate effectiveOn) {

        private static @Nullable AsOf read(
                @Nullable String at, @Nullable String version, @Nullable String effectiveOn, Unreadable unreadable) {
            if (at != null && version != null) {
                unreadable.add("version", "contradiction", "Give at or version, not both");
            }
            AsOf asOf = new AsOf(
                    unreadable.instant("at", at),
                    unreadable.version("version", version),
                    unreadable.day("effectiveOn", effectiveOn));
            return asOf.equals(new AsOf(null, null, null)) ? null : asOf;
        }
    }

    /**
     * An initiative with every part of its state.
     *
     * @param version of the last event that had been recorded by the moment shown
     * @param position of that event in the log
     * @param asOf absent: it is shown as it stands
     */
    record Detail(
            String initiative,
            String provider,
            String title,
            Phase phase,
            Status status,
            Language language,
            long version,
            long position,
            @Nullable AsOf asOf,
            BusinessDate since,
            Instant lastActivity,
            NextGate nextGate,
            Initiative.Description description,
            Map<String, Initiative.Member> team,
            List<Initiative.Funding> funding,
            Map<Phase, Initiative.Mirror> mirrors,
            Map<UUID, Initiative.Measure> measures,
            Map<UUID, Initiative.Request> requests,
            Initiative.Pilot pilot,
            Initiative.@Nullable OperatingModel operatingModel,
            List<DecisionStep> decisionProcess,
            Initiative.@Nullable AdoptionPlan adoptionPlan,
            Map<UUID, Initiative.AdoptionDecision> adoptions,
            Map<UUID, Initiative.Action> actions,
            Map<UUID, Initiative.Anchor> anchors,
            Map<UUID, Initiative.Measurement> measurements,
            List<Initiative.Review> reviews,
            Map<UUID, Initiative.Factor> factors,
            List<Initiative.Waiver> waivers) {

        static Detail of(Whole whole, @Nullable AsOf asOf) {
            Item item = whole.item();
            Initiative state = whole.state();
            return new Detail(
                    item.initiative(),
                    item.provider(),
                    item.title(),
                    item.phase(),
                    item.status(),
                    item.language(),
                    item.version(),
                    whole.position(),
                    asOf,
                    item.since(),
                    item.lastActivity(),
                    item.nextGate(),
                    state.description(),
                    state.team(),
                    state.funding(),
                    state.mirrors(),
                    state.measures(),
                    state.requests(),
                    state.pilot(),
                    state.operatingModel(),
                    state.decisionProcess(),
                    state.adoptionPlan(),
                    state.adoptions(),
                    state.actions(),
                    state.anchors(),
                    state.measurements(),
                    state.reviews(),
                    state.factors(),
                    state.waivers());
        }
    }

    @Operation(summary = "The initiatives of one's provider, latest activity first; an auditor's also of granted ones")
    @GetMapping("/api/initiatives")
    @Refuses({"invalid", "not-found", "not-allowed"})
    Mono<Page<Item>> list(
            ServerWebExchange exchange,
            Actor actor,
            @Parameter(description = "Only this phase", schema = @Schema(implementation = Phase.class))
                    @RequestParam
                    @Nullable
                    String phase,
            @Parameter(description = "Only this status", schema = @Schema(implementation = Status.class))
                    @RequestParam
                    @Nullable
                    String status,
            @Parameter(description = "Part of the title") @RequestParam @Nullable String q,
            @Parameter(description = "Only this provider's") @RequestParam @Nullable String provider,
            @Parameter(
                            description = "As it was recorded by the end of this day in Finland",
                            schema = @Schema(type = "string", format = "date"))
                    @RequestParam
                    @Nullable
                    String asOf,
            @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "200"))
                    @RequestParam(defaultValue = "50")
                    String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        Unreadable unreadable = new Unreadable();
        @Nullable Phase onlyPhase = unreadable.constant("phase", phase, Phase.class);
        @Nullable Status onlyStatus = unreadable.constant("status", status, Status.class);
        int most = (int) unreadable.number("limit", limit, 1, MOST);
        @Nullable Place after = next == null ? null : Place.read(next, unreadable);
        @Nullable LocalDate day = unreadable.day("asOf", asOf);
        unreadable.refuse();
        Set<String> providers = Visible.providers(actor);
        if (provider != null && !providers.contains(provider)) {
            throw ProblemException.notFound();
        }
        if (providers.isEmpty()) {
            throw ProblemException.notAllowed("An operator sees no provider's initiatives.");
        }
        return reads.views(() -> {
            Wanted wanted = new Wanted(provider == null ? providers : Set.of(provider), onlyPhase, onlyStatus, q);
            if (day != null) {
                looks.record(actor, wanted.providers(), null, Looks.Kind.HISTORY, Looks.asked(exchange, Map.of()));
            }
            List<Item> items = new ArrayList<>(day == null ? overview.list(wanted) : snapshots.list(wanted, day));
            items.removeIf(item -> after != null && !after.isBefore(item));
            return items.size() <= most
                    ? new Page<>(items, null)
                    : new Page<>(
                            items.subList(0, most),
                            Place.of(items.get(most - 1)).toString());
        });
    }

    @Operation(
            summary = "An initiative as it stands, or as it was, with what its next gate lacks",
            description =
                    "With effectiveOn: what everything recorded (by then) says of that day. Without a version or an"
                            + " instant that is all that is recorded now; the events count in the order of recording. An auditor's look"
                            + " at what was is recorded and shown to the provider.")
    @GetMapping("/api/initiatives/{id}")
    @Refuses({"invalid", "not-found", "not-yet", "unreadable-event"})
    Mono<ResponseEntity<Detail>> one(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @Parameter(
                            description = "As recorded by this instant; not with version",
                            schema = @Schema(type = "string", format = "date-time"))
                    @RequestParam
                    @Nullable
                    String at,
            @Parameter(
                            description = "After that many events",
                            schema = @Schema(type = "integer", format = "int64", minimum = "1"))
                    @RequestParam
                    @Nullable
                    String version,
            @Parameter(
                            description = "Only what was so on this day, by its business date",
                            schema = @Schema(type = "string", format = "date"))
                    @RequestParam
                    @Nullable
                    String effectiveOn) {
        Unreadable unreadable = new Unreadable();
        @Nullable AsOf asOf = AsOf.read(at, version, effectiveOn, unreadable);
        return reads.views(() -> {
            Whole now = visible(actor, id);
            unreadable.refuse();
            if (asOf != null) {
                looks.record(actor, now.item(), Looks.Kind.HISTORY, exchange);
            }
            Whole shown = asOf == null
                    ? now
                    : moments.of(id, "version", new Moment(asOf.version(), asOf.at()), asOf.effectiveOn());
            return ResponseEntity.ok()
                    .eTag(Long.toString(shown.item().version()))
                    .body(Detail.of(shown, asOf));
        });
    }

    @Operation(summary = "What happened to an initiative, in the order of recording")
    @GetMapping("/api/initiatives/{id}/timeline")
    @Refuses({"invalid", "not-found"})
    Mono<Page<Entry>> timeline(
            Actor actor,
            @PathVariable String id,
            @Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "200"))
                    @RequestParam(defaultValue = "50")
                    String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        Unreadable unreadable = new Unreadable();
        long most = unreadable.number("limit", limit, 1, MOST);
        long after = next == null ? 0 : unreadable.number("next", next, 0, Long.MAX_VALUE - MOST - 1);
        return reads.views(() -> {
            long version = visible(actor, id).item().version();
            unreadable.refuse();
            long to = Math.min(after + most, version);
            List<Entry> entries = timeline.between(id, after + 1, to);
            return new Page<>(entries, to < version ? Long.toString(to) : null);
        });
    }

    private Whole visible(Actor actor, String id) {
        return overview.find(id, actor).orElseThrow(ProblemException::notFound);
    }

    /** Where a list of latest activity first is cut: what follows is older, or as old and later by its id. */
    private record Place(Instant lastActivity, String initiative) {

        static Place of(Item item) {
            return new Place(item.lastActivity(), item.initiative());
        }

        boolean isBefore(Item item) {
            int older = item.lastActivity().compareTo(lastActivity);
            return older < 0 || (older == 0 && item.initiative().compareTo(initiative) > 0);
        }

        static @Nullable Place read(String next, Unreadable unreadable) {
            String[] parts = next.split("-", 2);
            if (parts.length == 2 && parts[0].matches("[0-9]{1,15}")) {
                return new Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]);
            }
            unreadable.add("next", "As the page before gave it");
            return null;
        }

        @Override
        public String toString() {
            return lastActivity.toEpochMilli() + "-" + initiative;
        }
    }
}
