package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.epochal.checkpoint.Content;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.ModelWeights;
import io.epochal.trainer.djl.network.Weights;
import io.epochal.trainer.djl.optimizer.ModelOptimizer;
import io.epochal.trainer.djl.optimizer.MovingAverage;
import io.epochal.trainer.djl.safetensors.SafetensorsContent;
import io.epochal.trainer.djl.safetensors.TensorEntry;
import io.epochal.trainer.djl.safetensors.TensorSource;
import io.epochal.trainer.djl.tensor.ReadableMemory;
import io.epochal.trainer.run.port.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Copies of all tensors at one step, in memory of their own. Other threads than the training's read them, and closing waits for a
 * read under way.
 */
final class DjlSnapshot implements Engine.Snapshot {
    private final NDManager manager;
    private final String model;
    private final Weights layout;
    private final Map<String, NDArray> weights;
    private final Map<String, NDArray> averages;
    private final Map<String, NDArray> optimizer;
    private final ReadableMemory memory;

    /** @param closing told before the memory is freed */
    DjlSnapshot(
            NDManager manager, String model, Weights weights, ModelOptimizer optimizer, Consumer<DjlSnapshot> closing) {
        this.manager = manager;
        this.memory = new ReadableMemory(() -> {
            closing.accept(this);
            manager.close();
        });
        this.model = model;
        this.layout = weights;
        this.weights = copies(weights.byName());
        MovingAverage average = optimizer.average();
        this.averages = average == null ? Map.of() : averages(average);
        this.optimizer = copies(optimizer.tensors());
        this.optimizer.put(optimizer.iterationName(), manager.create(new long[] {optimizer.iterations()}));
    }

    /** Of the weights that are trained; the others are as they are. */
    private Map<String, NDArray> averages(MovingAverage average) {
        Map<String, NDArray> all = new LinkedHashMap<>(weights);
        all.putAll(copies(average.byName()));
        return all;
    }

    private Map<String, NDArray> copies(Map<String, NDArray> originals) {
        Map<String, NDArray> copies = new LinkedHashMap<>();
        originals.forEach((name, original) -> {
            NDArray copy = original.duplicate();
            copy.attach(manager);
            copies.put(name, copy);
        });
        return copies;
    }

    @Override
    public Content weights(ModelWeights which) {
        return content(tensors(which));
    }

    @Override
    public Content optimizer() {
        return content(optimizer);
    }

    private Content content(Map<String, NDArray> tensors) {
        List<Source> sources = new ArrayList<>();
        tensors.forEach((name, tensor) -> sources.add(new Source(layout, name, tensor)));
        return memory.read(() -> new SafetensorsContent(manager, memory, sources));
    }

    /** In Keras' layout. */
    private record Source(Weights layout, String name, NDArray tensor) implements TensorSource {
        @Override
        public TensorEntry entry() {
            return new TensorEntry(name, tensor.getDataType(), layout.outsideShape(name, tensor));
        }

        @Override
        public NDArray values() {
            NDArray outside = layout.outside(name, tensor);
            return outside == tensor ? tensor.reshape(tensor.getShape()) : outside;
        }
    }

    private Map<String, NDArray> tensors(ModelWeights which) {
        return which == ModelWeights.AVERAGED && !averages.isEmpty() ? averages : weights;
    }

    /** Without counts, which an encoder of PyTorch keeps as whole numbers: they have no distribution. */
    private Map<String, NDArray> numbers(ModelWeights which) {
        Map<String, NDArray> numbers = new LinkedHashMap<>(tensors(which));
        numbers.values().removeIf(tensor -> tensor.getDataType() != DataType.FLOAT32);
        return numbers;
    }

    @Override
    public List<Histogram> histograms(ModelWeights which) {
        return memory.read(() -> {
            List<Histogram> histograms = new ArrayList<>();
            numbers(which)
                    .forEach((name, weight) ->
                            histograms.add(WeightHistogram.of(model + "/" + name, weight.toFloatArray())));
            return histograms;
        });
    }

    @Override
    public List<Engine.WeightImages> images(ModelWeights which) {
        return memory.read(() -> {
            List<Engine.WeightImages> images = new ArrayList<>();
            numbers(which).forEach((name, weight) -> {
                try (NDArray outside = layout.outside(name, weight).duplicate()) {
                    WeightPicture.of(model + "/" + name, outside.getShape().getShape(), outside.toFloatArray())
                            .ifPresent(images::add);
                }
            });
            return images;
        });
    }

    @Override
    public void close() {
        memory.free();
    }
}
