package fi.kiinni.query.view;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Evidence;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Factor;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.Initiative.PilotResult;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.AdoptionDecided;
import fi.kiinni.initiative.InitiativeEvent.AdoptionRecordCorrected;
import fi.kiinni.initiative.InitiativeEvent.MeasurementCorrected;
import fi.kiinni.initiative.InitiativeEvent.MeasurementWithdrawn;
import fi.kiinni.initiative.InitiativeEvent.PilotResultCorrected;
import fi.kiinni.initiative.InitiativeEvent.PilotResultWithdrawn;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a decision could rest on, as it was recorded just before, with what has been corrected or withdrawn since.
 *
 * @param evidence that the decision itself names
 * @param evidenceChanged if another was put in its place
 * @param results of the pilot, the latest first
 * @param measures that were followed
 * @param factors that were not resolved, the strongest first
 */
public record Basis(
        List<Evidence> evidence,
        @Nullable Changed evidenceChanged,
        Some<Found> results,
        Some<Followed> measures,
        Some<Weighed> factors) {

    /** Things of a kind that are told. */
    private static final int MOST = 6;

    /**
     * The first six of a kind.
     *
     * @param hidden how many more there were
     */
    public record Some<T>(List<T> items, long hidden) {

        private static <T> Some<T> of(List<T> all) {
            return new Some<>(all.stream().limit(MOST).toList(), Math.max(0, all.size() - MOST));
        }
    }

    /**
     * That it does not stand any more as it did then.
     *
     * @param version of the last event that changed it
     */
    public record Changed(long version, boolean withdrawn) {}

    /** What had been found in the pilot. */
    public record Found(
            UUID id, PilotResult result, @Nullable Changed changed) {}

    /** @param latest absent: nothing had been measured by it */
    public record Followed(
            UUID id, Measure measure, @Nullable Value latest) {}

    /**
     * The value of the latest day; of the same day a measurement rather than a pilot result, and the one recorded last.
     *
     * @param id of the measurement or the pilot result
     * @param onTarget whether it was where the measure should be, by the target of then
     */
    public record Value(
            UUID id,
            BigDecimal value,
            BusinessDate on,
            boolean onTarget,
            @Nullable Changed changed) {}

    /** What hindered or promoted it. */
    public record Weighed(UUID id, Factor factor) {}

    /** @param later what was recorded after it, in that order */
    static Basis of(Initiative then, InitiativeEvent decision, List<Recorded> later) {
        Map<UUID, Changed> changes = changes(later);
        @Nullable AdoptionDecided adoption = decision instanceof AdoptionDecided decided ? decided : null;
        Map<UUID, Value> values = values(then, changes);
        return new Basis(
                adoption == null ? List.of() : adoption.evidence(),
                adoption == null ? null : changes.get(adoption.decision()),
                Some.of(then.pilot().results().entrySet().stream()
                        .map(result -> new Found(result.getKey(), result.getValue(), changes.get(result.getKey())))
                        .sorted(Comparator.<Found, LocalDate>comparing(
                                        found -> found.result().observedOn().firstDay())
                                .reversed())
                        .toList()),
                Some.of(then.liveMeasures()
                        .map(measure ->
                                new Followed(measure.getKey(), measure.getValue(), values.get(measure.getKey())))
                        .toList()),
                Some.of(then.factors().entrySet().stream()
                        .filter(factor -> !factor.getValue().isResolved())
                        .map(factor -> new Weighed(factor.getKey(), factor.getValue()))
                        .sorted(Comparator.comparingInt(
                                weighed -> -Math.abs(weighed.factor().strength())))
                        .toList()));
    }

    private static Map<UUID, Changed> changes(List<Recorded> later) {
        Map<UUID, Changed> changes = new HashMap<>();
        for (Recorded recorded : later) {
            Changed corrected = new Changed(recorded.version(), false);
            Changed withdrawn = new Changed(recorded.version(), true);
            switch ((InitiativeEvent) recorded.event()) {
                case PilotResultCorrected e -> changes.put(e.result(), corrected);
                case PilotResultWithdrawn e -> changes.put(e.result(), withdrawn);
                case MeasurementCorrected e -> changes.put(e.measurement(), corrected);
                case MeasurementWithdrawn e -> changes.put(e.measurement(), withdrawn);
                case AdoptionRecordCorrected e when e.evidence() != null -> changes.put(e.decision(), corrected);
                default -> {} // Changes nothing of what is told.
            }
        }
        return changes;
    }

    /** The latest by measure. */
    private static Map<UUID, Value> values(Initiative then, Map<UUID, Changed> changes) {
        Map<UUID, Value> latest = new HashMap<>();
        then.pilot().results().forEach((id, result) -> {
            if (result.measure() != null && result.value() != null) {
                put(latest, then, result.measure(), id, result.value(), result.observedOn(), changes.get(id));
            }
        });
        then.measurements()
                .forEach((id, measured) -> put(
                        latest,
                        then,
                        measured.measure(),
                        id,
                        measured.value(),
                        measured.measuredOn(),
                        changes.get(id)));
        return latest;
    }

    private static void put(
            Map<UUID, Value> latest,
            Initiative then,
            UUID measure,
            UUID id,
            BigDecimal value,
            BusinessDate on,
            @Nullable Changed changed) {
        @Nullable Measure of = then.measures().get(measure);
        @Nullable Value before = latest.get(measure);
        if (of != null && (before == null || !on.isBefore(before.on()))) {
            latest.put(measure, new Value(id, value, on, of.isGood(value), changed));
        }
    }
}
