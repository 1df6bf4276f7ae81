package io.epochal.callback.policy;

import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Decides on one event: reads the callbacks that it carries, calls their hooks and writes the verdict. */
public final class Deliberation {
    private static final String TOO_LARGE = "the callbacks come to a verdict of more than " + VerdictCheck.MOST_BYTES
            + " bytes, which no record takes: there must be fewer of them, or less that they remember";

    private Deliberation() {}

    /**
     * The verdict on an event: the same for the same event, whichever replica decides.
     *
     * @param others callbacks that are not ours
     * @param now the time of the verdict; nothing depends on it
     * @throws SpecException when the event's callbacks are invalid
     */
    public static Verdict decide(TrainingEvent.Barrier event, CallbackProviders others, Instant now) {
        List<Callback> callbacks = CallbackList.carried(event, others).callbacks();
        Verdict verdict = decided(event, callbacks, others, now);
        return VerdictCheck.fits(verdict, callbacks) ? verdict : fail(event, TOO_LARGE, now);
    }

    /** The verdict on an event that cannot be decided: the run fails instead of waiting forever. */
    public static Verdict fail(TrainingEvent.Barrier event, String reason, Instant now) {
        // A resumed run finds its callbacks in the checkpoint.
        return BarrierAddress.of(event).failed(reason, now);
    }

    private static Verdict decided(
            TrainingEvent.Barrier event, List<Callback> callbacks, CallbackProviders others, Instant now) {
        return event.accept(new TrainingEvent.Barrier.Handler<>() {
            @Override
            public Verdict runStarted(RunStarted started) {
                return begun(started);
            }

            @Override
            public Verdict attachedRunStarted(AttachedRunStarted started) {
                return begun(started);
            }

            private Verdict begun(TrainingEvent.Start start) {
                float rate = (float) start.params().learningRate();
                return verdict(
                        start, Hooks.trainBegin(callbacks, rate, start.params().beginsWith()), now);
            }

            @Override
            public Verdict attachedRunResumed(AttachedRunResumed resumed) {
                float rate = (float) resumed.params().learningRate();
                return verdict(resumed, Hooks.underWay(callbacks, rate, resumed.step()), now);
            }

            @Override
            public Verdict batchReached(BatchReached reached) {
                return reached.replacement() == null
                        ? verdict(reached, Hooks.batchEnd(callbacks, batch(reached)), now)
                        : replaced(reached, reached.replacement(), callbacks, others, now);
            }

            @Override
            public Verdict epochEnded(EpochEnded ended) {
                Hooks.Then then = ended.params().hasEndBarrier() ? Hooks.Then.ASKED_AT_END : Hooks.Then.ENDS_HERE;
                return verdict(ended, Hooks.epochEnd(callbacks, epoch(ended), ended.last(), then), now);
            }

            @Override
            public Verdict trainingEnded(TrainingEnded ended) {
                Decision decision = Hooks.trainEnd(callbacks, ended.metrics(), (float) ended.learningRate());
                return verdict(ended, decision, now);
            }
        });
    }

    private static Callback.Epoch epoch(EpochEnded ended) {
        return new Callback.Epoch(
                ended.epoch(), ended.metrics(), (float) ended.learningRate(), ended.step(), ended.seconds());
    }

    private static Callback.Batch batch(BatchReached reached) {
        return new Callback.Batch(
                reached.epoch(), reached.batch(), reached.step(), reached.metrics(), (float) reached.learningRate());
    }

    /** Whatever is wrong with the list that a user has sent, the callbacks stay as they are and the run continues. */
    private static Verdict replaced(
            BatchReached event,
            TrainingEvent.Replacement replacement,
            List<Callback> before,
            CallbackProviders others,
            Instant now) {
        Verdict unchanged = verdict(event, Hooks.unchanged(before), now);
        try {
            List<Callback> merged = CallbackMerge.of(before, replacement.callbacks(), event.params(), others);
            Decision decision = Hooks.underWay(merged, (float) event.learningRate(), event.step());
            Verdict replaced = verdict(event, decision, now);
            return VerdictCheck.fits(replaced, merged) ? replaced : unchanged.refusing(TOO_LARGE);
        } catch (SpecException e) {
            return unchanged.refusing(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return unchanged.refusing(NormalizedCommand.reason("a callback failed: " + e));
        }
    }

    private static Verdict verdict(TrainingEvent.Barrier event, Decision decision, Instant now) {
        Set<Integer> retain = new TreeSet<>();
        decision.next().forEach(callback -> retain.addAll(callback.retains()));
        return new Verdict(
                event.run(),
                event.attempt(),
                event.sequence(),
                now,
                decision.commands(),
                new CallbackList(decision.next()).json(),
                decision.reasons(),
                decision.recordings(),
                List.copyOf(retain),
                decision.ask(event.step()));
    }
}
