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
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Member;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.OverturnedBy;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import fi.kiinni.initiative.Structure;
import fi.kiinni.query.view.Card;
import fi.kiinni.query.words.Words;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    RECORD_PILOT_RESULT(
            PILOT,
            TEAM,
            required("finding", LONG),
            optional("measure", MEASURE),
            optional("value", NUMBER),
            required("observedOn", DATE),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT))),
    CORRECT_PILOT_RESULT(
            PILOT,
            TEAM,
            required("result", RESULT),
            optional("finding", LONG),
            optional("measure", MEASURE),
            optional("value", NUMBER),
            optional("observedOn", DATE),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT)),
            required("reason", LONG)),
    WITHDRAW_PILOT_RESULT(PILOT, TEAM, required("result", RESULT), required("reason", LONG)),
    CONCLUDE_PILOT(PILOT, LEADING, choice("outcome", true, PilotOutcome.class), required("lessons", LONG)),
    DESCRIBE_OPERATING_MODEL(PILOT, TEAM, required("description", LONG), required("label", SHORT)),
    MOVE_TO_STRUCTURES(GATE, LEADING),
    DESCRIBE_DECISION_PROCESS(
            ADOPTION,
            TEAM,
            rows(
                    "steps",
                    8,
                    required("what", LONG),
                    required("body", SHORT),
                    required("role", SHORT),
                    required("when", SHORT))),
    DESCRIBE_ADOPTION_PLAN(
            ADOPTION,
            TEAM,
            required("who", LONG),
            required("where", LONG),
            required("schedule", LONG),
            required("training", LONG),
            required("support", LONG),
            required("responsible", PERSON)),
    DECIDE_ADOPTION(
            DECISIONS,
            DECIDING,
            choice("choice", true, AdoptionChoice.class),
            required("options", LINES),
            required("grounds", LONG),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT)),
            required("body", SHORT),
            optional("minutes", SHORT),
            required("decidedOn", DATE),
            optional("inForceFrom", DATE),
            optional("reviewOn", DATE),
            rows("conditions", 3, required("what", LONG), required("owner", PERSON), required("due", DATE)),
            group(
                    "overturnedBy",
                    required("text", LONG),
                    optional("measure", MEASURE),
                    choice("comparison", false, OverturnedBy.Comparison.class),
                    optional("value", NUMBER)),
            optional("supersedes", DECISION),
            optional("lessons", LONG)),
    CORRECT_ADOPTION_RECORD(
            DECISIONS,
            TEAM,
            required("decision", ANY_DECISION),
            optional("body", SHORT),
            optional("minutes", SHORT),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT)),
            required("reason", LONG)),
    FULFIL_CONDITION(
            DECISIONS,
            TEAM,
            required("condition", CONDITION),
            required("how", LONG),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT))),
    PLAN_ACTION(
            ACTIONS,
            TEAM,
            required("what", LONG),
            choice("phase", true, Phase.class),
            required("responsible", PERSON),
            required("due", DATE),
            optional("audience", SHORT)),
    RESCHEDULE_ACTION(ACTIONS, TEAM, required("action", ACTION), required("due", DATE), required("reason", LONG)),
    COMPLETE_ACTION(
            ACTIONS,
            TEAM,
            required("action", ACTION),
            required("completedOn", DATE),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT))),
    DROP_ACTION(ACTIONS, TEAM, required("action", ACTION), required("reason", LONG)),
    CORRECT_ACTION(
            ACTIONS,
            TEAM,
            required("action", ANY_ACTION),
            optional("what", LONG),
            choice("phase", false, Phase.class),
            optional("responsible", PERSON),
            optional("due", DATE),
            optional("audience", SHORT),
            optional("completedOn", DATE),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT)),
            required("reason", LONG)),
    ANCHOR_IN_STRUCTURE(
            ANCHORS,
            TEAM,
            choice("structure", true, Structure.class),
            required("how", LONG),
            required("since", DATE),
            rows("evidence", 3, required("title", SHORT), required("link", SHORT))),
    WITHDRAW_ANCHOR(ANCHORS, TEAM, required("anchor", ANCHOR), required("reason", LONG)),
    MOVE_TO_EVERYDAY_LIFE(GATE, LEADING),
    RECORD_MEASUREMENT(
            MEASURES,
            TEAM,
            required("measure", MEASURE),
            required("value", NUMBER),
            required("measuredOn", DATE),
            required("source", SHORT),
            optional("interpretation", LONG),
            optional("correctiveAction", LONG)),
    CORRECT_MEASUREMENT(
            MEASURES,
            TEAM,
            required("measurement", MEASUREMENT),
            optional("measure", MEASURE),
            optional("value", NUMBER),
            optional("measuredOn", DATE),
            optional("source", SHORT),
            optional("interpretation", LONG),
            optional("correctiveAction", LONG),
            required("reason", LONG)),
    WITHDRAW_MEASUREMENT(MEASURES, TEAM, required("measurement", MEASUREMENT), required("reason", LONG)),
    REVIEW_ROOTING(
            REVIEWS,
            LEADING,
            required("assessment", LONG),
            required("reviewedOn", DATE),
            required("nextReviewOn", DATE)),
    DECLARE_ROOTED(GATE, DECIDING),
    REOPEN_ROOTING(STANDING, DECIDING, required("reason", LONG)),
    IDENTIFY_FACTOR(
            FACTORS,
            TEAM,
            choice("kind", true, FactorKind.class),
            choice("domain", true, FactorDomain.class),
            required("description", LONG),
            required("strength", COUNT)),
    RATE_FACTOR(FACTORS, TEAM, required("factor", FACTOR), required("strength", COUNT), required("note", LONG)),
    RESOLVE_FACTOR(FACTORS, TEAM, required("factor", FACTOR), required("how", LONG)),
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
    RETURN_TO_PHASE(GATE, LEADING, choice("phase", true, Phase.class), required("reason", LONG)),
    PAUSE_INITIATIVE(STANDING, LEADING, required("reason", LONG)),
    RESUME_INITIATIVE(STANDING, RESUMING, required("reason", LONG)),
    STOP_INITIATIVE(STANDING, DECIDING, required("reason", LONG), required("lessons", LONG)),
    POST_COMMENT(TIMELINE, TEAM, required("text", LONG), optional("about", SHORT), optional("mentions", PEOPLE)),
    RETRACT_COMMENT(TIMELINE, TEAM, required("comment", COMMENT), required("reason", LONG)),
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
        ADOPTION,
        DECISIONS,
        ACTIONS,
        ANCHORS,
        FACTORS,
        REVIEWS,
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
            return lets(
                    actor,
                    member == null ? null : member.seat(),
                    state == null ? null : state.standing().status());
        }

        private boolean lets(Actor actor, @Nullable Seat seat, @Nullable Status status) {
            boolean leads = seat == Seat.COORDINATOR && actor.is(Role.COORDINATOR);
            boolean decides = actor.is(Role.DECISION_MAKER);
            return switch (this) {
                case STARTING -> actor.is(Role.COORDINATOR);
                case TEAM -> seat != null && (actor.is(Role.MEMBER) || actor.is(Role.COORDINATOR));
                case LEADING -> leads;
                case LEADING_OR_DECIDING -> leads || decides;
                case DECIDING -> decides;
                case RESUMING -> status == Status.STOPPED ? decides : leads;
                case ADMINISTERING -> actor.is(Role.ADMINISTRATOR);
            };
        }
    }

    private static final Set<CommandForm> CORRECTIONS = EnumSet.of(
            CORRECT_PILOT_RESULT,
            WITHDRAW_PILOT_RESULT,
            CORRECT_MEASUREMENT,
            WITHDRAW_MEASUREMENT,
            CORRECT_ACTION,
            CORRECT_ADOPTION_RECORD);

    private static final Set<CommandForm> COMMENTS = EnumSet.of(POST_COMMENT, RETRACT_COMMENT);

    private static final Set<CommandForm> POSSIBLE_WHEN_ROOTED = EnumSet.of(
            RECORD_MEASUREMENT,
            REVIEW_ROOTING,
            IDENTIFY_FACTOR,
            RATE_FACTOR,
            RESOLVE_FACTOR,
            ANCHOR_IN_STRUCTURE,
            WITHDRAW_ANCHOR,
            REOPEN_ROOTING);

    private static final Set<CommandForm> ONLY_WHEN_ACTIVE = EnumSet.of(
            MOVE_TO_PILOT,
            MOVE_TO_STRUCTURES,
            MOVE_TO_EVERYDAY_LIFE,
            DECLARE_ROOTED,
            RETURN_TO_PHASE,
            PAUSE_INITIATIVE);

    private static final Set<CommandForm> MOVING = EnumSet.of(
            MOVE_TO_PILOT,
            MOVE_TO_STRUCTURES,
            MOVE_TO_EVERYDAY_LIFE,
            DECLARE_ROOTED,
            RETURN_TO_PHASE,
            PAUSE_INITIATIVE,
            RESUME_INITIATIVE,
            STOP_INITIATIVE,
            REOPEN_ROOTING);

    /** The business date of these is a field of their own. */
    private static final Set<CommandForm> DATED_BY_A_FIELD = EnumSet.of(
            DECIDE_PILOT,
            DECIDE_ADOPTION,
            RECORD_PILOT_RESULT,
            COMPLETE_ACTION,
            ANCHOR_IN_STRUCTURE,
            RECORD_MEASUREMENT,
            REVIEW_ROOTING);

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
                .filter(field -> !field.name().equals("effectiveOn") || isDatedByWhoeverGivesIt())
                .toList();
    }

    /** A correction stands at the business date of the fact that it replaces. */
    private boolean isDatedByWhoeverGivesIt() {
        return !DATED_BY_A_FIELD.contains(this) && !CORRECTIONS.contains(this);
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

    /** Whether it is an initiative's, and not what starts one or is the provider's. */
    boolean isAboutAnInitiative() {
        return part != LIST && part != STRATEGY;
    }

    /** The part of the page that shows what it changes. */
    String anchor() {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The titles, by route, of those that the actor may give to the initiative as it stands. */
    static Map<String, String> offered(Words words, Actor actor, Initiative state) {
        Map<String, String> offered = new LinkedHashMap<>();
        for (CommandForm form : values()) {
            if (form.isAboutAnInitiative()
                    && form.mayBeGivenBy(actor, state.provider(), state)
                    && form.isPossible(state)) {
                offered.put(form.route(), words.of("command." + form.command()));
            }
        }
        return offered;
    }

    /** @param state of the initiative that it is for, if it is for one */
    boolean mayBeGivenBy(Actor actor, String provider, @Nullable Initiative state) {
        return actor.belongsTo(provider) && may.lets(actor, state);
    }

    /** @param seat of the actor in the team of an initiative that has the status and is of the actor's own provider */
    boolean isFor(Actor actor, @Nullable Seat seat, Status status) {
        return may.lets(actor, seat, status) && isPossibleWhen(status);
    }

    /** The one that goes through the gate. */
    static CommandForm through(Gate gate) {
        return switch (gate) {
            case PILOT -> MOVE_TO_PILOT;
            case STRUCTURES -> MOVE_TO_STRUCTURES;
            case EVERYDAY_LIFE -> MOVE_TO_EVERYDAY_LIFE;
            case ROOTED -> DECLARE_ROOTED;
        };
    }

    /** Those that change where an initiative stands, and that the actor may give to the one on the card. */
    static List<CommandForm> moving(Actor actor, Card card) {
        return MOVING.stream()
                .filter(form -> actor.belongsTo(card.provider())
                        && form.isFor(actor, card.seat(actor.person()), card.status())
                        && form.isPossibleIn(card.phase()))
                .toList();
    }

    /** Whether there is something that it could be about. */
    boolean isPossible(Initiative state) {
        return isPossibleWhen(state.standing().status())
                && isPossibleIn(state.standing().phase())
                && switch (this) {
                    case RETARGET_MEASURE, RETIRE_MEASURE, RECORD_MEASUREMENT ->
                        state.liveMeasures().findAny().isPresent();
                    case WITHDRAW_DECISION_REQUEST -> !state.requests().isEmpty();
                    case WITHDRAW_WAIVER -> !state.waivers().isEmpty();
                    case CORRECT_PILOT_RESULT, WITHDRAW_PILOT_RESULT ->
                        !state.pilot().results().isEmpty();
                    case CORRECT_MEASUREMENT, WITHDRAW_MEASUREMENT ->
                        !state.measurements().isEmpty();
                    case CORRECT_ADOPTION_RECORD -> !state.adoptions().isEmpty();
                    case FULFIL_CONDITION ->
                        state.adoptionInForce().stream()
                                .flatMap(decision -> decision.getValue().openConditions())
                                .findAny()
                                .isPresent();
                    case RESCHEDULE_ACTION, COMPLETE_ACTION, DROP_ACTION ->
                        state.actions().values().stream().anyMatch(Initiative.Action::isOpen);
                    case CORRECT_ACTION -> !state.actions().isEmpty();
                    case WITHDRAW_ANCHOR -> !state.anchors().isEmpty();
                    case RATE_FACTOR, RESOLVE_FACTOR ->
                        state.factors().values().stream().anyMatch(factor -> !factor.isResolved());
                    case RETRACT_COMMENT -> !state.comments().isEmpty();
                    default -> true;
                };
    }

    private boolean isPossibleIn(Phase phase) {
        return switch (this) {
            case MOVE_TO_PILOT -> phase == Phase.DEVELOPMENT;
            case MOVE_TO_STRUCTURES -> phase == Phase.PILOT;
            case MOVE_TO_EVERYDAY_LIFE -> phase == Phase.STRUCTURES;
            case DECLARE_ROOTED -> phase == Phase.EVERYDAY_LIFE;
            case RETURN_TO_PHASE -> phase != Phase.DEVELOPMENT;
            default -> true;
        };
    }

    private boolean isPossibleWhen(Status status) {
        if (CORRECTIONS.contains(this) || COMMENTS.contains(this)) {
            return true;
        }
        return switch (status) {
            case ACTIVE -> this != RESUME_INITIATIVE && this != REOPEN_ROOTING;
            case PAUSED -> !ONLY_WHEN_ACTIVE.contains(this) && this != REOPEN_ROOTING;
            case STOPPED -> this == RESUME_INITIATIVE;
            case ROOTED -> POSSIBLE_WHEN_ROOTED.contains(this);
        };
    }
}
