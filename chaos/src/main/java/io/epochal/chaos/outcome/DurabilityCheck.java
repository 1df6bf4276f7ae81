package io.epochal.chaos.outcome;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.Start;
import java.util.List;
import java.util.Optional;

/**
 * Checks that a run resumes from its last saved checkpoint. The result is the same from wherever a run resumes, so only this check
 * finds a checkpoint that was deleted too early or never stored.
 */
public final class DurabilityCheck {
    private DurabilityCheck() {}

    /** Whether a run can resume from it: our trainer stores other things too, and a program keeps what it tells of at a URI. */
    private static boolean isWhole(String key) {
        return key.contains("/checkpoints/") || !key.startsWith("runs/");
    }

    /** Empty when the attempt after a death started at the last checkpoint that was reported as saved, or later. */
    public static Optional<String> fault(List<TrainingEvent> log, TrainerDeath death) {
        long safe = log.stream()
                .filter(event -> event.attempt() == death.attempts())
                .filter(event -> event.time().isBefore(death.time()))
                .filter(event -> event instanceof CheckpointSaved saved && isWhole(saved.key()))
                .mapToLong(event -> ((CheckpointSaved) event).step())
                .max()
                .orElse(0);
        return log.stream()
                .filter(event -> event.attempt() == death.attempts() + 1)
                .filter(event -> event instanceof Resumption || event instanceof Start)
                .findFirst()
                .map(event -> event instanceof Resumption resumed ? resumed.step() : 0L)
                .filter(step -> step < safe)
                .map(step -> "attempt " + (death.attempts() + 1) + " started at step " + step
                        + ", though a checkpoint at step " + safe + " was reported as saved");
    }
}
