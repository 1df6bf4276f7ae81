package io.epochal.protocol.model;

import java.util.Map;
import java.util.function.Function;

/** Keras' preprocessing layers. */
public final class PreprocessingLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of();

    private PreprocessingLayers() {}
}
