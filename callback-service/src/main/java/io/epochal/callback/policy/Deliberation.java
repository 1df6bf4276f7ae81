package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Puts an event to every callback of its list, in order, and gathers what they say into one decision. */
public final class Deliberation {
    private static final String TOO_LARGE = "the callbacks come to a verdict of more than " + VerdictCheck.MOST_BYTES
            + " bytes, which no record takes: there must be fewer of them, or less that they remember";

    private final List<Callback> next;
    private final List<Command> commands = new ArrayList<>();
    private final List<Verdict.Reason> reasons = new ArrayList<>();
    private final List<Verdict.Recording> recordings = new ArrayList<>();
    private float learningRate;
    private Metrics logs = Metrics.NONE;

    private Deliberation(List<Callback> callbacks, float learningRate) {
        this.next = new ArrayList<>(callbacks);
        this.learningRate = learningRate;
    }

    /**
     * What the callbacks make of an event.
     *
     * @param next the callbacks as they stand from now on
     * @param logs the epoch's, with all that callbacks have written into them
     */
    record Decision(
            List<Callback> next,
            List<Command> commands,
            List<Verdict.Reason> reasons,
            List<Verdict.Recording> recordings,
            Metrics logs) {
        Ask ask(long step) {
            Ask ask = Ask.AT_EPOCH_END;
            for (Callback callback : next) {
                ask = ask.and(callback.asks(step));
            }
            return ask;
        }
    }

    /**
     * The verdict on an event: the same for the same event, whoever asks.
     *
     * @param others callbacks that are not ours
     * @param now when it is given; nothing depends on it
     * @throws io.epochal.protocol.SpecException when the event's callbacks cannot be meant
     */
    public static Verdict decide(TrainingEvent.Barrier event, CallbackProviders others, Instant now) {
        Verdict verdict = decided(event, others, now);
        return VerdictCheck.fits(verdict) ? verdict : fail(event, TOO_LARGE, now);
    }

    private static Verdict decided(TrainingEvent.Barrier event, CallbackProviders others, Instant now) {
        List<Callback> callbacks = CallbackList.carried(event, others).callbacks();
        return event.accept(new TrainingEvent.Barrier.Handler<>() {
            @Override
            public Verdict runStarted(TrainingEvent.RunStarted started) {
                float rate = (float) started.spec().optimizer().learningRate();
                return verdict(started, trainBegin(callbacks, rate), now);
            }

            @Override
            public Verdict batchReached(TrainingEvent.BatchReached reached) {
                if (reached.replacement() != null) {
                    return replaced(reached, reached.replacement(), callbacks, others, now);
                }
                Callback.Batch batch =
                        new Callback.Batch(reached.epoch(), reached.batch(), reached.step(), reached.metrics(), (float)
                                reached.learningRate());
                return verdict(reached, batchEnd(callbacks, batch), now);
            }

            @Override
            public Verdict epochEnded(TrainingEvent.EpochEnded ended) {
                Callback.Epoch epoch = new Callback.Epoch(
                        ended.epoch(), ended.metrics(), (float) ended.learningRate(), ended.step(), ended.seconds());
                return verdict(ended, epochEnd(callbacks, epoch, ended.last()), now);
            }
        });
    }

    /** Whatever is wrong with what a person wrote, the callbacks stay as they are and the run goes on. */
    private static Verdict replaced(
            TrainingEvent.BatchReached event,
            TrainingEvent.Replacement wish,
            List<Callback> before,
            CallbackProviders others,
            Instant now) {
        Deliberation deliberation = new Deliberation(before, (float) event.learningRate());
        Verdict unchanged = verdict(event, deliberation.decision(), now);
        try {
            List<Callback> heirs = Succession.of(before, wish.callbacks(), event.spec(), others);
            deliberation = new Deliberation(heirs, (float) event.learningRate());
            deliberation.put(Callback::onTrainBegin);
            Verdict replaced = verdict(event, deliberation.decision(), now);
            return VerdictCheck.fits(replaced) ? replaced : unchanged.refusing(TOO_LARGE);
        } catch (SpecException e) {
            return unchanged.refusing(String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return unchanged.refusing(Given.reason("a callback failed: " + e));
        }
    }

    /** The verdict on an event that cannot be decided on: the run fails instead of waiting for ever. */
    public static Verdict fail(TrainingEvent.Barrier event, String reason, Instant now) {
        // Whoever resumes the run finds its callbacks in the checkpoint.
        return BarrierAddress.of(event).failed(reason, now);
    }

    static Decision trainBegin(List<Callback> callbacks, float learningRate) {
        Deliberation deliberation = new Deliberation(callbacks, learningRate);
        deliberation.put(Callback::onTrainBegin);
        deliberation.epochBegin(0);
        return deliberation.decision();
    }

    static Decision batchEnd(List<Callback> callbacks, Callback.Batch batch) {
        Deliberation deliberation = new Deliberation(callbacks, batch.learningRate());
        deliberation.put(callback -> callback.onBatchEnd(batch));
        return deliberation.decision();
    }

    /** @param last whether training ends here whatever is decided */
    static Decision epochEnd(List<Callback> callbacks, Callback.Epoch epoch, boolean last) {
        Deliberation deliberation = new Deliberation(callbacks, epoch.learningRate());
        deliberation.logs = epoch.logs();
        deliberation.put(callback -> callback.onEpochEnd(new Callback.Epoch(
                epoch.index(), deliberation.logs, deliberation.learningRate, epoch.step(), epoch.seconds())));
        // Keras' own History, which comes after every list.
        deliberation.recordings.add(new Verdict.Recording(callbacks.size(), deliberation.logs));
        if (last || deliberation.commands.stream().anyMatch(Command.StopTraining.class::isInstance)) {
            deliberation.put(Callback::onTrainEnd);
        } else {
            deliberation.epochBegin(epoch.index() + 1);
        }
        return deliberation.decision();
    }

    private void epochBegin(int epoch) {
        put(callback -> callback.onEpochBegin(epoch, learningRate));
    }

    /** Where Keras would raise an error nobody is asked any more. */
    private void put(Function<Callback, Step> hook) {
        for (int position = 0; position < next.size() && !failed(); position++) {
            Callback callback = next.get(position);
            Step step = hook.apply(callback);
            take(position, callback.type(), step);
            next.set(position, step.next());
        }
    }

    private boolean failed() {
        return !commands.isEmpty() && commands.get(commands.size() - 1) instanceof Command.FailRun;
    }

    private void take(int position, String type, Step step) {
        for (Command command : step.commands()) {
            take(type, command);
        }
        for (String text : step.reasons()) {
            reasons.add(new Verdict.Reason(type, Given.reason(text)));
        }
        logs = step.logs().orElse(logs);
        step.recording().ifPresent(seen -> recordings.add(new Verdict.Recording(position, seen)));
    }

    /** A name that no checkpoint can have costs that checkpoint, and neither the run nor the other ones. */
    private void take(String type, Command given) {
        try {
            Command command = Given.command(given);
            commands.add(command);
            if (command instanceof Command.SetLearningRate change) {
                learningRate = (float) change.value();
            }
        } catch (SpecException e) {
            reasons.add(new Verdict.Reason(type, "not saved: " + e.getMessage()));
        }
    }

    private Decision decision() {
        return new Decision(next, commands, reasons, recordings, logs);
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
