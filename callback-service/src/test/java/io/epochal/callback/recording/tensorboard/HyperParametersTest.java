package io.epochal.callback.recording.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.Specs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HyperParametersTest {
    @Test
    void aSettingWithPartsIsWrittenInTheOrderOfTheirNamesWhateverOrderTheyHave() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("type", "CosineDecay");
        parts.put("steps", List.of(Map.of("b", 2, "a", 1)));
        parts.put("alpha", 0.5);

        assertThat(HyperParameters.of(
                        Specs.with(List.of(), List.of(Map.of("type", "LearningRateScheduler", "schedule", parts)))))
                .containsEntry("LearningRateScheduler.schedule", "{alpha=0.5, steps=[{a=1, b=2}], type=CosineDecay}");
    }

    @Test
    void theOptimizersArgumentsAreAmongThem() {
        assertThat(HyperParameters.of(Specs.optimizedBy(Map.of("type", "sgd", "momentum", 0.9, "clipnorm", 1))))
                .containsEntry("optimizer", "sgd")
                .containsEntry("learning_rate", 0.01)
                .containsEntry("optimizer.momentum", 0.9)
                .containsEntry("optimizer.nesterov", false)
                .containsEntry("optimizer.clipnorm", 1.0)
                .doesNotContainKeys("optimizer.type", "optimizer.learning_rate", "optimizer.weight_decay");
    }
}
