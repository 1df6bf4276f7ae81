package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keras' regularization layers. What is random in them is a function of the run's seed, the step and the layer. None changes the shape.
 */
public final class RegularizationLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Dropout", Dropout::of,
            "SpatialDropout1D", arguments -> SpatialDropout.of(arguments, 1),
            "SpatialDropout2D", arguments -> SpatialDropout.of(arguments, 2),
            "AlphaDropout", AlphaDropout::of,
            "GaussianDropout", GaussianDropout::of,
            "GaussianNoise", GaussianNoise::of,
            "ActivityRegularization", ActivityRegularization::of);

    private RegularizationLayers() {}

    /**
     * @param rate the fraction of inputs that is dropped while training, 0 to less than 1
     * @param noiseShape with the batch: 1 for an axis along which all are dropped together, null for any other; null as a whole for
     *     each value on its own
     */
    public record Dropout(double rate, @Nullable List<@Nullable Integer> noiseShape) implements Layer {
        static Dropout of(LayerArguments arguments) {
            arguments.ignored("seed");
            return new Dropout(arguments.requiredRate("rate"), readNoiseShape(arguments));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            requireFits(noiseShape, inputs.get(0));
            return LayerShape.unchanged(inputs);
        }
    }

    /** Whole channels. */
    public record SpatialDropout(double rate, int rank) implements Layer {
        static SpatialDropout of(LayerArguments arguments, int rank) {
            if (rank == 2) {
                arguments.channelsLast();
            }
            arguments.ignored("seed");
            return new SpatialDropout(arguments.requiredRate("rate"), rank);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.of(Shapes.withChannels(rank, inputs));
        }
    }

    /** Keeps the mean and the variance of what {@code selu} gives; as Keras 3.15, alpha_dropout.py. */
    public record AlphaDropout(double rate, @Nullable List<@Nullable Integer> noiseShape) implements Layer {
        static AlphaDropout of(LayerArguments arguments) {
            arguments.ignored("seed");
            return new AlphaDropout(arguments.requiredRate("rate"), readNoiseShape(arguments));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            requireFits(noiseShape, inputs.get(0));
            return LayerShape.unchanged(inputs);
        }
    }

    /** Times normal noise around 1, with the deviation that dropout of that rate has. */
    public record GaussianDropout(double rate) implements Layer {
        static GaussianDropout of(LayerArguments arguments) {
            arguments.ignored("seed");
            return new GaussianDropout(arguments.requiredRate("rate"));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }

    /** Plus normal noise around 0. */
    public record GaussianNoise(double stddev) implements Layer {
        static GaussianNoise of(LayerArguments arguments) {
            arguments.ignored("seed");
            if (!arguments.has("stddev")) {
                throw arguments.fields().missing("stddev");
            }
            double stddev = arguments.finite("stddev", 0);
            if (stddev < 0 || stddev > 1) {
                throw arguments.wrong("stddev", "must be from 0 to 1");
            }
            return new GaussianNoise(stddev);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }

    /** Changes no value, and adds their cost to the loss. */
    public record ActivityRegularization(Regularizer regularizer) implements Layer {
        static ActivityRegularization of(LayerArguments arguments) {
            return new ActivityRegularization(new Regularizer(
                    arguments.numberIn("l1", 0, 0, Double.MAX_VALUE),
                    arguments.numberIn("l2", 0, 0, Double.MAX_VALUE)));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }

    private static @Nullable List<@Nullable Integer> readNoiseShape(LayerArguments arguments) {
        if (!arguments.has("noise_shape")) {
            arguments.store("noise_shape", null);
            return null;
        }
        List<@Nullable Integer> shape = new ArrayList<>();
        for (Object side : arguments.fields().list("noise_shape")) {
            if (side != null && !(side instanceof Integer size && size > 0)) {
                throw arguments.wrong("noise_shape", "must be sizes, 1 or more, or null for those of the input");
            }
            shape.add((Integer) side);
        }
        List<@Nullable Integer> read = Collections.unmodifiableList(shape);
        arguments.store("noise_shape", read);
        return read;
    }

    private static void requireFits(@Nullable List<@Nullable Integer> noiseShape, List<Integer> input) {
        if (noiseShape == null) {
            return;
        }
        boolean fits = noiseShape.size() == input.size() + 1 && isOneOr(noiseShape.get(0), null);
        for (int i = 0; fits && i < input.size(); i++) {
            fits = isOneOr(noiseShape.get(i + 1), input.get(i));
        }
        if (!fits) {
            throw new ShapeException(
                    "has a noise_shape that must have null or 1 for the batch, and null, 1 or the size for each of "
                            + input + ": " + noiseShape);
        }
    }

    private static boolean isOneOr(@Nullable Integer side, @Nullable Integer size) {
        return side == null || side == 1 || Objects.equals(side, size);
    }
}
