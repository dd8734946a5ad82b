package fi.kiinni.query.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregates of a collection add up to, those that were written or read of late kept in memory. Which version is the present
 * one is always asked of the collection: another process may have written it.
 */
final class Latest<S> {

    /** About what a version takes in memory, in bytes; and which part of the memory may be taken. */
    private static final int VERSION = 1024;

    private static final int PART = 16;

    private final MongoCollection<Document> collection;
    private final Function<Document, S> read;
    private final Cache<String, Held<S>> held = Caffeine.newBuilder()
            .maximumWeight(Runtime.getRuntime().maxMemory() / PART / VERSION)
            .weigher((String _, Held<S> one) -> (int) Math.min(one.version() + 10, Integer.MAX_VALUE))
            .build();

    /** @param read of a whole document */
    Latest(MongoCollection<Document> collection, Function<Document, S> read) {
        this.collection = collection;
        this.read = read;
    }

    record Held<S>(long version, S value) {}

    /** Of those of them that there are. */
    Map<String, Held<S>> of(Collection<String> ids) {
        Map<String, Held<S>> found = new HashMap<>();
        List<String> others = new ArrayList<>();
        collection
                .find(Filters.in("_id", ids))
                .projection(Projections.include("version"))
                .forEach(document -> {
                    String id = document.getString("_id");
                    @Nullable S value = of(id, version(document));
                    if (value == null) {
                        others.add(id);
                    } else {
                        found.put(id, new Held<>(version(document), value));
                    }
                });
        if (!others.isEmpty()) {
            collection
                    .find(Filters.in("_id", others))
                    .batchSize(Documents.WHOLE_AT_ONCE)
                    .forEach(document -> {
                        S value = hold(document);
                        found.put(document.getString("_id"), new Held<>(version(document), value));
                    });
        }
        return found;
    }

    /** If it is that version that is kept. */
    @Nullable
    S of(String id, long version) {
        @Nullable Held<S> one = held.getIfPresent(id);
        return one != null && one.version() == version ? one.value() : null;
    }

    S hold(Document whole) {
        S value = read.apply(whole);
        hold(whole.getString("_id"), version(whole), value);
        return value;
    }

    /** To be told only of what the collection has. */
    void hold(String id, long version, S value) {
        held.put(id, new Held<>(version, value));
    }

    private static long version(Document document) {
        return Documents.required(document, "version", Long.class);
    }
}
