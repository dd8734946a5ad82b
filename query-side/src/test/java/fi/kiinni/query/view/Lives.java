package fi.kiinni.query.view;

import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.query.view.Overview.Folded;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Timeline.Entry;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Initiatives as they are after some events. */
public final class Lives {

    private Lives() {}

    /** As it is known after all of the events, each of which was recorded an hour after the one before. */
    public static Lifeline.Of lifeline(String initiative, List<? extends InitiativeEvent> events) {
        return new Lifeline.Of(
                initiative, "sakky", initiative, events.size(), lifeline(Stories.recorded(initiative, events)));
    }

    /** The same; each was recorded so long after the first of January 2026. */
    public static Lifeline.Of lifeline(
            String initiative, List<? extends InitiativeEvent> events, IntFunction<Duration> after) {
        return new Lifeline.Of(
                initiative, "sakky", initiative, events.size(), lifeline(Stories.recorded(initiative, events, after)));
    }

    static Lifeline lifeline(List<Recorded> life) {
        @Nullable Folded folded = folded(life);
        return folded == null ? Lifeline.NONE : folded.lifeline();
    }

    private static @Nullable Folded folded(List<Recorded> life) {
        @Nullable Folded folded = null;
        for (Recorded recorded : life) {
            folded = Folded.evolve(folded, recorded);
        }
        return folded;
    }

    /** What the timeline says of them. */
    public static List<Entry> entries(List<? extends InitiativeEvent> events) {
        return Stories.recorded("i", events).stream().map(Entry::of).toList();
    }

    public static Life of(List<? extends InitiativeEvent> events) {
        List<Recorded> life = Stories.recorded("i", events);
        Folded folded = Objects.requireNonNull(folded(life));
        Recorded last = life.getLast();
        Item item = Item.of("i", folded, last.version(), last.at(), LocalDate.of(2026, 3, 2));
        return new Life(new Whole(item, last.position(), folded.state()), folded.course());
    }
}
