package io.epochal.trainer.djl.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;

/**
 * Copies values into the memory that a tensor has. DJL's {@code copyTo} gives the tensor a buffer of Java instead, which only the one
 * Java object refers to: where PyTorch knows the tensor by others too, as a gradient or a module's buffer, it writes into memory that is
 * freed. {@code ArchitectureTest} forbids it.
 */
public final class InPlaceCopy {
    private InPlaceCopy() {}

    /** Loaded with the first copy, for the whole process. */
    private static final class Function {
        static final TorchFunction COPY = TorchFunction.of(
                "target: Tensor, source: Tensor",
                "_0 = torch.copy_(target, source)\n",
                NDManager.newBaseManager("PyTorch"));

        private Function() {}
    }

    /**
     * The target gets the values, and stays the tensor that it is.
     *
     * @param values of the target's shape
     */
    public static void copy(NDArray values, NDArray target) {
        if (!values.getShape().equals(target.getShape())) {
            throw new IllegalArgumentException(
                    "a tensor of " + target.getShape() + " cannot have values of " + values.getShape());
        }
        Function.COPY.call(IValue.from((PtNDArray) target), IValue.from((PtNDArray) values));
    }
}
