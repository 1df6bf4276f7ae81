package io.epochal.trainer.djl.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/** Gives a block its parameters as views that belong to the pass, so that all that is made of them does too. */
final class PassParameters extends ParameterStore {
    private final NDManager manager;

    PassParameters(NDManager manager) {
        super(manager, false);
        this.manager = manager;
    }

    @Override
    public @Nullable NDArray getValue(@Nullable Parameter parameter, Device device, boolean training) {
        // Blocks ask for parameters that they may lack, such as a bias.
        if (parameter == null) {
            return null;
        }
        NDArray values = parameter.getArray();
        NDArray view = values.reshape(values.getShape());
        view.attach(manager);
        return view;
    }
}
