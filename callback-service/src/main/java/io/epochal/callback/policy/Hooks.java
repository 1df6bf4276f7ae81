package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Calls the hooks of every callback of a list, in order, and gathers their steps into one decision. */
final class Hooks {
    private final List<Callback> next;
    private final List<Command> commands = new ArrayList<>();
    private final List<Verdict.Reason> reasons = new ArrayList<>();
    private final List<Verdict.Recording> recordings = new ArrayList<>();
    private float learningRate;
    private Metrics logs = Metrics.NONE;

    private Hooks(List<Callback> callbacks, float learningRate) {
        this.next = new ArrayList<>(callbacks);
        this.learningRate = learningRate;
    }

    /** An attempt at the run begins: {@code on_train_begin} and the first {@code on_epoch_begin}. */
    static Decision trainBegin(List<Callback> callbacks, float learningRate) {
        return trainBegin(callbacks, learningRate, 0);
    }

    /** @param first the epoch that begins, from 0 */
    static Decision trainBegin(List<Callback> callbacks, float learningRate, int first) {
        Hooks hooks = new Hooks(callbacks, learningRate);
        hooks.call(callback -> callback.onTrainBegin(0));
        hooks.epochBegin(first);
        return hooks.decision();
    }

    /** The list joins a run under way: it takes the place of another one, or its trainer has resumed from a checkpoint. */
    static Decision underWay(List<Callback> callbacks, float learningRate, long step) {
        Hooks hooks = new Hooks(callbacks, learningRate);
        hooks.call(callback -> callback.onTrainBegin(step));
        return hooks.decision();
    }

    /** Nothing is called; the callbacks stay as they are. */
    static Decision unchanged(List<Callback> callbacks) {
        return new Hooks(callbacks, 0).decision();
    }

    static Decision batchEnd(List<Callback> callbacks, Callback.Batch batch) {
        Hooks hooks = new Hooks(callbacks, batch.learningRate());
        hooks.call(callback -> callback.onBatchEnd(batch));
        return hooks.decision();
    }

    /** When {@code on_train_end} comes, where training ends with an epoch. */
    enum Then {
        ENDS_HERE,
        ASKED_AT_END
    }

    /** Of a trainer that does not ask at its end. */
    static Decision epochEnd(List<Callback> callbacks, Callback.Epoch epoch, boolean last) {
        return epochEnd(callbacks, epoch, last, Then.ENDS_HERE);
    }

    /** @param last whether training ends here whatever is decided */
    static Decision epochEnd(List<Callback> callbacks, Callback.Epoch epoch, boolean last, Then then) {
        Hooks hooks = new Hooks(callbacks, epoch.learningRate());
        hooks.logs = epoch.logs();
        hooks.call(callback -> callback.onEpochEnd(
                new Callback.Epoch(epoch.index(), hooks.logs, hooks.learningRate, epoch.step(), epoch.seconds())));
        // Keras' own History, which comes after every list.
        hooks.recordings.add(new Verdict.Recording(callbacks.size(), hooks.logs));
        if (!last && hooks.commands.stream().noneMatch(Command.StopTraining.class::isInstance)) {
            hooks.epochBegin(epoch.index() + 1);
        } else if (then == Then.ENDS_HERE) {
            hooks.call(Callback::onTrainEnd);
        }
        return hooks.decision();
    }

    /** @param logs of the last epoch */
    static Decision trainEnd(List<Callback> callbacks, Metrics logs, float learningRate) {
        Hooks hooks = new Hooks(callbacks, learningRate);
        hooks.logs = logs;
        hooks.call(Callback::onTrainEnd);
        return hooks.decision();
    }

    private void epochBegin(int epoch) {
        call(callback -> callback.onEpochBegin(epoch, learningRate));
    }

    /** Stops at the first callback where Keras would raise an error. */
    private void call(Function<Callback, Step> hook) {
        for (int position = 0; position < next.size() && !failed(); position++) {
            Callback callback = next.get(position);
            Step step = hook.apply(callback);
            add(position, callback.type(), step);
            next.set(position, step.next());
        }
    }

    private boolean failed() {
        return !commands.isEmpty() && commands.get(commands.size() - 1) instanceof Command.FailRun;
    }

    private void add(int position, String type, Step step) {
        for (Command command : step.commands()) {
            add(type, command);
        }
        for (String text : step.reasons()) {
            reasons.add(new Verdict.Reason(type, NormalizedCommand.reason(text)));
        }
        logs = step.logs().orElse(logs);
        step.recording().ifPresent(seen -> recordings.add(new Verdict.Recording(position, seen)));
    }

    /** An invalid checkpoint name costs that checkpoint alone, neither the run nor the other checkpoints. */
    private void add(String type, Command given) {
        try {
            Command command = NormalizedCommand.of(given);
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
}
