package fi.kiinni.query.page;

import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.query.page.CommandApi.Done;
import fi.kiinni.query.page.CommandApi.Problem;
import fi.kiinni.query.words.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands that somebody supposes to be given, in order. They are carried along in the page, because nothing is written; the command
 * side looks at them like at any others, so it does no harm if somebody changes them on the way.
 */
record Suppositions(List<Supposed> all) {

    static final Suppositions NONE = new Suppositions(List.of());

    private static final int MOST = 20;

    /** Longest text that is carried, in characters. */
    private static final int LONGEST = 60_000;

    /** Within what is written around it, what is carried must not be too deep for the command side. */
    private static final int DEEPEST = 50;

    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build());

    /** @param command its route, such as {@code decide-pilot} */
    record Supposed(String command, Map<String, Object> body) {}

    /** What was carried; nothing if it cannot be read or is too much. */
    static Suppositions of(@Nullable String carried) {
        if (carried == null || carried.isBlank() || carried.length() > LONGEST) {
            return NONE;
        }
        try {
            @Nullable List<Supposed> all = JSON.readValue(carried, new TypeReference<>() {});
            boolean known = all != null
                    && all.size() <= MOST
                    && all.stream()
                            .allMatch(one -> one != null
                                    && one.body() != null
                                    && CommandForm.ofRoute(String.valueOf(one.command()))
                                            .isPresent());
            return known ? new Suppositions(Objects.requireNonNull(all)) : NONE;
        } catch (JacksonException unreadable) {
            return NONE;
        }
    }

    String carried() {
        return all.isEmpty() ? "" : JSON.writeValueAsString(all);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** With one more, if there is room. */
    Suppositions and(CommandForm form, Map<String, Object> body) {
        List<Supposed> more = new ArrayList<>(all);
        more.add(new Supposed(form.route(), body));
        Suppositions with = new Suppositions(List.copyOf(more));
        return more.size() > MOST || with.carried().length() > LONGEST ? this : with;
    }

    Suppositions without(int index) {
        List<Supposed> fewer = new ArrayList<>(all);
        if (index >= 0 && index < fewer.size()) {
            fewer.remove(index);
        }
        return new Suppositions(List.copyOf(fewer));
    }

    /** As the command side takes them. */
    Map<String, Object> json() {
        return Map.of(
                "commands",
                all.stream()
                        .map(one -> Map.of("command", one.command(), "body", one.body()))
                        .toList());
    }

    /** What is supposed, in words. */
    List<String> told(Words words) {
        return all.stream()
                .flatMap(one -> CommandForm.ofRoute(one.command()).stream())
                .map(form -> words.of("command." + form.command()))
                .toList();
    }

    /**
     * What the gate says to it.
     *
     * @param brought requirements that it lacks now and would not lack then
     */
    record Outcome(View now, View then, List<Requirement> brought) {

        static Outcome of(Done done) {
            View now = View.of(done.body().get("now"));
            View then = View.of(done.body().get("then"));
            List<Requirement> brought = new ArrayList<>(now.missing());
            if (now.gate() == then.gate()) {
                brought.removeAll(then.missing());
            }
            return new Outcome(now, then, brought);
        }
    }

    record View(Phase phase, Gate gate, List<Requirement> missing) {

        private static View of(@Nullable Object answered) {
            Map<?, ?> view = answered instanceof Map<?, ?> map ? map : new LinkedHashMap<>();
            List<?> missing = view.get("missing") instanceof List<?> list ? list : List.of();
            return new View(
                    Phase.valueOf(String.valueOf(view.get("phase"))),
                    Gate.valueOf(String.valueOf(view.get("gate"))),
                    missing.stream()
                            .map(one -> Requirement.valueOf(one.toString()))
                            .toList());
        }
    }

    /** Whether the problem is that of an earlier supposition, and not of the one that came last. */
    boolean isOfAnEarlierOne(Problem problem) {
        return !problem.text("supposed").isEmpty()
                && !problem.text("supposed").equals(Integer.toString(all.size() - 1));
    }
}
