package fi.kiinni;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who acts or asks.
 *
 * @param person opaque id of the person in the directory, at most 64 characters
 * @param provider slug of the provider that the account belongs to; absent only for an operator
 * @param roles what the account may do
 * @param grantedProviders other providers that this account may read for now
 */
public record Actor(String person, @Nullable String provider, Set<Role> roles, Set<String> grantedProviders) {

    public Actor {
        roles = Set.copyOf(roles);
        grantedProviders = Set.copyOf(grantedProviders);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    public boolean belongsTo(String someProvider) {
        return someProvider.equals(provider);
    }

    /** Every account reads all of its own provider, an operator's none; an auditor also reads the providers that granted it. */
    public boolean mayRead(String someProvider) {
        return belongsTo(someProvider) || (is(Role.AUDITOR) && grantedProviders.contains(someProvider));
    }
}
