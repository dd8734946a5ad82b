package fi.kiinni.edge;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.edge.Contract.Exchange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Every exchange of an application under test, whoever sent it, held against the application's own description after each
 * test. It is part of each application that has this module's tests on its class path.
 */
@AutoConfiguration
public class Exchanges implements HttpHandlerDecoratorFactory {

    private final Environment environment;
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Contract> contract = new AtomicReference<>();

    @Autowired
    Exchanges(Environment environment) {
        this.environment = environment;
    }

    /** Fails if an exchange since the last look was not as described. */
    public void areAsDescribed() {
        List<Exchange> all = new ArrayList<>();
        for (@Nullable Exchange next = exchanges.poll(); next != null; next = exchanges.poll()) {
            all.add(next);
        }
        if (!all.isEmpty()) {
            Contract described = contract();
            assertThat(all.stream().flatMap(exchange -> described.complaints(exchange).stream()))
                    .isEmpty();
        }
    }

    /** Those since the last look were meant to be what no description allows. */
    public void forget() {
        exchanges.clear();
    }

    public Contract contract() {
        @Nullable Contract known = contract.get();
        if (known == null) {
            known = Contract.of("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port"));
            contract.set(known);
        }
        return known;
    }

    /** Found by Spring's tests. */
    static final class HeldAfterEachTest implements TestExecutionListener {

        @Override
        public void afterTestMethod(TestContext test) {
            if (test.hasApplicationContext()) {
                test.getApplicationContext().getBeanProvider(Exchanges.class).ifAvailable(Exchanges::areAsDescribed);
            }
        }
    }

    @Override
    public HttpHandler apply(HttpHandler application) {
        return (request, response) -> {
            Recorded recorded = new Recorded(request, response);
            return application.handle(recorded.request(), recorded.response());
        };
    }

    private final class Recorded {

        private final ServerHttpRequest request;
        private final ServerHttpResponse response;
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final AtomicBoolean done = new AtomicBoolean();

        Recorded(ServerHttpRequest request, ServerHttpResponse response) {
            this.request = request;
            this.response = response;
        }

        ServerHttpRequest request() {
            return new ServerHttpRequestDecorator(request) {
                @Override
                public Flux<DataBuffer> getBody() {
                    return super.getBody().doOnNext(buffer -> copy(buffer, sent));
                }
            };
        }

        ServerHttpResponse response() {
            return new ServerHttpResponseDecorator(response) {
                @Override
                public Mono<Void> writeWith(Publisher<? extends DataBuffer> parts) {
                    return super.writeWith(
                            parts instanceof Mono<? extends DataBuffer> one
                                    ? one.doOnNext(buffer -> {
                                        copy(buffer, body);
                                        record();
                                    })
                                    : Flux.from(parts)
                                            .doOnNext(buffer -> copy(buffer, body))
                                            .doOnComplete(Recorded.this::record));
                }

                @Override
                public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> parts) {
                    return MediaType.TEXT_EVENT_STREAM.isCompatibleWith(
                                    getHeaders().getContentType())
                            ? super.writeAndFlushWith(
                                    Flux.from(parts).map(part -> Flux.from(part).doOnNext(Recorded.this::recordFirst)))
                            : writeWith(Flux.from(parts).concatMap(part -> part));
                }

                @Override
                public Mono<Void> setComplete() {
                    record();
                    return super.setComplete();
                }
            };
        }

        /** A stream has no end that one could wait for. */
        private void recordFirst(DataBuffer part) {
            if (!done.get()) {
                copy(part, body);
                record();
            }
        }

        private static void copy(DataBuffer buffer, ByteArrayOutputStream to) {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.toByteBuffer(ByteBuffer.wrap(bytes));
            to.writeBytes(bytes);
        }

        private void record() {
            if (done.getAndSet(true)) {
                return;
            }
            @Nullable HttpStatusCode status = response.getStatusCode();
            if (!request.getPath().value().startsWith("/api/")) {
                return;
            }
            exchanges.add(new Exchange(
                    request.getMethod().name(),
                    request.getPath().value(),
                    request.getURI().getRawQuery(),
                    sent.toByteArray(),
                    status == null ? 200 : status.value(),
                    HttpHeaders.copyOf(response.getHeaders()),
                    body.toByteArray()));
        }
    }
}
