package io.epochal.trainer.run;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One attempt at one run, from the claim to {@link RunEnded}. */
public final class RunTrainer implements Runs {
    private static final Logger LOG = Logger.getLogger(RunTrainer.class);
    /** The name of the checkpoint whose weights the final model has. */
    static final String FINAL = "final";

    private final Engine.Factory engines;
    private final Supervisor.Factory supervisors;
    private final ObjectStore store;
    private final String owner;

    /** @param owner who claims, for whoever looks at the claims */
    public RunTrainer(Engine.Factory engines, Supervisor.Factory supervisors, ObjectStore store, String owner) {
        this.engines = engines;
        this.supervisors = supervisors;
        this.store = store;
        this.owner = owner;
    }

    @Override
    public void train(RunRequested request) throws IOException {
        int attempt = new Attempts(store, request.run()).claim(owner);
        LOG.infof("run %s: attempt %d", request.run(), attempt);
        try (Supervisor supervisor = supervisors.open(request.run(), attempt)) {
            Ended ended = attempt(request, attempt, supervisor);
            LOG.infof(
                    "run %s: %s: %s",
                    request.run(), ended.how().status().wireName(), ended.how().reason());
            supervisor.report(stamp -> ended.event(stamp));
        }
    }

    private Ended attempt(RunRequested request, int attempt, Supervisor supervisor) {
        RunSpec spec = request.spec();
        Checkpoints checkpoints = new Checkpoints(store, request.run());
        Standing standing = Standing.atStart(spec);
        try (Engine engine = engines.open(spec);
                CheckpointWriter writer = new CheckpointWriter(engine, supervisor, checkpoints, spec, attempt)) {
            standing = new TrainingLoop(spec, engine, supervisor, writer).train();
            writer.drain();
            if (standing.restored() == null) {
                engine.finalizeWeights();
            }
            Metrics test =
                    standing.abandoned() ? Metrics.NONE : engine.evaluate(Engine.Split.TEST, ModelWeights.TRAINED);
            return new Ended(standing, standing.ending().orElseThrow(), test, nameFinal(checkpoints, spec, standing));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(standing, "the trainer was shut down");
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "run %s failed", request.run());
            return failed(standing, String.valueOf(e.getMessage()));
        }
    }

    /** Restored weights are those of a checkpoint that lies there already, so naming it stores the final model. */
    private static @Nullable String nameFinal(Checkpoints checkpoints, RunSpec spec, Standing standing)
            throws IOException {
        Command.RestoreWeights restored = standing.restored();
        Optional<Checkpoints.Checkpoint> last =
                restored == null ? checkpoints.newest().checkpoint() : checkpoints.atEpoch(restored.epoch());
        if (last.isEmpty()) {
            return null;
        }
        ModelWeights averaged = spec.optimizer().useEma() ? ModelWeights.AVERAGED : ModelWeights.TRAINED;
        ModelWeights weights = restored == null ? averaged : restored.weights();
        checkpoints.name(FINAL, last.get(), CheckpointParts.of(weights));
        return last.get().key();
    }

    private static Ended failed(Standing standing, String reason) {
        return new Ended(standing, new Ending(RunStatus.FAILED, reason), Metrics.NONE, null);
    }

    private record Ended(Standing standing, Ending how, Metrics test, @Nullable String checkpoint) {
        RunEnded event(Stamp stamp) {
            Command.RestoreWeights restored = standing.restored();
            return new RunEnded(
                    stamp.run(),
                    stamp.attempt(),
                    stamp.sequence(),
                    stamp.time(),
                    how.status(),
                    how.reason(),
                    standing.epoch() + 1,
                    restored == null ? null : restored.epoch(),
                    standing.metrics(),
                    test,
                    standing.learningRate(),
                    checkpoint);
        }
    }
}
