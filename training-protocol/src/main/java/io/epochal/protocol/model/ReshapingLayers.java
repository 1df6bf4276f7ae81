package io.epochal.protocol.model;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Keras' reshaping layers. */
public final class ReshapingLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of("Flatten", Flatten::of);

    private ReshapingLayers() {}

    /** Row-major over height, width, channels. */
    public record Flatten() implements Layer {
        static Flatten of(Arguments arguments) {
            arguments.channelsLast();
            return new Flatten();
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.of(List.of((int) Shapes.product(inputs.get(0))));
        }
    }
}
