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

/**
 * Adam as Keras 3.15, adam.py, all weights in two calls. Keeps its moments by weight name, because DJL's own optimizer has no way to
 * store them. Up to a size it rounds as Keras does; PyTorch's kernel for the larger ones goes through memory once, and rounds otherwise.
 */
final class AdamRule implements WeightOptimizer {
    /** The last bits of a larger weight's gradient depend on how a matrix product is summed anyway. */
    private static final long LARGE = 32768;

    private static final String LISTS =
            "weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], ";
    private static final String IN_KERAS_ORDER =
            """
            for i in range(torch.len(weights)):
              mean = means[i]
              square = squares[i]
              to_mean = torch.mul_(torch.sub(gradients[i], mean), mean_share)
              _0 = torch.add_(mean, to_mean)
              to_square = torch.mul_(torch.sub_(torch.square(gradients[i]), square), square_share)
              _1 = torch.add_(square, to_square)
              divisor = torch.add_(torch.sqrt(square), epsilon)
              _2 = torch.sub_(weights[i], torch.div_(torch.mul(mean, rate), divisor))
            """;
    private static final String FUSED =
            """
            torch._fused_adam_(weights, gradients, means, squares, annotate(List[Tensor], []), steps, lr=rate, beta1=beta_1, \
            beta2=beta_2, weight_decay=0., eps=epsilon, amsgrad=False, maximize=False)
            """;

    private final Adam arguments;
    private final Slots slots;
    private final Slots.Slot momentum;
    private final Slots.Slot velocity;
    private final TorchFunction inKerasOrder;
    private final TorchFunction fused;
    /** The kernel takes the moments' bias out by this many updates. It is in the rate here, as in Keras. */
    private final NDArray endless;

    AdamRule(Adam arguments, Slots slots, NDManager manager) {
        this.arguments = arguments;
        this.slots = slots;
        this.momentum = slots.add("momentum");
        this.velocity = slots.add("velocity");
        this.endless = manager.full(new Shape(1), Float.POSITIVE_INFINITY);
        this.inKerasOrder = TorchFunction.of(
                LISTS + "mean_share: float, square_share: float, rate: float, epsilon: float", IN_KERAS_ORDER, manager);
        this.fused = TorchFunction.of(
                LISTS + "steps: List[Tensor], rate: float, beta_1: float, beta_2: float, epsilon: float",
                FUSED,
                manager);
    }

    @Override
    public void update(Slots.Slot weights, Slots.Slot gradients, OptimizerStep step) {
        List<String> small = new ArrayList<>();
        List<String> large = new ArrayList<>();
        gradients.byWeight().forEach((name, gradient) -> (gradient.size() > LARGE ? large : small).add(name));
        if (!small.isEmpty()) {
            inKerasOrder.call(
                    tensors(small, weights),
                    tensors(small, gradients),
                    tensors(small, momentum),
                    tensors(small, velocity),
                    IValue.from(1 - arguments.beta1()),
                    IValue.from(1 - arguments.beta2()),
                    IValue.from((double) rate(step)),
                    IValue.from(arguments.epsilon()));
        }
        if (!large.isEmpty()) {
            fused.call(
                    tensors(large, weights),
                    tensors(large, gradients),
                    tensors(large, momentum),
                    tensors(large, velocity),
                    TorchFunction.tensors(Collections.nCopies(large.size(), endless)),
                    IValue.from((double) rate(step)),
                    IValue.from(arguments.beta1()),
                    IValue.from(arguments.beta2()),
                    IValue.from(arguments.epsilon()));
        }
    }

    private static IValue tensors(List<String> names, Slots.Slot slot) {
        return TorchFunction.tensors(names.stream().map(slot::of).toList());
    }

    /** With both moments' bias taken out, in 32 bits as in Keras. */
    private float rate(OptimizerStep step) {
        float second = (float) Math.sqrt(1 - step.power(arguments.beta2()));
        return step.learningRate() * second / (1 - step.power(arguments.beta1()));
    }

    @Override
    public Slots slots() {
        return slots;
    }
}
