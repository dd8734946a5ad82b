package fi.kiinni.initiative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.Description;
import fi.kiinni.initiative.Initiative.Funding;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.Member;
import fi.kiinni.initiative.Initiative.Mirror;
import fi.kiinni.initiative.Initiative.PilotDecision;
import fi.kiinni.initiative.Initiative.PilotPlan;
import fi.kiinni.initiative.Initiative.Request;
import fi.kiinni.initiative.Initiative.Standing;
import fi.kiinni.initiative.Initiative.Waiver;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitiativeTest {

    private static final BusinessDate START = BusinessDate.parse("2014-09");
    private static final BusinessDate LATER = BusinessDate.parse("2015-03-02");
    private static final BusinessDate END = BusinessDate.parse("2015-12");
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final UUID THREE = new UUID(0, 3);

    private static final InitiativeStarted STARTED = new InitiativeStarted(
            "sakky", "koordinaattori", "Työkykypassi", "Työkyky on osa osaamista", Language.fi, START);

    private static Initiative after(InitiativeEvent... events) {
        Initiative initiative = Initiative.begin(STARTED);
        for (InitiativeEvent event : events) {
            initiative = Initiative.evolve(initiative, event);
        }
        return initiative;
    }

    @Nested
    class Beginning {

        @Test
        void a_started_initiative_is_active_in_development_and_led_by_who_started_it() {
            Initiative initiative = Initiative.evolve(null, STARTED);

            assertThat(initiative.provider()).isEqualTo("sakky");
            assertThat(initiative.language()).isEqualTo(Language.fi);
            assertThat(initiative.standing()).isEqualTo(new Standing(Phase.DEVELOPMENT, Status.ACTIVE, START));
            assertThat(initiative.description())
                    .isEqualTo(
                            new Description("Työkykypassi", "Työkyky on osa osaamista", null, null, List.of(), null));
            assertThat(initiative.coordinators()).containsExactly("koordinaattori");
            assertThat(initiative.adoptionInForce()).isEmpty();
            assertThat(initiative.pilot().latestDecision()).isEmpty();
        }

        @Test
        void nothing_comes_before_the_start() {
            InitiativeEvent tooEarly = new CurrentStateMapped("Nyt", START);

            assertThatThrownBy(() -> Initiative.evolve(null, tooEarly))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("CurrentStateMapped");
        }
    }

    @Nested
    class Describing {

        @Test
        void what_is_given_replaces_what_was() {
            Initiative initiative = after(
                    new InitiativeDescribed("Uusi", "Tarve", "Opiskelijat", "Tila", List.of("työkyky"), LATER),
                    new CurrentStateMapped("Nykytila", LATER));

            assertThat(initiative.description())
                    .isEqualTo(new Description("Uusi", "Tarve", "Opiskelijat", "Tila", List.of("työkyky"), "Nykytila"));
        }

        @Test
        void what_is_not_given_stays() {
            Initiative initiative = after(
                    new InitiativeDescribed("Uusi", "Tarve", "Opiskelijat", "Tila", List.of("työkyky"), LATER),
                    new CurrentStateMapped("Nykytila", LATER));

            assertThat(Initiative.evolve(initiative, new InitiativeDescribed(null, null, null, null, null, END)))
                    .isEqualTo(initiative);
        }

        @Test
        void the_latest_current_state_counts() {
            assertThat(after(new CurrentStateMapped("Ennen", START), new CurrentStateMapped("Nyt", LATER))
                            .description()
                            .currentState())
                    .isEqualTo("Nyt");
        }
    }

    @Nested
    class TheTeam {

        @Test
        void members_come_with_a_seat_and_hours_in_the_order_of_appointment() {
            Initiative initiative = after(
                    new MemberAppointed("jasen", Seat.MEMBER, BigDecimal.TEN, LATER),
                    new MemberAppointed("toinen", Seat.COORDINATOR, null, LATER));

            assertThat(initiative.team())
                    .containsEntry("jasen", new Member(Seat.MEMBER, BigDecimal.TEN))
                    .containsEntry("toinen", new Member(Seat.COORDINATOR, null));
            assertThat(initiative.team().keySet()).containsExactly("koordinaattori", "jasen", "toinen");
            assertThat(initiative.coordinators()).containsExactly("koordinaattori", "toinen");
        }

        @Test
        void appointing_again_changes_the_seat_and_the_hours() {
            assertThat(after(
                                    new MemberAppointed("jasen", Seat.MEMBER, BigDecimal.TEN, LATER),
                                    new MemberAppointed("jasen", Seat.COORDINATOR, BigDecimal.ONE, END))
                            .team())
                    .containsEntry("jasen", new Member(Seat.COORDINATOR, BigDecimal.ONE));
        }

        @Test
        void who_is_released_has_left() {
            assertThat(after(
                                    new MemberAppointed("jasen", Seat.MEMBER, null, LATER),
                                    new MemberReleased("jasen", "Siirtyi", END))
                            .team())
                    .containsOnlyKeys("koordinaattori");
        }
    }

    @Nested
    class MoneyForIt {

        @Test
        void all_of_it_is_kept() {
            assertThat(after(
                                    new FundingRecorded("ESR", new BigDecimal("120000"), START, END, START),
                                    new FundingRecorded("Oma", BigDecimal.TEN, START, LATER, LATER))
                            .funding())
                    .containsExactly(
                            new Funding("ESR", new BigDecimal("120000"), START, END),
                            new Funding("Oma", BigDecimal.TEN, START, LATER));
        }
    }

    @Nested
    class Mirroring {

        @Test
        void the_latest_mirror_of_each_phase_counts() {
            assertThat(after(
                                    mirrored(Phase.DEVELOPMENT, Assessment.CONFLICTS),
                                    mirrored(Phase.PILOT, Assessment.SUPPORTS_PARTLY),
                                    mirrored(Phase.DEVELOPMENT, Assessment.SUPPORTS))
                            .mirrors())
                    .containsOnlyKeys(Phase.DEVELOPMENT, Phase.PILOT)
                    .containsEntry(
                            Phase.DEVELOPMENT, new Mirror(1, List.of(ONE), Assessment.SUPPORTS, "Peilattu", LATER));
        }

        private static StrategyMirrored mirrored(Phase phase, Assessment assessment) {
            return new StrategyMirrored(phase, 1, List.of(ONE), assessment, "Peilattu", LATER);
        }
    }

    @Nested
    class Measures {

        @Test
        void a_defined_measure_is_live() {
            Initiative initiative = after(defined(ONE));

            assertThat(initiative.measures()).containsOnlyKeys(ONE);
            assertThat(initiative.liveMeasures()).containsExactly(Map.entry(ONE, measure("50", END, true)));
        }

        @Test
        void a_new_target_replaces_the_old_one_and_nothing_else() {
            Initiative initiative =
                    after(defined(ONE), new MeasureRetargeted(ONE, new BigDecimal("40"), LATER, "Liian kova", LATER));

            assertThat(initiative.measures()).containsExactly(Map.entry(ONE, measure("40", LATER, true)));
            assertThat(initiative.liveMeasures(FollowedIn.PILOT))
                    .containsExactly(Map.entry(ONE, measure("40", LATER, true)));
        }

        @Test
        void a_retired_measure_stays_readable_and_is_no_longer_live() {
            Initiative initiative = after(defined(ONE), defined(TWO), new MeasureRetired(ONE, "Ei mittaa", LATER));

            assertThat(initiative.measures()).containsEntry(ONE, measure("50", END, false));
            assertThat(initiative.liveMeasures()).containsExactly(Map.entry(TWO, measure("50", END, true)));
            assertThat(initiative.liveMeasures(FollowedIn.PILOT))
                    .containsExactly(Map.entry(TWO, measure("50", END, true)));
            assertThat(initiative.liveMeasures(FollowedIn.EVERYDAY_LIFE)).isEmpty();
        }

        @Test
        void what_is_said_of_a_measure_that_is_not_there_changes_nothing() {
            Initiative initiative = after(defined(ONE));

            assertThat(Initiative.evolve(initiative, new MeasureRetired(TWO, "Ei ole", LATER)))
                    .isEqualTo(initiative);
            assertThat(Initiative.evolve(initiative, new MeasureRetargeted(TWO, BigDecimal.ONE, END, "Ei ole", LATER)))
                    .isEqualTo(initiative);
        }

        private static MeasureDefined defined(UUID id) {
            return new MeasureDefined(
                    id,
                    "Käyttö",
                    MeasureKind.USE,
                    "%",
                    Direction.UP,
                    new BigDecimal("13"),
                    START,
                    new BigDecimal("50"),
                    END,
                    BigDecimal.ONE,
                    6,
                    FollowedIn.PILOT,
                    START);
        }

        private static Measure measure(String target, BusinessDate targetOn, boolean live) {
            return new Measure(
                    "Käyttö",
                    MeasureKind.USE,
                    "%",
                    Direction.UP,
                    new BigDecimal("13"),
                    START,
                    new BigDecimal(target),
                    targetOn,
                    BigDecimal.ONE,
                    6,
                    FollowedIn.PILOT,
                    live);
        }
    }

    @Nested
    class ThePilot {

        @Test
        void the_latest_plan_counts() {
            assertThat(after(
                                    new PilotPlanned("Koko talo", List.of("1A"), START, LATER, List.of(), START),
                                    new PilotPlanned(
                                            "Yksi ala", List.of("1B"), LATER, END, List.of("Toimiiko?"), START))
                            .pilot()
                            .plan())
                    .isEqualTo(new PilotPlan("Yksi ala", List.of("1B"), LATER, END, List.of("Toimiiko?")));
        }

        @Test
        void the_decision_recorded_last_is_the_latest_whatever_its_date() {
            Initiative initiative = after(
                    decided(ONE, PilotChoice.GO, "Johtoryhmä", LATER),
                    decided(TWO, PilotChoice.HOLD, "Johtoryhmä", START));

            assertThat(initiative.pilot().latestDecision())
                    .contains(new PilotDecision(TWO, PilotChoice.HOLD, "Perustelut", "Johtoryhmä", START, null));
            assertThat(initiative.pilot().decisions()).hasSize(2);
        }

        @Test
        void planning_keeps_the_decisions_and_deciding_keeps_the_plan() {
            Initiative initiative = after(
                    decided(ONE, PilotChoice.GO, "Johtoryhmä", START),
                    new PilotPlanned("Koko talo", List.of(), START, LATER, List.of(), START),
                    decided(TWO, PilotChoice.GO, "Johtoryhmä", LATER));

            assertThat(initiative.pilot().plan()).isNotNull();
            assertThat(initiative.pilot().decisions()).hasSize(2);
        }

        @Test
        void moving_changes_the_phase_and_since_when_but_not_the_status() {
            assertThat(after(new InitiativePaused("Tauko", LATER), new MovedToPilot(1, END))
                            .standing())
                    .isEqualTo(new Standing(Phase.PILOT, Status.PAUSED, END));
        }
    }

    @Nested
    class Requests {

        @Test
        void a_request_is_open_until_it_is_withdrawn() {
            Initiative asked = after(requested(ONE, DecisionSubject.PILOT, "Johtoryhmä"));

            assertThat(asked.requests())
                    .containsEntry(
                            ONE, new Request(DecisionSubject.PILOT, "Johtoryhmä", "Esitys", "Perustelut", LATER));
            assertThat(Initiative.evolve(asked, new DecisionRequestWithdrawn(ONE, "Peruttu", LATER))
                            .requests())
                    .isEmpty();
        }

        @Test
        void withdrawing_one_that_is_not_open_changes_nothing() {
            Initiative asked = after(requested(ONE, DecisionSubject.PILOT, "Johtoryhmä"));

            assertThat(Initiative.evolve(asked, new DecisionRequestWithdrawn(TWO, "Ei ole", LATER)))
                    .isEqualTo(asked);
        }

        @ParameterizedTest
        @EnumSource
        void a_decision_on_the_pilot_answers_what_that_body_was_asked_of_the_pilot(PilotChoice choice) {
            assertThat(after(
                                    requested(ONE, DecisionSubject.PILOT, "Johtoryhmä"),
                                    requested(TWO, DecisionSubject.PILOT, "JOHTORYHMÄ"),
                                    decided(THREE, choice, "johtoryhmä", END))
                            .requests())
                    .isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void a_decision_on_adoption_answers_what_that_body_was_asked_of_adoption(AdoptionChoice choice) {
            assertThat(after(
                                    requested(ONE, DecisionSubject.ADOPTION, "Johtoryhmä"),
                                    requested(TWO, DecisionSubject.ADOPTION, "JOHTORYHMÄ"),
                                    adoption(THREE, choice, "johtoryhmä", null))
                            .requests())
                    .isEmpty();
        }

        @Test
        void what_another_body_was_asked_or_of_another_subject_stays_open_in_its_order() {
            InitiativeEvent[] asked = {
                requested(ONE, DecisionSubject.PILOT, "Hallitus"),
                requested(TWO, DecisionSubject.ADOPTION, "Johtoryhmä"),
                requested(THREE, DecisionSubject.PILOT, "Johtoryhmän jaosto")
            };

            assertThat(Initiative.evolve(after(asked), decided(new UUID(0, 4), PilotChoice.GO, "Johtoryhmä", END))
                            .requests()
                            .keySet())
                    .containsExactly(ONE, TWO, THREE);
            assertThat(Initiative.evolve(after(asked), adoption(new UUID(0, 4), AdoptionChoice.ADOPT, "Hallitus", null))
                            .requests()
                            .keySet())
                    .containsExactly(ONE, TWO, THREE);
        }

        @Test
        void what_is_asked_after_the_decision_is_open() {
            assertThat(after(
                                    decided(TWO, PilotChoice.HOLD, "Johtoryhmä", END),
                                    requested(ONE, DecisionSubject.PILOT, "Johtoryhmä"))
                            .requests())
                    .containsOnlyKeys(ONE);
        }

        private static DecisionRequested requested(UUID id, DecisionSubject subject, String body) {
            return new DecisionRequested(id, subject, body, "Esitys", "Perustelut", LATER, START);
        }
    }

    @Nested
    class TheAdoptionInForce {

        @ParameterizedTest
        @EnumSource(names = {"ADOPT", "ADOPT_WITH_CONDITIONS"})
        void adopting_is_in_force(AdoptionChoice choice) {
            assertThat(inForce(adoption(ONE, choice, "Johtoryhmä", null))).isEqualTo(ONE);
        }

        @ParameterizedTest
        @EnumSource(names = {"EXTEND_PILOT", "DEFER", "REJECT"})
        void nothing_else_is(AdoptionChoice choice) {
            assertThat(inForce(adoption(ONE, choice, "Johtoryhmä", null))).isNull();
        }

        @Test
        void deferring_leaves_in_force_what_was() {
            assertThat(inForce(
                            adoption(ONE, AdoptionChoice.ADOPT, "Johtoryhmä", null),
                            adoption(TWO, AdoptionChoice.DEFER, "Johtoryhmä", null)))
                    .isEqualTo(ONE);
        }

        @ParameterizedTest
        @EnumSource(names = {"EXTEND_PILOT", "REJECT"})
        void extending_the_pilot_and_rejecting_end_it(AdoptionChoice choice) {
            assertThat(inForce(
                            adoption(ONE, AdoptionChoice.ADOPT, "Johtoryhmä", null),
                            adoption(TWO, choice, "Johtoryhmä", ONE)))
                    .isNull();
        }

        @Test
        void a_later_adoption_supersedes_the_earlier_one() {
            assertThat(inForce(
                            adoption(ONE, AdoptionChoice.ADOPT, "Johtoryhmä", null),
                            adoption(TWO, AdoptionChoice.ADOPT_WITH_CONDITIONS, "Hallitus", ONE)))
                    .isEqualTo(TWO);
        }

        @Test
        void after_an_extended_pilot_it_can_be_adopted_again() {
            assertThat(inForce(
                            adoption(ONE, AdoptionChoice.ADOPT, "Johtoryhmä", null),
                            adoption(TWO, AdoptionChoice.EXTEND_PILOT, "Johtoryhmä", ONE),
                            adoption(THREE, AdoptionChoice.ADOPT, "Johtoryhmä", null)))
                    .isEqualTo(THREE);
        }

        private static @Nullable UUID inForce(InitiativeEvent... decisions) {
            return after(decisions).adoptionInForce().map(Map.Entry::getKey).orElse(null);
        }
    }

    @Nested
    class Adopting {

        @Test
        void the_whole_decision_is_kept() {
            var conditions = List.of(new Condition(TWO, "Koulutus", "jasen", END));
            var overturnedBy = new OverturnedBy("Käyttö laskee", ONE, OverturnedBy.Comparison.BELOW, BigDecimal.TEN);
            var evidence = List.of(new Evidence("Raportti", "https://example.org/r", null));

            assertThat(after(new AdoptionDecided(
                                    ONE,
                                    AdoptionChoice.ADOPT_WITH_CONDITIONS,
                                    List.of("Ei oteta"),
                                    "Perustelut",
                                    evidence,
                                    "Johtoryhmä",
                                    "§ 12",
                                    START,
                                    LATER,
                                    END,
                                    conditions,
                                    overturnedBy,
                                    THREE,
                                    null))
                            .adoptions())
                    .containsOnly(Map.entry(
                            ONE,
                            new AdoptionDecision(
                                    AdoptionChoice.ADOPT_WITH_CONDITIONS,
                                    List.of("Ei oteta"),
                                    "Perustelut",
                                    evidence,
                                    "Johtoryhmä",
                                    "§ 12",
                                    START,
                                    LATER,
                                    END,
                                    conditions,
                                    overturnedBy,
                                    THREE,
                                    Map.of(),
                                    List.of())));
        }
    }

    @Nested
    class Waivers {

        @Test
        void a_waiver_holds_for_its_requirement_until_it_is_withdrawn() {
            Initiative waived = after(waived(Requirement.NEED, "Ei tiedossa"));

            assertThat(waived.isWaived(Gate.PILOT, Requirement.NEED)).isTrue();
            assertThat(waived.isWaived(Gate.PILOT, Requirement.TARGET_STATE)).isFalse();
            assertThat(Initiative.evolve(waived, new WaiverWithdrawn(Gate.PILOT, Requirement.NEED, "Löytyi", LATER))
                            .waivers())
                    .isEmpty();
        }

        @Test
        void waiving_again_replaces_the_reason() {
            assertThat(after(waived(Requirement.NEED, "Ei tiedossa"), waived(Requirement.NEED, "Ei kirjattu"))
                            .waivers())
                    .containsExactly(new Waiver(Gate.PILOT, Requirement.NEED, "Ei kirjattu", LATER));
        }

        @Test
        void withdrawing_one_leaves_the_others() {
            assertThat(after(
                                    waived(Requirement.NEED, "a"),
                                    waived(Requirement.TARGET_STATE, "b"),
                                    new WaiverWithdrawn(Gate.PILOT, Requirement.NEED, "Löytyi", LATER))
                            .waivers())
                    .extracting(Waiver::requirement)
                    .containsExactly(Requirement.TARGET_STATE);
        }

        private static RequirementWaived waived(Requirement requirement, String reason) {
            return new RequirementWaived(Gate.PILOT, requirement, reason, LATER);
        }
    }

    @Nested
    class TheStatus {

        @Test
        void pausing_resuming_and_stopping_change_the_status_alone() {
            assertThat(after(new InitiativePaused("Tauko", LATER)).standing())
                    .isEqualTo(new Standing(Phase.DEVELOPMENT, Status.PAUSED, START));
            assertThat(after(new InitiativePaused("Tauko", LATER), new InitiativeResumed("Jatkuu", END))
                            .standing())
                    .isEqualTo(new Standing(Phase.DEVELOPMENT, Status.ACTIVE, START));
            assertThat(after(new InitiativeStopped("Loppu", "Opittiin", null, LATER))
                            .standing())
                    .isEqualTo(new Standing(Phase.DEVELOPMENT, Status.STOPPED, START));
        }

        @Test
        void a_comment_changes_nothing_but_that_it_is_there_until_it_is_retracted() {
            Initiative commented = after(new CommentPosted(ONE, "Hyvä!", null, List.of(), LATER));

            assertThat(commented.comments()).containsExactly(ONE);
            assertThat(Initiative.evolve(commented, new CommentRetracted(ONE, "Väärä paikka", END)))
                    .isEqualTo(after());
        }
    }

    private static PilotDecided decided(UUID id, PilotChoice choice, String body, BusinessDate on) {
        return new PilotDecided(id, choice, "Perustelut", body, on, null, null);
    }

    private static AdoptionDecided adoption(UUID id, AdoptionChoice choice, String body, @Nullable UUID supersedes) {
        return new AdoptionDecided(
                id,
                choice,
                List.of(),
                "Perustelut",
                List.of(),
                body,
                null,
                LATER,
                null,
                null,
                List.of(),
                null,
                supersedes,
                null);
    }
}
