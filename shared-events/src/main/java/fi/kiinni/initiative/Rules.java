package fi.kiinni.initiative;

import static fi.kiinni.initiative.Requirement.*;

import java.util.List;
import java.util.Map;

/**
 * Which gate asks for what, as data. A later version stands beside an earlier one, so that a move can always be explained by the rules
 * that let it through.
 *
 * @param version counts from 1
 */
public record Rules(int version, Map<Gate, List<Requirement>> requirements) {

    public static final Rules CURRENT = new Rules(
            1,
            Map.of(
                    Gate.PILOT,
                    List.of(
                            NEED,
                            TARGET_STATE,
                            CURRENT_STATE,
                            COORDINATOR,
                            MIRROR_OF_DEVELOPMENT,
                            LIVE_MEASURE,
                            PILOT_PLANNED,
                            PILOT_DECISION_GO)));

    public List<Requirement> of(Gate gate) {
        return requirements.getOrDefault(gate, List.of());
    }

    /** Everything that the gate still asks for: neither met nor waived. Empty: the gate is open. */
    public List<Requirement> missing(Gate gate, Initiative initiative) {
        return of(gate).stream()
                .filter(requirement -> !initiative.isWaived(gate, requirement) && !requirement.isMetBy(initiative))
                .toList();
    }
}
