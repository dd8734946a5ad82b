package fi.kiinni.command.account;

import fi.kiinni.Role;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may sign in.
 *
 * @param password the hash
 * @param session how often its sessions were ended; tokens of an earlier one are void
 * @param grants slugs of other providers that may be read, each until the end of a day
 */
record Account(
        String username,
        String person,
        @Nullable String provider,
        Set<Role> roles,
        String password,
        boolean disabled,
        int session,
        Map<String, LocalDate> grants) {}
