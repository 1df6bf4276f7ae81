package io.epochal.keras;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A layer without variables of its own around layers that it was given. */
final class WrapperKind implements LayerKind {
    private final List<String> attributesAndArguments;

    /** @param attributesAndArguments in pairs: the attribute that holds an inner layer, and the argument that it came in */
    WrapperKind(String... attributesAndArguments) {
        this.attributesAndArguments = List.of(attributesAndArguments);
    }

    @Override
    public List<String> variables(LayerConfig layer) {
        return List.of();
    }

    @Override
    public Map<String, LayerConfig> parts(LayerConfig layer) throws KerasFileException {
        Map<String, LayerConfig> parts = new LinkedHashMap<>();
        for (int pair = 0; pair < attributesAndArguments.size(); pair += 2) {
            parts.put(attributesAndArguments.get(pair), layer.layer(attributesAndArguments.get(pair + 1)));
        }
        return parts;
    }
}
