package fi.kiinni.command.initiative;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import fi.kiinni.Role;
import fi.kiinni.StoredEvents;
import fi.kiinni.command.initiative.InitiativeCommand.MirrorStrategy;
import fi.kiinni.command.initiative.InitiativeCommand.StartInitiative;
import fi.kiinni.command.rule.Answer;
import fi.kiinni.command.rule.Circumstances;
import fi.kiinni.command.rule.Entitlement;
import fi.kiinni.command.rule.Instruction;
import fi.kiinni.command.rule.Known;
import fi.kiinni.command.rule.Refusal;
import fi.kiinni.command.rule.Refused;
import fi.kiinni.initiative.Condition;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.Strategy.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The thin shell between Axon and the decisions about an initiative. */
@AggregateRoot(type = InitiativeAggregate.TYPE)
public final class InitiativeAggregate {

    /** The name under which the log keeps aggregates of this type, and commands find them. */
    public static final String TYPE = "Initiative";

    /** Changes that are listed to somebody who saw the part otherwise. */
    private static final int MOST_CHANGES = 100;

    @AggregateIdentifier
    private @Nullable String id;

    private @Nullable Initiative initiative;

    InitiativeAggregate() {}

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Answer handle(Instruction<InitiativeCommand> instruction, Known known, Supplier<UUID> newId, EventStore log) {
        InitiativeCommand command = instruction.command();
        String provider = initiative == null ? instruction.actor().provider() : initiative.provider();
        if (!isVisible(instruction)) {
            throw new Refused(new Refusal.UnknownInitiative());
        }
        Role role = instruction.accept(
                role(instruction),
                Objects.requireNonNullElse(provider, ""),
                version(),
                seen -> touchedAfter(seen, instruction, log),
                known);
        refuseUnknownGoals(command, Objects.requireNonNull(provider), known);
        List<InitiativeEvent> events = Decide.on(
                command,
                initiative,
                Circumstances.of(instruction.actor(), instruction.today(), instruction.attribution(), newId));
        id = instruction.target();
        MetaData provenance = MetaData.from(instruction.provenance(Objects.requireNonNull(provider), role));
        events.forEach(event -> apply(event, provenance));
        return new Answer(
                id,
                null,
                version(),
                events.stream()
                        .map(event -> StoredEvents.of(event.getClass()).value())
                        .toList(),
                created(events));
    }

    @EventSourcingHandler
    void on(InitiativeEvent event, DomainEventMessage<?> message) {
        if (id == null) {
            id = message.getAggregateIdentifier();
        }
        initiative = Initiative.evolve(initiative, event);
    }

    private static List<Refusal.Changed> touchedAfter(
            long seen, Instruction<InitiativeCommand> instruction, EventStore log) {
        return log.readEvents(instruction.target(), seen)
                .asStream()
                .filter(message -> Concern.isTouched(instruction.command(), (InitiativeEvent) message.getPayload()))
                .limit(MOST_CHANGES)
                .map(message -> new Refusal.Changed(
                        message.getSequenceNumber() + 1,
                        StoredEvents.of(message.getPayloadType()).value()))
                .toList();
    }

    private boolean isVisible(Instruction<InitiativeCommand> instruction) {
        return initiative == null
                ? instruction.command() instanceof StartInitiative
                : instruction.actor().mayRead(initiative.provider());
    }

    private @Nullable Role role(Instruction<InitiativeCommand> instruction) {
        boolean own = instruction.actor().provider() != null
                && (initiative == null || instruction.actor().belongsTo(initiative.provider()));
        return own
                ? Entitlement.roleOf(instruction.actor(), instruction.needed(), initiative)
                        .orElse(null)
                : null;
    }

    private static long version() {
        Long sequence = getVersion();
        return sequence == null ? 0 : sequence + 1;
    }

    static void refuseUnknownGoals(InitiativeCommand command, String provider, Known known) {
        if (!(command instanceof MirrorStrategy mirror)) {
            return;
        }
        Version version = known.strategyOf(provider)
                .version(mirror.strategyVersion())
                .orElseThrow(() -> new Refused(new Refusal.NoStrategy(mirror.strategyVersion())));
        Set<UUID> goals = version.goals().stream().map(Goal::goal).collect(Collectors.toSet());
        List<UUID> unknown =
                mirror.goals().stream().filter(goal -> !goals.contains(goal)).toList();
        if (!unknown.isEmpty()) {
            throw new Refused(new Refusal.UnknownGoal(mirror.strategyVersion(), unknown));
        }
    }

    private static @Nullable Map<String, Object> created(List<InitiativeEvent> events) {
        Map<String, Object> created = new LinkedHashMap<>();
        for (InitiativeEvent event : events) {
            switch (event) {
                case MeasureDefined e -> created.put("measure", e.measure());
                case DecisionRequested e -> created.put("request", e.request());
                case PilotDecided e -> created.put("decision", e.decision());
                case AdoptionDecided e -> {
                    created.put("decision", e.decision());
                    if (!e.conditions().isEmpty()) {
                        created.put(
                                "conditions",
                                e.conditions().stream()
                                        .map(Condition::condition)
                                        .toList());
                    }
                }
                case PilotResultRecorded e -> created.put("result", e.result());
                case ActionPlanned e -> created.put("action", e.action());
                case AnchoredInStructure e -> created.put("anchor", e.anchor());
                case MeasurementRecorded e -> created.put("measurement", e.measurement());
                case FactorIdentified e -> created.put("factor", e.factor());
                case CommentPosted e -> created.put("comment", e.comment());
                case InitiativeStarted _,
                        InitiativeDescribed _,
                        CurrentStateMapped _,
                        MemberAppointed _,
                        MemberReleased _,
                        FundingRecorded _,
                        StrategyMirrored _,
                        MeasureRetargeted _,
                        MeasureRetired _,
                        PilotPlanned _,
                        DecisionRequestWithdrawn _,
                        MovedToPilot _,
                        RequirementWaived _,
                        WaiverWithdrawn _,
                        PilotResultCorrected _,
                        PilotResultWithdrawn _,
                        PilotConcluded _,
                        OperatingModelDescribed _,
                        MovedToStructures _,
                        DecisionProcessDescribed _,
                        AdoptionPlanDescribed _,
                        AdoptionRecordCorrected _,
                        AdoptionReviewCalledFor _,
                        ConditionFulfilled _,
                        ActionRescheduled _,
                        ActionCompleted _,
                        ActionDropped _,
                        ActionCorrected _,
                        AnchorWithdrawn _,
                        MovedToEverydayLife _,
                        MeasurementCorrected _,
                        MeasurementWithdrawn _,
                        RootingReviewed _,
                        DeclaredRooted _,
                        RootingReopened _,
                        FactorRated _,
                        FactorResolved _,
                        ReturnedToPhase _,
                        CommentRetracted _,
                        InitiativePaused _,
                        InitiativeResumed _,
                        InitiativeStopped _ -> {}
            }
        }
        return created.isEmpty() ? null : created;
    }
}
