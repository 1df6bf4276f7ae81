package io.epochal.protocol.model;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' activation layers. None changes the shape. */
public final class ActivationLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Activation", ActivationLayer::of,
            "ReLU", ReLU::of,
            "LeakyReLU", LeakyReLU::of,
            "PReLU", PReLU::of,
            "ELU", ELU::of,
            "Softmax", Softmax::of);

    private ActivationLayers() {}

    /** Keras' {@code Activation}: one of the functions that other layers take as an argument. */
    public record ActivationLayer(ActivationFunction activation) implements Layer {
        static ActivationLayer of(LayerArguments arguments) {
            if (!arguments.has("activation")) {
                throw arguments.fields().missing("activation");
            }
            return new ActivationLayer(ObjectArguments.activation(arguments, "activation", "linear"));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }

    /**
     * As Keras 3.15, relu in activations.py: the value from {@code threshold} on, {@code negativeSlope * (value - threshold)} below.
     *
     * @param maxValue what larger values become; null for no limit
     */
    public record ReLU(@Nullable Double maxValue, double negativeSlope, double threshold)
            implements Layer, ActivationFunction {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.handle(this);
        }

        static ReLU of(LayerArguments arguments) {
            Double maxValue = arguments.optionalFinite("max_value");
            if (maxValue != null && maxValue < 0) {
                throw arguments.wrong("max_value", "must be 0 or more");
            }
            return new ReLU(
                    maxValue, notNegative(arguments, "negative_slope", 0), notNegative(arguments, "threshold", 0));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }

    /** {@code negativeSlope * value} below zero; 0.3 without an argument, where the function {@code leaky_relu} has 0.2. */
    public record LeakyReLU(double negativeSlope) implements Layer, ActivationFunction {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.handle(this);
        }

        static LeakyReLU of(LayerArguments arguments) {
            // Keras 2 called it so.
            double fallback = arguments.fields().finite("alpha", 0.3);
            return new LeakyReLU(notNegative(arguments, "negative_slope", fallback));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }

    private static double notNegative(LayerArguments arguments, String key, double fallback) {
        double value = arguments.finite(key, fallback);
        if (value < 0) {
            throw arguments.wrong(key, "must be 0 or more");
        }
        return value;
    }

    /**
     * A slope that is learned, for each value of a row.
     *
     * @param sharedAxes along which one slope is for all; 1 is the first axis behind the batch
     */
    public record PReLU(WeightArguments alpha, List<Integer> sharedAxes) implements Layer {
        public PReLU {
            sharedAxes = List.copyOf(sharedAxes);
        }

        static PReLU of(LayerArguments arguments) {
            return new PReLU(
                    WeightArguments.of(arguments, "alpha", "zeros"), arguments.integers("shared_axes", List.of()));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = inputs.get(0);
            List<Integer> shape = input;
            for (int axis : sharedAxes) {
                if (axis < 1 || axis > input.size()) {
                    throw new ShapeException("has shared_axes of which there is no " + axis + " in " + input);
                }
                shape = Shapes.with(shape, axis - 1, 1);
            }
            return new LayerShape(input, List.of(alpha.weight("alpha", shape)));
        }
    }

    /** {@code alpha * (exp(value) - 1)} below zero. */
    public record ELU(double alpha) implements Layer, ActivationFunction {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.handle(this);
        }

        static ELU of(LayerArguments arguments) {
            return new ELU(arguments.finite("alpha", 1));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }

    /** @param axes that sum to 1 together; 0 is the batch, negative ones count from the last */
    public record Softmax(List<Integer> axes) implements Layer {
        public Softmax {
            axes = List.copyOf(axes);
        }

        static Softmax of(LayerArguments arguments) {
            return new Softmax(arguments.integers("axis", List.of(-1)));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            int rank = inputs.get(0).size() + 1;
            for (int axis : axes) {
                if (Math.floorMod(axis, rank) == 0 || axis >= rank || axis < -rank) {
                    throw new ShapeException("has an axis that is none of those behind the batch: " + axis);
                }
            }
            return LayerShape.unchanged(inputs);
        }
    }
}
