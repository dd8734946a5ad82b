package fi.kiinni.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ComparedTest {

    private static final MongoServerInMemory MONGO = new MongoServerInMemory();

    /** By how many events one generation is always ahead of the other. */
    private static final int AHEAD = 3;

    private final MongoCollection<Document> read = MONGO.newDatabase().getCollection("overview");
    private final MongoCollection<Document> built = MONGO.newDatabase().getCollection("overview.2");

    @AfterAll
    static void close() {
        MONGO.close();
    }

    private static void put(MongoCollection<Document> into, Document document) {
        into.replaceOne(Filters.eq("_id", document.get("_id")), document, new ReplaceOptions().upsert(true));
    }

    private static Document folded(String id, long version) {
        return new Document("_id", id).append("version", version).append("title", "Otsikko " + version);
    }

    private static Document chunk(String id, long version) {
        Document entries = new Document();
        for (long one = Math.max(1, version - 20); one <= version; one++) {
            entries.append(Long.toString(one), new Document("version", one));
        }
        return new Document("_id", id).append("entries", entries);
    }

    /** While somebody writes who never rests, and one generation is always behind the other. */
    private Compared whileWritten(BiConsumer<Long, MongoCollection<Document>> write) throws InterruptedException {
        AtomicBoolean isDone = new AtomicBoolean();
        CountDownLatch hasBegun = new CountDownLatch(AHEAD + 1);
        Thread writer = Thread.ofPlatform().start(() -> {
            for (long version = 1; !isDone.get(); version++) {
                write.accept(version, read);
                if (version > AHEAD) {
                    write.accept(version - AHEAD, built);
                }
                hasBegun.countDown();
            }
        });
        try {
            hasBegun.await();
            return Compared.of(List.of(read), List.of(built));
        } finally {
            isDone.set(true);
            writer.join();
        }
    }

    @Test
    void more_documents_than_one_message_holds_are_compared_and_held() {
        Binary large = new Binary(new byte[400_000]);
        List<String> ids = IntStream.range(0, 240).mapToObj(Integer::toString).toList();
        ids.forEach(id -> put(read, folded(id, 1).append("folded", large)));

        assertThat(Digests.of(List.of(read))).hasSize(240);
        assertThat(new Latest<>(read, document -> document.getString("title")).of(ids))
                .hasSize(240);
    }

    @Test
    void documents_that_never_rest_are_compared_at_the_same_version() throws InterruptedException {
        put(read, folded("rests", 7));
        put(built, folded("rests", 7));
        Compared compared = whileWritten((version, into) -> {
            put(into, folded("moves", version));
            put(into, chunk("moves/0", version));
        });
        assertThat(compared.differing()).isEmpty();
        assertThat(compared.built()).isEqualTo(compared.read()).containsOnlyKeys("rests", "moves", "moves/0");
    }

    @Test
    void a_document_that_moves_and_is_wrong_is_named() throws InterruptedException {
        Compared compared = whileWritten((version, into) -> {
            put(into, folded("right", version));
            put(into, folded("wrong", version).append("phase", into.equals(built) ? "PILOT" : "DEVELOPMENT"));
        });
        assertThat(compared.differing()).containsExactly("wrong");
        assertThat(compared.built().get("wrong")).isNotEqualTo(compared.read().get("wrong"));
    }

    @Test
    void what_differs_is_missing_or_does_not_go_on_is_named_while_others_move() throws InterruptedException {
        put(read, folded("differs", 7));
        put(built, folded("differs", 7).append("title", "Väärin"));
        put(read, folded("missing", 7));
        put(built, chunk("too much/0", 3));
        put(built, folded("stays", 1));
        Compared compared = whileWritten((version, into) -> {
            put(into, folded("moves", version));
            if (into.equals(read)) {
                put(read, folded("stays", version + 1));
            }
        });
        assertThat(compared.differing()).containsExactly("differs", "missing", "stays", "too much/0");
        assertThat(compared.read()).doesNotContainKey("too much/0");
        assertThat(compared.built()).doesNotContainKey("missing");
    }
}
