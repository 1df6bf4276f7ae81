package io.epochal.callback.summary;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is kept of a run's messages for whoever looks at it: no histograms, no callback states. */
public final class KeptMessages {
    /** The messages that say in which phase a run is, beside when something was heard of it. */
    public static final Set<Class<? extends Message>> STATE = Set.of(
            RunRequested.class,
            RunStarted.class,
            RunResumed.class,
            AttachedRunStarted.class,
            AttachedRunResumed.class,
            RunSuspended.class,
            RunEnded.class,
            CommandApplied.class,
            CheckpointSaved.class);

    /** Every message that is kept. */
    public static final Set<Class<? extends Message>> ALL = Stream.concat(
                    STATE.stream(), Stream.of(EpochEnded.class, VerdictApplied.class, CommandRequest.class))
            .collect(Collectors.toUnmodifiableSet());

    private KeptMessages() {}

    /**
     * What is kept of an event; empty for nothing.
     *
     * @param withCheckpoints whether each checkpoint is, and not only what is saved at the end of the run
     */
    static Optional<TrainingEvent> of(TrainingEvent event, boolean withCheckpoints) {
        if (event instanceof EpochEnded epoch) {
            return Optional.of(TrimmedEvents.of(epoch));
        }
        if (event instanceof VerdictApplied applied) {
            return applied.reasons().isEmpty() && applied.commands().isEmpty()
                    ? Optional.empty()
                    : Optional.of(TrimmedEvents.of(applied));
        }
        boolean ofNoInterest =
                event instanceof CheckpointSaved saved && !withCheckpoints && !TrimmedEvents.savedAtEnd(saved);
        return ofNoInterest || !ALL.contains(event.getClass()) ? Optional.empty() : Optional.of(event);
    }
}
