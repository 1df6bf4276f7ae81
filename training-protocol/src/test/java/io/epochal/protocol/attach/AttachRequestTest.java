package io.epochal.protocol.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.ProtocolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With what programs attach, as it is read. */
class AttachRequestTest {
    private static final String LEAST =
            "{\"attach_id\": \"a-1\", \"trainer\": \"a test\", \"capabilities\": [], \"params\": {\"metrics\": [], \"learning_rate\": 0.1}}";

    @Test
    void theLeastHasKerasDefaults() throws IOException {
        AttachRequest request = read(LEAST);

        AttachedRunStarted started = (AttachedRunStarted) request.as("r", 3, Instant.EPOCH, "ann");
        assertThat(started.requestedBy()).isEqualTo("ann");
        assertThat(started.attempt()).isEqualTo(3);
        assertThat(started.trainer().unit()).isEqualTo(AttachedTrainer.Unit.EPOCH);
        assertThat(started.trainer().heartbeat()).isEqualTo(60);
        assertThat(started.params().hasEndBarrier()).isTrue();
        assertThat(started.callbacks()).isEmpty();
        assertThat(request.run()).isEmpty();
    }

    @Test
    void aResumptionSaysWhereItGoesOn() throws IOException {
        ObjectNode body = (ObjectNode) Wire.JSON.readTree(LEAST);
        body.set(
                "resume",
                Wire.JSON.readTree("{\"attempt\": 2, \"sequence\": 21, \"epoch\": 3, \"batch\": 17, \"step\": 1142}"));

        AttachRequest request = read(body.toString());
        AttachedRunResumed resumed = (AttachedRunResumed) request.as("r", 3, Instant.EPOCH, null);
        assertThat(resumed.requestedBy()).isNull();

        assertThat(request.resumption().orElseThrow().fromAttempt()).isEqualTo(2);
        assertThat(resumed.fromSequence()).isEqualTo(21);
        assertThat(resumed.step()).isEqualTo(1142);
        assertThat(resumed.checkpoint()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "attach_id| null| attach_id is required",
                "attach_id| \"a/b\"| attach_id must be 1 to 128 letters",
                "requested_by| \"bob\"| requested_by",
                "run| \"a b\"| run must be 1 to 128 letters",
                "run| 3| run must be a text",
                "name| \"\"| name must be 1 to 128 letters",
                "trainer| null| trainer is required",
                "trainer| \"\"| trainer must be 1 to 200 printable characters",
                "trainer| \"a\\u0007b\"| trainer must be 1 to 200 printable characters",
                "unit| \"round\"| unit",
                "heartbeat| 0| heartbeat must be from 1",
                "heartbeat| 86401| heartbeat must be from 1 to 86400 seconds",
                "capabilities| [\"StopTrainig\"]| capabilities has StopTrainig, which is no command",
                "capabilities| null| capabilities is required",
                "params| null| params is required",
                "params| {\"metrics\": []}| learning_rate",
                "params| {\"metrics\": [null], \"learning_rate\": 0.1}| params.metrics[0] may not be null",
                "params| {\"metrics\": [], \"learning_rate\": 0.1, \"directions\": {\"a\": \"up\"}}| directions",
                "callbacks| [3]| callbacks[0]",
                "callbacks| {}| callbacks",
                "resume| {\"attempt\": 0}| resume.",
                "resume| {\"atempt\": 1}| resume.atempt is not known here",
                "resume| 3| resume must be an object",
                "other| 3| other is not known here",
            })
    void saysWhatIsWrongByItsField(String field, String value, String why) throws IOException {
        ObjectNode body = (ObjectNode) Wire.JSON.readTree(LEAST);
        body.set(field, Wire.JSON.readTree(value));

        assertThatThrownBy(() -> read(body.toString()))
                .isInstanceOfSatisfying(CallException.class, wrong -> assertThat(wrong.kind())
                        .isEqualTo(CallException.Kind.NOT_A_REQUEST))
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "other| 3| other",
                "heartbeat| 0| heartbeat",
                "heartbeat| 86401| heartbeat",
                "trainer| null| trainer",
                "unit| \"round\"| unit",
                "capabilities| [null]| capabilities[0]",
                "params| {\"metrics\": [null], \"learning_rate\": 0.1}| params.metrics[0]",
                "resume| {\"attempt\": 0, \"sequence\": 1, \"epoch\": 0, \"batch\": 0, \"step\": 0}| resume.attempt",
                "resume| {\"attempt\": 1, \"sequence\": 1, \"epoch\": -2, \"batch\": 0, \"step\": 0}| resume.epoch",
                "run| \"trainer.a b\"| run",
            })
    void theFaultCarriesTheField(String field, String value, String place) throws IOException {
        ObjectNode body = (ObjectNode) Wire.JSON.readTree(LEAST);
        body.set(field, Wire.JSON.readTree(value));

        assertThatThrownBy(() -> read(body.toString()))
                .isInstanceOfSatisfying(
                        CallException.class, wrong -> assertThat(wrong.field()).isEqualTo(place))
                .hasMessageStartingWith(place);
    }

    private static AttachRequest read(String body) {
        return AttachRequest.read(ProtocolJson.object(body.getBytes(StandardCharsets.UTF_8), ""));
    }
}
