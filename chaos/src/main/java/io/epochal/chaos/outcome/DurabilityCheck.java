package io.epochal.chaos.outcome;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.util.List;
import java.util.Optional;

/**
 * Whether a run goes on from where it was safe. The bits are the same wherever it goes on, so a checkpoint that was deleted too early
 * or was never there shows only in this.
 */
public final class DurabilityCheck {
    private DurabilityCheck() {}

    /** What is wrong with the attempt behind a death; empty if it began no earlier than at the last checkpoint that was said to be saved. */
    public static Optional<String> fault(List<TrainingEvent> log, TrainerDeath death) {
        long safe = log.stream()
                .filter(event -> event.attempt() == death.attempts())
                .filter(event -> event.time().isBefore(death.time()))
                .filter(event ->
                        event instanceof CheckpointSaved saved && saved.key().contains("/checkpoints/"))
                .mapToLong(event -> ((CheckpointSaved) event).step())
                .max()
                .orElse(0);
        return log.stream()
                .filter(event -> event.attempt() == death.attempts() + 1)
                .filter(event -> event instanceof RunResumed || event instanceof RunStarted)
                .findFirst()
                .map(event -> event instanceof RunResumed resumed ? resumed.step() : 0L)
                .filter(step -> step < safe)
                .map(step -> "attempt " + (death.attempts() + 1) + " began at step " + step
                        + ", though a checkpoint at step " + safe + " was said to be saved");
    }
}
