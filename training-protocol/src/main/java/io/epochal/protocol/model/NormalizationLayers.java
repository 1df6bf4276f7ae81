package io.epochal.protocol.model;

import java.util.Map;
import java.util.function.Function;

/** Keras' normalization layers. */
public final class NormalizationLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of();

    private NormalizationLayers() {}
}
