package fi.kiinni.query.page;

import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Fulfilment;
import fi.kiinni.initiative.Initiative.PilotDecision;
import fi.kiinni.initiative.Initiative.Request;
import fi.kiinni.query.page.Extent.Few;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was decided, and what is asked to be. */
final class Decisions {

    /** What the markup of one weighs, in characters. */
    private static final int DECISION = 1_350;

    private static final int CONDITION = 450;
    private static final int REQUEST = 480;
    private static final int ON_PILOT = 170;

    private final Reading reading;
    private final List<Decision> current;
    private final Few<Decision> old;

    Decisions(Reading reading) {
        this.reading = reading;
        List<Decision> all = everyDecision().toList();
        this.current = all.stream().filter(decision -> !decision.isOld()).toList();
        this.old = reading.extent().few(all.stream().filter(Decision::isOld).toList(), DECISION);
    }

    /** Those that matter today; the one in force first, then the latest first. */
    public List<Decision> current() {
        return current;
    }

    /** Those that do not any more. */
    public Few<Decision> old() {
        return old;
    }

    int weight() {
        return Extent.weight(current, DECISION)
                + Extent.weight(old.shown(), DECISION)
                + Extent.weight(requests().shown(), REQUEST);
    }

    /**
     * An adoption decision.
     *
     * @param place what it is today: "in-force", "to-come" until its day, "deferred", "superseded" or "past"
     */
    record Decision(
            UUID id,
            AdoptionDecision of,
            String place,
            Few<Owed> conditions,
            @Nullable String overturned,
            List<String> reviewCalledForBy,
            @Nullable String supersedes,
            @Nullable String supersededBy,
            boolean isReviewDue) {

        public boolean isOld() {
            return place.equals("superseded") || place.equals("past");
        }
    }

    /** A condition and what has come of it. */
    record Owed(
            Condition of,
            String owner,
            boolean isOverdue,
            @Nullable Fulfilment fulfilment) {}

    private Stream<Decision> everyDecision() {
        @Nullable
        UUID inForce = reading.state().adoptionInForce().map(Map.Entry::getKey).orElse(null);
        List<Map.Entry<UUID, AdoptionDecision>> all =
                new ArrayList<>(reading.state().adoptions().entrySet()).reversed();
        return all.stream()
                .map(decision -> decision(decision.getKey(), decision.getValue(), inForce))
                .sorted(Comparator.comparing(decision -> !decision.id().equals(inForce)));
    }

    private Decision decision(UUID id, AdoptionDecision of, @Nullable UUID inForce) {
        return new Decision(
                id,
                of,
                place(id, of, inForce),
                reading.extent()
                        .within(
                                of.conditions().stream()
                                        .sorted(Comparator.comparing(
                                                condition -> of.fulfilments().containsKey(condition.condition())))
                                        .map(condition -> new Owed(
                                                condition,
                                                reading.telling().person(condition.owner()),
                                                reading.isPast(condition.due())
                                                        && !of.fulfilments().containsKey(condition.condition()),
                                                of.fulfilments().get(condition.condition())))
                                        .toList(),
                                CONDITION),
                of.overturnedBy() == null ? null : reading.telling().overturned(of.overturnedBy()),
                of.reviewCalledForBy().stream().map(reading.telling()::thing).toList(),
                of.supersedes() == null ? null : reading.telling().thing(of.supersedes()),
                reading.state().adoptions().entrySet().stream()
                        .filter(later -> id.equals(later.getValue().supersedes()))
                        .map(later -> reading.telling().thing(later.getKey()))
                        .findFirst()
                        .orElse(null),
                of.reviewOn() != null && reading.isPast(of.reviewOn()));
    }

    private String place(UUID id, AdoptionDecision of, @Nullable UUID inForce) {
        if (id.equals(inForce)) {
            return of.inForceFrom() != null && of.inForceFrom().isAfter(reading.today()) ? "to-come" : "in-force";
        }
        boolean isReplaced =
                reading.state().adoptions().values().stream().anyMatch(later -> id.equals(later.supersedes()));
        return isReplaced ? "superseded" : of.choice() == AdoptionChoice.DEFER && isLatest(id) ? "deferred" : "past";
    }

    private boolean isLatest(UUID id) {
        return new ArrayList<>(reading.state().adoptions().keySet()).getLast().equals(id);
    }

    /** A request that no body has answered yet. */
    record Asking(UUID id, Request of, boolean isOverdue) {}

    public Few<Asking> requests() {
        return reading.extent()
                .few(
                        reading.state().requests().entrySet().stream()
                                .map(request -> new Asking(
                                        request.getKey(),
                                        request.getValue(),
                                        reading.isPast(request.getValue().meetingOn())))
                                .toList(),
                        REQUEST);
    }

    /** The latest first. */
    public Few<PilotDecision> onPilot() {
        return reading.extent().within(new ArrayList<>(reading.state().pilot().decisions()).reversed(), ON_PILOT);
    }
}
