package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The layers that can be trained, by Keras' class name. */
public final class LayerTable {
    private static final Map<String, Function<LayerArguments, Layer>> READERS = new TreeMap<>();

    static {
        READERS.putAll(CoreLayers.READERS);
        READERS.putAll(ActivationLayers.READERS);
        READERS.putAll(ConvolutionLayers.READERS);
        READERS.putAll(PoolingLayers.READERS);
        READERS.putAll(NormalizationLayers.READERS);
        READERS.putAll(RegularizationLayers.READERS);
        READERS.putAll(ReshapingLayers.READERS);
        READERS.putAll(RecurrentLayers.READERS);
        READERS.putAll(AttentionLayers.READERS);
        READERS.putAll(MergingLayers.READERS);
        READERS.putAll(PreprocessingLayers.READERS);
        READERS.putAll(AugmentationLayers.READERS);
        READERS.putAll(NestedModel.READERS);
    }

    private LayerTable() {}

    /** All class names. */
    public static Set<String> names() {
        return READERS.keySet();
    }

    /** Reads a layer's arguments; {@link SpecException} names an unknown layer with the nearest that exists. */
    static Layer read(String type, Fields fields, LayerArguments arguments) {
        Function<LayerArguments, Layer> reader = READERS.get(type);
        if (reader == null) {
            throw new SpecException(
                    fields.pathOf(fields.has("class_name") ? "class_name" : "type"),
                    "is not a layer that can be trained here" + Nearest.hint(type, names()) + "; there are: "
                            + String.join(", ", names()),
                    type);
        }
        return reader.apply(arguments);
    }
}
