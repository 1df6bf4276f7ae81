package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.Content;
import io.epochal.protocol.ModelWeights;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointPartsTest {
    private final FakeEngine engine = new FakeEngine();
    private final SavedState saved =
            new SavedState(TestStates.SPEC, 1, 7, ResumePoint.EPOCH_ENDED, 1.5, TestStates.at(0, 3), engine.facts());

    CheckpointPartsTest() {
        engine.weights = "3";
    }

    @Test
    void aWholeStateHasWeightsOptimizerAndState() throws IOException {
        Map<String, Content> parts = CheckpointParts.whole(engine.snapshot(), false, saved);

        assertThat(parts).containsOnlyKeys("weights.safetensors", "optimizer.safetensors", "state.json");
        assertThat(text(parts, "weights.safetensors")).isEqualTo("3");
        assertThat(text(parts, "optimizer.safetensors")).isEqualTo("3");
    }

    @Test
    void theAverageOfTheWeightsIsAPartWhereThereIsOne() throws IOException {
        Map<String, Content> parts = CheckpointParts.whole(engine.snapshot(), true, saved);

        assertThat(parts)
                .containsOnlyKeys("weights.safetensors", "averaged.safetensors", "optimizer.safetensors", "state.json");
        assertThat(text(parts, "weights.safetensors")).isEqualTo("3");
        assertThat(text(parts, "averaged.safetensors")).isEqualTo("-3");
    }

    @ParameterizedTest
    @CsvSource({"TRAINED, weights.safetensors, 3", "AVERAGED, averaged.safetensors, -3"})
    void aModelHasTheWeightsThatWereAskedForAndTheirState(ModelWeights weights, String part, String text)
            throws IOException {
        Map<String, Content> parts = CheckpointParts.model(engine.snapshot(), weights, saved);

        assertThat(CheckpointParts.of(weights)).isEqualTo(part);
        assertThat(parts).containsOnlyKeys(part, "state.json");
        assertThat(text(parts, part)).isEqualTo(text);
    }

    @Test
    void theStateIsTheOneThatWasSaved() throws IOException {
        Map<String, Content> parts = CheckpointParts.model(engine.snapshot(), ModelWeights.TRAINED, saved);

        assertThat(StateFile.read(content(parts, "state.json").open())).isEqualTo(saved);
    }

    private static String text(Map<String, Content> parts, String part) throws IOException {
        return new String(content(parts, part).open().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Content content(Map<String, Content> parts, String part) {
        return Objects.requireNonNull(parts.get(part));
    }
}
