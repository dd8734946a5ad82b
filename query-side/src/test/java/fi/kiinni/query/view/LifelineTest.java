package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Initiative.Measure;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.query.view.Lifeline.Due;
import fi.kiinni.query.view.Lifeline.Gauge;
import fi.kiinni.query.view.Lifeline.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifelineTest {

    private static final MongoServerInMemory SERVER = new MongoServerInMemory();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** The clock of every fifth event is late. */
    private static List<Recorded> life(long seed, int hours) {
        return Stories.recorded(
                "i",
                new Stories(seed).life(80),
                version -> Duration.ofHours((long) hours * (version - version % 5 / 4 * 2)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void as_of_every_day_is_what_is_told_by_what_had_been_recorded_until_then(long seed) {
        List<Recorded> life = life(seed, 1 + new Random(seed).nextInt(30));
        Lifeline whole = Lives.lifeline(life);
        Set<Lifeline> different = new HashSet<>();
        LocalDate first = LocalDate.parse("2026-01-01");
        for (LocalDate day = first.minusDays(1); day.isBefore(first.plusDays(110)); day = day.plusDays(1)) {
            Instant end = day.plusDays(1).atStartOfDay(Overview.HELSINKI).toInstant();
            Lifeline then = Lives.lifeline(life.stream()
                    .takeWhile(recorded -> recorded.at().isBefore(end))
                    .toList());
            different.add(then);
            assertThat(whole.asOf(day)).as("%s", day).isEqualTo(then.asOf(day));
            assertThat(whole.asOf(day).open()).as("%s", day).isEqualTo(then.open());
        }
        assertThat(different).hasSizeGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void is_due_whatever_has_a_day_by_which_it_is_to_be_done(long seed) {
        List<Recorded> life = life(seed, 1);
        Initiative state = null;
        int open = 0;
        for (int version = 1; version <= life.size(); version++) {
            state = Initiative.evolve(
                    state, (InitiativeEvent) life.get(version - 1).event());
            Lifeline lifeline = Lives.lifeline(life.subList(0, version));
            List<Due> due =
                    lifeline.dues().stream().filter(one -> one.until() == null).toList();
            assertThat(lifeline.open())
                    .as("after version %d", version)
                    .extracting(lifeline.dues()::get)
                    .isEqualTo(due);
            assertThat(due)
                    .as("after version %d", version)
                    .extracting(Due::kind, Due::thing, Due::date)
                    .containsExactlyInAnyOrderElementsOf(Task.dated(state).stream()
                            .map(task -> tuple(task.kind(), task.thing(), task.date()))
                            .toList());
            open = Math.max(open, due.size());
        }
        assertThat(open).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "1, Measurement",
        "2, Measurement",
        "3, Measurement",
        "4, Measurement",
        "1, PilotResult",
        "2, PilotResult",
        "3, PilotResult",
        "4, PilotResult"
    })
    void a_measure_stands_as_the_latest_of_its_values_does_whatever_is_corrected(long seed, String values) {
        List<Recorded> life = Stories.recorded(
                "i",
                new Stories(seed)
                        .life(2_000).stream()
                                .filter(event -> event.getClass()
                                        .getSimpleName()
                                        .matches("InitiativeStarted|Measure(Defined|Retargeted|Retired)|" + values
                                                + "(Recorded|Corrected|Withdrawn)"))
                                .toList());
        Initiative state = null;
        Set<Verdict> seen = new HashSet<>();
        for (int version = 1; version <= life.size(); version++) {
            state = Initiative.evolve(
                    state, (InitiativeEvent) life.get(version - 1).event());
            Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
            for (UUID measure : state.measures().keySet()) {
                verdicts.put(measure, verdict(measure, state));
            }
            seen.addAll(verdicts.values());
            assertThat(Lives.lifeline(life.subList(0, version)).gauges())
                    .as("after version %d", version)
                    .extracting(Gauge::measure, gauge -> gauge.last().verdict())
                    .containsExactlyElementsOf(verdicts.entrySet().stream()
                            .map(entry -> tuple(entry.getKey(), entry.getValue()))
                            .toList());
        }
        assertThat(seen).containsExactlyInAnyOrder(Verdict.values());
    }

    private static Verdict verdict(UUID id, Initiative state) {
        TreeMap<BusinessDate, BigDecimal> values = new TreeMap<>(Comparator.comparing(BusinessDate::firstDay));
        state.pilot().results(id).values().forEach(result -> values.put(result.observedOn(), result.value()));
        state.measurements(id).values().forEach(measured -> values.put(measured.measuredOn(), measured.value()));
        Measure measure = Objects.requireNonNull(state.measures().get(id));
        if (!measure.live()) {
            return Verdict.RETIRED;
        }
        return values.isEmpty()
                ? Verdict.UNMEASURED
                : measure.isGood(values.lastEntry().getValue()) ? Verdict.MET : Verdict.SHORT;
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-28, 2026-03-28T21:59:59.999999Z, 2026-03-28T22:00:00Z",
        "2026-03-29, 2026-03-29T20:59:59.999999Z, 2026-03-29T21:00:00Z",
        "2026-10-24, 2026-10-24T20:59:59.999999Z, 2026-10-24T21:00:00Z",
        "2026-10-25, 2026-10-25T21:59:59.999999Z, 2026-10-25T22:00:00Z"
    })
    void a_day_ends_at_midnight_in_finland_when_clocks_are_changed_too(LocalDate day, Instant last, Instant next) {
        Instant began = Instant.parse("2026-01-01T00:00:00Z");
        List<Recorded> begun = Stories.recorded("i", List.of(Stories.started("Nimi")), _ -> Duration.ZERO);
        Duration zero = Duration.between(begun.getFirst().at(), began);
        assertThat(known(day, last, began, zero)).isTrue();
        assertThat(known(day, next, began, zero)).isFalse();
    }

    private static boolean known(LocalDate day, Instant at, Instant began, Duration zero) {
        List<Recorded> life = Stories.recorded(
                "i",
                List.of(Stories.started("Nimi")),
                _ -> Duration.between(began, at).plus(zero));
        assertThat(life.getFirst().at()).isEqualTo(at);
        return !Lives.lifeline(life).asOf(day).steps().isEmpty();
    }

    @Test
    void is_read_of_all_initiatives_of_the_providers_that_are_asked_for() {
        MongoDatabase database = SERVER.newDatabase();
        Overview overview = new Overview(() -> database.getCollection("overview"));
        View view = overview.view(
                database.getCollection("overview"), database.getCollection("snapshots"), (_, _) -> List.of());
        List<Lifeline.Of> expected = new ArrayList<>();
        for (String id : List.of("a", "b")) {
            List<Recorded> life = Stories.recorded(id, new Stories(id.hashCode()).life(60));
            for (int from = 0; from < life.size(); from += 7) {
                view.project(Map.of(id, life.subList(from, Math.min(life.size(), from + 7))));
            }
            expected.add(new Lifeline.Of(
                    id,
                    "sakky",
                    overview.find(id).orElseThrow().state().description().title(),
                    life.size(),
                    Lives.lifeline(life)));
        }
        assertThat(overview.lifelines(Set.of("sakky"))).isEqualTo(expected);
        assertThat(overview.lifelines(Set.of("raseko"))).isEmpty();
    }

    @Test
    void goes_on_from_what_is_stored() {
        MongoDatabase database = SERVER.newDatabase();
        MongoCollection<Document> stored = database.getCollection("overview");
        List<Recorded> life = Stories.recorded("a", new Stories(1).life(60));
        for (int from = 0; from < life.size(); from += 20) {
            // None of them remembers what the one before it wrote.
            new Overview(() -> stored)
                    .view(stored, database.getCollection("snapshots"), (_, _) -> List.of())
                    .project(Map.of("a", life.subList(from, Math.min(life.size(), from + 20))));
        }
        assertThat(new Overview(() -> stored).lifeline("a").orElseThrow().lifeline())
                .isEqualTo(Lives.lifeline(life));
    }
}
