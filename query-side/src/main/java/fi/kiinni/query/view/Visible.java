package fi.kiinni.query.view;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import java.util.HashSet;
import java.util.Set;

/** What somebody may see at all. */
public final class Visible {

    private Visible() {}

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
