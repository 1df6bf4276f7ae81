package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import java.util.Map;
import java.util.Set;

/**
 * A callback: its settings and its state. Immutable; each hook returns the callback as it stands next.
 */
public interface Callback {
    /** Keras' class name, and the {@code type} in a callbacks list. */
    String type();

    /** Every setting under Keras' argument name, defaults included. */
    Map<String, Object> settings();

    /** What it has observed and still needs, for the next decision; empty for a callback that needs nothing. */
    default Map<String, Object> state() {
        return Map.of();
    }

    /**
     * What it takes over from another's {@link #state} when it replaces that one in a run under way.
     *
     * @param before one of the same type
     */
    default Map<String, Object> inherits(Callback before) {
        return before.state();
    }

    /** An attempt at the run begins or resumes; or this callback joins a run under way. */
    default Step onTrainBegin() {
        return Step.stay(this);
    }

    /** @param step batches trained since the run began */
    default Step onTrainBegin(long step) {
        return onTrainBegin();
    }

    /**
     * An epoch begins.
     *
     * @param epoch from 0
     */
    default Step onEpochBegin(int epoch, float learningRate) {
        return Step.stay(this);
    }

    /** A batch was trained that this callback or another one has requested. */
    default Step onBatchEnd(Batch batch) {
        return Step.stay(this);
    }

    /** When {@link #onBatchEnd} is to be called next, after this step. */
    default Ask asks(long step) {
        return Ask.AT_EPOCH_END;
    }

    /** An epoch ended. The logs are those that earlier callbacks in the list have left. */
    default Step onEpochEnd(Epoch epoch) {
        return Step.stay(this);
    }

    /** Training is over, after the last {@link #onEpochEnd}. */
    default Step onTrainEnd() {
        return Step.stay(this);
    }

    /** The names of the logs that it writes for later callbacks to see. */
    default Set<String> leaves() {
        return Set.of();
    }

    /** The weights that later callbacks find in the model at an epoch's end. */
    default ModelWeights leavesWeights(ModelWeights before) {
        return before;
    }

    /** The weights that the model has while it is validated, with this callback behind others that left it {@code before}. */
    default ModelWeights validatesOn(ModelWeights before) {
        return before;
    }

    /** Epochs whose weights it may still restore. */
    default Set<Integer> retains() {
        return Set.of();
    }

    /** The types of the commands that it may give, for a trainer that cannot obey all to refuse it before it trains. */
    default Set<String> needs() {
        return Set.of();
    }

    /**
     * A batch that was trained.
     *
     * @param index in the epoch, from 0
     * @param step batches trained since the run began, this one included
     * @param logs running means over the epoch so far
     */
    record Batch(int epoch, int index, long step, Metrics logs, float learningRate) {}

    /**
     * An epoch as a place in the callbacks list sees it.
     *
     * @param index from 0
     * @param logs with what earlier callbacks wrote
     * @param learningRate as it stands now, after earlier callbacks' changes
     * @param step batches trained since the run began
     * @param seconds how long the epoch took
     */
    record Epoch(int index, Metrics logs, float learningRate, long step, double seconds) {
        Epoch(int index, Metrics logs, float learningRate) {
            this(index, logs, learningRate, 0, 0);
        }
    }
}
