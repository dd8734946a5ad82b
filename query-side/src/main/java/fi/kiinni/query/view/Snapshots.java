package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import fi.kiinni.query.view.Overview.Folded;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Wanted;
import fi.kiinni.query.view.Past.Moment;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePVector;

/**
 * Initiatives as they were: of each, what lists and the board need of it at the end of every day on which anything was recorded, and
 * at every five thousandth version the whole of its state. Written with the overview, so that the past need not be folded from the log
 * of everything.
 */
public final class Snapshots {

    /** Versions from one whole state to the next: that many events are folded in a few tenths of a second. */
    private static final long STRIDE = 5_000;

    private static final String CARD = "card";

    private static final String LATEST = "latest";

    private static final String WHOLE = "whole";

    private final Supplier<MongoCollection<Document>> collection;
    private final Overview overview;

    /** @param collection that is read */
    Snapshots(Supplier<MongoCollection<Document>> collection, Overview overview) {
        this.collection = collection;
        this.overview = overview;
    }

    /**
     * The days on which anything was recorded, by a clock that does not go back.
     *
     * @param all in Finland, in their order
     * @param latest the latest instant of recording
     */
    record Days(List<LocalDate> all, Instant latest) {

        private static final Days NONE = new Days(List.of(), Instant.MIN);

        static Days after(@Nullable Days before, Recorded recorded) {
            Days days = before == null ? NONE : before;
            if (!recorded.at().isAfter(days.latest)) {
                return days;
            }
            LocalDate day = recorded.at().atZone(Overview.HELSINKI).toLocalDate();
            if (!days.all.isEmpty() && days.last().equals(day)) {
                return new Days(days.all, recorded.at());
            }
            return new Days(TreePVector.from(days.all).plus(day), recorded.at());
        }

        LocalDate last() {
            return all.getLast();
        }

        List<Integer> sinceEpoch() {
            return all.stream().map(day -> (int) day.toEpochDay()).toList();
        }
    }

    /**
     * What is kept of what there was after an event.
     *
     * @param next what there is after the event that follows; absent if none does yet
     */
    static List<Document> of(Folded folded, Recorded last, @Nullable Folded next) {
        List<Document> kept = new ArrayList<>();
        LocalDate day = folded.days().last();
        if (next == null || !next.days().last().equals(day)) {
            Document card = new Document("_id", last.aggregate())
                    .append("version", last.version())
                    .append("lastActivity", Date.from(last.at()));
            card.putAll(folded.listed());
            kept.add(new Document("_id", last.aggregate() + "/" + day)
                    .append("version", last.version())
                    .append(CARD, Documents.packed(card)));
        }
        if (last.version() % STRIDE == 0) {
            kept.add(new Document("_id", id(last.aggregate(), last.version()))
                    .append("version", last.version())
                    .append(LATEST, folded.days().latest().toString())
                    .append(WHOLE, Documents.packed(new Kept(Place.of(last), folded))));
        }
        return kept;
    }

    private static String id(String initiative, long version) {
        return initiative + "/" + version;
    }

    /** A state as it was kept, after the event of that version. */
    record Kept(Place place, Folded folded) {}

    /** Where in the log an event is. */
    record Place(long version, long position, Instant recordedAt) {

        static final Place NONE = new Place(0, 0, Instant.MIN);

        static Place of(Recorded recorded) {
            return new Place(recorded.version(), recorded.position(), recorded.at());
        }
    }

    /** The latest state of an initiative that is kept and that the moment includes, if there is one. */
    Optional<Kept> before(String initiative, Moment moment) {
        long newest = overview.version(initiative);
        long last = moment.version() == null ? newest : Math.min(newest, moment.version());
        List<String> ids = LongStream.rangeClosed(1, last / STRIDE)
                .mapToObj(number -> id(initiative, number * STRIDE))
                .toList();
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        MongoCollection<Document> from = collection.get();
        return from
                .find(Filters.in("_id", ids))
                .projection(Projections.include(LATEST))
                .into(new ArrayList<>())
                .stream()
                .filter(one -> moment.at() == null
                        || !Instant.parse(Documents.required(one, LATEST, String.class))
                                .isAfter(moment.at()))
                .map(one -> Documents.required(one, "_id", String.class))
                .max(Comparator.comparingInt(ids::indexOf))
                .map(id -> from.find(Filters.eq("_id", id)).first())
                .map(document -> Documents.unpacked(Kept.class, Documents.required(document, WHOLE, Binary.class)));
    }

    /** Everything that was on the board at the end of a day, as {@link Overview#cards} has it of now. */
    public List<Card> cards(Collection<String> providers, List<String> words, LocalDate day) {
        return on(day, providers).map(Card::of).filter(card -> card.has(words)).toList();
    }

    /** The list at the end of a day, as {@link Overview#list} has it of now. */
    public List<Item> list(Wanted wanted, LocalDate day) {
        return wanted.of(on(day, wanted.providers()).map(Overview::undated), day);
    }

    private Stream<Document> on(LocalDate day, Collection<String> providers) {
        List<String> ids = overview.recorded(providers).stream()
                .flatMap(recorded -> recorded.until(day).stream())
                .toList();
        return collection.get().find(Filters.in("_id", ids)).batchSize(Overview.BATCH).into(new ArrayList<>()).stream()
                .map(document -> Documents.unpacked(Documents.required(document, CARD, Binary.class)));
    }

    /**
     * On which days anything of an initiative was recorded.
     *
     * @param days since 1970, in their order
     */
    record Recordings(String initiative, List<Integer> days) {

        static final String FIELD = "recordedOn";

        static Recordings of(Document document) {
            return new Recordings(
                    Documents.required(document, "_id", String.class),
                    List.copyOf(document.getList(FIELD, Integer.class)));
        }

        /** The id of what is kept of the last of them that is not after that day, if one is not. */
        private Optional<String> until(LocalDate day) {
            int found = Collections.binarySearch(days, (int) day.toEpochDay());
            int index = found >= 0 ? found : -found - 2;
            return index < 0 ? Optional.empty() : Optional.of(initiative + "/" + LocalDate.ofEpochDay(days.get(index)));
        }
    }
}
