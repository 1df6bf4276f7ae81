package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' normalization layers. */
public final class NormalizationLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "BatchNormalization", BatchNormalization::of,
            "LayerNormalization", LayerNormalization::of,
            "GroupNormalization", GroupNormalization::of,
            "UnitNormalization", UnitNormalization::of,
            "RMSNormalization", RMSNormalization::of);

    private NormalizationLayers() {}

    /**
     * A factor and a summand behind the normalization.
     *
     * @param gamma the factor; null without one
     * @param beta the summand; null without one
     */
    public record Affine(@Nullable WeightArguments gamma, @Nullable WeightArguments beta) {
        static Affine of(LayerArguments arguments) {
            boolean center = arguments.flag("center", true);
            boolean scale = arguments.flag("scale", true);
            WeightArguments beta = WeightArguments.of(arguments, "beta", "zeros");
            WeightArguments gamma = WeightArguments.of(arguments, "gamma", "ones");
            return new Affine(scale ? gamma : null, center ? beta : null);
        }

        List<WeightSpec> weights(List<Integer> shape) {
            List<WeightSpec> weights = new ArrayList<>();
            if (gamma != null) {
                weights.add(gamma.weight("gamma", shape));
            }
            if (beta != null) {
                weights.add(beta.weight("beta", shape));
            }
            return weights;
        }
    }

    /** As Keras 3.15, batch_normalization.py; the moving variance follows the biased variance of batches. */
    public record BatchNormalization(
            int axis,
            double momentum,
            double epsilon,
            Affine affine,
            Initializer movingMeanInitializer,
            Initializer movingVarianceInitializer)
            implements Layer {
        static BatchNormalization of(LayerArguments arguments) {
            arguments.only("renorm", false, "batch renormalization is not trained here");
            arguments.fields().raw("renorm_clipping");
            arguments.finite("renorm_momentum", 0.99);
            arguments.flag("synchronized", false);
            return new BatchNormalization(
                    arguments.anyInteger("axis", -1),
                    arguments.finite("momentum", 0.99),
                    arguments.finite("epsilon", 1e-3),
                    Affine.of(arguments),
                    ObjectArguments.initializer(arguments, "moving_mean_initializer", "zeros"),
                    ObjectArguments.initializer(arguments, "moving_variance_initializer", "ones"));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.one(inputs);
            List<Integer> shape = List.of(input.get(KerasAxes.inRow(axis, input.size())));
            List<WeightSpec> weights = affine.weights(shape);
            weights.add(WeightSpec.statistic("moving_mean", shape, movingMeanInitializer));
            weights.add(WeightSpec.statistic("moving_variance", shape, movingVarianceInitializer));
            return new LayerShape(input, weights);
        }
    }

    /**
     * As Keras 3.15, layer_normalization.py.
     *
     * @param rmsScaling a division by the deviation alone, as Keras does it: the mean stays
     */
    public record LayerNormalization(List<Integer> axis, double epsilon, Affine affine, boolean rmsScaling)
            implements Layer {
        static LayerNormalization of(LayerArguments arguments) {
            boolean rmsScaling = arguments.flag("rms_scaling", false);
            WeightArguments gamma = WeightArguments.of(arguments, "gamma", "ones");
            Affine affine = Affine.of(arguments);
            return new LayerNormalization(
                    KerasAxes.read(arguments, "axis", -1),
                    arguments.finite("epsilon", 1e-3),
                    rmsScaling ? new Affine(gamma, null) : affine,
                    rmsScaling);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.one(inputs);
            KerasAxes.inRow(axis, input.size());
            return new LayerShape(input, affine.weights(KerasAxes.sides(axis, input)));
        }
    }

    /**
     * As Keras 3.15, group_normalization.py.
     *
     * @param groups -1 for one for each channel
     */
    public record GroupNormalization(int groups, int axis, double epsilon, Affine affine) implements Layer {
        static GroupNormalization of(LayerArguments arguments) {
            int groups = arguments.anyInteger("groups", 32);
            if (groups < 1 && groups != -1) {
                throw arguments.wrong("groups", "must be 1 or more, or -1 for one for each channel");
            }
            return new GroupNormalization(
                    groups, arguments.anyInteger("axis", -1), arguments.finite("epsilon", 1e-3), Affine.of(arguments));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.one(inputs);
            int channels = input.get(KerasAxes.inRow(axis, input.size()));
            if (groups != -1 && channels % groups != 0) {
                throw new ShapeException(
                        "has " + groups + " groups, which must divide the channels that reach it: " + channels);
            }
            return new LayerShape(input, affine.weights(List.of(channels)));
        }
    }

    /** To a length of 1 along the axes, as Keras 3.15, unit_normalization.py. */
    public record UnitNormalization(List<Integer> axis) implements Layer {
        static UnitNormalization of(LayerArguments arguments) {
            return new UnitNormalization(KerasAxes.read(arguments, "axis", -1));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.one(inputs);
            KerasAxes.inRow(axis, input.size());
            return LayerShape.of(input);
        }
    }

    /** As Keras 3.15, rms_normalization.py. */
    public record RMSNormalization(List<Integer> axis, double epsilon) implements Layer {
        static RMSNormalization of(LayerArguments arguments) {
            return new RMSNormalization(KerasAxes.read(arguments, "axis", -1), arguments.finite("epsilon", 1e-6));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.one(inputs);
            KerasAxes.inRow(axis, input.size());
            List<Integer> shape = KerasAxes.sides(axis, input);
            // Keras broadcasts the factor from the last axis, without a place for axes between.
            if (!shape.equals(input.subList(input.size() - shape.size(), input.size()))) {
                throw new ShapeException("has axes " + axis + ", which must be the last ones in their order");
            }
            return new LayerShape(input, List.of(WeightSpec.trained("scale", shape, Initializer.ONES)));
        }
    }
}
