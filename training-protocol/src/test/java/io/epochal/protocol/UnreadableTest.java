package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record that is no message says so in a short printable reason, and in no other way. */
class UnreadableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            EpochEnded       | /run                    | null                    | run is required
            EpochEnded       | /run                    | '/etc'                  | run must be 1 to 128 letters
            EpochEnded       | /run                    | 'a\\u001b[31m\\nb'      | run must be 1 to 128 letters
            EpochEnded       | /time                   | null                    | time is required
            EpochEnded       | /time                   | 1e18                    | time
            EpochEnded       | /time                   | '+1000000000-12-31T23:59:59Z' | time must be between the years 1970 and 9999
            EpochEnded       | /callbacks              | null                    | callbacks is required
            EpochEnded       | /callbacks              | [null]                  | callbacks[0] may not be null
            EpochEnded       | /metrics                | null                    | metrics is required
            EpochEnded       | /metrics/loss           | null                    | metrics.loss must be a number
            EpochEnded       | /attempt                | 0                       | attempt must be from 1
            EpochEnded       | /attempt                | 1e99                    | attempt
            EpochEnded       | /attempt                | 1.5                     | attempt
            EpochEnded       | /sequence               | -1                      | sequence must be from 0
            EpochEnded       | /sequence               | 9007199254740992        | sequence must be from 0
            EpochEnded       | /epoch                  | 2147483647              | epoch must be from 0
            EpochEnded       | /step                   | -9                      | step must be from 0
            EpochEnded       | /params                 | null                    | params is required
            EpochEnded       | /params/metrics         | [null]                  | params.metrics[0] may not be null
            EpochEnded       | /params/epochs          | 0                       | params.epochs must be from 1
            EpochEnded       | /params/semantics       | 'Later'                 | params.semantics
            RunStarted       | /spec                   | null                    | spec
            RunStarted       | /spec/data/dataset      | '../../etc'             | data.dataset must be 1 to 128 letters
            RunStarted       | /input_shapes           | [[28, 0]]               | input_shapes[0][1] must be from 1
            RunStarted       | /input_shapes           | [null]                  | input_shapes[0] may not be null
            BatchEnded       | /batch                  | -1                      | batch must be from 0
            BatchEnded       | /dropped                | -1                      | dropped must be from 0
            BatchReached     | /replacement/command_id | 'a/b'                   | replacement.command_id must be 1 to 128
            CommandRequest   | /command_id             | '../x'                  | command_id must be 1 to 128 letters
            CommandRequest   | /command                | null                    | command is required
            CommandRequest   | /command                | {'type': 'SaveEvery', 'seconds': 'NaN', 'name': 'a'} | command.seconds must be more than 0
            CommandRequest   | /command                | {'type': 'SaveEvery', 'seconds': 1} | command
            RunRequested     | /from/run               | 'VICTIM/attempts/x'     | from.run must be 1 to 128 letters
            RunRequested     | /taken_back/requests    | ['/']                   | taken_back.requests[0] must be 1 to 128 letters
            RunRequested     | /spec/callbacks         | [null]                  | callbacks[0] must be an object
            CommandApplied   | /outcome                | 'granted'               | outcome must be "applied", or "rejected: " and why; found "granted"
            CommandApplied   | /outcome                | 0                       | outcome
            RunEnded         | /status                 | 0                       | status
            RunEnded         | /restored_epoch         | -7                      | restored_epoch must be from 0
            Verdict          | /retain                 | [null]                  | retain[0] may not be null
            Verdict          | /ask                    | null                    | ask is required
            Verdict          | /recordings             | [{'position': 0, 'logs': {'loss': null}}] | recordings[0].logs.loss must be a number
            Verdict          | /commands               | [{'type': 'RecordBatches', 'every': 0}] | commands[0].every must be from 1
            WeightsDrawn     | /images                 | ['no base64!']          | images[0] must be base64
            WeightsDrawn     | /images                 | [null]                  | images[0] may not be null
            WeightsDrawn     | /width                  | 0                       | width must be from 1
            WeightsSummarized | /histograms            | [null]                  | histograms[0] may not be null
            CheckpointSaved  | /names                  | [null]                  | names[0] may not be null
            """)
    void saysWhatIsWrongAndWhere(String type, String place, String value, String reason) throws IOException {
        GoldenRecord golden = GoldenRecord.of(type);
        JsonNode marked = JsonEdits.with(golden.value(), JsonPointer.compile(place), Wire.JSON.valueToTree("@@"));
        String json = marked.toString().replace("\"@@\"", value.replace('\'', '"'));

        assertUnreadable(() -> Wire.decode(golden.headerTexts(), utf8(json)), reason);
    }

    @Test
    void everyComponentThatIsNullIsSaidToBeMissing() throws IOException {
        for (GoldenRecord golden : GoldenRecord.all()) {
            for (JsonPointer place : JsonEdits.places(golden.value())) {
                byte[] value =
                        Wire.JSON.writeValueAsBytes(JsonEdits.with(golden.value(), place, NullNode.getInstance()));
                try {
                    assertThat(Wire.decode(golden.headerTexts(), value)).isNotNull();
                } catch (UnreadableException e) {
                    assertThat(e.getMessage()).startsWith("the value is not a io.epochal." + golden.type());
                }
            }
        }
    }

    @Test
    void isNoMessageWhateverItsBytes() throws IOException {
        Map<String, String> headers = GoldenRecord.of("EpochEnded").headerTexts();
        byte[] garbage = new byte[1_048_151];
        Arrays.fill(garbage, (byte) '[');

        assertUnreadable(() -> Wire.decode(headers, garbage), "");
        assertUnreadable(() -> Wire.decode(headers, new byte[0]), "");
        assertUnreadable(() -> Wire.decode(headers, utf8("null")), "the value must be an object");
        assertUnreadable(() -> Wire.decode(headers, utf8("[]")), "");
        assertUnreadable(() -> Wire.decode(headers, utf8("{\"run\": 7")), "(start marker at [line: 1, column: 1])");
        assertUnreadable(() -> Wire.decode(headers, new byte[9 * 1024 * 1024]), "a message has at most");
        assertUnreadable(() -> Wire.decode(headers, utf8("{\"callbacks\":" + "[".repeat(100_000))), "");
    }

    @Test
    void oneRecordIsNotReadInTwoWays() throws IOException {
        GoldenRecord golden = GoldenRecord.of("EpochEnded");
        String json = golden.value().toString();

        assertUnreadable(
                () -> Wire.decode(golden.headerTexts(), utf8(json.replaceFirst("\\{", "{\"run\":\"other\","))),
                "Duplicate field 'run'");
        assertUnreadable(() -> Wire.decode(golden.headerTexts(), utf8(json + json)), "");
    }

    @Test
    void aReasonDoesNotRepeatWhatIsLongOrCannotBeShown() throws IOException {
        GoldenRecord golden = GoldenRecord.of("EpochEnded");
        String huge = golden.value().toString().replace("\"epoch\":0", "\"epoch\":\"" + "x".repeat(352_000) + "\"");

        assertThat(huge).hasSizeGreaterThan(352_000);
        assertUnreadable(() -> Wire.decode(golden.headerTexts(), utf8(huge)), "epoch");
        assertUnreadable(
                () -> Wire.decode(Map.of("ce_type", "io.epochal.\u001b[31m\n" + "x".repeat(352_000)), new byte[0]),
                "is not known to this version");
        assertUnreadable(
                () -> Wire.decode(Map.of("ce_type", "\u0000" + "x".repeat(352_000)), new byte[0]), "must begin with");
    }

    @Test
    void whoWaitsAtABarrierIsKnownWhereTheRecordSaysSo() throws IOException {
        GoldenRecord golden = GoldenRecord.of("EpochEnded");
        String json = golden.value().toString();

        assertThat(waiting(golden, json.replace("\"params\":{", "\"params\":null,\"x\":{")))
                .contains(new BarrierAddress("mnist-cnn-20260102-030405-7f3a", 1, 2));
        assertThat(waiting(golden, json.substring(0, 200))).isPresent();
        assertThat(waiting(golden, json.replace("mnist-cnn-2026", "../mnist"))).isEmpty();
        assertThat(waiting(golden, json.replace("\"attempt\":1", "\"attempt\":1e999")))
                .isEmpty();
        assertThat(waiting(golden, "{}")).isEmpty();
        GoldenRecord other = GoldenRecord.of("RunEnded");
        assertThat(waiting(other, other.value().toString().replace("\"status\"", "\"x\"")))
                .isEmpty();
    }

    /** By its value alone. */
    private static Optional<BarrierAddress> waiting(GoldenRecord golden, String json) {
        return BarrierAddress.find(Map.of("ce_type", golden.headerTexts().get("ce_type")), utf8(json));
    }

    private static void assertUnreadable(ThrowingCallable reading, String reason) {
        assertThatThrownBy(reading)
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining(reason)
                .hasMessageMatching("\\P{Cc}{1,1000}");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
