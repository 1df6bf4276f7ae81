package io.epochal.keras;

import java.util.List;

/** What {@code adapt} has found; nothing if the layer was given mean and variance. */
final class NormalizationKind implements LayerKind {
    @Override
    public List<String> variables(LayerConfig layer) {
        return layer.has("mean") ? List.of() : List.of("mean", "variance", "count");
    }

    /** Its {@code adapt} has built it. */
    @Override
    public boolean isBuiltBefore() {
        return true;
    }

    @Override
    public int fixed(LayerConfig layer) {
        return variables(layer).size();
    }
}
