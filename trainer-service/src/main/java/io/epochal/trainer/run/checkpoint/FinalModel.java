package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.run.state.RunState;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The model that a run has trained. Its weights are stored already: by the last checkpoint, or by that whose weights were restored. */
public final class FinalModel {
    /** The name of the checkpoint whose weights it has. */
    public static final String NAME = "final";

    private final RunSpec spec;
    private final int attempt;
    private final AttemptStore store;
    private @Nullable String key;

    public FinalModel(RunSpec spec, int attempt, AttemptStore store) {
        this.spec = spec;
        this.attempt = attempt;
        this.store = store;
    }

    /** Gives it its name; a run without a checkpoint has none. */
    public void name(RunState state) throws IOException {
        store.fence().require();
        Checkpoints checkpoints = store.checkpoints();
        Command.RestoreWeights restored = state.restored();
        Optional<Checkpoint> last =
                restored == null ? checkpoints.newest().checkpoint() : checkpoints.atEpoch(restored.epoch());
        if (last.isPresent()) {
            ModelWeights averaged = spec.optimizer().useEma() ? ModelWeights.AVERAGED : ModelWeights.TRAINED;
            ModelWeights weights = restored == null ? averaged : restored.weights();
            checkpoints.name(NAME, last.get(), CheckpointParts.of(weights), attempt, state.step());
            key = last.get().key();
        }
    }

    /** Of its checkpoint; null before it has its name. */
    public @Nullable String key() {
        return key;
    }
}
