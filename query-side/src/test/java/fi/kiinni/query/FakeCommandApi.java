package fi.kiinni.query;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** Answers in place of the command side, by its HTTP contract, and remembers what it was asked. */
public final class FakeCommandApi implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Function<Asked, Answer>> routes = new ConcurrentHashMap<>();
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final DisposableServer server;

    /** A request: its path as it was sent, its JSON, and the headers that matter; the last two say for whom it is, and that this may be believed. */
    public record Asked(
            String path,
            Map<?, ?> body,
            @Nullable String authorization,
            @Nullable String key,
            @Nullable String seen,
            @Nullable String client,
            @Nullable String secret) {}

    public record Answer(int status, Map<String, Object> body, Map<String, String> headers) {

        public static Answer of(int status, Map<String, Object> body) {
            return new Answer(status, body, Map.of());
        }

        public static Answer problem(int status, String name, Map<String, Object> more) {
            Map<String, Object> body = new HashMap<>(more);
            body.put("type", "urn:kiinni:problem:" + name);
            body.put("status", status);
            return of(status, body);
        }
    }

    public FakeCommandApi() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("{}")
                        .flatMap(body -> {
                            Asked now = new Asked(
                                    request.uri(),
                                    JSON.readValue(body, Map.class),
                                    request.requestHeaders().get("Authorization"),
                                    request.requestHeaders().get("Idempotency-Key"),
                                    request.requestHeaders().get("If-Part-Match"),
                                    request.requestHeaders().get("Kiinni-Client-Address"),
                                    request.requestHeaders().get("Kiinni-Side-Secret"));
                            asked.add(now);
                            @Nullable Function<Asked, Answer> route = routes.get(now.path());
                            Answer answer =
                                    route == null ? Answer.problem(404, "not-found", Map.of()) : route.apply(now);
                            answer.headers().forEach(response::header);
                            response.status(answer.status()).header("Content-Type", "application/json");
                            return Mono.from(response.sendString(Mono.just(JSON.writeValueAsString(answer.body()))));
                        }))
                .bindNow(Duration.ofSeconds(10));
    }

    public String address() {
        return "http://127.0.0.1:" + server.port();
    }

    public void answer(String path, Function<Asked, Answer> how) {
        routes.put(path, how);
    }

    /** Everything that was asked since the last look. */
    public List<Asked> asked() {
        List<Asked> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
