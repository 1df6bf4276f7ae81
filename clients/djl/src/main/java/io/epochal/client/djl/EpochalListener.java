package io.epochal.client.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import io.epochal.client.AttachedRun;
import io.epochal.client.ResumeFrom;
import io.epochal.client.RunEnding;
import io.epochal.client.RunEnding.EndStatus;
import io.epochal.client.RunOptions;
import io.epochal.client.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a DJL trainer under the callback service.
 *
 * <pre>{@code
 * EpochalListener service = EpochalListener.of(RunOptions.of(0.01).callbacks(callbacks));
 * config.optOptimizer(Optimizer.adam().optLearningRateTracker(service.tracker()).build())
 *         .addTrainingListeners(TrainingListener.Defaults.basic())
 *         .addTrainingListeners(service);
 * try (Trainer trainer = model.newTrainer(config)) {
 *     trainer.initialize(shape);
 *     RunEnding ending = service.fit(trainer, 50, training, validation);
 * }
 * }</pre>
 *
 * <p>DJL calls {@link #onTrainingBatch} before the optimizer's step, and nothing after it. So a batch counts as trained when the next
 * call comes, or at once in {@link #fit}; the weights are then those after its step.
 */
public final class EpochalListener implements TrainingListener {
    private record Measured(double loss, Map<String, Double> means) {}

    private final RunOptions options;
    private Path directory = Path.of("").toAbsolutePath();
    private @Nullable CheckpointFolder resumed;
    private @Nullable ResumeFrom state;
    private @Nullable ServiceTracker tracker;
    private @Nullable ParameterCopies copies;
    private @Nullable AttachedRun run;
    private @Nullable EvaluatorMetrics evaluators;
    private @Nullable Measured measured;
    private boolean loaded;
    private boolean hasTrainer;
    private boolean asksItself;
    private boolean trained;
    private boolean validated;

    private EpochalListener(RunOptions options) {
        this.options = options;
    }

    /** @param options names of metrics, what trains, and what is obeyed, are filled in here; so are epochs by {@link #fit} */
    public static EpochalListener of(RunOptions options) {
        return new EpochalListener(options);
    }

    /** Where checkpoints are saved, each as a folder of its name; by default the working directory. */
    public EpochalListener directory(Path folder) {
        this.directory = folder.toAbsolutePath().normalize();
        return this;
    }

    /**
     * Goes on from a checkpoint that was saved under the service. Call {@link #load} before {@code newTrainer}.
     *
     * @throws IOException where the folder has none
     */
    public EpochalListener resume(Path checkpoint) throws IOException {
        CheckpointFolder folder = new CheckpointFolder(checkpoint.toAbsolutePath().normalize());
        ResumeFrom from = folder.state();
        this.resumed = folder;
        this.state = from;
        options.resume(from);
        return this;
    }

    /** Loads the checkpoint's weights into a model that has its block; nothing where the program does not resume. */
    public void load(Model model) throws IOException, MalformedModelException {
        if (hasTrainer) {
            throw new IllegalStateException("load comes before newTrainer");
        }
        if (resumed != null) {
            resumed.load(model, copies(model.getNDManager().getEngine()));
        }
        loaded = true;
    }

    /** For the optimizer: the rate that callbacks and users set takes effect at its next step. */
    public Tracker tracker() {
        return rates();
    }

    private ServiceTracker rates() {
        if (tracker == null) {
            tracker = new ServiceTracker(options.learningRate(), null);
        }
        return tracker;
    }

    /** For the optimizer: a schedule of the program's own. The rate is reported, and nobody else sets it. */
    public Tracker tracker(Tracker schedule) {
        options.scheduled(true);
        tracker = new ServiceTracker(options.learningRate(), schedule);
        return tracker;
    }

    /** The epoch to train first: 0, or where the checkpoint stands. */
    public int firstEpoch() {
        return state == null ? 0 : state.epoch();
    }

    /** The run; empty before training has begun. */
    public Optional<AttachedRun> run() {
        return Optional.ofNullable(run);
    }

    /**
     * Trains as {@code EasyTrain.fit} does, and asks after each step whether to go on. Where it resumes in the middle of an epoch, it
     * leaves out as many batches as were trained.
     *
     * @param validation null for none
     * @return how training ended; the weights are those that the callbacks want
     * @throws ServiceException.RunFailed where a callback has failed the run
     */
    public RunEnding fit(Trainer trainer, int epochs, Dataset training, @Nullable Dataset validation)
            throws IOException, TranslateException {
        options.epochs(epochs).validates(validation != null);
        asksItself = true;
        AttachedRun begun = begin(trainer);
        return watch(trainer, () -> {
            for (int epoch = begun.reached().epoch(); epoch < epochs && !begun.stopped(); epoch++) {
                epoch(begun, trainer, training, validation);
            }
        });
    }

    private void epoch(AttachedRun now, Trainer trainer, Dataset training, @Nullable Dataset validation)
            throws IOException, TranslateException {
        int before = now.reached().batch() + 1;
        for (Batch batch : trainer.iterateDataset(training)) {
            try (batch) {
                if (before-- > 0) {
                    continue;
                }
                EasyTrain.trainBatch(trainer, batch);
                trainer.step();
            }
            settle(now);
            if (now.stopped()) {
                return;
            }
        }
        EasyTrain.evaluateDataset(trainer, validation);
        trainer.notifyListeners(listener -> listener.onEpoch(trainer));
    }

    /**
     * Runs training code that cannot be told to stop, such as {@code EasyTrain.fit}, and says its end. Set {@link RunOptions#epochs} and
     * {@link RunOptions#validates} before.
     *
     * @return as {@link #fit}
     */
    public RunEnding watch(Trainer trainer, TrainingCode code) throws IOException, TranslateException {
        AttachedRun begun = begin(trainer);
        try {
            if (!begun.stopped()) {
                code.train();
            }
            settle(begun);
        } catch (TrainingStopped e) {
            // What ends a loop without a flag; the run knows why.
            requireStopped(begun, e);
        } catch (ServiceException e) {
            begun.close();
            throw e;
        } catch (IOException | TranslateException | RuntimeException | Error e) {
            measured = null;
            failed(begun, e);
            throw e;
        }
        RunEnding ending = begun.end();
        if (ending.status() == EndStatus.FAILED) {
            throw new ServiceException.RunFailed(ending.reason());
        }
        return ending;
    }

    private static void requireStopped(AttachedRun begun, TrainingStopped stop) {
        if (!begun.stopped()) {
            throw stop;
        }
    }

    private static void failed(AttachedRun begun, Throwable cause) {
        try {
            var unused = begun.fail(cause);
        } catch (ServiceException e) {
            cause.addSuppressed(e);
        }
    }

    private AttachedRun begin(Trainer trainer) {
        if (run != null) {
            return run;
        }
        Engine engine = trainer.getManager().getEngine();
        EvaluatorMetrics metrics = new EvaluatorMetrics(trainer, this);
        boolean setsRate = tracker != null;
        options.metrics(metrics.names())
                .trainer("djl " + Engine.getDjlVersion() + " on " + engine.getEngineName() + " " + engine.getVersion())
                .obey(new DjlProgram(trainer, rates(), setsRate, copies(engine), directory));
        AttachedRun begun = AttachedRun.attach(options);
        evaluators = metrics;
        run = begun;
        return begun;
    }

    private ParameterCopies copies(Engine engine) {
        if (copies == null) {
            copies = new ParameterCopies(engine);
        }
        return copies;
    }

    @Override
    public void onTrainingBegin(Trainer trainer) {
        hasTrainer = true;
        if (resumed != null && !loaded) {
            throw new IllegalStateException("the checkpoint's weights are missing: call load(model) before newTrainer");
        }
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        AttachedRun now = begin(trainer);
        settle(now);
        leaveIfStopped(now);
        EvaluatorMetrics read = evaluators();
        measured = new Measured(read.batchLoss(), read.means());
        trained = true;
    }

    @Override
    public void onValidationBatch(Trainer trainer, BatchData batchData) {
        if (run != null) {
            settle(run);
            leaveIfStopped(run);
            validated = true;
        }
    }

    @Override
    public void onEpoch(Trainer trainer) {
        AttachedRun now = begin(trainer);
        settle(now);
        leaveIfStopped(now);
        Map<String, Double> metrics = evaluators().ofEpoch(trained, validated);
        trained = false;
        validated = false;
        var unused = now.round(metrics);
        leaveIfStopped(now);
    }

    /** The trainer is closed: says the end, unless {@link #fit} or {@link #watch} have. */
    @Override
    public void onTrainingEnd(Trainer trainer) {
        AttachedRun now = run;
        if (now != null) {
            if (options.epochs() == 0 && !now.stopped() && now.reached().batch() < 0) {
                now.stop(EndStatus.COMPLETED, "the program has closed its trainer");
            }
            now.close();
        }
        if (copies != null) {
            copies.close();
        }
    }

    /** The batch that DJL has told about is trained by now. */
    private void settle(AttachedRun now) {
        Measured batch = measured;
        measured = null;
        if (batch != null) {
            rates().stepped();
            if (rates().isScheduled()) {
                now.learningRate(rates().rate());
            }
            var unused = now.batch(batch.loss(), batch.means());
        }
    }

    private void leaveIfStopped(AttachedRun now) {
        if (now.stopped() && !asksItself) {
            throw new TrainingStopped(now.ending().map(RunEnding::reason).orElse(""));
        }
    }

    private EvaluatorMetrics evaluators() {
        if (evaluators == null) {
            throw new IllegalStateException("training has not begun");
        }
        return evaluators;
    }
}
