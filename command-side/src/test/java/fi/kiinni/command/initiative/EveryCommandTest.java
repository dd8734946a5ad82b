package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.initiative.Sample.Who;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.FieldProblem;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.People;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Scenario;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.InitiativeEvent.FundingRecorded;
import fi.kiinni.initiative.InitiativeEvent.MemberAppointed;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What all commands on an initiative have in common; a new command fails here until it has a sample. */
class EveryCommandTest {

    private static final String EMOJI = "🌱";

    /** Texts of at most 200 code points, by the names of their fields; all others may have 10,000. */
    private static final Set<String> SHORT_TEXTS = Set.of(
            "title",
            "themes",
            "person",
            "source",
            "name",
            "unit",
            "groups",
            "body",
            "minutes",
            "about",
            "mentions",
            "label",
            "responsible",
            "audience");

    /** Dates that may lie in the future; all others say when something was. */
    private static final Set<String> PLANNED = Set.of(
            "startsOn", "endsOn", "due", "targetOn", "inForceFrom", "reviewOn", "nextReviewOn", "meetingOn", "until");

    private static final Set<Class<? extends InitiativeCommand>> ONLY_ADDING = Set.of(
            StartInitiative.class,
            RecordFunding.class,
            DefineMeasure.class,
            RequestDecision.class,
            RecordPilotResult.class,
            PlanAction.class,
            AnchorInStructure.class,
            RecordMeasurement.class,
            ReviewRooting.class,
            IdentifyFactor.class,
            PostComment.class);

    @Test
    void every_command_has_a_sample() {
        assertThat(Sample.everyCommand())
                .<Class<?>>map(InitiativeCommand::getClass)
                .containsExactlyInAnyOrder(InitiativeCommand.class.getPermittedSubclasses());
    }

    @Nested
    class WhoMayGiveIt {

        @TestFactory
        Stream<DynamicTest> a_command_takes_a_role_and_a_seat_and_a_status() {
            return Sample.all().stream()
                    .flatMap(sample -> Arrays.stream(Who.values())
                            .flatMap(who -> Arrays.stream(Status.values())
                                    .map(status -> DynamicTest.dynamicTest(
                                            "%s by %s while %s".formatted(sample.name(), who, status),
                                            () -> aCommandTakes(sample, who, status)))));
        }

        private static void aCommandTakes(Sample sample, Who who, Status status) {
            List<InitiativeEvent> before = seated(Sample.beforeStanding(sample.command()), who, status);
            Scenario.Outcome outcome = given(before).when(actor(who), sample.command());
            if (!sample.may().contains(who)) {
                outcome.thenRefused(new Refusal.NotAllowed(needed(sample.command())));
            } else if (!sample.standing().contains(status)) {
                outcome.thenRefused(new Refusal.WrongStatus(status, phase(before)));
            } else {
                outcome.thenAcceptedAs(actor(who).roles().iterator().next());
            }
        }

        @TestFactory
        Stream<DynamicTest>
                resuming_takes_a_coordinator_where_it_was_paused_and_a_decision_maker_where_it_was_stopped() {
            ResumeInitiative resume = new ResumeInitiative("Rahoitus varmistui");
            Set<Who> coordinators = EnumSet.of(Who.COORDINATOR_WITH_THAT_SEAT);
            Set<Who> decisionMakers = EnumSet.of(Who.DECISION_MAKER_OF_NO_TEAM, Who.DECISION_MAKER_ON_THE_TEAM);
            return Arrays.stream(Who.values())
                    .flatMap(who -> Arrays.stream(Status.values())
                            .map(status -> DynamicTest.dynamicTest("by %s while %s".formatted(who, status), () -> {
                                Scenario.Outcome outcome =
                                        given(seated(READY, who, status)).when(actor(who), resume);
                                if (EnumSet.of(Status.ACTIVE, Status.ROOTED).contains(status)
                                        && (coordinators.contains(who) || decisionMakers.contains(who))) {
                                    outcome.thenRefused(new Refusal.WrongStatus(status, Phase.DEVELOPMENT));
                                } else if ((status == Status.PAUSED && coordinators.contains(who))
                                        || (status == Status.STOPPED && decisionMakers.contains(who))) {
                                    outcome.thenAcceptedAs(
                                            actor(who).roles().iterator().next());
                                } else {
                                    outcome.thenRefused(new Refusal.NotAllowed(needed(resume)));
                                }
                            })));
        }

        @TestFactory
        Stream<DynamicTest> starting_takes_a_coordinator() {
            return Arrays.stream(Who.values())
                    .map(who -> DynamicTest.dynamicTest("by " + who, () -> {
                        Scenario.Outcome outcome = given().when(actor(who), Sample.START_INITIATIVE);
                        if (actor(who).is(Role.COORDINATOR)) {
                            outcome.thenAcceptedAs(Role.COORDINATOR);
                        } else {
                            outcome.thenRefused(new Refusal.NotAllowed(needed(Sample.START_INITIATIVE)));
                        }
                    }));
        }

        @TestFactory
        Stream<DynamicTest> to_another_provider_there_is_no_such_initiative_whatever_the_role() {
            Actor stranger = new Actor(
                    KOORDINAATTORI.person(),
                    "raseko",
                    EnumSet.complementOf(EnumSet.of(Role.AUDITOR)),
                    Set.of(PROVIDER));
            return onAnInitiative(command ->
                    given(Sample.before(command)).when(stranger, command).thenRefused(new Refusal.UnknownInitiative()));
        }

        @TestFactory
        Stream<DynamicTest> an_operator_without_a_provider_sees_none() {
            return onAnInitiative(command -> given(Sample.before(command))
                    .when(YLLAPITAJA, command)
                    .thenRefused(new Refusal.UnknownInitiative()));
        }

        @TestFactory
        Stream<DynamicTest>
                an_auditor_with_a_grant_sees_it_and_may_still_give_no_command_whatever_else_they_are_at_home() {
            Actor granted = new Actor(KOORDINAATTORI.person(), "raseko", EnumSet.allOf(Role.class), Set.of(PROVIDER));
            return onAnInitiative(command -> given(Sample.before(command))
                    .when(granted, command)
                    .thenRefused(new Refusal.NotAllowed(needed(command))));
        }

        @TestFactory
        Stream<DynamicTest> what_was_never_started_is_unknown() {
            Actor everything = People.of(KOORDINAATTORI.person(), Role.values());
            return onAnInitiative(
                    command -> given().when(everything, command).thenRefused(new Refusal.UnknownInitiative()));
        }

        private static Actor actor(Who who) {
            return switch (who) {
                case MEMBER_ON_THE_TEAM, MEMBER_WITH_THE_COORDINATORS_SEAT, MEMBER_OF_NO_TEAM ->
                    People.of("matti", Role.MEMBER);
                case COORDINATOR_WITH_THAT_SEAT, COORDINATOR_WITH_A_MEMBERS_SEAT, COORDINATOR_OF_NO_TEAM ->
                    People.of("matti", Role.COORDINATOR);
                case DECISION_MAKER_OF_NO_TEAM, DECISION_MAKER_ON_THE_TEAM -> People.of("matti", Role.DECISION_MAKER);
                case AUDITOR_ON_THE_TEAM -> People.of("matti", Role.AUDITOR);
                case ADMINISTRATOR_ON_THE_TEAM -> People.of("matti", Role.ADMINISTRATOR);
                case OPERATOR -> People.of("matti", Role.OPERATOR);
            };
        }

        private static Phase phase(List<InitiativeEvent> events) {
            Initiative initiative = null;
            for (InitiativeEvent event : events) {
                initiative = Initiative.evolve(initiative, event);
            }
            return Objects.requireNonNull(initiative).standing().phase();
        }

        private static List<InitiativeEvent> seated(List<InitiativeEvent> before, Who who, Status status) {
            List<InitiativeEvent> events = new ArrayList<>(before);
            Seat seat = switch (who) {
                case MEMBER_WITH_THE_COORDINATORS_SEAT, COORDINATOR_WITH_THAT_SEAT -> Seat.COORDINATOR;
                case MEMBER_OF_NO_TEAM, COORDINATOR_OF_NO_TEAM, DECISION_MAKER_OF_NO_TEAM, OPERATOR -> null;
                case MEMBER_ON_THE_TEAM,
                        COORDINATOR_WITH_A_MEMBERS_SEAT,
                        DECISION_MAKER_ON_THE_TEAM,
                        AUDITOR_ON_THE_TEAM,
                        ADMINISTRATOR_ON_THE_TEAM -> Seat.MEMBER;
            };
            if (seat != null) {
                events.add(new MemberAppointed("matti", seat, null, SPRING));
            }
            switch (status) {
                case ACTIVE -> {}
                case PAUSED -> events.add(PAUSED);
                case STOPPED -> events.add(STOPPED);
                case ROOTED -> events.add(ROOTED);
            }
            return events;
        }

        private static List<Entitlement> needed(InitiativeCommand command) {
            return new Instruction<>(ID, command, Attribution.NONE, List.of(), JASEN, TODAY, null, null).needed();
        }
    }

    @Nested
    class BesideItsFields {

        @TestFactory
        Stream<DynamicTest> it_says_on_whose_word_and_why() {
            return onEvery(command -> {
                Actor actor = entitled(command);
                given(Sample.before(command))
                        .with(new Attribution(null, "rehtori", "Muistio\n14.6. 🌱"))
                        .when(actor, command)
                        .thenProvenance("rehtori", "Muistio\n14.6. 🌱");
            });
        }

        @TestFactory
        Stream<DynamicTest> who_says_so_must_be_in_the_directory() {
            return onEvery(command -> given(Sample.before(command))
                    .with(new Attribution(null, "tuntematon", null))
                    .when(entitled(command), command)
                    .thenRefused(new Refusal.UnknownPerson("tuntematon")));
        }

        @TestFactory
        Stream<DynamicTest> who_says_so_and_why_are_texts_with_limits() {
            return onEvery(command -> given(Sample.before(command))
                    .with(new Attribution(null, EMOJI.repeat(201), EMOJI.repeat(10_001)))
                    .when(entitled(command), command)
                    .thenInvalid("assertedBy too-long", "why too-long"));
        }

        @TestFactory
        Stream<DynamicTest> it_holds_on_its_business_date_as_entered_and_else_today() {
            return onEvery(command -> {
                BusinessDate own = Sample.standsAt(command);
                given(Sample.before(command))
                        .with(new Attribution(own == null ? on("2015-10") : own, null, null))
                        .when(entitled(command), command)
                        .thenEffectiveOn(own == null ? on("2015-10") : own);
                given(Sample.before(command))
                        .when(entitled(command), command)
                        .thenEffectiveOn(own == null ? RECORDED : own);
            });
        }

        @TestFactory
        Stream<DynamicTest> it_cannot_hold_on_a_day_to_come() {
            return onEvery(command -> {
                Scenario.Outcome outcome = given(Sample.before(command))
                        .with(new Attribution(on("2025-06-16"), null, null))
                        .when(entitled(command), command);
                if (command.ownDate() == null) {
                    outcome.thenInvalid("effectiveOn dates-contradict");
                } else {
                    outcome.thenInvalid("effectiveOn dates-contradict", "effectiveOn dates-contradict");
                }
            });
        }

        @TestFactory
        Stream<DynamicTest> it_may_insist_on_the_version_that_was_seen() {
            return onEvery(command -> {
                int version = Sample.before(command).size();
                given(Sample.before(command))
                        .ifMatch(version)
                        .when(entitled(command), command)
                        .thenAccepted();
                given(Sample.before(command))
                        .ifMatch(version + 1)
                        .when(entitled(command), command)
                        .thenRefused(new Refusal.Conflict(version + 1, version));
            });
        }

        @TestFactory
        Stream<DynamicTest> who_saw_the_part_that_it_is_about_is_not_held_up_by_what_happened_to_others() {
            return onEvery(command -> {
                List<InitiativeEvent> before = Sample.before(command);
                List<InitiativeEvent> others = List.of(
                        new CommentPosted(UUID.randomUUID(), "Hyvä!", null, List.of(), SPRING),
                        new FundingRecorded("ESR", BigDecimal.TEN, START, AUTUMN, SPRING));
                given(Stream.concat(before.stream(), before.isEmpty() ? Stream.of() : others.stream())
                                .toList())
                        .ifPartMatch(before.size())
                        .when(entitled(command), command)
                        .thenAccepted();
            });
        }

        @TestFactory
        Stream<DynamicTest> who_did_not_see_its_part_change_is_told_so_and_what_only_adds_changes_none() {
            return onEvery(command -> {
                List<InitiativeEvent> before = Sample.before(command);
                List<InitiativeEvent> given = Decide.on(
                        command,
                        before.stream().reduce(null, Initiative::evolve, (one, _) -> one),
                        Circumstances.of(entitled(command), TODAY, Attribution.NONE, ids()));
                Scenario.Outcome outcome = given(
                                Stream.concat(before.stream(), given.stream()).toList())
                        .ifPartMatch(before.size())
                        .when(entitled(command), command);
                if (ONLY_ADDING.contains(command.getClass())) {
                    outcome.thenNotInConflict();
                } else {
                    outcome.thenRefused(new Refusal.PartChanged(
                            before.size(),
                            before.size() + given.size(),
                            IntStream.range(0, given.size())
                                    .filter(index -> Concern.isTouched(command, given.get(index)))
                                    .mapToObj(index -> new Refusal.Changed(
                                            before.size() + index + 1,
                                            given.get(index).getClass().getSimpleName()))
                                    .toList()));
                }
            });
        }

        @TestFactory
        Stream<DynamicTest> nobody_has_seen_what_is_yet_to_come() {
            return onEvery(command -> given(Sample.before(command))
                    .ifPartMatch(99)
                    .when(entitled(command), command)
                    .thenRefused(
                            new Refusal.PartChanged(99, Sample.before(command).size(), List.of())));
        }

        @TestFactory
        Stream<DynamicTest> fields_that_could_not_be_read_are_told() {
            return onEvery(command -> given(Sample.before(command))
                    .withUnreadable(new FieldProblem("colour", FieldProblem.UNKNOWN, "There is no such field"))
                    .when(entitled(command), command)
                    .thenInvalid("colour unknown"));
        }
    }

    @Nested
    class TheOrderOfRefusals {

        @TestFactory
        Stream<DynamicTest> who_may_not_learns_nothing_of_the_fields() {
            return onEvery(command -> given(Sample.before(command))
                    .withUnreadable(new FieldProblem("colour", FieldProblem.UNKNOWN, "There is no such field"))
                    .ifMatch(99)
                    .when(AUDITOIJA, command)
                    .thenRefused(new Refusal.NotAllowed(WhoMayGiveIt.needed(command))));
        }

        @TestFactory
        Stream<DynamicTest> the_fields_come_before_the_version() {
            return onEvery(command -> given(Sample.before(command))
                    .withUnreadable(new FieldProblem("colour", FieldProblem.UNKNOWN, "There is no such field"))
                    .ifMatch(99)
                    .when(entitled(command), command)
                    .thenInvalid("colour unknown"));
        }

        @TestFactory
        Stream<DynamicTest> the_version_comes_before_what_needs_the_state() {
            return onEvery(command -> given(Sample.before(command))
                    .with(new Attribution(null, "tuntematon", null))
                    .ifMatch(99)
                    .when(entitled(command), command)
                    .thenRefused(new Refusal.Conflict(99, Sample.before(command).size())));
        }
    }

    @Nested
    class ItsFields {

        @TestFactory
        Stream<DynamicTest> what_is_needed_is_missed_and_what_is_optional_is_not() {
            return fields((command, field) -> {
                Scenario.Outcome outcome = whenWith(command, field, null);
                if (Sample.optional(command).contains(field.getName())) {
                    outcome.thenAccepted();
                } else {
                    outcome.thenInvalid(field.getName() + " missing");
                }
            });
        }

        @TestFactory
        Stream<DynamicTest> a_text_of_nothing_that_shows_is_missing() {
            return texts((command, field) -> {
                for (String blank : List.of("", " ", "\n\t ", "\u00a0\u2003", "\u200b\u200e\ufeff", "\u0001")) {
                    whenWith(command, field, text(field, blank)).thenInvalid(path(field) + " missing");
                }
            });
        }

        @TestFactory
        Stream<DynamicTest> a_text_is_measured_in_code_points() {
            return texts((command, field) -> {
                int limit = SHORT_TEXTS.contains(field.getName()) ? 200 : 10_000;
                whenWith(command, field, text(field, EMOJI.repeat(limit + 1))).thenInvalid(path(field) + " too-long");
                whenWith(command, field, text(field, EMOJI.repeat(limit))).thenNotInvalid();
            });
        }

        @TestFactory
        Stream<DynamicTest> a_list_has_at_most_a_hundred_entries_and_none_is_missing() {
            return fields((command, field) -> {
                Object value = value(command, field);
                if (value instanceof List<?> list && !list.isEmpty()) {
                    List<Object> many = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        many.add(list.getFirst());
                    }
                    whenWith(command, field, List.copyOf(many)).thenNotInvalid();
                    many.add(list.getFirst());
                    whenWith(command, field, List.copyOf(many)).thenInvalid(field.getName() + " invalid");
                    whenWith(command, field, Arrays.asList(list.getFirst(), null))
                            .thenInvalid(field.getName() + "[1] missing");
                }
            });
        }

        @TestFactory
        Stream<DynamicTest> a_list_may_be_empty_but_for_goals_and_steps() {
            return fields((command, field) -> {
                if (field.getType() == List.class) {
                    Scenario.Outcome outcome = whenWith(command, field, List.of());
                    switch (field.getName()) {
                        case "goals" -> outcome.thenInvalid("goals missing");
                        case "steps" -> outcome.thenInvalid("steps invalid");
                        default -> outcome.thenAccepted();
                    }
                }
            });
        }

        @TestFactory
        Stream<DynamicTest> what_has_happened_does_not_lie_ahead_and_what_is_planned_may() {
            return onEvery(command -> {
                for (String past : List.of("2025-06-15", "2025-06", "2025")) {
                    whenDated(command, past).thenAccepted();
                }
                String[] ahead = dates(command)
                        .filter(field -> !PLANNED.contains(field))
                        .map(field -> field + " dates-contradict")
                        .toArray(String[]::new);
                for (String future : ahead.length == 0 ? List.<String>of() : List.of("2025-06-16", "2025-07", "2026")) {
                    whenDated(command, future).thenInvalid(ahead);
                }
            });
        }

        @TestFactory
        Stream<DynamicTest> what_nobody_made_is_unknown() {
            return fields((command, field) -> {
                if (field.getType() == UUID.class) {
                    whenWith(command, field, NOBODY_MADE_THIS).thenRefused(unknown(field.getName()));
                }
            });
        }

        private static Refusal unknown(String field) {
            return switch (field) {
                case "measure" -> new Refusal.UnknownMeasure(NOBODY_MADE_THIS);
                case "request" -> new Refusal.UnknownRequest(NOBODY_MADE_THIS);
                case "result" -> new Refusal.UnknownPilotResult(NOBODY_MADE_THIS);
                case "decision", "supersedes" -> new Refusal.UnknownDecision(NOBODY_MADE_THIS);
                case "condition" -> new Refusal.UnknownCondition(NOBODY_MADE_THIS);
                case "action" -> new Refusal.UnknownAction(NOBODY_MADE_THIS);
                case "anchor" -> new Refusal.UnknownAnchor(NOBODY_MADE_THIS);
                case "measurement" -> new Refusal.UnknownMeasurement(NOBODY_MADE_THIS);
                case "factor" -> new Refusal.UnknownFactor(NOBODY_MADE_THIS);
                case "comment" -> new Refusal.UnknownComment(NOBODY_MADE_THIS);
                default -> throw new AssertionError("Nothing is known by " + field);
            };
        }

        private interface OnField {
            void test(InitiativeCommand command, RecordComponent field) throws ReflectiveOperationException;
        }

        private static Stream<DynamicTest> fields(OnField test) {
            return Sample.everyCommand().stream()
                    .flatMap(command -> Arrays.stream(command.getClass().getRecordComponents())
                            .map(field -> DynamicTest.dynamicTest(
                                    command.getClass().getSimpleName() + " " + field.getName(),
                                    () -> test.test(command, field))));
        }

        private static Stream<DynamicTest> texts(OnField test) {
            return fields((command, field) -> {
                if (field.getGenericType() == String.class
                        || field.getGenericType().getTypeName().equals("java.util.List<java.lang.String>")) {
                    test.test(command, field);
                }
            });
        }

        private static Object text(RecordComponent field, String text) {
            return field.getType() == List.class ? List.of(text) : text;
        }

        private static String path(RecordComponent field) {
            return field.getType() == List.class ? field.getName() + "[0]" : field.getName();
        }

        private static Stream<String> dates(InitiativeCommand command) {
            return Arrays.stream(command.getClass().getRecordComponents())
                    .filter(field -> field.getType() == BusinessDate.class)
                    .map(RecordComponent::getName);
        }

        /** With that date for each that says when something was, and a later one for each that is planned. */
        private static Scenario.Outcome whenDated(InitiativeCommand command, String date)
                throws ReflectiveOperationException {
            return whenWith(
                    command,
                    dates(command)
                            .collect(toMap(field -> field, field -> on(PLANNED.contains(field) ? "2031" : date))));
        }

        private static Scenario.Outcome whenWith(
                InitiativeCommand command, RecordComponent changed, @Nullable Object value)
                throws ReflectiveOperationException {
            Map<String, @Nullable Object> changes = new HashMap<>();
            changes.put(changed.getName(), value);
            return whenWith(command, changes);
        }

        private static Scenario.Outcome whenWith(
                InitiativeCommand command, Map<String, ? extends @Nullable Object> changed)
                throws ReflectiveOperationException {
            RecordComponent[] fields = command.getClass().getRecordComponents();
            @Nullable Object[] values = new @Nullable Object[fields.length];
            Class<?>[] types = new Class<?>[fields.length];
            for (int i = 0; i < fields.length; i++) {
                String name = fields[i].getName();
                types[i] = fields[i].getType();
                values[i] = changed.containsKey(name) ? changed.get(name) : value(command, fields[i]);
            }
            InitiativeCommand with =
                    command.getClass().getDeclaredConstructor(types).newInstance(values);
            return given(Sample.before(command)).when(entitled(command), with);
        }

        private static @Nullable Object value(InitiativeCommand command, RecordComponent field)
                throws ReflectiveOperationException {
            return field.getAccessor().invoke(command);
        }
    }

    private interface OnCommand {
        void test(InitiativeCommand command) throws ReflectiveOperationException;
    }

    private static Stream<DynamicTest> onEvery(OnCommand test) {
        return Sample.everyCommand().stream()
                .map(command -> DynamicTest.dynamicTest(command.getClass().getSimpleName(), () -> test.test(command)));
    }

    private static Stream<DynamicTest> onAnInitiative(OnCommand test) {
        return Sample.everyCommand().stream()
                .filter(command -> !(command instanceof StartInitiative))
                .map(command -> DynamicTest.dynamicTest(command.getClass().getSimpleName(), () -> test.test(command)));
    }

    /** Somebody of the real story who may give it. */
    private static Actor entitled(InitiativeCommand command) {
        return switch (command) {
            case DecidePilot _,
                    DecideAdoption _,
                    WaiveRequirement _,
                    WithdrawWaiver _,
                    StopInitiative _,
                    DeclareRooted _,
                    ReopenRooting _ -> PAATTAJA;
            default -> KOORDINAATTORI;
        };
    }
}
