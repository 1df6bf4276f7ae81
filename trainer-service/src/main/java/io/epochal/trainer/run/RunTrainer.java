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
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
    public Outcome train(RunRequested request, boolean lastDelivery, BooleanSupplier shuttingDown) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, request.run());
        Attempts attempts = new Attempts(store, request.run());
        if (checkpoints.over()) {
            LOG.infof("run %s has ended; it was only taken again", request.run());
            return Outcome.ENDED;
        }
        if (lastDelivery && !stuck(attempts, checkpoints)) {
            return Outcome.GIVEN_BACK;
        }
        Start start = claim(attempts, checkpoints);
        LOG.infof(
                "run %s: attempt %d, from %s",
                request.run(),
                start.attempt(),
                start.from().map(from -> from.checkpoint().key()).orElse("the beginning"));
        Outcome outcome;
        try (Supervisor supervisor = supervisors.open(request.run(), start.attempt())) {
            outcome = lastDelivery
                    ? giveUp(request.spec(), start, supervisor, attempts)
                    : attempt(request.spec(), start, supervisor, checkpoints, attempts, shuttingDown);
        } catch (RuntimeException | Error e) {
            attempts.leaveError(start.attempt(), e.toString());
            throw e;
        }
        if (outcome == Outcome.ENDED) {
            checkpoints.end();
        }
        return outcome;
    }

    @Override
    public int attemptsWithoutProgress(RunRequested request) throws IOException {
        return withoutProgress(new Attempts(store, request.run()), new Checkpoints(store, request.run()));
    }

    /** Whether the last attempts all began where the next one would: a run that gets on may die as often as it likes. */
    private static boolean stuck(Attempts attempts, Checkpoints checkpoints) throws IOException {
        return withoutProgress(attempts, checkpoints) >= Math.min(WITHOUT_PROGRESS, attempts.last());
    }

    private static int withoutProgress(Attempts attempts, Checkpoints checkpoints) throws IOException {
        String newest = checkpoints
                .newest()
                .checkpoint()
                .map(Checkpoints.Checkpoint::key)
                .orElse(null);
        int count = 0;
        for (Attempts.Claim claim : attempts.claims().values()) {
            count = Objects.equals(claim.from(), newest) ? count + 1 : 0;
        }
        return count;
    }

    private static Outcome giveUp(RunSpec spec, Start start, Supervisor supervisor, Attempts attempts)
            throws IOException {
        String place = start.from().map(from -> from.checkpoint().key()).orElse("the beginning");
        Standing standing = start.from().map(from -> from.state().standing()).orElse(Standing.atStart(spec));
        Ended ended = failed(
                standing,
                "every trainer that took it has died without getting further than " + place
                        + "; the last error: "
                        + attempts.lastError().orElse("none was left, what they said last is in their logs"));
        LOG.error(ended.how().reason());
        supervisor.report(ended::event);
        return Outcome.ENDED;
    }

    /** What an attempt begins with. */
    private record Start(int attempt, Optional<Resumption> from) {}

    private Start claim(Attempts attempts, Checkpoints checkpoints) throws IOException {
        while (true) {
            int last = attempts.last();
            Checkpoints.Newest newest = checkpoints.newest();
            newest.skipped().forEach(fault -> LOG.warnf("passed over a checkpoint: %s", fault));
            Optional<Checkpoints.Checkpoint> from = newest.checkpoint();
            String key = from.map(Checkpoints.Checkpoint::key).orElse(null);
            Optional<Integer> attempt = attempts.claim(last, new Attempts.Claim(owner, key));
            if (attempt.isPresent()) {
                return new Start(
                        attempt.get(),
                        from.isPresent() ? Optional.of(Resumption.of(checkpoints, from.get())) : Optional.empty());
            }
        }
    }

    private Outcome attempt(
            RunSpec spec,
            Start start,
            Supervisor supervisor,
            Checkpoints checkpoints,
            Attempts attempts,
            BooleanSupplier shuttingDown) {
        Standing standing = Standing.atStart(spec);
        Ended ended;
        Fence fence = new Fence(attempts, start.attempt());
        try (Engine engine = engines.open(spec);
                CheckpointWriter writer =
                        new CheckpointWriter(engine, supervisor, checkpoints, fence, spec, start.attempt())) {
            if (start.from().isPresent()) {
                start.from().get().restore(checkpoints, engine);
            }
            standing = new TrainingLoop(spec, engine, supervisor, writer, shuttingDown).train(start.from());
            writer.drain();
            if (!standing.ended()) {
                return writer.superseded() ? Outcome.SUPERSEDED : Outcome.GIVEN_BACK;
            }
            if (standing.restored() == null) {
                engine.finalizeWeights();
            }
            Metrics test =
                    standing.abandoned() ? Metrics.NONE : engine.evaluate(Engine.Split.TEST, ModelWeights.TRAINED);
            fence.require();
            ended = new Ended(standing, standing.ending().orElseThrow(), test, nameFinal(checkpoints, spec, standing));
        } catch (Fence.Superseded e) {
            LOG.warn(e.getMessage());
            return Outcome.SUPERSEDED;
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
            return Outcome.GIVEN_BACK;
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "a run failed");
            ended = failed(standing, String.valueOf(e.getMessage()));
        }
        LOG.infof("%s: %s", ended.how().status().wireName(), ended.how().reason());
        supervisor.report(ended::event);
        return Outcome.ENDED;
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
