package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.RequirementWaived;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Timeline.Entry;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the requirements of an initiative's next gate came to be as they are, folded from the log. */
public final class Gates {

    private final History history;

    Gates(History history) {
        this.history = history;
    }

    /**
     * The gate out of the phase.
     *
     * @param asked what it asks for, in the rules' order
     */
    public record Ahead(Whole whole, Gate gate, int rulesVersion, List<Asked> asked) {}

    /**
     * One requirement.
     *
     * @param isMet by facts on that day, waivers aside
     * @param metFrom the day to come from which what is there meets it, if there is such
     * @param waiver its waiver, where there is one now
     * @param missingSince the event since which it has been neither met nor waived in the present phase: the one that took it away, or
     *     the one that began the phase; absent unless it is missing
     */
    public record Asked(
            Requirement requirement,
            boolean isMet,
            @Nullable BusinessDate metFrom,
            @Nullable Entry waiver,
            @Nullable Entry missingSince) {}

    private record Waived(Gate gate, Requirement requirement) {}

    /** As it is on that day. */
    public Optional<Ahead> of(String initiative, LocalDate day) {
        @Nullable Initiative state = null;
        @Nullable Recorded last = null;
        Map<Requirement, Recorded> missingSince = new EnumMap<>(Requirement.class);
        Map<Waived, Recorded> waivers = new HashMap<>();
        Iterator<Recorded> recorded = history.from(initiative, 0).iterator();
        while (recorded.hasNext()) {
            last = recorded.next();
            InitiativeEvent event = (InitiativeEvent) last.event();
            Initiative after = Initiative.evolve(state, event);
            if (state == null || state.standing().phase() != after.standing().phase()) {
                missingSince.clear();
            }
            if (event instanceof RequirementWaived waived) {
                waivers.put(new Waived(waived.gate(), waived.requirement()), last);
            }
            List<Requirement> missing =
                    Rules.CURRENT.missing(after.standing().phase().nextGate(), after, day);
            missingSince.keySet().retainAll(missing);
            for (Requirement requirement : missing) {
                missingSince.putIfAbsent(requirement, last);
            }
            state = after;
        }
        return state == null || last == null
                ? Optional.empty()
                : Optional.of(ahead(initiative, day, state, last, missingSince, waivers));
    }

    private static Ahead ahead(
            String initiative,
            LocalDate day,
            Initiative state,
            Recorded last,
            Map<Requirement, Recorded> missingSince,
            Map<Waived, Recorded> waivers) {
        Gate gate = state.standing().phase().nextGate();
        List<Asked> asked = Rules.CURRENT.of(gate).stream()
                .map(requirement -> new Asked(
                        requirement,
                        requirement.isMetBy(state, day),
                        requirement
                                .metFrom(state)
                                .filter(from -> from.isAfter(day))
                                .orElse(null),
                        state.isWaived(gate, requirement) ? entry(waivers.get(new Waived(gate, requirement))) : null,
                        entry(missingSince.get(requirement))))
                .toList();
        Item item = Item.of(initiative, state, last.version(), last.at(), day);
        return new Ahead(new Whole(item, last.position(), state), gate, Rules.CURRENT.version(), asked);
    }

    private static @Nullable Entry entry(@Nullable Recorded recorded) {
        return recorded == null ? null : Entry.of(recorded);
    }
}
