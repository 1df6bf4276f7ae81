package io.epochal.callback.policy.alert;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command.SetLearningRate;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.Start;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an event says of a run, whatever the rules are. */
final class AlertFacts {
    private AlertFacts() {}

    /** The run after the event: without what the event makes void, and with nothing told yet. */
    static AlertState after(AlertState run, TrainingEvent event, Instant stored) {
        Map<String, RuleMemory> memories = new TreeMap<>(run.memories());
        memories.replaceAll((rule, memory) -> memory.after(event));
        List<Map<String, Object>> callbacks = event instanceof TrainingEvent.Barrier barrier
                ? AlertRules.alerts(barrier.callbacks())
                : run.callbacks();
        return new AlertState(
                run.run(),
                event.attempt(),
                event.sequence(),
                run.started() == null && event instanceof Start ? stored : run.started(),
                stored.isAfter(run.heard()) ? stored : run.heard(),
                heartbeat(run, event),
                event instanceof RunEnded || event instanceof RunSuspended,
                rate(run, event),
                callbacks,
                memories);
    }

    private static int heartbeat(AlertState run, TrainingEvent event) {
        if (event instanceof Start || event instanceof Resumption) {
            AttachedTrainer trainer = event instanceof AttachedRunStarted started
                    ? started.trainer()
                    : event instanceof AttachedRunResumed resumed ? resumed.trainer() : null;
            return trainer == null ? 0 : trainer.heartbeat();
        }
        return run.heartbeat();
    }

    private static @Nullable Double rate(AlertState run, TrainingEvent event) {
        if (event instanceof EpochEnded end) {
            return end.learningRate();
        } else if (event instanceof BatchReached batch) {
            return batch.learningRate();
        } else if (event instanceof TrainingEnded end) {
            return end.learningRate();
        } else if (event instanceof VerdictApplied applied) {
            return applied.learningRate();
        } else if (event instanceof CommandApplied answer
                && answer.outcome().isApplied()
                && answer.command() instanceof SetLearningRate set) {
            return set.value();
        }
        if (event instanceof Start start) {
            return start.params().learningRate();
        }
        // Another attempt goes on with the rate of its checkpoint, which its next question brings.
        return event instanceof Resumption ? null : run.rate();
    }
}
