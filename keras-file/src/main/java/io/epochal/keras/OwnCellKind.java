package io.epochal.keras;

import java.util.List;
import java.util.Map;

/** A recurrent layer that makes its cell itself, with its own arguments. */
record OwnCellKind(String cellClass, String cellName) implements LayerKind {
    @Override
    public List<String> variables(LayerConfig layer) {
        return List.of();
    }

    @Override
    public Map<String, LayerConfig> parts(LayerConfig layer) {
        return Map.of("cell", LayerConfig.inner(cellClass, cellName, layer.arguments()));
    }
}
