package fi.kiinni.command.initiative;

import static fi.kiinni.command.initiative.Story.*;
import static fi.kiinni.command.rule.People.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fi.kiinni.command.initiative.InitiativeCommand.*;
import fi.kiinni.command.initiative.WhatIf.SupposedRefused;
import fi.kiinni.command.rule.Attribution;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.initiative.Assessment;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What would follow from commands that nobody gives. */
class WhatIfTest {

    private static final WhatIf.View JUST_STARTED = new WhatIf.View(
            Phase.DEVELOPMENT,
            Status.ACTIVE,
            Gate.PILOT,
            List.of(
                    Requirement.TARGET_STATE,
                    Requirement.CURRENT_STATE,
                    Requirement.MIRROR_OF_DEVELOPMENT,
                    Requirement.LIVE_MEASURE,
                    Requirement.PILOT_PLANNED,
                    Requirement.PILOT_DECISION_GO));

    @Test
    void supposing_nothing_it_stays_as_it_is() {
        assertThat(supposing(List.of(STARTED))).isEqualTo(new WhatIf(ID, 1, JUST_STARTED, JUST_STARTED, List.of()));
    }

    @Test
    void one_command_is_decided_after_the_other_by_whomever_they_are_supposed() {
        WhatIf whatIf = supposing(
                List.of(STARTED),
                new MapCurrentState("Joka kymmenes"),
                decidePilot(PilotChoice.STOP, null, "Opittiin"));

        assertThat(whatIf)
                .isEqualTo(new WhatIf(
                        ID,
                        1,
                        JUST_STARTED,
                        new WhatIf.View(
                                Phase.DEVELOPMENT,
                                Status.STOPPED,
                                Gate.PILOT,
                                List.of(
                                        Requirement.TARGET_STATE,
                                        Requirement.MIRROR_OF_DEVELOPMENT,
                                        Requirement.LIVE_MEASURE,
                                        Requirement.PILOT_PLANNED,
                                        Requirement.PILOT_DECISION_GO)),
                        List.of("CurrentStateMapped", "PilotDecided", "InitiativeStopped")));
    }

    @Test
    void through_the_gate_it_is_the_next_one_that_is_looked_at() {
        WhatIf whatIf = supposing(READY, new MoveToPilot());

        assertThat(whatIf.now().missing()).isEmpty();
        assertThat(whatIf.then().phase()).isEqualTo(Phase.PILOT);
        assertThat(whatIf.then().gate()).isEqualTo(Gate.STRUCTURES);
        assertThat(whatIf.then().missing()).contains(Requirement.PILOT_VALUES, Requirement.MIRROR_OF_PILOT);
    }

    /** A command that is refused where all but a target state was described. */
    record Refused(InitiativeCommand command, Refusal refusal) {}

    static Stream<Refused> refused() {
        return Stream.of(
                new Refused(new MoveToPilot(), new Refusal.GateClosed(Gate.PILOT, List.of(Requirement.TARGET_STATE))),
                new Refused(
                        new AppointMember("tuntematon", Seat.MEMBER, null), new Refusal.UnknownPerson("tuntematon")),
                new Refused(
                        new MirrorStrategy(1, List.of(NOBODY_MADE_THIS), Assessment.SUPPORTS, "Tukee"),
                        new Refusal.UnknownGoal(1, List.of(NOBODY_MADE_THIS))),
                new Refused(Sample.START_INITIATIVE, new Refusal.StartedTwice()));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_supposed_command_is_refused_as_one_that_is_given(Refused supposed) {
        List<InitiativeEvent> before = READY.stream()
                .filter(event -> !event.equals(TARGET_STATE_DESCRIBED))
                .toList();

        SupposedRefused refused = catchThrowableOfType(
                SupposedRefused.class,
                () -> supposing(before, new MapCurrentState("Joka kymmenes"), supposed.command()));

        assertThat(refused.index()).isEqualTo(1);
        assertThat(refused.refused().refusal()).isEqualTo(supposed.refusal());
    }

    @Test
    void what_is_wrong_with_its_fields_refuses_it() {
        SupposedRefused refused =
                catchThrowableOfType(SupposedRefused.class, () -> supposing(READY, new MapCurrentState(" ")));

        assertThat(refused.index()).isZero();
        assertThat(refused.refused().refusal()).isInstanceOf(Refusal.InvalidFields.class);
    }

    @Test
    void the_version_counts_what_was_supposed_before() {
        Instruction<InitiativeCommand> first = instruction(new MapCurrentState("Joka kymmenes"), 1L);
        Instruction<InitiativeCommand> second = instruction(new MapCurrentState("Joka viides"), 2L);

        assertThat(supposing(1, List.of(STARTED), List.of(first, second)).events())
                .hasSize(2);
        SupposedRefused refused = catchThrowableOfType(
                SupposedRefused.class, () -> supposing(1, List.of(STARTED), List.of(first, first)));
        assertThat(refused.refused().refusal()).isEqualTo(new Refusal.Conflict(1, 2));
    }

    private static WhatIf supposing(List<InitiativeEvent> before, InitiativeCommand... supposed) {
        return supposing(
                before.size(),
                before,
                Stream.of(supposed).map(command -> instruction(command, null)).toList());
    }

    private static WhatIf supposing(
            long version, List<InitiativeEvent> before, List<Instruction<InitiativeCommand>> supposed) {
        Initiative state = null;
        for (InitiativeEvent event : before) {
            state = Initiative.evolve(state, event);
        }
        return WhatIf.supposing(ID, version, Objects.requireNonNull(state), TODAY, supposed, KNOWN_HERE, ids());
    }

    private static Instruction<InitiativeCommand> instruction(InitiativeCommand command, @Nullable Long ifMatch) {
        return new Instruction<>(ID, command, Attribution.NONE, List.of(), AUDITOIJA, TODAY, ifMatch, null);
    }
}
