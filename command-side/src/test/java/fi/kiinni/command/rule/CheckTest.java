package fi.kiinni.command.rule;

import static fi.kiinni.command.rule.People.TODAY;
import static fi.kiinni.command.rule.People.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.initiative.InitiativeCommand.DecidePilot;
import fi.kiinni.command.initiative.InitiativeCommand.DescribeOperatingModel;
import fi.kiinni.command.initiative.InitiativeCommand.MapCurrentState;
import fi.kiinni.command.initiative.InitiativeCommand.PlanPilot;
import fi.kiinni.command.strategy.StrategyCommand;
import fi.kiinni.initiative.PilotChoice;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    @Test
    void what_is_missing_and_what_contradicts_are_told_at_once() {
        DecidePilot held = new DecidePilot(PilotChoice.HOLD, " ", "Johtoryhmä", on("2030-02"), null, null);
        assertThat(details(held))
                .containsExactly(
                        "grounds: This text is needed, and not only of blanks",
                        "decidedOn: 2030-02 is after today, " + TODAY,
                        "reviewOn: Needed because a held decision is taken up again");
        assertThat(Check.of(new MapCurrentState(""), new Attribution(on("2030"), null, null), TODAY))
                .extracting(FieldProblem::field, FieldProblem::problem)
                .containsExactly(
                        tuple("description", FieldProblem.MISSING),
                        tuple("effectiveOn", FieldProblem.DATES_CONTRADICT));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void nothing_contradicts_what_is_missing(Class<? extends Command> command) throws ReflectiveOperationException {
        Constructor<?> canonical = command.getDeclaredConstructors()[0];
        Command empty = (Command) canonical.newInstance(new Object[canonical.getParameterCount()]);
        assertThat(Check.of(empty, Attribution.NONE, TODAY))
                .extracting(FieldProblem::problem)
                .doesNotContain(FieldProblem.CONTRADICTION, FieldProblem.DATES_CONTRADICT)
                .hasSameSizeAs(Check.of(empty, Attribution.NONE, TODAY).stream()
                        .map(FieldProblem::field)
                        .distinct()
                        .toList());
    }

    static Stream<Class<?>> commands() {
        return Stream.of(InitiativeCommand.class, StrategyCommand.class)
                .flatMap(kind -> Stream.of(kind.getPermittedSubclasses()));
    }

    private static List<String> details(Command command) {
        return Check.of(command, Attribution.NONE, TODAY).stream()
                .map(problem -> problem.field() + ": " + problem.detail())
                .toList();
    }
}
