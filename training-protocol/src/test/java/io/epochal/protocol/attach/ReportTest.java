package io.epochal.protocol.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.field.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What attached programs say, as it is read. */
class ReportTest {
    private static final TrainingParams PARAMS =
            new TrainingParams(null, List.of(), false, 0.1, false, false, Semantics.KERAS_3_15);
    private static final String BEAT =
            "{\"type\": \"Heartbeat\", \"sequence\": N, \"epoch\": 0, \"batch\": 0, \"step\": 1}";
    private static final String EPOCH =
            "{\"type\": \"EpochEnded\", \"sequence\": N, \"epoch\": 0, \"step\": 1, \"metrics\": {}, \"learning_rate\": 0.1,"
                    + " \"seconds\": 1, \"last\": false, \"callbacks\": []}";

    @Test
    void addsRunAttemptTimeAndTheAttachmentsParams() {
        Report report = read("{\"events\": [" + numbered(EPOCH, 3) + "], \"wait\": 1.5}");

        EpochEnded ended = (EpochEnded) report.barrier().orElseThrow();
        assertThat(ended.run()).isEqualTo("r");
        assertThat(ended.attempt()).isEqualTo(2);
        assertThat(ended.time()).isEqualTo(Instant.EPOCH);
        assertThat(ended.params()).isEqualTo(PARAMS);
        assertThat(report.requestWait()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void whatAProgramSaysOfRunAttemptAndParamsDoesNotCount() {
        String lies =
                numbered(EPOCH, 3).replace("{\"type\"", "{\"run\": \"other\", \"attempt\": 9, \"params\": 3, \"type\"");

        EpochEnded ended =
                (EpochEnded) read("{\"events\": [" + lies + "]}").events().get(0);

        assertThat(ended.run()).isEqualTo("r");
        assertThat(ended.attempt()).isEqualTo(2);
        assertThat(ended.params()).isEqualTo(PARAMS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "{\"event\": []}| event is not known here; there are: events, batches, wait (did you mean events?)",
                "{\"events\": {}}| events must be a list of at most 1000",
                "{\"events\": [3]}| events[0] must be an object",
                "{\"events\": [{\"type\": \"EpochEnd\"}]}| events[0].type must be one of",
                "{\"events\": [{\"type\": \"RunStarted\"}]}| events[0].type must be one of",
                "{\"events\": [{\"type\": \"Heartbeat\"}]}| events[0]: sequence: Missing required",
                "{\"events\": [{\"type\": \"Heartbeat\", \"sequence\": -1, \"epoch\": 0, \"batch\": 0, \"step\": 1}]}| sequence must be from 0",
                "{\"batches\": [{}]}| batches[0]: ",
                "{\"wait\": 31}| wait must be from 0 to 30 seconds; found 31",
                "{\"wait\": \"x\"}| wait must be from 0 to 30 seconds",
            })
    void saysWhatIsWrongAndWhere(String body, String why) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(CallException.class).hasMessageContaining(why);
    }

    @Test
    void refusesAGapInACallAndWhatComesBehindAQuestion() {
        assertThatThrownBy(() -> read("{\"events\": [" + numbered(BEAT, 1) + "," + numbered(BEAT, 3) + "]}"))
                .hasMessage("events[1].sequence must be one more than the one before, 2; found 3");
        assertThatThrownBy(() -> read("{\"events\": [" + numbered(EPOCH, 1) + "," + numbered(BEAT, 2) + "]}"))
                .hasMessageStartingWith("events[0] is a barrier, which is the last event of a call");
    }

    @Test
    void theFaultCarriesThePlaceAndWhatItIsNot() {
        String beat = numbered(BEAT, 1).replace("\"step\": 1", "\"step\": -1");

        assertThatThrownBy(() -> read("{\"events\": [" + beat + "]}"))
                .isInstanceOfSatisfying(CallException.class, wrong -> {
                    assertThat(wrong.field()).isEqualTo("events[0].step");
                    assertThat(wrong.kind()).isEqualTo(CallException.Kind.NOT_AN_EVENT);
                });
        assertThatThrownBy(() -> read("{\"wait\": 31}")).isInstanceOfSatisfying(CallException.class, wrong -> {
            assertThat(wrong.field()).isEqualTo("wait");
            assertThat(wrong.kind()).isEqualTo(CallException.Kind.NOT_A_REQUEST);
        });
    }

    private static String numbered(String event, long sequence) {
        return event.replace("\"sequence\": N", "\"sequence\": " + sequence);
    }

    private static Report read(String body) {
        return Report.read(
                ProtocolJson.object(body.getBytes(StandardCharsets.UTF_8), ""), "r", 2, PARAMS, Instant.EPOCH);
    }
}
