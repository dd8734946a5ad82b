package fi.kiinni.query.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.InitiativeEvent;
import fi.kiinni.strategy.StrategyEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** What happened to an initiative, event by event, in chunks that are looked up by {@code _id}. */
public final class Timeline {

    static final String NAME = "timeline";

    /** Versions. At 256 KiB, the most that a command may bring, a full chunk stays under MongoDB's 16 MB. */
    private static final int CHUNK = 50;

    /** Entries that are looked at in one answer for those that are wanted, so that none takes long. */
    private static final long LOOKED_AT_MOST = 2_000;

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    /** About what an entry takes in memory, in bytes; and which part of the memory may be taken. */
    private static final int ENTRY = 4 * 1024;

    private static final int PART = 64;

    private final Supplier<MongoCollection<Document>> collection;

    /** Those that were read of late: once it is in a generation of the view, an entry does not change. */
    private final Cache<Known, Entry> known = Caffeine.newBuilder()
            .maximumSize(Runtime.getRuntime().maxMemory() / PART / ENTRY)
            .build();

    private record Known(MongoNamespace collection, String initiative, long version) {}

    /** @param collection that is read */
    Timeline(Supplier<MongoCollection<Document>> collection) {
        this.collection = collection;
    }

    /**
     * One event.
     *
     * @param event its stored name
     * @param version counts from 1 within the initiative
     * @param position in the log as a whole
     * @param recordedAt when it entered the log
     * @param effectiveOn its business date
     * @param by the person who recorded it
     * @param role the role that they acted in
     * @param assertedBy the person who says so, if somebody else
     * @param why as given with the command
     * @param command the name of the command that brought it
     * @param data the event's own fields
     */
    public record Entry(
            String event,
            long version,
            long position,
            Instant recordedAt,
            BusinessDate effectiveOn,
            @Nullable String by,
            @Nullable String role,
            @Nullable String assertedBy,
            @Nullable String why,
            @Nullable String command,
            Map<String, Object> data) {

        static Entry of(Recorded recorded) {
            return entry(entry(recorded));
        }

        /**
         * What the timeline says of an event; the same of one of a strategy.
         *
         * @param position in the log as a whole
         * @throws RuntimeException if what is stored cannot be read
         */
        public static Entry of(DomainEventMessage<?> event, long position) {
            return of(new Recorded(event, position));
        }

        /** The event itself. */
        public InitiativeEvent fact() {
            return (InitiativeEvent) Documents.fromPlain(StoredEvents.classOf(event), data);
        }
    }

    static View view(MongoCollection<Document> collection) {
        return new Chunks(collection);
    }

    private record Chunks(MongoCollection<Document> collection) implements View {

        @Override
        public String name() {
            return collection.getNamespace().getCollectionName();
        }

        @Override
        public Class<?> events() {
            return InitiativeEvent.class;
        }

        @Override
        public void project(Map<String, List<Recorded>> events, @Nullable String goesOn) {
            Map<String, Document> chunks = new LinkedHashMap<>();
            events.values().stream()
                    .flatMap(List::stream)
                    .filter(recorded -> !recorded.isPassedOver())
                    .forEach(recorded -> chunks.computeIfAbsent(
                                    chunk(recorded.aggregate(), recorded.version()), _ -> new Document())
                            .append(Long.toString(recorded.version()), entry(recorded)));
            Writes writes = new Writes();
            chunks.forEach((id, entries) -> {
                Document prefixed = new Document();
                entries.forEach((version, entry) -> prefixed.append("entries." + version, entry));
                WriteModel<Document> adding =
                        new UpdateOneModel<>(Filters.eq("_id", id), new Document("$set", prefixed), UPSERT);
                if (isBegun(entries)) {
                    writes.insert(new Document("_id", id).append("entries", entries), adding);
                } else {
                    writes.add(adding);
                }
            });
            writes.to(collection);
        }

        /** Whether the entries are the first of their chunk. */
        private static boolean isBegun(Document entries) {
            long first = Long.parseLong(entries.keySet().iterator().next());
            return first == first(first);
        }
    }

    private static Document entry(Recorded recorded) {
        Object event = recorded.event();
        BusinessDate effectiveOn = event instanceof StrategyEvent strategy
                ? strategy.effectiveOn()
                : ((InitiativeEvent) event).effectiveOn();
        Document entry = new Document("event", StoredEvents.of(event.getClass()).value())
                .append("version", recorded.version())
                .append("position", recorded.position())
                .append("recordedAt", recorded.at().toString())
                .append("effectiveOn", effectiveOn.toString());
        for (String key : List.of("by", "role", "assertedBy", "why", "command")) {
            @Nullable String value = recorded.about(key);
            if (value != null) {
                entry.append(key, value);
            }
        }
        return entry.append("data", Documents.of(event));
    }

    /** Entries {@code from} to {@code to}, both included, that are already in the view, oldest first. */
    public List<Entry> between(String initiative, long from, long to) {
        return documents(initiative, from, to).stream().map(Timeline::entry).toList();
    }

    private List<Document> documents(String initiative, long from, long to) {
        if (from > to) {
            return List.of();
        }
        List<String> ids = LongStream.rangeClosed((from - 1) / CHUNK, (to - 1) / CHUNK)
                .mapToObj(number -> initiative + "/" + number)
                .toList();
        List<Document> chunks = collection.get().find(Filters.in("_id", ids)).into(new ArrayList<>());
        return chunks.stream()
                .flatMap(chunk -> Documents.required(chunk, "entries", Document.class).values().stream())
                .map(Document.class::cast)
                .filter(entry -> version(entry) >= from && version(entry) <= to)
                .sorted(Comparator.comparingLong(Timeline::version))
                .toList();
    }

    /** Which entries are wanted. What is absent does not matter. */
    public record Wanted(
            @Nullable Happening happening, @Nullable String by) {

        public static final Wanted ALL = new Wanted(null, null);

        private boolean includes(Document entry) {
            return (happening == null || happening.events().contains(entry.getString("event")))
                    && (by == null || by.equals(entry.getString("by")));
        }
    }

    /** The clock by which entries are put in order, the latest first. */
    public enum Clock {
        RECORDED,
        /** Of the same business date, compared by first days, what was recorded later is later. */
        EFFECTIVE
    }

    /**
     * A page of the timeline.
     *
     * @param entries the latest first
     * @param next the version of the entry after which to go on, 0 at the end
     * @param looked how many of the latest versions were looked at; with {@link Clock#EFFECTIVE}, only these are in order
     */
    public record Page(List<Entry> entries, long next, long looked) {}

    /**
     * The latest entries that are wanted.
     *
     * @param newest the initiative's version
     * @param after the version of the entry after which the page begins, 0 for the first page
     */
    public Page latest(String initiative, long newest, long after, Wanted wanted, Clock clock, int most) {
        return switch (clock) {
            case RECORDED -> recorded(initiative, after > 0 ? Math.min(after - 1, newest) : newest, wanted, most);
            case EFFECTIVE -> effective(initiative, newest, after, wanted, most);
        };
    }

    private Page recorded(String initiative, long newest, Wanted wanted, int most) {
        // With one more, to see whether the page is the last one.
        long oldest = Math.max(1, newest - most);
        List<Entry> all = wanted.equals(Wanted.ALL) ? known(initiative, oldest, newest) : List.of();
        if (newest > 0 && all.size() == newest - oldest + 1) {
            List<Entry> page = all.reversed().subList(0, Math.min(most, all.size()));
            return new Page(page, all.size() > most ? page.getLast().version() : 0, all.size());
        }
        return recordedAndWanted(initiative, newest, wanted, most);
    }

    /** Entries from one version to another, of those that are there, oldest first. */
    private List<Entry> known(String initiative, long from, long to) {
        MongoNamespace namespace = collection.get().getNamespace();
        List<Known> wanted = LongStream.rangeClosed(from, to)
                .mapToObj(version -> new Known(namespace, initiative, version))
                .toList();
        Map<Known, Entry> held = known.getAllPresent(wanted);
        if (held.size() == wanted.size()) {
            return wanted.stream().map(held::get).toList();
        }
        List<Entry> read = between(initiative, from, to);
        read.forEach(entry -> known.put(new Known(namespace, initiative, entry.version()), entry));
        return read;
    }

    private Page recordedAndWanted(String initiative, long newest, Wanted wanted, int most) {
        List<Entry> found = new ArrayList<>();
        long looked = 0;
        for (long to = newest; to > 0; to = first(to) - 1) {
            if (looked >= LOOKED_AT_MOST) {
                return new Page(found, to + 1, looked);
            }
            for (Document entry : documents(initiative, first(to), to).reversed()) {
                if (wanted.includes(entry)) {
                    if (found.size() == most) {
                        return new Page(found, found.getLast().version(), looked);
                    }
                    found.add(entry(entry));
                }
            }
            looked += to - first(to) + 1;
        }
        return new Page(found, 0, looked);
    }

    private Page effective(String initiative, long newest, long after, Wanted wanted, int most) {
        long oldest = Math.max(1, newest - LOOKED_AT_MOST + 1);
        List<Document> all = documents(initiative, oldest, newest).stream()
                .filter(entry -> wanted.includes(entry) || version(entry) == after)
                .sorted(Comparator.comparing(Timeline::firstDay)
                        .thenComparingLong(Timeline::version)
                        .reversed())
                .toList();
        List<Document> rest = all.stream()
                .dropWhile(entry -> after > 0 && version(entry) != after)
                .skip(after > 0 ? 1 : 0)
                .filter(wanted::includes)
                .toList();
        List<Entry> entries = rest.stream().limit(most).map(Timeline::entry).toList();
        return new Page(entries, rest.size() > most ? entries.getLast().version() : 0, newest - oldest + 1);
    }

    private static LocalDate firstDay(Document entry) {
        return BusinessDate.parse(Documents.required(entry, "effectiveOn", String.class))
                .firstDay();
    }

    private static long version(Document entry) {
        return Documents.required(entry, "version", Long.class);
    }

    /** The first version of the chunk that the version is in. */
    private static long first(long version) {
        return (version - 1) / CHUNK * CHUNK + 1;
    }

    /** Whether the entry of that version can be seen. */
    public boolean has(String initiative, long version) {
        Bson only = new Document("entries." + version + ".version", 1);
        return Stream.ofNullable(collection
                        .get()
                        .find(Filters.eq("_id", chunk(initiative, version)))
                        .projection(only)
                        .first())
                .map(chunk -> chunk.get("entries", Document.class))
                .filter(Objects::nonNull)
                .anyMatch(entries -> entries.containsKey(Long.toString(version)));
    }

    private static Entry entry(Document document) {
        return Documents.as(Entry.class, document);
    }

    private static String chunk(String initiative, long version) {
        return initiative + "/" + (version - 1) / CHUNK;
    }
}
