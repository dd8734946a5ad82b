package fi.kiinni.query.page;

import static fi.kiinni.query.page.CommandForm.May.*;
import static fi.kiinni.query.page.CommandForm.Part.*;
import static fi.kiinni.query.page.Field.Input.*;
import static fi.kiinni.query.page.Field.choice;
import static fi.kiinni.query.page.Field.group;
import static fi.kiinni.query.page.Field.optional;
import static fi.kiinni.query.page.Field.required;
import static fi.kiinni.query.page.Field.rows;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Member;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which commands have a form, where it stands, who is shown it, and what is asked. The command side has the last word. */
enum CommandForm {
    START_INITIATIVE(
            LIST, STARTING, required("title", SHORT), required("need", LONG), choice("language", true, Language.class)),
    DESCRIBE_INITIATIVE(
            DESCRIPTION,
            TEAM,
            optional("title", SHORT),
            optional("need", LONG),
            optional("targetGroup", LONG),
            optional("targetState", LONG),
            optional("themes", LINES)),
    MAP_CURRENT_STATE(DESCRIPTION, TEAM, required("description", LONG)),
    APPOINT_MEMBER(
            PEOPLE_PART,
            LEADING_OR_DECIDING,
            required("person", PERSON),
            choice("seat", true, Seat.class),
            optional("hours", NUMBER)),
    RELEASE_MEMBER(PEOPLE_PART, LEADING_OR_DECIDING, required("person", MEMBER), required("reason", LONG)),
    RECORD_FUNDING(
            PEOPLE_PART,
            TEAM,
            required("source", SHORT),
            required("amount", NUMBER),
            required("from", DATE),
            required("until", DATE)),
    MIRROR_STRATEGY(
            STRATEGY_MIRROR,
            TEAM,
            required("strategyVersion", STRATEGY_VERSION),
            optional("goals", GOALS),
            choice("assessment", true, Assessment.class),
            required("reflection", LONG)),
    DEFINE_MEASURE(
            MEASURES,
            TEAM,
            required("name", SHORT),
            choice("kind", true, MeasureKind.class),
            required("unit", SHORT),
            choice("direction", true, Direction.class),
            required("baseline", NUMBER),
            required("baselineOn", DATE),
            required("target", NUMBER),
            required("targetOn", DATE),
            optional("band", NUMBER),
            optional("everyMonths", COUNT),
            choice("followedIn", true, FollowedIn.class)),
    RETARGET_MEASURE(
            MEASURES,
            TEAM,
            required("measure", MEASURE),
            required("target", NUMBER),
            required("targetOn", DATE),
            required("reason", LONG)),
    RETIRE_MEASURE(MEASURES, TEAM, required("measure", MEASURE), required("reason", LONG)),
    PLAN_PILOT(
            PILOT,
            TEAM,
            required("scope", LONG),
            required("groups", LINES),
            required("startsOn", DATE),
            required("endsOn", DATE),
            required("questions", LINES)),
    REQUEST_DECISION(
            DECISIONS,
            LEADING,
            choice("subject", true, DecisionSubject.class),
            required("body", SHORT),
            required("proposal", LONG),
            required("grounds", LONG),
            required("meetingOn", DATE)),
    WITHDRAW_DECISION_REQUEST(DECISIONS, LEADING, required("request", REQUEST), required("reason", LONG)),
    DECIDE_PILOT(
            DECISIONS,
            DECIDING,
            choice("choice", true, PilotChoice.class),
            required("grounds", LONG),
            required("body", SHORT),
            required("decidedOn", DATE),
            optional("reviewOn", DATE),
            optional("lessons", LONG)),
    MOVE_TO_PILOT(GATE, LEADING),
    DECIDE_ADOPTION(
            DECISIONS,
            DECIDING,
            choice("choice", true, AdoptionChoice.class),
            required("options", LINES),
            required("grounds", LONG),
            rows("evidence", required("title", SHORT), required("link", SHORT)),
            required("body", SHORT),
            optional("minutes", SHORT),
            required("decidedOn", DATE),
            optional("inForceFrom", DATE),
            optional("reviewOn", DATE),
            rows("conditions", required("what", LONG), required("owner", PERSON), required("due", DATE)),
            group(
                    "overturnedBy",
                    required("text", LONG),
                    optional("measure", MEASURE),
                    choice("comparison", false, OverturnedBy.Comparison.class),
                    optional("value", NUMBER)),
            optional("supersedes", DECISION),
            optional("lessons", LONG)),
    WAIVE_REQUIREMENT(
            GATE,
            DECIDING,
            choice("gate", true, Gate.class),
            choice("requirement", true, Requirement.class),
            required("reason", LONG)),
    WITHDRAW_WAIVER(
            GATE,
            DECIDING,
            choice("gate", true, Gate.class),
            choice("requirement", true, Requirement.class),
            required("reason", LONG)),
    PAUSE_INITIATIVE(STANDING, LEADING, required("reason", LONG)),
    RESUME_INITIATIVE(STANDING, RESUMING, required("reason", LONG)),
    STOP_INITIATIVE(STANDING, DECIDING, required("reason", LONG), required("lessons", LONG)),
    POST_COMMENT(TIMELINE, TEAM, required("text", LONG), optional("about", SHORT), optional("mentions", PEOPLE)),
    PUBLISH_STRATEGY(
            STRATEGY,
            ADMINISTERING,
            required("name", SHORT),
            required("from", DATE),
            required("until", DATE),
            required("goals", TEXT_LINES));

    /** Where on which page a form stands. */
    enum Part {
        LIST,
        GATE,
        STANDING,
        DESCRIPTION,
        PEOPLE_PART,
        STRATEGY_MIRROR,
        MEASURES,
        PILOT,
        DECISIONS,
        TIMELINE,
        STRATEGY
    }

    /** Who is shown the form. */
    enum May {
        STARTING,
        TEAM,
        LEADING,
        LEADING_OR_DECIDING,
        DECIDING,
        RESUMING,
        ADMINISTERING;

        private boolean lets(Actor actor, @Nullable Initiative state) {
            @Nullable Member member = state == null ? null : state.team().get(actor.person());
            boolean leads = member != null && member.seat() == Seat.COORDINATOR && actor.is(Role.COORDINATOR);
            boolean decides = actor.is(Role.DECISION_MAKER);
            return switch (this) {
                case STARTING -> actor.is(Role.COORDINATOR);
                case TEAM -> member != null && (actor.is(Role.MEMBER) || actor.is(Role.COORDINATOR));
                case LEADING -> leads;
                case LEADING_OR_DECIDING -> leads || decides;
                case DECIDING -> decides;
                case RESUMING -> (state != null && state.standing().status() == Status.STOPPED) ? decides : leads;
                case ADMINISTERING -> actor.is(Role.ADMINISTRATOR);
            };
        }
    }

    private static final Set<CommandForm> POSSIBLE_WHEN_STOPPED = Set.of(POST_COMMENT, RESUME_INITIATIVE);

    /** The business date of these is a field of their own. */
    private static final Set<CommandForm> DATED_BY_A_FIELD = Set.of(DECIDE_PILOT, DECIDE_ADOPTION);

    private final Part part;
    private final May may;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Field> fields;

    CommandForm(Part part, May may, Field... fields) {
        this.part = part;
        this.may = may;
        this.fields = List.of(fields);
    }

    Part part() {
        return part;
    }

    List<Field> fields() {
        return fields;
    }

    /** What every command may carry beside its own fields. */
    List<Field> moreFields() {
        return Stream.of(optional("effectiveOn", DATE), optional("assertedBy", PERSON), optional("why", LONG))
                .filter(field ->
                        !(DATED_BY_A_FIELD.contains(this) && field.name().equals("effectiveOn")))
                .toList();
    }

    /** The last part of the command's route, as {@code decide-pilot}. */
    String route() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As the contract names it, such as {@code DecidePilot}. */
    String command() {
        return Arrays.stream(name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    static Optional<CommandForm> ofRoute(String route) {
        return Arrays.stream(values())
                .filter(form -> form.route().equals(route))
                .findFirst();
    }

    /** Whether it is worth showing to the actor: they may, and there is something that it could be about. */
    boolean isFor(Actor actor, String provider, @Nullable Initiative state) {
        return actor.belongsTo(provider) && may.lets(actor, state) && (state == null || isPossible(state));
    }

    private boolean isPossible(Initiative state) {
        Status status = state.standing().status();
        if (status == Status.STOPPED && !POSSIBLE_WHEN_STOPPED.contains(this)) {
            return false;
        }
        return switch (this) {
            case PAUSE_INITIATIVE -> status == Status.ACTIVE;
            case RESUME_INITIATIVE -> status != Status.ACTIVE;
            case MOVE_TO_PILOT -> status == Status.ACTIVE && state.standing().phase() == Phase.DEVELOPMENT;
            case RETARGET_MEASURE, RETIRE_MEASURE ->
                state.liveMeasures().findAny().isPresent();
            case WITHDRAW_DECISION_REQUEST -> !state.requests().isEmpty();
            case WAIVE_REQUIREMENT -> state.standing().phase().nextGate().isPresent();
            case WITHDRAW_WAIVER -> !state.waivers().isEmpty();
            default -> true;
        };
    }
}
