package io.epochal.trainer.run;

import io.epochal.protocol.Metrics;
import io.epochal.trainer.run.barrier.Barriers;
import io.epochal.trainer.run.barrier.Trials;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Validates and ends an epoch.
 *
 * @param reached told the state of each epoch that was validated
 */
record EpochEnd(
        Engine engine, ScheduledRate learningRate, Trials trials, Barriers barriers, Consumer<RunState> reached) {
    /** @param start of the epoch, as {@link System#nanoTime} has it */
    Situation end(Situation last, long start) throws IOException {
        return last.accept(new Validation(this, new Question(this, start)));
    }

    /** The verdict on the epoch's last batch may set the weights to validate with; one on an earlier batch need not have come yet. */
    private record Validation(EpochEnd step, Question question) implements Situation.Handler<Situation, IOException> {
        @Override
        public Situation decided(Situation.Decided now) throws IOException {
            return question.decided(now.with(step.validated(now.state())));
        }

        @Override
        public Situation onTrial(Situation.OnTrial now) throws IOException {
            if (now.trial().beganAt(now.state())) {
                Situation settled = step.trials.settle(now);
                return settled.equals(now) ? now : settled.accept(this);
            }
            return step.trials.settle(now.with(step.validated(now.state()))).accept(question);
        }

        @Override
        public Situation voided(Situation.Void now) {
            return now;
        }

        @Override
        public Situation finished(Situation.Finished now) throws IOException {
            return now.termination().abandonsEpoch() ? now : question.finished(now.with(step.validated(now.state())));
        }
    }

    /** Asks for the verdict on the epoch. */
    private record Question(EpochEnd step, long start) implements Situation.Handler<Situation, IOException> {
        @Override
        public Situation decided(Situation.Decided now) throws IOException {
            return asked(now.state());
        }

        @Override
        public Situation finished(Situation.Finished now) throws IOException {
            return now.termination().abandonsEpoch() ? now : asked(now.state());
        }

        /** The trainer is leaving before the verdict has come. */
        @Override
        public Situation onTrial(Situation.OnTrial now) {
            return now;
        }

        @Override
        public Situation voided(Situation.Void now) {
            return now;
        }

        private Situation asked(RunState state) throws IOException {
            step.reached.accept(state);
            return step.barriers.atEpochEnd(state, (System.nanoTime() - start) / 1e9);
        }
    }

    private RunState validated(RunState trained) throws IOException {
        // Keras' optimizer.learning_rate is by now that of the next batch.
        RunState state = learningRate.scheduled(trained);
        if (!engine.validatesAfter(trained.epoch())) {
            return state;
        }
        Metrics validation =
                engine.evaluate(Engine.Split.VALIDATION, trained.directives().evaluateOn());
        return state.withMetrics(trained.metrics().withPrefixed("val_", validation));
    }
}
