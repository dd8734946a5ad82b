package fi.kiinni.query.view;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import java.util.HashSet;
import java.util.Set;

/** What somebody may see at all. */
public final class Visible {

    private final Overview overview;

    Visible(Overview overview) {
        this.overview = overview;
    }

    /**
     * Whether the actor may be told that there is such a document of a view: an operator of everybody's, others of what they may read.
     *
     * @param document id of it, or of what it is about: an initiative, a chunk of its timeline, a provider's strategy
     */
    public boolean isTold(Actor actor, String document) {
        String aggregate = document.replaceFirst("/.*", "");
        return actor.is(Role.OPERATOR)
                || providers(actor).contains(aggregate)
                || overview.find(aggregate, actor).isPresent();
    }

    /** The providers whose initiatives and strategies the actor may read; an operator's are none. */
    public static Set<String> providers(Actor actor) {
        Set<String> candidates = new HashSet<>();
        if (actor.provider() != null) {
            candidates.add(actor.provider());
        }
        if (actor.is(Role.AUDITOR)) {
            candidates.addAll(actor.grantedProviders());
        }
        candidates.removeIf(provider -> !actor.mayRead(provider));
        return candidates;
    }
}
