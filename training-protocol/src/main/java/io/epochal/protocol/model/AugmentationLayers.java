package io.epochal.protocol.model;

import java.util.Map;
import java.util.function.Function;

/** Keras' image augmentation layers. */
public final class AugmentationLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of();

    private AugmentationLayers() {}
}
