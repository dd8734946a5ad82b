package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Seat;
import fi.kiinni.initiative.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * An initiative on the board: what is needed to find, sort and show it, and no more, because a board is made of all of
 * them.
 *
 * @param since when it came to its phase
 * @param haltedSince when it was paused, stopped or rooted; absent while it is active
 * @param missing what its gate lacks whatever the day
 * @param metFrom what is met from a day to come, with that day
 * @param due of its open actions
 * @param search the texts in which it is searched, in small letters
 */
public record Card(
        String initiative,
        String provider,
        String title,
        Phase phase,
        Status status,
        long version,
        BusinessDate since,
        @Nullable BusinessDate haltedSince,
        Instant lastActivity,
        List<Requirement> missing,
        Map<Requirement, BusinessDate> metFrom,
        List<BusinessDate> due,
        List<String> team,
        List<String> coordinators,
        String search) {

    /** What a query has to bring. */
    static final List<String> FIELDS = List.of(
            "provider",
            "title",
            "phase",
            "status",
            "version",
            "since",
            "haltedSince",
            "lastActivity",
            "nextGate.missing",
            "nextGate.metFrom",
            "due",
            "team",
            "coordinators",
            "search");

    /** What it needs that is in the document for nothing else. */
    static Document fields(Initiative state, Course course) {
        // Always the same fields: a server may keep a replaced document's order, and views are compared byte by byte.
        return new Document("search", searched(state.description()))
                .append(
                        "due",
                        state.openActions().values().stream()
                                .map(action -> action.due().toString())
                                .toList())
                .append("team", List.copyOf(state.team().keySet()))
                .append("coordinators", state.coordinators().toList())
                .append(
                        "haltedSince",
                        course.halt() == null
                                ? ""
                                : course.halt().mark().effectiveOn().toString());
    }

    private static String searched(Initiative.Description description) {
        return Stream.concat(Stream.of(description.title(), description.need()), description.themes().stream())
                .reduce((one, other) -> one + "\n" + other)
                .orElseThrow()
                .toLowerCase(Locale.ROOT);
    }

    /** By hand, field by field: there are thousands of them to a page. */
    static Card of(Document document) {
        Document gate = Documents.required(document, "nextGate", Document.class);
        Document from = Objects.requireNonNullElseGet(gate.get("metFrom", Document.class), Document::new);
        Map<Requirement, BusinessDate> metFrom = new EnumMap<>(Requirement.class);
        from.forEach((requirement, day) ->
                metFrom.put(Requirement.valueOf(requirement), BusinessDate.parse(day.toString())));
        String halted = Documents.required(document, "haltedSince", String.class);
        return new Card(
                Documents.required(document, "_id", String.class),
                Documents.required(document, "provider", String.class),
                Documents.required(document, "title", String.class),
                Phase.valueOf(Documents.required(document, "phase", String.class)),
                Status.valueOf(Documents.required(document, "status", String.class)),
                Documents.required(document, "version", Long.class),
                BusinessDate.parse(Documents.required(document, "since", String.class)),
                halted.isEmpty() ? null : BusinessDate.parse(halted),
                Documents.required(document, "lastActivity", Date.class).toInstant(),
                gate.getList("missing", String.class).stream()
                        .map(Requirement::valueOf)
                        .toList(),
                metFrom,
                document.getList("due", String.class).stream()
                        .map(BusinessDate::parse)
                        .toList(),
                document.getList("team", String.class),
                document.getList("coordinators", String.class),
                Documents.required(document, "search", String.class));
    }

    /** Whether each of the words, in whatever case, is in its title, its need or a theme. */
    boolean has(List<String> words) {
        return words.stream().allMatch(word -> search.contains(word.toLowerCase(Locale.ROOT)));
    }

    /** What the gate out of its phase lacks on that day, in the rules' order. */
    public List<Requirement> lacks(LocalDate day) {
        return metFrom.isEmpty()
                ? missing
                : Rules.CURRENT.of(phase.nextGate()).stream()
                        .filter(requirement -> missing.contains(requirement) || isStillToCome(requirement, day))
                        .toList();
    }

    private boolean isStillToCome(Requirement requirement, LocalDate day) {
        @Nullable BusinessDate from = metFrom.get(requirement);
        return from != null && from.isAfter(day);
    }

    /** How many of its open actions are late on that day: of one due in a month, the month must have passed. */
    public long overdue(LocalDate day) {
        return due.stream().filter(one -> one.lastDay().isBefore(day)).count();
    }

    /** The person's seat in its team, if they have one. */
    public @Nullable Seat seat(String person) {
        return coordinators.contains(person) ? Seat.COORDINATOR : team.contains(person) ? Seat.MEMBER : null;
    }
}
