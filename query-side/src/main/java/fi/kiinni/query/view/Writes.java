package fi.kiinni.query.view;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * What is written to a collection at once. A document that is not known to be there is inserted, which costs a server half of what replacing
 * it does; if there is one after all, everything is written again in the way that does not mind. So each write has to be absolute.
 */
final class Writes {

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    /** Code of the error for a second document with an id. */
    private static final int DUPLICATE = 11000;

    private final List<WriteModel<Document>> inserts = new ArrayList<>();
    private final List<WriteModel<Document>> instead = new ArrayList<>();
    private final List<WriteModel<Document>> others = new ArrayList<>();

    void add(WriteModel<Document> write) {
        others.add(write);
    }

    /** @param write what is written if there is a document with that id already */
    void insert(Document document, WriteModel<Document> write) {
        inserts.add(new InsertOneModel<>(document));
        instead.add(write);
    }

    /** @param isNew whether none is known with that id */
    void put(Document document, boolean isNew) {
        WriteModel<Document> replacing =
                new ReplaceOneModel<>(Filters.eq("_id", document.get("_id")), document, UPSERT);
        if (isNew) {
            insert(document, replacing);
        } else {
            add(replacing);
        }
    }

    void to(MongoCollection<Document> collection) {
        if (inserts.isEmpty() && others.isEmpty()) {
            return;
        }
        try {
            collection.bulkWrite(both(inserts, others));
        } catch (MongoBulkWriteException refused) {
            if (refused.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE)) {
                throw refused;
            }
            collection.bulkWrite(both(instead, others));
        }
    }

    private static List<WriteModel<Document>> both(
            List<WriteModel<Document>> first, List<WriteModel<Document>> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
