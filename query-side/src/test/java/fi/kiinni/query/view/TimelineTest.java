package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.*;
import fi.kiinni.query.view.Timeline.Clock;
import fi.kiinni.query.view.Timeline.Entry;
import fi.kiinni.query.view.Timeline.Page;
import fi.kiinni.query.view.Timeline.Wanted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final MongoServerInMemory SERVER = new MongoServerInMemory();

    private final MongoCollection<Document> collection = SERVER.newDatabase().getCollection("timeline");
    private final Timeline timeline = new Timeline(() -> collection);
    private long newest;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private void given(List<? extends InitiativeEvent> events) {
        Timeline.view(collection).project(Map.of("i", Stories.recorded("i", events)));
        newest = events.size();
    }

    private static CommentPosted comment(String date) {
        return new CommentPosted(new UUID(0, 0), "Kommentti", null, List.of(), BusinessDate.parse(date));
    }

    /** Every page, one after the other. */
    private List<Long> versions(@Nullable Happening happening, @Nullable String by, Clock clock, int most) {
        List<Long> all = new ArrayList<>();
        long after = 0;
        do {
            Page page = timeline.latest("i", newest, after, new Wanted(happening, by), clock, most);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(most);
            page.entries().stream().map(Entry::version).forEach(all::add);
            after = page.next();
        } while (after > 0);
        return all;
    }

    @Test
    void is_paged_from_what_was_recorded_last() {
        given(new Stories(3).life(135));
        assertThat(versions(null, null, Clock.RECORDED, 20))
                .isEqualTo(LongStream.rangeClosed(1, 135).boxed().toList().reversed());
        assertThat(timeline.latest("i", newest, 40, Wanted.ALL, Clock.RECORDED, 3)
                        .entries())
                .extracting(Entry::version)
                .containsExactly(39L, 38L, 37L);
    }

    @Test
    void is_paged_by_the_time_that_it_concerns_and_of_the_same_by_recording() {
        given(List.of(
                Stories.started("Työkykypassi"),
                comment("2016"),
                comment("2014-09-02"),
                comment("2015-12-31"),
                comment("2016-01-01"),
                comment("2014")));
        List<Long> byTime = List.of(5L, 2L, 4L, 3L, 1L, 6L);
        for (int most : new int[] {1, 2, 3, 6, 10}) {
            assertThat(versions(null, null, Clock.EFFECTIVE, most))
                    .as("pages of " + most)
                    .isEqualTo(byTime);
        }
        assertThat(versions(Happening.COMMENTS, null, Clock.EFFECTIVE, 2)).containsExactly(5L, 2L, 4L, 3L, 6L);
    }

    @Test
    void shows_one_kind_of_events_or_one_persons_alone() {
        List<InitiativeEvent> life = new Stories(9).life(120);
        given(life);
        for (Happening happening : Happening.values()) {
            List<Long> expected = LongStream.rangeClosed(1, 120)
                    .filter(version -> happening
                            .events()
                            .contains(
                                    StoredEvents.of(life.get((int) version - 1).getClass())
                                            .value()))
                    .boxed()
                    .toList()
                    .reversed();
            assertThat(versions(happening, null, Clock.RECORDED, 7)).isEqualTo(expected);
            assertThat(versions(happening, null, Clock.EFFECTIVE, 7)).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(versions(null, "koordinaattori", Clock.RECORDED, 50)).hasSize(120);
        assertThat(versions(null, "jasen", Clock.RECORDED, 50)).isEmpty();
    }

    @Test
    void stops_looking_after_a_while_and_says_where_to_go_on() {
        List<InitiativeEvent> life = new ArrayList<>(List.of(Stories.started("Työkykypassi")));
        life.add(new InitiativePaused("Kesä", BusinessDate.parse("2015")));
        while (life.size() < 2500) {
            life.add(comment("2014"));
        }
        given(life);

        Page first = timeline.latest("i", newest, 0, new Wanted(Happening.MOVES, null), Clock.RECORDED, 20);
        assertThat(first.entries()).isEmpty();
        assertThat(first.next()).isBetween(1L, 501L);
        assertThat(versions(Happening.MOVES, null, Clock.RECORDED, 20)).containsExactly(2L, 1L);

        Page byTime = timeline.latest("i", newest, 0, Wanted.ALL, Clock.EFFECTIVE, 20);
        assertThat(byTime.looked()).isEqualTo(2000);
    }

    @Test
    void tells_every_kind_of_event_apart_once() {
        assertThat(Arrays.stream(Happening.values()).flatMap(one -> one.events().stream()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(InitiativeEvent.class.getPermittedSubclasses())
                        .map(event -> StoredEvents.of(event).value())
                        .toList());
    }
}
