package io.epochal.protocol.model;

import java.util.Map;
import java.util.function.Function;

/** Keras' attention layers. */
public final class AttentionLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of();

    private AttentionLayers() {}
}
