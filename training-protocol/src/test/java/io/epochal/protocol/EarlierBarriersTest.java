package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log holds barrier events of earlier versions, which carry the whole run spec. They mean what they meant. */
class EarlierBarriersTest {
    private final ObjectNode params;

    EarlierBarriersTest() throws IOException {
        params = (ObjectNode) GoldenRecord.of(EpochEnded.class).value().get("params");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EpochEnded", "BatchReached", "RunStarted"})
    void areReadAsThoseOfThisVersion(String type) throws Exception {
        GoldenRecord earlier = GoldenRecord.of("earlier/" + type);
        GoldenRecord golden = GoldenRecord.of(type);

        assertThat(Wire.JSON.readTree(Wire.encode(earlier.message(), "/test").value()))
                .isEqualTo(((ObjectNode) golden.value().deepCopy()).without("hardware"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RunRequested requested_by",
                "AttachedRunStarted requested_by",
                "AttachedRunResumed requested_by",
                "RunSummary requested_by",
                "RunStarted hardware",
                "RunResumed hardware"
            })
    void whatEarlierVersionsDoNotSayIsNotNeeded(String field) throws Exception {
        GoldenRecord golden = GoldenRecord.of(field.split(" ")[0]);
        ObjectNode value = golden.value().deepCopy();
        assertThat(value.remove(field.split(" ")[1])).isNotNull();

        Message earlier = Wire.decode(golden.headerTexts(), Wire.JSON.writeValueAsBytes(value));
        assertThat(Wire.JSON.readTree(Wire.encode(earlier, "/test").value())).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EpochEnded", "BatchReached", "RunStarted"})
    void areAsTheSchemaSays(String type) throws IOException {
        assertThat(Schemas.faults(
                        Schemas.ofMessage(type),
                        GoldenRecord.of("earlier/" + type).value()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "{\"data\": 3}"})
    void theSpecDoesNotMatterWhereThereAreParams(String spec) throws Exception {
        GoldenRecord both = GoldenRecord.of(EpochEnded.class);
        ObjectNode value = both.value().deepCopy();
        value.set("spec", Wire.JSON.readTree(spec));

        assertThat(Wire.decode(both.headerTexts(), Wire.JSON.writeValueAsBytes(value)))
                .isEqualTo(both.message());
    }

    @Test
    void aSpecThatCannotBeReadIsNamed() throws IOException {
        GoldenRecord earlier = GoldenRecord.of("earlier/EpochEnded");
        ObjectNode value = earlier.value().deepCopy();
        ((ObjectNode) value.get("spec")).put("epochs", 0);

        assertThatThrownBy(() -> Wire.decode(earlier.headerTexts(), Wire.JSON.writeValueAsBytes(value)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("epochs must be a whole number, 1 or more");
    }

    @Test
    void whoWaitsAtOneIsKnownWhenItCannotBeRead() throws IOException {
        GoldenRecord earlier = GoldenRecord.of("earlier/EpochEnded");
        ObjectNode value = earlier.value().deepCopy();
        value.remove("spec");

        assertThat(earlier.isReadAs(value)).isFalse();
        assertThat(BarrierAddress.find(earlier.headerTexts(), Wire.JSON.writeValueAsBytes(value)))
                .contains(new BarrierAddress("mnist-cnn-20260102-030405-7f3a", 1, 2));
    }

    @Test
    void paramsAreTheSpecsOfTheRun() throws Exception {
        RunStarted started = (RunStarted) GoldenRecord.of(RunStarted.class).message();

        assertThat(Wire.JSON.<ObjectNode>valueToTree(started.params())).isEqualTo(params);
    }

    @Test
    void aTrainingNeedNotHaveALastEpoch() throws Exception {
        GoldenRecord golden = GoldenRecord.of(EpochEnded.class);
        ObjectNode value = golden.value().deepCopy();
        ((ObjectNode) value.get("params")).remove("epochs");

        EpochEnded ended = (EpochEnded) Wire.decode(golden.headerTexts(), Wire.JSON.writeValueAsBytes(value));

        assertThat(ended.params().epochs()).isNull();
    }
}
