package io.epochal.trainer.run.barrier;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandValidator;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.field.SpecException;
import java.util.Optional;

/** Why a user's command is rejected; empty for one that can be applied. */
record CommandRejection(RunSpec spec) implements CommandValidator {
    private static final Optional<String> CALLBACKS_ONLY = Optional.of("only a callback can ask for this");

    @Override
    public Optional<String> callbacksOnly() {
        return CALLBACKS_ONLY;
    }

    @Override
    public Optional<String> setLearningRate(Command.SetLearningRate command) {
        if (spec.optimizer().rate().schedule() != null) {
            return Optional.of("optimizer.learning_rate is a schedule");
        }
        boolean possible = Double.isFinite(command.value()) && command.value() >= 0;
        return possible ? Optional.empty() : Optional.of("a learning rate must be a number, 0 or more");
    }

    /** Whether these are valid, the callback service decides. */
    @Override
    public Optional<String> replaceCallbacks(Command.ReplaceCallbacks command) {
        return Optional.empty();
    }

    @Override
    public Optional<String> saveCheckpoint(Command.SaveCheckpoint command) {
        try {
            var unused = CheckpointPath.choose("name", command.name());
            return Optional.empty();
        } catch (SpecException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
