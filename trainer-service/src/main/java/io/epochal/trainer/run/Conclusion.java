package io.epochal.trainer.run;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.trainer.run.checkpoint.AttemptStore;
import io.epochal.trainer.run.checkpoint.FinalModel;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Faults;
import io.epochal.trainer.run.port.Runs.Outcome;
import io.epochal.trainer.run.state.RunResult;
import io.epochal.trainer.run.state.Situation;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What an attempt has come to.
 *
 * @param outcome empty where this trainer's next attempt follows
 * @param result empty where the run has not ended
 */
record Conclusion(Optional<Outcome> outcome, Optional<RunResult> result) {
    private static final Logger LOG = Logger.getLogger(Conclusion.class);

    /** The run is left to the attempt of another trainer. */
    static Conclusion left(Outcome why) {
        return new Conclusion(Optional.of(why), Optional.empty());
    }

    static Conclusion ended(RunResult result) {
        return new Conclusion(Optional.of(Outcome.ENDED), Optional.of(result));
    }

    /** Concludes from where the training has stopped; the engine has its last weights. */
    record Reached(Engine engine, AttemptStore store, FinalModel model)
            implements Situation.Handler<Conclusion, IOException> {
        @Override
        public Conclusion decided(Situation.Decided now) {
            return suspended();
        }

        @Override
        public Conclusion onTrial(Situation.OnTrial now) {
            return suspended();
        }

        private Conclusion suspended() {
            return left(store.fence().superseded() ? Outcome.SUPERSEDED : Outcome.GIVEN_BACK);
        }

        @Override
        public Conclusion voided(Situation.Void now) throws IOException {
            store.fence().require();
            return new Conclusion(Optional.empty(), Optional.empty());
        }

        @Override
        public Conclusion finished(Situation.Finished now) throws IOException {
            if (now.state().restored() == null) {
                engine.finalizeWeights();
            }
            // Before anything that may fail: the model that was trained is the run's, whatever fails after that.
            model.name(now.state());
            RunResult result = tested(now);
            store.fence().require();
            store.retire(now.state().directives().retain());
            return ended(result);
        }

        /** A model that cannot be tested is kept, and the run's reason says why it was not. */
        private RunResult tested(Situation.Finished now) {
            if (now.termination().abandonsEpoch() || !engine.tests()) {
                return new RunResult(now.state(), now.termination(), Metrics.NONE, model.key());
            }
            try {
                Metrics test = engine.evaluate(Engine.Split.TEST, ModelWeights.TRAINED);
                return new RunResult(now.state(), now.termination(), test, model.key());
            } catch (IOException | RuntimeException | Error e) {
                Faults.throwIfFatal(e);
                LOG.errorf(e, "a model could not be tested");
                String reason = now.termination().reason() + "; the model is stored as " + FinalModel.NAME
                        + ", but could not be tested on the test set: " + Faults.describe(e);
                return RunResult.failed(now.state(), reason, model.key());
            }
        }
    }
}
