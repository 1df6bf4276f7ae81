package io.epochal.protocol.model;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Keras' regularization layers. What is random in them is a function of the run's seed, the step and the layer. */
public final class RegularizationLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of("Dropout", Dropout::of);

    private RegularizationLayers() {}

    /** @param rate the fraction of inputs that is dropped while training, 0 to less than 1 */
    public record Dropout(double rate) implements Layer {
        static Dropout of(Arguments arguments) {
            arguments.only("noise_shape", null, "each value is dropped on its own");
            arguments.ignored("seed");
            return new Dropout(arguments.requiredRate("rate"));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            return LayerShape.unchanged(inputs);
        }
    }
}
