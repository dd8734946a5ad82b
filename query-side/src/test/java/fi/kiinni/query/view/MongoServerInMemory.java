package fi.kiinni.query.view;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** The server that the all-in-one embeds, for one test class; databases are empty and as many as wanted. */
final class MongoServerInMemory implements AutoCloseable {

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final MongoClient client;
    private int databases;

    MongoServerInMemory() {
        client = MongoClients.create(server.bindAndGetConnectionString());
    }

    MongoDatabase newDatabase() {
        databases++;
        return client.getDatabase("test" + databases);
    }

    /** The bytes that matter: every document of the collection as text, field order included. */
    static List<String> contents(MongoCollection<Document> collection) {
        List<String> contents = new ArrayList<>();
        collection.find().sort(new Document("_id", 1)).forEach(document -> contents.add(document.toJson()));
        return contents;
    }

    @Override
    public void close() {
        client.close();
        server.shutdownNow();
    }
}
