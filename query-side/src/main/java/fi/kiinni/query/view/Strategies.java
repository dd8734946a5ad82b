package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import fi.kiinni.query.view.Latest.Held;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.StrategyEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Each provider's strategy with all its versions. */
public final class Strategies {

    static final String NAME = "strategy";

    private final Supplier<MongoCollection<Document>> collection;

    /** Of the generation that is read, by its collection. */
    private final Map<String, Latest<Strategy>> latest = new ConcurrentHashMap<>();

    /** @param collection that is read */
    Strategies(Supplier<MongoCollection<Document>> collection) {
        this.collection = collection;
    }

    /** @param version how many times it was published; 0 if never */
    public record Published(long version, Strategy strategy) {}

    static View view(MongoCollection<Document> collection, History history) {
        return new Fold<>(
                StrategyEvent.class,
                (before, recorded) ->
                        (before == null ? Strategy.NONE : before).evolve((StrategyEvent) recorded.event()),
                strategy -> new Document("state", Documents.of(strategy)),
                new Latest<>(collection, Strategies::strategy),
                collection,
                history,
                (_, _, _) -> List.of(),
                collection);
    }

    public Published of(String provider) {
        @Nullable
        Held<Strategy> held = latest(collection.get()).of(List.of(provider)).get(provider);
        return held == null ? new Published(0, Strategy.NONE) : new Published(held.version(), held.value());
    }

    private Latest<Strategy> latest(MongoCollection<Document> of) {
        String name = of.getNamespace().getCollectionName();
        latest.keySet().retainAll(List.of(name));
        return latest.computeIfAbsent(name, _ -> new Latest<>(of, Strategies::strategy));
    }

    private static Strategy strategy(Document document) {
        return Documents.as(Strategy.class, Documents.required(document, "state", Document.class));
    }
}
