package fi.kiinni.command.initiative;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.May;
import fi.kiinni.initiative.Remedy;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the reads say of commands that help, against the commands themselves. */
class RemedyTest {

    @ParameterizedTest
    @EnumSource
    void a_remedy_is_a_command_for_those_who_may_give_it(Remedy remedy) {
        Class<?> command = Stream.of(InitiativeCommand.class.getPermittedSubclasses())
                .filter(one -> one.getSimpleName().equals(remedy.command()))
                .findFirst()
                .orElseThrow();

        Set<Entitlement> may =
                EnumSet.copyOf(Set.of(command.getAnnotation(May.class).value()));
        assertThat(remedy.by().stream().map(RemedyTest::entitlement).collect(Collectors.toSet()))
                .isEqualTo(may);
    }

    private static Entitlement entitlement(Remedy.By by) {
        return switch (by) {
            case TEAM -> Entitlement.TEAM;
            case COORDINATOR -> Entitlement.LEADING;
            case DECISION_MAKER -> Entitlement.DECIDING;
        };
    }
}
