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
import io.epochal.client.AttachedRun;
import io.epochal.client.RunEnding;
import io.epochal.client.RunOptions;
import io.epochal.client.djl.EpochalListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Trains a small network to tell two spirals apart. Its callbacks are decided by the callback service. */
public final class TrainSpirals {
    private static final List<Map<String, ?>> CALLBACKS = List.of(
            Map.of("type", "EarlyStopping", "monitor", "val_loss", "patience", 8, "restore_best_weights", true),
            Map.of("type", "ReduceLROnPlateau", "monitor", "val_loss", "factor", 0.5, "patience", 4),
            Map.of("type", "ModelCheckpoint", "filepath", "last"));

    private TrainSpirals() {}

    /**
     * Options: {@code --epochs N}, {@code --rows N}, {@code --checkpoints FOLDER}, and {@code --resume} to go on from the last one there.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        int epochs = Integer.parseInt(option(given, "--epochs", "60"));
        int rows = Integer.parseInt(option(given, "--rows", "4000"));
        Path checkpoints = Path.of(option(given, "--checkpoints", "target/checkpoints"));

        EpochalListener service = EpochalListener.of(
                        RunOptions.of(0.003).name("spirals").callbacks(CALLBACKS))
                .directory(checkpoints);
        String from = System.getenv("EPOCHAL_RESUME_FROM");
        if (from != null) {
            service.resume(Path.of(URI.create(from)));
        } else if (given.contains("--resume")) {
            service.resume(checkpoints.resolve("last"));
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
                        SpiralPoints.rows(model.getNDManager(), rows, 1),
                        SpiralPoints.rows(model.getNDManager(), 1_000, 2));
                AttachedRun run = service.run().orElseThrow();
                System.out.printf("%s: %s, %s%n", run.id(), ending.status(), ending.reason());
                run.restoredEpoch().ifPresent(epoch -> System.out.printf("weights of epoch %d%n", epoch + 1));
            }
        }
    }

    private static String option(List<String> given, String name, String otherwise) {
        int at = given.indexOf(name);
        return at < 0 ? otherwise : given.get(at + 1);
    }
}
