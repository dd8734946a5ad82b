package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.Direction;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.FollowedIn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.MeasureKind;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotOutcome;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.view.Course.Comment;
import fi.kiinni.query.view.Course.Stay;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourseTest {

    private static final LocalDate DAY = LocalDate.of(2016, 1, 1);
    private static final UUID THING = new UUID(7, 7);

    private static BusinessDate on(String date) {
        return BusinessDate.parse(date);
    }

    /** After the start, which is of 2014-09. */
    private static Course after(InitiativeEvent... events) {
        List<InitiativeEvent> life = new ArrayList<>(List.of(Stories.started("Työkykypassi")));
        life.addAll(Arrays.asList(events));
        return Lives.of(life).course();
    }

    private static Stay stay(Phase phase, InitiativeEvent... events) {
        return stay(phase, after(events));
    }

    private static Stay stay(Phase phase, Course course) {
        return Objects.requireNonNull(course.stays().get(phase));
    }

    @Nested
    class AStay {

        @Test
        void is_counted_by_business_dates_from_entering_to_leaving() {
            assertThat(stay(Phase.DEVELOPMENT).days(DAY)).isEqualTo(487);
            Stay left = stay(Phase.DEVELOPMENT, new MovedToPilot(1, on("2015-01-15")));
            assertThat(left.days(DAY)).isEqualTo(136);
            assertThat(left.left()).isEqualTo(on("2015-01-15"));
            assertThat(stay(Phase.PILOT, new MovedToPilot(1, on("2015-12"))).days(DAY))
                    .isEqualTo(31);
        }

        @Test
        void goes_on_after_a_return_and_says_why() {
            InitiativeEvent[] life = {
                new MovedToPilot(1, on("2015-01-01")),
                new MovedToStructures(1, on("2015-03-01")),
                new ReturnedToPhase(Phase.PILOT, "Kokeillaan vielä", on("2015-04-01")),
                new MovedToStructures(1, on("2015-04-11"))
            };
            Stay pilot = stay(Phase.PILOT, life);
            assertThat(pilot.days(DAY)).isEqualTo(59 + 10);
            assertThat(pilot.times()).isEqualTo(2);
            assertThat(pilot.first()).isEqualTo(on("2015-01-01"));
            assertThat(pilot.returned()).isEqualTo("Kokeillaan vielä");
            assertThat(stay(Phase.STRUCTURES, life).days(DAY)).isEqualTo(31 + 265);
            assertThat(stay(Phase.STRUCTURES, life).returned()).isNull();
        }

        @Test
        void tells_how_long_it_was_paused_in_each_phase() {
            InitiativePaused paused = new InitiativePaused("Kesä", on("2015-06-01"));
            Stay over = stay(Phase.DEVELOPMENT, paused, new InitiativeResumed("Jatketaan", on("2015-08-01")));
            assertThat(over.haltedDays()).isEqualTo(61);
            Course stopped = after(paused, new InitiativeStopped("Loppu", "Opittiin", null, on("2015-07-01")));
            assertThat(stay(Phase.DEVELOPMENT, stopped).haltedDays()).isEqualTo(30);
            assertThat(stopped.halt()).satisfies(halt -> {
                assertThat(halt.status()).isEqualTo(Status.STOPPED);
                assertThat(halt.reason()).isEqualTo("Loppu");
                assertThat(halt.lessons()).isEqualTo("Opittiin");
                assertThat(halt.days(LocalDate.of(2015, 7, 11))).isEqualTo(10);
                assertThat(halt.mark().version()).isEqualTo(3);
            });
            Course gone = after(
                    new MovedToPilot(1, on("2015-05-01")),
                    paused,
                    new ReturnedToPhase(Phase.DEVELOPMENT, "Takaisin", on("2015-06-11")));
            assertThat(stay(Phase.PILOT, gone).haltedDays()).isEqualTo(10);
            assertThat(gone.halt()).satisfies(halt -> {
                assertThat(halt.mark().effectiveOn()).isEqualTo(on("2015-06-01"));
                assertThat(halt.days(LocalDate.of(2015, 6, 12))).isEqualTo(1);
            });
        }

        @Test
        void ends_when_it_is_rooted_and_begins_again_when_that_is_reopened() {
            InitiativeEvent moved = new MovedToEverydayLife(1, on("2015-01-01"));
            InitiativeEvent rooted = new DeclaredRooted(1, on("2015-02-01"));
            Course course = after(moved, rooted);
            assertThat(stay(Phase.EVERYDAY_LIFE, course).days(DAY)).isEqualTo(31);
            assertThat(course.halt()).extracting(Course.Halt::status).isEqualTo(Status.ROOTED);
            Course again = after(moved, rooted, new RootingReopened("Hiipui", on("2015-12-31")));
            assertThat(again.halt()).isNull();
            assertThat(stay(Phase.EVERYDAY_LIFE, again).days(DAY)).isEqualTo(32);
            assertThat(stay(Phase.EVERYDAY_LIFE, again).haltedDays()).isZero();
        }

        @ParameterizedTest
        @ValueSource(longs = {31, 32, 33, 34})
        void is_never_less_than_nothing_whatever_the_dates(long seed) {
            Course course = Lives.of(new Stories(seed).life(200)).course();
            assertThat(course.stays().values()).allSatisfy(stay -> {
                assertThat(stay.days(DAY)).isNotNegative();
                assertThat(stay.haltedDays()).isNotNegative();
            });
        }
    }

    @Nested
    class AReturn {

        private final StrategyMirrored mirrored =
                new StrategyMirrored(Phase.PILOT, 1, List.of(), Assessment.CONFLICTS, "Ristiriita", on("2015"));
        private final InitiativeEvent[] life = {
            mirrored,
            new MovedToPilot(1, on("2015")),
            new PilotConcluded(PilotOutcome.WORKS, "Toimii", on("2015")),
            new ReturnedToPhase(Phase.DEVELOPMENT, "Takaisin", on("2015-06"))
        };

        private Course then(InitiativeEvent further) {
            InitiativeEvent[] longer = Arrays.copyOf(life, life.length + 1);
            longer[life.length] = further;
            return after(longer);
        }

        @Test
        void leaves_what_it_voided_to_be_seen_until_it_is_there_again() {
            Course course = after(life);
            assertThat(course.voidedMirrors().get(Phase.PILOT)).satisfies(voided -> {
                assertThat(voided.mirror().reflection()).isEqualTo("Ristiriita");
                assertThat(voided.mark().version()).isEqualTo(5);
            });
            assertThat(course.voidedConclusion())
                    .satisfies(
                            voided -> assertThat(voided.conclusion().lessons()).isEqualTo("Toimii"));
            assertThat(then(mirrored).voidedMirrors()).isEmpty();
            assertThat(then(life[2]).voidedConclusion()).isNull();
        }
    }

    @Test
    void every_shift_of_a_goal_a_due_day_and_a_weight_is_kept_with_what_was_before() {
        MeasureDefined defined = new MeasureDefined(
                THING,
                "Mittari",
                MeasureKind.USE,
                "%",
                Direction.UP,
                BigDecimal.ONE,
                on("2014"),
                BigDecimal.TEN,
                on("2016"),
                null,
                null,
                FollowedIn.PILOT,
                on("2014"));
        Course course = after(
                defined,
                new MeasureRetargeted(THING, BigDecimal.valueOf(8), on("2016"), "Liian korkea", on("2015")),
                new MeasureRetargeted(THING, BigDecimal.valueOf(5), on("2017"), "Yhä liian korkea", on("2015")),
                new MeasureRetired(THING, "Turha", on("2015")));
        assertThat(course.retargets().get(THING))
                .extracting(Course.Retarget::target)
                .containsExactly(BigDecimal.TEN, BigDecimal.valueOf(8));
        assertThat(course.endings().get(THING))
                .extracting(Course.Ending::reason)
                .isEqualTo("Turha");

        course = after(
                new ActionPlanned(THING, "Koulutus", Phase.PILOT, "jasen", on("2015-01"), null, on("2014")),
                new ActionRescheduled(THING, on("2015-02"), "Loma", on("2015")),
                new ActionRescheduled(new UUID(1, 1), on("2015-02"), "Tuntematon", on("2015")),
                new ActionDropped(THING, "Ei tarvita", on("2015")));
        assertThat(course.reschedules().keySet()).containsExactly(THING);
        assertThat(course.reschedules().get(THING))
                .extracting(Course.Reschedule::due)
                .containsExactly(on("2015-01"));
        assertThat(course.endings().get(THING))
                .extracting(Course.Ending::reason)
                .isEqualTo("Ei tarvita");

        course = after(
                new FactorIdentified(
                        THING, FactorKind.HINDERING, FactorDomain.PROCESS, "Aika ei riitä", -2, on("2014")),
                new FactorRated(THING, -1, "Helpotti", on("2015")),
                new FactorResolved(THING, "Resursoitiin", on("2015")));
        assertThat(course.ratings().get(THING))
                .extracting(Course.Rating::strength)
                .containsExactly(-2);
        assertThat(course.endings().get(THING))
                .extracting(Course.Ending::reason)
                .isEqualTo("Resursoitiin");
    }

    @Test
    void what_is_missing_is_after_each_event_what_the_gate_lacks() {
        int later = 0;
        for (long seed = 31; seed <= 38; seed++) {
            @Nullable Initiative state = null;
            @Nullable Course course = null;
            for (Recorded recorded : Stories.recorded("i", new Stories(seed).life(400))) {
                Initiative after = Initiative.evolve(state, (InitiativeEvent) recorded.event());
                course = Course.evolve(course, state, after, recorded);
                state = after;
                // As it is read, without anything that it was led to by the events before.
                Initiative read = Documents.unpacked(Initiative.class, Documents.packed(state));
                Gate gate = read.standing().phase().nextGate();
                List<Requirement> missing = Rules.CURRENT.missing(gate, read, LocalDate.MAX);
                Map<Requirement, BusinessDate> metFrom = new EnumMap<>(Requirement.class);
                Rules.CURRENT.of(gate).stream()
                        .filter(requirement -> !missing.contains(requirement) && !read.isWaived(gate, requirement))
                        .forEach(requirement ->
                                requirement.metFrom(read).ifPresent(from -> metFrom.put(requirement, from)));
                Map<Requirement, BusinessDate> until = new EnumMap<>(Requirement.class);
                course.missingSince().forEach((requirement, one) -> {
                    if (one.until() != null) {
                        until.put(requirement, one.until());
                    }
                });
                assertThat(course.lacking())
                        .as("seed %d, after version %d", seed, recorded.version())
                        .containsExactlyElementsOf(missing);
                assertThat(until)
                        .as("seed %d, after version %d", seed, recorded.version())
                        .isEqualTo(metFrom);
                later += until.size();
            }
        }
        assertThat(later).as("met from a day on").isPositive();
    }

    @Test
    void what_was_waived_is_missing_again_since_that_was_withdrawn() {
        InitiativeEvent[] waived = {
            new ActionPlanned(THING, "Koulutus", Phase.EVERYDAY_LIFE, "jasen", on("2015-06"), null, on("2015")),
            new MovedToEverydayLife(1, on("2015")),
            new RequirementWaived(Gate.ROOTED, Requirement.NO_OPEN_ACTION, "Tehdään myöhemmin", on("2015"))
        };
        assertThat(after(waived).missingSince()).doesNotContainKey(Requirement.NO_OPEN_ACTION);
        InitiativeEvent[] withdrawn = Arrays.copyOf(waived, waived.length + 1);
        withdrawn[waived.length] =
                new WaiverWithdrawn(Gate.ROOTED, Requirement.NO_OPEN_ACTION, "Ei sittenkään", on("2015"));
        assertThat(after(withdrawn).missingSince())
                .hasEntrySatisfying(
                        Requirement.NO_OPEN_ACTION,
                        missing -> assertThat(missing.since().version()).isEqualTo(5));
    }

    @Test
    void who_recorded_anything_is_named_once() {
        assertThat(after(new CurrentStateMapped("x", on("2015")), new CurrentStateMapped("y", on("2015")))
                        .recorders())
                .containsExactly("koordinaattori");
    }

    @Nested
    class ATalk {

        private static CommentPosted comment(int number, String about) {
            return new CommentPosted(new UUID(0, number), "Kommentti " + number, about, List.of("jasen"), on("2015"));
        }

        @Test
        void keeps_the_latest_comments_of_each_thing_but_no_retracted_one() {
            Course course = after(
                    comment(1, "pilot"),
                    comment(2, "measures"),
                    comment(3, "pilot"),
                    comment(4, "pilot"),
                    comment(5, "pilot"),
                    new CommentPosted(new UUID(0, 6), "Yleinen", null, List.of(), on("2015")),
                    new CommentRetracted(new UUID(0, 4), "Virhe", on("2015")),
                    new CommentRetracted(new UUID(0, 2), "Virhe", on("2015")));
            assertThat(course.talks().keySet()).containsExactly("pilot");
            assertThat(course.talks().get("pilot"))
                    .extracting(Comment::text)
                    .containsExactly("Kommentti 3", "Kommentti 5");
            assertThat(course.talks().get("pilot"))
                    .extracting(one -> one.mark().by())
                    .containsOnly("koordinaattori");
        }

        @Test
        void makes_room_for_another_where_nobody_has_talked_for_the_longest() {
            InitiativeEvent[] many = new InitiativeEvent[62];
            many[0] = comment(0, "pilot");
            for (int number = 1; number < 60; number++) {
                many[number] = comment(number, "asia " + number);
            }
            many[60] = comment(60, "pilot");
            many[61] = comment(61, "asia 61");
            assertThat(after(many).talks())
                    .hasSize(60)
                    .containsKeys("pilot", "asia 2", "asia 61")
                    .doesNotContainKey("asia 1");
        }

        @Test
        void does_not_grow_without_bounds() {
            InitiativeEvent[] many = new InitiativeEvent[500];
            for (int number = 0; number < many.length; number++) {
                many[number] = comment(number, number % 2 == 0 ? "pilot" : "asia " + number);
            }
            Course course = after(many);
            assertThat(course.talks())
                    .hasSize(60)
                    .containsKeys("pilot", "asia 499")
                    .doesNotContainKey("asia 1");
            assertThat(course.talks().get("pilot")).hasSize(3);
        }
    }
}
