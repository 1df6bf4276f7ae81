package io.epochal.protocol.model;

import java.util.Map;
import java.util.function.Function;

/** Keras' recurrent layers. */
public final class RecurrentLayers {
    static final Map<String, Function<Arguments, Layer>> READERS = Map.of();

    private RecurrentLayers() {}
}
