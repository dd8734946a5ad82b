package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.initiative.Language;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Rules;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.view.Snapshots.Days;
import fi.kiinni.query.view.Snapshots.Recordings;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Every initiative as it stands, with what its next gate lacks. */
public final class Overview {

    static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** Documents that a query brings at once; by default a server sends the first hundred alone. */
    static final int BATCH = 10_000;

    private static final List<String> FIELDS =
            List.of("provider", "title", "phase", "status", "language", "version", "since", "lastActivity", "nextGate");

    static final String NAME = "overview";

    /** What the events add up to, in bytes, but for the turns of its life. */
    private static final String FOLDED = "folded";

    /** The turns of its life, in bytes. */
    private static final String LIFELINE = "lifeline";

    private static final Bson HEADER = Projections.fields(Projections.include(FIELDS), Projections.include("position"));

    private final Supplier<MongoCollection<Document>> collection;
    private final Map<String, Latest<Folded>> latest = new ConcurrentHashMap<>();
    private final Kept<Card> cards = new Kept<>();
    private final Kept<Item> items = new Kept<>();
    private final Kept<Leaning> leaning = new Kept<>();
    private final Kept<Recordings> recordings = new Kept<>();
    private final Kept<Lifeline.Of> lifelines = new Kept<>();

    /** @param collection that is read */
    Overview(Supplier<MongoCollection<Document>> collection) {
        this.collection = collection;
    }

    /**
     * The door out of the phase.
     *
     * @param to the gate's name
     * @param missing requirements that are neither met nor waived; empty: the gate is open
     * @param metFrom those that are met from a day to come, with that day; until then they are missing as well
     */
    public record NextGate(
            Gate to,
            int rulesVersion,
            List<Requirement> missing,
            List<Requirement> waived,
            Map<Requirement, BusinessDate> metFrom) {

        /** What no day matters for; a view may not ask which day it is. */
        private static NextGate of(Initiative state, Course course) {
            Gate gate = state.standing().phase().nextGate();
            Map<Requirement, BusinessDate> metFrom = new EnumMap<>(Requirement.class);
            course.missingSince().forEach((requirement, missing) -> {
                if (missing.until() != null) {
                    metFrom.put(requirement, missing.until());
                }
            });
            return new NextGate(
                    gate,
                    Rules.CURRENT.version(),
                    List.copyOf(course.lacking()),
                    state.waivers().isEmpty()
                            ? List.of()
                            : Rules.CURRENT.of(gate).stream()
                                    .filter(requirement -> state.isWaived(gate, requirement))
                                    .toList(),
                    metFrom);
        }

        /** As {@link Documents#of} has it, in a fraction of the time: it is written for each day of each initiative. */
        private Document document() {
            Document from = new Document();
            metFrom.forEach((requirement, day) -> from.append(requirement.name(), day.toString()));
            return new Document("to", to.name())
                    .append("rulesVersion", rulesVersion)
                    .append("missing", missing.stream().map(Requirement::name).toList())
                    .append("waived", waived.stream().map(Requirement::name).toList())
                    .append("metFrom", from);
        }

        /** The same as it is on that day. */
        public NextGate on(LocalDate day) {
            Map<Requirement, BusinessDate> ahead = new EnumMap<>(Requirement.class);
            metFrom.forEach((requirement, from) -> {
                if (from.isAfter(day)) {
                    ahead.put(requirement, from);
                }
            });
            return new NextGate(
                    to,
                    rulesVersion,
                    Rules.CURRENT.of(to).stream()
                            .filter(requirement -> missing.contains(requirement) || ahead.containsKey(requirement))
                            .toList(),
                    waived,
                    ahead);
        }
    }

    /** An initiative in a list. */
    public record Item(
            String initiative,
            String provider,
            String title,
            Phase phase,
            Status status,
            Language language,
            long version,
            BusinessDate since,
            Instant lastActivity,
            NextGate nextGate) {

        Item on(LocalDate day) {
            return nextGate.metFrom().isEmpty()
                    ? this
                    : new Item(
                            initiative,
                            provider,
                            title,
                            phase,
                            status,
                            language,
                            version,
                            since,
                            lastActivity,
                            nextGate.on(day));
        }

        /** @param day on which the gate is looked at */
        static Item of(String initiative, Folded folded, long version, Instant lastActivity, LocalDate day) {
            Initiative state = folded.state;
            return new Item(
                    initiative,
                    state.provider(),
                    state.description().title(),
                    state.standing().phase(),
                    state.standing().status(),
                    state.language(),
                    version,
                    state.standing().since(),
                    lastActivity,
                    NextGate.of(state, folded.course).on(day));
        }
    }

    /** An initiative with the whole of its state. */
    public record Whole(Item item, long position, Initiative state) {}

    /** The same with how it came to be so. */
    public record Life(Whole whole, Course course) {}

    /** @param q part of the title, in whatever case */
    public record Wanted(
            Collection<String> providers,
            @Nullable Phase phase,
            @Nullable Status status,
            @Nullable String q) {

        /** Those of them that are wanted, as they are on that day, the latest activity first. */
        List<Item> of(Stream<Item> items, LocalDate day) {
            @Nullable String part = q == null ? null : q.strip().toLowerCase(Locale.ROOT);
            return items.filter(item -> phase == null || item.phase() == phase)
                    .filter(item -> status == null || item.status() == status)
                    .filter(item -> part == null
                            || item.title().toLowerCase(Locale.ROOT).contains(part))
                    .sorted(Comparator.comparing(Item::lastActivity).reversed().thenComparing(Item::initiative))
                    .map(item -> item.on(day))
                    .toList();
        }
    }

    /** @param snapshots what is kept of the past is written there */
    View view(MongoCollection<Document> into, MongoCollection<Document> snapshots, History history) {
        // Of what is neither read nor written from now on, nothing has to be kept.
        latest.keySet().retainAll(List.of(name(collection.get()), name(into)));
        return new Fold<>(
                InitiativeEvent.class,
                Folded::evolve,
                Folded::document,
                latest(into),
                into,
                history,
                Snapshots::of,
                snapshots);
    }

    private Latest<Folded> latest(MongoCollection<Document> of) {
        return latest.computeIfAbsent(name(of), _ -> new Latest<>(of, Overview::folded));
    }

    private static String name(MongoCollection<Document> collection) {
        return collection.getNamespace().getCollectionName();
    }

    /** What an initiative's events add up to. */
    record Folded(Initiative state, Course course, Mentions mentions, Days days, Lifeline lifeline) {

        static Folded evolve(@Nullable Folded before, Recorded recorded) {
            @Nullable Initiative was = before == null ? null : before.state;
            Initiative state = Initiative.evolve(was, (InitiativeEvent) recorded.event());
            Course course = Course.evolve(before == null ? null : before.course, was, state, recorded);
            Days days = Days.after(before == null ? null : before.days, recorded);
            return new Folded(
                    state,
                    course,
                    (before == null ? Mentions.NONE : before.mentions).after(recorded),
                    days,
                    Lifeline.evolve(
                            before == null ? null : before.lifeline,
                            was,
                            state,
                            before == null ? Set.of() : before.course.lacking(),
                            course.lacking(),
                            recorded,
                            days.latest()));
        }

        Document document() {
            Document document = listed();
            document.putAll(Desk.fields(state, Task.of(state, course, mentions)));
            return document.append("mirrors", Documents.of(state.mirrors()))
                    .append(Recordings.FIELD, days.sinceEpoch())
                    .append(LIFELINE, Documents.packed(lifeline))
                    .append(FOLDED, Documents.packed(with(Lifeline.NONE)));
        }

        private Folded with(Lifeline turns) {
            return new Folded(state, course, mentions, days, turns);
        }

        /** What lists and the board need. */
        Document listed() {
            Document document = header(state, course);
            document.putAll(Card.fields(state, course));
            return document;
        }
    }

    private static Folded folded(Document document) {
        return Documents.unpacked(Folded.class, Documents.required(document, FOLDED, Binary.class))
                .with(turns(document));
    }

    private static Lifeline turns(Document document) {
        return Documents.unpacked(Lifeline.class, Documents.required(document, LIFELINE, Binary.class));
    }

    private static Document header(Initiative state, Course course) {
        return new Document("provider", state.provider())
                .append("title", state.description().title())
                .append("phase", state.standing().phase().name())
                .append("status", state.standing().status().name())
                .append("language", state.language().name())
                .append("since", state.standing().since().toString())
                .append("nextGate", NextGate.of(state, course).document());
    }

    public Optional<Whole> find(String initiative) {
        return find(initiative, Overview::whole);
    }

    /** The same, if the actor may see it. */
    public Optional<Whole> find(String initiative, Actor actor) {
        return find(initiative).filter(whole -> maySee(actor, whole));
    }

    /** With how it came to be so, if the actor may see it. */
    public Optional<Life> life(String initiative, Actor actor) {
        return find(initiative, (document, folded) -> new Life(whole(document, folded), folded.course()))
                .filter(life -> maySee(actor, life.whole()));
    }

    private <T> Optional<T> find(String initiative, BiFunction<Document, Folded, T> read) {
        MongoCollection<Document> from = collection.get();
        Latest<Folded> kept = latest(from);
        return document(from, initiative, HEADER).flatMap(header -> {
            @Nullable Folded folded = kept.of(initiative, Documents.required(header, "version", Long.class));
            return folded != null
                    ? Optional.of(read.apply(header, folded))
                    : document(from, initiative, new Document()).map(whole -> read.apply(whole, kept.hold(whole)));
        });
    }

    private static Optional<Document> document(MongoCollection<Document> from, String initiative, Bson projection) {
        return Optional.ofNullable(
                from.find(Filters.eq("_id", initiative)).projection(projection).first());
    }

    private static boolean maySee(Actor actor, Whole whole) {
        return Visible.providers(actor).contains(whole.item().provider());
    }

    private static Whole whole(Document document, Folded folded) {
        return new Whole(item(document), Documents.required(document, "position", Long.class), folded.state());
    }

    /** The version that can be seen; 0 if the initiative cannot. */
    public long version(String initiative) {
        @Nullable
        Document document = collection
                .get()
                .find(Filters.eq("_id", initiative))
                .projection(Projections.include("version"))
                .first();
        return document == null ? 0 : Documents.required(document, "version", Long.class);
    }

    /** Latest activity first. */
    public List<Item> list(Wanted wanted) {
        return wanted.of(kept(items, wanted.providers(), Overview::items).stream(), LocalDate.now(HELSINKI));
    }

    private static List<Item> items(MongoCollection<Document> collection, String provider) {
        List<Item> found = new ArrayList<>();
        collection
                .find(Filters.eq("provider", provider))
                .projection(Projections.include(FIELDS))
                .batchSize(BATCH)
                .forEach(document -> found.add(undated(document)));
        return found;
    }

    /**
     * Everything for the board, in no order.
     *
     * @param words each of which is in the title, the need or a theme; all of them if there are none
     */
    public List<Card> cards(Collection<String> providers, List<String> words) {
        return kept(cards, providers, Overview::cards).stream()
                .filter(card -> card.has(words))
                .toList();
    }

    private static List<Card> cards(MongoCollection<Document> collection, String provider) {
        List<Card> found = new ArrayList<>();
        collection
                .find(Filters.eq("provider", provider))
                .projection(Projections.include(Card.FIELDS))
                .batchSize(BATCH)
                .forEach(document -> found.add(Card.of(document)));
        return found;
    }

    /** Adding up is far cheaper than bringing what is added up; and adding up everything, than looking whose each is first. */
    private <T> List<T> kept(
            Kept<T> kept, Collection<String> providers, BiFunction<MongoCollection<Document>, String, List<T>> read) {
        List<T> all = new ArrayList<>();
        MongoCollection<Document> from = collection.get();
        from.aggregate(List.of(Aggregates.group("$provider", Accumulators.sum("versions", "$version"))))
                .forEach(sum -> {
                    String provider = Documents.required(sum, "_id", String.class);
                    if (providers.contains(provider)) {
                        all.addAll(kept.of(
                                provider, name(from) + "/" + sum.get("versions"), () -> read.apply(from, provider)));
                    }
                });
        return all;
    }

    /** Whether there is one for the actor, without looking at what is on it. */
    public boolean hasDesk(Actor actor) {
        return actor.provider() != null
                && collection
                                .get()
                                .find(Filters.and(Filters.eq("provider", actor.provider()), Desk.concerns(actor)))
                                .projection(Projections.include("_id"))
                                .first()
                        != null;
    }

    /** What the initiatives of the actor's own provider wait for the actor to do, in no order. */
    public List<Desk> desks(Actor actor) {
        if (actor.provider() == null) {
            return List.of();
        }
        List<Desk> desks = new ArrayList<>();
        collection
                .get()
                .find(Filters.and(Filters.eq("provider", actor.provider()), Desk.concerns(actor)))
                .projection(Projections.include(Desk.FIELDS))
                .batchSize(BATCH)
                .forEach(document -> desks.add(Desk.of(document, actor)));
        desks.removeIf(desk -> desk.tasks().isEmpty());
        return desks;
    }

    /** Those of the provider that lean on its strategy, in no order; what was stopped leans on nothing any more. */
    public List<Leaning> leaning(String provider) {
        return kept(leaning, List.of(provider), (from, one) -> {
            List<Leaning> found = new ArrayList<>();
            from.find(Filters.and(Filters.eq("provider", one), Filters.ne("status", Status.STOPPED.name())))
                    .projection(Projections.include(Leaning.FIELDS))
                    .batchSize(BATCH)
                    .forEach(document -> Leaning.of(document).ifPresent(found::add));
            return found;
        });
    }

    /** The life of an initiative. */
    public Optional<Lifeline.Of> lifeline(String initiative) {
        return find(initiative, (document, folded) -> lifeline(document, folded.lifeline()));
    }

    private static Lifeline.Of lifeline(Document document, Lifeline lifeline) {
        return new Lifeline.Of(
                Documents.required(document, "_id", String.class),
                Documents.required(document, "provider", String.class),
                Documents.required(document, "title", String.class),
                Documents.required(document, "version", Long.class),
                lifeline);
    }

    /** The lives of all initiatives of the providers, in the order of their ids. */
    public List<Lifeline.Of> lifelines(Collection<String> providers) {
        return kept(lifelines, providers, (from, provider) -> {
            List<Lifeline.Of> found = new ArrayList<>();
            from.find(Filters.eq("provider", provider))
                    .projection(Projections.include("provider", "title", "version", LIFELINE))
                    .batchSize(BATCH)
                    .forEach(document -> found.add(lifeline(document, turns(document))));
            found.sort(Comparator.comparing(Lifeline.Of::initiative));
            return found;
        });
    }

    /** When anything of those of the providers was recorded, in no order. */
    List<Recordings> recorded(Collection<String> providers) {
        return kept(recordings, providers, (from, provider) -> {
            List<Recordings> found = new ArrayList<>();
            from.find(Filters.eq("provider", provider))
                    .projection(Projections.include(Recordings.FIELD))
                    .batchSize(BATCH)
                    .forEach(document -> found.add(Recordings.of(document)));
            return found;
        });
    }

    /** How many initiatives stand where. */
    Map<Standing, Long> count() {
        return collection
                .get()
                .find()
                .projection(Projections.include("phase", "status"))
                .into(new ArrayList<>())
                .stream()
                .collect(Collectors.groupingBy(
                        document -> new Standing(
                                Documents.required(document, "phase", String.class),
                                Documents.required(document, "status", String.class)),
                        Collectors.counting()));
    }

    record Standing(String phase, String status) {}

    private static Item item(Document document) {
        return undated(document).on(LocalDate.now(HELSINKI));
    }

    static Item undated(Document document) {
        return new Item(
                Documents.required(document, "_id", String.class),
                Documents.required(document, "provider", String.class),
                Documents.required(document, "title", String.class),
                Phase.valueOf(Documents.required(document, "phase", String.class)),
                Status.valueOf(Documents.required(document, "status", String.class)),
                Language.valueOf(Documents.required(document, "language", String.class)),
                Documents.required(document, "version", Long.class),
                BusinessDate.parse(Documents.required(document, "since", String.class)),
                Documents.required(document, "lastActivity", java.util.Date.class)
                        .toInstant(),
                Documents.as(NextGate.class, Documents.required(document, "nextGate", Document.class)));
    }
}
