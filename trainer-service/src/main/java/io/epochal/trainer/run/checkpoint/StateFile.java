package io.epochal.trainer.run.checkpoint;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.Directives;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Termination;
import io.epochal.trainer.run.state.TrainingPosition;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form of {@code state.json}: one flat object, whose fields are never renamed, so that any version reads what another one has
 * written. See {@link SavedState} and {@link RunState} for what they mean.
 *
 * @param learningRate the 32-bit float as a double, as earlier versions wrote it
 */
record StateFile(
        RunSpec spec,
        int attempt,
        long sequence,
        ResumePoint place,
        double seconds,
        TrainingPosition progress,
        double learningRate,
        int threads,
        String device,
        @Nullable List<List<Integer>> inputShapes,
        @Nullable Preprocessing preprocessing,
        Metrics metrics,
        List<Map<String, Object>> callbacks,
        Directives orders,
        Command.@Nullable RestoreWeights restored,
        @Nullable Termination ending,
        List<String> answered,
        boolean paused) {
    static byte[] write(SavedState saved) throws IOException {
        RunState state = saved.state();
        return Wire.JSON.writeValueAsBytes(new StateFile(
                saved.spec(),
                saved.attempt(),
                saved.sequence(),
                saved.point(),
                saved.seconds(),
                state.position(),
                state.learningRate(),
                saved.engine().threads(),
                saved.engine().device(),
                saved.engine().inputShapes(),
                saved.engine().preprocessing(),
                state.metrics(),
                state.callbacks(),
                state.directives(),
                state.restored(),
                state.termination(),
                state.answered(),
                state.paused()));
    }

    static SavedState read(InputStream in) throws IOException {
        StateFile file = Wire.JSON.readValue(in, StateFile.class);
        return new SavedState(
                file.spec, file.attempt, file.sequence, file.place, file.seconds, file.state(), file.engine());
    }

    /** Earlier versions knew one kind of data. */
    private Engine.Facts engine() {
        return new Engine.Facts(
                threads,
                device,
                inputShapes == null ? List.of() : inputShapes,
                preprocessing == null ? Preprocessing.NONE : preprocessing);
    }

    private RunState state() {
        return new RunState(
                progress, (float) learningRate, metrics, callbacks, orders, restored, ending, answered, paused);
    }
}
