package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.Regularizer;
import io.epochal.trainer.djl.layer.Activated;
import io.epochal.trainer.djl.layer.Activations;
import io.epochal.trainer.djl.layer.Operation;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.layer.Regularization;
import io.epochal.trainer.djl.layer.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model at work.
 *
 * @param operations one for each call of the graph
 */
public record Network(GraphShape shape, List<Operation> operations, Weights weights) {
    public Network {
        operations = List.copyOf(operations);
    }

    /**
     * Passes one batch through all layers.
     *
     * @param inputs one tensor for each input of the model, Keras' shapes
     */
    public Prediction predict(List<NDArray> inputs, Pass pass) {
        Graph graph = shape.graph();
        List<Signal> tensors = new ArrayList<>();
        inputs.forEach(input -> tensors.add(new Signal(input, null)));
        NDArray logits = null;
        for (int i = 0; i < operations.size(); i++) {
            List<Signal> from = new ArrayList<>();
            for (int tensor : graph.calls().get(i).inputs()) {
                from.add(tensors.get(tensor));
            }
            Operation operation = operations.get(i);
            boolean last = inputs.size() + i == graph.output();
            NDArray output;
            if (last && operation instanceof Activated activated && hasLogits(activated)) {
                logits = activated.layer().apply(from, pass);
                output = Activations.apply(activated.activation(), logits);
            } else {
                output = operation.apply(from, pass);
            }
            tensors.add(new Signal(output, operation.mask(from)));
        }
        Signal output = tensors.get(graph.output());
        return new Prediction(output.values(), logits, output.mask());
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
                NDArray cost = Regularization.of(regularizer, weight.values());
                cost.attach(pass.manager());
                pass.addLoss(cost);
            }
        }
    }

    /** Whether a loss can be taken from what was before the model's last softmax or sigmoid. */
    public boolean hasLogits() {
        int call = shape.graph().output() - shape.graph().inputCount();
        return call >= 0
                && call < operations.size()
                && operations.get(call) instanceof Activated activated
                && hasLogits(activated);
    }

    /** The activation at the model's end; null without one. */
    public @Nullable Activation lastActivation() {
        int call = shape.graph().output() - shape.graph().inputCount();
        return call >= 0 && Objects.requireNonNull(operations.get(call)) instanceof Activated activated
                ? activated.activation()
                : null;
    }
}
