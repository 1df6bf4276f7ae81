package io.epochal.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.Wire;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.port.FakeEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log has the model where an attempt begins, and not once more for each epoch. */
class EventSizeTest {
    private static final int MOST_BYTES = 1000;

    /** About half a kilobyte, as Keras writes it. */
    private static final Map<String, Object> LAYER = Map.of(
            "type",
            "Dense",
            "units",
            10,
            "kernel_initializer",
            object("initializers", "RandomNormal", Map.of("mean", 0.0, "stddev", 0.05)),
            "bias_initializer",
            object("initializers", "RandomNormal", Map.of("mean", 0.0, "stddev", 0.05)),
            "kernel_constraint",
            object("constraints", "MaxNorm", Map.of("max_value", 2.0, "axis", 0)),
            "kernel_regularizer",
            object("regularizers", "L1L2", Map.of("l1", 0.01, "l2", 0.01)),
            "bias_regularizer",
            object("regularizers", "L1L2", Map.of("l1", 0.01, "l2", 0.01)));

    @Test
    void onlyTheEventThatBeginsAnAttemptGrowsWithTheModel() throws IOException {
        for (int layers : List.of(1, 1000)) {
            ScriptedSupervisor supervisor = trained(layers);

            int first = bytes(supervisor.events(RunStarted.class).get(0));
            assertThat(first).isGreaterThan(500 * layers);
            assertThat(supervisor.events(EpochEnded.class)).hasSize(2);
            assertThat(supervisor.events(BatchReached.class)).isNotEmpty();
            assertThat(supervisor.events.subList(1, supervisor.events.size()))
                    .allSatisfy(event -> assertThat(bytes(event)).isLessThan(MOST_BYTES));
        }
    }

    private static ScriptedSupervisor trained(int layers) throws IOException {
        RunSpec spec = RunSpec.of(Map.of(
                "data",
                Map.of("dataset", "mnist"),
                "model",
                Map.of("layers", Collections.nCopies(layers, LAYER)),
                "epochs",
                2,
                "validation_split",
                0.2));
        ScriptedSupervisor supervisor = new ScriptedSupervisor();
        supervisor.atStep(2, new Command.SetLearningRate(0.5));
        TestTrainer.of(
                        opened -> new FakeEngine(),
                        (run, attempt) -> supervisor,
                        new InMemoryObjectStore(),
                        VerdictTimeouts.DEFAULT,
                        RunTrainerTest.LAST_RESORT)
                .train(RunTrainerTest.delivery(new RunRequested("run", Instant.EPOCH, spec)), () -> false);
        return supervisor;
    }

    private static Map<String, Object> object(String module, String name, Map<String, Object> config) {
        return Map.of("module", "keras." + module, "class_name", name, "config", config);
    }

    private static int bytes(TrainingEvent event) {
        return Wire.encode(event, "/test").value().length;
    }
}
