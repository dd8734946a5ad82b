package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Action;
import fi.kiinni.initiative.Initiative.AdoptionDecision;
import fi.kiinni.initiative.Initiative.AdoptionPlan;
import fi.kiinni.initiative.Initiative.Factor;
import fi.kiinni.initiative.Initiative.Fulfilment;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.Member;
import fi.kiinni.initiative.Initiative.Mirror;
import fi.kiinni.initiative.Initiative.OperatingModel;
import fi.kiinni.initiative.Initiative.PilotConclusion;
import fi.kiinni.initiative.Initiative.PilotPlan;
import fi.kiinni.initiative.Phase;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Statement;
import fi.kiinni.query.report.Writing.Rows;
import fi.kiinni.query.view.Course;
import fi.kiinni.query.view.Course.Retarget;
import fi.kiinni.query.view.Course.Stay;
import fi.kiinni.query.view.Gates;
import fi.kiinni.query.view.Gates.Asked;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.words.Telling;
import fi.kiinni.query.words.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the rooting plan (juurruttamissuunnitelma) of an initiative says: its four parts, which are the decision on adopting it, the action
 * plan, results and measurement, and hindering and promoting factors; and what goes with it, from the need to the reviews. Every statement
 * names the events that it is known from.
 */
final class RootingPlan {

    private final Words words;
    private final Telling telling;
    private final Initiative state;
    private final Course course;
    private final Gates gates;
    private final Events events;
    private final LocalDate day;
    private final Writing to;

    private RootingPlan(Words words, Telling telling, Life life, LocalDate day, Events events, Writing to) {
        this.words = words;
        this.telling = telling;
        this.state = life.whole().state();
        this.course = life.course();
        this.gates = Gates.ahead(life, day);
        this.events = events;
        this.day = day;
        this.to = to;
    }

    /** @param day on which it is looked at: what is late, and what the gate lacks */
    static List<Report.Block> of(Words words, Telling telling, Life life, LocalDate day, Events events) {
        RootingPlan plan = new RootingPlan(words, telling, life, day, events, new Writing(words));
        plan.description();
        plan.standing();
        plan.decisions();
        plan.actions();
        plan.measures();
        plan.factors();
        plan.adoptionPlan();
        plan.decisionProcess();
        plan.mirrors();
        plan.pilot();
        plan.anchors();
        plan.team();
        plan.reviews();
        return plan.to.blocks();
    }

    /** What is known for a decision: where it stands, what was decided before, what the pilot gave, measures, factors and strategy. */
    static void known(Words words, Telling telling, Life life, LocalDate day, Events events, Writing to) {
        RootingPlan plan = new RootingPlan(words, telling, life, day, events, to);
        plan.description();
        plan.standing();
        plan.pilot();
        plan.decided();
        plan.measures();
        plan.factors();
        plan.mirrors();
        plan.adoptionPlan();
        plan.team();
    }

    private Writing part(String id, String key) {
        return to.heading(2, id, words.of(key));
    }

    private String field(String name) {
        return words.of("field." + name);
    }

    private void description() {
        Initiative.Description said = state.description();
        part("description", "part.description")
                .fact(field("need"), said.need(), described("need"))
                .fact(field("targetGroup"), said.targetGroup(), described("targetGroup"))
                .fact(field("targetState"), said.targetState(), described("targetState"))
                .fact(field("themes"), String.join(", ", said.themes()), described("themes"))
                .fact(
                        words.of("field.MapCurrentState.description"),
                        said.currentState(),
                        events.latest("CurrentStateMapped"));
    }

    private List<Source> described(String field) {
        return events.latestWith(field, "InitiativeStarted", "InitiativeDescribed");
    }

    private void standing() {
        Initiative.Standing standing = state.standing();
        part("standing", "part.standing")
                .fact(
                        field("phase"),
                        words.of(standing.phase()) + ", "
                                + words.of("page.from", Map.of("date", words.date(standing.since()))),
                        events.latest(
                                "InitiativeStarted",
                                "MovedToPilot",
                                "MovedToStructures",
                                "MovedToEverydayLife",
                                "ReturnedToPhase"));
        Course.@Nullable Halt halt = course.halt();
        to.fact(
                field("status"),
                words.of(standing.status())
                        + (halt == null
                                ? ""
                                : ", "
                                        + words.of(
                                                "page.from",
                                                Map.of(
                                                        "date",
                                                        words.date(halt.mark().effectiveOn())))
                                        + (halt.reason() == null ? "" : ": " + halt.reason())),
                halt == null ? List.of() : events.version(halt.mark().version()));
        to.fact(
                words.of("page.next." + gates.gate()),
                gates.asked().stream()
                        .filter(Asked::isMissing)
                        .map(asked -> new Statement(
                                words.of("report.missing", Map.of("what", words.of(asked.requirement()))),
                                asked.missingSince() == null
                                        ? List.of()
                                        : events.version(asked.missingSince().version())))
                        .toList());
        to.fact(
                words.of("part.gate.waived"),
                course.waivers().stream()
                        .map(waived -> new Statement(
                                words.of(waived.requirement()) + ": " + waived.reason(),
                                events.version(waived.mark().version())))
                        .toList());
        Rows rows = to.rows("phases", words.of("report.phases"), "")
                .text("phase", field("phase"))
                .date("from", words.of("report.entered"))
                .date("until", words.of("report.left"))
                .number("days", words.of("report.days"))
                .number("halted", words.of("report.halted"));
        Arrays.stream(Phase.values())
                .filter(course.stays()::containsKey)
                .forEach(phase -> stay(
                        rows.row(), phase, Objects.requireNonNull(course.stays().get(phase))));
        to.table(rows);
    }

    private void stay(Rows row, Phase phase, Stay stay) {
        long halted = stay.haltedDays()
                + (phase == state.standing().phase() && course.halt() != null
                        ? course.halt().days(day)
                        : 0);
        row.cell(words.of(phase), entered(phase))
                .cell(stay.first())
                .cell(stay.left())
                .cell(stay.days(day))
                .cell(halted);
    }

    /** The event that led into the phase the last time. */
    private List<Source> entered(Phase phase) {
        String moved = switch (phase) {
            case DEVELOPMENT -> "InitiativeStarted";
            case PILOT -> "MovedToPilot";
            case STRUCTURES -> "MovedToStructures";
            case EVERYDAY_LIFE -> "MovedToEverydayLife";
        };
        return events.latest(
                entry -> entry.event().equals(moved)
                        || phase.name().equals(entry.data().get("phase")),
                moved,
                "ReturnedToPhase");
    }

    private void decisions() {
        decided();
        state.requests()
                .forEach((id, request) -> to.fact(
                        words.of("page.request"),
                        String.join(
                                " · ",
                                words.of(request.subject()),
                                request.proposal(),
                                request.body(),
                                words.date(request.meetingOn())),
                        events.about(id, "DecisionRequested")));
    }

    private void decided() {
        part("decisions", "part.decisions");
        if (state.adoptions().isEmpty()) {
            to.paragraph(words.of("page.decisions.none"));
        }
        @Nullable UUID inForce = state.adoptionInForce().map(Map.Entry::getKey).orElse(null);
        int nth = 0;
        for (Map.Entry<UUID, AdoptionDecision> decision :
                new ArrayList<>(state.adoptions().entrySet()).reversed()) {
            decision(
                    ++nth,
                    decision.getKey(),
                    decision.getValue(),
                    decision.getKey().equals(inForce));
        }
    }

    private void decision(int nth, UUID id, AdoptionDecision decision, boolean isInForce) {
        List<Source> sources = events.about(id, "AdoptionDecided", "AdoptionRecordCorrected").stream()
                .limit(2)
                .toList();
        to.heading(3, "decision-" + nth, telling.thing(id) + (isInForce ? " – " + place(decision) : ""))
                .fact(field("choice"), words.of(decision.choice()), sources)
                .fact(field("body"), decision.body(), sources)
                .fact(field("decidedOn"), decision.decidedOn(), sources)
                .fact(field("inForceFrom"), decision.inForceFrom(), sources)
                .fact(field("reviewOn"), decision.reviewOn(), sources)
                .fact(field("grounds"), decision.grounds(), sources)
                .fact(
                        field("options"),
                        decision.options().stream()
                                .map(option -> new Statement(option, sources))
                                .toList())
                .fact(
                        field("overturnedBy"),
                        decision.overturnedBy() == null ? null : telling.overturned(decision.overturnedBy()),
                        sources)
                .fact(field("minutes"), decision.minutes(), sources)
                .fact(field("evidence"), evidence(decision.evidence()), sources)
                .fact(
                        field("supersedes"),
                        decision.supersedes() == null ? null : telling.thing(decision.supersedes()),
                        sources);
        if (!decision.reviewCalledForBy().isEmpty()) {
            to.paragraph(
                    words.of("part.review-called-for"),
                    decision.reviewCalledForBy().stream()
                            .flatMap(by -> events.about(by, "AdoptionReviewCalledFor").stream())
                            .toList());
        }
        if (!decision.conditions().isEmpty()) {
            Rows rows = to.rows("conditions-" + nth, field("conditions"), "")
                    .text("what", field("what"))
                    .text("owner", field("owner"))
                    .date("due", field("due"))
                    .text("fulfilled", words.of("report.fulfilled"));
            decision.conditions().forEach(condition -> condition(rows.row(), decision, condition, sources));
            to.table(rows);
        }
    }

    private String place(AdoptionDecision decision) {
        return decision.inForceFrom() != null && decision.inForceFrom().isAfter(day)
                ? words.of("page.decision.to-come")
                : words.of("page.decision.in-force");
    }

    private void condition(Rows row, AdoptionDecision decision, Condition condition, List<Source> sources) {
        @Nullable Fulfilment fulfilment = decision.fulfilments().get(condition.condition());
        row.cell(condition.what(), sources)
                .cell(telling.person(condition.owner()))
                .cell(condition.due())
                .cell(
                        fulfilment == null
                                ? isPast(condition.due()) ? words.of("page.late") : ""
                                : words.date(fulfilment.effectiveOn()) + ": " + fulfilment.how(),
                        events.about(condition.condition(), "ConditionFulfilled"));
    }

    private boolean isPast(BusinessDate date) {
        return date.lastDay().isBefore(day);
    }

    private @Nullable String evidence(List<Evidence> evidence) {
        return evidence.isEmpty() ? null : telling.inWords("evidence", evidence);
    }

    private void actions() {
        part("actions", "part.actions");
        Rows rows = to.rows("action-plan", words.of("part.actions"), words.of("page.actions.none"))
                .text("what", field("what"))
                .text("phase", field("phase"))
                .text("responsible", field("responsible"))
                .date("due", field("due"))
                .text("status", field("status"));
        state.actions().entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<UUID, Action> action) ->
                                action.getValue().phase())
                        .thenComparing(action -> action.getValue().due().firstDay()))
                .forEach(action -> action(rows.row(), action.getKey(), action.getValue()));
        to.table(rows);
    }

    private void action(Rows row, UUID id, Action action) {
        Course.@Nullable Ending dropped = course.endings().get(id);
        String status = action.isOpen()
                ? isPast(action.due()) ? words.of("page.late") : words.of("report.open")
                : dropped != null
                        ? words.of("page.dropped") + ": " + dropped.reason()
                        : words.of("page.done")
                                + (action.completedOn() == null ? "" : " " + words.date(action.completedOn()));
        row.cell(
                        action.what() + (action.audience() == null ? "" : " (" + action.audience() + ")"),
                        events.about(id, "ActionPlanned", "ActionCorrected"))
                .cell(words.of(action.phase()))
                .cell(telling.person(action.responsible()))
                .cell(action.due())
                .cell(status, events.about(id, "ActionRescheduled", "ActionCompleted", "ActionDropped"));
    }

    private void measures() {
        part("measures", "part.measures");
        if (state.measures().isEmpty()) {
            to.paragraph(words.of("page.measures.none"));
        }
        Map<UUID, List<Measured>> measured = Measured.of(words, state, events);
        int nth = 0;
        for (Map.Entry<UUID, Measure> measure : state.measures().entrySet()) {
            measure(++nth, measure.getKey(), measure.getValue(), measured.getOrDefault(measure.getKey(), List.of()));
        }
    }

    private void measure(int nth, UUID id, Measure measure, List<Measured> measured) {
        List<Retarget> retargets = course.retargets().getOrDefault(id, List.of());
        List<Source> defined = events.about(id, "MeasureDefined");
        List<Source> aimed = events.about(id, "MeasureDefined", "MeasureRetargeted");
        Course.@Nullable Ending retired = course.endings().get(id);
        to.heading(3, "measure-" + nth, measure.name())
                .fact(
                        field("kind"),
                        words.of(measure.kind()) + " · " + field("followedIn") + " " + words.of(measure.followedIn()),
                        defined)
                .fact(
                        field("baseline"),
                        with(measure.baseline(), measure) + " (" + words.date(measure.baselineOn()) + ")",
                        defined)
                .fact(
                        field("target"),
                        words.of(
                                "page.target." + measure.direction(),
                                Map.of(
                                        "value", words.number(measure.target()),
                                        "unit", measure.unit(),
                                        "date", words.date(measure.targetOn()))),
                        aimed.subList(Math.max(0, aimed.size() - 1), aimed.size()))
                .fact(field("band"), measure.band() == null ? null : with(measure.band(), measure), defined)
                .fact(
                        field("everyMonths"),
                        measure.everyMonths() == null
                                ? null
                                : measure.everyMonths().toString(),
                        defined)
                .fact(
                        words.of("report.retargets"),
                        retargets.stream()
                                .map(one -> new Statement(
                                        words.of(
                                                "page.retarget",
                                                Map.of(
                                                        "on",
                                                                words.date(one.mark()
                                                                        .effectiveOn()),
                                                        "target", words.number(one.target()),
                                                        "date", words.date(one.targetOn()),
                                                        "reason", one.reason())),
                                        events.version(one.mark().version())))
                                .toList())
                .fact(
                        words.of("page.retired"),
                        retired == null ? null : words.date(retired.mark().effectiveOn()) + ": " + retired.reason(),
                        events.about(id, "MeasureRetired"));
        MeasureChart.of(
                        words,
                        measure,
                        retargets,
                        measured.stream().map(Measured::value).toList())
                .filter(_ -> !measured.isEmpty())
                .ifPresent(chart -> to.chart("chart-" + nth, chart.svg(), chart.says()));
        to.table(Measured.rows(words, to, nth, measure, measured));
    }

    private String with(BigDecimal number, Measure measure) {
        return words.number(number) + " " + measure.unit();
    }

    private void factors() {
        part("factors", "part.factors");
        factors("hindering", "page.hindering", FactorKind.HINDERING);
        factors("promoting", "page.promoting", FactorKind.PROMOTING);
        Rows resolved = to.rows("resolved", words.of("part.resolved"), "")
                .text("description", field("description"))
                .text("domain", field("domain"))
                .text("how", field("how"));
        state.factors().forEach((id, factor) -> {
            if (factor.isResolved()) {
                resolved.row()
                        .cell(factor.description(), events.about(id, "FactorIdentified"))
                        .cell(words.of(factor.domain()))
                        .cell(factor.resolution(), events.about(id, "FactorResolved"));
            }
        });
        if (!resolved.isEmpty()) {
            to.table(resolved);
        }
    }

    private void factors(String name, String key, FactorKind kind) {
        Rows rows = to.rows(name, words.of(key), words.of(key + ".none"))
                .text("description", field("description"))
                .text("domain", field("domain"))
                .text("strength", words.of("page.strength"));
        state.factors().entrySet().stream()
                .filter(factor ->
                        factor.getValue().kind() == kind && !factor.getValue().isResolved())
                .sorted(Comparator.comparingInt(
                        factor -> -Math.abs(factor.getValue().strength())))
                .forEach(factor -> factor(rows.row(), factor.getKey(), factor.getValue()));
        to.table(rows);
    }

    private void factor(Rows row, UUID id, Factor factor) {
        row.cell(factor.description(), events.about(id, "FactorIdentified"))
                .cell(words.of(factor.domain()))
                .cell(words.strength(factor.strength()), events.about(id, "FactorRated"));
    }

    private void adoptionPlan() {
        part("adoption-plan", "part.plan");
        @Nullable AdoptionPlan plan = state.adoptionPlan();
        if (plan == null) {
            to.paragraph(words.of("page.undescribed"));
            return;
        }
        List<Source> sources = events.latest("AdoptionPlanDescribed");
        to.fact(field("who"), plan.who(), sources)
                .fact(field("where"), plan.where(), sources)
                .fact(field("schedule"), plan.schedule(), sources)
                .fact(field("training"), plan.training(), sources)
                .fact(field("support"), plan.support(), sources)
                .fact(field("responsible"), telling.person(plan.responsible()), sources);
    }

    private void decisionProcess() {
        part("decision-process", "part.process");
        Rows rows = to.rows("decision-steps", words.of("part.process"), words.of("page.undescribed"))
                .text("what", field("what"))
                .text("body", words.of("field.DescribeDecisionProcess.body"))
                .text("role", field("role"))
                .text("when", field("when"));
        List<Source> sources = events.latest("DecisionProcessDescribed");
        state.decisionProcess()
                .forEach(step -> rows.row()
                        .cell(step.what(), sources)
                        .cell(step.body())
                        .cell(step.role())
                        .cell(step.when()));
        to.table(rows);
    }

    private void mirrors() {
        part("strategy-mirrors", "part.mirrors");
        for (Phase phase : Phase.values()) {
            @Nullable Mirror mirror = state.mirrors().get(phase);
            if (mirror == null) {
                if (course.stays().containsKey(phase)) {
                    to.fact(words.of(phase), words.of("page.mirror.none"), List.of());
                }
                continue;
            }
            List<Source> sources =
                    events.latest(entry -> phase.name().equals(entry.data().get("phase")), "StrategyMirrored");
            to.fact(
                    words.of(phase),
                    Stream.concat(
                                    Stream.of(new Statement(
                                            words.of(mirror.assessment()) + " ("
                                                    + telling.strategy(mirror.strategyVersion()) + "): "
                                                    + mirror.reflection(),
                                            sources)),
                                    mirror.goals().stream().map(goal -> new Statement(telling.thing(goal), sources)))
                            .toList());
        }
    }

    private void pilot() {
        Initiative.Pilot pilot = state.pilot();
        part("pilot", "part.pilot");
        @Nullable PilotPlan plan = pilot.plan();
        if (plan == null) {
            to.paragraph(words.of("page.pilot.none"));
        } else {
            List<Source> sources = events.latest("PilotPlanned");
            to.fact(field("scope"), plan.scope(), sources)
                    .fact(field("groups"), String.join(", ", plan.groups()), sources)
                    .fact(
                            words.of("page.when"),
                            words.date(plan.startsOn()) + " – " + words.date(plan.endsOn()),
                            sources)
                    .fact(
                            field("questions"),
                            plan.questions().stream()
                                    .map(question -> new Statement(question, sources))
                                    .toList());
        }
        to.fact(
                words.of("page.pilot.decision"),
                pilot.decisions().reversed().stream()
                        .map(decision -> new Statement(
                                words.of(decision.choice()) + " " + words.date(decision.decidedOn()) + ", "
                                        + decision.body() + ": " + decision.grounds(),
                                events.about(decision.decision(), "PilotDecided")))
                        .toList());
        to.fact(
                words.of("part.results"),
                pilot.results().entrySet().stream()
                        .filter(result -> result.getValue().measure() == null
                                || result.getValue().value() == null)
                        .map(result -> new Statement(
                                words.date(result.getValue().observedOn()) + ": "
                                        + result.getValue().finding(),
                                events.about(result.getKey(), "PilotResultRecorded", "PilotResultCorrected")))
                        .toList());
        @Nullable PilotConclusion conclusion = pilot.conclusion();
        if (conclusion != null) {
            List<Source> sources = events.latest("PilotConcluded");
            to.fact(field("outcome"), words.of(conclusion.outcome()), sources)
                    .fact(field("lessons"), conclusion.lessons(), sources);
        }
        @Nullable OperatingModel model = state.operatingModel();
        if (model != null) {
            to.fact(
                    words.of("part.model"),
                    model.label() + ": " + model.description(),
                    events.latest("OperatingModelDescribed"));
        }
    }

    private void anchors() {
        part("anchors", "part.anchors");
        Rows rows = to.rows("structures", words.of("part.anchors"), words.of("page.anchors.none"))
                .text("structure", field("structure"))
                .text("how", field("how"))
                .date("since", field("since"));
        state.anchors().entrySet().stream()
                .sorted(Comparator.comparing(anchor -> anchor.getValue().structure()))
                .forEach(anchor -> rows.row()
                        .cell(words.of(anchor.getValue().structure()))
                        .cell(anchor.getValue().how(), events.about(anchor.getKey(), "AnchoredInStructure"))
                        .cell(anchor.getValue().since()));
        to.table(rows);
    }

    private void team() {
        part("team", "part.team");
        Rows rows = to.rows("members", words.of("report.team"), "")
                .text("person", field("person"))
                .text("seat", field("seat"))
                .number("hours", field("hours"));
        state.team()
                .forEach((person, member) -> rows.row()
                        .cell(telling.person(person), appointed(person))
                        .cell(words.of(member.seat()))
                        .cell(member.hours()));
        to.table(rows);
        BigDecimal hours = state.team().values().stream()
                .map(Member::hours)
                .filter(Objects::nonNull)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        if (hours.signum() != 0) {
            to.fact(
                    words.of("report.hours"),
                    words.of("page.hours", Map.of("hours", words.number(hours))),
                    state.team().entrySet().stream()
                            .filter(member -> member.getValue().hours() != null)
                            .flatMap(member -> appointed(member.getKey()).stream())
                            .toList());
        }
        Rows funding = to.rows("funding", words.of("part.funding"), words.of("page.funding.none"))
                .text("source", field("source"))
                .number("amount", field("amount"))
                .date("from", field("from"))
                .date("until", field("until"));
        state.funding()
                .forEach(one -> funding.row()
                        .cell(
                                one.source(),
                                events.latest(
                                        entry ->
                                                one.source().equals(entry.data().get("source")),
                                        "FundingRecorded"))
                        .cell(one.amount())
                        .cell(one.from())
                        .cell(one.until()));
        to.table(funding);
    }

    private List<Source> appointed(String person) {
        return events.latest(
                entry -> person.equals(entry.data().get("person"))
                        || person.equals(entry.data().get("coordinator")),
                "MemberAppointed",
                "InitiativeStarted");
    }

    private void reviews() {
        part("reviews", "part.reviews");
        Rows rows = to.rows("reviews-made", words.of("part.reviews"), words.of("page.reviews.none"))
                .date("reviewedOn", field("reviewedOn"))
                .text("assessment", field("assessment"))
                .date("nextReviewOn", field("nextReviewOn"));
        state.reviews()
                .forEach(review -> rows.row()
                        .cell(review.reviewedOn())
                        .cell(
                                review.assessment(),
                                events.latest(
                                        entry -> review.assessment()
                                                .equals(entry.data().get("assessment")),
                                        "RootingReviewed"))
                        .cell(review.nextReviewOn()));
        to.table(rows);
    }
}
