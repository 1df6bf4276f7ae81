package io.epochal.trainer.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.RunRequested.WarmStart;
import io.epochal.trainer.run.port.FakeEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialWeightsTest {
    private final Checkpoints checkpoints = new Checkpoints(new InMemoryObjectStore(), "run");
    private final InitialWeights weights = new InitialWeights(new WarmStart("other", "key"));
    private final FakeEngine engine = new FakeEngine();

    @ParameterizedTest
    @CsvSource({"false, ''", "true, 41"})
    void theAverageOfTheWeightsBeginsWithThem(boolean averages, String restored) throws IOException {
        Content content = Content.of("41".getBytes(StandardCharsets.UTF_8));
        var model = checkpoints.saveModel(new CheckpointId(0, 0, 0, false), "start", Map.of("w", content));
        checkpoints.name("start", model, "w", 0, 0);
        engine.averages = averages;

        weights.restore(checkpoints, engine);

        assertThat(engine.weights).isEqualTo("41");
        assertThat(engine.restoredAverages).isEqualTo(restored);
        assertThat(engine.restoredOptimizer).isEmpty();
    }

    @Test
    void weightsThatAreMissingAreAnErrorThatNamesTheOtherRun() {
        assertThatThrownBy(() -> weights.restore(checkpoints, engine))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot begin with the weights of other: the run has no model named start");
    }
}
