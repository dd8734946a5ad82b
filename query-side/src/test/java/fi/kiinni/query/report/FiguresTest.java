package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.ActionCompleted;
import fi.kiinni.initiative.InitiativeEvent.ActionPlanned;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.PilotChoice;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.report.Figures.Cause;
import fi.kiinni.query.report.Figures.Counted;
import fi.kiinni.query.report.Figures.Figure;
import fi.kiinni.query.view.Lifeline;
import fi.kiinni.query.view.Stories;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures against what the states say that are folded from the events themselves. */
class FiguresTest {

    private static final UUID ACTION = new UUID(1, 1);

    private static Map<Counted, Long> counted(Initiative state, LocalDate day) {
        Map<Counted, Long> counts = new EnumMap<>(Counted.class);
        Status status = state.standing().status();
        Phase phase = state.standing().phase();
        counts.put(Counted.valueOf(status == Status.ACTIVE ? phase.name() : status.name()), 1L);
        boolean isUnderWay = status == Status.ACTIVE || status == Status.PAUSED;
        if (isUnderWay) {
            counts.put(Counted.LACKING, (long) Rules.CURRENT
                    .missing(phase.nextGate(), state, LocalDate.MAX)
                    .size());
            counts.put(
                    Counted.OPEN_ACTIONS,
                    state.actions().values().stream()
                            .filter(Initiative.Action::isOpen)
                            .count());
            counts.put(
                    Counted.LATE_ACTIONS,
                    state.actions().values().stream()
                            .filter(action -> action.isOpen() && isPast(action.due(), day))
                            .count());
            List<BusinessDate> conditions = state.adoptionInForce().stream()
                    .flatMap(decision -> decision.getValue().openConditions())
                    .map(condition -> condition.due())
                    .toList();
            counts.put(Counted.OPEN_CONDITIONS, (long) conditions.size());
            counts.put(
                    Counted.LATE_CONDITIONS,
                    conditions.stream().filter(due -> isPast(due, day)).count());
            counts.put(Counted.OPEN_REQUESTS, (long) state.requests().size());
        }
        counts.put(
                Counted.LATE_REVIEWS,
                reviews(state).filter(due -> isPast(due, day)).count());
        state.measures().forEach((id, measure) -> {
            if (measure.live()) {
                @Nullable BigDecimal latest = latest(state, id);
                counts.merge(
                        latest == null ? Counted.UNMEASURED : measure.isGood(latest) ? Counted.MET : Counted.SHORT,
                        1L,
                        Long::sum);
            }
        });
        state.factors().values().stream()
                .filter(factor -> !factor.isResolved() && factor.strength() != 0)
                .forEach(factor -> counts.merge(
                        factor.kind() == FactorKind.HINDERING ? Counted.HINDERING : Counted.PROMOTING, 1L, Long::sum));
        return counts;
    }

    private static Stream<BusinessDate> reviews(Initiative state) {
        Status status = state.standing().status();
        List<@Nullable BusinessDate> due = new ArrayList<>();
        if (status == Status.ACTIVE || status == Status.PAUSED) {
            state.pilot()
                    .latestDecision()
                    .filter(decision -> decision.choice() == PilotChoice.HOLD)
                    .ifPresent(decision -> due.add(decision.reviewOn()));
            state.adoptionInForce()
                    .ifPresent(decision -> due.add(decision.getValue().reviewOn()));
            List<Initiative.AdoptionDecision> adoptions =
                    List.copyOf(state.adoptions().values());
            if (!adoptions.isEmpty() && adoptions.getLast().choice() == AdoptionChoice.DEFER) {
                due.add(adoptions.getLast().reviewOn());
            }
        }
        if ((status == Status.ACTIVE || status == Status.ROOTED)
                && state.standing().phase() == Phase.EVERYDAY_LIFE
                && !state.reviews().isEmpty()) {
            due.add(state.reviews().getLast().nextReviewOn());
        }
        return due.stream().filter(Objects::nonNull);
    }

    private static boolean isPast(BusinessDate date, LocalDate day) {
        return date.lastDay().isBefore(day);
    }

    static @Nullable BigDecimal latest(Initiative state, UUID measure) {
        TreeMap<LocalDate, BigDecimal> values = new TreeMap<>();
        state.pilot().results().values().stream()
                .filter(result -> measure.equals(result.measure()) && result.value() != null)
                .forEach(result -> values.put(result.observedOn().firstDay(), result.value()));
        state.measurements().values().stream()
                .filter(one -> one.measure().equals(measure))
                .forEach(one -> values.put(one.measuredOn().firstDay(), one.value()));
        return values.isEmpty() ? null : values.lastEntry().getValue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void are_what_the_states_say_before_and_at_the_end_and_the_causes_are_the_difference(long seed) {
        Random random = new Random(seed);
        List<Story> stories = Stream.generate(() -> Story.of(random)).limit(40).toList();
        Map<Counted, Integer> seen = new EnumMap<>(Counted.class);
        int byTime = 0;
        for (int times = 0; times < 12; times++) {
            LocalDate from = LocalDate.parse("2012-01-01").plusDays(random.nextInt(4000));
            Period period = new Period(from, from.plusDays(random.nextInt(400)));
            List<Lifeline.Of> lives = new ArrayList<>();
            Map<Counted, Long> before = new EnumMap<>(Counted.class);
            Map<Counted, Long> after = new EnumMap<>(Counted.class);
            for (int nth = 0; nth < stories.size(); nth++) {
                lives.add(stories.get(nth).known("i" + nth, period.until()));
                LocalDate eve = from.minusDays(1);
                @Nullable Initiative then = stories.get(nth).state(eve);
                @Nullable Initiative now = stories.get(nth).state(period.until());
                if (then != null) {
                    counted(then, eve).forEach((counted, count) -> before.merge(counted, count, Long::sum));
                }
                if (now != null) {
                    counted(now, period.until()).forEach((counted, count) -> after.merge(counted, count, Long::sum));
                }
            }
            for (Figure figure : Figures.of(lives, period)) {
                assertThat(figure.before())
                        .as("%s before %s", figure.counted(), period)
                        .isEqualTo(before.getOrDefault(figure.counted(), 0L));
                assertThat(figure.after())
                        .as("%s after %s", figure.counted(), period)
                        .isEqualTo(after.getOrDefault(figure.counted(), 0L));
                assertThat(figure.causes().stream()
                                .mapToLong(cause -> cause.isMore() ? 1 : -1)
                                .sum())
                        .as("%s in %s", figure.counted(), period)
                        .isEqualTo(figure.after() - figure.before());
                assertThat(Figures.counted(lives, figure.counted(), period.begin()))
                        .hasSize((int) figure.before());
                assertThat(Figures.counted(lives, figure.counted(), period.end()))
                        .hasSize((int) figure.after());
                byTime += (int) figure.causes().stream().filter(Cause::isByTime).count();
                seen.merge(figure.counted(), figure.causes().size(), Integer::sum);
            }
        }
        assertThat(seen)
                .hasSize(Counted.values().length)
                .allSatisfy((_, causes) -> assertThat(causes).isPositive());
        assertThat(byTime).isPositive();
    }

    private static Figure figure(Counted counted, LocalDate from, LocalDate until, Story story) {
        return Figures.of(List.of(story.known("i", until)), new Period(from, until)).stream()
                .filter(one -> one.counted() == counted)
                .findFirst()
                .orElseThrow();
    }

    private static Story planned(Instant planned, Instant completed, BusinessDate due) {
        BusinessDate on = BusinessDate.parse("2026-03-01");
        return new Story(
                List.of(
                        Stories.started("Nimi"),
                        new ActionPlanned(ACTION, "Koulutetaan", Phase.DEVELOPMENT, "jasen", due, null, on),
                        new ActionCompleted(ACTION, on, List.of())),
                List.of(
                        Duration.between(Story.ZERO, planned.minusSeconds(60)),
                        Duration.between(Story.ZERO, planned),
                        Duration.between(Story.ZERO, completed)));
    }

    @Test
    void an_action_is_late_from_the_day_after_its_own_without_any_event() {
        Story story = planned(
                Instant.parse("2026-03-02T10:00:00Z"),
                Instant.parse("2026-05-02T10:00:00Z"),
                BusinessDate.parse("2026-03"));
        LocalDate last = LocalDate.parse("2026-03-31");
        assertThat(figure(Counted.LATE_ACTIONS, last, last, story).causes()).isEmpty();
        Figure next = figure(Counted.LATE_ACTIONS, last.plusDays(1), last.plusDays(1), story);
        assertThat(next.before()).isZero();
        assertThat(next.after()).isEqualTo(1);
        assertThat(next.causes()).extracting(Cause::isByTime).containsExactly(true);
        Figure done = figure(Counted.LATE_ACTIONS, LocalDate.parse("2026-05-01"), LocalDate.parse("2026-05-31"), story);
        assertThat(done.before()).isEqualTo(1);
        assertThat(done.after()).isZero();
        assertThat(done.causes()).extracting(cause -> cause.point().version()).containsExactly(3L);
    }

    @Test
    void what_came_and_went_is_told_though_the_figure_is_the_same() {
        Story story = planned(
                Instant.parse("2026-03-02T10:00:00Z"),
                Instant.parse("2026-03-05T10:00:00Z"),
                BusinessDate.parse("2027"));
        Figure figure =
                figure(Counted.OPEN_ACTIONS, LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-31"), story);
        assertThat(figure.before()).isZero();
        assertThat(figure.after()).isZero();
        assertThat(figure.causes()).extracting(Cause::isMore).containsExactly(true, false);
        assertThat(figure.isEmpty()).isFalse();
    }

    @Test
    void what_was_recorded_at_once_is_told_in_the_order_of_versions() {
        BusinessDate due = BusinessDate.parse("2027");
        Duration at = Duration.ofDays(10);
        List<InitiativeEvent> events = new ArrayList<>(List.of(Stories.started("Nimi")));
        for (int nth = 1; nth <= 3; nth++) {
            events.add(new ActionPlanned(new UUID(1, nth), "Tehdään", Phase.DEVELOPMENT, "jasen", due, null, due));
        }
        Story story = new Story(events, List.of(at, at, at, at));
        assertThat(figure(Counted.OPEN_ACTIONS, LocalDate.parse("2026-01-01"), LocalDate.parse("2026-01-31"), story)
                        .causes())
                .extracting(cause -> cause.point().version())
                .containsExactly(2L, 3L, 4L);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-29, 2026-03-28T21:59:59.999999Z, 2026-03-28T22:00:00Z",
        "2026-03-30, 2026-03-29T20:59:59.999999Z, 2026-03-29T21:00:00Z",
        "2026-10-25, 2026-10-24T20:59:59.999999Z, 2026-10-24T21:00:00Z",
        "2026-10-26, 2026-10-25T21:59:59.999999Z, 2026-10-25T22:00:00Z"
    })
    void a_period_begins_at_midnight_in_finland_when_clocks_are_changed_too(
            LocalDate from, Instant last, Instant first) {
        LocalDate until = LocalDate.parse("2026-12-31");
        BusinessDate due = BusinessDate.parse("2028");
        Figure before = figure(Counted.OPEN_ACTIONS, from, until, planned(last, last.plusSeconds(1), due));
        assertThat(before.before()).isEqualTo(1);
        assertThat(before.causes()).hasSize(1);
        Figure within = figure(Counted.OPEN_ACTIONS, from, until, planned(first, first.plusSeconds(1), due));
        assertThat(within.before()).isZero();
        assertThat(within.causes()).hasSize(2);
    }

    @Test
    void of_nothing_there_are_figures_without_anything_in_them() {
        assertThat(Figures.of(List.of(), new Period(LocalDate.parse("2026-01-01"), LocalDate.parse("2026-01-31"))))
                .hasSize(Counted.values().length)
                .allMatch(Figure::isEmpty);
    }
}
