package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.query.view.Course.Mark;
import fi.kiinni.query.view.Course.Missing;
import fi.kiinni.query.view.Course.Waived;
import fi.kiinni.query.view.Overview.Life;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate out of an initiative's phase on a day, and how each of its requirements came to be as it is.
 *
 * @param asked what it asks for, in the rules' order
 */
public record Gates(Gate gate, int rulesVersion, List<Asked> asked) {

    /**
     * One requirement.
     *
     * @param isMet by facts on that day, waivers aside
     * @param metFrom the day to come from which what is there meets it, if there is such
     * @param waiver where there is one now
     * @param missingSince the event since which it has been neither met nor waived in the present phase: the one that took it away, or
     *     the one that began the phase; absent unless it is missing
     */
    public record Asked(
            Requirement requirement,
            boolean isMet,
            @Nullable BusinessDate metFrom,
            @Nullable Waived waiver,
            @Nullable Mark missingSince) {

        /** Neither met nor waived. */
        public boolean isMissing() {
            return missingSince != null;
        }
    }

    public static Gates ahead(Life life, LocalDate day) {
        Initiative state = life.whole().state();
        Gate gate = state.standing().phase().nextGate();
        return new Gates(
                gate,
                Rules.CURRENT.version(),
                Rules.CURRENT.of(gate).stream()
                        .map(requirement -> asked(gate, requirement, state, life.course(), day))
                        .toList());
    }

    private static Asked asked(Gate gate, Requirement requirement, Initiative state, Course course, LocalDate day) {
        return new Asked(
                requirement,
                requirement.isMetBy(state, day),
                requirement.metFrom(state).filter(from -> from.isAfter(day)).orElse(null),
                course.waivers().stream()
                        .filter(waived -> waived.gate() == gate && waived.requirement() == requirement)
                        .findFirst()
                        .orElse(null),
                Optional.ofNullable(course.missingSince().get(requirement))
                        .filter(missing -> missing.on(day))
                        .map(Missing::since)
                        .orElse(null));
    }
}
