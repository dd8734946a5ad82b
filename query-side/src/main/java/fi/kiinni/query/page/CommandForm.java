package fi.kiinni.query.page;

import static fi.kiinni.query.page.CommandForm.May.*;
import static fi.kiinni.query.page.CommandForm.Part.*;
import static fi.kiinni.query.page.Field.Input.*;
import static fi.kiinni.query.page.Field.choice;
import static fi.kiinni.query.page.Field.group;
import static fi.kiinni.query.page.Field.optional;
import static fi.kiinni.query.page.Field.required;
import static fi.kiinni.query.page.Field.rows;
import static fi.kiinni.query.page.Field.together;
import static fi.kiinni.query.page.Field.under;

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
            together(required("from", DATE), required("until", DATE))),
    MIRROR_STRATEGY(
            STRATEGY_MIRROR,
            TEAM,
            required("strategyVersion", STRATEGY_VERSION),
            optional("goals", GOALS).neededWith("assessment", Assessment.SUPPORTS, Assessment.SUPPORTS_PARTLY),
            choice("assessment", true, Assessment.class),
            required("reflection", LONG)),
    DEFINE_MEASURE(
            MEASURES,
            TEAM,
            required("name", SHORT),
            choice("kind", true, MeasureKind.class),
            together(required("unit", SHORT), choice("direction", true, Direction.class)),
            together(required("baseline", NUMBER), required("baselineOn", DATE)),
            together(required("target", NUMBER), required("targetOn", DATE)),
            choice("followedIn", true, FollowedIn.class),
            together(optional("band", NUMBER), optional("everyMonths", COUNT))),
    RETARGET_MEASURE(
            MEASURES,
            TEAM,
            required("measure", MEASURE),
            together(required("target", NUMBER), required("targetOn", DATE)),
            required("reason", LONG)),
    RETIRE_MEASURE(MEASURES, TEAM, required("measure", MEASURE), required("reason", LONG)),
    PLAN_PILOT(
            PILOT,
            TEAM,
            required("scope", LONG),
            optional("groups", LINES),
            together(required("startsOn", DATE), required("endsOn", DATE)),
            optional("questions", LINES)),
    REQUEST_DECISION(
            DECISIONS,
            LEADING,
            choice("subject", true, DecisionSubject.class),
            required("proposal", LONG),
            required("grounds", LONG),
            together(required("body", SHORT), required("meetingOn", DATE))),
    WITHDRAW_DECISION_REQUEST(DECISIONS, LEADING, required("request", REQUEST), required("reason", LONG)),
    DECIDE_PILOT(
            DECISIONS,
            DECIDING,
            choice("choice", true, PilotChoice.class),
            required("grounds", LONG),
            together(required("body", SHORT), required("decidedOn", TODAY)),
            optional("reviewOn", DATE).neededOnlyWith("choice", PilotChoice.HOLD),
            optional("lessons", LONG).neededOnlyWith("choice", PilotChoice.STOP)),
    MOVE_TO_PILOT(GATE, LEADING),
    RECORD_PILOT_RESULT(
            PILOT,
            TEAM,
            required("finding", LONG),
            required("observedOn", TODAY),
            together(optional("measure", MEASURE), optional("value", NUMBER)),
            rows(
                    "evidence",
                    false,
                    together(required("title", SHORT), required("link", SHORT)),
                    optional("sha256", CARRIED))),
    CORRECT_PILOT_RESULT(
            PILOT,
            TEAM,
            required("result", RESULT),
            optional("finding", LONG),
            optional("observedOn", DATE),
            together(optional("measure", MEASURE), optional("value", NUMBER)),
            rows(
                    "evidence",
                    false,
                    together(required("title", SHORT), required("link", SHORT)),
                    optional("sha256", CARRIED)),
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
                    true,
                    required("what", LONG),
                    together(required("body", SHORT), required("role", SHORT), required("when", SHORT)))),
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
            optional("supersedes", DECISION)
                    .sometimes()
                    .with(
                            "choice",
                            AdoptionChoice.ADOPT,
                            AdoptionChoice.ADOPT_WITH_CONDITIONS,
                            AdoptionChoice.EXTEND_PILOT,
                            AdoptionChoice.REJECT),
            rows(
                            "conditions",
                            false,
                            required("what", LONG),
                            together(required("owner", PERSON), required("due", DATE)))
                    .neededOnlyWith("choice", AdoptionChoice.ADOPT_WITH_CONDITIONS),
            optional("reviewOn", DATE)
                    .with(
                            "choice",
                            AdoptionChoice.ADOPT,
                            AdoptionChoice.ADOPT_WITH_CONDITIONS,
                            AdoptionChoice.EXTEND_PILOT,
                            AdoptionChoice.DEFER)
                    .neededWith("choice", AdoptionChoice.DEFER),
            optional("lessons", LONG).neededOnlyWith("choice", AdoptionChoice.REJECT),
            under(
                    "grounds",
                    optional("options", LINES),
                    required("grounds", LONG),
                    rows(
                            "evidence",
                            false,
                            together(required("title", SHORT), required("link", SHORT)),
                            optional("sha256", CARRIED))),
            under(
                    "decision",
                    together(required("body", SHORT), required("decidedOn", TODAY)),
                    together(
                            optional("minutes", SHORT),
                            optional("inForceFrom", DATE)
                                    .with("choice", AdoptionChoice.ADOPT, AdoptionChoice.ADOPT_WITH_CONDITIONS))),
            group(
                            "overturnedBy",
                            required("text", LONG),
                            together(
                                    optional("measure", MEASURE),
                                    choice("comparison", false, OverturnedBy.Comparison.class),
                                    optional("value", NUMBER)))
                    .with("choice", AdoptionChoice.ADOPT, AdoptionChoice.ADOPT_WITH_CONDITIONS)),
    CORRECT_ADOPTION_RECORD(
            DECISIONS,
            TEAM,
            required("decision", ANY_DECISION),
            optional("body", SHORT),
            optional("minutes", SHORT),
            rows(
                    "evidence",
                    false,
                    together(required("title", SHORT), required("link", SHORT)),
                    optional("sha256", CARRIED)),
            required("reason", LONG)),
    FULFIL_CONDITION(
            DECISIONS,
            TEAM,
            required("condition", CONDITION),
            required("how", LONG),
            rows(
                    "evidence",
                    false,
                    together(required("title", SHORT), required("link", SHORT)),
                    optional("sha256", CARRIED))),
    PLAN_ACTION(
            ACTIONS,
            TEAM,
            required("what", LONG),
            together(required("responsible", PERSON), required("due", DATE)),
            choice("phase", true, Phase.class),
            optional("audience", SHORT)),
    RESCHEDULE_ACTION(ACTIONS, TEAM, required("action", ACTION), required("due", DATE), required("reason", LONG)),
    COMPLETE_ACTION(
            ACTIONS,
            TEAM,
            required("action", ACTION),
            required("completedOn", TODAY),
            rows(
                    "evidence",
                    false,
                    together(required("title", SHORT), required("link", SHORT)),
                    optional("sha256", CARRIED))),
    DROP_ACTION(ACTIONS, TEAM, required("action", ACTION), required("reason", LONG)),
    CORRECT_ACTION(
            ACTIONS,
            TEAM,
            required("action", ANY_ACTION),
            optional("what", LONG),
            together(optional("responsible", PERSON), optional("due", DATE)),
            choice("phase", false, Phase.class),
            optional("audience", SHORT),
            optional("completedOn", DATE),
            rows(
                    "evidence",
                    false,
                    together(required("title", SHORT), required("link", SHORT)),
                    optional("sha256", CARRIED)),
            required("reason", LONG)),
    ANCHOR_IN_STRUCTURE(
            ANCHORS,
            TEAM,
            choice("structure", true, Structure.class),
            required("how", LONG),
            required("since", DATE),
            rows(
                    "evidence",
                    false,
                    together(required("title", SHORT), required("link", SHORT)),
                    optional("sha256", CARRIED))),
    WITHDRAW_ANCHOR(ANCHORS, TEAM, required("anchor", ANCHOR), required("reason", LONG)),
    MOVE_TO_EVERYDAY_LIFE(GATE, LEADING),
    RECORD_MEASUREMENT(
            MEASURES,
            TEAM,
            required("measure", MEASURE),
            together(required("value", NUMBER), required("measuredOn", TODAY)),
            required("source", SHORT),
            optional("interpretation", LONG).sometimes(),
            optional("correctiveAction", LONG).sometimes()),
    CORRECT_MEASUREMENT(
            MEASURES,
            TEAM,
            required("measurement", MEASUREMENT),
            optional("measure", MEASURE),
            together(optional("value", NUMBER), optional("measuredOn", DATE)),
            optional("source", SHORT),
            optional("interpretation", LONG).sometimes(),
            optional("correctiveAction", LONG).sometimes(),
            required("reason", LONG)),
    WITHDRAW_MEASUREMENT(MEASURES, TEAM, required("measurement", MEASUREMENT), required("reason", LONG)),
    REVIEW_ROOTING(
            REVIEWS,
            LEADING,
            required("assessment", LONG),
            together(required("reviewedOn", TODAY), required("nextReviewOn", DATE))),
    DECLARE_ROOTED(GATE, DECIDING),
    REOPEN_ROOTING(STANDING, DECIDING, required("reason", LONG)),
    IDENTIFY_FACTOR(
            FACTORS,
            TEAM,
            required("description", LONG),
            choice("kind", true, FactorKind.class),
            required("strength", STRENGTH),
            choice("domain", true, FactorDomain.class)),
    RATE_FACTOR(FACTORS, TEAM, required("factor", FACTOR), required("strength", STRENGTH), required("note", LONG)),
    RESOLVE_FACTOR(FACTORS, TEAM, required("factor", FACTOR), required("how", LONG)),
    WAIVE_REQUIREMENT(GATE, DECIDING, required("requirement", REQUIREMENT), required("reason", LONG)),
    WITHDRAW_WAIVER(GATE, DECIDING, required("requirement", WAIVED), required("reason", LONG)),
    RETURN_TO_PHASE(GATE, LEADING, choice("phase", true, Phase.class), required("reason", LONG)),
    PAUSE_INITIATIVE(STANDING, LEADING, required("reason", LONG)),
    RESUME_INITIATIVE(STANDING, RESUMING, required("reason", LONG)),
    STOP_INITIATIVE(STANDING, DECIDING, required("reason", LONG), required("lessons", LONG)),
    POST_COMMENT(TIMELINE, TEAM, required("text", LONG), optional("about", ABOUT), optional("mentions", PEOPLE)),
    RETRACT_COMMENT(TIMELINE, TEAM, required("comment", COMMENT), required("reason", LONG)),
    PUBLISH_STRATEGY(
            STRATEGY,
            ADMINISTERING,
            required("name", SHORT),
            together(required("from", DATE), required("until", DATE)),
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

    /** What stands already is in the fields when the form is opened. */
    private static final Set<CommandForm> FILLED = EnumSet.of(
            DESCRIBE_INITIATIVE,
            MAP_CURRENT_STATE,
            APPOINT_MEMBER,
            MIRROR_STRATEGY,
            PLAN_PILOT,
            DESCRIBE_OPERATING_MODEL,
            DESCRIBE_DECISION_PROCESS,
            DESCRIBE_ADOPTION_PLAN,
            CORRECT_PILOT_RESULT,
            CORRECT_MEASUREMENT,
            CORRECT_ACTION,
            CORRECT_ADOPTION_RECORD);

    /** Of those, the ones whose fields stay as they are when they are not given. */
    private static final Set<CommandForm> PATCHES = EnumSet.of(
            DESCRIBE_INITIATIVE, CORRECT_PILOT_RESULT, CORRECT_MEASUREMENT, CORRECT_ACTION, CORRECT_ADOPTION_RECORD);

    private final Part part;
    private final May may;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Field> layout;

    CommandForm(Part part, May may, Field... fields) {
        this.part = part;
        this.may = may;
        this.layout = List.of(fields);
    }

    Part part() {
        return part;
    }

    /** The fields as they stand on the form. */
    List<Field> layout() {
        return layout;
    }

    /** The fields of the command. */
    List<Field> fields() {
        return layout.stream().flatMap(Field::asked).toList();
    }

    /** The field that is asked for by that name, on whatever level. */
    Optional<Field> field(String name) {
        return all().filter(field -> field.name().equals(name)).findFirst();
    }

    /** The names of the fields on every level, in the order of the form. */
    List<String> names() {
        return all().map(Field::name).toList();
    }

    private Stream<Field> all() {
        return Stream.concat(layout.stream(), moreFields().stream())
                .flatMap(Field::all)
                .filter(field -> !field.isLayout());
    }

    boolean isFilled() {
        return FILLED.contains(this);
    }

    boolean isPatch() {
        return PATCHES.contains(this);
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

    static Optional<CommandForm> ofCommand(String name) {
        return Arrays.stream(values())
                .filter(form -> form.command().equals(name))
                .findFirst();
    }

    /** Whether it is an initiative's, and not what starts one or is the provider's. */
    boolean isAboutAnInitiative() {
        return part != LIST && part != STRATEGY;
    }

    /** The part of the page that shows what it changes. */
    String anchor() {
        return anchor(part);
    }

    static String anchor(Part part) {
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
                        !state.openActions().isEmpty();
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
