package io.epochal.client;

import io.epochal.client.RunEnding.EndStatus;
import io.epochal.client.TrainerCommand.Handler;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gives commands their effect: the client's own, and then the program's.
 *
 * @param state of the run as it is now
 * @param summary takes the values of each weight, for the log
 */
record Obedience(
        Orders orders,
        TrainingProgram program,
        Set<String> capabilities,
        Supplier<ResumeFrom> state,
        Consumer<Map<String, float[]>> summary) {
    /** @throws CommandRefusedException where the program cannot obey, with the reason */
    Optional<SavedCheckpoint> apply(TrainerCommand command) throws CommandRefusedException, IOException {
        if (!(command instanceof TrainerCommand.FailRun) && !capabilities.contains(command.type())) {
            throw new CommandRefusedException(
                    "this trainer cannot " + command.type() + "; it can " + String.join(", ", capabilities));
        }
        return command.accept(new Effects(this)).give();
    }

    private interface Effect {
        Optional<SavedCheckpoint> give() throws CommandRefusedException, IOException;
    }

    private record Effects(Obedience by) implements Handler<Effect> {
        @Override
        public Effect stopTraining(TrainerCommand.StopTraining command) {
            return ordered(() -> by.orders.end(EndStatus.STOPPED_EARLY, command.reason()));
        }

        @Override
        public Effect cancelRun(TrainerCommand.CancelRun command) {
            return ordered(() -> by.orders.end(EndStatus.CANCELLED, command.reason()));
        }

        @Override
        public Effect pauseTraining(TrainerCommand.PauseTraining command) {
            return ordered(() -> by.orders.pause(true));
        }

        @Override
        public Effect resumeTraining(TrainerCommand.ResumeTraining command) {
            return ordered(() -> by.orders.pause(false));
        }

        @Override
        public Effect failRun(TrainerCommand.FailRun command) {
            return ordered(() -> by.orders.end(EndStatus.FAILED, command.reason()));
        }

        @Override
        public Effect setLearningRate(TrainerCommand.SetLearningRate command) {
            return () -> {
                by.program.setLearningRate(command);
                by.orders.learningRate(command.value());
                return Optional.empty();
            };
        }

        @Override
        public Effect saveCheckpoint(TrainerCommand.SaveCheckpoint command) {
            return () -> Optional.of(by.program.save(command, by.state.get()));
        }

        @Override
        public Effect restoreWeights(TrainerCommand.RestoreWeights command) {
            return () -> {
                by.program.restore(command);
                by.orders.restored(command.epoch());
                return Optional.empty();
            };
        }

        @Override
        public Effect recordBatches(TrainerCommand.RecordBatches command) {
            return ordered(() -> by.orders.recordEvery(command.every()));
        }

        @Override
        public Effect saveEvery(TrainerCommand.SaveEvery command) {
            return ordered(() -> by.orders.saveEvery(command, System.nanoTime()));
        }

        @Override
        public Effect summarizeWeights(TrainerCommand.SummarizeWeights command) {
            return () -> {
                by.summary.accept(by.program.weights(command));
                return Optional.empty();
            };
        }

        /** The callbacks come with a verdict: see {@link RunDialog}. */
        @Override
        public Effect replaceCallbacks(TrainerCommand.ReplaceCallbacks command) {
            return refused(command);
        }

        @Override
        public Effect other(TrainerCommand.Other command) {
            return refused(command);
        }

        private static Effect ordered(Runnable order) {
            return () -> {
                order.run();
                return Optional.empty();
            };
        }

        private static Effect refused(TrainerCommand command) {
            return () -> {
                throw new CommandRefusedException("this trainer does not know how to " + command.type());
            };
        }
    }
}
