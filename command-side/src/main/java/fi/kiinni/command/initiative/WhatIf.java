package fi.kiinni.command.initiative;

import fi.kiinni.StoredEvents;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What would follow from commands that nobody gives: decided and folded like any others, and never written.
 *
 * @param version of the initiative, from which the supposing set out
 * @param now the gate as it is
 * @param then the gate as it would be
 * @param events stored names of what would happen
 */
public record WhatIf(String initiative, long version, View now, View then, List<String> events) {

    /** The gate that leads out of the phase, and everything that it asks for and has not been given. */
    public record View(Phase phase, Status status, Gate gate, List<Requirement> missing) {

        private static View of(Initiative initiative, LocalDate day) {
            Phase phase = initiative.standing().phase();
            return new View(
                    phase,
                    initiative.standing().status(),
                    phase.nextGate(),
                    Rules.CURRENT.missing(phase.nextGate(), initiative, day));
        }
    }

    /** A supposed command is refused for the same reasons as one that is given, but for who may give it. */
    public static final class SupposedRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int index;
        private final transient Refused refused;

        private SupposedRefused(int index, Refused refused) {
            super(refused);
            this.index = index;
            this.refused = refused;
        }

        /** Which of the supposed commands, from 0. */
        public int index() {
            return index;
        }

        public Refused refused() {
            return refused;
        }
    }

    /**
     * @param before the state at that version
     * @param supposed commands, one after the other
     * @throws SupposedRefused if one of them would be refused
     */
    public static WhatIf supposing(
            String id,
            long version,
            Initiative before,
            LocalDate today,
            List<Instruction<InitiativeCommand>> supposed,
            Known known,
            Supplier<UUID> newId) {
        Initiative state = before;
        List<String> names = new ArrayList<>();
        for (int index = 0; index < supposed.size(); index++) {
            for (InitiativeEvent event :
                    decide(index, supposed.get(index), state, version + names.size(), known, newId)) {
                names.add(StoredEvents.of(event.getClass()).value());
                state = Initiative.evolve(state, event);
            }
        }
        return new WhatIf(id, version, View.of(before, today), View.of(state, today), names);
    }

    private static List<InitiativeEvent> decide(
            int index,
            Instruction<InitiativeCommand> instruction,
            Initiative state,
            long version,
            Known known,
            Supplier<UUID> newId) {
        try {
            instruction.refuseWhatIsWrong(state.provider(), version, _ -> List.of(), known);
            InitiativeAggregate.refuseUnknownGoals(instruction.command(), state.provider(), known);
            return Decide.on(
                    instruction.command(),
                    state,
                    Circumstances.of(instruction.actor(), instruction.today(), instruction.attribution(), newId));
        } catch (Refused refused) {
            throw new SupposedRefused(index, refused);
        }
    }
}
