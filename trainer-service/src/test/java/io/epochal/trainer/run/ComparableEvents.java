package io.epochal.trainer.run;

import io.epochal.protocol.RunTimeline;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.List;

/** What the events of a run's attempts come to, for comparing runs. */
final class ComparableEvents {
    private ComparableEvents() {}

    /** The events of all attempts that are true. */
    static List<String> of(List<ScriptedSupervisor> attempts) {
        RunTimeline timeline = new RunTimeline();
        attempts.forEach(attempt -> attempt.events.forEach(timeline::add));
        return timeline.events().stream()
                .map(ComparableEvents::told)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private static String told(TrainingEvent event) {
        if (event instanceof EpochEnded ended) {
            return "epoch " + ended.epoch() + ended.metrics() + ended.learningRate() + ended.callbacks() + ended.last();
        }
        if (event instanceof VerdictApplied applied) {
            return "applied " + applied.epoch() + " " + applied.step() + applied.commands() + applied.learningRate();
        }
        if (event instanceof BatchRecorded recorded) {
            return "batch " + recorded.step() + recorded.metrics();
        }
        if (event instanceof RunEnded ended) {
            return "ended " + ended.status() + ended.epochsRun() + ended.restoredEpoch() + ended.metrics()
                    + ended.test();
        }
        return event instanceof TrainingEvent.BatchReached reached
                ? "reached " + reached.step() + reached.metrics() + reached.callbacks() + reached.replacement()
                : "";
    }
}
