package io.epochal.cli.run;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.List;

/** Events without the baggage that a person never sees: each epoch's brings a spec and the callbacks as they stand. */
public final class TrimmedEvents {
    private TrimmedEvents() {}

    /** @param spec one for all */
    public static EpochEnded of(EpochEnded epoch, RunSpec spec) {
        return new EpochEnded(
                epoch.run(),
                epoch.attempt(),
                epoch.sequence(),
                epoch.time(),
                spec,
                epoch.epoch(),
                epoch.step(),
                epoch.metrics(),
                epoch.learningRate(),
                epoch.seconds(),
                epoch.last(),
                List.of());
    }

    static VerdictApplied of(VerdictApplied applied) {
        return new VerdictApplied(
                applied.run(),
                applied.attempt(),
                applied.sequence(),
                applied.time(),
                applied.answers(),
                applied.epoch(),
                applied.step(),
                List.of(),
                applied.reasons(),
                List.of(),
                applied.learningRate());
    }

    /** Whether it is one that a run has left at its end, under the end's name. */
    static boolean endsARun(CheckpointSaved saved) {
        return saved.names().contains(RunStatus.CANCELLED.wireName())
                || saved.names().contains(RunStatus.STOPPED_EARLY.wireName());
    }
}
