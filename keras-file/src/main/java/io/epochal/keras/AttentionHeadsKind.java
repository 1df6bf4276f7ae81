package io.epochal.keras;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attention with several heads: a dense layer for each of query, key, value and the output, and one for the gate if it has one. */
final class AttentionHeadsKind implements LayerKind {
    private final String prefix;

    /** @param prefix of the attributes that hold the layers */
    AttentionHeadsKind(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public List<String> variables(LayerConfig layer) {
        return List.of();
    }

    @Override
    public boolean freezesParts() {
        return false;
    }

    @Override
    public Map<String, LayerConfig> parts(LayerConfig layer) throws KerasFileException {
        Map<String, Object> arguments = new HashMap<>();
        if (layer.flag("use_bias", true)) {
            arguments.put("bias_axes", "last");
        }
        Map<String, LayerConfig> parts = new LinkedHashMap<>();
        parts.put(prefix + "query_dense", LayerConfig.inner("EinsumDense", "query", arguments));
        parts.put(prefix + "key_dense", LayerConfig.inner("EinsumDense", "key", arguments));
        if (layer.flag("use_gate", false)) {
            parts.put("_gate_dense", LayerConfig.inner("EinsumDense", "gate", arguments));
        }
        parts.put(prefix + "value_dense", LayerConfig.inner("EinsumDense", "value", arguments));
        parts.put(prefix + "output_dense", LayerConfig.inner("EinsumDense", "attention_output", arguments));
        return parts;
    }
}
