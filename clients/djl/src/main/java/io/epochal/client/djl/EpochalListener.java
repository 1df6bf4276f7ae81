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
import io.epochal.client.RunOptions;
import io.epochal.client.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
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
    private final RunOptions options;
    private Path directory = Path.of("").toAbsolutePath();
    private @Nullable CheckpointFolder resumed;
    private @Nullable ResumeFrom state;
    private @Nullable ServiceTracker tracker;
    private @Nullable ParameterCopies copies;
    private @Nullable DjlRun run;
    private boolean loaded;
    private boolean hasTrainer;
    private boolean asksItself;

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
        CheckpointFolder folder =
                new CheckpointFolder(checkpoint.toAbsolutePath().normalize());
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
        return Optional.ofNullable(run).map(DjlRun::attached);
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
        DjlRun begun = begin(trainer);
        AttachedRun attached = begun.attached();
        return begun.watch(() -> {
            while (attached.reached().epoch() < epochs && !attached.stopped()) {
                epoch(begun, trainer, training, validation);
            }
        });
    }

    private static void epoch(DjlRun begun, Trainer trainer, Dataset training, @Nullable Dataset validation)
            throws IOException, TranslateException {
        int before = begun.attached().reached().batch() + 1;
        for (Batch batch : trainer.iterateDataset(training)) {
            try (batch) {
                if (before-- > 0) {
                    continue;
                }
                EasyTrain.trainBatch(trainer, batch);
                trainer.step();
            }
            begun.settle();
            if (begun.attached().stopped()) {
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
        return begin(trainer).watch(code);
    }

    private DjlRun begin(Trainer trainer) {
        if (run != null) {
            return run;
        }
        Engine engine = trainer.getManager().getEngine();
        EvaluatorMetrics metrics = new EvaluatorMetrics(trainer, this);
        boolean setsRate = tracker != null;
        options.metrics(metrics.names())
                .trainer("djl " + Engine.getDjlVersion() + " on " + engine.getEngineName() + " " + engine.getVersion())
                .obey(new DjlProgram(trainer, rates(), setsRate, copies(engine), directory));
        run = new DjlRun(AttachedRun.attach(options), metrics, rates());
        return run;
    }

    private ParameterCopies copies(Engine engine) {
        if (copies == null) {
            copies = new ParameterCopies(engine);
        }
        return copies;
    }

    /** The run begins later: with the first batch, or before. */
    @Override
    public void onTrainingBegin(Trainer trainer) {
        hasTrainer = true;
        if (resumed != null && !loaded) {
            throw new IllegalStateException("the checkpoint's weights are missing: call load(model) before newTrainer");
        }
    }

    @Override
    public void onTrainingBatch(Trainer trainer, BatchData batchData) {
        if (run == null || !run.isOver()) {
            reached(trainer).measure();
        }
    }

    @Override
    public void onValidationBatch(Trainer trainer, BatchData batchData) {
        if (run == null || run.isOver()) {
            return;
        }
        if (run.isUnsettled()) {
            run.settle();
            leaveIfStopped(run);
        }
        run.validated();
    }

    @Override
    public void onEpoch(Trainer trainer) {
        if (run == null || !run.isOver()) {
            DjlRun now = reached(trainer);
            now.epoch();
            leaveIfStopped(now);
        }
    }

    /** The trainer is closed: says the end, unless {@link #fit} or {@link #watch} have. */
    @Override
    public void onTrainingEnd(Trainer trainer) {
        if (run != null) {
            run.close(options.epochs() > 0);
        }
        if (copies != null) {
            copies.close();
        }
    }

    /** The batch before is trained by now. */
    private DjlRun reached(Trainer trainer) {
        DjlRun now = begin(trainer);
        now.settle();
        leaveIfStopped(now);
        return now;
    }

    private void leaveIfStopped(DjlRun now) {
        if (!asksItself) {
            now.leaveIfStopped();
        }
    }
}
