package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import io.epochal.protocol.optimizer.Adam;
import io.epochal.trainer.djl.torchscript.TorchFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Adam as Keras 3.15, adam.py, by PyTorch's kernel that goes through a weight once. Keeps its moments by weight name, because DJL's own
 * optimizer has no way to store them.
 */
final class AdamRule implements WeightOptimizer {
    private final Adam arguments;
    private final Slots slots;
    private final Slots.Slot momentum;
    private final Slots.Slot velocity;
    private final TorchFunction update;
    /** PyTorch takes the moments' bias out by this many updates. It is in the rate here, as Keras has it. */
    private final NDArray endless;

    AdamRule(Adam arguments, Slots slots, NDManager manager) {
        this.arguments = arguments;
        this.slots = slots;
        this.momentum = slots.add("momentum");
        this.velocity = slots.add("velocity");
        this.endless = manager.full(new Shape(1), Float.POSITIVE_INFINITY);
        this.update = TorchFunction.of(
                "weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], "
                        + "steps: List[Tensor], rate: float, beta_1: float, beta_2: float, epsilon: float",
                "torch._fused_adam_(weights, gradients, means, squares, annotate(List[Tensor], []), steps, lr=rate, "
                        + "beta1=beta_1, beta2=beta_2, weight_decay=0., eps=epsilon, amsgrad=False, maximize=False)",
                manager);
    }

    @Override
    public void update(Slots.Slot weights, Slots.Slot gradients, OptimizerStep step) {
        Set<String> names = gradients.byWeight().keySet();
        update.call(
                TorchFunction.tensors(of(names, weights)),
                TorchFunction.tensors(of(names, gradients)),
                TorchFunction.tensors(of(names, momentum)),
                TorchFunction.tensors(of(names, velocity)),
                TorchFunction.tensors(Collections.nCopies(names.size(), endless)),
                IValue.from((double) corrected(step)),
                IValue.from(arguments.beta1()),
                IValue.from(arguments.beta2()),
                IValue.from(arguments.epsilon()));
    }

    private static List<NDArray> of(Set<String> names, Slots.Slot slot) {
        List<NDArray> tensors = new ArrayList<>();
        names.forEach(name -> tensors.add(slot.of(name)));
        return tensors;
    }

    /** The rate, with both moments' bias taken out. */
    private float corrected(OptimizerStep step) {
        double iteration = step.iteration();
        double correction =
                Math.sqrt(1 - Math.pow(arguments.beta2(), iteration)) / (1 - Math.pow(arguments.beta1(), iteration));
        return (float) (step.learningRate() * correction);
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
