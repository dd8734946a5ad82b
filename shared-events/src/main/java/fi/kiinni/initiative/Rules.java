package fi.kiinni.initiative;

import static fi.kiinni.initiative.Requirement.*;

import java.time.LocalDate;
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
                            PILOT_DECISION_GO),
                    Gate.STRUCTURES,
                    List.of(
                            MEASURE_FOLLOWED_IN_PILOT,
                            PILOT_VALUES,
                            PILOT_WORKS,
                            OPERATING_MODEL,
                            FACTOR_IDENTIFIED,
                            MIRROR_OF_PILOT),
                    Gate.EVERYDAY_LIFE,
                    List.of(
                            DECISION_PROCESS,
                            ADOPTION_PLAN,
                            ADOPTION_IN_FORCE,
                            ANCHORED_IN_WORKING_HOURS,
                            ANCHORED_IN_PROCESS_OR_JOB_DESCRIPTION,
                            ANCHORED_IN_ANNUAL_CYCLE_OR_QUALITY_SYSTEM,
                            ACTIONS_DONE,
                            NO_STRONG_HINDRANCE,
                            MIRROR_OF_STRUCTURES),
                    Gate.ROOTED,
                    List.of(
                            MEASURE_FOLLOWED_IN_EVERYDAY_LIFE,
                            MEASURED_TWICE,
                            TARGETS_REACHED_OR_EXPLAINED,
                            ROOTING_REVIEWED,
                            NO_OPEN_ACTION,
                            MIRROR_OF_EVERYDAY_LIFE)));

    public List<Requirement> of(Gate gate) {
        return requirements.getOrDefault(gate, List.of());
    }

    /** Everything that the gate still asks for on that day: neither met nor waived. Empty: the gate is open. */
    public List<Requirement> missing(Gate gate, Initiative initiative, LocalDate day) {
        return of(gate).stream()
                .filter(requirement -> !initiative.isWaived(gate, requirement) && !requirement.isMetBy(initiative, day))
                .toList();
    }
}
