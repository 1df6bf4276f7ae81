package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Puts an event to every callback of its list, in order, and gathers what they say into one verdict. */
public final class Deliberation {
    private final List<Callback> next = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Verdict.Reason> reasons = new ArrayList<>();
    private final List<Verdict.Recording> recordings = new ArrayList<>();

    private Deliberation() {}

    /**
     * The verdict on an event: the same for the same event, whoever asks.
     *
     * @param now when it is given; nothing depends on it
     * @throws io.epochal.protocol.SpecException when the event's callbacks cannot be meant
     */
    public static Verdict decide(TrainingEvent.Barrier event, Instant now) {
        List<Callback> callbacks =
                CallbackList.read(event.callbacks(), event.spec()).callbacks();
        Deliberation deliberation = new Deliberation();
        if (event instanceof TrainingEvent.EpochEnded ended) {
            deliberation.epochEnded(ended, callbacks);
        } else {
            deliberation.next.addAll(callbacks);
            deliberation.putToAll(Callback::onTrainBegin);
        }
        return deliberation.verdict(event, now);
    }

    /** The verdict on an event that cannot be decided on: the run fails instead of waiting for ever. */
    public static Verdict fail(TrainingEvent.Barrier event, String reason, Instant now) {
        return new Verdict(
                event.run(),
                event.attempt(),
                event.sequence(),
                now,
                List.of(new Command.FailRun(reason)),
                event.callbacks(),
                List.of(),
                List.of(),
                List.of());
    }

    private void epochEnded(TrainingEvent.EpochEnded event, List<Callback> callbacks) {
        Callback.Epoch epoch = new Callback.Epoch(event.epoch(), event.metrics(), (float) event.learningRate());
        for (Callback callback : callbacks) {
            Step step = callback.onEpochEnd(epoch);
            take(callback, step);
            next.add(step.next());
            epoch = epoch.after(step);
        }
        if (event.last() || commands.stream().anyMatch(Command.StopTraining.class::isInstance)) {
            putToAll(Callback::onTrainEnd);
        }
    }

    private void putToAll(Function<Callback, Step> hook) {
        next.replaceAll(callback -> {
            Step step = hook.apply(callback);
            take(callback, step);
            return step.next();
        });
    }

    private void take(Callback callback, Step step) {
        int position = next.size();
        commands.addAll(step.commands());
        step.reasons().forEach(text -> reasons.add(new Verdict.Reason(callback.type(), text)));
        step.recording().ifPresent(logs -> recordings.add(new Verdict.Recording(position, logs)));
    }

    private Verdict verdict(TrainingEvent.Barrier event, Instant now) {
        Set<Integer> retain = new TreeSet<>();
        next.forEach(callback -> retain.addAll(callback.retains()));
        return new Verdict(
                event.run(),
                event.attempt(),
                event.sequence(),
                now,
                commands,
                new CallbackList(next).json(),
                reasons,
                recordings,
                List.copyOf(retain));
    }
}
