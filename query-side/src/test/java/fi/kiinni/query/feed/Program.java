package fi.kiinni.query.feed;

import fi.kiinni.Actor;
import fi.kiinni.query.RunningQuerySide;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows the events as the specification of server-sent events has it: a message counts once its empty line has come, and the id of the
 * last one is named when it connects again.
 */
final class Program implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String address;
    private final String token;
    private final List<JsonNode> events = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable String last;
    private volatile @Nullable InputStream stream;
    private volatile boolean leaving;
    private volatile boolean ended;

    /** @param path with its query */
    Program(RunningQuerySide of, String token, String path) {
        this.address = "http://127.0.0.1:" + of.port() + path;
        this.token = token;
    }

    Program(RunningQuerySide of, Actor actor, String path) {
        this(of, RunningQuerySide.token(actor), path);
    }

    /** As if it had been sent this one before. */
    Program after(@Nullable String cursor) {
        last = cursor;
        return this;
    }

    /** Connects once; answers when the server does. */
    Program connect() throws IOException {
        HttpResponse<InputStream> response = ask();
        if (response.statusCode() != 200) {
            throw new IOException(
                    response.statusCode() + " " + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        Thread.ofVirtual().start(() -> {
            read(response.body(), Long.MAX_VALUE);
            ended = true;
        });
        return this;
    }

    /** Connects again and again, each time until it has got so many bytes, and leaves in the middle of whatever comes then. */
    Program connectAgainAndAgain(LongSupplier bytes) {
        Thread.ofVirtual().start(() -> {
            while (!leaving) {
                try {
                    HttpResponse<InputStream> response = ask();
                    if (response.statusCode() == 200) {
                        read(response.body(), bytes.getAsLong());
                    }
                } catch (IOException refused) {
                    Thread.onSpinWait();
                }
            }
        });
        return this;
    }

    HttpResponse<InputStream> ask() throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Accept", "text/event-stream")
                .header("Accept-Encoding", "gzip")
                .header("Authorization", "Bearer " + token);
        String cursor = last;
        if (cursor != null) {
            request.header("Last-Event-ID", cursor);
        }
        connections.incrementAndGet();
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void read(InputStream in, long most) {
        stream = in;
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (in) {
            int before = 0;
            long count = 0;
            for (int next = in.read(); next >= 0 && !leaving; next = in.read()) {
                message.write(next);
                if (next == '\n' && before == '\n') {
                    dispatch(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                }
                before = next;
                if (++count >= most) {
                    return;
                }
            }
        } catch (IOException cut) {
            message.reset();
        }
    }

    private void dispatch(String message) {
        StringBuilder data = new StringBuilder();
        for (String line : message.split("\n", -1)) {
            if (line.startsWith("data:")) {
                data.append(line.substring(5));
            } else if (line.startsWith("id:")) {
                last = line.substring(3);
            }
        }
        if (!data.isEmpty()) {
            events.add(JSON.readTree(data.toString()));
        }
    }

    /** What came so far. */
    List<JsonNode> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    @Nullable
    String last() {
        return last;
    }

    int connections() {
        return connections.get();
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        leave();
    }

    void leave() throws IOException {
        leaving = true;
        InputStream open = stream;
        if (open != null) {
            open.close();
        }
    }

    /** The connection of somebody who asks, and never reads. */
    static Socket lazy(RunningQuerySide at, Actor reader) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2_048);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), at.port()));
        String request = "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + RunningQuerySide.token(reader) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
