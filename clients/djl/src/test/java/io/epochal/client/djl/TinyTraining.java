package io.epochal.client.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.listener.EpochTrainingListener;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A model of 26 weights and 64 rows, 4 batches an epoch in a fixed order: the same numbers each time. */
final class TinyTraining implements AutoCloseable {
    static final int BATCHES = 4;

    final Model model = Model.newInstance("tiny", "PyTorch");
    private final NDManager manager = model.getNDManager();

    TinyTraining() {
        model.getNDManager().getEngine().setRandomSeed(7);
        model.setBlock(new SequentialBlock()
                .add(Linear.builder().setUnits(4).build())
                .add(Activation::relu)
                .add(Linear.builder().setUnits(2).build()));
    }

    /** A trainer with the initial weights, unless the model has others. */
    Trainer trainer(EpochalListener service, Tracker rate) {
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .addEvaluator(new Accuracy())
                .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT)
                .optOptimizer(Optimizer.sgd().setLearningRateTracker(rate).build())
                .addTrainingListeners(new EpochTrainingListener(), new EvaluatorTrainingListener())
                .addTrainingListeners(service);
        Trainer trainer = model.newTrainer(config);
        trainer.initialize(new Shape(1, 3));
        return trainer;
    }

    ArrayDataset rows() {
        Random random = new Random(3);
        float[] values = new float[64 * 3];
        float[] classes = new float[64];
        for (int row = 0; row < 64; row++) {
            for (int column = 0; column < 3; column++) {
                values[row * 3 + column] = random.nextFloat() - 0.5f;
            }
            classes[row] = values[row * 3] > values[row * 3 + 1] ? 1 : 0;
        }
        NDArray data = manager.create(values, new Shape(64, 3));
        NDArray labels = manager.create(classes, new Shape(64, 1));
        return new ArrayDataset.Builder()
                .setData(data)
                .optLabels(labels)
                .setSampling(64 / BATCHES, false)
                .build();
    }

    /** All weights as they are now. */
    List<Float> weights() {
        List<Float> weights = new ArrayList<>();
        for (Parameter parameter : model.getBlock().getParameters().values()) {
            for (float value : parameter.getArray().toFloatArray()) {
                weights.add(value);
            }
        }
        return weights;
    }

    @Override
    public void close() {
        model.close();
    }
}
