package fi.kiinni.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import fi.kiinni.command.rule.Command;
import fi.kiinni.edge.Body;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.log.EventCodec;
import jakarta.validation.Validation;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever bytes there are, what reads them gives what they mean or says why not. Each test tries the samples beside it; with the
 * environment variable {@code JAZZER_FUZZ=1} the one that is asked for goes on from them for a minute, led by which
 * branches the bytes reach.
 */
class DecodersFuzzTest {

    private static final Body.Reader BODIES = new Body.Reader(
            JsonMapper.builder().addModule(EventCodec.valueTypes()).build(),
            Validation.buildDefaultValidatorFactory().getValidator());
    private static final List<HttpMessageReader<?>> READERS =
            HandlerStrategies.withDefaults().messageReaders();
    private static final List<Class<? extends Command>> COMMANDS =
            List.copyOf(CommandRoutes.paths().keySet());
    private static final EventCodec CODEC = new EventCodec();
    private static final List<Class<?>> EVENTS = StoredEvents.all().stream()
            .<Class<?>>map(event -> event)
            .sorted(Comparator.comparing(Class::getName))
            .toList();
    private static final Actor ACTOR = new Actor("koordinaattori", "sakky", Set.of(), Set.of());

    /** Its first byte chooses the command. */
    @FuzzTest(maxDuration = "1m")
    void a_body_is_read_or_refused(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        ServerRequest request = request(Arrays.copyOfRange(bytes, 1, bytes.length));
        try {
            read(request, COMMANDS.get(Byte.toUnsignedInt(bytes[0]) % COMMANDS.size()));
        } catch (ProblemException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static <C extends Command> void read(ServerRequest request, Class<C> command) {
        Body<C> body = Objects.requireNonNull(BODIES.read(request, command).block());
        CommandRoutes.instruction("i", body, ACTOR, LocalDate.EPOCH, null, null);
    }

    private static ServerRequest request(byte[] body) {
        return ServerRequest.create(
                MockServerWebExchange.from(MockServerHttpRequest.post("/")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)))),
                READERS);
    }

    /** Its first byte chooses the event. What was read is written and read again as the same. */
    @FuzzTest(maxDuration = "1m")
    void an_event_is_read_or_refused(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        StoredEvents.Name stored = StoredEvents.of(EVENTS.get(Byte.toUnsignedInt(bytes[0]) % EVENTS.size()));
        Object event;
        try {
            event = CODEC.deserialize(new SimpleSerializedObject<>(
                    Arrays.copyOfRange(bytes, 1, bytes.length),
                    byte[].class,
                    CODEC.typeForClass(StoredEvents.classOf(stored.value()))));
        } catch (SerializationException refused) {
            assertThat(refused.getMessage()).startsWith("Cannot read " + stored.value());
            return;
        }
        assertThat(event).isNotNull();
        SerializedObject<byte[]> written;
        try {
            written = CODEC.serialize(event, byte[].class);
        } catch (SerializationException numberTooWide) {
            return;
        }
        assertThat(CODEC.<byte[], Object>deserialize(written)).isEqualTo(event);
    }

    @FuzzTest(maxDuration = "1m")
    void a_business_date_is_read_or_refused(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        BusinessDate date;
        try {
            date = BusinessDate.parse(text);
        } catch (DateTimeException refused) {
            return;
        }
        assertThat(date.toString()).isEqualTo(text);
    }
}
