package fi.kiinni.edge;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

/** What a token says of its bearer, written and read in one place. */
public final class Claims {

    /** The {@code iss} of every token. */
    public static final String ISSUER = "kiinni";

    /** The only algorithm that is signed with and accepted. */
    public static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.RS256;

    /** The session of the account in which the token was given, counted from 0; absent where none was ended. */
    public static final String SESSION = "session";

    private Claims() {}

    /** The claims that name an actor: {@code sub}, {@code provider}, {@code roles}, {@code grants}. */
    public static Map<String, Object> of(Actor actor) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", actor.person());
        if (actor.provider() != null) {
            claims.put("provider", actor.provider());
        }
        claims.put("roles", actor.roles().stream().map(Role::name).sorted().toList());
        claims.put("grants", actor.grantedProviders().stream().sorted().toList());
        return claims;
    }

    /**
     * Who bears a verified token. Roles that this version does not know give nothing.
     *
     * @throws BadJwtException if a claim is missing or of another type
     */
    static Actor actor(Jwt token) {
        String person = token.getSubject();
        if (person == null || person.isEmpty()) {
            throw new BadJwtException("no subject");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : strings(token, "roles")) {
            Arrays.stream(Role.values())
                    .filter(known -> known.name().equals(role))
                    .forEach(roles::add);
        }
        @Nullable String provider = token.getClaims().get("provider") instanceof String slug ? slug : null;
        return new Actor(person, provider, Set.copyOf(roles), Set.copyOf(new HashSet<>(strings(token, "grants"))));
    }

    /** @return 0 for a token that says nothing of it */
    static long session(Jwt token) {
        return token.getClaims().get(SESSION) instanceof Number number ? number.longValue() : 0;
    }

    private static List<String> strings(ClaimAccessor token, String claim) {
        if (!(token.getClaims().get(claim) instanceof List<?> values)) {
            throw new BadJwtException("no " + claim);
        }
        List<String> strings = new ArrayList<>();
        for (Object value : values) {
            if (!(value instanceof String string)) {
                throw new BadJwtException(claim + " must be strings");
            }
            strings.add(string);
        }
        return strings;
    }
}
