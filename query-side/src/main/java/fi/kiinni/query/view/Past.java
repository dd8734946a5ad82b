package fi.kiinni.query.view;

import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.AsEffectiveOn;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.InitiativeEvent.AdoptionDecided;
import fi.kiinni.initiative.InitiativeEvent.MovedToEverydayLife;
import fi.kiinni.initiative.InitiativeEvent.MovedToPilot;
import fi.kiinni.initiative.InitiativeEvent.MovedToStructures;
import fi.kiinni.initiative.InitiativeEvent.ReturnedToPhase;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.query.view.Overview.Folded;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Snapshots.Kept;
import fi.kiinni.query.view.Snapshots.Place;
import fi.kiinni.query.view.Timeline.Entry;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Initiatives as they were, folded from the log itself by the same function as the views. */
public final class Past {

    private final History history;
    private final Snapshots snapshots;
    private final JdbcClient jdbc;

    /** @param history as the views take it */
    Past(History history, Snapshots snapshots, JdbcClient jdbc) {
        this.history = history;
        this.snapshots = snapshots;
        this.jdbc = jdbc;
    }

    /**
     * How much of what was recorded counts: at most so many events, and none from the first on that was recorded later than that.
     * Clocks may be set back, but the events before a moment are always the first ones.
     *
     * @param version at least 1; absent: all
     * @param at absent: until now
     */
    public record Moment(@Nullable Long version, @Nullable Instant at) {

        public static final Moment NOW = new Moment(null, null);

        private boolean includes(Recorded recorded) {
            return (version == null || recorded.version() <= version)
                    && (at == null || !recorded.at().isAfter(at));
        }

        /** On which day a gate is looked at: the one asked for, else that of the instant, else that on which the version came. */
        private LocalDate day(Instant last, @Nullable LocalDate effectiveOn) {
            if (effectiveOn != null) {
                return effectiveOn;
            }
            @Nullable Instant moment = at == null && version != null ? last : at;
            return moment == null
                    ? LocalDate.now(Overview.HELSINKI)
                    : moment.atZone(Overview.HELSINKI).toLocalDate();
        }
    }

    /**
     * An initiative at a moment of recording.
     *
     * @param version of the last event that had been recorded, 0 if none had
     * @param life absent if nothing had been recorded, or nothing that was effective on the day asked for
     * @param day on which it is looked at
     */
    public record Then(long version, Optional<Life> life, LocalDate day) {

        public Optional<Whole> whole() {
            return life.map(Life::whole);
        }
    }

    /** @param effectiveOn leaves out what was so only after that day; absent: nothing is left out */
    public Then of(String initiative, Moment moment, @Nullable LocalDate effectiveOn) {
        @Nullable AsEffectiveOn only = effectiveOn == null ? null : new AsEffectiveOn(effectiveOn);
        Place place = Place.NONE;
        @Nullable Folded folded = null;
        if (only == null) {
            Optional<Kept> kept = snapshots.before(initiative, moment);
            place = kept.map(Kept::place).orElse(place);
            folded = kept.map(Kept::folded).orElse(null);
        }
        Iterator<Recorded> recorded = history.from(initiative, place.version())
                .takeWhile(moment::includes)
                .iterator();
        while (recorded.hasNext()) {
            Recorded next = recorded.next();
            place = Place.of(next);
            if (!next.isPassedOver()
                    && (only == null || only.includes(folded != null, (InitiativeEvent) next.event()))) {
                folded = Folded.evolve(folded, next);
            }
        }
        if (folded == null) {
            return new Then(place.version(), Optional.empty(), LocalDate.now(Overview.HELSINKI));
        }
        LocalDate day = moment.day(place.recordedAt(), effectiveOn);
        Item item = Item.of(initiative, folded, place.version(), place.recordedAt(), day);
        return new Then(
                place.version(),
                Optional.of(new Life(new Whole(item, place.position(), folded.state()), folded.course())),
                day);
    }

    /** Events that are told of those that would have changed a gate's answer. */
    private static final int TURNS = 10;

    /** The kinds of events by which something was decided. */
    private static final Set<Happening> DECIDING = Set.of(Happening.MOVES, Happening.DECISIONS);

    /**
     * What was known when something was decided, and what came later.
     *
     * @param gate out of the phase in which it was then
     * @param lacked what the gate lacked on that day, as far as was known
     * @param basis what else was known
     * @param supersededBy the version of the adoption decision that took its place
     * @param turns later events about what was so by that day and that would have changed the gate's answer, the first ten
     * @param hidden how many more there are
     */
    public record Decided(
            Entry decision,
            Gate gate,
            List<Requirement> lacked,
            Basis basis,
            @Nullable Long supersededBy,
            List<Turn> turns,
            long hidden) {}

    /**
     * A later event that would have changed a gate's answer.
     *
     * @param brought what would not have been missing
     * @param lost what would have been missing
     */
    public record Turn(Entry entry, List<Requirement> brought, List<Requirement> lost) {}

    /** Empty if by the event of that version nothing was decided; the start is no decision either. */
    public Optional<Decided> decided(String initiative, long version) {
        return version < 2
                ? Optional.empty()
                : history.from(initiative, version - 1)
                        .findFirst()
                        .filter(recorded -> recorded.version() == version
                                && !recorded.isPassedOver()
                                && DECIDING.stream()
                                        .anyMatch(kind -> kind.events().contains(recorded.name())))
                        .map(decision -> decided(initiative, decision));
    }

    private Decided decided(String initiative, Recorded decision) {
        @Nullable Initiative known = null;
        List<Recorded> later = new ArrayList<>();
        for (Recorded recorded : (Iterable<Recorded>) history.from(initiative, 0)::iterator) {
            if (recorded.isPassedOver()) {
                continue;
            }
            if (recorded.version() < decision.version()) {
                known = Initiative.evolve(known, (InitiativeEvent) recorded.event());
            } else if (recorded.version() > decision.version()) {
                later.add(recorded);
            }
        }
        Initiative state = Objects.requireNonNull(known);
        InitiativeEvent fact = (InitiativeEvent) decision.event();
        LocalDate day = fact.effectiveOn().lastDay();
        Gate gate = state.standing().phase().nextGate();
        Basis basis = Basis.of(state, fact, later);
        List<Requirement> lacked = Rules.CURRENT.missing(gate, state, day);
        List<Requirement> missing = lacked;
        List<Turn> turns = new ArrayList<>();
        long hidden = 0;
        for (Recorded recorded : later) {
            InitiativeEvent event = (InitiativeEvent) recorded.event();
            if (event.effectiveOn().firstDay().isAfter(day)) {
                continue;
            }
            state = Initiative.evolve(state, event);
            List<Requirement> then = Rules.CURRENT.missing(gate, state, day);
            if (!then.equals(missing)) {
                List<Requirement> before = missing;
                if (turns.size() < TURNS) {
                    turns.add(new Turn(
                            Entry.of(recorded),
                            before.stream().filter(one -> !then.contains(one)).toList(),
                            then.stream().filter(one -> !before.contains(one)).toList()));
                } else {
                    hidden++;
                }
                missing = then;
            }
        }
        return new Decided(Entry.of(decision), gate, lacked, basis, supersededBy(fact, later), turns, hidden);
    }

    private static @Nullable Long supersededBy(InitiativeEvent decision, List<Recorded> later) {
        return later.stream()
                .filter(recorded -> decision instanceof AdoptionDecided before
                        && recorded.event() instanceof AdoptionDecided after
                        && before.decision().equals(after.supersedes()))
                .map(Recorded::version)
                .findFirst()
                .orElse(null);
    }

    /** The version by which that adoption decision was taken. */
    public Optional<Long> version(String initiative, UUID decision) {
        return history.from(initiative, 0)
                .filter(recorded -> !recorded.isPassedOver()
                        && recorded.event() instanceof AdoptionDecided decided
                        && decided.decision().equals(decision))
                .map(Recorded::version)
                .findFirst();
    }

    /** The days on which anything that was recorded of it became effective, in their order. */
    public List<LocalDate> days(String initiative) {
        return history.from(initiative, 0)
                .filter(recorded -> !recorded.isPassedOver())
                .map(recorded ->
                        ((InitiativeEvent) recorded.event()).effectiveOn().firstDay())
                .distinct()
                .sorted()
                .toList();
    }

    /** The entries of the versions {@code from} to {@code to}, both included, as far as there are such, oldest first. */
    public List<Entry> between(String initiative, long from, long to) {
        return history.from(initiative, from - 1)
                .takeWhile(recorded -> recorded.version() <= to)
                .filter(recorded -> !recorded.isPassedOver())
                .map(Entry::of)
                .toList();
    }

    /**
     * Which events are looked for. What is absent does not matter.
     *
     * @param by the person who recorded it
     * @param event its stored name
     * @param recordedTo the last instant that counts
     * @param effectiveTo the last day that counts
     * @param kind of what happened
     * @param phase in which the initiative was when it was recorded
     * @param word that stands in one of its texts or in why it was done, in whatever case
     */
    public record Sought(
            @Nullable String by,
            @Nullable String event,
            @Nullable Instant recordedFrom,
            @Nullable Instant recordedTo,
            @Nullable LocalDate effectiveFrom,
            @Nullable LocalDate effectiveTo,
            @Nullable Happening kind,
            @Nullable Phase phase,
            @Nullable String word) {

        public static final Sought ANY = new Sought(null, null, null, null, null, null, null, null, null);

        /** The same, and of that kind, phase and word only. */
        public Sought of(@Nullable Happening ofKind, @Nullable Phase inPhase, @Nullable String withWord) {
            return new Sought(
                    by,
                    event,
                    recordedFrom,
                    recordedTo,
                    effectiveFrom,
                    effectiveTo,
                    ofKind,
                    inPhase,
                    withWord == null || withWord.isBlank() ? null : withWord.strip());
        }

        /** Of a period by the clock of effect. */
        public static Sought effective(LocalDate from, LocalDate to) {
            return new Sought(null, null, null, null, from, to, null, null, null);
        }

        /** What can be told without reading the event comes first. */
        private boolean includes(Recorded recorded) {
            return !recorded.isPassedOver()
                    && (by == null || by.equals(recorded.about("by")))
                    && (event == null
                            || event.equals(StoredEvents.of(recorded.message().getPayloadType())
                                    .value()))
                    && (recordedFrom == null || !recorded.at().isBefore(recordedFrom))
                    && (recordedTo == null || !recorded.at().isAfter(recordedTo))
                    && (kind == null || kind.events().contains(recorded.name()))
                    && isEffectiveThen(recorded)
                    && (word == null || hasWord(recorded, word.toLowerCase(Locale.ROOT)));
        }

        private static boolean hasWord(Recorded recorded, String small) {
            @Nullable String why = recorded.about("why");
            return (why != null && why.toLowerCase(Locale.ROOT).contains(small))
                    || hasWord(Documents.of(recorded.event()), small);
        }

        private static boolean hasWord(@Nullable Object value, String small) {
            return switch (value) {
                case String text -> text.toLowerCase(Locale.ROOT).contains(small);
                case Map<?, ?> map -> map.values().stream().anyMatch(inner -> hasWord(inner, small));
                case List<?> list -> list.stream().anyMatch(inner -> hasWord(inner, small));
                case null, default -> false;
            };
        }

        private boolean isEffectiveThen(Recorded recorded) {
            if (effectiveFrom == null && effectiveTo == null) {
                return true;
            }
            LocalDate day = ((InitiativeEvent) recorded.event()).effectiveOn().firstDay();
            return (effectiveFrom == null || !day.isBefore(effectiveFrom))
                    && (effectiveTo == null || !day.isAfter(effectiveTo));
        }
    }

    /** The first of the entries after that version that are sought, oldest first. */
    public List<Entry> find(String initiative, long afterVersion, Sought sought, int most) {
        Stream<Recorded> events = sought.phase() == null
                ? history.from(initiative, afterVersion)
                : within(sought.phase(), history.from(initiative, 0))
                        .filter(recorded -> recorded.version() > afterVersion);
        return events.filter(sought::includes).limit(most).map(Entry::of).toList();
    }

    /**
     * All of them, oldest first. The log is read as they are asked for, so that however many there are, few are held.
     *
     * @param read is given each event, sought or not, with its version, before what is sought of it and after is given
     */
    public Stream<Entry> all(String initiative, Sought sought, ObjLongConsumer<InitiativeEvent> read) {
        Stream<Recorded> events = history.from(initiative, 0)
                .filter(recorded -> !recorded.isPassedOver())
                .peek(recorded -> read.accept((InitiativeEvent) recorded.event(), recorded.version()));
        return (sought.phase() == null ? events : within(sought.phase(), events))
                .filter(sought::includes)
                .map(Entry::of);
    }

    /** Those that were recorded while the initiative was in that phase; what leads out of it is one of them. */
    private static Stream<Recorded> within(Phase phase, Stream<Recorded> events) {
        AtomicReference<Phase> at = new AtomicReference<>(Phase.DEVELOPMENT);
        return events.filter(recorded -> {
            boolean isWithin = at.get() == phase;
            if (!recorded.isPassedOver()) {
                at.set(
                        switch ((InitiativeEvent) recorded.event()) {
                            case MovedToPilot _ -> Phase.PILOT;
                            case MovedToStructures _ -> Phase.STRUCTURES;
                            case MovedToEverydayLife _ -> Phase.EVERYDAY_LIFE;
                            case ReturnedToPhase returned -> returned.phase();
                            default -> at.get();
                        });
            }
            return isWithin;
        });
    }

    /** What of these kinds was ever recorded of it, oldest first. */
    public List<InitiativeEvent> facts(String initiative, Set<Class<? extends InitiativeEvent>> kinds) {
        return history.from(initiative, 0)
                .filter(recorded -> !recorded.isPassedOver()
                        && kinds.contains(recorded.message().getPayloadType()))
                .map(recorded -> (InitiativeEvent) recorded.event())
                .toList();
    }

    /** What these versions, none of which is passed over, say; in their order. */
    public List<InitiativeEvent> facts(String initiative, Collection<Long> versions) {
        SortedSet<Long> wanted = new TreeSet<>(versions);
        List<InitiativeEvent> facts = new ArrayList<>();
        while (!wanted.isEmpty()) {
            for (Recorded recorded : history.of(initiative, wanted.first() - 1)) {
                if (wanted.remove(recorded.version())) {
                    facts.add((InitiativeEvent) recorded.event());
                }
            }
        }
        return facts;
    }

    /** The hashes by which the log chains these versions, in hexadecimal digits. */
    public Map<Long, String> hashes(String initiative, List<Long> versions) {
        Map<Long, String> hashes = new HashMap<>();
        jdbc.sql("SELECT sequence_number + 1, encode(hash, 'hex') FROM event"
                        + " WHERE aggregate_identifier = ? AND sequence_number = ANY (?)")
                .params(
                        initiative,
                        versions.stream().map(version -> version - 1).toArray(Long[]::new))
                .query(row -> {
                    hashes.put(row.getLong(1), row.getString(2));
                });
        return hashes;
    }
}
