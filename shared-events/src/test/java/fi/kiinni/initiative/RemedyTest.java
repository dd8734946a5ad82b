package fi.kiinni.initiative;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.initiative.Remedy.By;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RemedyTest {

    @Test
    void is_called_as_its_command() {
        assertThat(Remedy.MAP_CURRENT_STATE.command()).isEqualTo("MapCurrentState");
        assertThat(Remedy.ANCHOR_IN_STRUCTURE.command()).isEqualTo("AnchorInStructure");
    }

    @Test
    void is_given_by_anyone_of_those_whose_command_it_is() {
        assertThat(Remedy.APPOINT_MEMBER.by()).containsExactlyInAnyOrder(By.COORDINATOR, By.DECISION_MAKER);
        assertThat(Remedy.REVIEW_ROOTING.by()).containsExactly(By.COORDINATOR);
    }

    @ParameterizedTest
    @CsvSource({
        "TEAM, MEMBER, true",
        "TEAM, COORDINATOR, true",
        "COORDINATOR, MEMBER, false",
        "COORDINATOR, COORDINATOR, true",
        "DECISION_MAKER, MEMBER, false",
        "DECISION_MAKER, COORDINATOR, false"
    })
    void takes_a_seat_but_for_those_who_decide(By by, Seat seat, boolean held) {
        assertThat(by.isHeldBy(seat)).isEqualTo(held);
    }

    @Test
    void of_what_takes_several_facts_is_each_of_them() {
        assertThat(Remedy.of(Requirement.ACTIONS_DONE))
                .containsExactly(Remedy.PLAN_ACTION, Remedy.COMPLETE_ACTION, Remedy.DROP_ACTION);
        assertThat(Remedy.of(Requirement.ADOPTION_IN_FORCE))
                .containsExactly(Remedy.DECIDE_ADOPTION, Remedy.FULFIL_CONDITION);
    }

    @ParameterizedTest
    @EnumSource
    void is_there_for_every_requirement(Requirement requirement) {
        assertThat(Remedy.of(requirement)).isNotEmpty();
    }
}
