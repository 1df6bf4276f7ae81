package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Keras' pooling layers, along one axis or two. */
public final class PoolingLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "MaxPooling1D", arguments -> Pooling.of(arguments, PoolingKind.MAX, 1),
            "MaxPooling2D", arguments -> Pooling.of(arguments, PoolingKind.MAX, 2),
            "AveragePooling1D", arguments -> Pooling.of(arguments, PoolingKind.AVERAGE, 1),
            "AveragePooling2D", arguments -> Pooling.of(arguments, PoolingKind.AVERAGE, 2),
            "GlobalMaxPooling1D", arguments -> GlobalPooling.of(arguments, PoolingKind.MAX, 1),
            "GlobalMaxPooling2D", arguments -> GlobalPooling.of(arguments, PoolingKind.MAX, 2),
            "GlobalAveragePooling1D", arguments -> GlobalPooling.of(arguments, PoolingKind.AVERAGE, 1),
            "GlobalAveragePooling2D", arguments -> GlobalPooling.of(arguments, PoolingKind.AVERAGE, 2));

    private PoolingLayers() {}

    /** What is kept of a window's values. */
    public enum PoolingKind {
        MAX,
        /** Of those that are there: what pads the borders is not counted. */
        AVERAGE
    }

    /** As Keras 3.15, base_pooling.py. */
    public record Pooling(PoolingKind kind, List<Integer> poolSize, List<Integer> strides, Padding padding)
            implements Layer {
        static Pooling of(LayerArguments arguments, PoolingKind kind, int rank) {
            arguments.channelsLast();
            List<Integer> poolSize = arguments.sides("pool_size", rank, 2, 1);
            List<Integer> strides = arguments.has("strides") ? arguments.sides("strides", rank, null, 1) : poolSize;
            arguments.store("strides", strides);
            return new Pooling(kind, poolSize, strides, arguments.padding(Padding.VALID, Padding.SAME));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.withChannels(poolSize.size(), inputs);
            requireRoom(input);
            List<Integer> output = new ArrayList<>();
            for (int i = 0; i < poolSize.size(); i++) {
                int after = padding.sizeAfter(input.get(i), poolSize.get(i), strides.get(i), 1);
                output.add(Shapes.window("pool_size", input.get(i), after));
            }
            output.add(Shapes.last(input));
            return LayerShape.of(output);
        }

        /** A padded input has the window's size beside its own. */
        private void requireRoom(List<Integer> input) {
            double values = Shapes.last(input);
            for (int i = 0; i < poolSize.size(); i++) {
                values *= (double) input.get(i) + poolSize.get(i) - 1;
            }
            if (padding == Padding.SAME && values > GraphShape.MOST_VALUES) {
                throw new ShapeException("has a pool_size that is too large: " + poolSize);
            }
        }
    }

    /**
     * Over all places; as Keras 3.15, base_global_pooling.py.
     *
     * @param rank how many axes it passes along
     * @param keepdims whether those axes stay, with one place each
     */
    public record GlobalPooling(PoolingKind kind, int rank, boolean keepdims) implements Layer {
        static GlobalPooling of(LayerArguments arguments, PoolingKind kind, int rank) {
            arguments.channelsLast();
            return new GlobalPooling(kind, rank, arguments.flag("keepdims", false));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            int channels = Shapes.last(Shapes.withChannels(rank, inputs));
            if (!keepdims) {
                return LayerShape.of(List.of(channels));
            }
            return LayerShape.of(rank == 1 ? List.of(1, channels) : List.of(1, 1, channels));
        }
    }
}
