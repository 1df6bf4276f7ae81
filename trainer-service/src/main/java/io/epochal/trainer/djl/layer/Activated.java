package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.ActivationFunction;
import io.epochal.protocol.model.Regularizer;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer with an activation behind it. The activation can be taken off: where a loss wants what was before it, and where a pooling
 * layer behind can apply it to fewer values.
 */
public record Activated(Operation layer, ActivationFunction activation, @Nullable Regularizer activityRegularizer)
        implements Operation {
    static Operation of(ActivationFunction activation, @Nullable Regularizer activityRegularizer, Operation layer) {
        return new Activated(layer, activation, activityRegularizer);
    }

    @Override
    public NDArray apply(List<Signal> inputs, Pass pass) {
        NDArray output = Activations.apply(activation, layer.apply(inputs, pass));
        if (activityRegularizer != null) {
            // For each row, as Keras 3.15, layer.py: the size of the batch must not change its strength.
            pass.addLoss(ScalarMath.divide(
                    Regularization.of(activityRegularizer, output),
                    output.getShape().get(0)));
        }
        return output;
    }

    @Override
    public @Nullable NDArray mask(List<Signal> inputs) {
        return layer.mask(inputs);
    }
}
