package fi.kiinni.edge;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;

/**
 * Receives bodies, of the API as of forms: each up to its limit, in time, and of all at once no more than memory has room
 * for. Whoever has sent little is not refused for what others hold back. Of {@link SentFiles} nothing is held, and more is
 * waited for.
 */
final class ReceivedBodies implements HttpHandlerDecoratorFactory {

    /** What one request may send, in bytes. */
    static final long LARGEST = 256 * 1024;

    /** What one request has sent before it can be refused for what all hold together, in bytes. */
    private static final long LITTLE = 16 * 1024;

    /** As much longer than anything else a file may take. */
    private static final int PATIENCE_WITH_FILES = 20;

    private final long room;
    private final Duration patience;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param room for what is received and not yet read, in bytes
     * @param patience how long a body may take, and how long nothing of it may come
     */
    ReceivedBodies(long room, Duration patience) {
        this.room = room;
        this.patience = patience;
    }

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> handler.handle(hasBody(request) ? received(request) : request, response);
    }

    static boolean hasBody(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        return headers.getContentLength() > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    static long largest(ServerHttpRequest request) {
        return SentFiles.is(request) ? SentFiles.LARGEST : LARGEST;
    }

    private ServerHttpRequest received(ServerHttpRequest request) {
        boolean isFile = SentFiles.is(request);
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return Flux.defer(() -> {
                    Receipt receipt = new Receipt(isFile);
                    return super.getBody()
                            .timeout(patience)
                            .onErrorMap(TimeoutException.class, _ -> tooSlow(patience))
                            .doOnNext(receipt::add)
                            .doFinally(_ -> receipt.letGo());
                });
            }
        };
    }

    /** What has come of one body. */
    private final class Receipt {

        private final long since = System.nanoTime();
        private final boolean isFile;
        private final Duration longest;
        private long received;

        Receipt(boolean isFile) {
            this.isFile = isFile;
            this.longest = isFile ? patience.multipliedBy(PATIENCE_WITH_FILES) : patience;
        }

        /** @throws ProblemException when it is too much, too slow, or more than there is room for */
        private void add(DataBuffer part) {
            received += part.readableByteCount();
            long all = isFile ? 0 : held.addAndGet(part.readableByteCount());
            long largest = isFile ? SentFiles.LARGEST : LARGEST;
            if (received > largest) {
                throw refused(part, tooLarge(largest));
            }
            if (System.nanoTime() - since > longest.toNanos()) {
                throw refused(part, tooSlow(longest));
            }
            if (all > room && received > LITTLE) {
                throw refused(part, busy());
            }
        }

        private void letGo() {
            if (!isFile) {
                held.addAndGet(-received);
            }
        }

        private static ProblemException refused(DataBuffer part, ProblemException problem) {
            DataBufferUtils.release(part);
            return problem;
        }
    }

    static ProblemException tooLarge() {
        return tooLarge(LARGEST);
    }

    static ProblemException tooLarge(long limit) {
        return new ProblemException(
                        EdgeProblem.TOO_LARGE, "A request's body may have at most %d KiB.".formatted(limit >> 10))
                .with("limit", limit);
    }

    private static ProblemException tooSlow(Duration longest) {
        return new ProblemException(
                EdgeProblem.TOO_SLOW, "A request's body has to arrive within " + longest.toSeconds() + " seconds.");
    }

    private static ProblemException busy() {
        return new ProblemException(EdgeProblem.BUSY, "More is being sent than there is room for. Try again.")
                .retryAfter(Duration.ofSeconds(5));
    }
}
