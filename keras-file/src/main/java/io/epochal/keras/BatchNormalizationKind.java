package io.epochal.keras;

import java.util.ArrayList;
import java.util.List;

/** Gamma and beta if it has them, and its moving statistics, which are no optimizer's. */
final class BatchNormalizationKind implements LayerKind {
    @Override
    public List<String> variables(LayerConfig layer) throws KerasFileException {
        List<String> names = new ArrayList<>();
        if (layer.flag("scale", true)) {
            names.add("gamma");
        }
        if (layer.flag("center", true)) {
            names.add("beta");
        }
        names.addAll(List.of("moving_mean", "moving_variance"));
        if (layer.flag("renorm", false)) {
            names.addAll(List.of("moving_stddev", "renorm_mean", "renorm_stddev"));
        }
        return names;
    }

    @Override
    public int fixed(LayerConfig layer) throws KerasFileException {
        return layer.flag("renorm", false) ? 5 : 2;
    }
}
