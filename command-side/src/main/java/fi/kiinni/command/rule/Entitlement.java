package fi.kiinni.command.rule;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Member;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What lets somebody give a command: a role, for some a seat in the initiative's team as well. */
public enum Entitlement {
    /** Of any initiative yet to be. */
    STARTING("a coordinator"),
    TEAM("a member or coordinator with any seat in the team"),
    LEADING("a coordinator with that seat in the team"),
    RESUMING("a coordinator with that seat in the team, unless a decision stopped it"),
    /** On any initiative of the provider. */
    DECIDING("a decision maker"),
    REVIVING("a decision maker, where a decision stopped it"),
    ADMINISTERING("an administrator of the provider");

    private final String who;

    Entitlement(String who) {
        this.who = who;
    }

    /** Who has one of these, in English. */
    public static String who(List<Entitlement> any) {
        return any.stream().map(entitlement -> entitlement.who).collect(Collectors.joining(", or "));
    }

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
