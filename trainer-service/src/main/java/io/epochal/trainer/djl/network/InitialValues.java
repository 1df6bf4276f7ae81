package io.epochal.trainer.djl.network;

import io.epochal.protocol.model.Initializer;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.layer.CounterRandom;
import java.util.Arrays;
import java.util.List;

/**
 * What a weight begins with, as Keras 3.15, random_initializers.py and constant_initializers.py. The numbers are this project's own: a
 * function of the run's seed and the weight's place in the model.
 */
final class InitialValues {
    private InitialValues() {}

    /**
     * In memory order of the given layout.
     *
     * @param stream of random words that is the weight's own
     */
    static float[] of(WeightSpec spec, long[] shape, Layout layout, long stream) {
        if (spec.initializer() instanceof Initializer.UnitForgetBias bias) {
            WeightSpec others = new WeightSpec(spec.path(), spec.shape(), bias.others(), spec.trainable(), null, null);
            float[] values = of(others, shape, layout, stream);
            int units = values.length / 4;
            Arrays.fill(values, units, 2 * units, 1);
            return values;
        }
        float[] values = new float[(int) spec.size()];
        Initializer initializer = spec.initializer();
        if (initializer instanceof Initializer.Constant constant) {
            Arrays.fill(values, (float) constant.value());
        } else if (initializer instanceof Initializer.RandomUniform uniform) {
            uniform(values, stream, (float) uniform.minval(), (float) uniform.maxval());
        } else if (initializer instanceof Initializer.RandomNormal normal) {
            normal(values, stream, normal.mean(), normal.stddev(), false);
        } else if (initializer instanceof Initializer.TruncatedNormal normal) {
            normal(values, stream, normal.mean(), normal.stddev(), true);
        } else if (initializer instanceof Initializer.VarianceScaling scaling) {
            scaled(values, stream, scaling, spec.shape());
        } else if (initializer instanceof Initializer.Orthogonal orthogonal) {
            return inside(OrthogonalMatrix.of(spec.shape(), orthogonal.gain(), stream), spec.shape(), layout);
        } else if (initializer instanceof Initializer.Identity identity) {
            return inside(identity(spec.shape(), identity.gain()), spec.shape(), layout);
        }
        return values;
    }

    private static void scaled(float[] values, long stream, Initializer.VarianceScaling scaling, List<Integer> shape) {
        double[] fans = fans(shape);
        double scale = scaling.scale()
                / Math.max(
                        1,
                        switch (scaling.mode()) {
                            case FAN_IN -> fans[0];
                            case FAN_OUT -> fans[1];
                            case FAN_AVG -> (fans[0] + fans[1]) / 2;
                        });
        switch (scaling.distribution()) {
            // The deviation that a normal distribution has when it is cut off at two deviations.
            case TRUNCATED_NORMAL -> normal(values, stream, 0, Math.sqrt(scale) / .87962566103423978, true);
            case UNTRUNCATED_NORMAL -> normal(values, stream, 0, Math.sqrt(scale), false);
            case UNIFORM -> {
                float limit = (float) Math.sqrt(3 * scale);
                for (int i = 0; i < values.length; i++) {
                    values[i] = (2 * unit(stream, i) - 1) * limit;
                }
            }
        }
    }

    /** Fan-in and fan-out of a kernel in Keras' layout; as Keras, {@code compute_fans}. */
    static double[] fans(List<Integer> shape) {
        return switch (shape.size()) {
            case 0 -> new double[] {1, 1};
            case 1 -> new double[] {shape.get(0), shape.get(0)};
            default -> {
                double field = 1;
                for (int side : shape.subList(0, shape.size() - 2)) {
                    field *= side;
                }
                yield new double[] {shape.get(shape.size() - 2) * field, shape.get(shape.size() - 1) * field};
            }
        };
    }

    private static void uniform(float[] values, long stream, float low, float high) {
        for (int i = 0; i < values.length; i++) {
            values[i] = low + unit(stream, i) * (high - low);
        }
    }

    private static float unit(long stream, long place) {
        return (CounterRandom.word(stream, place) >>> 40) * 0x1p-24f;
    }

    /** By Box and Muller; what lies more than two deviations away is drawn again from further words. */
    static void normal(float[] values, long stream, double mean, double deviation, boolean truncated) {
        long place = 0;
        for (int i = 0; i < values.length; i++) {
            double draw;
            do {
                draw = gauss(stream, place++);
            } while (truncated && Math.abs(draw) > 2);
            values[i] = (float) (mean + draw * deviation);
        }
    }

    static double gauss(long stream, long place) {
        double radius = ((CounterRandom.word(stream, 2 * place) >>> 11) + 1) * 0x1p-53;
        double angle = (CounterRandom.word(stream, 2 * place + 1) >>> 11) * 0x1p-53;
        return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
    }

    private static float[] identity(List<Integer> shape, double gain) {
        float[] values = new float[shape.get(0) * shape.get(1)];
        for (int i = 0; i < Math.min(shape.get(0), shape.get(1)); i++) {
            values[i * shape.get(1) + i] = (float) gain;
        }
        return values;
    }

    /** From Keras' order into the memory order here. */
    private static float[] inside(float[] keras, List<Integer> shape, Layout layout) {
        if (layout.axes().isEmpty()) {
            return keras;
        }
        int axes = shape.size();
        long[] strides = new long[axes];
        long stride = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.get(axis);
        }
        float[] values = new float[keras.length];
        for (int i = 0; i < values.length; i++) {
            long rest = i;
            long from = 0;
            for (int place = axes - 1; place >= 0; place--) {
                int axis = layout.axes().get(place);
                from += rest % shape.get(axis) * strides[axis];
                rest /= shape.get(axis);
            }
            values[i] = keras[(int) from];
        }
        return values;
    }
}
