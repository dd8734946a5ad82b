package fi.kiinni.query.view;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import tools.jackson.databind.json.JsonMapper;

/** What documents hold, told by SHA-256. In which order a server keeps the fields of a document does not matter. */
final class Digests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Digests() {}

    /**
     * What one document holds.
     *
     * @param version of the newest event that it shows
     * @param digest in hexadecimal digits
     */
    record Told(long version, String digest) {}

    /** Of every document, by its id; no two of the collections have one in common. */
    static SortedMap<String, Told> of(List<MongoCollection<Document>> collections) {
        return of(collections, new BsonDocument());
    }

    /** Of those documents that there are. */
    static SortedMap<String, Told> of(List<MongoCollection<Document>> collections, Collection<String> ids) {
        return of(collections, Filters.in("_id", ids));
    }

    private static SortedMap<String, Told> of(List<MongoCollection<Document>> collections, Bson which) {
        SortedMap<String, Told> told = new TreeMap<>();
        collections.forEach(collection -> collection
                .find(which)
                .batchSize(Documents.WHOLE_AT_ONCE)
                .forEach(document -> told.put(
                        Documents.required(document, "_id", String.class),
                        new Told(version(document), hex(sha256().digest(bytes(document)))))));
        return told;
    }

    /** A chunk of the timeline has its entries' versions alone; an entry never changes. */
    private static long version(Document document) {
        return document.get("entries") instanceof Document entries
                ? entries.keySet().stream().mapToLong(Long::parseLong).max().orElse(0)
                : document.get("version") instanceof Number version ? version.longValue() : 0;
    }

    /** Of all of them together. */
    static String of(SortedMap<String, Told> documents) {
        MessageDigest all = sha256();
        documents.forEach(
                (id, told) -> all.update((id + "\n" + told.digest() + "\n").getBytes(StandardCharsets.UTF_8)));
        return hex(all.digest());
    }

    /** Deeper down, an order is what the domain made of it, and matters. */
    private static byte[] bytes(Document document) {
        Map<String, Object> sorted = new TreeMap<>(document);
        sorted.replaceAll((_, value) -> value instanceof Document inner ? new TreeMap<>(inner) : value);
        return JSON.writeValueAsBytes(sorted);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
