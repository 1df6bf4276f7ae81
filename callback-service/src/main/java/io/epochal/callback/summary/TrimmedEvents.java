package io.epochal.callback.summary;

import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.List;

/** Events without what is never shown to the user, such as the states of callbacks. */
public final class TrimmedEvents {
    private TrimmedEvents() {}

    /** Without the callbacks. */
    public static EpochEnded of(EpochEnded epoch) {
        return new EpochEnded(
                epoch.run(),
                epoch.attempt(),
                epoch.sequence(),
                epoch.time(),
                epoch.params(),
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
                applied.commands(),
                applied.reasons(),
                List.of(),
                applied.learningRate());
    }

    /** Whether the checkpoint was saved because the run ended, under the name of that end. */
    static boolean savedAtEnd(CheckpointSaved saved) {
        return saved.names().contains(RunStatus.CANCELLED.wireName())
                || saved.names().contains(RunStatus.STOPPED_EARLY.wireName());
    }
}
