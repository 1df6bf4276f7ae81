package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.epochal.protocol.field.SpecException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a trainer can be ordered to do. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Command.StopTraining.class, name = "StopTraining"),
    @JsonSubTypes.Type(value = Command.CancelRun.class, name = "CancelRun"),
    @JsonSubTypes.Type(value = Command.PauseTraining.class, name = "PauseTraining"),
    @JsonSubTypes.Type(value = Command.ResumeTraining.class, name = "ResumeTraining"),
    @JsonSubTypes.Type(value = Command.FailRun.class, name = "FailRun"),
    @JsonSubTypes.Type(value = Command.SetLearningRate.class, name = "SetLearningRate"),
    @JsonSubTypes.Type(value = Command.ReplaceCallbacks.class, name = "ReplaceCallbacks"),
    @JsonSubTypes.Type(value = Command.EvaluateOn.class, name = "EvaluateOn"),
    @JsonSubTypes.Type(value = Command.SaveCheckpoint.class, name = "SaveCheckpoint"),
    @JsonSubTypes.Type(value = Command.SaveEvery.class, name = "SaveEvery"),
    @JsonSubTypes.Type(value = Command.RestoreWeights.class, name = "RestoreWeights"),
    @JsonSubTypes.Type(value = Command.RecordBatches.class, name = "RecordBatches"),
    @JsonSubTypes.Type(value = Command.SummarizeWeights.class, name = "SummarizeWeights")
})
public sealed interface Command {
    <R> R accept(Handler<R> handler);

    /** The names of all types, as {@code type} has them, in the order of their characters. */
    static List<String> types() {
        return Arrays.stream(Command.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .sorted()
                .toList();
    }

    /** Train no further batch; then restore, evaluate and store as at any end. */
    record StopTraining(String reason) implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.stopTraining(this);
        }
    }

    /** Save a checkpoint and end the run as {@link RunStatus#CANCELLED}, without the test set. */
    record CancelRun(String reason) implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.cancelRun(this);
        }
    }

    /** Train no further batch until {@link ResumeTraining}; the run keeps its trainer. */
    record PauseTraining() implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.pauseTraining(this);
        }
    }

    /** Continue after {@link PauseTraining}. */
    record ResumeTraining() implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.resumeTraining(this);
        }
    }

    /** End the run as {@link RunStatus#FAILED}: where Keras raises an error, and where an event cannot be answered at all. */
    record FailRun(String reason) implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.failRun(this);
        }
    }

    /** Use this rate from the next batch on. Rounded to a 32-bit float, which is what Keras stores. */
    record SetLearningRate(double value) implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.setLearningRate(this);
        }
    }

    /**
     * Continue with these callbacks; only users ask for it. One that has a predecessor of its type takes over what that has seen. The
     * trainer asks the callback service for that merge, at {@link TrainingEvent.BatchReached}.
     *
     * @param callbacks as in a run spec
     */
    record ReplaceCallbacks(List<Map<String, Object>> callbacks) implements Command {
        public ReplaceCallbacks {
            callbacks = MessageCheck.copy("callbacks", callbacks);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.replaceCallbacks(this);
        }
    }

    /** Validate and test with these weights from here on. */
    record EvaluateOn(ModelWeights weights) implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.evaluateOn(this);
        }
    }

    /**
     * Give the state at this point a name that it can be loaded by; an older checkpoint of that name loses it.
     *
     * @param weights those that the model has when it is loaded by this name
     * @param weightsOnly whether the optimizer is left out
     */
    record SaveCheckpoint(String name, ModelWeights weights, boolean weightsOnly) implements Command {
        /** The whole state, with the weights as trained. */
        public SaveCheckpoint(String name) {
            this(name, ModelWeights.TRAINED, false);
        }

        /**
         * The same under the name that it is stored, listed and exported by.
         *
         * @throws SpecException as {@link CheckpointPath#choose}
         */
        public SaveCheckpoint normalized() {
            return new SaveCheckpoint(CheckpointPath.choose("name", name), weights, weightsOnly);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.saveCheckpoint(this);
        }
    }

    /**
     * From here on save the whole state under this name between two batches, whenever so much time has passed since a checkpoint was
     * taken. When that is differs from one run to another, and nothing else does.
     */
    record SaveEvery(double seconds, String name) implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.saveEvery(this);
        }
    }

    /** Put back the weights as they were at the end of an epoch; nothing else is rolled back, as in Keras. */
    record RestoreWeights(int epoch, ModelWeights weights) implements Command {
        /** The weights as trained. */
        public RestoreWeights(int epoch) {
            this(epoch, ModelWeights.TRAINED);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.restoreWeights(this);
        }
    }

    /**
     * Publish a histogram of every weight as it stands here.
     *
     * @param images whether to publish pictures of them as well
     */
    record SummarizeWeights(ModelWeights weights, boolean images) implements Command {
        /** Histograms of the weights as trained. */
        public SummarizeWeights() {
            this(ModelWeights.TRAINED, false);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.summarizeWeights(this);
        }
    }

    /**
     * From here on publish {@link TrainingEvent.BatchRecorded} whenever the step is a multiple of {@code every}. The lowest that was
     * asked for counts.
     */
    record RecordBatches(int every) implements Command {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.recordBatches(this);
        }
    }

    /** One method a command and no defaults, so that a new command does not compile until everyone has an answer to it. */
    interface Handler<R> {
        R stopTraining(StopTraining command);

        R cancelRun(CancelRun command);

        R pauseTraining(PauseTraining command);

        R resumeTraining(ResumeTraining command);

        R failRun(FailRun command);

        R setLearningRate(SetLearningRate command);

        R replaceCallbacks(ReplaceCallbacks command);

        R evaluateOn(EvaluateOn command);

        R saveCheckpoint(SaveCheckpoint command);

        R saveEvery(SaveEvery command);

        R restoreWeights(RestoreWeights command);

        R recordBatches(RecordBatches command);

        R summarizeWeights(SummarizeWeights command);
    }
}
