package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import fi.kiinni.strategy.Strategy;
import fi.kiinni.strategy.StrategyEvent;
import java.util.List;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Each provider's strategy with all its versions. */
public final class Strategies {

    static final String NAME = "strategy";

    private final Supplier<MongoCollection<Document>> collection;

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
        Document document = collection.get().find(Filters.eq("_id", provider)).first();
        return document == null
                ? new Published(0, Strategy.NONE)
                : new Published(Documents.required(document, "version", Long.class), strategy(document));
    }

    private static Strategy strategy(Document document) {
        return Documents.as(Strategy.class, Documents.required(document, "state", Document.class));
    }
}
