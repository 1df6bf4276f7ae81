package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.model.Backbone;
import io.epochal.protocol.model.GraphShape;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Makes the parameters of a backbone's block the model's weights. */
final class BackboneWeights {
    private static final int LONGEST_NAME = 400;

    private BackboneWeights() {}

    /**
     * Adds all of them by their names in the block. A parameter that is there twice, as weights that are shared, is one weight.
     *
     * @throws IOException that names the first that cannot be a weight
     */
    static void adopt(BackboneBlock backbone, Weights weights) throws IOException {
        String owner = "the model's " + backbone.backbone().name();
        Set<Parameter> adopted = Collections.newSetFromMap(new IdentityHashMap<>());
        long size = 0;
        for (Pair<String, Parameter> one : backbone.block().getParameters()) {
            Parameter parameter = one.getValue();
            if (adopted.add(parameter)) {
                String name = checked(backbone.backbone(), one.getKey(), weights);
                NDArray values = values(owner, name, parameter);
                size += values.size();
                if (size > GraphShape.MOST_PARAMETERS) {
                    throw new IOException(owner + " is too large: a model may have at most "
                            + GraphShape.MOST_PARAMETERS + " parameters");
                }
                weights.adopt(name, values, backbone.backbone().trainable() && parameter.requiresGradient());
            }
        }
    }

    /** A layer's weights have a slash after the layer's name, so that these are others. */
    private static String checked(Backbone backbone, String name, Weights weights) throws IOException {
        String owner = "the model's " + backbone.name();
        boolean printable = name.length() <= LONGEST_NAME && Printable.of(name).equals(name);
        if (name.isBlank() || name.contains("/") || !printable) {
            throw new IOException(owner + " has a parameter " + Printable.of(name, LONGEST_NAME)
                    + ": its name must be 1 to " + LONGEST_NAME + " printable characters, none of them '/'");
        }
        String path = backbone.weightsBelow() + name;
        if (weights.has(path)) {
            throw new IOException(owner + " has two parameters of the name " + name);
        }
        return path;
    }

    private static NDArray values(String owner, String name, Parameter parameter) throws IOException {
        if (!parameter.isInitialized()) {
            throw new IOException(owner + " leaves its parameter " + name + " without values");
        }
        NDArray values = parameter.getArray();
        boolean count = values.getDataType() == DataType.INT64 && !parameter.requiresGradient();
        if (values.getDataType() != DataType.FLOAT32 && !count) {
            throw new IOException(owner + " has a parameter " + name + " of " + values.getDataType()
                    + ": weights are 32-bit floats, or whole numbers of 64 bits that are not trained");
        }
        return values;
    }
}
