package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.PoolingLayers;
import java.util.Collections;
import java.util.List;

/** Keras' pooling layers at work. */
final class PoolingOperations {
    private PoolingOperations() {}

    static void addTo(Operations.Table table) {
        table.add(PoolingLayers.Pooling.class, PoolingOperations::pooling);
        table.add(PoolingLayers.GlobalPooling.class, (layer, context) -> global(layer));
    }

    private static Unmasked pooling(PoolingLayers.Pooling layer, LayerContext context) {
        List<Integer> ones = Collections.nCopies(layer.poolSize().size(), 1);
        Borders borders = Borders.of(layer.padding(), context.inputs().get(0), layer.poolSize(), layer.strides(), ones);
        return layer.kind() == PoolingLayers.PoolingKind.MAX ? max(layer, borders) : average(layer, borders, context);
    }

    private static Unmasked max(PoolingLayers.Pooling layer, Borders borders) {
        Shape pool = Sweep.shape(layer.poolSize());
        Shape strides = Sweep.shape(layer.strides());
        return (inputs, pass) -> {
            NDArray values = borders.padded(Axes.channelsFirst(inputs.get(0).values()), Float.NEGATIVE_INFINITY);
            return Axes.channelsLast(values.getNDArrayInternal().maxPool(pool, strides, borders.symmetric(), false));
        };
    }

    /** PyTorch's function counts what pads the borders, and through DJL it cannot be told otherwise: then the means are corrected. */
    private static Unmasked average(PoolingLayers.Pooling layer, Borders borders, LayerContext context) {
        Shape pool = Sweep.shape(layer.poolSize());
        Shape strides = Sweep.shape(layer.strides());
        Shape nothing = Sweep.shape(Collections.nCopies(layer.poolSize().size(), 0));
        List<Integer> output = context.output();
        Shape places = Sweep.shape(output.subList(0, output.size() - 1));
        float[] corrections = corrections(layer, borders, context.inputs().get(0), places);
        return (inputs, pass) -> {
            NDArray image = Axes.channelsFirst(inputs.get(0).values());
            NDArray values = borders.isEmpty() ? image : borders.allPadded(image, 0);
            NDArray means = values.getNDArrayInternal().avgPool(pool, strides, nothing, false, false);
            return Axes.channelsLast(
                    borders.isEmpty() ? means : means.mul(pass.manager().create(corrections, places)));
        };
    }

    /** How many values a window has by how many of them are the input's, for each place of the output. */
    private static float[] corrections(
            PoolingLayers.Pooling layer, Borders borders, List<Integer> input, Shape places) {
        float[] corrections = new float[(int) places.size()];
        for (int place = 0; place < corrections.length; place++) {
            int rest = place;
            float correction = 1;
            for (int axis = places.dimension() - 1; axis >= 0; axis--) {
                int begin = (int) (rest % places.get(axis)) * layer.strides().get(axis)
                        - borders.before().get(axis);
                rest /= (int) places.get(axis);
                int window = layer.poolSize().get(axis);
                int real = Math.min(begin + window, input.get(axis)) - Math.max(begin, 0);
                correction *= (float) window / real;
            }
            corrections[place] = correction;
        }
        return corrections;
    }

    private static Unmasked global(PoolingLayers.GlobalPooling layer) {
        return (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            NDArray mask = inputs.get(0).mask();
            Shape shape = values.getShape();
            long channels = shape.get(shape.dimension() - 1);
            NDArray places = values.reshape(shape.get(0), -1, channels);
            int[] all = {1};
            NDArray pooled;
            if (layer.kind() == PoolingLayers.PoolingKind.MAX) {
                pooled = places.max(all);
            } else if (layer.rank() == 1 && mask != null) {
                NDArray real = Activations.floats(mask).expandDims(-1);
                pooled = places.mul(real).sum(all).div(real.sum(all));
            } else {
                pooled = places.mean(all);
            }
            if (!layer.keepdims()) {
                return pooled;
            }
            return layer.rank() == 1
                    ? pooled.reshape(shape.get(0), 1, channels)
                    : pooled.reshape(shape.get(0), 1, 1, channels);
        };
    }
}
