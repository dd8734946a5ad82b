package fi.kiinni.initiative;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Part.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PartTest {

    private static final BusinessDate ON = BusinessDate.parse("2015");
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    @Test
    void a_measure_is_a_part_of_its_own() {
        InitiativeEvent retired = new MeasureRetired(ONE, "Ei mittaa", ON);
        InitiativeEvent retargeted = new MeasureRetargeted(ONE, BigDecimal.TEN, ON, "Liian kova", ON);

        assertThat(Part.changedBy(retired))
                .isEqualTo(Part.changedBy(retargeted))
                .isNotEqualTo(Part.changedBy(new MeasureRetired(OTHER, "Ei mittaa", ON)));
    }

    @Test
    void what_only_adds_to_a_list_changes_nothing_that_anybody_saw() {
        assertThat(Part.changedBy(new FundingRecorded("ESR", BigDecimal.TEN, ON, ON, ON)))
                .isEmpty();
        assertThat(Part.changedBy(new RootingReviewed("Hyvin", ON, ON))).isEmpty();
    }

    @Test
    void a_new_decision_on_adoption_changes_what_is_in_force() {
        InitiativeEvent decided = new AdoptionDecided(
                ONE,
                AdoptionChoice.ADOPT,
                List.of(),
                "Syy",
                List.of(),
                "Johtoryhmä",
                null,
                ON,
                null,
                null,
                List.of(),
                null,
                null,
                null);

        assertThat(Part.changedBy(decided))
                .containsExactlyInAnyOrder(Kind.ADOPTION.whole(), Kind.ADOPTION_RECORD.of(ONE));
        assertThat(Part.changedBy(new AdoptionReviewCalledFor(ONE, OTHER, ON))).containsExactly(Kind.ADOPTION.whole());
    }

    @Test
    void every_move_changes_the_phase_and_nothing_else() {
        assertThat(List.of(new MovedToPilot(1, ON), new MovedToStructures(1, ON), new MovedToEverydayLife(1, ON)))
                .allSatisfy(moved -> assertThat(Part.changedBy(moved)).containsExactly(Kind.PHASE.whole()));
    }

    @Test
    void whatever_changes_the_status_changes_it_for_everybody() {
        assertThat(List.of(
                        new DeclaredRooted(1, ON),
                        new RootingReopened("Lipsuu", ON),
                        new InitiativePaused("Loma", ON),
                        new InitiativeResumed("Loma ohi", ON),
                        new InitiativeStopped("Ei kannata", "Aloita pienempänä", null, ON)))
                .allSatisfy(changed -> assertThat(Part.changedBy(changed)).containsExactly(Kind.STATUS.whole()));
    }

    @Test
    void the_start_changes_nothing_that_anybody_saw() {
        assertThat(Part.changedBy(
                        new InitiativeStarted("sakky", "koordinaattori", "Otsikko", "Tarve", Language.fi, ON)))
                .isEmpty();
    }

    @Test
    void a_return_voids_the_mirrors_the_conclusion_and_the_waivers_from_that_phase_on() {
        assertThat(Part.changedBy(new ReturnedToPhase(Phase.STRUCTURES, "Kesken", ON)))
                .contains(
                        Kind.PHASE.whole(),
                        Kind.MIRROR.whole(),
                        Part.waiver(Gate.EVERYDAY_LIFE, Requirement.ADOPTION_PLAN))
                .doesNotContain(
                        Kind.PILOT_CONCLUSION.whole(), Part.waiver(Gate.STRUCTURES, Requirement.OPERATING_MODEL));
        assertThat(Part.changedBy(new ReturnedToPhase(Phase.DEVELOPMENT, "Kesken", ON)))
                .contains(Kind.PILOT_CONCLUSION.whole(), Part.waiver(Gate.PILOT, Requirement.NEED));
    }
}
