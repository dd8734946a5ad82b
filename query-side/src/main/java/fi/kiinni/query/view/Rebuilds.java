package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import fi.kiinni.query.view.Digests.Told;
import fi.kiinni.query.view.Generations.Building;
import fi.kiinni.query.view.Generations.Digest;
import fi.kiinni.query.view.Generations.Generation;
import fi.kiinni.query.view.Generations.Outcome;
import fi.kiinni.query.view.Generations.Purpose;
import fi.kiinni.query.view.Generations.Retired;
import fi.kiinni.query.view.Generations.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds views anew while they are read: a generation beside the one that is read takes in the whole log; when it has come
 * as far, the two are compared, and then it is read instead. Any process may finish what another began.
 */
public final class Rebuilds {

    private static final Logger log = LoggerFactory.getLogger(Rebuilds.class);

    /** A process that has not finished comparing by then is taken for dead. */
    private static final Duration COMPARED_WITHIN = Duration.ofMinutes(10);

    private static final int TOLD = 10;

    /** For how long nothing has come before the digest is computed, the first time and later. */
    private static final Duration QUIET_AT_FIRST = Duration.ofSeconds(5);

    private static final Duration QUIET = Duration.ofMinutes(10);

    private static final Duration RATED_OVER = Duration.ofSeconds(20);

    private final Collection<String> views;
    private final Generations generations;
    private final DeadLetters letters;
    private final Supplier<List<Place>> places;
    private final LongSupplier head;
    private final MongoCollection<Document> tokens;
    private final Clock clock;
    private final Duration kept;
    private final MultiGauge positions;
    private final MultiGauge rates;
    private final MultiGauge numbers;
    private final Map<Place.Key, Deque<Sample>> samples = new ConcurrentHashMap<>();
    private final Map<String, Sample> resting = new HashMap<>();

    /**
     * @param places of each segment of each generation
     * @param kept for how long what was read before is still there, for readers in other processes who have not yet looked
     */
    Rebuilds(
            Collection<String> views,
            Generations generations,
            DeadLetters letters,
            Supplier<List<Place>> places,
            LongSupplier head,
            MongoCollection<Document> tokens,
            Clock clock,
            Duration kept,
            MeterRegistry meters) {
        this.views = new TreeSet<>(views);
        this.generations = generations;
        this.letters = letters;
        this.places = places;
        this.head = head;
        this.tokens = tokens;
        this.clock = clock;
        this.kept = kept;
        this.positions = MultiGauge.builder("kiinni.view.rebuild.position")
                .description("Place in the log up to which a segment of a view that is being rebuilt has come")
                .register(meters);
        this.rates = MultiGauge.builder("kiinni.view.rebuild.rate")
                .description("Places in the log that a segment of a view that is being rebuilt takes in")
                .baseUnit("1/s")
                .register(meters);
        this.numbers = MultiGauge.builder("kiinni.view.generation")
                .description("Generation of the view that is read")
                .register(meters);
    }

    /**
     * Where one segment of what is kept in a collection is.
     *
     * @param position in the log
     * @param loading if it is not there but has taken in as many events, of some aggregates all and of others none: how far that is
     */
    record Place(
            String collection,
            int segment,
            long position,
            @Nullable BulkLoadToken loading) {

        /** Up to where in the log everything is shown. */
        long whole() {
            return loading == null ? position : 0;
        }

        record Key(String collection, int segment) {}

        Key key() {
            return new Key(collection, segment);
        }
    }

    private record Sample(Instant at, long position) {}

    /**
     * How far a segment of a generation that is being built has come.
     *
     * @param position in the log; of aggregate after aggregate, where it would be after as many events
     * @param perSecond places in the log, lately; 0 before that is known
     * @param secondsLeft until it is where the log ended just now, at that rate; absent if that cannot be told
     */
    public record Segment(
            int segment,
            long position,
            long perSecond,
            @Nullable Long secondsLeft) {}

    /** What a generation that is being built is at. */
    public enum Stage {
        /** It has not come as far in the log as the one that is read. */
        FOLLOWS,
        /** It has, but could not follow more aggregates than that one: it is not put to use while its dead letters are there. */
        WAITS_FOR_DEAD_LETTERS,
        /** It has, and is compared with that one. */
        COMPARED
    }

    /**
     * How a view stands.
     *
     * @param position up to where in the log it shows everything
     * @param behind how far that is from the log's head
     * @param deadLetters aggregates that it could not follow
     * @param segments of what is being built
     * @param stage of what is being built
     * @param deadLettersOfBuilding aggregates that what is being built could not follow
     */
    public record Standing(
            String view,
            int generation,
            long position,
            long behind,
            long deadLetters,
            @Nullable Digest digest,
            @Nullable Building building,
            List<Segment> segments,
            @Nullable Stage stage,
            long deadLettersOfBuilding,
            @Nullable Outcome last) {

        /** The same, and of the documents that were not the same only those that may be told. */
        public Standing telling(Predicate<String> document) {
            return last == null
                    ? this
                    : new Standing(
                            view,
                            generation,
                            position,
                            behind,
                            deadLetters,
                            digest,
                            building,
                            segments,
                            stage,
                            deadLettersOfBuilding,
                            new Outcome(
                                    last.purpose(),
                                    last.number(),
                                    last.by(),
                                    last.before(),
                                    last.built(),
                                    last.differing().stream().filter(document).toList(),
                                    last.seconds()));
        }
    }

    public List<Standing> standings() {
        List<Place> all = places.get();
        long end = head.getAsLong();
        return views.stream().map(view -> standing(view, all, end)).toList();
    }

    private Standing standing(String view, List<Place> all, long end) {
        State state = generations.state(view);
        String read = generations.current(view).name();
        long position = position(read, all);
        @Nullable Building building = state.building();
        return new Standing(
                view,
                state.current(),
                position,
                Math.max(0, end - position),
                letters.count(read),
                state.digest(),
                building,
                building == null
                        ? List.of()
                        : all.stream()
                                .filter(place ->
                                        place.collection().equals(new Generation(view, building.number()).name()))
                                .map(place -> segment(place, end))
                                .toList(),
                building == null ? null : stage(view, building, all),
                building == null ? 0 : letters.count(new Generation(view, building.number()).name()),
                state.last());
    }

    private static long position(String collection, List<Place> all) {
        return all.stream()
                .filter(place -> place.collection().equals(collection))
                .mapToLong(Place::whole)
                .min()
                .orElse(0);
    }

    private Segment segment(Place place, long end) {
        Deque<Sample> seen = samples.getOrDefault(place.key(), new ArrayDeque<>());
        @Nullable Sample first = seen.peekFirst();
        long millis = first == null
                ? 0
                : Duration.between(first.at(), clock.instant()).toMillis();
        long rate = first == null || millis <= 0 ? 0 : (place.position() - first.position()) * 1000 / millis;
        long left = Math.max(0, end - place.position());
        return new Segment(
                place.segment(),
                place.position(),
                rate,
                left == 0 ? (Long) 0L : rate <= 0 ? null : (Long) (left / rate));
    }

    /**
     * Begins to build a generation.
     *
     * @return whether it was begun; not while another is built, or one that was read before is still kept
     */
    public boolean begin(String view, Purpose purpose, String by) {
        return generations.decide(
                view,
                state -> state.building() != null || state.retired() != null
                        ? state
                        : state.built(
                                new Building(state.latest() + 1, purpose, by, clock.instant(), null),
                                state.latest() + 1));
    }

    /** Gives up what is being built; what is read stays. */
    public boolean abandon(String view) {
        return generations.decide(view, state -> {
            @Nullable Building building = state.building();
            return building == null ? state : state.abandoned(building, clock.instant());
        });
    }

    public boolean has(String view) {
        return views.contains(view);
    }

    /** Takes note of how far what is being built has come. */
    void observe() {
        Instant now = clock.instant();
        List<Row<?>> where = new ArrayList<>();
        List<Row<?>> howFast = new ArrayList<>();
        List<Row<?>> which = new ArrayList<>();
        Set<Place.Key> seen = ConcurrentHashMap.newKeySet();
        boolean isBuilding =
                views.stream().anyMatch(view -> generations.state(view).building() != null);
        List<Place> all = isBuilding ? places.get() : List.of();
        long end = isBuilding ? head.getAsLong() : 0;
        for (String view : views) {
            State state = generations.state(view);
            which.add(Row.of(Tags.of("view", view), state.current()));
            @Nullable Building building = state.building();
            if (building == null) {
                continue;
            }
            String name = new Generation(view, building.number()).name();
            for (Place place : all) {
                if (place.collection().equals(name)) {
                    seen.add(place.key());
                    Deque<Sample> latest = samples.computeIfAbsent(place.key(), _ -> new ArrayDeque<>());
                    latest.addLast(new Sample(now, place.position()));
                    while (latest.size() > 2 && latest.getFirst().at().isBefore(now.minus(RATED_OVER))) {
                        latest.removeFirst();
                    }
                    Tags tags = Tags.of("view", view, "segment", Integer.toString(place.segment()));
                    where.add(Row.of(tags, place.position()));
                    howFast.add(Row.of(tags, segment(place, end).perSecond()));
                }
            }
        }
        samples.keySet().retainAll(seen);
        positions.register(where, true);
        rates.register(howFast, true);
        numbers.register(which, true);
    }

    /** Goes on with what has come to its end: compares, reads what was built from then on, throws away what was read before. */
    void finish() {
        List<Place> all = places.get();
        for (String view : views) {
            State state = generations.state(view);
            @Nullable Building building = state.building();
            @Nullable Retired retired = state.retired();
            if (building != null && stage(view, building, all) == Stage.COMPARED && claim(view, building)) {
                finish(view, building);
            }
            if (retired != null && retired.since().plus(kept).isBefore(clock.instant())) {
                clear(view, new Generation(view, retired.number()));
            }
            if (building == null && !isLoading(generations.current(view), all) && isQuiet(view, state, all)) {
                Generation read = generations.current(view);
                Digest digest = digest(read, Digests.of(generations.all(read)));
                generations.decide(view, now -> now.building() == null ? now.digested(digest) : now);
            }
        }
    }

    private static boolean isLoading(Generation generation, List<Place> all) {
        return all.stream().anyMatch(place -> place.collection().equals(generation.name()) && place.loading() != null);
    }

    /** Whether what the view holds can be told anew without being in anybody's way: nothing has come for a while. */
    private boolean isQuiet(String view, State state, List<Place> all) {
        Instant now = clock.instant();
        long position = position(generations.current(view).name(), all);
        @Nullable Sample last = resting.get(view);
        if (last == null || last.position() != position) {
            resting.put(view, new Sample(now, position));
            return false;
        }
        @Nullable Digest digest = state.digest();
        return (digest == null || digest.position() != position)
                && last.at().plus(digest == null ? QUIET_AT_FIRST : QUIET).isBefore(now);
    }

    private Stage stage(String view, Building building, List<Place> all) {
        String built = new Generation(view, building.number()).name();
        String read = generations.current(view).name();
        long position = position(built, all);
        return position == 0 || position < position(read, all)
                ? Stage.FOLLOWS
                : letters.count(built) > letters.count(read) ? Stage.WAITS_FOR_DEAD_LETTERS : Stage.COMPARED;
    }

    private boolean claim(String view, Building building) {
        Instant now = clock.instant();
        return generations.decide(view, state -> {
            @Nullable Building still = state.building();
            boolean isFree = still != null
                    && still.number() == building.number()
                    && (still.comparing() == null
                            || still.comparing().plus(COMPARED_WITHIN).isBefore(now));
            return isFree
                    ? state.built(
                            new Building(building.number(), building.purpose(), building.by(), building.since(), now),
                            building.number())
                    : state;
        });
    }

    private void finish(String view, Building building) {
        Generation read = generations.current(view);
        Generation built = new Generation(view, building.number());
        Compared compared = Compared.of(generations.all(read), generations.all(built));
        Outcome outcome = new Outcome(
                building.purpose(),
                building.number(),
                building.by(),
                digest(read, compared.read()),
                digest(built, compared.built()),
                compared.differing().stream().limit(TOLD).toList(),
                Duration.between(building.since(), clock.instant()).toSeconds());
        boolean isDone = generations.decide(view, state -> {
            @Nullable Building still = state.building();
            return still == null || still.number() != building.number()
                    ? state
                    : state.finished(still, outcome, clock.instant());
        });
        if (isDone) {
            log.info(
                    "View {}: generation {} was built in {} s and holds {}",
                    view,
                    building.number(),
                    outcome.seconds(),
                    outcome.isSame() ? "the same" : "something else");
        }
    }

    private Digest digest(Generation generation, SortedMap<String, Told> documents) {
        return new Digest(
                position(generation.name(), places.get()), documents.size(), Digests.of(documents), clock.instant());
    }

    private void clear(String view, Generation generation) {
        generations.all(generation).stream()
                .filter(collection -> collection.estimatedDocumentCount() > 0)
                .forEach(MongoCollection::drop);
        tokens.deleteMany(Filters.eq("processorName", generation.name()));
        letters.removeAll(generation.name());
        generations.decide(view, state -> state.retired() == null ? state : state.cleared());
    }
}
