package io.epochal.protocol.model;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Keras' pooling layers. */
public final class PoolingLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of("MaxPooling2D", MaxPooling2D::of);

    private PoolingLayers() {}

    /** As Keras 3.15, base_pooling.py. */
    public record MaxPooling2D(List<Integer> poolSize, List<Integer> strides, Padding padding) implements Layer {
        static MaxPooling2D of(Arguments arguments) {
            arguments.channelsLast();
            List<Integer> poolSize = arguments.sides("pool_size", 2, 2, 1);
            List<Integer> strides = arguments.has("strides") ? arguments.sides("strides", 2, null, 1) : poolSize;
            arguments.store("strides", strides);
            return new MaxPooling2D(poolSize, strides, arguments.padding(Padding.VALID, Padding.SAME));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            List<Integer> input = Shapes.exactly(3, "height, width, channels", inputs);
            return LayerShape.of(List.of(side(input, 0), side(input, 1), input.get(2)));
        }

        private int side(List<Integer> input, int axis) {
            return Shapes.window(
                    "pool_size",
                    input.get(axis),
                    padding.sizeAfter(input.get(axis), poolSize.get(axis), strides.get(axis), 1));
        }
    }
}
