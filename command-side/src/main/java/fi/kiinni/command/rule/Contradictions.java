package fi.kiinni.command.rule;

import fi.kiinni.BusinessDate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong between the fields of one command. A field that is missing contradicts nothing: that it is missing is said elsewhere. */
public final class Contradictions {

    private final LocalDate today;
    private final List<FieldProblem> problems = new ArrayList<>();

    Contradictions(LocalDate today) {
        this.today = today;
    }

    /** What has happened cannot lie in the future. */
    public void notInTheFuture(String field, @Nullable BusinessDate date) {
        if (date != null && date.isAfter(today)) {
            problems.add(new FieldProblem(
                    field, FieldProblem.DATES_CONTRADICT, "%s is after today, %s".formatted(date, today)));
        }
    }

    public void notBefore(
            String field, @Nullable BusinessDate date, String earlierField, @Nullable BusinessDate earlier) {
        if (date != null && earlier != null && date.isBefore(earlier)) {
            problems.add(new FieldProblem(
                    field,
                    FieldProblem.DATES_CONTRADICT,
                    "%s is before %s, %s".formatted(date, earlierField, earlier)));
        }
    }

    public void after(String field, @Nullable BusinessDate date, String earlierField, @Nullable BusinessDate earlier) {
        if (date != null && earlier != null && !date.isAfter(earlier)) {
            problems.add(new FieldProblem(
                    field,
                    FieldProblem.DATES_CONTRADICT,
                    "%s is not after %s, %s".formatted(date, earlierField, earlier)));
        }
    }

    public void same(String field, @Nullable BusinessDate date, String otherField, @Nullable BusinessDate other) {
        if (date != null && other != null && !date.equals(other)) {
            problems.add(new FieldProblem(
                    field, FieldProblem.DATES_CONTRADICT, "%s differs from %s, %s".formatted(date, otherField, other)));
        }
    }

    /** A field that is needed because of what another one says. */
    public void needed(boolean present, String field, String because) {
        if (!present) {
            problems.add(new FieldProblem(field, FieldProblem.MISSING, "Needed because " + because));
        }
    }

    /** A field that cannot stand beside what another one says. */
    public void misplaced(boolean present, String field, String because) {
        if (present) {
            problems.add(new FieldProblem(field, FieldProblem.CONTRADICTION, because));
        }
    }

    List<FieldProblem> problems() {
        return problems;
    }
}
