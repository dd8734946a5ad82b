package fi.kiinni;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActorTest {

    @ParameterizedTest
    @EnumSource
    void every_account_reads_its_own_provider(Role role) {
        assertThat(new Actor("matti", "sakky", Set.of(role), Set.of()).mayRead("sakky"))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_grant_opens_another_provider_to_an_auditor_only(Role role) {
        Actor granted = new Actor("matti", "sakky", Set.of(role), Set.of("raseko"));

        assertThat(granted.mayRead("raseko")).isEqualTo(role == Role.AUDITOR);
        assertThat(granted.mayRead("lappia")).isFalse();
    }

    @Test
    void an_operator_without_a_provider_reads_none() {
        Actor operator = new Actor("yllapitaja", null, EnumSet.of(Role.OPERATOR), Set.of("sakky"));

        assertThat(operator.mayRead("sakky")).isFalse();
        assertThat(operator.belongsTo("sakky")).isFalse();
    }
}
