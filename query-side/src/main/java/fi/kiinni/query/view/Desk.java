package fi.kiinni.query.view;

import com.mongodb.client.model.Filters;
import fi.kiinni.Actor;
import fi.kiinni.Role;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What an initiative waits for one person to do.
 *
 * @param seat of the person in the team
 * @param tasks the person's
 */
public record Desk(
        String initiative,
        String title,
        Phase phase,
        Status status,
        @Nullable Seat seat,
        List<Task> tasks) {

    /** What a query has to bring. */
    static final List<String> FIELDS = List.of("title", "phase", "status", "team", "coordinators", "tasks");

    /** @param tasks everybody's, and beside them what they are looked up by: whom they are for */
    static Document fields(Initiative state, List<Task> tasks) {
        Stream<String> named = tasks.stream().map(Task::person).filter(Objects::nonNull);
        // A seat alone makes some tasks one's own.
        Stream<String> seated = tasks.stream().anyMatch(task -> task.person() == null && !task.isForDecisionMakers())
                ? state.team().keySet().stream()
                : Stream.of();
        return new Document("tasks", tasks.stream().map(Documents::of).toList())
                .append(
                        "concerns",
                        Stream.concat(named, seated).distinct().sorted().toList())
                .append("concernsDecisionMakers", tasks.stream().anyMatch(Task::isForDecisionMakers));
    }

    static Bson concerns(Actor actor) {
        Bson oneself = Filters.eq("concerns", actor.person());
        return actor.is(Role.DECISION_MAKER)
                ? Filters.or(oneself, Filters.eq("concernsDecisionMakers", true))
                : oneself;
    }

    static Desk of(Document document, Actor actor) {
        @Nullable
        Seat seat = document.getList("coordinators", String.class).contains(actor.person())
                ? Seat.COORDINATOR
                : document.getList("team", String.class).contains(actor.person()) ? Seat.MEMBER : null;
        return new Desk(
                Documents.required(document, "_id", String.class),
                Documents.required(document, "title", String.class),
                Phase.valueOf(Documents.required(document, "phase", String.class)),
                Status.valueOf(Documents.required(document, "status", String.class)),
                seat,
                document.getList("tasks", Document.class).stream()
                        .map(task -> Documents.as(Task.class, task))
                        .filter(task -> task.isFor(actor, seat))
                        .toList());
    }
}
