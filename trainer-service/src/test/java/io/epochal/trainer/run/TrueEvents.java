package io.epochal.trainer.run;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.ArrayList;
import java.util.List;

/** What the events of a run's attempts come to, for comparing runs. */
final class TrueEvents {
    private TrueEvents() {}

    /** The events that stay true, as RunResumed defines it: those of each attempt up to where its successor went on. */
    static List<String> of(List<ScriptedSupervisor> attempts) {
        List<TrainingEvent> events = new ArrayList<>();
        for (ScriptedSupervisor attempt : attempts) {
            for (RunResumed resumed : attempt.events(RunResumed.class)) {
                events.removeIf(event -> event.attempt() > resumed.fromAttempt()
                        || (event.attempt() == resumed.fromAttempt() && event.sequence() >= resumed.fromSequence()));
            }
            if (attempt.events(RunResumed.class).isEmpty()) {
                events.clear();
            }
            events.addAll(attempt.events);
        }
        return events.stream()
                .map(TrueEvents::told)
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
