package fi.kiinni.initiative;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.InitiativeEvent.*;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        List<AdoptionDecision> adoptions,
        List<Waiver> waivers) {

    /**
     * Where it stands.
     *
     * @param since business date of the start or of the latest move
     */
    public record Standing(Phase phase, Status status, BusinessDate since) {}

    public record Description(
            String title,
            String need,
            @Nullable String targetGroup,
            @Nullable String targetState,
            List<String> themes,
            @Nullable String currentState) {

        private Description after(InitiativeDescribed given) {
            return new Description(
                    given.title() == null ? title : given.title(),
                    given.need() == null ? need : given.need(),
                    given.targetGroup() == null ? targetGroup : given.targetGroup(),
                    given.targetState() == null ? targetState : given.targetState(),
                    given.themes() == null ? themes : given.themes(),
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

        private Measure retargeted(BigDecimal newTarget, BusinessDate newTargetOn) {
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
                    live);
        }

        private Measure retired() {
            return new Measure(
                    name,
                    kind,
                    unit,
                    direction,
                    baseline,
                    baselineOn,
                    target,
                    targetOn,
                    band,
                    everyMonths,
                    followedIn,
                    false);
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

    public record Pilot(@Nullable PilotPlan plan, List<PilotDecision> decisions) {

        /** The one recorded last; the latest fact of a kind counts. */
        public Optional<PilotDecision> latestDecision() {
            return decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.getLast());
        }
    }

    public record AdoptionDecision(
            UUID decision,
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
            @Nullable UUID supersedes) {}

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
                new Pilot(null, List.of()),
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
        return before.after(event);
    }

    private Initiative after(InitiativeEvent event) {
        return switch (event) {
            case InitiativeStarted started -> begin(started);
            case InitiativeDescribed described -> with(description.after(described));
            case CurrentStateMapped(var text, var _) -> with(description.mapped(text));
            case MemberAppointed(var person, var seat, var hours, var _) ->
                withTeam(put(team, person, new Member(seat, hours)));
            case MemberReleased(var person, var _, var _) -> withTeam(remove(team, person));
            case FundingRecorded(var source, var amount, var from, var until, var _) ->
                withFunding(add(funding, new Funding(source, amount, from, until)));
            case StrategyMirrored(var phase, var version, var goals, var assessment, var reflection, var on) ->
                withMirrors(put(mirrors, phase, new Mirror(version, goals, assessment, reflection, on)));
            case MeasureDefined e ->
                withMeasures(put(
                        measures,
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
                                true)));
            case MeasureRetargeted(var id, var target, var targetOn, var _, var _) ->
                withMeasures(change(measures, id, measure -> measure.retargeted(target, targetOn)));
            case MeasureRetired(var id, var _, var _) -> withMeasures(change(measures, id, Measure::retired));
            case PilotPlanned(var scope, var groups, var startsOn, var endsOn, var questions, var _) ->
                with(new Pilot(new PilotPlan(scope, groups, startsOn, endsOn, questions), pilot.decisions));
            case DecisionRequested(var id, var subject, var body, var proposal, var grounds, var meetingOn, var _) ->
                withRequests(put(requests, id, new Request(subject, body, proposal, grounds, meetingOn)));
            case DecisionRequestWithdrawn(var id, var _, var _) -> withRequests(remove(requests, id));
            case PilotDecided(var id, var choice, var grounds, var body, var on, var reviewOn, var _) ->
                with(new Pilot(
                                pilot.plan,
                                add(pilot.decisions, new PilotDecision(id, choice, grounds, body, on, reviewOn))))
                        .withRequests(requestsUnansweredBy(DecisionSubject.PILOT, body));
            case MovedToPilot(var _, var on) -> with(new Standing(Phase.PILOT, standing.status, on));
            case AdoptionDecided e ->
                withAdoptions(add(
                                adoptions,
                                new AdoptionDecision(
                                        e.decision(),
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
                                        e.supersedes())))
                        .withRequests(requestsUnansweredBy(DecisionSubject.ADOPTION, e.body()));
            case RequirementWaived(var gate, var requirement, var reason, var on) ->
                withWaivers(add(withoutWaiver(gate, requirement), new Waiver(gate, requirement, reason, on)));
            case WaiverWithdrawn(var gate, var requirement, var _, var _) ->
                withWaivers(withoutWaiver(gate, requirement));
            case InitiativePaused _ -> with(Status.PAUSED);
            case InitiativeResumed _ -> with(Status.ACTIVE);
            case InitiativeStopped _ -> with(Status.STOPPED);
            case CommentPosted _ -> this;
        };
    }

    public Stream<String> coordinators() {
        return team.entrySet().stream()
                .filter(member -> member.getValue().seat() == Seat.COORDINATOR)
                .map(Map.Entry::getKey);
    }

    public Stream<Measure> liveMeasures() {
        return measures.values().stream().filter(Measure::live);
    }

    public boolean isWaived(Gate gate, Requirement requirement) {
        return waivers.stream().anyMatch(waiver -> waiver.gate == gate && waiver.requirement == requirement);
    }

    /** The adoption that holds now: the latest one that adopts, unless a later decision took its place. Deferring changes nothing. */
    public Optional<AdoptionDecision> adoptionInForce() {
        return adoptions.reversed().stream()
                .filter(decision -> decision.choice != AdoptionChoice.DEFER)
                .findFirst()
                .filter(decision -> decision.choice == AdoptionChoice.ADOPT
                        || decision.choice == AdoptionChoice.ADOPT_WITH_CONDITIONS);
    }

    private Initiative with(Standing standing) {
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
                adoptions,
                waivers);
    }

    private Initiative with(Description description) {
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
                adoptions,
                waivers);
    }

    private Initiative withTeam(Map<String, Member> team) {
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
                adoptions,
                waivers);
    }

    private Initiative withFunding(List<Funding> funding) {
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
                adoptions,
                waivers);
    }

    private Initiative withMirrors(Map<Phase, Mirror> mirrors) {
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
                adoptions,
                waivers);
    }

    private Initiative withMeasures(Map<UUID, Measure> measures) {
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
                adoptions,
                waivers);
    }

    private Initiative withRequests(Map<UUID, Request> requests) {
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
                adoptions,
                waivers);
    }

    private Initiative with(Pilot pilot) {
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
                adoptions,
                waivers);
    }

    private Initiative withAdoptions(List<AdoptionDecision> adoptions) {
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
                adoptions,
                waivers);
    }

    private Initiative withWaivers(List<Waiver> waivers) {
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
                adoptions,
                waivers);
    }

    private Initiative with(Status status) {
        return with(new Standing(standing.phase, status, standing.since));
    }

    /** What a body was asked is answered when it decides on that subject, whatever it decides. */
    private Map<UUID, Request> requestsUnansweredBy(DecisionSubject subject, String body) {
        Map<UUID, Request> open = new LinkedHashMap<>(requests);
        open.values().removeIf(request -> request.subject == subject && request.body.equalsIgnoreCase(body));
        return Collections.unmodifiableMap(open);
    }

    private List<Waiver> withoutWaiver(Gate gate, Requirement requirement) {
        return waivers.stream()
                .filter(waiver -> waiver.gate != gate || waiver.requirement != requirement)
                .toList();
    }

    private static <K, V> Map<K, V> put(Map<K, V> map, K key, V value) {
        Map<K, V> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return Collections.unmodifiableMap(changed);
    }

    private static <K, V> Map<K, V> remove(Map<K, V> map, K key) {
        Map<K, V> changed = new LinkedHashMap<>(map);
        changed.remove(key);
        return Collections.unmodifiableMap(changed);
    }

    private static <K, V> Map<K, V> change(Map<K, V> map, K key, UnaryOperator<V> change) {
        V value = map.get(key);
        return value == null ? map : put(map, key, change.apply(value));
    }

    private static <T> List<T> add(Collection<T> list, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.add(element);
        return Collections.unmodifiableList(changed);
    }
}
