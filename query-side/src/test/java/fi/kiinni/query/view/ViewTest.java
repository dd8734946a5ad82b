package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.AdoptionChoice;
import fi.kiinni.initiative.FactorDomain;
import fi.kiinni.initiative.FactorKind;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.view.Overview.NextGate;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.strategy.Goal;
import fi.kiinni.strategy.StrategyEvent.StrategyPublished;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {

    private static final MongoServerInMemory SERVER = new MongoServerInMemory();
    private static final BusinessDate TODAY = BusinessDate.parse("2026-03-01");
    private static final History NONE = (_, _) -> List.of();

    private final MongoDatabase database = SERVER.newDatabase();
    private final Overview overview = new Overview(() -> database.getCollection("overview"));
    private final Timeline timeline = new Timeline(() -> database.getCollection("timeline"));
    private final View overviewWrites =
            overview.view(database.getCollection("overview"), database.getCollection("snapshots"), NONE);
    private final View timelineWrites = Timeline.view(database.getCollection("timeline"));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private void given(InitiativeEvent... events) {
        Map<String, List<Recorded>> recorded = Map.of("i", Stories.recorded("i", List.of(events)));
        overviewWrites.project(recorded);
        timelineWrites.project(recorded);
    }

    private Overview.Whole whole() {
        return overview.find("i").orElseThrow();
    }

    @Nested
    class AnOverview {

        @Test
        void shows_the_state_and_where_it_is_in_the_log() {
            given(Stories.started("Työkykypassi"), new CurrentStateMapped("Hajanaista", TODAY));

            assertThat(whole().item().title()).isEqualTo("Työkykypassi");
            assertThat(whole().item().phase()).isEqualTo(Phase.DEVELOPMENT);
            assertThat(whole().item().status()).isEqualTo(Status.ACTIVE);
            assertThat(whole().item().version()).isEqualTo(2);
            assertThat(whole().item().since()).isEqualTo(BusinessDate.parse("2014-09"));
            assertThat(whole().position()).isEqualTo(1007);
            assertThat(whole().item().lastActivity()).isEqualTo(Instant.parse("2026-01-01T10:00:00.001Z"));
            assertThat(whole().state().description().currentState()).isEqualTo("Hajanaista");
        }

        @Test
        void names_everything_that_the_next_gate_lacks_and_what_was_waived() {
            given(
                    Stories.started("Työkykypassi"),
                    new RequirementWaived(Gate.PILOT, Requirement.LIVE_MEASURE, "Ei tiedossa", TODAY));

            assertThat(whole().item().nextGate())
                    .isEqualTo(new NextGate(
                            Gate.PILOT,
                            1,
                            List.of(
                                    Requirement.TARGET_STATE,
                                    Requirement.CURRENT_STATE,
                                    Requirement.MIRROR_OF_DEVELOPMENT,
                                    Requirement.PILOT_PLANNED,
                                    Requirement.PILOT_DECISION_GO),
                            List.of(Requirement.LIVE_MEASURE),
                            Map.of()));
        }

        @Test
        void looks_through_the_gate_of_the_phase_in_which_it_is() {
            given(Stories.started("Työkykypassi"), new MovedToPilot(1, TODAY));

            assertThat(whole().item().phase()).isEqualTo(Phase.PILOT);
            assertThat(whole().item().nextGate())
                    .isEqualTo(new NextGate(
                            Gate.STRUCTURES,
                            1,
                            List.of(
                                    Requirement.MEASURE_FOLLOWED_IN_PILOT,
                                    Requirement.PILOT_WORKS,
                                    Requirement.OPERATING_MODEL,
                                    Requirement.FACTOR_IDENTIFIED,
                                    Requirement.MIRROR_OF_PILOT),
                            List.of(),
                            Map.of()));
        }

        @Test
        void misses_an_adoption_until_the_day_from_which_it_is_in_force() {
            BusinessDate tomorrow =
                    BusinessDate.of(LocalDate.now(ZoneId.of("Europe/Helsinki")).plusDays(1));
            given(
                    Stories.started("Työkykypassi"),
                    new MovedToStructures(1, TODAY),
                    new AdoptionDecided(
                            new UUID(1, 1),
                            AdoptionChoice.ADOPT,
                            List.of(),
                            "Tulokset riittävät",
                            List.of(),
                            "Johtoryhmä",
                            null,
                            TODAY,
                            tomorrow,
                            null,
                            List.of(),
                            null,
                            null,
                            null));

            NextGate today = whole().item().nextGate();
            assertThat(today.missing()).contains(Requirement.ADOPTION_IN_FORCE);
            assertThat(today.metFrom()).isEqualTo(Map.of(Requirement.ADOPTION_IN_FORCE, tomorrow));
            NextGate then = today.on(tomorrow.firstDay());
            assertThat(then.metFrom()).isEmpty();
        }

        @Test
        void that_a_stale_writer_left_behind_is_folded_again_from_the_log() {
            List<Recorded> life = Stories.recorded("i", new Stories(5).life(20));
            View view = overview.view(
                    database.getCollection("overview"),
                    database.getCollection("snapshots"),
                    (_, after) -> life.stream()
                            .filter(recorded -> recorded.version() > after)
                            .toList());
            view.project(Map.of("i", life.subList(0, 10)));

            view.project(Map.of("i", life.subList(15, 16)));

            assertThat(whole().item().version()).isEqualTo(16);
            assertThat(whole().state()).isEqualTo(fold(life.subList(0, 16)));
        }

        @Test
        void is_written_when_what_is_on_its_way_has_come() {
            List<Recorded> life = Stories.recorded("i", new Stories(8).life(30));
            overviewWrites.project(Map.of("i", life.subList(0, 10)), "i");
            overviewWrites.project(Map.of("i", life.subList(10, 20)), "i");
            assertThat(overview.version("i")).isZero();

            overviewWrites.project(Map.of("i", life.subList(20, 25)), "j");
            assertThat(whole().state()).isEqualTo(fold(life.subList(0, 25)));

            overviewWrites.project(Map.of("i", life.subList(25, 28)), "i");
            overviewWrites.project(Map.of("i", life.subList(25, 30)));
            assertThat(whole().state()).isEqualTo(fold(life));
        }

        @Test
        void is_as_another_process_has_written_it() {
            List<Recorded> life = Stories.recorded("i", new Stories(6).life(30));
            overviewWrites.project(Map.of("i", life.subList(0, 10)));
            Overview another = new Overview(() -> database.getCollection("overview"));

            another.view(database.getCollection("overview"), database.getCollection("snapshots"), NONE)
                    .project(Map.of("i", life.subList(10, 20)));
            assertThat(whole().state()).isEqualTo(fold(life.subList(0, 20)));

            overviewWrites.project(Map.of("i", life.subList(15, 30)));
            assertThat(whole().state()).isEqualTo(fold(life));
            assertThat(another.find("i").orElseThrow()).isEqualTo(whole());
        }

        @Test
        void is_listed_by_provider_phase_status_and_part_of_the_title_latest_activity_first() {
            overviewWrites.project(Map.of(
                    "a", Stories.recorded("a", List.of(Stories.started("Työkykypassi"))),
                    "b", Stories.recorded("b", List.of(Stories.started("Liikunta"), new MovedToPilot(1, TODAY))),
                    "c",
                            Stories.recorded(
                                    "c",
                                    List.of(
                                            Stories.started("Kotihoito"),
                                            new InitiativePaused("Kesä", TODAY),
                                            new CurrentStateMapped("x", TODAY)))));

            assertThat(listed(null, null, null)).containsExactly("c", "b", "a");
            assertThat(listed(Phase.PILOT, null, null)).containsExactly("b");
            assertThat(listed(null, Status.PAUSED, null)).containsExactly("c");
            assertThat(listed(null, null, "TYÖKYKY")).containsExactly("a");
            assertThat(overview.list(new Overview.Wanted(List.of("raseko"), null, null, null)))
                    .isEmpty();
        }

        private List<String> listed(@Nullable Phase phase, @Nullable Status status, @Nullable String q) {
            return overview.list(new Overview.Wanted(List.of("sakky"), phase, status, q)).stream()
                    .map(Overview.Item::initiative)
                    .toList();
        }
    }

    @Nested
    class ATimeline {

        @Test
        void tells_what_happened_by_whom_and_when() {
            given(Stories.started("Työkykypassi"), new InitiativePaused("Kesätauko", BusinessDate.parse("2015")));

            assertThat(timeline.between("i", 2, 2))
                    .containsExactly(new Entry(
                            "InitiativePaused",
                            2,
                            1007,
                            Instant.parse("2026-01-01T10:00:00.001Z"),
                            BusinessDate.parse("2015"),
                            "koordinaattori",
                            "COORDINATOR",
                            null,
                            null,
                            "Whatever",
                            Map.of("reason", "Kesätauko", "effectiveOn", "2015")));
        }

        @Test
        void can_be_paged_through_however_long_it_is() {
            List<Recorded> life = Stories.recorded("i", new Stories(7).life(1234));
            timelineWrites.project(Map.of("i", life));

            assertThat(timeline.between("i", 49, 248))
                    .extracting(Entry::version)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(49, 248).boxed().toList());
            assertThat(timeline.between("i", 1201, 1400)).hasSize(34);
            assertThat(timeline.between("i", 2000, 2100)).isEmpty();
            assertThat(timeline.has("i", 1234)).isTrue();
            assertThat(timeline.has("i", 1235)).isFalse();
            assertThat(timeline.has("unknown", 1)).isFalse();
        }
    }

    @Nested
    class AStrategy {

        private final Strategies strategies = new Strategies(() -> database.getCollection("strategy"));

        @Test
        void shows_every_version_that_was_published() {
            Goal goal = new Goal(UUID.randomUUID(), "Hyvinvoiva opiskelija");
            View view = Strategies.view(database.getCollection("strategy"), NONE);
            List<Recorded> events = List.of(published(1, goal), published(2, goal));

            view.project(Map.of("sakky", events.subList(0, 1)));
            view.project(Map.of("sakky", events));
            view.project(Map.of("sakky", events.subList(0, 1)));

            assertThat(strategies.of("sakky").version()).isEqualTo(2);
            assertThat(strategies
                            .of("sakky")
                            .strategy()
                            .version(2)
                            .orElseThrow()
                            .goals())
                    .containsExactly(goal);
            assertThat(strategies.of("raseko").version()).isZero();
        }

        private Recorded published(int version, Goal goal) {
            return new Recorded(
                    new GenericDomainEventMessage<>(
                            "Strategy",
                            "sakky",
                            version - 1,
                            new StrategyPublished(version, "Strategia", TODAY, TODAY, List.of(goal), TODAY)),
                    version);
        }
    }

    @Nested
    class AnyView {

        @Test
        void is_tried_with_every_kind_of_event() {
            assertThat(LongStream.rangeClosed(1, 8).boxed().flatMap(seed -> new Stories(seed).life(120).stream()))
                    .<Class<?>>map(InitiativeEvent::getClass)
                    .contains(InitiativeEvent.class.getPermittedSubclasses());
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void that_is_shown_anything_twice_is_the_same_as_once(long seed) {
            Map<String, List<Recorded>> life = Map.of("i", Stories.recorded("i", new Stories(seed).life(120)));
            Map<String, List<Recorded>> middle =
                    Map.of("i", life.values().iterator().next().subList(40, 80));
            overviewWrites.project(life);
            timelineWrites.project(life);
            List<String> once = contents(database);

            for (Map<String, List<Recorded>> again : List.of(middle, life)) {
                overviewWrites.project(again);
                timelineWrites.project(again);
                assertThat(contents(database)).isEqualTo(once);
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
        void that_grew_in_steps_is_byte_for_byte_the_one_that_is_rebuilt(long seed) {
            Random steps = new Random(seed);
            List<Recorded> life = Stories.recorded("i", new Stories(seed).life(150));
            int done = 0;
            while (done < life.size()) {
                // A step begins again a little before where the last one ended, as after a crash.
                int from = Math.max(0, done - steps.nextInt(5));
                done = Math.min(life.size(), done + 1 + steps.nextInt(20));
                overviewWrites.project(Map.of("i", life.subList(from, done)));
                timelineWrites.project(Map.of("i", life.subList(from, done)));
            }

            MongoDatabase rebuilt = SERVER.newDatabase();
            new Overview(() -> rebuilt.getCollection("overview"))
                    .view(rebuilt.getCollection("overview"), rebuilt.getCollection("snapshots"), NONE)
                    .project(Map.of("i", life));
            Timeline.view(rebuilt.getCollection("timeline")).project(Map.of("i", life));

            assertThat(contents(database)).isEqualTo(contents(rebuilt));
            assertThat(whole().state()).isEqualTo(fold(life));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void a_state_becomes_bytes_and_back_without_loss_however_large_it_is(long seed) {
        Initiative state = fold(Stories.recorded("i", new Stories(seed).life(200)));
        Set<Byte> beginnings = new HashSet<>();
        for (Initiative one : List.of(
                state, Initiative.evolve(state, new CurrentStateMapped("Työkykypassi. ".repeat(100_000), TODAY)))) {
            Binary packed = Documents.packed(one);
            beginnings.add(packed.getData()[0]);
            assertThat(packed.length()).isLessThan(1 << 20);
            Initiative back = Documents.unpacked(Initiative.class, packed);
            assertThat(back).isEqualTo(one);
            // Equal maps may differ in order.
            assertThat(back).hasToString(one.toString());
        }
        assertThat(beginnings).as("plain and compressed").hasSize(2);
    }

    @Test
    void of_a_record_nothing_is_kept_but_what_it_is_made_of() {
        Initiative.Factor factor =
                new Initiative.Factor(FactorKind.HINDERING, FactorDomain.INDIVIDUALS, "Kiire", -2, null, TODAY);

        assertThat(Documents.of(factor)).containsOnlyKeys("kind", "domain", "description", "strength", "effectiveOn");
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25})
    void a_state_becomes_a_document_and_back_without_loss(long seed) {
        Stories stories = new Stories(seed);
        for (int life = 0; life < 40; life++) {
            Initiative state = fold(Stories.recorded("i", stories.life(60)));
            Initiative back = Documents.as(Initiative.class, Documents.of(state));
            assertThat(back).isEqualTo(state);
            // Equal maps may differ in order.
            assertThat(back).hasToString(state.toString());
        }
    }

    private static Initiative fold(List<Recorded> life) {
        @Nullable Initiative state = null;
        for (Recorded recorded : life) {
            state = Initiative.evolve(state, (InitiativeEvent) recorded.event());
        }
        return Objects.requireNonNull(state);
    }

    private static List<String> contents(MongoDatabase database) {
        List<String> all = new ArrayList<>(MongoServerInMemory.contents(database.getCollection("overview")));
        all.addAll(MongoServerInMemory.contents(database.getCollection("snapshots")));
        all.addAll(MongoServerInMemory.contents(database.getCollection("timeline")));
        return all;
    }
}
