package io.epochal.example.djl;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.epochal.client.RunEnding;
import io.epochal.client.RunOptions;
import io.epochal.client.djl.EpochalListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Trains a small network to tell two spirals apart. Its callbacks are decided by the callback service. */
public final class TrainSpirals {
    private static final Path CHECKPOINTS = Path.of("target/checkpoints");
    private static final List<Map<String, ?>> CALLBACKS = List.of(
            Map.of("type", "EarlyStopping", "monitor", "val_loss", "patience", 8, "restore_best_weights", true),
            Map.of("type", "ReduceLROnPlateau", "monitor", "val_loss", "factor", 0.5, "patience", 4),
            Map.of("type", "ModelCheckpoint", "filepath", "last"));

    private TrainSpirals() {}

    /** {@code --resume} goes on from the last checkpoint; {@code --epochs N} trains so many. */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        int epochs = given.contains("--epochs") ? Integer.parseInt(given.get(given.indexOf("--epochs") + 1)) : 60;

        EpochalListener service = EpochalListener.of(
                        RunOptions.of(0.003).name("spirals").callbacks(CALLBACKS))
                .directory(CHECKPOINTS);
        if (given.contains("--resume")) {
            service.resume(CHECKPOINTS.resolve("last"));
        }
        DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .addEvaluator(new Accuracy())
                .optOptimizer(Optimizer.adam()
                        .optLearningRateTracker(service.tracker())
                        .build())
                .addTrainingListeners(TrainingListener.Defaults.basic())
                .addTrainingListeners(service);

        try (Model model = Model.newInstance("spirals")) {
            model.setBlock(new SequentialBlock()
                    .add(Linear.builder().setUnits(48).build())
                    .add(Activation::relu)
                    .add(Linear.builder().setUnits(48).build())
                    .add(Activation::relu)
                    .add(Linear.builder().setUnits(2).build()));
            service.load(model);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, 2));
                RunEnding ending = service.fit(
                        trainer,
                        epochs,
                        SpiralPoints.rows(model.getNDManager(), 4_000, 1),
                        SpiralPoints.rows(model.getNDManager(), 1_000, 2));
                System.out.printf(
                        "%s: %s%nweights of epoch %s%n",
                        service.run().orElseThrow().id(),
                        ending.status() + ", " + ending.reason(),
                        service.run()
                                .orElseThrow()
                                .restoredEpoch()
                                .map(epoch -> String.valueOf(epoch + 1))
                                .orElse("the last one"));
            }
        }
    }
}
