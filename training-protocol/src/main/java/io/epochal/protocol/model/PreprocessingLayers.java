package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Keras' preprocessing layers. */
public final class PreprocessingLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Rescaling", Rescaling::of,
            "Normalization", Normalization::of,
            "CategoryEncoding", TokenEncoding::of,
            "Discretization", Discretization::of);

    private PreprocessingLayers() {}

    /** {@code scale * input + offset}, as Keras 3.15, rescaling.py. */
    public record Rescaling(ConstantTensor scale, ConstantTensor offset) implements Layer {
        static Rescaling of(LayerArguments arguments) {
            ConstantTensor scale = ConstantTensor.read(arguments, "scale");
            if (scale == null) {
                throw arguments.fields().missing("scale");
            }
            ConstantTensor offset = arguments.has("offset") ? ConstantTensor.read(arguments, "offset") : null;
            arguments.store(
                    "offset", offset == null ? (Object) 0.0 : arguments.config().get("offset"));
            return new Rescaling(scale, offset == null ? new ConstantTensor(List.of(), List.of(0.0)) : offset);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.one(inputs);
            if (!scale.broadcastsTo(input) || !offset.broadcastsTo(input)) {
                throw new ShapeException("has scale " + scale.shape() + " and offset " + offset.shape()
                        + ", which must fit the last axes of what reaches it: " + input);
            }
            return LayerShape.of(input);
        }
    }

    /**
     * {@code (input - mean) / sqrt(variance)}, as Keras 3.15, normalization.py. What {@code adapt} found are weights in the file.
     *
     * @param axis those that have a mean each; none for one mean of all
     * @param mean null where it is a weight
     * @param invert to undo it
     */
    public record Normalization(
            List<Integer> axis, @Nullable ConstantTensor mean, @Nullable ConstantTensor variance, boolean invert)
            implements Layer {
        static Normalization of(LayerArguments arguments) {
            List<Integer> axis;
            if (arguments.has("axis") || !arguments.fields().keys().contains("axis")) {
                axis = KerasAxes.read(arguments, "axis", -1);
            } else {
                axis = List.of();
                arguments.store("axis", null);
            }
            ConstantTensor mean = ConstantTensor.read(arguments, "mean");
            ConstantTensor variance = ConstantTensor.read(arguments, "variance");
            if ((mean == null) != (variance == null)) {
                throw arguments.wrong("mean", "must be there together with variance, or both not");
            }
            if (mean != null
                    && !mean.shape().equals(Objects.requireNonNull(variance).shape())) {
                throw arguments.wrong("mean", "must have the shape of variance");
            }
            if (mean != null && mean.shape().size() > axis.size()) {
                throw arguments.wrong("mean", "must have at most as many axes as are in axis");
            }
            return new Normalization(axis, mean, variance, arguments.flag("invert", false));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.one(inputs);
            List<Integer> shape =
                    KerasAxes.inRow(axis, input.size()).stream().map(input::get).toList();
            if (mean != null) {
                if (!mean.broadcastsTo(shape)) {
                    throw new ShapeException("has a mean of shape " + mean.shape() + ", which must fit " + shape);
                }
                return LayerShape.of(input);
            }
            return new LayerShape(
                    input,
                    List.of(
                            WeightSpec.statistic("mean", shape, Initializer.ZEROS),
                            WeightSpec.statistic("variance", shape, Initializer.ONES),
                            WeightSpec.statistic("count", List.of(), Initializer.ZEROS)));
        }

        /** The shape, in a row of so many axes, that the mean is computed with. */
        public List<Integer> broadcast(List<Integer> row, List<Integer> meanShape) {
            List<Integer> kept = KerasAxes.inRow(axis, row.size());
            List<Integer> shape = new ArrayList<>(Collections.nCopies(row.size(), 1));
            IntStream.rangeClosed(1, meanShape.size())
                    .forEach(i -> shape.set(kept.get(kept.size() - i), meanShape.get(meanShape.size() - i)));
            return shape;
        }
    }

    /** How whole numbers become rows of numbers. */
    public enum OutputMode {
        /** Only {@link Discretization}: the number itself. */
        INT,
        /** A row of zeros with a one, for each number. */
        ONE_HOT,
        /** A one for each number that occurs. */
        MULTI_HOT,
        /** How often each number occurs. */
        COUNT;

        /** As Keras 3.15, encode_categorical_inputs in numerical_utils.py. */
        List<Integer> output(List<Integer> input, int depth) {
            if (this == INT) {
                return input;
            }
            if (this == ONE_HOT) {
                List<Integer> output =
                        new ArrayList<>(Shapes.last(input) == 1 ? input.subList(0, input.size() - 1) : input);
                output.add(depth);
                return output;
            }
            if (input.size() != 1) {
                throw new ShapeException("needs rows of numbers for " + this + "; what reaches it is " + input);
            }
            return List.of(depth);
        }
    }

    /** {@code CategoryEncoding}, as Keras 3.15, category_encoding.py. */
    public record TokenEncoding(int numTokens, OutputMode outputMode) implements Layer {
        static TokenEncoding of(LayerArguments arguments) {
            dense(arguments);
            int numTokens = arguments.requiredInteger("num_tokens", 1);
            String mode = arguments.oneOf("output_mode", "multi_hot", "one_hot", "multi_hot", "count", "binary");
            return new TokenEncoding(
                    numTokens,
                    switch (mode) {
                        case "one_hot" -> OutputMode.ONE_HOT;
                        case "count" -> OutputMode.COUNT;
                        default -> OutputMode.MULTI_HOT;
                    });
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.of(outputMode.output(Shapes.one(inputs), numTokens));
        }
    }

    /** In which bin a number is, as Keras 3.15, discretization.py; the boundaries are in the file. */
    public record Discretization(ConstantTensor binBoundaries, OutputMode outputMode) implements Layer {
        static Discretization of(LayerArguments arguments) {
            dense(arguments);
            ConstantTensor boundaries = ConstantTensor.read(arguments, "bin_boundaries");
            if (boundaries == null || boundaries.shape().size() != 1) {
                throw arguments.wrong(
                        "bin_boundaries", "must be a list of numbers: bins are not found in the data here");
            }
            arguments.ignored("num_bins");
            arguments.finite("epsilon", 0.01);
            List<String> modes = List.of("int", "one_hot", "multi_hot", "count");
            String mode = arguments.oneOf("output_mode", "int", modes.toArray(String[]::new));
            return new Discretization(boundaries, OutputMode.values()[modes.indexOf(mode)]);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.of(
                    outputMode.output(Shapes.one(inputs), binBoundaries.values().size() + 1));
        }
    }

    private static void dense(LayerArguments arguments) {
        arguments.only("sparse", false, "tensors are dense here");
    }
}
