package io.epochal.trainer.run.state;

import java.util.Objects;

/**
 * What a run may do next. Each situation answers for itself, and a class that acts on all of them implements {@link Handler}, so that
 * a new situation does not compile until it is handled everywhere.
 *
 * <pre>
 *   Decided ─▶ verdict is late ─▶ OnTrial ─▶ verdict ─┬─▶ confirms what was trained: Decided or Finished
 *      └─▶ Finished                                    └─▶ anything else: Void
 * </pre>
 */
public sealed interface Situation {
    /** The situation of a run whose every verdict has been applied. */
    static Situation of(RunState state) {
        return state.termination() == null ? new Decided(state) : new Finished(state);
    }

    /** Where the run is by what it has trained. */
    RunState state();

    /** The same situation with another state. */
    Situation with(RunState next);

    /** Whether another batch may be trained, where one is left. */
    boolean trains();

    /** What this transition makes of a run whose every verdict has been applied; another situation stays as it is. */
    default <E extends Exception> Situation whenDecided(Transition<Decided, E> step) throws E {
        return accept(new Choice<>(step, now -> now));
    }

    /** What this transition makes of a run on trial; another situation stays as it is. */
    default <E extends Exception> Situation whenOnTrial(Transition<OnTrial, E> step) throws E {
        return accept(new Choice<>(now -> now, step));
    }

    <R, E extends Exception> R accept(Handler<R, E> handler) throws E;

    /** One transition of a run from the situation {@code S}. */
    interface Transition<S, E extends Exception> {
        Situation from(S now) throws E;
    }

    /** One method a situation and no defaults. */
    interface Handler<R, E extends Exception> {
        R decided(Decided now) throws E;

        R onTrial(OnTrial now) throws E;

        R voided(Void now) throws E;

        R finished(Finished now) throws E;
    }

    /** Every verdict up to here has been applied, and the run continues. */
    record Decided(RunState state) implements Situation {
        public Decided {
            if (state.termination() != null) {
                throw new IllegalArgumentException("a run that is terminated is finished: " + state.termination());
            }
        }

        @Override
        public Decided with(RunState next) {
            return new Decided(next);
        }

        @Override
        public boolean trains() {
            return true;
        }

        @Override
        public <R, E extends Exception> R accept(Handler<R, E> handler) throws E {
            return handler.decided(this);
        }
    }

    /** The verdict on the last barrier event is missing; what is trained meanwhile may turn out to be wrong. */
    record OnTrial(RunState state, Trial trial) implements Situation {
        @Override
        public OnTrial with(RunState next) {
            return new OnTrial(next, trial);
        }

        /** An epoch that was the last one by an earlier verdict ends on trial, too; then only the verdict is missing. */
        @Override
        public boolean trains() {
            return state.termination() == null;
        }

        @Override
        public <R, E extends Exception> R accept(Handler<R, E> handler) throws E {
            return handler.onTrial(this);
        }
    }

    /** The verdict has come, and what was trained since is wrong: the next attempt resumes from the barrier event. */
    record Void(RunState state) implements Situation {
        @Override
        public Void with(RunState next) {
            return new Void(next);
        }

        @Override
        public boolean trains() {
            return false;
        }

        @Override
        public <R, E extends Exception> R accept(Handler<R, E> handler) throws E {
            return handler.voided(this);
        }
    }

    /** No further batch is trained. */
    record Finished(RunState state) implements Situation {
        public Finished {
            Objects.requireNonNull(state.termination(), "a run that is not terminated is not finished");
        }

        /** Why. */
        public Termination termination() {
            return Objects.requireNonNull(state.termination());
        }

        @Override
        public Finished with(RunState next) {
            return new Finished(next);
        }

        @Override
        public boolean trains() {
            return false;
        }

        @Override
        public <R, E extends Exception> R accept(Handler<R, E> handler) throws E {
            return handler.finished(this);
        }
    }
}
