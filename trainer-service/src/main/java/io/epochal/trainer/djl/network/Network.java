package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.ActivationFunction;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.Regularizer;
import io.epochal.trainer.djl.layer.Activated;
import io.epochal.trainer.djl.layer.Activations;
import io.epochal.trainer.djl.layer.GraphOperations;
import io.epochal.trainer.djl.layer.Operation;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.layer.Regularization;
import io.epochal.trainer.djl.layer.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model at work.
 *
 * @param shape of the layers; behind a backbone their input is its output
 * @param backbone null where the layers are the whole model
 */
public record Network(GraphShape shape, @Nullable BackboneBlock backbone, GraphOperations operations, Weights weights) {
    /** The shape of one row of each input of the model. */
    public List<List<Integer>> inputs() {
        return backbone == null ? shape.tensors().subList(0, shape.graph().inputCount()) : backbone.inputs();
    }

    /**
     * Passes one batch through all layers.
     *
     * @param inputs one tensor for each input of the model, Keras' shapes
     */
    public Prediction predict(List<NDArray> inputs, Pass pass) {
        List<NDArray> begin = backbone == null ? inputs : List.of(backbone.apply(inputs, pass));
        List<Signal> signals =
                begin.stream().map(input -> new Signal(input, null)).toList();
        LogitsKept caller = new LogitsKept();
        Signal output = operations.run(signals, pass, caller);
        return new Prediction(output.values(), caller.logits, output.mask());
    }

    /** Keeps what was before the last activation, if that is one that a loss wants to take together with it. */
    private static final class LogitsKept implements GraphOperations.Caller {
        private @Nullable NDArray logits;

        @Override
        public Signal call(Operation operation, List<Signal> inputs, Pass pass, boolean last) {
            if (!last || !(operation instanceof Activated activated) || !hasLogits(activated)) {
                return operation.signal(inputs, pass);
            }
            NDArray before = activated.layer().apply(inputs, pass);
            logits = before;
            return new Signal(Activations.apply(activated.activation(), before), operation.mask(inputs));
        }
    }

    private static boolean hasLogits(Activated layer) {
        return layer.activityRegularizer() == null
                && (layer.activation() == Activation.SOFTMAX || layer.activation() == Activation.SIGMOID);
    }

    /** Adds to the pass what the weights cost by their regularizers. */
    public void regularize(Pass pass) {
        for (Weight weight : weights.all().values()) {
            Regularizer regularizer = weight.spec().regularizer();
            if (regularizer != null && weight.trained()) {
                // A view that belongs to the pass, so that all that is made of it does too.
                NDArray values = weight.values().reshape(weight.values().getShape());
                values.attach(pass.manager());
                pass.addLoss(Regularization.of(regularizer, values));
            }
        }
    }

    /** Whether a loss can be taken from what was before the model's last softmax or sigmoid. */
    public boolean hasLogits() {
        return last() instanceof Activated activated && hasLogits(activated);
    }

    /** The activation at the model's end; null without one. */
    public @Nullable ActivationFunction lastActivation() {
        return last() instanceof Activated activated ? activated.activation() : null;
    }

    private @Nullable Operation last() {
        int call = shape.graph().output() - shape.graph().inputCount();
        return call < 0 ? null : operations.operations().get(call);
    }
}
