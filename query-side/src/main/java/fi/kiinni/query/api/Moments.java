package fi.kiinni.query.api;

import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.query.QueryProblem;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past;
import fi.kiinni.query.view.Past.Moment;
import fi.kiinni.query.view.Past.Then;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Initiatives at moments that a request names, or why there is nothing to show of then. */
@Component
final class Moments {

    private final Past past;

    Moments(Past past) {
        this.past = past;
    }

    /**
     * The initiative, which must exist, as it was.
     *
     * @param field the parameter that named the version
     * @throws ProblemException 422 for a version that there is not yet; 404 {@code not-yet} if it had not begun
     */
    Whole of(String initiative, String field, Moment moment, @Nullable LocalDate effectiveOn) {
        Then then = past.of(initiative, moment, effectiveOn);
        if (moment.version() != null && moment.version() > then.version()) {
            throw ProblemException.invalid(List.of(
                    new FieldProblem(field, "out-of-range", "The newest version is %d".formatted(then.version()))));
        }
        return then.whole()
                .orElseThrow(() -> new ProblemException(
                        QueryProblem.NOT_YET,
                        then.version() == 0
                                ? "Its start was recorded later than that."
                                : "Its start was effective later than that."));
    }
}
