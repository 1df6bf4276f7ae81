package io.epochal.protocol;

import java.util.List;

/**
 * What a model makes of a row, layer after layer, and how large it is; found without an engine, before the first batch. Shapes are
 * Keras': channels last, without the batch.
 */
public final class ModelShape implements Layer.Visitor<List<Integer>> {
    /** Weights and biases together, 2 GiB of them; the optimizer keeps three times as much beside them. */
    public static final long MOST_PARAMETERS = 1L << 29;

    /** What one row may become in any layer. */
    public static final long MOST_VALUES = 1L << 28;

    private static final int UNKNOWN = 1;
    private final boolean known;
    private boolean flat;
    private List<Integer> shape;
    private String place = "";
    private long parameters;

    private ModelShape(List<Integer> shape, boolean known) {
        this.shape = shape;
        this.known = known;
        this.flat = known && shape.size() == 1;
    }

    /**
     * The shape of what comes out of the last layer.
     *
     * @param input of one row: height, width, channels
     * @throws SpecException that names the layer which does not fit, or with which the model grows too large
     */
    public static List<Integer> of(RunSpec.Model model, List<Integer> input) {
        return new ModelShape(input, true).through(model);
    }

    /** As far as it is known before the data are. */
    static void check(RunSpec.Model model) {
        var unused = new ModelShape(List.of(), false).through(model);
    }

    private List<Integer> through(RunSpec.Model model) {
        for (int i = 0; i < model.layers().size(); i++) {
            Layer layer = model.layers().get(i);
            place = "model.layers[" + i + "]";
            shape = layer.accept(this);
            long values = product(shape);
            if (parameters > MOST_PARAMETERS) {
                throw tooLarge(layer, "a model may have at most " + MOST_PARAMETERS + " parameters");
            }
            if (values > MOST_VALUES) {
                throw tooLarge(layer, "a row may become at most " + MOST_VALUES + " values");
            }
        }
        return shape;
    }

    private SpecException tooLarge(Layer layer, String limit) {
        return new SpecException(place, "(" + layer.name() + ") makes the model too large: " + limit);
    }

    @Override
    public List<Integer> conv2d(Layer.Conv2D layer) {
        int height = layer.kernelSize().get(0);
        int width = layer.kernelSize().get(1);
        count(layer.filters(), height, width, last());
        requireImage(layer);
        if (!known) {
            return List.of(layer.filters());
        }
        requireFits(layer, "kernel_size", layer.kernelSize());
        return List.of(shape.get(0) - height + 1, shape.get(1) - width + 1, layer.filters());
    }

    @Override
    public List<Integer> maxPooling2d(Layer.MaxPooling2D layer) {
        requireImage(layer);
        if (!known) {
            return shape;
        }
        requireFits(layer, "pool_size", layer.poolSize());
        return List.of(
                shape.get(0) / layer.poolSize().get(0),
                shape.get(1) / layer.poolSize().get(1),
                shape.get(2));
    }

    @Override
    public List<Integer> dropout(Layer.Dropout layer) {
        return shape;
    }

    @Override
    public List<Integer> flatten(Layer.Flatten layer) {
        flat = true;
        return known ? List.of((int) product(shape)) : List.of();
    }

    @Override
    public List<Integer> dense(Layer.Dense layer) {
        if (known && !flat) {
            throw new SpecException(place, "(" + layer.name() + ") needs flat input; put a Flatten before it");
        }
        count(layer.units(), last());
        flat = true;
        return List.of(layer.units());
    }

    private int last() {
        return shape.isEmpty() ? UNKNOWN : shape.get(shape.size() - 1);
    }

    /** A kernel and its biases; the first side is how many of them there are. */
    private void count(int... sides) {
        long kernel = 1;
        for (int side : sides) {
            kernel = kernel > MOST_PARAMETERS ? kernel : kernel * side;
        }
        parameters += kernel + sides[0];
    }

    private void requireImage(Layer layer) {
        if (flat) {
            throw new SpecException(
                    place,
                    "(" + layer.name() + ") needs images as its input, but the layer before it gives flat values");
        }
    }

    private void requireFits(Layer layer, String field, List<Integer> window) {
        if (window.get(0) > shape.get(0) || window.get(1) > shape.get(1)) {
            throw new SpecException(
                    place + "." + field,
                    "(" + layer.name() + ") must be at most " + shape.get(0) + " by " + shape.get(1)
                            + ", the size of the image that reaches it",
                    window);
        }
    }

    private static long product(List<Integer> sides) {
        long product = 1;
        for (int side : sides) {
            product = product > MOST_VALUES ? product : product * side;
        }
        return product;
    }
}
