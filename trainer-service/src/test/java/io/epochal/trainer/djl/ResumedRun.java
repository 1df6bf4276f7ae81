package io.epochal.trainer.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.epochal.keras.Safetensors;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.optimizer.Schedule;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A run of a few batches over two epochs, with what a checkpoint holds after each of them, and the same run from one of these on.
 *
 * @param engines opens the run's engine anew, as a trainer that takes the run over does
 */
record ResumedRun(RunSpec spec, Engine.Factory engines, int end) {
    /** What {@code CheckpointParts} writes, and the sums of the epoch's metrics; averages are empty where the optimizer has none. */
    record Saved(byte[] weights, byte[] averages, byte[] optimizer, MetricSums counted) {
        private static final NDList.Encoding FORMAT = NDList.Encoding.SAFETENSORS;

        /** With other tensors in place of those that are chosen: what a checkpoint that had lost these would restore. */
        Saved without(Predicate<String> lost, Saved fresh) throws IOException {
            return new Saved(
                    replaced(weights, lost, fresh.weights),
                    replaced(averages, lost, fresh.averages),
                    replaced(optimizer, lost, fresh.optimizer),
                    counted);
        }

        /** Whether any of the chosen tensors is another one than in the other. */
        boolean differs(Predicate<String> chosen, Saved fresh) throws IOException {
            return !without(chosen, fresh).isSame(without(tensor -> false, fresh));
        }

        private static byte[] replaced(byte[] stored, Predicate<String> lost, byte[] fresh) throws IOException {
            if (stored.length == 0) {
                return stored;
            }
            try (NDManager manager = EngineStart.manager(1)) {
                NDList others = NDList.decode(manager, new ByteArrayInputStream(fresh));
                NDList list = new NDList();
                for (NDArray tensor : NDList.decode(manager, new ByteArrayInputStream(stored))) {
                    list.add(lost.test(tensor.getName()) ? others.get(tensor.getName()) : tensor);
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                list.encode(out, FORMAT);
                return out.toByteArray();
            }
        }

        /** The names of all tensors of the optimizer. */
        Set<String> slots() throws IOException {
            return Safetensors.read("optimizer", new ByteArrayInputStream(optimizer), optimizer.length)
                    .keySet();
        }

        boolean isSame(Saved other) {
            return Arrays.equals(weights, other.weights)
                    && Arrays.equals(averages, other.averages)
                    && Arrays.equals(optimizer, other.optimizer)
                    && counted.equals(other.counted);
        }

        void requireSame(Saved other, String when) {
            assertThat(Arrays.equals(weights, other.weights))
                    .as("weights, " + when)
                    .isTrue();
            assertThat(Arrays.equals(averages, other.averages))
                    .as("averages, " + when)
                    .isTrue();
            assertThat(Arrays.equals(optimizer, other.optimizer))
                    .as("optimizer, " + when)
                    .isTrue();
            assertThat(counted).as("metrics, " + when).isEqualTo(other.counted);
        }
    }

    /** By the number of batches before them, from 0 to the end. */
    Map<Integer, Saved> undisturbed() throws IOException {
        Map<Integer, Saved> saved = new LinkedHashMap<>();
        try (Engine engine = engines.open(spec)) {
            MetricSums counted = MetricSums.NONE;
            saved.put(0, saved(engine, counted));
            for (int step = 0; step < end; step++) {
                counted = trained(engine, step, 0, counted);
                saved.put(step + 1, saved(engine, counted));
            }
        }
        return saved;
    }

    /** The end of a run that a new engine goes on with after so many batches. */
    Saved resumed(int batches, Saved from) throws IOException {
        return resumed(batches, from, 0);
    }

    /** @param lostSteps how far the step that layers draw their random numbers by is behind */
    Saved resumed(int batches, Saved from, int lostSteps) throws IOException {
        try (Engine engine = engines.open(spec)) {
            restore(engine, from);
            engine.beginEpoch(batches / engine.stepsPerEpoch());
            MetricSums counted = from.counted;
            for (int step = batches; step < end; step++) {
                counted = trained(engine, step, lostSteps, counted);
            }
            return saved(engine, counted);
        }
    }

    /** As {@code ResumedCheckpoint} does. */
    private static void restore(Engine engine, Saved from) throws IOException {
        engine.restoreWeights(new ByteArrayInputStream(from.weights));
        engine.restoreOptimizer(new ByteArrayInputStream(from.optimizer));
        if (engine.averages()) {
            engine.restoreAverages(new ByteArrayInputStream(from.averages));
        }
    }

    private MetricSums trained(Engine engine, int step, int lostSteps, MetricSums before) throws IOException {
        int batch = step % engine.stepsPerEpoch();
        if (batch == 0) {
            engine.beginEpoch(step / engine.stepsPerEpoch());
        }
        Schedule schedule = spec.optimizer().rate().schedule();
        if (schedule != null) {
            engine.setLearningRate(schedule.at(step));
        }
        return engine.trainBatch(batch, step - lostSteps, batch == 0 ? MetricSums.NONE : before)
                .counted();
    }

    private static Saved saved(Engine engine, MetricSums counted) throws IOException {
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            ByteArrayOutputStream weights = new ByteArrayOutputStream();
            snapshot.weights(ModelWeights.TRAINED).open().transferTo(weights);
            ByteArrayOutputStream averages = new ByteArrayOutputStream();
            if (engine.averages()) {
                snapshot.weights(ModelWeights.AVERAGED).open().transferTo(averages);
            }
            ByteArrayOutputStream optimizer = new ByteArrayOutputStream();
            snapshot.optimizer().open().transferTo(optimizer);
            return new Saved(weights.toByteArray(), averages.toByteArray(), optimizer.toByteArray(), counted);
        }
    }
}
