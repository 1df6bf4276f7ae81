package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.ModelWeights;
import io.epochal.trainer.djl.network.Weights;
import io.epochal.trainer.djl.optimizer.ModelOptimizer;
import io.epochal.trainer.djl.optimizer.MovingAverage;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Copies of all tensors at one step, in memory of their own. Other threads than the training's read them. Closing waits until none is
 * reading: nothing would stop a thread from reading memory that was freed.
 */
final class DjlSnapshot implements Engine.Snapshot {
    private final NDManager manager;
    private final String model;
    private final Weights layout;
    private final Map<String, NDArray> weights;
    private final Map<String, NDArray> averages;
    private final Map<String, NDArray> optimizer;
    private final String iterationName;
    private final long iterations;
    private final Consumer<DjlSnapshot> closing;
    private boolean closed;

    /** @param closing told before the memory is freed */
    DjlSnapshot(
            NDManager manager, String model, Weights weights, ModelOptimizer optimizer, Consumer<DjlSnapshot> closing) {
        this.manager = manager;
        this.closing = closing;
        this.model = model;
        this.layout = weights;
        this.weights = copies(weights.byName());
        MovingAverage average = optimizer.average();
        this.averages = average == null ? Map.of() : averages(average);
        this.optimizer = copies(optimizer.tensors());
        this.iterationName = optimizer.iterationName();
        this.iterations = optimizer.iterations();
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
    public synchronized void writeWeights(ModelWeights which, OutputStream out) throws IOException {
        requireOpen();
        try (NDList list = new NDList()) {
            add(list, tensors(which));
            list.encode(out, NDList.Encoding.SAFETENSORS);
        }
    }

    @Override
    public synchronized void writeOptimizer(OutputStream out) throws IOException {
        requireOpen();
        try (NDList list = new NDList()) {
            add(list, optimizer);
            NDArray count = manager.create(new long[] {iterations});
            count.setName(iterationName);
            list.add(count);
            list.encode(out, NDList.Encoding.SAFETENSORS);
        }
    }

    private void add(NDList list, Map<String, NDArray> tensors) {
        tensors.forEach((name, tensor) -> {
            NDArray outside = layout.outside(name, tensor).duplicate();
            outside.setName(name);
            list.add(outside);
        });
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
    public synchronized List<Histogram> histograms(ModelWeights which) {
        requireOpen();
        List<Histogram> histograms = new ArrayList<>();
        numbers(which)
                .forEach((name, weight) ->
                        histograms.add(WeightHistogram.of(model + "/" + name, weight.toFloatArray())));
        return histograms;
    }

    @Override
    public synchronized List<Engine.WeightImages> images(ModelWeights which) {
        requireOpen();
        List<Engine.WeightImages> images = new ArrayList<>();
        numbers(which).forEach((name, weight) -> {
            try (NDArray outside = layout.outside(name, weight).duplicate()) {
                WeightPicture.of(model + "/" + name, outside.getShape().getShape(), outside.toFloatArray())
                        .ifPresent(images::add);
            }
        });
        return images;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the copy of the weights is closed, as the attempt that made it has ended");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        closing.accept(this);
        manager.close();
    }
}
