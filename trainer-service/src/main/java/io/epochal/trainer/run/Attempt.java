package io.epochal.trainer.run;

import io.epochal.trainer.run.checkpoint.AttemptStore;
import io.epochal.trainer.run.checkpoint.FinalModel;
import io.epochal.trainer.run.checkpoint.SaveFailures;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.checkpoint.SupersededException;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Faults;
import io.epochal.trainer.run.port.Runs.Outcome;
import io.epochal.trainer.run.state.RunResult;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One attempt at a run that has been claimed, from the first tensor to the last event. */
record Attempt(
        AttemptStart start,
        Engine.Factory engines,
        AttemptStore store,
        FinalModel model,
        SaveFailures failures,
        RunEnds ends,
        Parts.Factory parts) {
    private static final Logger LOG = Logger.getLogger(Attempt.class);

    /** What trains, once the engine is open. */
    record Parts(TrainingLoop loop, Savepoints savepoints) implements AutoCloseable {
        /** Puts them together. */
        interface Factory {
            Parts create(Engine engine, Consumer<RunState> reached, BooleanSupplier shuttingDown);
        }

        @Override
        public void close() {
            savepoints.close();
        }
    }

    /** Empty after a trial that was void: then the next attempt is this trainer's, too. */
    Optional<Outcome> run(BooleanSupplier shuttingDown) {
        Conclusion conclusion = conclude(shuttingDown);
        conclusion.result().ifPresent(result -> ends.report(result.with(failures.summary())));
        return conclusion.outcome();
    }

    private Conclusion conclude(BooleanSupplier shuttingDown) {
        AtomicReference<RunState> reached = new AtomicReference<>(RunState.atStart(start.request()));
        try (Engine engine = engines.open(start.request().spec());
                Parts opened = parts.create(engine, reached::set, shuttingDown)) {
            start.restore(store.checkpoints(), engine);
            Situation last = opened.loop().train(start.from());
            opened.savepoints().drain();
            return last.accept(new Conclusion.Reached(engine, store, model));
        } catch (SupersededException e) {
            LOG.warn(e.getMessage());
            return Conclusion.left(Outcome.SUPERSEDED);
        } catch (IOException | RuntimeException | Error e) {
            Faults.throwIfFatal(e);
            if (Faults.isInterruption(e)) {
                Thread.currentThread().interrupt();
                return Conclusion.left(Outcome.GIVEN_BACK);
            }
            LOG.errorf(e, "a run failed");
            return Conclusion.ended(
                    RunResult.failed(Objects.requireNonNull(reached.get()), Faults.describe(e), model.key()));
        }
    }
}
