package fi.kiinni.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fi.kiinni.BusinessDate;
import fi.kiinni.StoredEvents;
import fi.kiinni.initiative.InitiativeEvent.CommentPosted;
import fi.kiinni.initiative.InitiativeEvent.InitiativeDescribed;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class EventCodecTest {

    private static final EventCodec codec = new EventCodec();

    private static SerializedObject<byte[]> stored(String name, String revision, String json) {
        return new SimpleSerializedObject<>(json.getBytes(UTF_8), byte[].class, name, revision);
    }

    private static Object read(Serializer serializer, SerializedObject<?> serialized) {
        return serializer.deserialize(serialized);
    }

    private static String json(Object object) {
        return new String(codec.serialize(object, byte[].class).getData(), UTF_8);
    }

    /** One file for each revision that was ever stored; those that are written now are read here, earlier ones in {@link UpcastersTest}. */
    @Nested
    class Samples {

        private static final JsonMapper EXACT = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();

        static List<Path> samples() throws IOException, URISyntaxException {
            Path folder = Path.of(Objects.requireNonNull(EventCodecTest.class.getResource("/samples"))
                    .toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(sample ->
                                written().contains(sample.getFileName().toString()))
                        .sorted()
                        .toList();
            }
        }

        private static Set<String> written() {
            return StoredEvents.all().stream()
                    .map(StoredEvents::of)
                    .map((StoredEvents.Name event) -> event.value() + "." + event.revision() + ".json")
                    .collect(toSet());
        }

        @ParameterizedTest
        @MethodSource("samples")
        void a_stored_event_is_readable_and_written_as_it_was(Path sample) throws IOException {
            List<String> name = List.of(sample.getFileName().toString().split("\\.", -1));
            String written = Files.readString(sample);
            Object event = read(codec, stored(name.get(0), name.get(1), written));
            assertThat(EXACT.readTree(json(event))).isEqualTo(EXACT.readTree(written));
        }

        @Test
        void there_is_one_of_each_event() throws IOException, URISyntaxException {
            assertThat(samples().stream().map(sample -> sample.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(written());
        }
    }

    @Nested
    class Payloads {

        private final CommentPosted comment = new CommentPosted(
                new UUID(0, 7), "ä ö 🌱 שלום\n2", null, List.of("jasen"), BusinessDate.parse("2014-09"));

        @Test
        void the_type_is_the_stored_name_and_revision_and_no_class() {
            SerializedObject<byte[]> serialized = codec.serialize(comment, byte[].class);
            assertThat(serialized.getType().getName()).isEqualTo("CommentPosted");
            assertThat(serialized.getType().getRevision()).isEqualTo("1");
            assertThat(new String(serialized.getData(), UTF_8)).doesNotContain("fi.kiinni", "@class");
        }

        @Test
        void any_text_survives() {
            assertThat(read(codec, codec.serialize(comment, byte[].class))).isEqualTo(comment);
        }

        @Test
        void what_is_absent_is_left_out_and_dates_are_as_entered() {
            assertThat(json(new InitiativeDescribed(null, "Tarve", null, null, null, BusinessDate.parse("2014"))))
                    .isEqualTo("{\"need\":\"Tarve\",\"effectiveOn\":\"2014\"}");
        }

        @Test
        void an_unknown_name_is_refused_with_the_name() {
            assertThatThrownBy(() -> codec.deserialize(stored("InitiativeEaten", "1", "{}")))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("InitiativeEaten");
        }

        @Test
        void the_name_of_a_class_is_no_stored_name() {
            assertThatThrownBy(() -> codec.deserialize(stored(CommentPosted.class.getName(), "1", "{}")))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("does not know");
        }

        @Test
        void an_unknown_revision_is_refused_with_both() {
            assertThatThrownBy(() -> codec.deserialize(stored("CommentPosted", "2", "{}")))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("revision 2 of CommentPosted");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"comment\":\"salainen\"}",
                    "{\"salainen\":1}",
                    "salainen",
                    "{\"effectiveOn\":\"salainen\"}",
                    "{\"effectiveOn\":[]}"
                })
        void unreadable_bytes_are_refused_without_quoting_them(String bytes) {
            assertThatThrownBy(() -> codec.deserialize(stored("CommentPosted", "1", bytes)))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("CommentPosted")
                    .hasMessageNotContaining("salainen")
                    .hasNoCause();
        }

        @Test
        void what_is_no_event_is_not_kept() {
            assertThatThrownBy(() -> codec.serialize("text", byte[].class))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("Only events");
        }
    }

    @Nested
    class Metadata {

        @Test
        void texts_are_read_back() {
            MetaData metaData = MetaData.from(Map.of("provider", "sakky", "by", "jasen"));
            assertThat(read(codec, codec.serialize(metaData, byte[].class))).isEqualTo(metaData);
        }

        @Test
        void anything_else_is_refused() {
            assertThatThrownBy(() -> codec.serialize(MetaData.with("by", 7), byte[].class))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("by");
        }
    }

    @Nested
    class Tokens {

        private static final Serializer tokens = EventLogConfiguration.tokenSerializer();
        private static final GapAwareTrackingToken HERE = GapAwareTrackingToken.newInstance(12, List.of(4L, 9L));
        private static final GapAwareTrackingToken THERE = GapAwareTrackingToken.newInstance(20, List.of(15L));

        static List<TrackingToken> tokens() {
            return List.of(
                    HERE,
                    Objects.requireNonNull(ReplayToken.createReplayToken(THERE, HERE)),
                    Objects.requireNonNull(ReplayToken.createReplayToken(THERE, null)),
                    MergedTrackingToken.merged(HERE, THERE),
                    Objects.requireNonNull(
                            ReplayToken.createReplayToken(THERE, MergedTrackingToken.merged(HERE, THERE))));
        }

        @ParameterizedTest
        @MethodSource("tokens")
        void a_position_is_read_back(TrackingToken token) {
            SerializedObject<String> serialized = tokens.serialize(token, String.class);
            assertThat(read(tokens, serialized)).isEqualTo(token);
        }

        @Test
        void no_other_class_is_made_from_stored_text() {
            String evil = "{\"tokenAtReset\":{\"@class\":\"javax.swing.JEditorPane\"},\"currentToken\":null}";
            assertThatThrownBy(() -> tokens.deserialize(
                            new SimpleSerializedObject<>(evil, String.class, ReplayToken.class.getName(), null)))
                    .isInstanceOf(SerializationException.class)
                    .rootCause()
                    .hasMessageContaining("JEditorPane");
        }

        @Test
        void metadata_of_a_dead_letter_is_read_back() {
            MetaData diagnostics = MetaData.from(Map.of("retries", "3"));
            assertThat(read(tokens, tokens.serialize(diagnostics, byte[].class)))
                    .isEqualTo(diagnostics);
        }
    }
}
