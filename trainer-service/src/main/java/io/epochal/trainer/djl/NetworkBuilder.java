package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import io.epochal.protocol.Layer;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.SpecException;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds Keras layers from DJL's functions. Images stay channels-last in memory, which is several times as fast on a CPU; shapes
 * are PyTorch's.
 */
final class NetworkBuilder implements Layer.Visitor<Operation> {
    private final RunSpec spec;
    private final Weights weights;
    private final List<Layer> layers;
    private long[] shape;
    private int index;

    private NetworkBuilder(RunSpec spec, Weights weights, int height, int width) {
        this.spec = spec;
        this.weights = weights;
        this.layers = spec.model().layers();
        this.shape = new long[] {1, height, width};
    }

    /** {@link SpecException} names the layer that does not fit the one before it. */
    static Network build(RunSpec spec, Weights weights, int height, int width) {
        NetworkBuilder builder = new NetworkBuilder(spec, weights, height, width);
        List<Operation> operations = new ArrayList<>();
        for (; builder.index < builder.layers.size(); builder.index++) {
            operations.add(builder.layers.get(builder.index).accept(builder));
        }
        builder.requireClassifier();
        return new Network(operations, weights);
    }

    @Override
    public Operation conv2d(Layer.Conv2D layer) {
        requireDimensions(3);
        int height = layer.kernelSize().get(0);
        int width = layer.kernelSize().get(1);
        long channels = shape[0];
        long area = (long) height * width;
        NDArray kernel = weights.addKernel(
                layer.name() + "/kernel",
                new Shape(layer.filters(), channels, height, width),
                spec.seed(),
                channels * area,
                layer.filters() * area);
        NDArray bias = weights.addBias(layer.name() + "/bias", layer.filters());
        shape = new long[] {layer.filters(), shape[1] - height + 1, shape[2] - width + 1};
        // Maximum and relu commute, gradients too, and after the pool there is a quarter left to do.
        boolean pooledFirst = poolFollows() && layer.activation().equals("relu");
        String activation = pooledFirst ? "linear" : layer.activation();
        return (input, step) -> activated(Conv2d.conv2d(input, kernel, bias).singletonOrThrow(), activation);
    }

    @Override
    public Operation maxPooling2d(Layer.MaxPooling2D layer) {
        requireDimensions(3);
        Shape pool = new Shape(layer.poolSize().get(0), layer.poolSize().get(1));
        shape = new long[] {shape[0], shape[1] / pool.get(0), shape[2] / pool.get(1)};
        boolean reluDeferred = index > 0
                && layers.get(index - 1) instanceof Layer.Conv2D conv
                && conv.activation().equals("relu");
        String activation = reluDeferred ? "relu" : "linear";
        return (input, step) -> activated(Pool.maxPool2d(input, pool, pool, new Shape(0, 0), false), activation);
    }

    @Override
    public Operation dropout(Layer.Dropout layer) {
        DropoutMask masks = new DropoutMask(spec.seed(), index, layer.rate());
        return (input, step) -> {
            if (step == Operation.EVALUATION || layer.rate() == 0) {
                return input;
            }
            Shape of = input.getShape();
            boolean image = of.dimension() == 4;
            // In the order of the input's memory, so that both are read front to back.
            Shape inMemory = image ? new Shape(of.get(0), of.get(2), of.get(3), of.get(1)) : of;
            NDArray mask = input.getManager().create(masks.at(step, (int) of.size()), inMemory, DataType.FLOAT32);
            return input.mul(image ? mask.transpose(0, 3, 1, 2) : mask);
        };
    }

    @Override
    public Operation flatten(Layer.Flatten layer) {
        boolean image = shape.length == 3;
        long size = new Shape(shape).size();
        shape = new long[] {size};
        return (input, step) ->
                image ? input.transpose(0, 2, 3, 1).reshape(input.getShape().get(0), size) : input;
    }

    @Override
    public Operation dense(Layer.Dense layer) {
        requireDimensions(1);
        boolean last = index == layers.size() - 1;
        if (layer.activation().equals("softmax") && !last) {
            throw new SpecException(place() + ".activation", "may be softmax in the last layer only");
        }
        NDArray kernel = weights.addKernel(
                layer.name() + "/kernel", new Shape(layer.units(), shape[0]), spec.seed(), shape[0], layer.units());
        NDArray bias = weights.addBias(layer.name() + "/bias", layer.units());
        shape = new long[] {layer.units()};
        // The loss takes logits: softmax and logarithm together are exact where one after the other is not.
        String activation = layer.activation().equals("softmax") ? "linear" : layer.activation();
        return (input, step) -> activated(Linear.linear(input, kernel, bias).singletonOrThrow(), activation);
    }

    private boolean poolFollows() {
        return index + 1 < layers.size() && layers.get(index + 1) instanceof Layer.MaxPooling2D;
    }

    private static NDArray activated(NDArray values, String activation) {
        return activation.equals("relu") ? Activation.relu(values) : values;
    }

    private void requireDimensions(int expected) {
        if (shape.length != expected) {
            throw new SpecException(
                    place(),
                    expected == 1
                            ? "needs flat input; put a Flatten before it"
                            : "needs images as its input, but the layer before it gives flat values");
        }
    }

    private void requireClassifier() {
        boolean classifies = layers.get(layers.size() - 1) instanceof Layer.Dense dense
                && dense.activation().equals("softmax");
        if (!classifies) {
            index = layers.size() - 1;
            throw new SpecException(place(), "must be a Dense layer with softmax: the loss compares probabilities");
        }
    }

    private String place() {
        return "model.layers[" + index + "]";
    }
}
