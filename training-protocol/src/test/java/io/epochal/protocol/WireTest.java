package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files hold the wire in place: a changed one is a changed contract. */
class WireTest {
    static List<Message> messages() {
        return Samples.ALL;
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesWhatTheGoldenFileSays(Message message) throws IOException {
        Wire.Encoded encoded = Wire.encode(message, "/test");
        GoldenRecord golden = GoldenRecord.of(message.getClass());

        assertThat(Wire.JSON.readTree(encoded.value())).isEqualTo(golden.value());
        assertThat(Wire.JSON.<JsonNode>valueToTree(encoded.headers())).isEqualTo(golden.headers());
        assertThat(encoded.key()).isEqualTo(message.run());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatTheGoldenFileSays(Message message) throws Exception {
        GoldenRecord golden = GoldenRecord.of(message.getClass());

        assertThat(Wire.decode(golden.headerTexts(), Wire.JSON.writeValueAsBytes(golden.value())))
                .isEqualTo(message);
    }

    @Test
    void everyTypeOfMessageHasAGoldenFile() {
        List<Class<?>> sampled = new ArrayList<>();
        Samples.ALL.forEach(message -> sampled.add(message.getClass()));

        assertThat(sampled).containsExactlyInAnyOrderElementsOf(GoldenRecord.types());
    }

    @Test
    void everyCommandIsInAGoldenFile() {
        List<Class<?>> sampled = new ArrayList<>();
        Samples.COMMANDS.forEach(command -> sampled.add(command.getClass()));

        assertThat(sampled).containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
    }

    @Test
    void ignoresFieldsOfALaterVersion() throws Exception {
        Wire.Encoded encoded = Wire.encode(Samples.BATCH, "/test");
        String later = new String(encoded.value(), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"later\":1,");

        assertThat(Wire.decode(encoded.headers(), later.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Samples.BATCH);
    }

    @Test
    void ignoresFieldsOfALaterVersionInTheRunSpecToo() throws Exception {
        Message request = Samples.ALL.get(0);
        Wire.Encoded encoded = Wire.encode(request, "/test");
        String later = new String(encoded.value(), StandardCharsets.UTF_8)
                .replace("\"batch_size\"", "\"later\":1,\"batch_size\"")
                .replace("\"dataset\"", "\"later\":1,\"dataset\"");

        assertThat(Wire.decode(encoded.headers(), later.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(request);
    }

    @Test
    void whatAnEarlierVersionLeavesOutIsNull() throws Exception {
        Wire.Encoded encoded = Wire.encode(Samples.ALL.get(0), "/test");
        ObjectNode earlier = (ObjectNode) Wire.JSON.readTree(encoded.value());
        earlier.remove(List.of("from", "taken_back"));

        assertThat(Wire.decode(encoded.headers(), Wire.JSON.writeValueAsBytes(earlier)))
                .isInstanceOfSatisfying(RunRequested.class, request -> {
                    assertThat(request.from()).isNull();
                    assertThat(request.takenBack()).isNull();
                });
    }

    @Test
    void refusesATypeOfALaterVersion() {
        assertThatThrownBy(() -> Wire.decode(Map.of("ce_type", "io.epochal.Later"), new byte[0]))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("io.epochal.Later");
    }

    @Test
    void refusesARecordThatIsNoEvent() {
        assertThatThrownBy(() -> Wire.decode(Map.of(), new byte[0]))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("ce_type");
    }

    @Test
    void refusesAValueWithoutARequiredField() {
        Wire.Encoded encoded = Wire.encode(Samples.BATCH, "/test");

        assertThatThrownBy(() -> Wire.decode(encoded.headers(), "{\"run\":\"r\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("attempt");
    }
}
