package fi.kiinni.command.rule;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Member;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lets somebody give a command: a role, for some a seat in the initiative's team as well. */
public enum Entitlement {
    /** Coordinator, of any initiative yet to be. */
    STARTING,
    /** Member or coordinator, with any seat in the team. */
    TEAM,
    /** Coordinator, with that seat in the team. */
    LEADING,
    /** As {@link #LEADING}, while it is not stopped. */
    RESUMING,
    /** Decision maker, on any initiative of the provider. */
    DECIDING,
    /** Decision maker, where a decision stopped it. */
    REVIVING,
    /** Administrator of the provider. */
    ADMINISTERING;

    /** The role in which the first of these entitlements lets the actor act, if one does. */
    public static Optional<Role> roleOf(Actor actor, List<Entitlement> any, @Nullable Initiative initiative) {
        return any.stream()
                .flatMap(entitlement -> entitlement.roleOf(actor, initiative).stream())
                .findFirst();
    }

    private Optional<Role> roleOf(Actor actor, @Nullable Initiative initiative) {
        Seat seat = seat(actor, initiative);
        return switch (this) {
            case STARTING -> holds(actor, Role.COORDINATOR, true);
            case TEAM ->
                holds(actor, Role.COORDINATOR, seat == Seat.COORDINATOR)
                        .or(() -> holds(actor, Role.MEMBER, seat != null))
                        .or(() -> holds(actor, Role.COORDINATOR, seat != null));
            case LEADING -> holds(actor, Role.COORDINATOR, seat == Seat.COORDINATOR);
            case RESUMING ->
                holds(actor, Role.COORDINATOR, seat == Seat.COORDINATOR && !isIn(initiative, Status.STOPPED));
            case DECIDING -> holds(actor, Role.DECISION_MAKER, true);
            case REVIVING -> holds(actor, Role.DECISION_MAKER, !isIn(initiative, Status.PAUSED));
            case ADMINISTERING -> holds(actor, Role.ADMINISTRATOR, true);
        };
    }

    private static Optional<Role> holds(Actor actor, Role role, boolean also) {
        return also && actor.is(role) ? Optional.of(role) : Optional.empty();
    }

    private static @Nullable Seat seat(Actor actor, @Nullable Initiative initiative) {
        Member member = initiative == null ? null : initiative.team().get(actor.person());
        return member == null ? null : member.seat();
    }

    private static boolean isIn(@Nullable Initiative initiative, Status status) {
        return initiative != null && initiative.standing().status() == status;
    }
}
