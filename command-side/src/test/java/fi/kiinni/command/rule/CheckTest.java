package fi.kiinni.command.rule;

import static fi.kiinni.command.rule.People.TODAY;
import static fi.kiinni.command.rule.People.on;
import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.command.initiative.InitiativeCommand.DescribeOperatingModel;
import fi.kiinni.command.initiative.InitiativeCommand.PlanPilot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told of what is wrong with a command. */
class CheckTest {

    @Test
    void a_text_that_is_too_long_is_told_its_limit() {
        assertThat(details(new DescribeOperatingModel("x".repeat(10_001), "x".repeat(201))))
                .containsExactly("description: At most 10000 characters", "label: At most 200 characters");
    }

    @Test
    @SuppressWarnings("NullAway") // as it arrives when nothing was sent
    void a_field_that_is_missing_is_told_from_a_text_of_blanks() {
        assertThat(details(new DescribeOperatingModel(null, " ")))
                .containsExactly(
                        "description: This field is needed", "label: This text is needed, and not only of blanks");
    }

    @Test
    void what_contradicts_is_told_with_both_sides() {
        assertThat(details(new PlanPilot("Yksi ala", List.of(), on("2030-03"), on("2030-02"), List.of())))
                .containsExactly("endsOn: 2030-02 is before startsOn, 2030-03");
    }

    private static List<String> details(Command command) {
        return Check.of(command, Attribution.NONE, TODAY).stream()
                .map(problem -> problem.field() + ": " + problem.detail())
                .toList();
    }
}
