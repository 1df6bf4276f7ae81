package io.epochal.chaos.outcome;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.util.List;
import java.util.Optional;

/**
 * Checks that a run resumes from its last saved checkpoint. The result is the same from wherever a run resumes, so only this check
 * finds a checkpoint that was deleted too early or never stored.
 */
public final class DurabilityCheck {
    private DurabilityCheck() {}

    /** Empty when the attempt after a death started at the last checkpoint that was reported as saved, or later. */
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
                .map(step -> "attempt " + (death.attempts() + 1) + " started at step " + step
                        + ", though a checkpoint at step " + safe + " was reported as saved");
    }
}
