package io.epochal.trainer.run;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.run.Runs.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;
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
        try (Engine engine = engines.open(spec);
                CheckpointWriter writer = new CheckpointWriter(
                        engine, supervisor, checkpoints, fence, spec, start.attempt(), lastResort)) {
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
            Metrics test =
                    standing.abandoned() ? Metrics.NONE : engine.evaluate(Engine.Split.TEST, ModelWeights.TRAINED);
            fence.require();
            ended = new Ended(standing, standing.ending().orElseThrow(), test, nameFinal(spec, standing));
            var unused = checkpoints.retire(standing.orders().retain(), fence::require);
        } catch (Fence.Superseded e) {
            LOG.warn(e.getMessage());
            return Optional.of(Outcome.SUPERSEDED);
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
            return Optional.of(Outcome.GIVEN_BACK);
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "a run failed");
            ended = Ended.failed(reached.get(), String.valueOf(e.getMessage()));
        }
        LOG.infof("%s: %s", ended.how().status().wireName(), ended.how().reason());
        supervisor.report(ended::event);
        return Optional.of(Outcome.ENDED);
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
