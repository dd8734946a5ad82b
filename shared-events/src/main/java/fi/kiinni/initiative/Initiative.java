package fi.kiinni.initiative;

import static java.util.Objects.requireNonNullElse;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.OrderedPMap;
import org.pcollections.TreePVector;

/** What everything that has happened to an initiative adds up to. Collections keep the order in which things were recorded. */
public record Initiative(
        String provider,
        Language language,
        Standing standing,
        Description description,
        Map<String, Member> team,
        List<Funding> funding,
        Map<Phase, Mirror> mirrors,
        Map<UUID, Measure> measures,
        Map<UUID, Request> requests,
        Pilot pilot,
        @Nullable OperatingModel operatingModel,
        List<DecisionStep> decisionProcess,
        @Nullable AdoptionPlan adoptionPlan,
        Map<UUID, AdoptionDecision> adoptions,
        Map<UUID, Action> actions,
        Map<UUID, Anchor> anchors,
        Map<UUID, Measurement> measurements,
        List<Review> reviews,
        Map<UUID, Factor> factors,
        List<Waiver> waivers,
        List<UUID> comments) {

    private static final Integer STRONG = -2;

    public Initiative {
        measures = live(measures);
        actions = open(actions);
        measurements = byMeasure(measurements);
        factors = strong(factors);
    }

    /**
     * Where it stands.
     *
     * @param since business date of the start or of the latest move or return
     */
    public record Standing(Phase phase, Status status, BusinessDate since) {

        private Standing with(Status changed) {
            return new Standing(phase, changed, since);
        }

        private Standing in(Phase changed, BusinessDate on) {
            return new Standing(changed, status, on);
        }
    }

    public record Description(
            String title,
            String need,
            @Nullable String targetGroup,
            @Nullable String targetState,
            List<String> themes,
            @Nullable String currentState) {

        private Description after(InitiativeDescribed given) {
            return new Description(
                    requireNonNullElse(given.title(), title),
                    requireNonNullElse(given.need(), need),
                    given.targetGroup() == null ? targetGroup : given.targetGroup(),
                    given.targetState() == null ? targetState : given.targetState(),
                    requireNonNullElse(given.themes(), themes),
                    currentState);
        }

        private Description mapped(String mappedCurrentState) {
            return new Description(title, need, targetGroup, targetState, themes, mappedCurrentState);
        }
    }

    public record Member(Seat seat, @Nullable BigDecimal hours) {}

    public record Funding(String source, BigDecimal amount, BusinessDate from, BusinessDate until) {}

    public record Mirror(
            int strategyVersion,
            List<UUID> goals,
            Assessment assessment,
            String reflection,
            BusinessDate effectiveOn) {}

    public record Measure(
            String name,
            MeasureKind kind,
            String unit,
            Direction direction,
            BigDecimal baseline,
            BusinessDate baselineOn,
            BigDecimal target,
            BusinessDate targetOn,
            @Nullable BigDecimal band,
            @Nullable Integer everyMonths,
            FollowedIn followedIn,
            boolean live) {

        /** Whether the value is at the target or on its good side, or short of it by no more than the band. */
        public boolean isGood(BigDecimal value) {
            BigDecimal margin = requireNonNullElse(band, BigDecimal.ZERO);
            return switch (direction) {
                case UP -> value.compareTo(target.subtract(margin)) >= 0;
                case DOWN -> value.compareTo(target.add(margin)) <= 0;
            };
        }

        private Measure with(BigDecimal newTarget, BusinessDate newTargetOn, boolean stillLive) {
            return new Measure(
                    name,
                    kind,
                    unit,
                    direction,
                    baseline,
                    baselineOn,
                    newTarget,
                    newTargetOn,
                    band,
                    everyMonths,
                    followedIn,
                    stillLive);
        }
    }

    public record Request(
            DecisionSubject subject, String body, String proposal, String grounds, BusinessDate meetingOn) {}

    public record PilotPlan(
            String scope, List<String> groups, BusinessDate startsOn, BusinessDate endsOn, List<String> questions) {}

    public record PilotDecision(
            UUID decision,
            PilotChoice choice,
            String grounds,
            String body,
            BusinessDate decidedOn,
            @Nullable BusinessDate reviewOn) {}

    /**
     * What was found in the pilot.
     *
     * @param effectiveOn where it stands in time, whatever a correction says of {@code observedOn}
     */
    public record PilotResult(
            String finding,
            @Nullable UUID measure,
            @Nullable BigDecimal value,
            BusinessDate observedOn,
            List<Evidence> evidence,
            BusinessDate effectiveOn) {

        private PilotResult after(PilotResultCorrected given) {
            return new PilotResult(
                    requireNonNullElse(given.finding(), finding),
                    given.measure() == null ? measure : given.measure(),
                    given.value() == null ? value : given.value(),
                    requireNonNullElse(given.observedOn(), observedOn),
                    requireNonNullElse(given.evidence(), evidence),
                    effectiveOn);
        }
    }

    public record PilotConclusion(PilotOutcome outcome, String lessons, BusinessDate effectiveOn) {}

    public record Pilot(
            @Nullable PilotPlan plan,
            List<PilotDecision> decisions,
            Map<UUID, PilotResult> results,
            @Nullable PilotConclusion conclusion) {

        public Pilot {
            results = valued(results);
        }

        /** Those that give a value of a measure, by id. */
        public Map<UUID, PilotResult> results(UUID measure) {
            return valued(results).in(measure);
        }

        private static Grouped<UUID, PilotResult> valued(Map<UUID, PilotResult> results) {
            return Grouped.of(results, result -> result.value() == null ? null : result.measure());
        }

        /** The one recorded last; the latest fact of a kind counts. */
        public Optional<PilotDecision> latestDecision() {
            return decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.getLast());
        }

        private Pilot with(PilotPlan changed) {
            return new Pilot(changed, decisions, results, conclusion);
        }

        private Pilot with(PilotDecision further) {
            return new Pilot(plan, add(decisions, further), results, conclusion);
        }

        private Pilot with(Map<UUID, PilotResult> changed) {
            return new Pilot(plan, decisions, changed, conclusion);
        }

        private Pilot with(@Nullable PilotConclusion changed) {
            return new Pilot(plan, decisions, results, changed);
        }
    }

    public record OperatingModel(String description, String label, BusinessDate effectiveOn) {}

    /** {@code responsible} is a person. */
    public record AdoptionPlan(
            String who,
            String where,
            String schedule,
            String training,
            String support,
            String responsible,
            BusinessDate effectiveOn) {}

    /**
     * A decision on adoption and what has come of it.
     *
     * @param fulfilments by condition
     * @param reviewCalledForBy the measurements that are what it said would overturn it
     */
    public record AdoptionDecision(
            AdoptionChoice choice,
            List<String> options,
            String grounds,
            List<Evidence> evidence,
            String body,
            @Nullable String minutes,
            BusinessDate decidedOn,
            @Nullable BusinessDate inForceFrom,
            @Nullable BusinessDate reviewOn,
            List<Condition> conditions,
            @Nullable OverturnedBy overturnedBy,
            @Nullable UUID supersedes,
            Map<UUID, Fulfilment> fulfilments,
            List<UUID> reviewCalledForBy) {

        public Stream<Condition> openConditions() {
            return conditions.stream().filter(condition -> !fulfilments.containsKey(condition.condition()));
        }

        private boolean adopts() {
            return choice == AdoptionChoice.ADOPT || choice == AdoptionChoice.ADOPT_WITH_CONDITIONS;
        }

        private boolean asks(UUID condition) {
            return conditions.stream().anyMatch(one -> one.condition().equals(condition));
        }

        private AdoptionDecision after(AdoptionRecordCorrected given) {
            return with(
                    requireNonNullElse(given.evidence(), evidence),
                    requireNonNullElse(given.body(), body),
                    given.minutes() == null ? minutes : given.minutes(),
                    fulfilments,
                    reviewCalledForBy);
        }

        private AdoptionDecision fulfilled(UUID condition, Fulfilment fulfilment) {
            return with(evidence, body, minutes, put(fulfilments, condition, fulfilment), reviewCalledForBy);
        }

        private AdoptionDecision calledForReviewBy(UUID measurement) {
            return with(evidence, body, minutes, fulfilments, add(reviewCalledForBy, measurement));
        }

        private AdoptionDecision with(
                List<Evidence> newEvidence,
                String newBody,
                @Nullable String newMinutes,
                Map<UUID, Fulfilment> newFulfilments,
                List<UUID> newReviewCalledForBy) {
            return new AdoptionDecision(
                    choice,
                    options,
                    grounds,
                    newEvidence,
                    newBody,
                    newMinutes,
                    decidedOn,
                    inForceFrom,
                    reviewOn,
                    conditions,
                    overturnedBy,
                    supersedes,
                    newFulfilments,
                    newReviewCalledForBy);
        }
    }

    public record Fulfilment(String how, List<Evidence> evidence, BusinessDate effectiveOn) {}

    /**
     * Something to be done.
     *
     * @param completedOn only of what has been completed, as the evidence
     * @param effectiveOn when it was planned
     */
    public record Action(
            String what,
            Phase phase,
            String responsible,
            BusinessDate due,
            @Nullable String audience,
            ActionStatus status,
            @Nullable BusinessDate completedOn,
            List<Evidence> evidence,
            BusinessDate effectiveOn) {

        public boolean isOpen() {
            return status == ActionStatus.OPEN;
        }

        public boolean isCompleted() {
            return status == ActionStatus.COMPLETED;
        }

        private Action due(BusinessDate rescheduled) {
            return new Action(
                    what, phase, responsible, rescheduled, audience, status, completedOn, evidence, effectiveOn);
        }

        private Action completed(BusinessDate on, List<Evidence> shownBy) {
            return new Action(
                    what, phase, responsible, due, audience, ActionStatus.COMPLETED, on, shownBy, effectiveOn);
        }

        private Action dropped() {
            return new Action(
                    what, phase, responsible, due, audience, ActionStatus.DROPPED, completedOn, evidence, effectiveOn);
        }

        private Action after(ActionCorrected given) {
            return new Action(
                    requireNonNullElse(given.what(), what),
                    requireNonNullElse(given.phase(), phase),
                    requireNonNullElse(given.responsible(), responsible),
                    requireNonNullElse(given.due(), due),
                    given.audience() == null ? audience : given.audience(),
                    status,
                    isCompleted() && given.completedOn() != null ? given.completedOn() : completedOn,
                    isCompleted() && given.evidence() != null ? given.evidence() : evidence,
                    effectiveOn);
        }
    }

    public record Anchor(Structure structure, String how, BusinessDate since, List<Evidence> evidence) {}

    /**
     * A value of a measure.
     *
     * @param effectiveOn where it stands in time, whatever a correction says of {@code measuredOn}
     */
    public record Measurement(
            UUID measure,
            BigDecimal value,
            BusinessDate measuredOn,
            String source,
            @Nullable String interpretation,
            @Nullable String correctiveAction,
            BusinessDate effectiveOn) {

        /** Whether somebody said what it means and what is done about it. */
        public boolean isExplained() {
            return interpretation != null && correctiveAction != null;
        }

        private Measurement after(MeasurementCorrected given) {
            return new Measurement(
                    requireNonNullElse(given.measure(), measure),
                    requireNonNullElse(given.value(), value),
                    requireNonNullElse(given.measuredOn(), measuredOn),
                    requireNonNullElse(given.source(), source),
                    given.interpretation() == null ? interpretation : given.interpretation(),
                    given.correctiveAction() == null ? correctiveAction : given.correctiveAction(),
                    effectiveOn);
        }
    }

    public record Review(String assessment, BusinessDate reviewedOn, BusinessDate nextReviewOn) {}

    /** {@code resolution} is how it was resolved; until then there is none. */
    public record Factor(
            FactorKind kind,
            FactorDomain domain,
            String description,
            int strength,
            @Nullable String resolution,
            BusinessDate effectiveOn) {

        public boolean isResolved() {
            return resolution != null;
        }

        private Factor rated(int changed) {
            return new Factor(kind, domain, description, changed, resolution, effectiveOn);
        }

        private Factor resolved(String how) {
            return new Factor(kind, domain, description, strength, how, effectiveOn);
        }
    }

    public record Waiver(Gate gate, Requirement requirement, String reason, BusinessDate effectiveOn) {}

    /** The state after the first event. What happened, happened: this never refuses. */
    public static Initiative begin(InitiativeStarted started) {
        return new Initiative(
                started.provider(),
                started.language(),
                new Standing(Phase.DEVELOPMENT, Status.ACTIVE, started.effectiveOn()),
                new Description(started.title(), started.need(), null, null, List.of(), null),
                Map.of(started.coordinator(), new Member(Seat.COORDINATOR, null)),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                new Pilot(null, List.of(), Map.of(), null),
                null,
                List.of(),
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of());
    }

    /** The state after a first ({@code before} is null) or a further event. */
    public static Initiative evolve(@Nullable Initiative before, InitiativeEvent event) {
        if (event instanceof InitiativeStarted started) {
            return begin(started);
        }
        if (before == null) {
            throw new IllegalArgumentException("The first event of an initiative is InitiativeStarted, not "
                    + event.getClass().getSimpleName());
        }
        return new Draft(before).after(event).initiative();
    }

    public Stream<String> coordinators() {
        return team.entrySet().stream()
                .filter(member -> member.getValue().seat() == Seat.COORDINATOR)
                .map(Map.Entry::getKey);
    }

    /** Whether nobody would coordinate it without them, so that they cannot leave. */
    public boolean isLastCoordinator(String person) {
        return coordinators().toList().equals(List.of(person));
    }

    /** By id. */
    public Stream<Map.Entry<UUID, Measure>> liveMeasures() {
        return measures.entrySet().stream().filter(measure -> measure.getValue().live());
    }

    /** By id. */
    public Stream<Map.Entry<UUID, Measure>> liveMeasures(FollowedIn phase) {
        return live(measures).in(phase).entrySet().stream();
    }

    private static Grouped<FollowedIn, Measure> live(Map<UUID, Measure> measures) {
        return Grouped.of(measures, measure -> measure.live() ? measure.followedIn() : null);
    }

    /** Those to be done, by id. */
    public Map<UUID, Action> openActions() {
        return open(actions).in(ActionStatus.OPEN);
    }

    private static Grouped<ActionStatus, Action> open(Map<UUID, Action> actions) {
        return Grouped.of(actions, action -> action.isOpen() ? ActionStatus.OPEN : null);
    }

    /** The hindering factors of −2 that are unresolved, by id. */
    public Map<UUID, Factor> strongHindrances() {
        return strong(factors).in(STRONG);
    }

    private static Grouped<Integer, Factor> strong(Map<UUID, Factor> factors) {
        return Grouped.of(factors, factor -> factor.isResolved() || factor.strength() != STRONG ? null : STRONG);
    }

    /** By id. */
    public Map<UUID, Measurement> measurements(UUID measure) {
        return byMeasure(measurements).in(measure);
    }

    private static Grouped<UUID, Measurement> byMeasure(Map<UUID, Measurement> measurements) {
        return Grouped.of(measurements, Measurement::measure);
    }

    /** The measurements of a measure since the latest move, the latest last; of the same day the one recorded last. */
    public List<Measurement> measuredSinceMove(UUID measure) {
        return measurements(measure).values().stream()
                .filter(this::isSinceMove)
                .sorted(Comparator.comparing(
                        measurement -> measurement.measuredOn().firstDay()))
                .toList();
    }

    private boolean isSinceMove(Measurement measurement) {
        return !measurement.measuredOn().isBefore(standing.since());
    }

    public boolean isWaived(Gate gate, Requirement requirement) {
        for (Waiver waiver : waivers) {
            if (waiver.gate == gate && waiver.requirement == requirement) {
                return true;
            }
        }
        return false;
    }

    /**
     * The adoption that holds, with its id: the latest one that adopts, unless a later decision took its place. Deferring changes
     * nothing.
     */
    public Optional<Map.Entry<UUID, AdoptionDecision>> adoptionInForce() {
        return adoptions.entrySet().stream()
                .filter(decision -> decision.getValue().choice() != AdoptionChoice.DEFER)
                .reduce((_, later) -> later)
                .filter(decision -> decision.getValue().adopts());
    }

    /** A state under change: taken apart, changed by one event, and put together again. */
    private static final class Draft {

        private String provider;
        private Language language;
        private Standing standing;
        private Description description;
        private Map<String, Member> team;
        private List<Funding> funding;
        private Map<Phase, Mirror> mirrors;
        private Grouped<FollowedIn, Measure> measures;
        private Map<UUID, Request> requests;
        private Pilot pilot;
        private @Nullable OperatingModel operatingModel;
        private List<DecisionStep> decisionProcess;
        private @Nullable AdoptionPlan adoptionPlan;
        private Map<UUID, AdoptionDecision> adoptions;
        private Grouped<ActionStatus, Action> actions;
        private Map<UUID, Anchor> anchors;
        private Grouped<UUID, Measurement> measurements;
        private List<Review> reviews;
        private Grouped<Integer, Factor> factors;
        private List<Waiver> waivers;
        private List<UUID> comments;

        private Draft(Initiative before) {
            provider = before.provider;
            language = before.language;
            standing = before.standing;
            description = before.description;
            team = before.team;
            funding = before.funding;
            mirrors = before.mirrors;
            measures = live(before.measures);
            requests = before.requests;
            pilot = before.pilot;
            operatingModel = before.operatingModel;
            decisionProcess = before.decisionProcess;
            adoptionPlan = before.adoptionPlan;
            adoptions = before.adoptions;
            actions = open(before.actions);
            anchors = before.anchors;
            measurements = byMeasure(before.measurements);
            reviews = before.reviews;
            factors = strong(before.factors);
            waivers = before.waivers;
            comments = before.comments;
        }

        private Initiative initiative() {
            return new Initiative(
                    provider,
                    language,
                    standing,
                    description,
                    team,
                    funding,
                    mirrors,
                    measures,
                    requests,
                    pilot,
                    operatingModel,
                    decisionProcess,
                    adoptionPlan,
                    adoptions,
                    actions,
                    anchors,
                    measurements,
                    reviews,
                    factors,
                    waivers,
                    comments);
        }

        private Draft after(InitiativeEvent event) {
            switch (event) {
                case InitiativeStarted _ -> throw new IllegalArgumentException("Begins, and changes nothing");
                case InitiativeDescribed e -> description = description.after(e);
                case CurrentStateMapped e -> description = description.mapped(e.description());
                case MemberAppointed e -> team = put(team, e.person(), new Member(e.seat(), e.hours()));
                case MemberReleased e -> team = remove(team, e.person());
                case FundingRecorded e ->
                    funding = add(funding, new Funding(e.source(), e.amount(), e.from(), e.until()));
                case StrategyMirrored e ->
                    mirrors = put(
                            mirrors,
                            e.phase(),
                            new Mirror(
                                    e.strategyVersion(), e.goals(), e.assessment(), e.reflection(), e.effectiveOn()));
                case MeasureDefined e ->
                    measures = measures.with(
                            e.measure(),
                            new Measure(
                                    e.name(),
                                    e.kind(),
                                    e.unit(),
                                    e.direction(),
                                    e.baseline(),
                                    e.baselineOn(),
                                    e.target(),
                                    e.targetOn(),
                                    e.band(),
                                    e.everyMonths(),
                                    e.followedIn(),
                                    true));
                case MeasureRetargeted e ->
                    measures = measures.changed(
                            e.measure(), measure -> measure.with(e.target(), e.targetOn(), measure.live()));
                case MeasureRetired e ->
                    measures = measures.changed(
                            e.measure(), measure -> measure.with(measure.target(), measure.targetOn(), false));
                case PilotPlanned e ->
                    pilot = pilot.with(new PilotPlan(e.scope(), e.groups(), e.startsOn(), e.endsOn(), e.questions()));
                case DecisionRequested e ->
                    requests = put(
                            requests,
                            e.request(),
                            new Request(e.subject(), e.body(), e.proposal(), e.grounds(), e.meetingOn()));
                case DecisionRequestWithdrawn e -> requests = remove(requests, e.request());
                case PilotDecided e -> {
                    pilot = pilot.with(new PilotDecision(
                            e.decision(), e.choice(), e.grounds(), e.body(), e.decidedOn(), e.reviewOn()));
                    answerRequests(DecisionSubject.PILOT, e.body());
                }
                case MovedToPilot e -> standing = standing.in(Phase.PILOT, e.effectiveOn());
                case PilotResultRecorded e ->
                    pilot = pilot.with(Pilot.valued(pilot.results())
                            .with(
                                    e.result(),
                                    new PilotResult(
                                            e.finding(),
                                            e.measure(),
                                            e.value(),
                                            e.observedOn(),
                                            e.evidence(),
                                            e.effectiveOn())));
                case PilotResultCorrected e ->
                    pilot = pilot.with(Pilot.valued(pilot.results()).changed(e.result(), result -> result.after(e)));
                case PilotResultWithdrawn e ->
                    pilot = pilot.with(Pilot.valued(pilot.results()).without(e.result()));
                case PilotConcluded e ->
                    pilot = pilot.with(new PilotConclusion(e.outcome(), e.lessons(), e.effectiveOn()));
                case OperatingModelDescribed e ->
                    operatingModel = new OperatingModel(e.description(), e.label(), e.effectiveOn());
                case MovedToStructures e -> standing = standing.in(Phase.STRUCTURES, e.effectiveOn());
                case DecisionProcessDescribed e -> decisionProcess = e.steps();
                case AdoptionPlanDescribed e ->
                    adoptionPlan = new AdoptionPlan(
                            e.who(),
                            e.where(),
                            e.schedule(),
                            e.training(),
                            e.support(),
                            e.responsible(),
                            e.effectiveOn());
                case AdoptionDecided e -> {
                    adoptions = put(
                            adoptions,
                            e.decision(),
                            new AdoptionDecision(
                                    e.choice(),
                                    e.options(),
                                    e.grounds(),
                                    e.evidence(),
                                    e.body(),
                                    e.minutes(),
                                    e.decidedOn(),
                                    e.inForceFrom(),
                                    e.reviewOn(),
                                    e.conditions(),
                                    e.overturnedBy(),
                                    e.supersedes(),
                                    Map.of(),
                                    List.of()));
                    answerRequests(DecisionSubject.ADOPTION, e.body());
                }
                case AdoptionRecordCorrected e ->
                    adoptions = change(adoptions, e.decision(), decision -> decision.after(e));
                case AdoptionReviewCalledFor e ->
                    adoptions =
                            change(adoptions, e.decision(), decision -> decision.calledForReviewBy(e.measurement()));
                case ConditionFulfilled e ->
                    adoptions = adoptions.entrySet().stream()
                            .filter(decision -> decision.getValue().asks(e.condition()))
                            .findFirst()
                            .map(decision -> put(
                                    adoptions,
                                    decision.getKey(),
                                    decision.getValue()
                                            .fulfilled(
                                                    e.condition(),
                                                    new Fulfilment(e.how(), e.evidence(), e.effectiveOn()))))
                            .orElse(adoptions);
                case ActionPlanned e ->
                    actions = actions.with(
                            e.action(),
                            new Action(
                                    e.what(),
                                    e.phase(),
                                    e.responsible(),
                                    e.due(),
                                    e.audience(),
                                    ActionStatus.OPEN,
                                    null,
                                    List.of(),
                                    e.effectiveOn()));
                case ActionRescheduled e -> actions = actions.changed(e.action(), action -> action.due(e.due()));
                case ActionCompleted e ->
                    actions = actions.changed(e.action(), action -> action.completed(e.completedOn(), e.evidence()));
                case ActionDropped e -> actions = actions.changed(e.action(), Action::dropped);
                case ActionCorrected e -> actions = actions.changed(e.action(), action -> action.after(e));
                case AnchoredInStructure e ->
                    anchors = put(anchors, e.anchor(), new Anchor(e.structure(), e.how(), e.since(), e.evidence()));
                case AnchorWithdrawn e -> anchors = remove(anchors, e.anchor());
                case MovedToEverydayLife e -> standing = standing.in(Phase.EVERYDAY_LIFE, e.effectiveOn());
                case MeasurementRecorded e ->
                    measurements = measurements.with(
                            e.measurement(),
                            new Measurement(
                                    e.measure(),
                                    e.value(),
                                    e.measuredOn(),
                                    e.source(),
                                    e.interpretation(),
                                    e.correctiveAction(),
                                    e.effectiveOn()));
                case MeasurementCorrected e ->
                    measurements = measurements.changed(e.measurement(), measurement -> measurement.after(e));
                case MeasurementWithdrawn e -> measurements = measurements.without(e.measurement());
                case RootingReviewed e ->
                    reviews = add(reviews, new Review(e.assessment(), e.reviewedOn(), e.nextReviewOn()));
                case DeclaredRooted _ -> standing = standing.with(Status.ROOTED);
                case RootingReopened _ -> standing = standing.with(Status.ACTIVE);
                case FactorIdentified e ->
                    factors = factors.with(
                            e.factor(),
                            new Factor(e.kind(), e.domain(), e.description(), e.strength(), null, e.effectiveOn()));
                case FactorRated e -> factors = factors.changed(e.factor(), factor -> factor.rated(e.strength()));
                case FactorResolved e -> factors = factors.changed(e.factor(), factor -> factor.resolved(e.how()));
                case RequirementWaived e ->
                    waivers = add(
                            without(e.gate(), e.requirement()),
                            new Waiver(e.gate(), e.requirement(), e.reason(), e.effectiveOn()));
                case WaiverWithdrawn e -> waivers = without(e.gate(), e.requirement());
                case ReturnedToPhase e -> returnTo(e.phase(), e.effectiveOn());
                case InitiativePaused _ -> standing = standing.with(Status.PAUSED);
                case InitiativeResumed _ -> standing = standing.with(Status.ACTIVE);
                case InitiativeStopped _ -> standing = standing.with(Status.STOPPED);
                case CommentPosted e -> comments = add(comments, e.comment());
                case CommentRetracted e -> comments = remove(comments, e.comment());
            }
            return this;
        }

        /** What a body was asked is answered when it decides on that subject, whatever it decides. */
        private void answerRequests(DecisionSubject subject, String body) {
            for (Map.Entry<UUID, Request> request : requests.entrySet()) {
                if (request.getValue().subject() == subject
                        && request.getValue().body().equalsIgnoreCase(body)) {
                    requests = remove(requests, request.getKey());
                }
            }
        }

        private void returnTo(Phase phase, BusinessDate on) {
            standing = standing.in(phase, on);
            for (Phase voided : mirrors.keySet()) {
                if (!voided.isBefore(phase)) {
                    mirrors = remove(mirrors, voided);
                }
            }
            if (!Phase.PILOT.isBefore(phase)) {
                pilot = pilot.with((PilotConclusion) null);
            }
            waivers = keep(waivers, waiver -> waiver.gate().from().isBefore(phase));
        }

        private List<Waiver> without(Gate gate, Requirement requirement) {
            return keep(waivers, waiver -> waiver.gate() != gate || waiver.requirement() != requirement);
        }
    }

    static <K, V> Map<K, V> put(Map<K, V> map, K key, V value) {
        return persistent(map).plus(key, value);
    }

    static <K, V> Map<K, V> remove(Map<K, V> map, K key) {
        return persistent(map).minus(key);
    }

    private static <K, V> Map<K, V> change(Map<K, V> map, K key, UnaryOperator<V> change) {
        V value = map.get(key);
        return value == null ? map : put(map, key, change.apply(value));
    }

    private static <T> List<T> add(List<T> list, T element) {
        return TreePVector.from(list).plus(element);
    }

    /** The last one that is equal, looked for from the end: there may be many, and what goes is mostly new. */
    private static <T> List<T> remove(List<T> list, T element) {
        int last = list.lastIndexOf(element);
        return last < 0 ? list : TreePVector.from(list).minus(last);
    }

    private static <T> List<T> keep(Collection<T> list, Predicate<T> kept) {
        return list.stream().filter(kept).toList();
    }

    private static <K, V> OrderedPMap<K, V> persistent(Map<K, V> map) {
        return map instanceof OrderedPMap<K, V> already
                ? already
                : OrderedPMap.<K, V>empty().plusAll(map);
    }
}
