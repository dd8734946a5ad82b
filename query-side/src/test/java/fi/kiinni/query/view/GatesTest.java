package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.query.view.Course.Mark;
import fi.kiinni.query.view.Gates.Asked;
import fi.kiinni.query.view.Overview.Life;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatesTest {

    private static final BusinessDate TODAY = BusinessDate.parse("2026-03-01");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    private static final InitiativeStarted STARTED = Stories.started("Työkykypassi");

    private static PilotDecided decided(PilotChoice choice) {
        return new PilotDecided(UUID.randomUUID(), choice, "Perustelut", "Johtoryhmä", TODAY, null, null);
    }

    private static Gates after(InitiativeEvent... events) {
        return after(List.of(events), DAY);
    }

    private static Gates after(List<InitiativeEvent> events, LocalDate day) {
        return Gates.ahead(Lives.of(events), day);
    }

    private static Asked asked(Gates ahead, Requirement requirement) {
        return ahead.asked().stream()
                .filter(one -> one.requirement() == requirement)
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Long missingSince(Requirement requirement, InitiativeEvent... events) {
        @Nullable Mark since = asked(after(events), requirement).missingSince();
        return since == null ? null : (Long) since.version();
    }

    @Test
    void what_was_never_there_is_missing_since_the_phase_began() {
        assertThat(missingSince(Requirement.CURRENT_STATE, STARTED, new InitiativePaused("Kesä", TODAY)))
                .isEqualTo(1);
        assertThat(missingSince(Requirement.NEED, STARTED)).isNull();
    }

    @Test
    void what_was_taken_away_is_missing_since_then_until_it_is_there_again() {
        InitiativeEvent go = decided(PilotChoice.GO);
        InitiativeEvent hold = decided(PilotChoice.HOLD);

        assertThat(missingSince(Requirement.PILOT_DECISION_GO, STARTED, go)).isNull();
        assertThat(missingSince(Requirement.PILOT_DECISION_GO, STARTED, go, hold))
                .isEqualTo(3);
        assertThat(missingSince(Requirement.PILOT_DECISION_GO, STARTED, go, hold, hold))
                .isEqualTo(3);
        assertThat(missingSince(Requirement.PILOT_DECISION_GO, STARTED, go, hold, go))
                .isNull();
        assertThat(missingSince(Requirement.PILOT_DECISION_GO, STARTED, go, hold, go, hold))
                .isEqualTo(5);
    }

    @Test
    void what_is_waived_is_not_missing_and_is_again_when_the_waiver_is_withdrawn() {
        RequirementWaived waived = new RequirementWaived(Gate.PILOT, Requirement.CURRENT_STATE, "Ei tiedossa", TODAY);
        WaiverWithdrawn withdrawn = new WaiverWithdrawn(Gate.PILOT, Requirement.CURRENT_STATE, "Löytyi", TODAY);

        Asked without = asked(after(STARTED, waived, waived), Requirement.CURRENT_STATE);
        assertThat(without.missingSince()).isNull();
        assertThat(without.isMet()).isFalse();
        assertThat(without.waiver())
                .extracting(waiver -> waiver.mark().version())
                .isEqualTo(3L);

        Asked again = asked(after(STARTED, waived, withdrawn), Requirement.CURRENT_STATE);
        assertThat(again.waiver()).isNull();
        assertThat(again.missingSince()).extracting(Mark::version).isEqualTo(3L);
    }

    @Test
    void what_is_decided_for_a_day_to_come_is_missing_until_then_and_taken_away_later_only_since_then() {
        List<InitiativeEvent> life = List.of(
                STARTED,
                new MovedToStructures(1, TODAY),
                adopted(AdoptionChoice.ADOPT, BusinessDate.parse("2026-03-05")),
                new CurrentStateMapped("Hajanaista", TODAY));

        Asked before = asked(after(life, LocalDate.of(2026, 3, 4)), Requirement.ADOPTION_IN_FORCE);
        assertThat(before.metFrom()).isEqualTo(BusinessDate.parse("2026-03-05"));
        assertThat(before.missingSince()).extracting(Mark::version).isEqualTo(2L);
        assertThat(asked(after(life, LocalDate.of(2026, 3, 5)), Requirement.ADOPTION_IN_FORCE)
                        .isMissing())
                .isFalse();

        List<InitiativeEvent> rejected = new ArrayList<>(life);
        rejected.add(adopted(AdoptionChoice.REJECT, null));
        assertThat(asked(after(rejected, DAY), Requirement.ADOPTION_IN_FORCE).missingSince())
                .as("it had not come into force yet")
                .extracting(Mark::version)
                .isEqualTo(2L);

        rejected.set(2, adopted(AdoptionChoice.ADOPT, BusinessDate.parse("2025")));
        assertThat(asked(after(rejected, DAY), Requirement.ADOPTION_IN_FORCE).missingSince())
                .as("it had come into force")
                .extracting(Mark::version)
                .isEqualTo(5L);
    }

    private static AdoptionDecided adopted(AdoptionChoice choice, @Nullable BusinessDate inForceFrom) {
        return new AdoptionDecided(
                UUID.randomUUID(),
                choice,
                List.of(),
                "Perustelut",
                List.of(),
                "Johtoryhmä",
                null,
                TODAY,
                inForceFrom,
                null,
                List.of(),
                null,
                null,
                null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_is_missing_is_what_the_rules_miss_and_was_missing_ever_since(long seed) {
        List<InitiativeEvent> life = new Stories(seed).life(60);
        Life whole = Lives.of(life);
        Gates ahead = Gates.ahead(whole, DAY);
        assertThat(ahead.asked()).extracting(Asked::requirement).isEqualTo(Rules.CURRENT.of(ahead.gate()));
        assertThat(ahead.asked().stream()
                        .filter(one -> one.missingSince() != null)
                        .map(Asked::requirement))
                .isEqualTo(Rules.CURRENT.missing(ahead.gate(), whole.whole().state(), DAY));
        for (Asked one : ahead.asked()) {
            if (one.missingSince() != null) {
                for (int version = (int) one.missingSince().version(); version <= life.size(); version++) {
                    assertThat(asked(after(life.subList(0, version), DAY), one.requirement())
                                    .missingSince())
                            .as("seed %d, %s, version %d", seed, one.requirement(), version)
                            .isEqualTo(one.missingSince());
                }
            }
        }
    }
}
