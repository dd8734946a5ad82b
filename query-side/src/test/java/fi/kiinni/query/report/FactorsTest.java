package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.DeclaredRooted;
import fi.kiinni.initiative.InitiativeEvent.FactorIdentified;
import fi.kiinni.initiative.InitiativeEvent.FactorRated;
import fi.kiinni.initiative.InitiativeEvent.FactorResolved;
import fi.kiinni.initiative.InitiativeEvent.InitiativePaused;
import fi.kiinni.initiative.InitiativeEvent.InitiativeResumed;
import fi.kiinni.initiative.InitiativeEvent.InitiativeStopped;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.report.Factors.Group;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lives;
import fi.kiinni.query.view.Stories;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FactorsTest {

    private static final BusinessDate ON = BusinessDate.parse("2025-05");
    private static final UUID FACTOR = new UUID(3, 1);

    private int nth;

    private Lifeline.Of life(InitiativeEvent... further) {
        List<InitiativeEvent> events = new ArrayList<>(List.of(Stories.started("Nimi"), new MovedToPilot(1, ON)));
        events.addAll(List.of(further));
        return Lives.lifeline("i" + ++nth, events);
    }

    private static FactorIdentified hindering(FactorDomain domain) {
        return new FactorIdentified(FACTOR, FactorKind.HINDERING, domain, "Aika ei riitä", -2, ON);
    }

    private static FactorIdentified promoting() {
        return new FactorIdentified(FACTOR, FactorKind.PROMOTING, FactorDomain.PROCESS, "Innostus", 2, ON);
    }

    private static InitiativePaused paused() {
        return new InitiativePaused("Tauko", ON);
    }

    @Test
    void counts_what_came_while_a_factor_was_unresolved_against_all_that_were_in_the_phase() {
        List<Lifeline.Of> lives = List.of(
                life(hindering(FactorDomain.PROCESS), paused()),
                life(hindering(FactorDomain.PROCESS), new InitiativeStopped("Loppui", "Opittiin", null, ON)),
                life(hindering(FactorDomain.PROCESS), new FactorResolved(FACTOR, "Lisää aikaa", ON), paused()),
                life(hindering(FactorDomain.PROCESS), new FactorRated(FACTOR, 0, "Ei enää", ON), paused()),
                life(paused(), hindering(FactorDomain.PROCESS)),
                life(paused()),
                life());
        assertThat(Factors.of(lives))
                .isEqualTo(new Factors(
                        List.of(new Group(FactorKind.HINDERING, Phase.PILOT, FactorDomain.PROCESS, 5, 2, 7, 6)), 0));
    }

    @Test
    void does_not_count_what_came_before_the_phase_was_entered() {
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int count = 0; count < 5; count++) {
            lives.add(Lives.lifeline(
                    "i" + count,
                    List.of(
                            Stories.started("Nimi"),
                            paused(),
                            new InitiativeResumed("Jatkuu", ON),
                            new MovedToPilot(1, ON),
                            hindering(FactorDomain.PROCESS))));
        }
        assertThat(Factors.of(lives).groups())
                .containsExactly(new Group(FactorKind.HINDERING, Phase.PILOT, FactorDomain.PROCESS, 5, 0, 5, 0));
    }

    @Test
    void counts_promoting_ones_before_rooting() {
        List<Lifeline.Of> lives = List.of(
                life(promoting(), new DeclaredRooted(1, ON)),
                life(promoting(), new DeclaredRooted(1, ON)),
                life(promoting(), paused()),
                life(promoting()),
                life(promoting()),
                life(new DeclaredRooted(1, ON)));
        assertThat(Factors.of(lives))
                .isEqualTo(new Factors(
                        List.of(new Group(FactorKind.PROMOTING, Phase.PILOT, FactorDomain.PROCESS, 5, 2, 6, 3)), 0));
    }

    @Test
    void shows_no_group_of_fewer_than_five() {
        List<Lifeline.Of> lives = new ArrayList<>();
        for (int count = 0; count < 4; count++) {
            lives.add(life(hindering(FactorDomain.PROCESS)));
            lives.add(life(hindering(FactorDomain.INDIVIDUALS)));
        }
        assertThat(Factors.of(lives)).isEqualTo(new Factors(List.of(), 2));
        lives.add(life(hindering(FactorDomain.INDIVIDUALS)));
        assertThat(Factors.of(lives).groups())
                .singleElement()
                .extracting(Group::domain)
                .isEqualTo(FactorDomain.INDIVIDUALS);
        assertThat(Factors.of(lives).hidden()).isEqualTo(1);
    }
}
