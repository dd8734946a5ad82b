package fi.kiinni.query.report;

import fi.kiinni.initiative.Initiative;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Lifeline.Due;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Task.TaskKind;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The decisions that bodies were asked for and have not taken, with what is known for each. */
final class MeetingPack {

    private MeetingPack() {}

    /** A decision that was requested, and the initiative as it was known. */
    record Asked(Due due, Life life, Telling telling, Events events) {

        private Initiative.Request request() {
            return Objects.requireNonNull(life.whole().state().requests().get(Objects.requireNonNull(due.thing())));
        }

        private String title() {
            return life.whole().state().description().title();
        }

        private List<Source> sources() {
            return events.about(Objects.requireNonNull(due.thing()), "DecisionRequested");
        }
    }

    /** What waits for a decision of the body, in whatever case; of any body if it is empty; by the day of the meeting. */
    static List<Requested> requested(List<Lifeline.Of> lives, String body) {
        return lives.stream()
                .flatMap(life -> life.lifeline().dues().stream()
                        .filter(due -> due.kind() == TaskKind.REQUEST
                                && due.until() == null
                                && (body.isEmpty() || body.equalsIgnoreCase(due.body())))
                        .map(due -> new Requested(life, due)))
                .sorted(Comparator.comparing((Requested one) -> one.due.date().firstDay())
                        .thenComparing(one -> one.life.initiative())
                        .thenComparingLong(one -> one.due.since().version()))
                .toList();
    }

    record Requested(Lifeline.Of life, Due due) {

        private String body() {
            return Objects.requireNonNullElse(due.body(), "");
        }
    }

    /** How many decisions each body was asked for. */
    private static SortedMap<String, Long> bodies(List<Requested> requested) {
        return requested.stream().collect(Collectors.groupingBy(Requested::body, TreeMap::new, Collectors.counting()));
    }

    /**
     * Of one body, with what is known; of several, who was asked for what.
     *
     * @param known of a decision
     * @param origin where the pages are
     * @param pack where this one is of one body, before the name of that body
     */
    static List<Block> of(
            Words words,
            List<Requested> requested,
            Function<Requested, Asked> known,
            LocalDate day,
            String origin,
            String pack) {
        Writing to = new Writing(words);
        SortedMap<String, Long> bodies = bodies(requested);
        to.heading(2, "agenda", words.of("meeting.agenda"));
        if (bodies.size() > 1) {
            to.paragraph(words.of("meeting.choose"));
            Rows rows = to.rows("by-body", words.of("meeting.bodies"), "")
                    .text("body", words.of("field.body"))
                    .number("count", words.of("report.count"));
            bodies.forEach((body, count) -> rows.row()
                    .cell(
                            body,
                            List.of(new Source(
                                    words.of("report.show"),
                                    words.of("meeting.of-body"),
                                    pack + Reports.encoded(body))))
                    .cell(count.longValue()));
            to.table(rows);
        }
        Rows agenda = to.rows("requests", words.of("meeting.agenda"), words.of("meeting.none"))
                .text("initiative", words.of("field.title"))
                .text("subject", words.of("field.subject"))
                .text("proposal", words.of("field.proposal"))
                .text("body", words.of("field.body"))
                .date("meetingOn", words.of("field.meetingOn"));
        requested.forEach(one -> agenda.row()
                .cell(
                        one.life.title(),
                        List.of(new Source(
                                "#" + one.due.since().version(),
                                words.of("report.show.event"),
                                origin + "/initiatives/" + one.life.initiative() + "/history?version="
                                        + one.due.since().version())))
                .cell(words.of(Objects.requireNonNull(one.due.subject())))
                .cell(one.due.text())
                .cell(one.body())
                .cell(one.due.date()));
        to.table(agenda);
        if (bodies.size() > 1) {
            return to.blocks();
        }
        int nth = 0;
        for (Requested which : requested) {
            Asked one = known.apply(which);
            nth++;
            Initiative.Request request = one.request();
            List<Source> sources = one.sources();
            to.within("", 0)
                    .heading(2, "request-" + nth, nth + ". " + one.title() + ": " + words.of(request.subject()))
                    .fact(words.of("field.proposal"), request.proposal(), sources)
                    .fact(words.of("field.grounds"), request.grounds(), sources)
                    .fact(words.of("field.body"), request.body(), sources)
                    .fact(words.of("field.meetingOn"), request.meetingOn(), sources);
            RootingPlan.known(words, one.telling, one.life, day, one.events, to.within("request-" + nth, 1));
        }
        return to.blocks();
    }
}
