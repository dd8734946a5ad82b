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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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

    record Requested(Lifeline.Of life, Due due) {}

    /** @param reports where this one is of one body, before the name of that body */
    static List<Block> of(Words words, List<Asked> asked, LocalDate day, String reports) {
        Writing to = new Writing(words);
        to.heading(2, "agenda", words.of("meeting.agenda"));
        Rows agenda = to.rows("requests", words.of("meeting.agenda"), words.of("meeting.none"))
                .text("initiative", words.of("field.title"))
                .text("subject", words.of("field.subject"))
                .text("proposal", words.of("field.proposal"))
                .text("body", words.of("field.body"))
                .date("meetingOn", words.of("field.meetingOn"));
        asked.forEach(one -> agenda.row()
                .cell(one.title(), one.sources())
                .cell(words.of(one.request().subject()))
                .cell(one.request().proposal())
                .cell(one.request().body())
                .cell(one.request().meetingOn()));
        to.table(agenda);
        Map<String, Long> bodies = asked.stream()
                .collect(Collectors.groupingBy(one -> one.request().body(), TreeMap::new, Collectors.counting()));
        if (bodies.size() > 1) {
            Rows rows = to.rows("by-body", words.of("meeting.bodies"), "")
                    .text("body", words.of("field.body"))
                    .number("count", words.of("report.count"));
            bodies.forEach((body, count) -> rows.row()
                    .cell(
                            body,
                            List.of(new Source(
                                    words.of("report.show"),
                                    words.of("meeting.of-body"),
                                    reports + Reports.encoded(body))))
                    .cell(count.longValue()));
            to.table(rows);
        }
        int nth = 0;
        for (Asked one : asked) {
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
