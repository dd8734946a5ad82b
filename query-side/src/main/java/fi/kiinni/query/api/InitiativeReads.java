package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.initiative.DecisionStep;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.NextGate;
import fi.kiinni.query.view.Overview.Wanted;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Timeline;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.view.Visible;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What initiatives there are, how they stand, and what happened to them. */
@RestController
@Tag(name = "Initiatives")
class InitiativeReads {

    private static final int MOST = 200;

    private final Reads reads;
    private final Overview overview;
    private final Timeline timeline;

    InitiativeReads(Reads reads, Overview overview, Timeline timeline) {
        this.reads = reads;
        this.overview = overview;
        this.timeline = timeline;
    }

    /** @param next to be given as {@code next} for what follows; absent at the end */
    record Page<T>(List<T> items, @Nullable String next) {}

    /** An initiative with every part of its state. */
    record Detail(
            String initiative,
            String provider,
            String title,
            Phase phase,
            Status status,
            Language language,
            long version,
            long position,
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

        static Detail of(Whole whole) {
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
    Mono<Page<Item>> list(
            Actor actor,
            @Parameter(description = "Only this phase") @RequestParam @Nullable String phase,
            @Parameter(description = "Only this status") @RequestParam @Nullable String status,
            @Parameter(description = "Part of the title") @RequestParam @Nullable String q,
            @Parameter(description = "Only this provider's") @RequestParam @Nullable String provider,
            @Parameter(description = "1 to 200") @RequestParam(defaultValue = "50") String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        Unreadable unreadable = new Unreadable();
        @Nullable Phase onlyPhase = unreadable.constant("phase", phase, Phase.class);
        @Nullable Status onlyStatus = unreadable.constant("status", status, Status.class);
        int most = (int) unreadable.number("limit", limit, 1, MOST);
        @Nullable Place after = unreadable.place(next);
        unreadable.refuse();
        Set<String> providers = Visible.providers(actor);
        if (provider != null && !providers.contains(provider)) {
            throw ProblemException.notFound();
        }
        if (providers.isEmpty()) {
            throw ProblemException.notAllowed("An operator sees no provider's initiatives.");
        }
        return reads.views(() -> {
            List<Item> items = new ArrayList<>(overview.list(
                    new Wanted(provider == null ? providers : Set.of(provider), onlyPhase, onlyStatus, q)));
            items.removeIf(item -> after != null && !after.isBefore(item));
            return items.size() <= most
                    ? new Page<>(items, null)
                    : new Page<>(
                            items.subList(0, most),
                            Place.of(items.get(most - 1)).toString());
        });
    }

    @Operation(summary = "An initiative as it stands, with what its next gate lacks")
    @GetMapping("/api/initiatives/{id}")
    Mono<ResponseEntity<Detail>> one(Actor actor, @PathVariable String id) {
        return reads.views(() -> {
            Whole whole = visible(actor, id);
            return ResponseEntity.ok()
                    .eTag(Long.toString(whole.item().version()))
                    .body(Detail.of(whole));
        });
    }

    @Operation(summary = "What happened to an initiative, in the order of recording")
    @GetMapping("/api/initiatives/{id}/timeline")
    Mono<Page<Entry>> timeline(
            Actor actor,
            @PathVariable String id,
            @Parameter(description = "1 to 200") @RequestParam(defaultValue = "50") String limit,
            @Parameter(description = "As the page before gave it") @RequestParam @Nullable String next) {
        Unreadable unreadable = new Unreadable();
        long most = unreadable.number("limit", limit, 1, MOST);
        long after = next == null ? 0 : unreadable.number("next", next, 0, Long.MAX_VALUE - MOST - 1);
        unreadable.refuse();
        return reads.views(() -> {
            long version = visible(actor, id).item().version();
            long to = Math.min(after + most, version);
            List<Entry> entries = timeline.between(id, after + 1, to);
            return new Page<>(entries, to < version ? Long.toString(to) : null);
        });
    }

    private Whole visible(Actor actor, String id) {
        return overview.find(id)
                .filter(whole -> Visible.providers(actor).contains(whole.item().provider()))
                .orElseThrow(ProblemException::notFound);
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

        @Override
        public String toString() {
            return lastActivity.toEpochMilli() + "-" + initiative;
        }
    }

    /** Collects the parameters that cannot be read, to name them all at once. */
    private static final class Unreadable {

        private final List<FieldProblem> problems = new ArrayList<>();

        <E extends Enum<E>> @Nullable E constant(String name, @Nullable String value, Class<E> type) {
            if (value == null) {
                return null;
            }
            try {
                return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                add(name, "One of " + List.of(type.getEnumConstants()));
                return null;
            }
        }

        long number(String name, String value, long least, long most) {
            try {
                long number = Long.parseLong(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below, like a number that is out of bounds.
            }
            add(name, "A whole number from %d to %d".formatted(least, most));
            return least;
        }

        @Nullable
        Place place(@Nullable String next) {
            if (next == null) {
                return null;
            }
            String[] parts = next.split("-", 2);
            if (parts.length == 2 && parts[0].matches("[0-9]{1,15}")) {
                return new Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]);
            }
            add("next", "As the page before gave it");
            return null;
        }

        private void add(String name, String rule) {
            problems.add(new FieldProblem(name, "unreadable", rule));
        }

        void refuse() {
            if (!problems.isEmpty()) {
                throw ProblemException.invalid(problems);
            }
        }
    }
}
