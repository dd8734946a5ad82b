package fi.kiinni.query.page;

import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.page.Extent.Few;
import fi.kiinni.query.view.Course.Ending;
import fi.kiinni.query.view.Course.Reschedule;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The action plan, phase by phase. */
final class Actions {

    /** What the markup of one weighs, in characters. */
    private static final int TASK = 800;

    /** Those that are open matter more than what is over. */
    private static final int OPEN = 2 * Extent.FEW;

    private final Reading reading;
    private final List<Task> all;
    private final List<Task> shown;
    private final int hidden;
    private final int next;

    Actions(Reading reading) {
        this.reading = reading;
        List<Task> tasks = reading.state().actions().entrySet().stream()
                .map(action -> task(action.getKey(), action.getValue()))
                .toList();
        List<Task> open = tasks.stream()
                .filter(Task::isOpen)
                .sorted(Comparator.comparing(task -> task.of().due().firstDay()))
                .toList();
        List<Task> completed = tasks.stream().filter(Task::isCompleted).toList().reversed();
        List<Task> dropped = tasks.stream().filter(Task::isDropped).toList().reversed();
        this.all = tasks;
        Extent extent = reading.extent();
        if (extent.isOfEverything()) {
            this.shown = Stream.of(extent.few(open, TASK, OPEN), extent.few(completed, TASK), extent.few(dropped, TASK))
                    .flatMap(few -> few.shown().stream())
                    .toList();
            this.hidden = tasks.size() - shown.size();
            this.next = 0;
        } else {
            Few<Task> few = extent.few(
                    Stream.of(open, completed, dropped)
                            .flatMap(List::stream)
                            .sorted(Comparator.comparing(task -> task.of().phase()))
                            .toList(),
                    TASK);
            this.shown = few.shown();
            this.hidden = few.hidden();
            this.next = few.next();
        }
    }

    /**
     * The actions of a phase that are shown.
     *
     * @param howManyCompleted of those that are shown and those that are not
     */
    record Plan(
            Phase phase,
            List<Task> open,
            long howManyCompleted,
            List<Task> completed,
            long howManyDropped,
            List<Task> dropped) {}

    record Task(
            UUID id,
            Action of,
            String responsible,
            boolean isOverdue,
            List<Reschedule> reschedules,
            @Nullable Ending dropped) {

        boolean isOpen() {
            return of.isOpen();
        }

        boolean isCompleted() {
            return of.isCompleted();
        }

        boolean isDropped() {
            return !isOpen() && !isCompleted();
        }
    }

    /** By phase, those that have any; open ones by their due day. */
    public List<Plan> plans() {
        return Arrays.stream(Phase.values())
                .filter(phase -> !of(reading.extent().isOfEverything() ? all : shown, phase, _ -> true)
                        .isEmpty())
                .map(phase -> new Plan(
                        phase,
                        of(shown, phase, Task::isOpen),
                        of(all, phase, Task::isCompleted).size(),
                        of(shown, phase, Task::isCompleted),
                        of(all, phase, Task::isDropped).size(),
                        of(shown, phase, Task::isDropped)))
                .toList();
    }

    private static List<Task> of(List<Task> tasks, Phase phase, Predicate<Task> wanted) {
        return tasks.stream()
                .filter(task -> task.of().phase() == phase && wanted.test(task))
                .toList();
    }

    public int hidden() {
        return hidden;
    }

    public int next() {
        return next;
    }

    /** How many open actions are overdue. */
    public long overdue() {
        return all.stream().filter(Task::isOverdue).count();
    }

    int weight() {
        return Extent.weight(shown, TASK);
    }

    private Task task(UUID id, Action action) {
        return new Task(
                id,
                action,
                reading.telling().person(action.responsible()),
                action.isOpen() && reading.isPast(action.due()),
                reading.course().reschedules().getOrDefault(id, List.of()),
                reading.course().endings().get(id));
    }
}
