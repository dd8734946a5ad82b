package fi.kiinni.command.rule;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Says everything that is wrong with a command and can be seen in it alone. */
public final class Check {

    private static final Validator VALIDATOR = Validation.byProvider(HibernateValidator.class)
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .buildValidatorFactory()
            .getValidator();

    private Check() {}

    public static List<FieldProblem> of(Command command, Attribution attribution, LocalDate today) {
        List<FieldProblem> problems = new ArrayList<>();
        collect(command, problems);
        collect(attribution, problems);
        Contradictions between = new Contradictions(today);
        between.same("effectiveOn", attribution.effectiveOn(), "the command's own date", command.ownDate());
        between.notInTheFuture("effectiveOn", attribution.effectiveOn());
        command.contradictions(between);
        Set<String> wrong = problems.stream().map(FieldProblem::field).collect(Collectors.toSet());
        between.problems().stream()
                .filter(problem -> !wrong.contains(problem.field()))
                .forEach(problems::add);
        return problems;
    }

    private static <T> void collect(T validated, List<FieldProblem> problems) {
        VALIDATOR.validate(validated).stream()
                .map(Check::problem)
                .sorted(Comparator.comparing(FieldProblem::field))
                .forEach(problems::add);
    }

    private static FieldProblem problem(ConstraintViolation<?> violation) {
        String field = violation.getPropertyPath().toString().replace(".<list element>", "");
        Class<?> rule = violation.getConstraintDescriptor().getAnnotation().annotationType();
        if (rule == NotNull.class) {
            return new FieldProblem(field, FieldProblem.MISSING, "This field is needed");
        }
        if (rule == ShortText.class || rule == LongText.class) {
            return violation.getMessage().equals(FieldProblem.MISSING)
                    ? new FieldProblem(field, FieldProblem.MISSING, "This text is needed, and not only of blanks")
                    : new FieldProblem(
                            field,
                            FieldProblem.TOO_LONG,
                            "At most %d characters"
                                    .formatted(rule == ShortText.class ? ShortText.LIMIT : LongText.LIMIT));
        }
        return new FieldProblem(field, FieldProblem.INVALID, violation.getMessage());
    }
}
