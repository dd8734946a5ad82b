package fi.kiinni.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ReceivedBodiesTest {

    private static final int KIB = 1024;
    private static final Duration LATEST = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ReceivedBodies bodies = new ReceivedBodies(100 * KIB, Duration.ofMinutes(1));
    private final ReceivedBodies impatient = new ReceivedBodies(100 * KIB, SHORT);

    @Test
    void one_that_stops_coming_is_refused() {
        assertThatThrownBy(() ->
                        received(impatient, parts(1).concatWith(Flux.never())).block(LATEST))
                .hasMessage("too-slow");
    }

    @Test
    void one_that_comes_in_drops_is_refused() {
        Flux<DataBuffer> drops = Flux.interval(SHORT.dividedBy(20)).map(_ -> part(1));
        assertThatThrownBy(() -> received(impatient, drops).block(LATEST)).hasMessage("too-slow");
    }

    @Test
    void of_those_that_are_held_back_one_too_many_is_refused_but_not_who_sends_little() {
        List<Disposable> held = new ArrayList<>();
        for (int sender = 0; sender < 3; sender++) {
            held.add(received(bodies, parts(30 * KIB).concatWith(Flux.never())).subscribe());
        }
        assertThatThrownBy(() -> received(bodies, parts(10 * KIB, 10 * KIB)).block(LATEST))
                .hasMessage("busy");
        assertThat(received(bodies, parts(15 * KIB)).block(LATEST)).isEqualTo(15 * KIB);

        held.forEach(Disposable::dispose);
        assertThat(received(bodies, parts(10 * KIB, 10 * KIB)).block(LATEST)).isEqualTo(20 * KIB);
    }

    @Test
    void what_was_refused_holds_no_room() {
        for (int time = 0; time < 5; time++) {
            assertThatThrownBy(
                            () -> received(bodies, parts(200 * KIB, 200 * KIB)).block(LATEST))
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(received(bodies, parts(90 * KIB)).block(LATEST)).isEqualTo(90 * KIB);
    }

    /** How many bytes a handler reads of it. */
    private static Mono<Integer> received(ReceivedBodies bodies, Flux<DataBuffer> body) {
        AtomicReference<Mono<Integer>> read = new AtomicReference<>(Mono.empty());
        bodies.apply((request, _) -> {
                    read.set(DataBufferUtils.join(request.getBody()).map(DataBuffer::readableByteCount));
                    return Mono.empty();
                })
                .handle(
                        MockServerHttpRequest.post("/")
                                .header(HttpHeaders.TRANSFER_ENCODING, "chunked")
                                .body(body),
                        new MockServerHttpResponse())
                .block();
        return read.get();
    }

    private static Flux<DataBuffer> parts(int... sizes) {
        return Flux.fromStream(Arrays.stream(sizes).mapToObj(ReceivedBodiesTest::part));
    }

    private static DataBuffer part(int size) {
        return DefaultDataBufferFactory.sharedInstance.wrap(new byte[size]);
    }
}
