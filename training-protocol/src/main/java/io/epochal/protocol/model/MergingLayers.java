package io.epochal.protocol.model;

import java.util.Map;
import java.util.function.Function;

/** Keras' merging layers. */
public final class MergingLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of();

    private MergingLayers() {}
}
