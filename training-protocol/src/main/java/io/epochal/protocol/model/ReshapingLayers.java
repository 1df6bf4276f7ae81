package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Keras' layers that move values, and change none of them. */
public final class ReshapingLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "Flatten", Flatten::of,
            "Reshape", Reshape::of,
            "Permute", Permute::of,
            "RepeatVector", RepeatVector::of,
            "ZeroPadding1D", arguments -> BorderLayers.zeroPadding(arguments, 1),
            "ZeroPadding2D", arguments -> BorderLayers.zeroPadding(arguments, 2),
            "Cropping1D", arguments -> BorderLayers.cropping(arguments, 1),
            "Cropping2D", arguments -> BorderLayers.cropping(arguments, 2),
            "UpSampling1D", UpSampling::one,
            "UpSampling2D", UpSampling::two);

    private ReshapingLayers() {}

    /** Row-major over height, width, channels. */
    public record Flatten() implements Layer {
        static Flatten of(LayerArguments arguments) {
            arguments.channelsLast();
            return new Flatten();
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.of(List.of((int) Shapes.product(inputs.get(0))));
        }
    }

    /**
     * Row-major in another shape.
     *
     * @param targetShape without the batch; at most one side is -1, which is what is left
     */
    public record Reshape(List<Integer> targetShape) implements Layer {
        public Reshape {
            targetShape = List.copyOf(targetShape);
        }

        static Reshape of(LayerArguments arguments) {
            List<Integer> shape = list(arguments, "target_shape");
            long open = shape.stream().filter(side -> side == -1).count();
            if (open > 1 || shape.stream().anyMatch(side -> side < 1 && side != -1)) {
                throw arguments.wrong("target_shape", "must be sizes, 1 or more; one of them may be -1: what is left");
            }
            return new Reshape(shape);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            long values = Shapes.product(inputs.get(0));
            long known = Shapes.product(
                    targetShape.stream().filter(side -> side != -1).toList());
            if (targetShape.contains(-1) ? values % known != 0 : values != known) {
                throw new ShapeException(
                        "has a target_shape " + targetShape + " that does not fit what reaches it: " + inputs.get(0));
            }
            return LayerShape.of(targetShape.stream()
                    .map(side -> side == -1 ? (int) (values / known) : side)
                    .toList());
        }
    }

    /**
     * Axes in another order.
     *
     * @param dims the input's axes in the order of the output; 1 is the first one behind the batch
     */
    public record Permute(List<Integer> dims) implements Layer {
        public Permute {
            dims = List.copyOf(dims);
        }

        static Permute of(LayerArguments arguments) {
            List<Integer> dims = list(arguments, "dims");
            if (!dims.stream()
                    .sorted()
                    .toList()
                    .equals(IntStream.rangeClosed(1, dims.size()).boxed().toList())) {
                throw arguments.wrong("dims", "must be 1 and the numbers that follow, in any order");
            }
            return new Permute(dims);
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.exactly(dims.size(), "as many as dims", inputs);
            return LayerShape.of(dims.stream().map(axis -> input.get(axis - 1)).toList());
        }
    }

    /** A vector as each of {@code n} steps. */
    public record RepeatVector(int n) implements Layer {
        static RepeatVector of(LayerArguments arguments) {
            return new RepeatVector(arguments.requiredInteger("n", 1));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.of(List.of(n, Shapes.exactly(1, "values", inputs).get(0)));
        }
    }

    /** How a larger image gets its values; as {@code keras.ops.image.resize}. */
    public enum Interpolation {
        NEAREST,
        BILINEAR,
        BICUBIC,
        LANCZOS3,
        LANCZOS5
    }

    /**
     * Makes more steps, or a larger image; as Keras 3.15, up_sampling1d.py and up_sampling2d.py.
     *
     * @param size how often each step, or each row and each column, is there afterwards
     */
    public record UpSampling(List<Integer> size, Interpolation interpolation) implements Layer {
        public UpSampling {
            size = List.copyOf(size);
        }

        static UpSampling one(LayerArguments arguments) {
            return new UpSampling(List.of(arguments.integer("size", 2, 1)), Interpolation.NEAREST);
        }

        static UpSampling two(LayerArguments arguments) {
            arguments.channelsLast();
            String name = arguments.oneOf(
                    "interpolation", "nearest", "nearest", "bilinear", "bicubic", "lanczos3", "lanczos5");
            return new UpSampling(
                    arguments.sides("size", 2, 2, 1), Interpolation.valueOf(name.toUpperCase(Locale.ROOT)));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> output = new ArrayList<>(Shapes.withChannels(size.size(), inputs));
            for (int i = 0; i < size.size(); i++) {
                output.set(i, Shapes.times("size", output.get(i), size.get(i)));
            }
            return LayerShape.of(output);
        }
    }

    private static List<Integer> list(LayerArguments arguments, String key) {
        if (!(arguments.fields().raw(key) instanceof List<?>)) {
            throw arguments.has(key)
                    ? arguments.wrong(key, "must be a list")
                    : arguments.fields().missing(key);
        }
        return arguments.integers(key, List.of());
    }
}
