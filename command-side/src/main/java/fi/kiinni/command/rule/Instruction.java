package fi.kiinni.command.rule;

import fi.kiinni.Actor;
import fi.kiinni.Role;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to an aggregate, with who gives it and what is known to be wrong with it. Whether it is refused, and why first,
 * is decided in one written order: unknown, not allowed, invalid fields, conflict; then what needs the state.
 *
 * @param target id of the aggregate
 * @param command its fields; those that could not be read are null and listed in {@code unreadable}
 * @param today the day of recording in Europe/Helsinki
 * @param ifMatch the version that the caller has seen, if they insist on it
 * @param ifPartMatch the version that the caller has seen, if they insist on the part of it that the command is about
 */
public record Instruction<C extends Command>(
        String target,
        C command,
        Attribution attribution,
        List<FieldProblem> unreadable,
        Actor actor,
        LocalDate today,
        @Nullable Long ifMatch,
        @Nullable Long ifPartMatch) {

    public String name() {
        return command.getClass().getSimpleName();
    }

    /** The entitlements of which one is needed. */
    public List<Entitlement> needed() {
        return List.of(command.getClass().getAnnotation(May.class).value());
    }

    /**
     * Everything that is checked before the state is asked.
     *
     * @param role the role in which the actor may do it, null if they may not
     * @param version of the aggregate, 0 if it is yet to be
     * @param touched what has happened after a version to the part that the command is about; asked only if the caller insists on it
     * @throws Refused for the first reason in the written order
     */
    public Role accept(
            @Nullable Role role,
            String provider,
            long version,
            LongFunction<List<Refusal.Changed>> touched,
            Known known) {
        if (role == null) {
            throw new Refused(new Refusal.NotAllowed(needed()));
        }
        refuseWhatIsWrong(provider, version, touched, known);
        return role;
    }

    /**
     * What is checked before the state is asked, but for who may.
     *
     * @throws Refused for the first reason in the written order
     */
    public void refuseWhatIsWrong(
            String provider, long version, LongFunction<List<Refusal.Changed>> touched, Known known) {
        List<FieldProblem> problems = problems();
        if (!problems.isEmpty()) {
            throw new Refused(new Refusal.InvalidFields(problems));
        }
        if (ifMatch != null && ifMatch != version) {
            throw new Refused(new Refusal.Conflict(ifMatch, version));
        }
        if (ifPartMatch != null && ifPartMatch != version) {
            List<Refusal.Changed> changed = ifPartMatch > version ? List.of() : touched.apply(ifPartMatch);
            if (ifPartMatch > version || !changed.isEmpty()) {
                throw new Refused(new Refusal.PartChanged(ifPartMatch, version, changed));
            }
        }
        Stream.concat(command.people().stream(), Stream.ofNullable(attribution.assertedBy()))
                .distinct()
                .filter(person -> !known.person(provider, person))
                .findFirst()
                .ifPresent(person -> {
                    throw new Refused(new Refusal.UnknownPerson(person));
                });
    }

    /** What the log keeps beside each event: from which command it came, by whom, in which role, on whose word and why. */
    public Map<String, String> provenance(String provider, Role role) {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("provider", provider);
        provenance.put("by", actor.person());
        provenance.put("role", role.name());
        provenance.put("command", name());
        if (attribution.assertedBy() != null) {
            provenance.put("assertedBy", attribution.assertedBy());
        }
        if (attribution.why() != null) {
            provenance.put("why", attribution.why());
        }
        return provenance;
    }

    private List<FieldProblem> problems() {
        Set<String> listed = unreadable.stream().map(FieldProblem::field).collect(Collectors.toSet());
        List<FieldProblem> problems = new ArrayList<>(unreadable);
        Check.of(command, attribution, today).stream()
                .filter(problem -> listed.stream().noneMatch(field -> isWithin(field, problem.field())))
                .forEach(problems::add);
        return problems;
    }

    /** Whether the path leads to the field or into it, as {@code goals[0].text} leads into {@code goals}. */
    private static boolean isWithin(String path, String field) {
        return path.equals(field) || path.startsWith(field + ".") || path.startsWith(field + "[");
    }
}
