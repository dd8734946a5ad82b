package fi.kiinni.command.strategy;

import static fi.kiinni.command.rule.People.*;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.Role;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.FieldProblem;
import fi.kiinni.command.rule.People;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Scenario;
import fi.kiinni.command.strategy.StrategyCommand.PublishStrategy;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PublishStrategyTest {

    private static final PublishStrategy PUBLISH = new PublishStrategy(
            "Strategia 2030",
            on("2025"),
            on("2030"),
            List.of(
                    new PublishStrategy.Goal("Hyvinvointi näkyy arjessa\n🌱"),
                    new PublishStrategy.Goal("Työelämä mukana")));

    private static final StrategyPublished FIRST = new StrategyPublished(
            1, "Strategia", on("2020"), on("2024"), List.of(new Goal(made(99), "Kasvu")), on("2020"));

    @Test
    void the_first_one_is_version_1_and_each_goal_has_an_id() {
        given().when(PAAKAYTTAJA, PUBLISH)
                .thenEvents(published(1))
                .thenAnswer(new Answer(
                        null, PROVIDER, 1, List.of("StrategyPublished"), Map.of("goals", List.of(made(1), made(2)))));
    }

    @Test
    void the_next_one_is_version_2() {
        given(FIRST).when(PAAKAYTTAJA, PUBLISH).thenEvents(published(2));
    }

    @Test
    void it_says_on_whose_word_and_why_and_when() {
        given().with(new Attribution(on("2024-12"), "rehtori", "Hallitus hyväksyi"))
                .when(PAAKAYTTAJA, PUBLISH)
                .thenEvents(published(1, on("2024-12")));
    }

    @Test
    void who_says_so_must_be_in_the_directory() {
        given().with(new Attribution(null, "tuntematon", null))
                .when(PAAKAYTTAJA, PUBLISH)
                .thenRefused(new Refusal.UnknownPerson("tuntematon"));
    }

    @Test
    void its_period_may_lie_in_the_future_but_not_the_day_of_publishing() {
        given().when(PAAKAYTTAJA, new PublishStrategy("Strategia", on("2031"), on("2035"), PUBLISH.goals()))
                .thenAccepted();
        given().with(new Attribution(on("2025-06-16"), null, null))
                .when(PAAKAYTTAJA, PUBLISH)
                .thenInvalid("effectiveOn dates-contradict");
    }

    @Test
    void a_period_does_not_end_before_it_starts() {
        given().when(PAAKAYTTAJA, new PublishStrategy("Strategia", on("2025"), on("2024-12-31"), PUBLISH.goals()))
                .thenInvalid("until dates-contradict");
    }

    @Test
    void all_fields_are_needed() {
        given().when(PAAKAYTTAJA, unread())
                .thenInvalid("from missing", "goals missing", "name missing", "until missing");
    }

    @Test
    void a_strategy_without_goals_is_none() {
        given().when(PAAKAYTTAJA, with(List.of())).thenInvalid("goals invalid");
    }

    @Test
    void it_has_at_most_a_hundred_goals() {
        PublishStrategy.Goal goal = new PublishStrategy.Goal("Kasvu");
        given().when(PAAKAYTTAJA, with(Collections.nCopies(100, goal))).thenAccepted();
        given().when(PAAKAYTTAJA, with(Collections.nCopies(101, goal))).thenInvalid("goals invalid");
    }

    @Test
    void a_goal_is_a_text_of_up_to_10_000_code_points_and_a_name_of_up_to_200() {
        given().when(PAAKAYTTAJA, with(List.of(new PublishStrategy.Goal("Kasvu"), new PublishStrategy.Goal(" "))))
                .thenInvalid("goals[1].text missing");
        given().when(PAAKAYTTAJA, with(List.of(new PublishStrategy.Goal("🌱".repeat(10_001)))))
                .thenInvalid("goals[0].text too-long");
        given().when(PAAKAYTTAJA, with(List.of(new PublishStrategy.Goal("🌱".repeat(10_000)))))
                .thenAccepted();
        given().when(PAAKAYTTAJA, new PublishStrategy("🌱".repeat(201), on("2025"), on("2030"), PUBLISH.goals()))
                .thenInvalid("name too-long");
        given().when(PAAKAYTTAJA, new PublishStrategy("🌱".repeat(200), on("2025"), on("2030"), PUBLISH.goals()))
                .thenAccepted();
    }

    @Test
    void it_may_insist_on_the_version_that_was_seen() {
        given(FIRST).ifMatch(1).when(PAAKAYTTAJA, PUBLISH).thenAccepted();
        given(FIRST).ifMatch(0).when(PAAKAYTTAJA, PUBLISH).thenRefused(new Refusal.Conflict(0, 1));
        given().ifMatch(1).when(PAAKAYTTAJA, PUBLISH).thenRefused(new Refusal.Conflict(1, 0));
    }

    @Test
    void fields_that_could_not_be_read_are_told() {
        given().withUnreadable(new FieldProblem("goals[0].colour", FieldProblem.UNKNOWN, "There is no such field"))
                .when(PAAKAYTTAJA, new PublishStrategy("Strategia", on("2025"), on("2024"), PUBLISH.goals()))
                .thenInvalid("goals[0].colour unknown", "until dates-contradict");
    }

    @TestFactory
    Stream<DynamicTest> it_takes_an_administrator() {
        return Arrays.stream(Role.values())
                .map(role -> DynamicTest.dynamicTest("and not " + role, () -> {
                    Scenario.Outcome outcome = given().when(People.of("matti", role), PUBLISH);
                    if (role == Role.ADMINISTRATOR) {
                        outcome.thenAcceptedAs(Role.ADMINISTRATOR);
                    } else {
                        outcome.thenRefused(new Refusal.NotAllowed(List.of(Entitlement.ADMINISTERING)));
                    }
                }));
    }

    @Test
    void it_takes_the_providers_own_administrator() {
        Refusal notAllowed = new Refusal.NotAllowed(List.of(Entitlement.ADMINISTERING));
        Actor stranger = new Actor("toinen", "raseko", EnumSet.allOf(Role.class), Set.of(PROVIDER));

        given(FIRST).when(stranger, PUBLISH).thenRefused(notAllowed);
        given(FIRST).when(YLLAPITAJA, PUBLISH).thenRefused(notAllowed);
    }

    private static Scenario<StrategyCommand> given(StrategyEvent... events) {
        return new Scenario<>(StrategyAggregate.class, StrategyAggregate.TYPE, PROVIDER, List.of(events));
    }

    private static StrategyPublished published(int version) {
        return published(version, BusinessDate.of(TODAY));
    }

    private static StrategyPublished published(int version, BusinessDate on) {
        return new StrategyPublished(
                version,
                "Strategia 2030",
                on("2025"),
                on("2030"),
                List.of(new Goal(made(1), "Hyvinvointi näkyy arjessa\n🌱"), new Goal(made(2), "Työelämä mukana")),
                on);
    }

    private static PublishStrategy with(List<PublishStrategy.Goal> goals) {
        return new PublishStrategy("Strategia", on("2025"), on("2030"), goals);
    }

    /** As it arrives when nothing was sent. */
    @SuppressWarnings("NullAway")
    private static PublishStrategy unread() {
        return new PublishStrategy(null, null, null, null);
    }
}
