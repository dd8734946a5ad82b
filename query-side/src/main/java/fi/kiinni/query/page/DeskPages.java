package fi.kiinni.query.page;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.initiative.DecisionSubject;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.Reads;
import fi.kiinni.query.page.BoardPages.Link;
import fi.kiinni.query.page.Extent.Few;
import fi.kiinni.query.view.Desk;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Task;
import fi.kiinni.query.view.Task.TaskKind;
import fi.kiinni.query.words.Names;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.reactive.result.view.Rendering;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What initiatives wait for the reader to do. */
@Controller
final class DeskPages {

    private static final int SOON_DAYS = 30;

    private final Site site;
    private final Reads reads;
    private final Overview overview;
    private final Names names;

    DeskPages(Site site, Reads reads, Overview overview, Names names) {
        this.site = site;
        this.reads = reads;
        this.overview = overview;
        this.names = names;
    }

    /**
     * Something to do.
     *
     * @param what its kind, in a word or two
     * @param mark the icon beside it
     * @param due in words that tell how urgent it is; empty if no day is set
     * @param date the same as it was entered
     * @param ways the forms by which the reader does it
     */
    record Row(
            TaskKind kind,
            String what,
            String mark,
            String text,
            Link initiative,
            Phase phase,
            String due,
            String date,
            boolean isLate,
            List<Link> ways) {}

    /** In the order in which they are shown. */
    private static final List<String> GROUPS = List.of("late", "soon", "mentions", "later", "pauses");

    /** What a row weighs beside its texts, in characters, and how much all may weigh to be shown together. */
    private static final int ROW = 1_000;

    private static final int ROOM = 40_000;

    /**
     * Tasks that stand together.
     *
     * @param isFolded whether it can wait and so is folded away
     * @param more where the rest are shown, unless all are
     * @param isNext whether that is what comes after these, instead of all
     */
    record Group(
            String id,
            String title,
            boolean isFolded,
            List<Row> rows,
            int count,
            @Nullable String more,
            boolean isNext) {}

    private record Waiting(Desk desk, Task task) {

        LocalDate lastDay() {
            return task.date() == null ? LocalDate.MIN : task.date().lastDay();
        }
    }

    @GetMapping("/my-actions")
    Mono<Rendering> desk(ServerWebExchange exchange, Actor actor) {
        @Nullable String provider = actor.provider();
        if (provider == null) {
            return Mono.error(ProblemException.notAllowed("An operator takes no part in initiatives."));
        }
        Words words = site.words(exchange);
        MultiValueMap<String, String> address = exchange.getRequest().getQueryParams();
        String alone = Objects.requireNonNullElse(address.getFirst("all"), "");
        long from = InitiativePages.number(address.getFirst("from"));
        Extent extent =
                GROUPS.contains(alone) ? new Extent(alone, (int) Math.min(from, Integer.MAX_VALUE)) : Extent.EVERYTHING;
        return reads.views(() -> {
                    Map<String, Object> model = new HashMap<>();
                    model.put("actorName", site.name(actor));
                    model.put("groups", groups(words, actor, names.people(provider), extent));
                    model.put("alone", !extent.isOfEverything());
                    return model;
                })
                .flatMap(model -> site.page(exchange, "my-actions", HttpStatus.OK, model));
    }

    private List<Group> groups(Words words, Actor actor, Map<String, String> people, Extent extent) {
        LocalDate today = LocalDate.now(BoardPages.HELSINKI);
        List<Waiting> all = overview.desks(actor).stream()
                .flatMap(desk -> desk.tasks().stream().map(task -> new Waiting(desk, task)))
                .sorted(Comparator.comparing(Waiting::lastDay)
                        .thenComparing(waiting -> waiting.desk().title()))
                .toList();
        Map<String, List<Row>> rows = new HashMap<>();
        for (Waiting waiting : all) {
            rows.computeIfAbsent(group(waiting, today), _ -> new ArrayList<>())
                    .add(row(words, actor, people, waiting, today));
        }
        boolean fits = extent.isOfEverything()
                && rows.values().stream()
                                .mapToInt(group -> Extent.weight(group, ROW))
                                .sum()
                        < ROOM;
        return GROUPS.stream()
                .filter(id -> rows.containsKey(id)
                        && (extent.isOfEverything() || extent.alone().equals(id)))
                .map(id -> {
                    List<Row> group = Objects.requireNonNull(rows.get(id));
                    return group(words, id, fits ? all(group) : extent.few(group, ROW), extent);
                })
                .toList();
    }

    private static Few<Row> all(List<Row> rows) {
        return new Few<>(rows, rows.size(), 0, rows.size());
    }

    private static Group group(Words words, String id, Few<Row> few, Extent extent) {
        boolean isAlone = !extent.isOfEverything();
        String more = "/my-actions?all=" + id + (isAlone ? "&from=" + few.next() : "");
        return new Group(
                id,
                title(words, id),
                id.equals("later") && !isAlone,
                few.shown(),
                few.total(),
                few.hidden() == 0 ? null : more,
                isAlone);
    }

    private static String title(Words words, String group) {
        return switch (group) {
            case "late" -> words.of("desk.late");
            case "soon" -> words.of("desk.soon");
            case "mentions" -> words.of("desk.mentions");
            case "later" -> words.of("desk.later");
            default -> words.of("desk.pauses");
        };
    }

    private static String group(Waiting waiting, LocalDate today) {
        return switch (waiting.task().kind()) {
            case MENTION -> "mentions";
            case PAUSE -> "pauses";
            default ->
                waiting.task().isLate(today)
                        ? "late"
                        : waiting.lastDay().isAfter(today.plusDays(SOON_DAYS)) ? "later" : "soon";
        };
    }

    private Row row(Words words, Actor actor, Map<String, String> people, Waiting waiting, LocalDate today) {
        Task task = waiting.task();
        Desk desk = waiting.desk();
        @Nullable BusinessDate date = task.date();
        return new Row(
                task.kind(),
                words.of(task.kind())
                        + (task.subject() == null ? "" : " · " + words.of(task.subject()))
                        + (task.by() == null ? "" : " · " + people.getOrDefault(task.by(), task.by())),
                mark(task.kind()),
                task.text(),
                new Link("/initiatives/" + desk.initiative(), desk.title()),
                desk.phase(),
                due(words, task, today),
                date == null ? "" : words.date(date),
                task.isLate(today),
                ways(words, actor, desk, task));
    }

    private static String due(Words words, Task task, LocalDate today) {
        if (task.date() == null) {
            return "";
        }
        return switch (task.kind()) {
            case MENTION -> words.ago(task.date().firstDay(), today);
            case PAUSE ->
                words.of("desk.since", Map.of("date", words.ago(task.date().firstDay(), today)));
            default -> words.until(task.date().lastDay(), today);
        };
    }

    private static String mark(TaskKind kind) {
        return switch (kind) {
            case ACTION -> "action";
            case CONDITION -> "check";
            case MEASURING -> "measure";
            case REVIEW -> "EVERYDAY_LIFE";
            case REQUEST, DECISION_REVIEW, OVERTURNED -> "decision";
            case MENTION -> "comment";
            case PAUSE -> "PAUSED";
        };
    }

    private static List<Link> ways(Words words, Actor actor, Desk desk, Task task) {
        return forms(desk, task)
                .filter(form -> form.isFor(actor, desk.seat(), desk.status()))
                .map(form -> new Link(
                        "/initiatives/" + desk.initiative() + "/" + form.route() + about(task, form),
                        words.of("command." + form.command())))
                .toList();
    }

    /** What does it, or puts it off. */
    private static Stream<CommandForm> forms(Desk desk, Task task) {
        CommandForm decide =
                task.subject() == DecisionSubject.PILOT ? CommandForm.DECIDE_PILOT : CommandForm.DECIDE_ADOPTION;
        return switch (task.kind()) {
            case ACTION -> Stream.of(CommandForm.COMPLETE_ACTION, CommandForm.RESCHEDULE_ACTION);
            case CONDITION -> Stream.of(CommandForm.FULFIL_CONDITION);
            case MEASURING ->
                Stream.of(
                        desk.phase() == Phase.PILOT ? CommandForm.RECORD_PILOT_RESULT : CommandForm.RECORD_MEASUREMENT);
            case REVIEW -> Stream.of(CommandForm.REVIEW_ROOTING);
            case REQUEST, DECISION_REVIEW, OVERTURNED -> Stream.of(decide);
            case MENTION -> Stream.of(CommandForm.POST_COMMENT);
            case PAUSE -> Stream.of(CommandForm.RESUME_INITIATIVE);
        };
    }

    /** The form opens with what the task is about already chosen. */
    private static String about(Task task, CommandForm form) {
        return switch (form) {
            case COMPLETE_ACTION, RESCHEDULE_ACTION -> "?action=" + task.thing();
            case FULFIL_CONDITION -> "?condition=" + task.thing();
            case RECORD_PILOT_RESULT, RECORD_MEASUREMENT -> "?measure=" + task.thing();
            default -> "";
        };
    }
}
