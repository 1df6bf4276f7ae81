package io.epochal.trainer.run;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.Runs.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One attempt at a run that has been claimed, from the first tensor to the last event. */
record Attempt(
        RunRequested request,
        Start start,
        Engine.Factory engines,
        Supervisor supervisor,
        Checkpoints checkpoints,
        Attempts attempts,
        Patience patience,
        LastResort lastResort) {
    private static final Logger LOG = Logger.getLogger(Attempt.class);
    /** The name of the checkpoint whose weights the final model has. */
    private static final String FINAL = "final";

    /**
     * What it begins with.
     *
     * @param again whether a trial of this trainer's at the same place was void
     */
    record Start(int attempt, boolean again, Optional<Resumption> from) {}

    /** Empty after a trial that was void: then the next attempt is this trainer's, too. */
    Optional<Outcome> run(BooleanSupplier shuttingDown) {
        RunSpec spec = request.spec();
        Supplier<Standing> reached = () -> Standing.atStart(request);
        Ended ended;
        Fence fence = new Fence(attempts, start.attempt());
        Unsaved unsaved = new Unsaved();
        String kept = null;
        try (Engine engine = engines.open(spec);
                CheckpointWriter writer = new CheckpointWriter(
                        engine, supervisor, checkpoints, fence, spec, start.attempt(), lastResort, unsaved)) {
            if (start.from().isPresent()) {
                start.from().get().restore(checkpoints, engine);
            } else if (request.from() != null) {
                new FirstWeights(request.from()).restore(checkpoints, engine);
            }
            TrainingLoop loop = new TrainingLoop(
                    request, engine, supervisor, writer, start.again() ? patience.waiting() : patience, shuttingDown);
            reached = loop::reached;
            Standing standing = loop.train(start.from());
            writer.drain();
            if (standing.isVoid()) {
                fence.require();
                return Optional.empty();
            }
            if (!standing.ended()) {
                return Optional.of(writer.superseded() ? Outcome.SUPERSEDED : Outcome.GIVEN_BACK);
            }
            if (standing.restored() == null) {
                engine.finalizeWeights();
            }
            fence.require();
            // Before anything that may fail: the model that was trained is the run's, whatever comes of the rest.
            kept = nameFinal(spec, standing);
            ended = tested(engine, standing, kept);
            fence.require();
            var unused = checkpoints.retire(standing.orders().retain(), fence::require);
        } catch (Fence.Superseded e) {
            LOG.warn(e.getMessage());
            return Optional.of(Outcome.SUPERSEDED);
        } catch (InterruptedException e) {
            return leaving();
        } catch (IOException | RuntimeException | Error e) {
            Faults.throwIfFatal(e);
            if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
                return leaving();
            }
            LOG.errorf(e, "a run failed");
            ended = Ended.failed(reached.get(), Faults.words(e), kept);
        }
        end(ended.with(unsaved.words()));
        return Optional.of(Outcome.ENDED);
    }

    private void end(Ended ended) {
        LOG.infof("%s: %s", ended.how().status().wireName(), ended.how().reason());
        if (ended.how().status() == RunStatus.FAILED) {
            new Farewell(supervisor).refuseCancellations(ended.standing());
        }
        supervisor.report(ended::event);
    }

    private static Optional<Outcome> leaving() {
        Thread.currentThread().interrupt();
        return Optional.of(Outcome.GIVEN_BACK);
    }

    /** A model that cannot be tested is kept, and the run says why it was not. */
    private static Ended tested(Engine engine, Standing standing, @Nullable String kept) {
        Ending how = standing.ending().orElseThrow();
        if (standing.abandoned()) {
            return new Ended(standing, how, Metrics.NONE, kept);
        }
        try {
            return new Ended(standing, how, engine.evaluate(Engine.Split.TEST, ModelWeights.TRAINED), kept);
        } catch (RuntimeException | Error e) {
            Faults.throwIfFatal(e);
            LOG.errorf(e, "a model could not be tested");
            String reason = how.reason() + "; the model is stored as " + FINAL
                    + ", but could not be tested on the test set: " + Faults.words(e);
            return Ended.failed(standing, reason, kept);
        }
    }

    /** Restored weights are those of a checkpoint that lies there already, so naming it stores the final model. */
    private @Nullable String nameFinal(RunSpec spec, Standing standing) throws IOException {
        Command.RestoreWeights restored = standing.restored();
        Optional<Checkpoint> last =
                restored == null ? checkpoints.newest().checkpoint() : checkpoints.atEpoch(restored.epoch());
        if (last.isEmpty()) {
            return null;
        }
        ModelWeights averaged = spec.optimizer().useEma() ? ModelWeights.AVERAGED : ModelWeights.TRAINED;
        ModelWeights weights = restored == null ? averaged : restored.weights();
        checkpoints.name(FINAL, last.get(), CheckpointParts.of(weights), start.attempt(), standing.step());
        return last.get().key();
    }
}
