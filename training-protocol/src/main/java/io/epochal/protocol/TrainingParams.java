package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.epochal.protocol.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What does not change while a run is trained and its callbacks must know, as Keras' {@code Callback.params} and {@code
 * Callback.model} tell them. With the callbacks and the logs it is all that a decision takes. Its size does not depend on the model's.
 *
 * @param epochs how many are trained at most, from 1; null for as many as it takes until a callback or a user stops it
 * @param metrics the compiled ones, by their names in Keras' history, without the loss
 * @param validates whether the logs of an epoch can have {@code val_} ones
 * @param learningRate the optimizer's, for the first batch
 * @param scheduled whether a schedule sets the rate, so that no callback may
 * @param useEma whether the optimizer keeps a moving average of the weights
 * @param semantics whose rules the callbacks follow
 * @param directions of metrics whose names do not tell it; absent in events of our own trainer
 * @param firstEpoch the epoch that a run begins with, from 0; null for 0
 * @param asksAtEnd true where {@link TrainingEvent.TrainingEnded} follows, so that {@code on_train_end} waits for it; else null
 */
public record TrainingParams(
        @Nullable Integer epochs,
        List<String> metrics,
        boolean validates,
        double learningRate,
        boolean scheduled,
        boolean useEma,
        Semantics semantics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, Direction> directions,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer firstEpoch,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean asksAtEnd) {
    public TrainingParams {
        firstEpoch = firstEpoch == null || firstEpoch == 0 ? null : firstEpoch;
        directions = directions == null ? Map.of() : Map.copyOf(directions);
        asksAtEnd = Boolean.TRUE.equals(asksAtEnd) ? true : null;
    }

    /** Of a trainer whose metrics' names tell their direction, and which does not ask at its end. */
    public TrainingParams(
            @Nullable Integer epochs,
            List<String> metrics,
            boolean validates,
            double learningRate,
            boolean scheduled,
            boolean useEma,
            Semantics semantics) {
        this(epochs, metrics, validates, learningRate, scheduled, useEma, semantics, Map.of(), null, null);
    }

    @Override
    public Map<String, Direction> directions() {
        return directions == null ? Map.of() : directions;
    }

    /** The epoch that a run begins with, from 0: Keras' {@code initial_epoch}. */
    public int beginsWith() {
        return firstEpoch == null ? 0 : firstEpoch;
    }

    /** Whether the trainer asks once more when training is over. */
    public boolean hasEndBarrier() {
        return asksAtEnd != null;
    }

    /** Those of a run that is trained as its spec says. */
    public static TrainingParams of(RunSpec spec) {
        Optimizer optimizer = spec.optimizer();
        return new TrainingParams(
                spec.epochs(),
                spec.metricNames(),
                spec.validates(),
                optimizer.learningRate(),
                optimizer.rate().schedule() != null,
                optimizer.useEma(),
                spec.semantics());
    }
}
