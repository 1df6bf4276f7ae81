package io.epochal.trainer.djl.layer;

import io.epochal.protocol.model.Layer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which operation does a layer's work, by the class of the layer. */
public final class Operations {
    private static final Map<Class<? extends Layer>, Factory<Layer>> TABLE = new LinkedHashMap<>();

    static {
        Table table = new Table();
        CoreOperations.addTo(table);
        ActivationOperations.addTo(table);
        ConvolutionOperations.addTo(table);
        PoolingOperations.addTo(table);
        NormalizationOperations.addTo(table);
        RegularizationOperations.addTo(table);
        ReshapingOperations.addTo(table);
        RecurrentOperations.addTo(table);
        AttentionOperations.addTo(table);
        MergingOperations.addTo(table);
        PreprocessingOperations.addTo(table);
        AugmentationOperations.addTo(table);
        NestedOperation.addTo(table);
    }

    private Operations() {}

    /** Makes the operation of one layer. */
    public interface Factory<L extends Layer> {
        Operation of(L layer, LayerContext context);
    }

    /** Where each family of layers enters its own. */
    static final class Table {
        <L extends Layer> void add(Class<L> layer, Factory<L> factory) {
            TABLE.put(layer, (one, context) -> factory.of(layer.cast(one), context));
        }
    }

    /** The layers that have one. */
    static Set<Class<? extends Layer>> layers() {
        return TABLE.keySet();
    }

    public static Operation of(Layer layer, LayerContext context) {
        Factory<Layer> factory = TABLE.get(layer.getClass());
        if (factory == null) {
            throw new IllegalStateException(
                    "no operation for " + layer.getClass().getSimpleName());
        }
        return factory.of(layer, context);
    }
}
