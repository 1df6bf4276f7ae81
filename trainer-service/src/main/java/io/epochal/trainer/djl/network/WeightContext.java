package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.layer.CounterRandom;
import io.epochal.trainer.djl.layer.DropoutMask;
import io.epochal.trainer.djl.layer.LayerContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A layer's view of the model's weights: those below its own path. */
record WeightContext(
        String path,
        List<WeightSpec> specs,
        List<List<Integer>> inputs,
        List<Integer> output,
        Map<String, Object> arguments,
        boolean trainable,
        long seed,
        int index,
        Weights weights)
        implements LayerContext {
    @Override
    public NDArray weight(String name, int... axes) {
        String full = path + "/" + name;
        if (!weights.has(full)) {
            WeightSpec spec = specs.stream()
                    .filter(one -> one.path().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the layer has no weight " + full));
            return weights.add(full, spec, Layout.of(axes), trainable);
        }
        Weight weight = weights.get(full);
        if (!weight.layout().equals(Layout.of(axes))) {
            throw new IllegalStateException(full + " lies in two ways");
        }
        return weight.values();
    }

    @Override
    public long stream(long step) {
        return CounterRandom.stream(seed, index, step);
    }

    @Override
    public long stream(long step, int purpose) {
        return CounterRandom.stream(CounterRandom.stream(seed, index, step), purpose, step);
    }

    @Override
    public DropoutMask dropout(double rate) {
        return new DropoutMask(seed, index, rate);
    }

    @Override
    public LayerContext inner(
            String name,
            boolean innerTrainable,
            List<List<Integer>> innerInputs,
            List<Integer> innerOutput,
            Map<String, Object> innerArguments) {
        List<WeightSpec> below = new ArrayList<>();
        for (WeightSpec spec : specs) {
            if (spec.path().startsWith(name + "/")) {
                below.add(new WeightSpec(
                        spec.path().substring(name.length() + 1),
                        spec.shape(),
                        spec.initializer(),
                        spec.trainable(),
                        spec.regularizer(),
                        spec.constraint()));
            }
        }
        // A place of its own, so that what is random in it is not what is random in the layer around it.
        int place = 31 * (index + 1) * 1009 + name.hashCode() % 1009;
        return new WeightContext(
                path + "/" + name,
                below,
                innerInputs,
                innerOutput,
                innerArguments,
                trainable && innerTrainable,
                seed,
                place,
                weights);
    }
}
