package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.mongodb.client.MongoDatabase;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.initiative.*;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.query.view.Task.TaskKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CardsAndDesksTest {

    private static final MongoServerInMemory SERVER = new MongoServerInMemory();
    private static final LocalDate TODAY = LocalDate.parse("2026-03-10");
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final UUID THREE = new UUID(0, 3);

    private final MongoDatabase database = SERVER.newDatabase();
    private final Overview overview = new Overview(() -> database.getCollection("overview"));
    private final View writes =
            overview.view(database.getCollection("overview"), database.getCollection("snapshots"), (_, _) -> List.of());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    /** From the beginning, whatever was given before. */
    private void given(String initiative, InitiativeEvent... events) {
        database.getCollection("overview").drop();
        List<InitiativeEvent> life = new ArrayList<>(List.of(Stories.started("Työkykypassi")));
        life.addAll(List.of(events));
        writes.project(Map.of(initiative, Stories.recorded(initiative, life)));
    }

    private static ActionPlanned action(UUID action, String responsible, String due) {
        return new ActionPlanned(action, "Sovi tunnit", Phase.STRUCTURES, responsible, on(due), null, on("2026-01-01"));
    }

    private static AdoptionDecided adoption(
            UUID decision,
            AdoptionChoice choice,
            @Nullable String reviewOn,
            @Nullable OverturnedBy overturnedBy,
            Condition... conditions) {
        return new AdoptionDecided(
                decision,
                choice,
                List.of(),
                "Tulokset riittävät",
                List.of(),
                "Johtoryhmä",
                null,
                on("2026-02-01"),
                null,
                reviewOn == null ? null : on(reviewOn),
                List.of(conditions),
                overturnedBy,
                null,
                null);
    }

    private static MeasureDefined measure(UUID measure, FollowedIn followedIn, int everyMonths) {
        return new MeasureDefined(
                measure,
                "Läpäisy",
                MeasureKind.OUTCOME,
                "%",
                Direction.UP,
                BigDecimal.ONE,
                on("2025"),
                BigDecimal.TEN,
                on("2027"),
                null,
                everyMonths,
                followedIn,
                on("2025"));
    }

    private static CommentPosted comment(UUID comment, String text, String... mentions) {
        return new CommentPosted(comment, text, null, List.of(mentions), on("2026-03-01"));
    }

    @Nested
    class ACard {

        /** As it is read by a process that has kept nothing. */
        private Card card() {
            return new Overview(() -> database.getCollection("overview"))
                    .cards(Set.of("sakky"), List.of())
                    .getFirst();
        }

        @Test
        void is_kept_until_any_process_has_written_anything_of_its_provider() {
            given("i", comment(ONE, "Hei"));
            Card kept = overview.cards(Set.of("sakky"), List.of()).getFirst();
            assertThat(overview.cards(Set.of("sakky"), List.of()).getFirst()).isSameAs(kept);

            View another = overview.view(
                    database.getCollection("overview"), database.getCollection("snapshots"), (_, _) -> List.of());
            another.project(Map.of(
                    "i",
                    Stories.recorded(
                            "i",
                            List.of(
                                    Stories.started("Työkykypassi"),
                                    comment(ONE, "Hei"),
                                    new InitiativePaused("Kesä", on("2026-02"))))));
            assertThat(overview.cards(Set.of("sakky"), List.of()))
                    .singleElement()
                    .extracting(Card::status)
                    .isEqualTo(Status.PAUSED);
            another.project(Map.of("j", Stories.recorded("j", List.of(Stories.started("Toinen")))));
            assertThat(overview.cards(Set.of("sakky"), List.of())).hasSize(2);
        }

        @Test
        void shows_where_it_stands_who_is_in_its_team_and_what_its_gate_lacks() {
            given("i", new MemberAppointed("jasen", Seat.MEMBER, null, on("2026-01")));

            assertThat(card().initiative()).isEqualTo("i");
            assertThat(card().title()).isEqualTo("Työkykypassi");
            assertThat(card().phase()).isEqualTo(Phase.DEVELOPMENT);
            assertThat(card().status()).isEqualTo(Status.ACTIVE);
            assertThat(card().version()).isEqualTo(2);
            assertThat(card().since()).isEqualTo(on("2014-09"));
            assertThat(card().haltedSince()).isNull();
            assertThat(card().seat("koordinaattori")).isEqualTo(Seat.COORDINATOR);
            assertThat(card().seat("jasen")).isEqualTo(Seat.MEMBER);
            assertThat(card().seat("paattaja")).isNull();
            assertThat(card().lacks(TODAY))
                    .isEqualTo(
                            overview.find("i").orElseThrow().item().nextGate().missing())
                    .hasSize(6);
        }

        @Test
        void lacks_what_is_not_in_force_yet() {
            AdoptionDecided tomorrow = new AdoptionDecided(
                    ONE,
                    AdoptionChoice.ADOPT,
                    List.of(),
                    "Tulokset riittävät",
                    List.of(),
                    "Johtoryhmä",
                    null,
                    on("2026-02-01"),
                    on("2026-03-11"),
                    null,
                    List.of(),
                    null,
                    null,
                    null);
            given("i", new MovedToStructures(1, on("2026-01-01")), tomorrow);

            assertThat(card().lacks(TODAY)).contains(Requirement.ADOPTION_IN_FORCE);
            assertThat(card().lacks(TODAY.plusDays(1))).doesNotContain(Requirement.ADOPTION_IN_FORCE);
        }

        @Test
        void counts_open_actions_of_which_the_day_or_the_whole_month_has_passed() {
            given(
                    "i",
                    action(ONE, "jasen", "2026-03-09"),
                    action(TWO, "jasen", "2026-03"),
                    action(THREE, "jasen", "2026-02"),
                    new ActionCompleted(ONE, on("2026-03-01"), List.of()));

            assertThat(card().overdue(TODAY)).isEqualTo(1);
            assertThat(card().overdue(LocalDate.parse("2026-03-31"))).isEqualTo(1);
            assertThat(card().overdue(LocalDate.parse("2026-04-01"))).isEqualTo(2);
        }

        @Test
        void tells_since_when_it_is_paused() {
            given("i", new InitiativePaused("Kesä", on("2026-02-03")), comment(ONE, "Odotamme"));
            assertThat(card().haltedSince()).isEqualTo(on("2026-02-03"));

            given(
                    "i",
                    new InitiativePaused("Kesä", on("2026-02-03")),
                    comment(ONE, "Odotamme"),
                    new InitiativeResumed("Syksy", on("2026-03-01")));
            assertThat(card().haltedSince()).isNull();
        }

        @Test
        void is_found_by_every_word_of_its_title_need_and_themes_in_whatever_case_but_of_no_other_provider() {
            given(
                    "i",
                    new InitiativeDescribed(
                            null, "Opiskelijat (osa) väsyvät", null, null, List.of("Hyvinvointi"), on("2026")));

            assertThat(found("TYÖKYKY")).containsExactly("i");
            assertThat(found("hyvin", "väsy")).containsExactly("i");
            assertThat(found("(OSA)")).containsExactly("i");
            assertThat(found("hyvin", "puuttuu")).isEmpty();
            assertThat(found(".*")).isEmpty();
            assertThat(overview.cards(Set.of("raseko"), List.of())).isEmpty();
        }

        private List<String> found(String... words) {
            return overview.cards(Set.of("sakky"), List.of(words)).stream()
                    .map(Card::initiative)
                    .toList();
        }
    }

    @Nested
    class ADesk {

        private List<Task> of(String person, Role... roles) {
            return overview.desks(new Actor(person, "sakky", Set.of(roles), Set.of())).stream()
                    .flatMap(desk -> desk.tasks().stream())
                    .toList();
        }

        private Stream<TaskKind> kinds(String person, Role... roles) {
            return of(person, roles).stream().map(Task::kind);
        }

        @Test
        void has_the_open_actions_and_conditions_of_the_person_alone() {
            given(
                    "i",
                    action(ONE, "jasen", "2026-03-09"),
                    action(TWO, "koordinaattori", "2026-04"),
                    adoption(
                            TWO,
                            AdoptionChoice.ADOPT_WITH_CONDITIONS,
                            null,
                            null,
                            new Condition(TWO, "Rahoitus", "jasen", on("2026-05")),
                            new Condition(THREE, "Tilat", "jasen", on("2026-06"))),
                    new ConditionFulfilled(THREE, "Saatu", List.of(), on("2026-03")));

            assertThat(of("jasen", Role.MEMBER))
                    .extracting(Task::kind, Task::text, Task::thing, Task::date)
                    .containsExactlyInAnyOrder(
                            tuple(TaskKind.ACTION, "Sovi tunnit", ONE, on("2026-03-09")),
                            tuple(TaskKind.CONDITION, "Rahoitus", TWO, on("2026-05")));
            assertThat(of("koordinaattori", Role.COORDINATOR))
                    .extracting(Task::thing)
                    .containsExactly(TWO);
            assertThat(kinds("paattaja", Role.DECISION_MAKER)).isEmpty();

            given(
                    "i",
                    action(ONE, "jasen", "2026-03-09"),
                    new ActionDropped(ONE, "Ei tarvita", on("2026-03")),
                    action(TWO, "jasen", "2026-04"),
                    new InitiativeStopped("Loppui", "Opittiin", null, on("2026-03")));
            assertThat(kinds("jasen", Role.MEMBER)).isEmpty();
        }

        @Test
        void of_a_decision_maker_has_requests_until_they_are_answered_and_decisions_to_be_looked_at_again() {
            DecisionRequested request = new DecisionRequested(
                    ONE,
                    DecisionSubject.PILOT,
                    "Johtoryhmä",
                    "Kokeillaan",
                    "Tarve",
                    on("2026-03-20"),
                    on("2026-03-01"));
            PilotDecided hold = new PilotDecided(
                    TWO, PilotChoice.HOLD, "Odotetaan", "Johtoryhmä", on("2026-03-05"), on("2026-09"), null);

            given("i", request);
            assertThat(of("paattaja", Role.DECISION_MAKER))
                    .containsExactly(new Task(
                            TaskKind.REQUEST, "Kokeillaan", ONE, null, on("2026-03-20"), null, DecisionSubject.PILOT));
            assertThat(kinds("jasen", Role.MEMBER)).isEmpty();

            given("i", request, hold);
            assertThat(of("paattaja", Role.DECISION_MAKER))
                    .extracting(Task::kind, Task::date)
                    .containsExactly(tuple(TaskKind.DECISION_REVIEW, on("2026-09")));

            given(
                    "i",
                    request,
                    hold,
                    new PilotDecided(THREE, PilotChoice.GO, "Nyt", "Johtoryhmä", on("2026-03-06"), null, null),
                    adoption(ONE, AdoptionChoice.DEFER, "2026-10", null));
            assertThat(of("paattaja", Role.DECISION_MAKER))
                    .extracting(Task::kind, Task::date, Task::subject)
                    .containsExactly(tuple(TaskKind.DECISION_REVIEW, on("2026-10"), DecisionSubject.ADOPTION));
        }

        @Test
        void of_a_decision_maker_has_an_adoption_that_a_measurement_speaks_against() {
            OverturnedBy limit =
                    new OverturnedBy("Läpäisy alle 50", TWO, OverturnedBy.Comparison.BELOW, BigDecimal.valueOf(50));
            given(
                    "i",
                    new MovedToEverydayLife(1, on("2026-01-01")),
                    adoption(ONE, AdoptionChoice.ADOPT, null, limit),
                    new AdoptionReviewCalledFor(ONE, TWO, on("2026-03-01")));

            assertThat(of("paattaja", Role.DECISION_MAKER))
                    .extracting(Task::kind, Task::text)
                    .containsExactly(tuple(TaskKind.OVERTURNED, "Läpäisy alle 50"));
        }

        @Test
        void of_a_team_has_measures_some_months_after_the_last_value_or_the_move() {
            MeasureDefined everyThree = measure(ONE, FollowedIn.EVERYDAY_LIFE, 3);
            MovedToEverydayLife moved = new MovedToEverydayLife(1, on("2026-01-15"));
            given("i", everyThree);
            assertThat(kinds("koordinaattori", Role.COORDINATOR)).isEmpty();

            given("i", everyThree, moved);
            assertThat(of("koordinaattori", Role.COORDINATOR))
                    .extracting(Task::kind, Task::thing, Task::date)
                    .containsExactly(tuple(TaskKind.MEASURING, ONE, on("2026-04-15")));
            assertThat(kinds("jasen", Role.MEMBER)).isEmpty();

            MeasurementRecorded measured =
                    new MeasurementRecorded(TWO, ONE, BigDecimal.TEN, on("2026-03"), "Kysely", null, null);
            given("i", everyThree, moved, measured, new DeclaredRooted(1, on("2026-03-02")));
            assertThat(of("koordinaattori", Role.COORDINATOR))
                    .extracting(Task::date)
                    .containsExactly(on("2026-06"));

            given("i", everyThree, moved, measured, new InitiativePaused("Kesä", on("2026-03-03")));
            assertThat(of("koordinaattori", Role.COORDINATOR))
                    .containsExactly(new Task(TaskKind.PAUSE, "Kesä", null, null, on("2026-03-03"), null, null));

            given("i", everyThree, moved, new MeasureRetired(ONE, "Ei enää", on("2026-03")));
            assertThat(kinds("koordinaattori", Role.COORDINATOR)).isEmpty();
        }

        @Test
        void of_a_pilots_team_has_its_measures() {
            given(
                    "i",
                    measure(ONE, FollowedIn.PILOT, 2),
                    new MovedToPilot(1, on("2026-01-15")),
                    new PilotResultRecorded(TWO, "Toimii", ONE, BigDecimal.TEN, on("2026-02-01"), List.of()));

            assertThat(of("koordinaattori", Role.COORDINATOR))
                    .extracting(Task::kind, Task::date)
                    .containsExactly(tuple(TaskKind.MEASURING, on("2026-04-01")));
        }

        @Test
        void of_a_coordinator_has_the_next_review() {
            given(
                    "i",
                    new MemberAppointed("jasen", Seat.MEMBER, null, on("2026-01")),
                    new MovedToEverydayLife(1, on("2026-01-15")),
                    new RootingReviewed("Hyvin juurtunut", on("2026-02-01"), on("2026-08-01")));

            assertThat(of("koordinaattori", Role.COORDINATOR))
                    .containsExactly(
                            new Task(TaskKind.REVIEW, "Hyvin juurtunut", null, null, on("2026-08-01"), null, null));
            assertThat(kinds("jasen", Role.MEMBER)).isEmpty();
        }

        @Test
        void has_a_mention_until_it_is_retracted_or_the_person_has_said_something() {
            given("i", comment(ONE, "Mitä mieltä olet?", "jasen", "paattaja"));
            assertThat(of("jasen", Role.MEMBER))
                    .containsExactly(new Task(
                            TaskKind.MENTION,
                            "Mitä mieltä olet?",
                            ONE,
                            "jasen",
                            on("2026-03-01"),
                            "koordinaattori",
                            null));

            given(
                    "i",
                    comment(ONE, "Mitä mieltä olet?", "jasen", "koordinaattori"),
                    new CommentRetracted(ONE, "Väärä paikka", on("2026-03-02")));
            assertThat(kinds("jasen", Role.MEMBER)).isEmpty();

            // Stories are recorded by koordinaattori: to name oneself asks nothing.
            given("i", comment(ONE, "Minä hoidan", "koordinaattori"));
            assertThat(kinds("koordinaattori", Role.COORDINATOR)).isEmpty();

            List<Recorded> asked = new ArrayList<>(Stories.recorded(
                    "i",
                    List.of(
                            Stories.started("Työkykypassi"),
                            comment(ONE, "Mitä mieltä olette?", "koordinaattori", "paattaja"),
                            comment(TWO, "Hyvää"))));
            database.getCollection("overview").drop();
            asked.set(1, by("jasen", asked.get(1)));
            writes.project(Map.of("i", asked.subList(0, 2)));
            assertThat(kinds("koordinaattori", Role.COORDINATOR)).containsExactly(TaskKind.MENTION);
            writes.project(Map.of("i", asked));
            assertThat(kinds("koordinaattori", Role.COORDINATOR)).isEmpty();
            assertThat(kinds("paattaja", Role.DECISION_MAKER)).containsExactly(TaskKind.MENTION);
        }

        private Recorded by(String person, Recorded recorded) {
            return new Recorded(
                    (DomainEventMessage<?>) recorded.message().andMetaData(Map.of("by", person)), recorded.position());
        }

        @Test
        void keeps_texts_short() {
            given("i", comment(ONE, "😀".repeat(400), "jasen"));

            assertThat(of("jasen", Role.MEMBER).getFirst().text()).isEqualTo("😀".repeat(299) + "…");
        }

        @Test
        void is_late_when_the_day_or_the_whole_month_has_passed_but_a_mention_never_is() {
            given("i", action(ONE, "jasen", "2026-03"), comment(TWO, "Huomaathan", "jasen"));
            Task action = task(TaskKind.ACTION);
            Task mention = task(TaskKind.MENTION);

            assertThat(action.isLate(LocalDate.parse("2026-03-31"))).isFalse();
            assertThat(action.isLate(LocalDate.parse("2026-04-01"))).isTrue();
            assertThat(mention.isLate(LocalDate.parse("2027-04-01"))).isFalse();
        }

        private Task task(TaskKind kind) {
            return of("jasen", Role.MEMBER).stream()
                    .filter(task -> task.kind() == kind)
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void says_of_which_initiative_and_is_of_ones_own_provider_only() {
            given("i", action(ONE, "toinen", "2026-03"));

            assertThat(overview.desks(new Actor("toinen", "raseko", Set.of(Role.MEMBER), Set.of())))
                    .isEmpty();
            assertThat(overview.desks(new Actor("toinen", "sakky", Set.of(Role.MEMBER), Set.of())))
                    .singleElement()
                    .satisfies(desk -> {
                        assertThat(desk.initiative()).isEqualTo("i");
                        assertThat(desk.title()).isEqualTo("Työkykypassi");
                        assertThat(desk.phase()).isEqualTo(Phase.DEVELOPMENT);
                        assertThat(desk.seat()).isNull();
                    });
            assertThat(overview.desks(new Actor("operaattori", null, Set.of(Role.OPERATOR), Set.of())))
                    .isEmpty();
        }
    }
}
